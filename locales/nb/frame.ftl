# Texts of the page frame

nav-desk = Saksbord
nav-owner = Tilganger
nav-order = Bestill
nav-case = Sak
nav-delegation = Fullmakt
nav-clients = Klienter
nav-explain = Forklar
nav-post = Post

frame-skip = Hopp til innholdet
frame-languages = Språk
frame-main-menu = Hovedmeny
frame-logged-in-as = Logget inn som
frame-log-out = Logg ut
frame-test-environment = Testmiljø. Bruk bare oppdiktede personer.
frame-not-official = Fullmakt er et testmiljø for systemleverandører. Det er ikke en offentlig tjeneste, og ingenting som skjer her, har virkning utenfor miljøet.
frame-licences = Lisenser for skrift og stiler

# Pages that explain a fault. Each has a heading, what was expected, and the next step.

not-found-heading = Siden finnes ikke
not-found-text = Adressen fører ikke til noen side. Den kan være skrevet feil, eller siden kan være flyttet.
not-found-next = Gå til forsiden
wrong-method-heading = Siden tar ikke imot dette
wrong-method-text = Adressen finnes, men den tar ikke imot det som ble sendt dit på denne måten.
wrong-method-next = Gå til forsiden

form-expired-heading = Skjemaet er for gammelt
form-expired-text = Siden du sendte fra, hører til en økt som er avsluttet, eller nettleseren tar ikke imot informasjonskapsler. Ingenting er lagret. Åpne skjemaet på nytt og send det en gang til.
form-expired-next = Åpne skjemaet på nytt

form-from-elsewhere-heading = Skjemaet ble sendt fra et annet nettsted
form-from-elsewhere-text = Vi tar bare imot skjemaer fra våre egne sider. Ingenting er lagret. Åpne skjemaet her og send det på nytt.
form-from-elsewhere-next = Åpne skjemaet

form-too-large-heading = Skjemaet er for stort
form-too-large-text = Det som ble sendt, er større enn det som kan tas imot her. Ingenting er lagret. Gjør teksten kortere og send på nytt.
form-too-large-next = Tilbake til skjemaet

form-not-a-form-heading = Innholdet kan ikke leses
form-not-a-form-text = Denne adressen tar bare imot skjemaer fra en nettside (application/x-www-form-urlencoded). Programmer bruker API-et.
form-not-a-form-next = Åpne siden

needs-contact-heading = Siden er for kontaktpersonen i saken
needs-contact-text = Du kommer inn med lenken i e-posten du fikk da bestillingen ble registrert. Lenken er personlig, og den varer en begrenset tid.
needs-contact-next = Få tilsendt en ny lenke

needs-approval-heading = Bestillingen må godkjennes først
needs-approval-text = Lenken din åpner saken. Klienter, nøkler, delegeringer og andre saker hos virksomheten blir åpnet når en saksbehandler har godkjent bestillingen.
needs-approval-next = Til saken

needs-handler-heading = Siden er for saksbehandlere
needs-handler-text = Saksbehandlere logger inn med engangslenken som tjenesten skriver ut når den starter.
needs-handler-next = Logg inn

needs-operator-heading = Siden er stengt i dette miljøet
needs-operator-text = Hjelpemidler for testing er bare åpne på egen maskin. I et delt miljø er de forbeholdt den som drifter det.
needs-operator-next = Gå til forsiden

internal-heading = Noe gikk galt hos oss
internal-text = Feilen er vår, og den er loggført. Det du sendte, kan være lagret. Se etter før du prøver igjen.
internal-next = Gå til forsiden

busy-heading = Tjenesten er opptatt
busy-text = Det er flere forespørsler enn vi rekker over akkurat nå. Vent litt og prøv igjen.
busy-next = Prøv igjen

# Sider som beskriver et API
api-document = OpenAPI-dokumentet
api-language = Beskrivelsen nedenfor er på engelsk, som dokumentet.
api-contents = Operasjoner
api-parameters = Parametere
api-call = Kall
api-request = Forespørsel
api-answers = Svar
