# Texts of delegation/: logging in as a fictional person, and the portal

portal-login-title = Logg inn som fiktiv person
portal-login-lead = Skriv det fiktive fødselsnummeret som står i bekreftelsen på bestillingen.
portal-login-button = Logg inn
portal-login-no-number-heading = Har du ikke et fiktivt fødselsnummer?
portal-login-no-number = Den fiktive personen blir laget når en bestilling er godkjent, og nummeret kommer på e-post.
portal-login-order = Gå til bestilling
portal-faults = Noe må rettes før du kommer videre
portal-number = Fødselsnummer
portal-number-help = Elleve sifre. I fiktive nummer er det lagt 80 til måneden. Bruk aldri nummeret til en virkelig person.
portal-number-missing = Skriv det fiktive fødselsnummeret. Det har elleve sifre.
portal-number-not-digits = Fødselsnummeret har elleve sifre og ingen andre tegn. Skriv det uten bokstaver og bindestrek.
portal-number-wrong-length = { $count ->
    [one] Fødselsnummeret har elleve sifre, men dette har ett. Skriv hele nummeret.
   *[other] Fødselsnummeret har elleve sifre, men dette har { $count }. Se etter at alle er med.
}
portal-number-wrong-date = De seks første sifrene er ikke en dato. Se etter om noen sifre er byttet om.
portal-number-wrong-check-digit = De to siste sifrene passer ikke med resten. Se etter om et siffer er skrevet feil.
portal-number-real-person = Dette kan være nummeret til en virkelig person. Vi har ikke lagret det. Bruk det fiktive nummeret fra bekreftelsen, der det er lagt 80 til måneden.
portal-number-other-series = Dette testnummeret hører til en annen serie. Bruk et nummer der det er lagt 80 til måneden.
portal-number-unknown = Ingen fiktiv person i dette miljøet har dette nummeret. Se etter i bekreftelsen du fikk på e-post.
portal-code = Tilgangskode
portal-code-help = Koden til dette miljøet får du av den som drifter det.
portal-code-missing = Skriv tilgangskoden til miljøet. Du får den av den som drifter miljøet.
portal-code-wrong = Tilgangskoden er ikke riktig. Se etter store og små bokstaver, eller spør den som drifter miljøet.

portal-choose-title = Velg hvem du vil opptre for
portal-choose-lead = Du gir og fjerner fullmakter på vegne av en virksomhet, ikke som deg selv.
portal-choose-first = Velg en virksomhet først. Fullmaktene hører til virksomheten, så siden er tom før du har valgt.
portal-choose-asked = { $name } ({ $number }) ber om fullmakt til { $title }. Velg virksomheten som skal gi den.
portal-choose-asked-any = { $name } ({ $number }) ber om fullmakt. Velg virksomheten som skal gi den.
portal-choose-none = Denne personen har ingen rolle i noen virksomhet nå. Logg inn som en annen fiktiv person, eller bestill en ny kunde.
portal-choose-button = Velg
portal-choose-current = Du opptrer for denne nå.
portal-choose-may-not = Rollen din gir ikke rett til å administrere fullmakter for denne virksomheten. Det krever tilgangspakken Maskinporten administrator.
portal-role-dagl = Daglig leder
portal-role-lede = Styreleder
portal-role-innh = Innehaver
portal-role-dtso = Deltaker med solidarisk ansvar
portal-role-dtpr = Deltaker med delt ansvar
portal-role-komp = Komplementar
portal-role-best = Bestyrende reder
portal-role-bobe = Bostyrer
portal-role-knuf = Kontaktperson for utenlandsk foretak
portal-role-repr = Norsk representant for utenlandsk enhet
portal-role-hadm = Hovedadministrator
portal-role-apiadm = Programmeringsgrensesnitt (API)
portal-role-admai = Tilgangsstyring
portal-role-apiadmnuf = Programmeringsgrensesnitt for NUF (API)
portal-role-kemn = Kontaktperson i administrativ enhet
portal-role-eikm = Eierkommune
portal-role-ffor = Forretningsfører
portal-role-kdeb = Konkursdebitor
portal-role-komk = Kontaktperson i kommune
portal-role-kont = Kontaktperson
portal-role-medl = Styremedlem
portal-role-nest = Nestleder
portal-role-obs = Observatør
portal-role-regn = Regnskapsfører
portal-role-revi = Revisor
portal-role-vara = Varamedlem
portal-role-maskinporten-administrator = Maskinporten administrator
portal-role-maskinporten-scopes = Delegerbare Maskinporten scopes
portal-role-maskinporten-scopes-nuf = Delegerbare Maskinporten scopes for NUF

