# Texts of delegation/: logging in as a fictional person, and the portal

portal-login-title = Logg inn som fiktiv person
portal-login-lead = Skriv det fiktive fødselsnummeret som står i stadfestinga på bestillinga.
portal-login-button = Logg inn
portal-login-no-number-heading = Har du ikkje eit fiktivt fødselsnummer?
portal-login-no-number = Den fiktive personen blir laga når ei bestilling er godkjend, og nummeret kjem på e-post.
portal-login-order = Gå til bestilling
portal-faults = Noko må rettast før du kjem vidare
portal-number = Fødselsnummer
portal-number-help = Elleve siffer. I fiktive nummer er det lagt 80 til månaden. Bruk aldri nummeret til ein verkeleg person.
portal-number-missing = Skriv det fiktive fødselsnummeret. Det har elleve siffer.
portal-number-not-digits = Fødselsnummeret har elleve siffer og ingen andre teikn. Skriv det utan bokstavar og bindestrek.
portal-number-wrong-length = { $count ->
    [one] Fødselsnummeret har elleve siffer, men dette har eitt. Skriv heile nummeret.
   *[other] Fødselsnummeret har elleve siffer, men dette har { $count }. Sjå etter at alle er med.
}
portal-number-wrong-date = Dei seks første siffera er ikkje ein dato. Sjå etter om nokre siffer er bytte om.
portal-number-wrong-check-digit = Dei to siste siffera passar ikkje med resten. Sjå etter om eit siffer er skrive feil.
portal-number-real-person = Dette kan vere nummeret til ein verkeleg person. Vi har ikkje lagra det. Bruk det fiktive nummeret frå stadfestinga, der det er lagt 80 til månaden.
portal-number-other-series = Dette testnummeret høyrer til ein annan serie. Bruk eit nummer der det er lagt 80 til månaden.
portal-number-unknown = Ingen fiktiv person i dette miljøet har dette nummeret. Sjå etter i stadfestinga du fekk på e-post.
portal-code = Tilgangskode
portal-code-help = Koden til dette miljøet får du av den som driftar det.
portal-code-missing = Skriv tilgangskoden til miljøet. Du får han av den som driftar miljøet.
portal-code-wrong = Tilgangskoden er ikkje rett. Sjå etter store og små bokstavar, eller spør den som driftar miljøet.

portal-choose-title = Vel kven du vil opptre for
portal-choose-lead = Du gir og fjernar fullmakter på vegner av ei verksemd, ikkje som deg sjølv.
portal-choose-first = Vel ei verksemd først. Fullmaktene høyrer til verksemda, så sida er tom før du har valt.
portal-choose-asked = { $name } ({ $number }) ber om fullmakt til { $title }. Vel verksemda som skal gi ho.
portal-choose-asked-any = { $name } ({ $number }) ber om fullmakt. Vel verksemda som skal gi ho.
portal-choose-none = Denne personen har inga rolle i noka verksemd no. Logg inn som ein annan fiktiv person, eller bestill ein ny kunde.
portal-choose-button = Vel
portal-choose-current = Du opptrer for denne no.
portal-choose-may-not = Rolla di gir ikkje rett til å administrere fullmakter for denne verksemda. Det krev tilgangspakken Maskinporten administrator.
portal-role-dagl = Dagleg leiar
portal-role-lede = Styreleiar
portal-role-innh = Innehavar
portal-role-dtso = Deltakar med solidarisk ansvar
portal-role-dtpr = Deltakar med delt ansvar
portal-role-komp = Komplementar
portal-role-best = Bestyrande reiar
portal-role-bobe = Bustyrar
portal-role-knuf = Kontaktperson for utanlandsk føretak
portal-role-repr = Norsk representant for utanlandsk eining
portal-role-hadm = Hovudadministrator
portal-role-apiadm = Programmeringsgrensesnitt (API)
portal-role-admai = Tilgangsstyring
portal-role-apiadmnuf = Programmeringsgrensesnitt for NUF (API)
portal-role-kemn = Kontaktperson i administrativ eining
portal-role-eikm = Eigarkommune
portal-role-ffor = Forretningsførar
portal-role-kdeb = Konkursdebitor
portal-role-komk = Kontaktperson i kommune
portal-role-kont = Kontaktperson
portal-role-medl = Styremedlem
portal-role-nest = Nestleiar
portal-role-obs = Observatør
portal-role-regn = Rekneskapsførar
portal-role-revi = Revisor
portal-role-vara = Varamedlem
portal-role-maskinporten-administrator = Maskinporten administrator
portal-role-maskinporten-scopes = Delegerbare Maskinporten scopes
portal-role-maskinporten-scopes-nuf = Delegerbare Maskinporten scopes for NUF

