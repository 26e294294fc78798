# Texts of the order pages: start, forms, a contact's case, the guide

start-title = Testmiljø for tilgang til registre
start-heading = Fra bestilling til ferdig delegert kall
start-lead = Her bestiller du tilgang, delegerer den, henter token og kaller registeret. Alt skjer i ett testmiljø, og du får vite hvorfor når noe blir avvist.
start-choose = Hva vil du bestille?
start-fiktiv-kunde-title = Delegering fra en fiktiv kunde
start-fiktiv-kunde-when = Velg denne hvis du er systemleverandør og vil prøve alt selv, uten en ekte kunde.
start-fiktiv-kunde-next = Vi lager en fiktiv kunde og en fiktiv person til deg. Du logger inn som personen og delegerer til deg selv.
start-eksisterende-kunde-title = Delegering fra en eksisterende kunde
start-eksisterende-kunde-when = Velg denne hvis du er systemleverandør og en av kundene dine skal delegere til deg.
start-eksisterende-kunde-next = Kunden bestiller direkte tilgang først, eller nå. Saken din går videre av seg selv når kunden har fått den.
start-direkte-title = Direkte tilgang
start-direkte-when = Velg denne hvis virksomheten din har hjemmel til å slå opp i registeret selv, eller skal delegere til en leverandør.
start-direkte-next = Hjemmelen bestemmer hvilket scope dere får. Brevet forteller hva det åpner.
start-no-registry-access = Er du usikker? En systemleverandør uten egen hjemmel begynner med en fiktiv kunde.
start-journey = Veien du skal gå
start-mail-heading = Du kan også bestille med e-post eller API
start-mail-text = Send bestillingen til { $address } med linjene for din type bestilling. Kvitteringen kommer med en gang.
start-fiktiv-kunde-lines =
    Systemleverandørs organisasjonsnummer:
    Systemleverandørs navn:
    Navn til testansvarlig:
    Epost-adresse til testansvarlig:
    Telefonnummer til testansvarlig:

    Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.
start-eksisterende-kunde-lines =
    Systemleverandørs organisasjonsnummer:
    Systemleverandørs navn:
    Navn til systemleverandørens testansvarlig:
    Epost-adresse til systemleverandørens testansvarlig:
    Telefonnummer til systemleverandørens testansvarlig:
    Kundens organisasjonsnummer:
    Kundens navn:
    Navn til kundens testansvarlig:
    Epost-adresse til kundens testansvarlig:
    Telefonnummer til kundens testansvarlig:

    Kunden vil delegere tilgangen sin til oss.
start-direkte-lines =
    Organisasjonsnummer:
    Virksomhetens navn:
    Navn til testansvarlig:
    Epost-adresse til testansvarlig:
    Telefonnummer til testansvarlig:
    Navn til kontaktperson i produksjon:
    Epost-adresse til kontaktperson i produksjon:
    Telefonnummer til kontaktperson i produksjon:
    Hjemmel:

    Vi bestiller direkte tilgang for egen virksomhet.
start-api-link = Les hvordan
start-api-text = Programmer bestiller med JSON:

journey-order = Bestilling
journey-order-text = Du bestiller, og en saksbehandler tar stilling til saken.
journey-grant = Tildeling
journey-grant-text = Kunden får et scope.
journey-delegation = Delegering
journey-delegation-text = Kunden gir fullmakten til leverandøren.
journey-client = Klient
journey-client-text = Leverandøren lager en klient med nøkkel.
journey-key = Nøkkel
journey-token = Token
journey-token-text = Klienten ber om token med consumer_org.
journey-register = Registeret
journey-register-text = Svaret viser det scopet gir rett til.

order-form-faults = Rett opp dette, så er du i mål
order-form-optional = (valgfritt)
order-form-choose = Velg
order-form-back = Alle bestillinger
order-form-submit = Send bestillingen
order-form-fiktiv-kunde-intro = Du får en fiktiv kunde med et scope, og en fiktiv person som du logger inn som.
order-form-eksisterende-kunde-intro = Vi leser inn begge virksomhetene og lager en fiktiv person for kunden. Kunden må ha bestilt direkte tilgang, eller gjøre det nå.
order-form-direkte-intro = Oppgi hjemmelen dere har. Den bestemmer hvilket scope dere får.

