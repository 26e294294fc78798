# Texts of the order pages: start, forms, a contact's case, the guide

start-title = Testmiljø for tilgang til register
start-heading = Frå bestilling til ferdig delegert kall
start-lead = Her bestiller du tilgang, delegerer han, hentar token og kallar registeret. Alt skjer i eitt testmiljø, og du får vite kvifor når noko blir avvist.
start-choose = Kva vil du bestille?
start-fiktiv-kunde-title = Delegering frå ein fiktiv kunde
start-fiktiv-kunde-when = Vel denne viss du er systemleverandør og vil prøve alt sjølv, utan ein ekte kunde.
start-fiktiv-kunde-next = Vi lagar ein fiktiv kunde og ein fiktiv person til deg. Du loggar inn som personen og delegerer til deg sjølv.
start-eksisterende-kunde-title = Delegering frå ein eksisterande kunde
start-eksisterende-kunde-when = Vel denne viss du er systemleverandør og ein av kundane dine skal delegere til deg.
start-eksisterende-kunde-next = Kunden bestiller direkte tilgang først, eller no. Saka di går vidare av seg sjølv når kunden har fått han.
start-direkte-title = Direkte tilgang
start-direkte-when = Vel denne viss verksemda di har heimel til å slå opp i registeret sjølv, eller skal delegere til ein leverandør.
start-direkte-next = Heimelen avgjer kva scope de får. Brevet fortel kva det opnar.
start-no-registry-access = Er du usikker? Ein systemleverandør utan eigen heimel byrjar med ein fiktiv kunde.
start-journey = Vegen du skal gå
start-mail-heading = Du kan òg bestille med e-post eller API
start-mail-text = Send bestillinga til { $address } med linjene for din type bestilling. Kvitteringa kjem med ein gong.
start-fiktiv-kunde-lines =
    Organisasjonsnummeret til systemleverandøren:
    Namnet til systemleverandøren:
    Namn på testansvarleg:
    E-postadresse til testansvarleg:
    Telefonnummer til testansvarleg:

    Vi ønskjer å delegere tilgang sjølv via ei fiktiv verksemd.
start-eksisterende-kunde-lines =
    Organisasjonsnummeret til systemleverandøren:
    Namnet til systemleverandøren:
    Namn på testansvarleg hos systemleverandøren:
    E-postadresse til testansvarleg hos systemleverandøren:
    Telefonnummer til testansvarleg hos systemleverandøren:
    Organisasjonsnummeret til kunden:
    Namnet til kunden:
    Namn på testansvarleg hos kunden:
    E-postadresse til testansvarleg hos kunden:
    Telefonnummer til testansvarleg hos kunden:

    Kunden vil delegere tilgangen sin til oss.
start-direkte-lines =
    Organisasjonsnummer:
    Namnet på verksemda:
    Namn på testansvarleg:
    E-postadresse til testansvarleg:
    Telefonnummer til testansvarleg:
    Namn på kontaktperson i produksjon:
    E-postadresse til kontaktperson i produksjon:
    Telefonnummer til kontaktperson i produksjon:
    Heimel:

    Vi bestiller direkte tilgang for eiga verksemd.
start-api-link = Les korleis
start-api-text = Program bestiller med JSON:

journey-order = Bestilling
journey-order-text = Du bestiller, og ein saksbehandlar tek stilling til saka.
journey-grant = Tildeling
journey-grant-text = Kunden får eit scope.
journey-delegation = Delegering
journey-delegation-text = Kunden gir fullmakta til leverandøren.
journey-client = Klient
journey-client-text = Leverandøren lagar ein klient med nøkkel.
journey-key = Nøkkel
journey-token = Token
journey-token-text = Klienten ber om token med consumer_org.
journey-register = Registeret
journey-register-text = Svaret viser det scopet gir rett til.