portal-acting-for = Du opptrer for
portal-change = Byt verksemd
portal-tabs = Leverandørar og konsumentar
portal-suppliers = Leverandørar
portal-consumers = Konsumentar
portal-heading = Maskinporten­administrasjon for { $name }
portal-suppliers-lead = Verksemder som har fått fullmakt frå { $name }.
portal-suppliers-none = Fann ingen leverandørar. Legg til den som skal hente data på vegner av verksemda.
portal-suppliers-note = Verksemda må sjølv vere tildelt tilgangen før leverandøren kan bruke fullmakta. Tildeling og fullmakt kan kome i kva rekkjefølgje som helst. Den som gir fullmakt, treng tilgangspakken Maskinporten administrator og ein pakke i området Integrasjonar, som Delegerbare Maskinporten scopes.
portal-orgnr = Organisasjonsnummer
portal-orgnr-short = Org.nr.
portal-form = Organisasjonsform
portal-subunit-of = Undereining av { $name }
portal-subunit = Undereining
portal-tag-deleted = Sletta
portal-tag-bankrupt = Konkurs
portal-holds = Fullmakt til { $count } API
portal-holds-none = Ingen fullmakter no.
portal-holds-none-yet = Ingen fullmakter er lagde til enno.
portal-lacks-package = Du kan sjå og fjerne fullmakter her. For å gi dei treng du òg ein tilgangspakke i området Integrasjonar, som Delegerbare Maskinporten scopes, og han følgjer ikkje med rolla di.
portal-partner-search = Søk etter verksemd
portal-partner-search-help = Søk på namn eller organisasjonsnummer.
portal-partner-found = { $count ->
    [0] Inga verksemd passar med søket. Prøv færre eller kortare ord.
    [one] Éi verksemd
   *[other] { $count } verksemder
}
portal-partner-all = Vis alle
portal-partner-pages = Fleire sider med verksemder
portal-former-suppliers = Tidlegare leverandørar ({ $count })
portal-former-consumers = Tidlegare konsumentar ({ $count })
portal-former-until = Siste fullmakt vart sletta { $at }
portal-former-pages = Fleire sider med tidlegare verksemder
portal-former-supplier = { $name } er ikkje lenger leverandør for { $consumer } og har ingen fullmakter. Historikken står under.
portal-former-consumer = { $consumer } har ikkje lenger { $name } som leverandør. Historikken står under. Berre { $consumer } kan gi fullmakt på nytt.
portal-former-add = Legg til igjen
portal-cancel = Avbryt

portal-add-supplier = Legg til leverandør
portal-add-lead = Ein leverandør er verksemda som lagar eller driftar systemet, og som skal bruke tilgangen på vegner av dykk.
portal-add-button = Legg til verksemd
portal-orgnr-help = Ni siffer. Mellomrom gjer ingenting.
portal-orgnr-find = Finn verksemd
portal-orgnr-missing = Skriv organisasjonsnummeret til leverandøren. Det har ni siffer.
portal-orgnr-not-digits = Eit organisasjonsnummer har berre siffer. Skriv ni siffer utan andre teikn.
portal-orgnr-wrong-length = { $count ->
    [one] Eit organisasjonsnummer har ni siffer, men dette har eitt. Skriv heile nummeret.
   *[other] Eit organisasjonsnummer har ni siffer, men dette har { $count }. Sjå etter at alle er med.
}
portal-orgnr-wrong-check-digit = Det siste sifferet passar ikkje med resten. Sjå etter om eit siffer er skrive feil.
portal-orgnr-real-person = Dette kan vere fødselsnummeret til ein person. Det høyrer ikkje heime her, og er ikkje teke vare på. Skriv organisasjonsnummeret til leverandøren: ni siffer.
portal-orgnr-own = Dette er nummeret til verksemda du opptrer for. Skriv nummeret til leverandøren.
portal-orgnr-not-found = Inga verksemd i dette miljøet har dette nummeret.
portal-orgnr-order-first = Leverandøren må lesast inn i testmiljøet gjennom ei bestilling før han kan få fullmakt.