order-section-vendor = Systemleverandør
order-section-vendor-text = Virksomheten som skal kalle registeret, og den som er testansvarlig der.
order-section-customer = Kunde
order-section-customer-text = Virksomheten som skal delegere, og den som er testansvarlig der.
order-section-applicant = Virksomheten
order-section-applicant-text = Virksomheten som skal ha tilgang, og den som er testansvarlig der.
order-section-production-contact = Produksjonsansvarlig
order-section-production-contact-text = Den vi kan kontakte når dere skal over i produksjon. Dette er et testmiljø, så du kan la feltene stå tomme.
order-section-legal-basis = Hjemmel
order-section-legal-basis-text = Hva gir dere rett til opplysningene?
order-section-wish = Fiktiv virksomhet
order-section-wish-text = Den fiktive virksomheten spiller kunden din.
order-section-rest = Til slutt
order-section-rest-text = Vi leser inn produksjonsdata om virksomhetene i et testmiljø.
order-section-contact = Testansvarlig

order-field-number = Organisasjonsnummer
order-field-name = Navn på virksomheten
order-field-contact-name = Navn på testansvarlig
order-field-contact-email = E-postadresse til testansvarlig
order-field-contact-phone = Telefonnummer til testansvarlig
order-field-wants_fictional_customer = Vi ønsker å delegere tilgang selv via en fiktiv virksomhet
order-field-message = Melding til saksbehandleren
order-field-notice = Jeg er klar over at produksjonsdata om virksomhetene blir lest inn i et testmiljø
order-field-legal_basis = Hvilken hjemmel har dere?
order-field-legal_basis_text = Utdyp hjemmelen
order-hint-number = Ni sifre
order-hint-phone = Åtte sifre, eller landkode først
order-hint-legal_basis = Hjemmelen bestemmer hvilket scope dere får.
order-hint-legal_basis_text = Skriv paragraf og ledd hvis ingen av valgene passer.

order-thanks-title = Bestillingen er mottatt
order-thanks-case = Saksnummeret er { $case }.
order-thanks-mail = Kvitteringen er på vei på e-post. Den har en personlig lenke der du følger saken.
order-thanks-post = Les brevet i den innebygde postkassen
order-thanks-next = Dette skjer nå
order-thanks-confirm = Åpne lenken i brevet og bekreft bestillingen. Ingenting skjer før det
order-thanks-decide = En saksbehandler tar stilling til bestillingen
order-thanks-carry-out = Stegene blir utført, og hvert steg får en kvittering
order-thanks-letter = Du får et brev når alt er klart
order-thanks-go-on = Brevet forteller hva du gjør videre