portal-acting-for = Du opptrer for
portal-change = Bytt virksomhet
portal-tabs = Leverandører og konsumenter
portal-suppliers = Leverandører
portal-consumers = Konsumenter
portal-heading = Maskinporten­administrasjon for { $name }
portal-suppliers-lead = Virksomheter som har mottatt fullmakt fra { $name }.
portal-suppliers-none = Ingen leverandører funnet. Legg til den som skal hente data på vegne av virksomheten.
portal-suppliers-note = Virksomheten må selv være tildelt tilgangen før leverandøren kan bruke fullmakten. Tildeling og fullmakt kan komme i hvilken rekkefølge som helst. Den som gir fullmakt, trenger tilgangspakken Maskinporten administrator og en pakke i området Integrasjoner, som Delegerbare Maskinporten scopes.
portal-orgnr = Organisasjonsnummer
portal-orgnr-short = Org.nr.
portal-form = Organisasjonsform
portal-subunit-of = Underenhet av { $name }
portal-subunit = Underenhet
portal-tag-deleted = Slettet
portal-tag-bankrupt = Konkurs
portal-holds = Fullmakt til { $count } API
portal-holds-none = Ingen fullmakter nå.
portal-holds-none-yet = Ingen fullmakter er lagt til ennå.
portal-lacks-package = Du kan se og fjerne fullmakter her. For å gi dem trenger du også en tilgangspakke i området Integrasjoner, som Delegerbare Maskinporten scopes, og den følger ikke med rollen din.
portal-partner-search = Søk etter virksomhet
portal-partner-search-help = Søk på navn eller organisasjonsnummer.
portal-partner-found = { $count ->
    [0] Ingen virksomhet passer med søket. Prøv færre eller kortere ord.
    [one] Én virksomhet
   *[other] { $count } virksomheter
}
portal-partner-all = Vis alle
portal-partner-pages = Flere sider med virksomheter
portal-former-suppliers = Tidligere leverandører ({ $count })
portal-former-consumers = Tidligere konsumenter ({ $count })
portal-former-until = Siste fullmakt ble slettet { $at }
portal-former-pages = Flere sider med tidligere virksomheter
portal-former-supplier = { $name } er ikke lenger leverandør for { $consumer } og har ingen fullmakter. Historikken står under.
portal-former-consumer = { $consumer } har ikke lenger { $name } som leverandør. Historikken står under. Bare { $consumer } kan gi fullmakt på nytt.
portal-former-add = Legg til igjen
portal-cancel = Avbryt

portal-add-supplier = Legg til leverandør
portal-add-lead = En leverandør er virksomheten som lager eller drifter systemet, og som skal bruke tilgangen på deres vegne.
portal-add-button = Legg til virksomhet
portal-orgnr-help = Ni sifre. Mellomrom gjør ingenting.
portal-orgnr-find = Finn virksomhet
portal-orgnr-missing = Skriv organisasjonsnummeret til leverandøren. Det har ni sifre.
portal-orgnr-not-digits = Et organisasjonsnummer har bare sifre. Skriv ni sifre uten andre tegn.
portal-orgnr-wrong-length = { $count ->
    [one] Et organisasjonsnummer har ni sifre, men dette har ett. Skriv hele nummeret.
   *[other] Et organisasjonsnummer har ni sifre, men dette har { $count }. Se etter at alle er med.
}
portal-orgnr-wrong-check-digit = Det siste sifferet passer ikke med resten. Se etter om et siffer er skrevet feil.
portal-orgnr-real-person = Dette kan være fødselsnummeret til en person. Det hører ikke hjemme her, og er ikke tatt vare på. Skriv organisasjonsnummeret til leverandøren: ni sifre.
portal-orgnr-own = Dette er nummeret til virksomheten du opptrer for. Skriv nummeret til leverandøren.
portal-orgnr-not-found = Ingen virksomhet i dette miljøet har dette nummeret.
portal-orgnr-order-first = Leverandøren må leses inn i testmiljøet gjennom en bestilling før den kan få fullmakt.

