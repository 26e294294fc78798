# Texts of the page frame

nav-desk = Saksbord
nav-owner = Tilgangar
nav-order = Bestill
nav-case = Sak
nav-delegation = Fullmakt
nav-clients = Klientar
nav-explain = Forklar
nav-post = Post

frame-skip = Hopp til innhaldet
frame-languages = Språk
frame-main-menu = Hovudmeny
frame-logged-in-as = Logga inn som
frame-log-out = Logg ut
frame-test-environment = Testmiljø. Bruk berre oppdikta personar.
frame-not-official = Fullmakt er eit testmiljø for systemleverandørar. Det er ikkje ei offentleg teneste, og ingenting som skjer her, har verknad utanfor miljøet.
frame-licences = Lisensar for skrift og stilar

# Pages that explain a fault. Each has a heading, what was expected, and the next step.

not-found-heading = Sida finst ikkje
not-found-text = Adressa fører ikkje til noka side. Ho kan vere skriven feil, eller sida kan vere flytta.
not-found-next = Gå til framsida
wrong-method-heading = Sida tek ikkje imot dette
wrong-method-text = Adressa finst, men ho tek ikkje imot det som vart sendt dit på denne måten.
wrong-method-next = Gå til framsida

form-expired-heading = Skjemaet er for gammalt
form-expired-text = Sida du sende frå, høyrer til ei økt som er avslutta, eller nettlesaren tek ikkje imot informasjonskapslar. Ingenting er lagra. Opne skjemaet på nytt og send det ein gong til.
form-expired-next = Opne skjemaet på nytt

form-from-elsewhere-heading = Skjemaet vart sendt frå ein annan nettstad
form-from-elsewhere-text = Vi tek berre imot skjema frå våre eigne sider. Ingenting er lagra. Opne skjemaet her og send det på nytt.
form-from-elsewhere-next = Opne skjemaet

form-too-large-heading = Skjemaet er for stort
form-too-large-text = Det som vart sendt, er større enn det som kan takast imot her. Ingenting er lagra. Gjer teksten kortare og send på nytt.
form-too-large-next = Tilbake til skjemaet

form-not-a-form-heading = Innhaldet kan ikkje lesast
form-not-a-form-text = Denne adressa tek berre imot skjema frå ei nettside (application/x-www-form-urlencoded). Program bruker API-et.
form-not-a-form-next = Opne sida

needs-contact-heading = Sida er for kontaktpersonen i saka
needs-contact-text = Du kjem inn med lenkja i e-posten du fekk då bestillinga vart registrert. Lenkja er personleg, og ho varer ei avgrensa tid.
needs-contact-next = Få tilsendt ei ny lenkje

needs-approval-heading = Bestillinga må godkjennast først
needs-approval-text = Lenkja di opnar saka. Klientar, nøklar, delegeringar og andre saker hos verksemda blir opna når ein saksbehandlar har godkjent bestillinga.
needs-approval-next = Til saka

needs-handler-heading = Sida er for saksbehandlarar
needs-handler-text = Saksbehandlarar loggar inn med eingongslenkja som tenesta skriv ut når ho startar.
needs-handler-next = Logg inn

needs-operator-heading = Sida er stengd i dette miljøet
needs-operator-text = Hjelpemiddel for testing er berre opne på eigen maskin. I eit delt miljø er dei for den som driftar det.
needs-operator-next = Gå til framsida

internal-heading = Noko gjekk gale hos oss
internal-text = Feilen er vår, og han er loggførd. Det du sende, kan vere lagra. Sjå etter før du prøver igjen.
internal-next = Gå til framsida

busy-heading = Tenesta er oppteken
busy-text = Det er fleire førespurnader enn vi rekk over akkurat no. Vent litt og prøv igjen.
busy-next = Prøv igjen

# Pages that describe an API
api-document = OpenAPI-dokumentet
api-language = Skildringa nedanfor er på engelsk, som dokumentet.
api-contents = Operasjonar
api-parameters = Parametrar
api-call = Kall
api-request = Førespurnad
api-answers = Svar