case-entry-title = Sakene dine
case-entry-text = Du kommer inn i en sak med lenken i e-posten du fikk da bestillingen ble registrert. Lenken er personlig, og den varer en begrenset tid.
case-entry-order = Legg inn en bestilling
case-number = Sak
case-kind = Bestilling
case-state = Status
case-received = Mottatt
case-channel = Kom inn som
case-title = Sak { $case }
case-path = Veien til et token
case-results = Dette har dere fått
case-steps = Stegene i saken
case-ordered = Dette er bestilt
case-confirm = Bekreft at bestillingen er vår
case-api-key = Bestill med API
case-api-key-text = Med en API-nøkkel kan programmene deres legge inn bestillinger for virksomheten.
case-api-key-make = Lag en API-nøkkel
case-api-key-made = Her er nøkkelen. Den vises bare nå, så ta vare på den.
case-now-unconfirmed = Vi vet ikke sikkert hvem som sendte bestillingen. Bekreft at den er deres, så blir den behandlet.
case-now-unconfirmed-other = Saken venter på at leverandørens kontaktperson bekrefter den med lenken i brevet fra oss. Ingenting skjer før det.
case-now-unconfirmed-added = Noen andre har bedt om dette for dere. Bekreft at dere vil ha det, så ser en saksbehandler på saken. Ingenting skjer før det.
case-linked = Lagt til i sak
case-now-received = Bestillingen venter på en saksbehandler. Du får brev når den er avgjort.
case-now-waiting-for-customer = Saken venter på at kunden får tilgang. Be kunden bestille direkte tilgang, så går saken videre av seg selv.
case-now-provisioning = Stegene blir utført nå.
case-now-rejected = Bestillingen er avslått. Begrunnelsen står nedenfor.
case-now-closed = Saken er avsluttet.
case-now-done-fiktiv-kunde = Alt er klart. Logg inn som den fiktive personen og deleger fra kunden til dere selv.
case-now-done-eksisterende-kunde = Alt er klart. Be kunden logge inn som den fiktive personen, delegere til dere og fortelle hvilket scope kunden har fått.
case-now-done-eksisterende-kunde-customer = Alt er klart. Logg inn som den fiktive personen, deleger til leverandøren, og fortell leverandøren hvilket scope dere har fått.
case-now-done-direkte = Tilgangen er tildelt. Lag en klient med scopet, eller deleger det til en leverandør.
case-now-done-delegated = Kunden har gitt dere fullmakten. Lag en klient med scopet og en nøkkel.
case-now-done-key = Klienten er laget. Gi den en nøkkel.
case-now-done-token = Alt er på plass. Hent et token, og kall registeret med det.
case-now-done-all = Alt virker, og et token er hentet. Du trenger ikke gjøre mer her.
case-now-done-all-customer = Fullmakten er gitt til leverandøren. Du trenger ikke gjøre mer her.
case-now-ended-eksisterende-kunde = Kundens tilgang er avsluttet{ $when }, så dere får ikke lenger token for kunden. Be kunden bestille direkte tilgang igjen. Da gjelder denne saken på nytt, og ellers kan dere avslutte den.
case-now-ended-own = Tilgangen deres er avsluttet{ $when }, så leverandøren får ikke lenger token. Bestill direkte tilgang igjen hvis leverandøren fortsatt skal bruke den.
case-now-ended-fiktiv-kunde = Tilgangen til den fiktive kunden er tatt tilbake{ $when }, så dere får ikke lenger token for den. Svar på et brev i saken hvis det er feil, eller legg inn en ny bestilling.
case-now-ended-direkte = Tilgangen er tatt tilbake{ $when }, så dere får ikke lenger token. Svar på et brev i saken hvis det er feil, eller legg inn en ny bestilling.
desk-access-ended = Saken er utført, men kunden har ikke tilgangen lenger{ $when }: tildelingen er tatt tilbake. Saken gjelder igjen når kunden får tilgang. Ellers kan du avslutte den under Tiltak i saken.
case-closed-customer-refused = Kunden fikk ikke tilgang, så det er ingenting å delegere.
case-closed-customer-never-came = Kunden bestilte ikke tilgang i tide. Dere kan bestille på nytt når kunden er klar.
case-closed-never-confirmed = Ingen bekreftet bestillingen i tide, så den er lukket. Bestill på nytt hvis dere fortsatt trenger tilgangen.
case-next-delegation = Gå til delegeringen
case-next-client = Lag en klient
case-next-key = Legg til en nøkkel
case-next-token = Hent et token
case-result-customer = Fiktiv kunde
case-scope-told-by-customer = Kunden har tilgang. Spør kunden hvilket scope dere skal bruke.
case-result-scope = Scope
case-result-opens = Scopet åpner
case-result-person = Fiktiv person