portal-give = Gi fullmakt
portal-withdraw = Slett fullmakt
portal-remove-supplier = Slett leverandør
portal-back-to-suppliers = Tilbake til leverandørene
portal-back-to-consumers = Tilbake til konsumentene
portal-back-to-search = Tilbake til søket
portal-back-to = Tilbake til { $name }
portal-scope = Scope
portal-given-at = Gitt
portal-next-heading = Hva skjer nå?
portal-next-text = { $name } kan nå hente token fra Maskinporten i dette miljøet. Tokenet bestilles med disse verdiene:
portal-next-waits = Alt som skal gjøres her, er gjort. { $name } kan hente token når de har en klient med scopet og en nøkkel. Tokenet bestilles med disse verdiene:

portal-find-heading = Hvilke API vil du gi { $name } fullmakt til?
portal-search = Søk etter API
portal-search-help = Søk i navn, beskrivelse, eier, identifikator eller scope.
portal-search-button = Søk
portal-found = { $count ->
    [one] Ett API
   *[other] { $count } API
}
portal-found-none = Ingen API passer med søket. Prøv færre eller kortere ord.
portal-scope-count = { $count ->
    [one] ett scope
   *[other] { $count } scope
}
portal-tag-given = Har fullmakt
portal-tag-granted = Passer med det virksomheten er tildelt
portal-owner = Eier
portal-owner-all = Alle eiere
portal-pages = Flere sider med treff
portal-page-before = Forrige side
portal-page-after = Neste side
portal-identifier = Identifikator
portal-scopes = { $count ->
    [one] Scope
   *[other] Scope
}
portal-warning-heading = { $count ->
    [one] { $name } er ikke tildelt dette scopet
   *[other] { $name } er ikke tildelt disse { $count } scopene
}
portal-warning-text = Du kan gi fullmakten likevel, men { $name } får avslag (MP-250) når tokenet hentes, til tildelingen er på plass.
portal-not-granted = { $name } er ikke tildelt { $scope }. Leverandøren får avslag (MP-250) når tokenet hentes.
portal-fitting = Virksomheten er tildelt { $scope }. Skjemaet som passer, er
portal-granted-to-main-unit = Hovedenheten { $unit } er tildelt { $scope }. En tildeling gjelder bare for det nummeret den er gitt til.
portal-granted-to-subunit = Underenheten { $unit } er tildelt { $scope }. En tildeling gjelder bare for det nummeret den er gitt til.
portal-act-for = Opptre for { $unit } og gi fullmakten derfra
portal-has-already = { $name } har allerede fullmakt til dette.
portal-give-lasts = Fullmakten varer til en av dere fjerner den, og { $name } kan ikke gi den videre.
portal-cannot-give = Du kan ikke gi fullmakt til denne tjenesten. Eieren har bestemt at tilgangen ikke kan gis videre.
portal-cannot-give-needs = Du kan ikke gi fullmakt til denne tjenesten. Det krever { $needed }, og det følger ikke med rollene dine i { $name }.
portal-cannot-give-yet = Du kan ikke gi fullmakt til denne tjenesten. Eieren har ikke sagt ennå hvem som kan gi den.
portal-needs-package = tilgangspakken { $package }
portal-needs-role = rollen { $role }
portal-needs-either = { $one } eller { $other }

portal-withdraw-heading = Slette fullmakten til { $name }?
portal-withdraw-consequence = { $name } kan ikke lenger hente token på vegne av { $consumer } med dette. Nye forespørsler får avslag (MP-251) innen ett sekund.
portal-remove-heading = Slette { $name } som leverandør?
portal-remove-nothing = { $name } har ingen fullmakter fra virksomheten nå. Du kan legge til leverandøren på nytt når som helst.