order-form-faults = Rett opp dette, så er du i mål
order-form-optional = (valfritt)
order-form-choose = Vel
order-form-back = Alle bestillingar
order-form-submit = Send bestillinga
order-form-fiktiv-kunde-intro = Du får ein fiktiv kunde med eit scope, og ein fiktiv person som du loggar inn som.
order-form-eksisterende-kunde-intro = Vi les inn begge verksemdene og lagar ein fiktiv person for kunden. Kunden må ha bestilt direkte tilgang, eller gjere det no.
order-form-direkte-intro = Oppgi heimelen de har. Han avgjer kva scope de får.

order-section-vendor = Systemleverandør
order-section-vendor-text = Verksemda som skal kalle registeret, og den som er testansvarleg der.
order-section-customer = Kunde
order-section-customer-text = Verksemda som skal delegere, og den som er testansvarleg der.
order-section-applicant = Verksemda
order-section-applicant-text = Verksemda som skal ha tilgang, og den som er testansvarleg der.
order-section-production-contact = Produksjonsansvarleg
order-section-production-contact-text = Den vi kan kontakte når de skal over i produksjon. Dette er eit testmiljø, så du kan la felta stå tomme.
order-section-legal-basis = Heimel
order-section-legal-basis-text = Kva gir dykk rett til opplysningane?
order-section-wish = Fiktiv verksemd
order-section-wish-text = Den fiktive verksemda spelar kunden din.
order-section-rest = Til slutt
order-section-rest-text = Vi les inn produksjonsdata om verksemdene i eit testmiljø.
order-section-contact = Testansvarleg

order-field-number = Organisasjonsnummer
order-field-name = Namn på verksemda
order-field-contact-name = Namn på testansvarleg
order-field-contact-email = E-postadresse til testansvarleg
order-field-contact-phone = Telefonnummer til testansvarleg
order-field-wants_fictional_customer = Vi ønskjer å delegere tilgang sjølv via ei fiktiv verksemd
order-field-message = Melding til saksbehandlaren
order-field-notice = Eg er klar over at produksjonsdata om verksemdene blir lesne inn i eit testmiljø
order-field-legal_basis = Kva heimel har de?
order-field-legal_basis_text = Utdjup heimelen
order-hint-number = Ni siffer
order-hint-phone = Åtte siffer, eller landkode først
order-hint-legal_basis = Heimelen avgjer kva scope de får.
order-hint-legal_basis_text = Skriv paragraf og ledd viss ingen av vala passar.

order-thanks-title = Bestillinga er motteken
order-thanks-case = Saksnummeret er { $case }.
order-thanks-mail = Kvitteringa er på veg på e-post. Ho har ei personleg lenkje der du følgjer saka.
order-thanks-post = Les brevet i den innebygde postkassa
order-thanks-next = Dette skjer no
order-thanks-confirm = Opne lenkja i brevet og stadfest bestillinga. Ingenting skjer før det
order-thanks-decide = Ein saksbehandlar tek stilling til bestillinga
order-thanks-carry-out = Stega blir utførte, og kvart steg får ei kvittering
order-thanks-letter = Du får eit brev når alt er klart
order-thanks-go-on = Brevet fortel kva du gjer vidare