order-state-unconfirmed = Må bekreftes
order-state-received = Mottatt
order-state-waiting-for-customer = Venter på kunden
order-state-provisioning = Under arbeid
order-state-done = Ferdig
order-state-rejected = Avslått
order-state-closed = Avsluttet
order-channel-form = Skjema
order-channel-api = API
order-channel-mail = E-post
order-channel-desk = E-post, registrert av saksbehandler
step-wait-for-grant = Kunden har fått tilgang
step-import-vendor = Leverandøren er lest inn
step-import-customer = Kunden er lest inn
step-create-customer = Den fiktive kunden er opprettet
step-person-with-role = Den fiktive personen har rollen som kan delegere
step-grant-scope = Scopet er tildelt
step-letters = Brevene er sendt
step-will-wait-for-grant = Kunden får tilgang
step-will-import-vendor = Leverandøren blir lest inn
step-will-import-customer = Kunden blir lest inn
step-will-create-customer = Den fiktive kunden blir opprettet
step-will-person-with-role = Den fiktive personen får rollen som kan delegere
step-will-grant-scope = Scopet blir tildelt
step-will-letters = Brevene blir sendt
step-never = Ikke utført
step-stopped = Steget stoppet. Det venter på en saksbehandler.
step-now = Pågår
path-done = På plass
path-next = Gjør dette nå
path-waiting = Senere
path-with-handler = Hos saksbehandler
path-with-customer = Hos kunden
path-with-vendor = Hos leverandøren
path-with-authority = Hos registeret
path-with-owner = Hos eieren av scopet
path-not-needed = Ikke nødvendig
path-scope-closed = Stengt av eieren
path-no-such-scope = Scopet finnes ikke

guide-title = Slik henter du token og kaller registeret
guide-lead = Eksemplene er fylt ut med din klient, ditt scope og din kunde. Kopier ett av dem og kjør det.
guide-lead-own = Eksemplene er fylt ut med din klient og ditt scope. Kopier ett av dem og kjør det.
guide-key-file = Eksemplene leser den private nøkkelen fra fullmakt-key.pem i mappen du kjører dem i. Slik heter filen som nettleseren lagrer når du lager nøkkelparet under Klienter.
guide-values = Verdiene dine
guide-steps = Steg for steg
guide-step-sign = Lag en JWT-bearer-grant og signer den med nøkkelen til klienten. Den kan høyst vare i 120 sekunder.
guide-step-consumer = Sett consumer_org til kundens organisasjonsnummer. Glemmer du det, ber du om token for deg selv.
guide-step-token = Send granten til token-endepunktet. Bruk en ny jti hver gang.
guide-step-call = Kall registeret med tokenet i headeren Authorization.
guide-step-explain = Blir du avvist, limer du feilmeldingen inn på siden Forklar.
guide-needs-curl = Trenger openssl, curl og jq.
guide-needs-python = Trenger pakkene PyJWT og cryptography.
guide-needs-javascript = Trenger Node 20 eller nyere og ingen pakker.
guide-missing-scope = Kunden forteller deg hvilket scope den har fått. Sett det inn i eksemplene.
guide-missing-client = Du har ingen klient med dette scopet ennå. Lag en under Klienter.
guide-missing-key = Klienten har ingen nøkkel ennå. Legg til en under Klienter.
guide-missing-customer = Den fiktive kunden er ikke opprettet ennå. Vent til saken er ferdig.
guide-fact-issuer = Issuer og aud
guide-fact-token = Token-endepunkt
guide-fact-client = Klient (iss)
guide-fact-kid = Nøkkel (kid)
guide-fact-scope = Scope
guide-fact-customer = Kunde (consumer_org)
guide-fact-register = Et oppslag å prøve
guide-copy = Hold en lokal kopi oppdatert
guide-copy-text = Programmene henter hele registeret én gang, og deretter bare det som er endret. Lagre ett av dem ved siden av nøkkelfilen, og start det slik. Det kan stoppes når som helst og fortsetter der det slapp.
guide-copy-scope = Hele registeret er bare for dem som har scopet brreg:reelle/offentlig. Med ditt scope får du oppslag og endringer, men ikke totalbestanden som en kopi begynner med.
guide-copy-run = slik starter du det

order-too-many-heading = Det er sendt for mange bestillinger
order-too-many-text = Det har kommet flere bestillinger herfra den siste timen enn vi tar imot. Ingenting er lagret. Vent litt og send på nytt.
order-too-many-next = Alle bestillinger