portal-consumers-heading = Konsumenter for { $name }
portal-consumers-lead = Virksomheter som har gitt fullmakt til { $name }.
portal-consumers-none = Ingen konsumenter funnet. Det er kunden som gir fullmakten, logget inn med sin fiktive person.
portal-consumers-own-person = Skal dere gi fullmakten selv, som fiktiv kunde? Logg inn med det fiktive fødselsnummeret som står i bekreftelsen på bestillingen.
portal-consumers-log-in = Logg inn som den fiktive personen
portal-contact-note = Du ser dette som kontaktperson for virksomheten. Du kan gi en fullmakt tilbake, men bare kunden kan gi den.
portal-received = Har gitt fullmakt til { $count } API
portal-received-none = { $name } har ingen fullmakter her nå. Historikken sier når og hvorfor de ble slettet.
portal-received-none-yet = { $name } har lagt dere til som leverandør, men ikke gitt noen fullmakt ennå.
portal-give-back = Gi tilbake fullmakt
portal-give-back-heading = Gi fullmakten tilbake til { $name }?
portal-give-back-again = Bare { $name } kan gi fullmakten på nytt.

portal-notice-given = { $name } har nå fått fullmakt til { $title }.
portal-notice-was-given = { $name } hadde allerede fullmakt til { $title }. Ingenting er endret.
portal-notice-withdrawn = Fullmakten til { $title } er fjernet fra { $name }.
portal-notice-given-back = Fullmakten til { $title } er gitt tilbake til { $name }.
portal-notice-added = { $name } er lagt til som leverandør. Gi fullmakt til det leverandøren trenger.
portal-notice-removed = { $name } er fjernet som leverandør.

# What stops somebody: a heading, why, and the next step

portal-not-allowed-heading = Du kan ikke administrere fullmakter for denne virksomheten
portal-not-allowed-text = Det krever tilgangspakken Maskinporten administrator. Den følger med roller som daglig leder, styreleder, innehaver og hovedadministrator i virksomheten. Personen du er logget inn som, har ingen slik rolle her nå.
portal-not-allowed-next = Velg en annen virksomhet
portal-not-given-heading = Denne fullmakten er ikke gitt
portal-not-given-text = Det er ingenting å fjerne. Fullmakten kan være fjernet allerede, eller aldri gitt. Ingenting er endret.
portal-not-given-next = Tilbake til fullmaktene
portal-right-not-held-heading = Rollen din gir ikke rett til å gi denne fullmakten
portal-right-not-held-text = Du kan se og fjerne fullmakter, men ikke gi dem. Det krever også en tilgangspakke i området Integrasjoner, som Delegerbare Maskinporten scopes, og den følger ikke med rollen din. En daglig leder eller hovedadministrator kan gjøre det.
portal-right-not-held-next = Tilbake til leverandørene
portal-consumer-unknown-heading = Virksomheten finnes ikke i dette miljøet
portal-consumer-unknown-text = Virksomheten du opptrer for, er ikke lenger i testmiljøet. Ingenting er endret.
portal-consumer-unknown-next = Velg en virksomhet
portal-supplier-unknown-heading = Leverandøren finnes ikke i dette miljøet
portal-supplier-unknown-text = En virksomhet blir lest inn i testmiljøet gjennom en bestilling, og kan få fullmakt etter det. Ingenting er endret.
portal-supplier-unknown-next = Gå til bestilling
portal-supplier-is-self-heading = En virksomhet kan ikke gi fullmakt til seg selv
portal-supplier-is-self-text = Leverandøren må være en annen virksomhet enn den du opptrer for. Ingenting er endret.
portal-supplier-is-self-next = Tilbake til leverandørene
portal-other-organisation-heading = Siden gjaldt en annen virksomhet enn den du opptrer for nå
portal-other-organisation-text = Du har valgt en annen virksomhet siden siden ble åpnet, kanskje i en annen fane. Ingenting er endret.
portal-other-organisation-next = Velg virksomhet og begynn på nytt
portal-scheme-unknown-heading = API-et finnes ikke
portal-scheme-unknown-text = Ingen tilgang i dette miljøet har denne identifikatoren. Søk etter den på nytt. Ingenting er endret.
portal-scheme-unknown-next = Tilbake til leverandørene
portal-scheme-not-delegable-heading = Du kan ikke gi fullmakt til denne tjenesten
portal-scheme-not-delegable-text = Eieren har bestemt at tilgangen ikke kan gis videre. Ingenting er endret.
portal-scheme-not-delegable-next = Tilbake til leverandørene
portal-supplier-not-added-heading = Leverandøren er ikke lagt til
portal-supplier-not-added-text = Legg til virksomheten som leverandør først. Etterpå kan du gi den fullmakt.
portal-supplier-not-added-next = Legg til leverandør
portal-supplier-has-delegations-heading = Leverandøren har fullmakter
portal-supplier-has-delegations-text = Fjern fullmaktene først, eller slett leverandøren sammen med dem. Ingenting er endret.
portal-supplier-has-delegations-next = Tilbake til leverandørene

