# Texts of orders/: kinds, faults of fields, warnings, scopes and legal bases

order-kind-fiktiv-kunde = delegering frå ein fiktiv kunde
order-kind-eksisterende-kunde = delegering frå ein eksisterande kunde
order-kind-direkte = direkte tilgang

order-fault-missing = Feltet må fyllast ut.
order-fault-too-long = Teksten er for lang. Feltet tek imot høgst { $limit } teikn.
order-fault-control-characters = Teksten inneheld teikn som ikkje kan visast. Skriv han inn på nytt.
order-fault-number-not-digits = Eit organisasjonsnummer er berre siffer. Skriv dei ni siffera.
order-fault-number-wrong-length = Eit organisasjonsnummer har ni siffer. Sjå etter om eit siffer manglar eller er skrive to gonger.
order-fault-number-wrong-check-digit = Organisasjonsnummeret er ikkje gyldig: det siste sifferet passar ikkje med dei andre. Sjå etter om to siffer har bytt plass.
order-fault-number-of-person = Dette kan vere fødselsnummeret til ein person, og det høyrer ikkje heime her. Skriv organisasjonsnummeret: ni siffer.
order-fault-same-organisation = Kunden kan ikkje vere same verksemda som leverandøren. Skriv organisasjonsnummeret til kunden.
order-fault-email-malformed = Dette er ikkje ei e-postadresse. Skriv ho som namn@eksempel.no.
order-fault-email-ours = Dette er adressa vår. Skriv kontaktpersonen si eiga.
order-fault-phone-malformed = Dette er ikkje eit telefonnummer. Skriv åtte siffer, eller byrj med + og landkode.
order-fault-real-person-number = Teksten inneheld det som ser ut som eit ekte fødselsnummer. Ta det bort. Her blir berre fiktive personar brukte.
order-fault-notice = Kryss av for at du veit at produksjonsdata om verksemda blir lesne inn i eit testmiljø.
order-fault-wish = Kryss av for at de vil delegere sjølve gjennom ei fiktiv verksemd. Skal ein ekte kunde delegere, bestiller de delegering frå ein eksisterande kunde.
order-fault-legal-basis-unknown = Heimelen finst ikkje i lista. Vel ein av dei som står der.
order-fault-organisation-unknown = Einingsregisteret kjenner ikkje dette organisasjonsnummeret. Sjå etter om det er skrive rett.
order-fault-organisation-deleted = Verksemda er sletta i Einingsregisteret. Bruk nummeret til ei verksemd som finst.
order-fault-fictional-unknown = Det finst inga fiktiv verksemd med dette nummeret i testmiljøet. Sjå etter i brevet de fekk då ho vart laga.
order-fault-wrong-type = Verdien har feil type. Her skal det stå tekst.
order-fault-unknown-field = Feltet høyrer ikkje til denne bestillinga. Ta det bort, eller sjå etter om namnet er skrive rett.

order-warning-name-unlike-vendor = Namnet på leverandøren er eit anna enn det Einingsregisteret har på organisasjonsnummeret. Sjå etter at nummeret er rett.
order-warning-name-unlike-customer = Namnet på kunden er eit anna enn det Einingsregisteret har på organisasjonsnummeret. Sjå etter at nummeret er rett.
order-warning-not-checked-vendor = Einingsregisteret svarte ikkje, så organisasjonsnummeret til leverandøren er ikkje kontrollert enno. Vi prøver igjen.
order-warning-not-checked-customer = Einingsregisteret svarte ikkje, så organisasjonsnummeret til kunden er ikkje kontrollert enno. Vi prøver igjen.
order-warning-unknown-vendor = Einingsregisteret kjenner ikkje organisasjonsnummeret til leverandøren, eller verksemda er sletta.
order-warning-unknown-customer = Einingsregisteret kjenner ikkje organisasjonsnummeret til kunden, eller verksemda er sletta.

scope-opens-offentlig = alt som er registrert, med fødselsnummer, skjerma personar og tidlegare avvik; oppslag, søk på person, heile bestanden og endringar
scope-opens-rapporteringspliktig = oppslag på verksemd og endringar, med fødselsnummer, skjerma personar og opne avvik
scope-opens-rapporteringspliktig-begrenset = oppslag på verksemd og endringar, med fødselsnummer og opne avvik, men utan det som røper skjerma personar
scope-opens-media = oppslag på verksemd og endringar, utan fødselsnummer og utan det som røper skjerma personar
scope-opens-sivilsamfunnsorganisasjon = oppslag på verksemd og endringar, utan fødselsnummer og utan det som røper skjerma personar
scope-opens-hoeyereutdanningsinstitusjon = oppslag på verksemd og endringar, utan fødselsnummer og utan det som røper skjerma personar

legal-basis-public-authority = Offentleg styresmakt: politi, påtalemakt, skattestyresmakt, tilsyn og andre nemnde i forskrifta
legal-basis-reporting-entity = Rapporteringspliktig: bank, kredittføretak, finansieringsføretak, forsikringsføretak og andre med full tilgang
legal-basis-reporting-entity-limited = Rapporteringspliktig med avgrensa tilgang: Noregs Bank, valutaverksemd, verdipapirsentral, depotverksemd
legal-basis-reporting-profession = Rapporteringspliktig yrke: revisor, rekneskapsførar, advokat, eigedomsmeklar og andre
legal-basis-media = Media
legal-basis-civil-society = Sivilsamfunnsorganisasjon
legal-basis-higher-education = Høgare utdanningsinstitusjon
legal-basis-other = Anna: forklar heimelen med eigne ord