portal-give = Gi fullmakt
portal-withdraw = Slett fullmakt
portal-remove-supplier = Slett leverandør
portal-back-to-suppliers = Tilbake til leverandørane
portal-back-to-consumers = Tilbake til konsumentane
portal-back-to-search = Tilbake til søket
portal-back-to = Tilbake til { $name }
portal-scope = Scope
portal-given-at = Gitt
portal-next-heading = Kva skjer no?
portal-next-text = { $name } kan no hente token frå Maskinporten i dette miljøet. Tokenet blir bestilt med desse verdiane:
portal-next-waits = Alt som skal gjerast her, er gjort. { $name } kan hente token når dei har ein klient med scopet og ein nøkkel. Tokenet blir bestilt med desse verdiane:

portal-find-heading = Kva API vil du gi { $name } fullmakt til?
portal-search = Søk etter API
portal-search-help = Søk i namn, skildring, eigar, identifikator eller scope.
portal-search-button = Søk
portal-found = { $count ->
    [one] Eitt API
   *[other] { $count } API
}
portal-found-none = Ingen API passar med søket. Prøv færre eller kortare ord.
portal-scope-count = { $count ->
    [one] eitt scope
   *[other] { $count } scope
}
portal-tag-given = Har fullmakt
portal-tag-granted = Passar med det verksemda er tildelt
portal-owner = Eigar
portal-owner-all = Alle eigarar
portal-pages = Fleire sider med treff
portal-page-before = Førre sida
portal-page-after = Neste sida
portal-identifier = Identifikator
portal-scopes = { $count ->
    [one] Scope
   *[other] Scope
}
portal-warning-heading = { $count ->
    [one] { $name } er ikkje tildelt dette scopet
   *[other] { $name } er ikkje tildelt desse { $count } scopa
}
portal-warning-text = Du kan gi fullmakta likevel, men { $name } får avslag (MP-250) når tokenet blir henta, til tildelinga er på plass.
portal-not-granted = { $name } er ikkje tildelt { $scope }. Leverandøren får avslag (MP-250) når tokenet blir henta.
portal-fitting = Verksemda er tildelt { $scope }. Skjemaet som passar, er
portal-granted-to-main-unit = Hovudeininga { $unit } er tildelt { $scope }. Ei tildeling gjeld berre for det nummeret ho er gitt til.
portal-granted-to-subunit = Undereininga { $unit } er tildelt { $scope }. Ei tildeling gjeld berre for det nummeret ho er gitt til.
portal-act-for = Opptre for { $unit } og gi fullmakta derfrå
portal-has-already = { $name } har allereie fullmakt til dette.
portal-give-lasts = Fullmakta varer til ein av dykk fjernar ho, og { $name } kan ikkje gi ho vidare.
portal-cannot-give = Du kan ikkje gi fullmakt til denne tenesta. Eigaren har bestemt at tilgangen ikkje kan givast vidare.
portal-cannot-give-needs = Du kan ikkje gi fullmakt til denne tenesta. Det krev { $needed }, og det følgjer ikkje med rollene dine i { $name }.
portal-cannot-give-yet = Du kan ikkje gi fullmakt til denne tenesta. Eigaren har ikkje sagt enno kven som kan gi henne.
portal-needs-package = tilgangspakken { $package }
portal-needs-role = rolla { $role }
portal-needs-either = { $one } eller { $other }

portal-withdraw-heading = Slette fullmakta til { $name }?
portal-withdraw-consequence = { $name } kan ikkje lenger hente token på vegner av { $consumer } med dette. Nye førespurnader får avslag (MP-251) innan eitt sekund.
portal-remove-heading = Slette { $name } som leverandør?
portal-remove-nothing = { $name } har ingen fullmakter frå verksemda no. Du kan leggje til leverandøren på nytt når som helst.