case-entry-title = Sakene dine
case-entry-text = Du kjem inn i ei sak med lenkja i e-posten du fekk då bestillinga vart registrert. Lenkja er personleg, og ho varer ei avgrensa tid.
case-entry-order = Legg inn ei bestilling
case-number = Sak
case-kind = Bestilling
case-state = Status
case-received = Motteken
case-channel = Kom inn som
case-title = Sak { $case }
case-path = Vegen til eit token
case-results = Dette har de fått
case-steps = Stega i saka
case-ordered = Dette er bestilt
case-confirm = Stadfest at bestillinga er vår
case-api-key = Bestill med API
case-api-key-text = Med ein API-nøkkel kan programma dykkar leggje inn bestillingar for verksemda.
case-api-key-make = Lag ein API-nøkkel
case-api-key-made = Her er nøkkelen. Han blir berre vist no, så ta vare på han.
case-now-unconfirmed = Vi veit ikkje sikkert kven som sende bestillinga. Stadfest at ho er dykkar, så blir ho behandla.
case-now-unconfirmed-other = Saka ventar på at kontaktpersonen hos leverandøren stadfestar ho med lenkja i brevet frå oss. Ingenting skjer før det.
case-now-unconfirmed-added = Nokon andre har bede om dette for dykk. Stadfest at de vil ha det, så ser ein saksbehandlar på saka. Ingenting skjer før det.
case-linked = Lagd til i sak
case-now-received = Bestillinga ventar på ein saksbehandlar. Du får brev når ho er avgjord.
case-now-waiting-for-customer = Saka ventar på at kunden får tilgang. Be kunden bestille direkte tilgang, så går saka vidare av seg sjølv.
case-now-provisioning = Stega blir utførte no.
case-now-rejected = Bestillinga er avslått. Grunngivinga står nedanfor.
case-now-closed = Saka er avslutta.
case-now-done-fiktiv-kunde = Alt er klart. Logg inn som den fiktive personen og deleger frå kunden til dykk sjølve.
case-now-done-eksisterende-kunde = Alt er klart. Be kunden logge inn som den fiktive personen, delegere til dykk og fortelje kva scope kunden har fått.
case-now-done-eksisterende-kunde-customer = Alt er klart. Logg inn som den fiktive personen, deleger til leverandøren, og fortel leverandøren kva scope de har fått.
case-now-done-direkte = Tilgangen er tildelt. Lag ein klient med scopet, eller deleger det til ein leverandør.
case-now-done-delegated = Kunden har gitt dykk fullmakta. Lag ein klient med scopet og ein nøkkel.
case-now-done-key = Klienten er laga. Gi han ein nøkkel.
case-now-done-token = Alt er på plass. Hent eit token, og kall registeret med det.
case-now-done-all = Alt verkar, og eit token er henta. Du treng ikkje gjere meir her.
case-now-done-all-customer = Fullmakta er gitt til leverandøren. Du treng ikkje gjere meir her.
case-now-ended-eksisterende-kunde = Tilgangen til kunden er avslutta{ $when }, så de får ikkje lenger token for kunden. Be kunden tinge direkte tilgang igjen. Då gjeld denne saka på nytt, og elles kan de avslutte ho.
case-now-ended-own = Tilgangen dykkar er avslutta{ $when }, så leverandøren får ikkje lenger token. Ting direkte tilgang igjen om leverandøren framleis skal bruke han.
case-now-ended-fiktiv-kunde = Tilgangen til den fiktive kunden er teken tilbake{ $when }, så de får ikkje lenger token for han. Svar på eit brev i saka om det er feil, eller legg inn ei ny tinging.
case-now-ended-direkte = Tilgangen er teken tilbake{ $when }, så de får ikkje lenger token. Svar på eit brev i saka om det er feil, eller legg inn ei ny tinging.
desk-access-ended = Saka er utførd, men kunden har ikkje tilgangen lenger{ $when }: tildelinga er teken tilbake. Saka gjeld igjen når kunden får tilgang. Elles kan du avslutte ho under Tiltak i saka.
case-closed-customer-refused = Kunden fekk ikkje tilgang, så det er ingenting å delegere.
case-closed-customer-never-came = Kunden bestilte ikkje tilgang i tide. De kan bestille på nytt når kunden er klar.
case-closed-never-confirmed = Ingen stadfesta bestillinga i tide, så ho er lukka. Bestill på nytt viss de framleis treng tilgangen.
case-next-delegation = Gå til delegeringa
case-next-client = Lag ein klient
case-next-key = Legg til ein nøkkel
case-next-token = Hent eit token
case-result-customer = Fiktiv kunde
case-scope-told-by-customer = Kunden har tilgang. Spør kunden kva scope de skal bruke.
case-result-scope = Scope
case-result-opens = Scopet opnar
case-result-person = Fiktiv person

