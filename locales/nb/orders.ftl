# Texts of orders/: kinds, faults of fields, warnings, scopes and legal bases

order-kind-fiktiv-kunde = delegering fra en fiktiv kunde
order-kind-eksisterende-kunde = delegering fra en eksisterende kunde
order-kind-direkte = direkte tilgang

order-fault-missing = Feltet må fylles ut.
order-fault-too-long = Teksten er for lang. Feltet tar imot høyst { $limit } tegn.
order-fault-control-characters = Teksten inneholder tegn som ikke kan vises. Skriv den inn på nytt.
order-fault-number-not-digits = Et organisasjonsnummer består bare av sifre. Skriv de ni sifrene.
order-fault-number-wrong-length = Et organisasjonsnummer har ni sifre. Se etter om et siffer mangler eller er skrevet to ganger.
order-fault-number-wrong-check-digit = Organisasjonsnummeret er ikke gyldig: det siste sifferet passer ikke med de andre. Se etter om to sifre har byttet plass.
order-fault-number-of-person = Dette kan være fødselsnummeret til en person, og det hører ikke hjemme her. Skriv organisasjonsnummeret: ni sifre.
order-fault-same-organisation = Kunden kan ikke være den samme virksomheten som leverandøren. Skriv kundens organisasjonsnummer.
order-fault-email-malformed = Dette er ikke en e-postadresse. Skriv den som navn@eksempel.no.
order-fault-email-ours = Dette er adressen vår. Skriv kontaktpersonens egen.
order-fault-phone-malformed = Dette er ikke et telefonnummer. Skriv åtte sifre, eller begynn med + og landkode.
order-fault-real-person-number = Teksten inneholder det som ser ut som et ekte fødselsnummer. Ta det bort. Her brukes bare fiktive personer.
order-fault-notice = Kryss av for at du vet at produksjonsdata om virksomheten blir lest inn i et testmiljø.
order-fault-wish = Kryss av for at dere vil delegere selv gjennom en fiktiv virksomhet. Skal en ekte kunde delegere, bestiller dere delegering fra en eksisterende kunde.
order-fault-legal-basis-unknown = Hjemmelen finnes ikke i listen. Velg en av dem som står der.
order-fault-organisation-unknown = Enhetsregisteret kjenner ikke dette organisasjonsnummeret. Se etter om det er skrevet riktig.
order-fault-organisation-deleted = Virksomheten er slettet i Enhetsregisteret. Bruk nummeret til en virksomhet som finnes.
order-fault-fictional-unknown = Det finnes ingen fiktiv virksomhet med dette nummeret i testmiljøet. Se etter i brevet dere fikk da den ble laget.
order-fault-wrong-type = Verdien har feil type. Her skal det stå tekst.
order-fault-unknown-field = Feltet hører ikke til denne bestillingen. Ta det bort, eller se etter om navnet er skrevet riktig.

order-warning-name-unlike-vendor = Navnet på leverandøren er et annet enn det Enhetsregisteret har på organisasjonsnummeret. Se etter at nummeret er riktig.
order-warning-name-unlike-customer = Navnet på kunden er et annet enn det Enhetsregisteret har på organisasjonsnummeret. Se etter at nummeret er riktig.
order-warning-not-checked-vendor = Enhetsregisteret svarte ikke, så leverandørens organisasjonsnummer er ikke kontrollert ennå. Vi prøver igjen.
order-warning-not-checked-customer = Enhetsregisteret svarte ikke, så kundens organisasjonsnummer er ikke kontrollert ennå. Vi prøver igjen.
order-warning-unknown-vendor = Enhetsregisteret kjenner ikke leverandørens organisasjonsnummer, eller virksomheten er slettet.
order-warning-unknown-customer = Enhetsregisteret kjenner ikke kundens organisasjonsnummer, eller virksomheten er slettet.

scope-opens-offentlig = alt som er registrert, med fødselsnummer, skjermede personer og tidligere uoverensstemmelser; oppslag, søk på person, hele bestanden og endringer
scope-opens-rapporteringspliktig = oppslag på virksomhet og endringer, med fødselsnummer, skjermede personer og åpne uoverensstemmelser
scope-opens-rapporteringspliktig-begrenset = oppslag på virksomhet og endringer, med fødselsnummer og åpne uoverensstemmelser, men uten det som røper skjermede personer
scope-opens-media = oppslag på virksomhet og endringer, uten fødselsnummer og uten det som røper skjermede personer
scope-opens-sivilsamfunnsorganisasjon = oppslag på virksomhet og endringer, uten fødselsnummer og uten det som røper skjermede personer
scope-opens-hoeyereutdanningsinstitusjon = oppslag på virksomhet og endringer, uten fødselsnummer og uten det som røper skjermede personer

legal-basis-public-authority = Offentlig myndighet: politi, påtalemyndighet, skattemyndighet, tilsyn og andre nevnt i forskriften
legal-basis-reporting-entity = Rapporteringspliktig: bank, kredittforetak, finansieringsforetak, forsikringsforetak og andre med full tilgang
legal-basis-reporting-entity-limited = Rapporteringspliktig med begrenset tilgang: Norges Bank, valutavirksomhet, verdipapirsentral, depotvirksomhet
legal-basis-reporting-profession = Rapporteringspliktig yrke: revisor, regnskapsfører, advokat, eiendomsmegler og andre
legal-basis-media = Media
legal-basis-civil-society = Sivilsamfunnsorganisasjon
legal-basis-higher-education = Høyere utdanningsinstitusjon
legal-basis-other = Annet: beskriv hjemmelen med egne ord