portal-consumers-heading = Konsumentar for { $name }
portal-consumers-lead = Verksemder som har gitt fullmakt til { $name }.
portal-consumers-none = Fann ingen konsumentar. Det er kunden som gir fullmakta, logga inn med den fiktive personen sin.
portal-consumers-own-person = Skal de gi fullmakta sjølve, som fiktiv kunde? Logg inn med det fiktive fødselsnummeret som står i stadfestinga på bestillinga.
portal-consumers-log-in = Logg inn som den fiktive personen
portal-contact-note = Du ser dette som kontaktperson for verksemda. Du kan gi ei fullmakt tilbake, men berre kunden kan gi ho.
portal-received = Har gitt fullmakt til { $count } API
portal-received-none = { $name } har ingen fullmakter her no. Historikken seier når og kvifor dei vart sletta.
portal-received-none-yet = { $name } har lagt dykk til som leverandør, men ikkje gitt noka fullmakt enno.
portal-give-back = Gi tilbake fullmakt
portal-give-back-heading = Gi fullmakta tilbake til { $name }?
portal-give-back-again = Berre { $name } kan gi fullmakta på nytt.

portal-notice-given = { $name } har no fått fullmakt til { $title }.
portal-notice-was-given = { $name } hadde allereie fullmakt til { $title }. Ingenting er endra.
portal-notice-withdrawn = Fullmakta til { $title } er fjerna frå { $name }.
portal-notice-given-back = Fullmakta til { $title } er gitt tilbake til { $name }.
portal-notice-added = { $name } er lagd til som leverandør. Gi fullmakt til det leverandøren treng.
portal-notice-removed = { $name } er fjerna som leverandør.

# What stops somebody: a heading, why, and the next step

portal-not-allowed-heading = Du kan ikkje administrere fullmakter for denne verksemda
portal-not-allowed-text = Det krev tilgangspakken Maskinporten administrator. Han følgjer med roller som dagleg leiar, styreleiar, innehavar og hovudadministrator i verksemda. Personen du er logga inn som, har inga slik rolle her no.
portal-not-allowed-next = Vel ei anna verksemd
portal-not-given-heading = Denne fullmakta er ikkje gitt
portal-not-given-text = Det er ingenting å fjerne. Fullmakta kan vere fjerna alt, eller aldri gitt. Ingenting er endra.
portal-not-given-next = Tilbake til fullmaktene
portal-right-not-held-heading = Rolla di gir ikkje rett til å gi denne fullmakta
portal-right-not-held-text = Du kan sjå og fjerne fullmakter, men ikkje gi dei. Det krev òg ein tilgangspakke i området Integrasjonar, som Delegerbare Maskinporten scopes, og han følgjer ikkje med rolla di. Ein dagleg leiar eller hovudadministrator kan gjere det.
portal-right-not-held-next = Tilbake til leverandørane
portal-consumer-unknown-heading = Verksemda finst ikkje i dette miljøet
portal-consumer-unknown-text = Verksemda du opptrer for, er ikkje lenger i testmiljøet. Ingenting er endra.
portal-consumer-unknown-next = Vel ei verksemd
portal-supplier-unknown-heading = Leverandøren finst ikkje i dette miljøet
portal-supplier-unknown-text = Ei verksemd blir lesen inn i testmiljøet gjennom ei bestilling, og kan få fullmakt etter det. Ingenting er endra.
portal-supplier-unknown-next = Gå til bestilling
portal-supplier-is-self-heading = Ei verksemd kan ikkje gi fullmakt til seg sjølv
portal-supplier-is-self-text = Leverandøren må vere ei anna verksemd enn den du opptrer for. Ingenting er endra.
portal-supplier-is-self-next = Tilbake til leverandørane
portal-other-organisation-heading = Sida gjaldt ei anna verksemd enn den du opptrer for no
portal-other-organisation-text = Du har valt ei anna verksemd sidan sida vart opna, kanskje i ei anna fane. Ingenting er endra.
portal-other-organisation-next = Vel verksemd og byrja på nytt
portal-scheme-unknown-heading = API-et finst ikkje
portal-scheme-unknown-text = Ingen tilgang i dette miljøet har denne identifikatoren. Søk etter han på nytt. Ingenting er endra.
portal-scheme-unknown-next = Tilbake til leverandørane
portal-scheme-not-delegable-heading = Du kan ikkje gi fullmakt til denne tenesta
portal-scheme-not-delegable-text = Eigaren har bestemt at tilgangen ikkje kan givast vidare. Ingenting er endra.
portal-scheme-not-delegable-next = Tilbake til leverandørane
portal-supplier-not-added-heading = Leverandøren er ikkje lagd til
portal-supplier-not-added-text = Legg til verksemda som leverandør først. Etterpå kan du gi ho fullmakt.
portal-supplier-not-added-next = Legg til leverandør
portal-supplier-has-delegations-heading = Leverandøren har fullmakter
portal-supplier-has-delegations-text = Fjern fullmaktene først, eller slett leverandøren saman med dei. Ingenting er endra.
portal-supplier-has-delegations-next = Tilbake til leverandørane