order-state-unconfirmed = Må stadfestast
order-state-received = Motteken
order-state-waiting-for-customer = Ventar på kunden
order-state-provisioning = Under arbeid
order-state-done = Ferdig
order-state-rejected = Avslått
order-state-closed = Avslutta
order-channel-form = Skjema
order-channel-api = API
order-channel-mail = E-post
order-channel-desk = E-post, registrert av saksbehandlar
step-wait-for-grant = Kunden har fått tilgang
step-import-vendor = Leverandøren er lesen inn
step-import-customer = Kunden er lesen inn
step-create-customer = Den fiktive kunden er oppretta
step-person-with-role = Den fiktive personen har rolla som kan delegere
step-grant-scope = Scopet er tildelt
step-letters = Breva er sende
step-will-wait-for-grant = Kunden får tilgang
step-will-import-vendor = Leverandøren blir lesen inn
step-will-import-customer = Kunden blir lesen inn
step-will-create-customer = Den fiktive kunden blir oppretta
step-will-person-with-role = Den fiktive personen får rolla som kan delegere
step-will-grant-scope = Scopet blir tildelt
step-will-letters = Breva blir sende
step-never = Ikkje utført
step-stopped = Steget stoppa. Det ventar på ein saksbehandlar.
step-now = Går føre seg
path-done = På plass
path-next = Gjer dette no
path-waiting = Seinare
path-with-handler = Hos saksbehandlar
path-with-customer = Hos kunden
path-with-vendor = Hos leverandøren
path-with-authority = Hos registeret
path-with-owner = Hos eigaren av scopet
path-not-needed = Ikkje nødvendig
path-scope-closed = Stengt av eigaren
path-no-such-scope = Scopet finst ikkje

guide-title = Slik hentar du token og kallar registeret
guide-lead = Døma er fylte ut med klienten, scopet og kunden din. Kopier eitt av dei og køyr det.
guide-lead-own = Døma er fylte ut med klienten din og scopet ditt. Kopier eitt av dei og køyr det.
guide-key-file = Døma les den private nøkkelen frå fullmakt-key.pem i mappa du køyrer dei i. Slik heiter fila som nettlesaren lagrar når du lagar nøkkelparet under Klientar.
guide-values = Verdiane dine
guide-steps = Steg for steg
guide-step-sign = Lag ein JWT-bearer-grant og signer han med nøkkelen til klienten. Han kan høgst vare i 120 sekund.
guide-step-consumer = Set consumer_org til organisasjonsnummeret til kunden. Gløymer du det, ber du om token for deg sjølv.
guide-step-token = Send granten til token-endepunktet. Bruk ein ny jti kvar gong.
guide-step-call = Kall registeret med tokenet i headeren Authorization.
guide-step-explain = Blir du avvist, limer du feilmeldinga inn på sida Forklar.
guide-needs-curl = Treng openssl, curl og jq.
guide-needs-python = Treng pakkane PyJWT og cryptography.
guide-needs-javascript = Treng Node 20 eller nyare og ingen pakkar.
guide-missing-scope = Kunden fortel deg kva scope han har fått. Set det inn i døma.
guide-missing-client = Du har ingen klient med dette scopet enno. Lag ein under Klientar.
guide-missing-key = Klienten har ingen nøkkel enno. Legg til ein under Klientar.
guide-missing-customer = Den fiktive kunden er ikkje oppretta enno. Vent til saka er ferdig.
guide-fact-issuer = Issuer og aud
guide-fact-token = Token-endepunkt
guide-fact-client = Klient (iss)
guide-fact-kid = Nøkkel (kid)
guide-fact-scope = Scope
guide-fact-customer = Kunde (consumer_org)
guide-fact-register = Eit oppslag å prøve
guide-copy = Hald ein lokal kopi oppdatert
guide-copy-text = Programma hentar heile registeret éin gong, og deretter berre det som er endra. Lagre eitt av dei ved sida av nøkkelfila, og start det slik. Det kan stoppast når som helst og held fram der det slapp.
guide-copy-scope = Heile registeret er berre for dei som har scopet brreg:reelle/offentlig. Med ditt scope får du oppslag og endringar, men ikkje totalbestanden som ein kopi byrjar med.
guide-copy-run = slik startar du det

order-too-many-heading = Det er sendt for mange bestillingar
order-too-many-text = Det har kome fleire bestillingar herifrå den siste timen enn vi tek imot. Ingenting er lagra. Vent litt og send på nytt.
order-too-many-next = Alle bestillingar