portal-too-many-logins-heading = Du har prøvd for mange ganger
portal-too-many-logins-text = Det har kommet flere innlogginger fra adressen din enn vi tar imot i minuttet.
portal-too-many-logins-next = Vent ett minutt og logg inn på nytt
portal-too-many-lookups-heading = Du har slått opp for mange nummer
portal-too-many-lookups-text = Du har slått opp så mange organisasjonsnummer som ingen har, at oppslag er stengt for deg i en time.
portal-too-many-lookups-next = Vent en time, eller bestill import av leverandøren hvis den ikke finnes her

# What a pair of consumer and supplier is told: the path, the history, what stops; and the link a vendor sends

portal-road = Veien til et token
portal-path-delegation = Velg API og gi fullmakt
portal-path-order = Bestill, hvis det ikke er gjort
portal-path-act-for = Opptre for { $unit }, som er tildelt scopet
portal-path-acts-for = Kunden må opptre for { $unit }, som er tildelt scopet
portal-path-ask-owner = Be { $owner } tildele scopet til { $name }, hvis det ikke er gjort
portal-path-client = Lag en klient
portal-path-scope = Legg scopet på en klient
portal-path-contacts = Kontaktpersonen deres gjør det, med lenken fra e-posten
portal-path-key = Legg til en nøkkel
portal-path-token = Hent et token
portal-history = Historikk
portal-deed = { $at } av { $who }
portal-by-program = et program med API
portal-by-handler = en saksbehandler
portal-by-operator = den som drifter miljøet
portal-by-environment = miljøet selv
portal-ended-at = Slettet
portal-because-consumer-deleted = { $at }, fordi { $consumer } ble slettet
portal-because-consumer-merged = { $at }, fordi { $consumer } ble fusjonert inn i { $into }
portal-because-consumer-bankrupt = { $at }, fordi { $consumer } gikk konkurs
portal-because-supplier-deleted = { $at }, fordi { $supplier } ble slettet
portal-because-supplier-merged = { $at }, fordi { $supplier } ble fusjonert inn i { $into }
portal-gone = { $name } ble slettet { $at }, og verken gir eller tar imot fullmakter.
portal-gone-merged = { $name } ble fusjonert inn i { $into } { $at }, og verken gir eller tar imot fullmakter.
portal-bankrupt = { $name } gikk konkurs { $at }. Bare bostyreren opptrer for virksomheten.
portal-orgnr-gone = { $name } ble slettet { $at } og kan ikke få fullmakter.
portal-organisation-gone-heading = Virksomheten er slettet
portal-organisation-gone-text = En slettet virksomhet verken gir eller tar imot fullmakter. Ingenting er endret.
portal-organisation-gone-next = Tilbake til leverandørene
portal-withdraw-not-again = Eieren lar ikke lenger denne fullmakten gis. Fjerner du den, kan du ikke gi den på nytt.
portal-closed-scheme = Eieren lar ikke lenger denne fullmakten gis. Den som er gitt, gjelder til den fjernes.
portal-closed-scope = Eieren har stengt { $scope }. Ingen får token med det før det åpnes igjen.
portal-scheme-deprecated = Eieren har sagt at skjemaet er utgått. Det kan fortsatt gis, men søket viser det ikke lenger. Spør leverandøren om et nyere skjema skal brukes.
portal-tokens-heading = Token
portal-tokens = { $count ->
    [0] Ingen token er hentet med fullmakten.
    [one] Ett token er hentet med fullmakten, { $latest }.
   *[other] { $count } token er hentet med fullmakten, det siste { $latest }.
}
portal-tokens-of-several = { $count ->
    [0] Ingen token er hentet med fullmaktene.
    [one] Ett token er hentet med fullmaktene, { $latest }.
   *[other] { $count } token er hentet med fullmaktene, det siste { $latest }.
}
portal-stop-not = Scopet { $scope } virker fortsatt, for det er også med i { $title }.
portal-stop-not-granted = Scopet { $scope } virker ikke her nå heller: { $consumer } er ikke tildelt det, og nye forespørsler får avslag (MP-250) både før og etter.
portal-stop-closed = Scopet { $scope } virker ikke her nå heller: Eieren har stengt det.
portal-stop-clients = { $count ->
    [0] Ingen klient hos { $name } bruker scopet { $scope } ennå.
    [one] Én klient hos { $name } bruker scopet { $scope } og slutter å virke her.
   *[other] { $count } klienter hos { $name } bruker scopet { $scope } og slutter å virke her.
}
portal-stop-live = { $count ->
    [one] Ett token som allerede er hentet, virker til det går ut { $until }.
   *[other] { $count } token som allerede er hentet, virker til de går ut, det siste { $until }.
}
portal-withdraw-again = Du kan gi fullmakten på nytt når som helst.
portal-remove-all = Alle fullmaktene over blir også slettet.
portal-remove-consumer = Slett konsument
portal-remove-consumer-heading = Slette { $name } som konsument?
portal-remove-consumer-nothing = { $name } har ingen fullmakter her nå. Bare { $name } kan legge dere til som leverandør på nytt.
portal-notice-consumer-removed = { $name } er fjernet som konsument.
portal-meant = Titlene er nesten like. Det var trolig denne dere mente:
portal-alike = Bland ikke sammen med disse, som heter nesten det samme
portal-sister-unused = Ingen av klientene deres kan bruke denne fullmakten. De ber om { $scope }, og får avslag (MP-251) så lenge kunden ikke har gitt fullmakt til det.
portal-sister-neither = Ingen av klientene deres kan bruke denne fullmakten. De ber om { $scope }, og får avslag (MP-250) så lenge { $name } ikke er tildelt det. Fullmakten til det mangler også.
portal-sister-client-lacks = Ingen av klientene deres har { $scope }, som { $name } er tildelt og har gitt fullmakt til. Legg scopet på en klient, og be om token med det.
portal-sister-not-granted = { $name } er ikke tildelt { $scope }. Dere får avslag (MP-250) når tokenet hentes.
portal-sister-meant = Titlene er nesten like. Kunden mente trolig denne. Lag en lenke som kunden kan følge:
portal-sister-fitting = Lag en lenke som kunden kan følge til skjemaet for { $scope }:
portal-to-whom = Leverandør
portal-link-adds = { $name } blir samtidig lagt til som leverandør.
portal-ask-heading = Be en kunde om fullmakt
portal-ask-text = Velg hva du trenger, og send lenken til kunden. Den åpner portalen med leverandør og API valgt.
portal-ask-scheme = API
portal-ask-button = Lag lenken
portal-ask-made = Send denne lenken for å be om { $title }:
portal-link-broken-heading = Lenken er ikke hel
portal-link-broken-text = Den skal ha organisasjonsnummeret til leverandøren, som i /fullmakt/gi?leverandor=310000019&skjema=brreg-reelle-media. Be leverandøren sende den på nytt. Ingenting er endret.
portal-link-broken-next = Til leverandørene