portal-too-many-logins-heading = Du har prøvd for mange gonger
portal-too-many-logins-text = Det har kome fleire innloggingar frå adressa di enn vi tek imot i minuttet.
portal-too-many-logins-next = Vent eitt minutt og logg inn på nytt
portal-too-many-lookups-heading = Du har slått opp for mange nummer
portal-too-many-lookups-text = Du har slått opp så mange organisasjonsnummer som ingen har, at oppslag er stengt for deg i ein time.
portal-too-many-lookups-next = Vent ein time, eller bestill import av leverandøren om han ikkje finst her

# What a pair of consumer and supplier is told: the path, the history, what stops; and the link a vendor sends

portal-road = Vegen til eit token
portal-path-delegation = Vel API og gi fullmakt
portal-path-order = Bestill, viss det ikkje er gjort
portal-path-act-for = Opptre for { $unit }, som er tildelt scopet
portal-path-acts-for = Kunden må opptre for { $unit }, som er tildelt scopet
portal-path-ask-owner = Be { $owner } tildele scopet til { $name }, viss det ikkje er gjort
portal-path-client = Lag ein klient
portal-path-scope = Legg scopet på ein klient
portal-path-contacts = Kontaktpersonen dykkar gjer det, med lenkja frå e-posten
portal-path-key = Legg til ein nøkkel
portal-path-token = Hent eit token
portal-history = Historikk
portal-deed = { $at } av { $who }
portal-by-program = eit program med API
portal-by-handler = ein saksbehandlar
portal-by-operator = den som driftar miljøet
portal-by-environment = miljøet sjølv
portal-ended-at = Sletta
portal-because-consumer-deleted = { $at }, fordi { $consumer } vart sletta
portal-because-consumer-merged = { $at }, fordi { $consumer } vart fusjonert inn i { $into }
portal-because-consumer-bankrupt = { $at }, fordi { $consumer } gjekk konkurs
portal-because-supplier-deleted = { $at }, fordi { $supplier } vart sletta
portal-because-supplier-merged = { $at }, fordi { $supplier } vart fusjonert inn i { $into }
portal-gone = { $name } vart sletta { $at }, og verken gir eller tek imot fullmakter.
portal-gone-merged = { $name } vart fusjonert inn i { $into } { $at }, og verken gir eller tek imot fullmakter.
portal-bankrupt = { $name } gjekk konkurs { $at }. Berre bustyraren opptrer for verksemda.
portal-orgnr-gone = { $name } vart sletta { $at } og kan ikkje få fullmakter.
portal-organisation-gone-heading = Verksemda er sletta
portal-organisation-gone-text = Ei sletta verksemd verken gir eller tek imot fullmakter. Ingenting er endra.
portal-organisation-gone-next = Tilbake til leverandørane
portal-withdraw-not-again = Eigaren lèt ikkje lenger denne fullmakta bli gitt. Fjernar du ho, kan du ikkje gi ho på nytt.
portal-closed-scheme = Eigaren lèt ikkje lenger denne fullmakta bli gitt. Den som er gitt, gjeld til ho blir fjerna.
portal-closed-scope = Eigaren har stengt { $scope }. Ingen får token med det før det blir opna igjen.
portal-scheme-deprecated = Eigaren har sagt at skjemaet er utgått. Det kan framleis givast, men søket viser det ikkje lenger. Spør leverandøren om eit nyare skjema skal brukast.
portal-tokens-heading = Token
portal-tokens = { $count ->
    [0] Ingen token er henta med fullmakta.
    [one] Eitt token er henta med fullmakta, { $latest }.
   *[other] { $count } token er henta med fullmakta, det siste { $latest }.
}
portal-tokens-of-several = { $count ->
    [0] Ingen token er henta med fullmaktene.
    [one] Eitt token er henta med fullmaktene, { $latest }.
   *[other] { $count } token er henta med fullmaktene, det siste { $latest }.
}
portal-stop-not = Scopet { $scope } verkar framleis, for det er òg med i { $title }.
portal-stop-not-granted = Scopet { $scope } verkar ikkje her no heller: { $consumer } er ikkje tildelt det, og nye førespurnader får avslag (MP-250) både før og etter.
portal-stop-closed = Scopet { $scope } verkar ikkje her no heller: Eigaren har stengt det.
portal-stop-clients = { $count ->
    [0] Ingen klient hos { $name } bruker scopet { $scope } enno.
    [one] Éin klient hos { $name } bruker scopet { $scope } og sluttar å verke her.
   *[other] { $count } klientar hos { $name } bruker scopet { $scope } og sluttar å verke her.
}
portal-stop-live = { $count ->
    [one] Eitt token som allereie er henta, verkar til det går ut { $until }.
   *[other] { $count } token som allereie er henta, verkar til dei går ut, det siste { $until }.
}
portal-withdraw-again = Du kan gi fullmakta på nytt når som helst.
portal-remove-all = Alle fullmaktene over blir òg sletta.
portal-remove-consumer = Slett konsument
portal-remove-consumer-heading = Slette { $name } som konsument?
portal-remove-consumer-nothing = { $name } har ingen fullmakter her no. Berre { $name } kan leggje dykk til som leverandør på nytt.
portal-notice-consumer-removed = { $name } er fjerna som konsument.
portal-meant = Titlane er nesten like. Det var truleg denne de meinte:
portal-alike = Bland ikkje saman med desse, som heiter nesten det same
portal-sister-unused = Ingen av klientane dykkar kan bruke denne fullmakta. Dei ber om { $scope }, og får avslag (MP-251) så lenge kunden ikkje har gitt fullmakt til det.
portal-sister-neither = Ingen av klientane dykkar kan bruke denne fullmakta. Dei ber om { $scope }, og får avslag (MP-250) så lenge { $name } ikkje er tildelt det. Fullmakta til det manglar òg.
portal-sister-client-lacks = Ingen av klientane dykkar har { $scope }, som { $name } er tildelt og har gitt fullmakt til. Legg scopet på ein klient, og be om token med det.
portal-sister-not-granted = { $name } er ikkje tildelt { $scope }. De får avslag (MP-250) når tokenet blir henta.
portal-sister-meant = Titlane er nesten like. Kunden meinte truleg denne. Lag ei lenkje som kunden kan følgje:
portal-sister-fitting = Lag ei lenkje som kunden kan følgje til skjemaet for { $scope }:
portal-to-whom = Leverandør
portal-link-adds = { $name } blir samstundes lagd til som leverandør.
portal-ask-heading = Be ein kunde om fullmakt
portal-ask-text = Vel kva du treng, og send lenkja til kunden. Ho opnar portalen med leverandør og API valde.
portal-ask-scheme = API
portal-ask-button = Lag lenkja
portal-ask-made = Send denne lenkja for å be om { $title }:
portal-link-broken-heading = Lenkja er ikkje heil
portal-link-broken-text = Ho skal ha organisasjonsnummeret til leverandøren, som i /fullmakt/gi?leverandor=310000019&skjema=brreg-reelle-media. Be leverandøren sende ho på nytt. Ingenting er endra.
portal-link-broken-next = Til leverandørane
