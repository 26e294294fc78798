# Tekster om en tilgang som finnes: fornyelse, kontakter, flere scope og leverandører, avslutning

after-link = Tiltak i saken
after-title = Tiltak i sak { $case }
after-nothing = Det er ingenting å gjøre i saken nå.
after-linked = Saker som hører sammen med denne
after-renew-heading = Hvor lenge tilgangen varer
after-ends = Tilgangen varer til { $date }.
after-renew = Forny tilgangen
after-scope-heading = Scope i saken
after-scope-field = Nytt scope
after-scope-add = Tildel scopet
after-vendor-heading = En leverandør til
after-vendor-text-desk = Leverandøren får en egen sak med samme kunde. Den blir utført med en gang. Data om leverandøren blir hentet fra Enhetsregisteret.
after-vendor-text-case = Leverandøren får en egen sak med samme kunde. Kontaktpersonen du oppgir, får et brev om at du har bedt om det, og må bekrefte. Deretter avgjør en saksbehandler saken. Data om leverandøren blir hentet fra Enhetsregisteret når saken er godkjent.
after-vendor-add = Legg til leverandøren
after-contacts-heading = Kontaktpersoner
after-contacts-text-desk = Den nye kontakten får en lenke til saken på e-post. Lenkene til den forrige slutter å virke.
after-contacts-text-case = Den nye kontakten får en lenke på e-post og må bekrefte byttet. Etter det slutter lenkene dine å virke.
after-contact-now = Nå: { $contact }
after-contact-change = Bytt kontaktperson
after-end-heading = Avslutt tilgangen
after-end-text = Alt som er laget for denne saken, og som ingen annen sak trenger, blir tatt tilbake: delegeringer, tildelinger, klienter, fiktive virksomheter og personer, innleste data, lenker og API-nøkler. Token som er utstedt, virker til de går ut.
after-end-reason = Begrunnelse (valgfritt)
after-end-sure = Jeg vil avslutte tilgangen. Det kan ikke angres.
after-end = Avslutt tilgangen
after-sure-missing = Kryss av for at du vil avslutte tilgangen.
after-done-forny-desk = Tilgangen er fornyet.
after-done-forny-case = Tilgangen er fornyet.
after-done-kontakt-desk = Kontaktpersonen er byttet.
after-done-kontakt-case = Vi har sendt en lenke til den nye kontakten. Byttet skjer når det er bekreftet.
after-production-contact-text = Kontaktpersonen for produksjon får brev om det, men ingen lenke, og byttes med en gang.
after-done-produksjonskontakt-desk = Kontaktpersonen for produksjon er byttet.
after-done-produksjonskontakt-case = Kontaktpersonen for produksjon er byttet.
event-production-contact-changed = Kontaktpersonen for produksjon ble byttet
after-done-scope-desk = Scopet blir tildelt nå.
after-done-scope-case = Scopet blir tildelt nå.
after-done-leverandor-desk = Leverandøren er lagt til i en egen sak.
after-done-leverandor-case = Vi har mottatt ønsket og skrevet til leverandørens kontaktperson. Når det er bekreftet, ser en saksbehandler på det.
after-not-renewed = Tilgangen er fornyet allerede, eller den har ingen sluttdato.
after-scope-given = Scopet er allerede en del av saken. Velg et annet.
after-vendor-given = Leverandøren har allerede denne kunden i sak { $case }, eller saken venter på bekreftelse eller avgjørelse.
after-no-vendors = En direkte bestilling har ingen leverandører. Kunden har tilgangen selv og kan delegere den.
after-customers-case = Scopet blir tildelt i kundens egen sak, ikke i leverandørens.
asker-contact = { $name } hos { $organisation }
asker-program = { $organisation } (et program med virksomhetens API-nøkkel)
asker-handler = En saksbehandler i Brønnøysundregistrene
after-adding-scope = Et scope blir tildelt akkurat nå. Vent til steget er ferdig, og prøv igjen.
after-too-many-wishes = Det er bedt om ny kontakt mange ganger i denne saken i dag. Prøv igjen i morgen, eller svar på et brev i saken.
after-not-now = Saken har gått videre siden du åpnet siden. Se hva som er mulig nå.

contact-confirm-title = Bekreft at du er ny kontaktperson
contact-confirm-text = { $name } er foreslått som ny kontaktperson for { $organisation } i sak { $case }. Bekreft hvis det er deg.
contact-confirm = Bekreft
contact-wish-gone-heading = Lenken virker ikke lenger
contact-wish-gone-text = Lenken er brukt, erstattet av en nyere eller for gammel. Be den som foreslo deg, om å gjøre det på nytt.
contact-wish-gone-next = Til sakene
contact-confirmed-heading = Du er kontaktperson nå
contact-confirmed-text = Vi har sendt deg et brev med en lenke til saken.
contact-confirmed-next = Til forsiden

ending-expired = Tilgangen gikk ut og ble ikke fornyet.

event-order-ending = Tilgangen blir avsluttet
event-order-ended = Tilgangen er avsluttet
event-order-renewed = Tilgangen ble fornyet
event-order-expiry-warned = Kontaktene ble varslet om at tilgangen går ut
event-order-scope-added = Enda et scope ble bestilt i saken
event-order-vendor-added = Enda en leverandør fikk en egen sak
event-contact-change-asked = Bytte av kontaktperson ble foreslått
event-contact-changed = Kontaktpersonen ble byttet
event-scope-withdrawn = En tildeling ble trukket tilbake
event-organisation-removed = En virksomhet ble fjernet
event-person-removed = En fiktiv person ble fjernet

after-reason = Begrunnelse: { $reason }
after-no-reason = Ingen begrunnelse er oppgitt.

after-ended-subject = Tilgangen er avsluttet: sak { $case }
after-ended-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er avsluttet. { $reason }

    Dette er tatt tilbake:

    - { $items }

    Token som var utstedt, virker til de går ut. Nye blir avvist.

    Trenger dere tilgang igjen, legger dere inn en ny bestilling: { $again }

after-customer-ended-subject = Kundens tilgang er avsluttet: sak { $case }
after-customer-ended-body =
    Hei, { $name }!

    Tilgangen som { $customer } ({ $customer_number }) hadde, er avsluttet. Dere kan derfor ikke lenger hente token på vegne av kunden i sak { $case }.

    Be kunden bestille tilgang på nytt hvis dere fortsatt skal teste sammen: { $again }

after-expires-soon-subject = Tilgangen går ut { $date }: sak { $case }
after-expires-soon-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } går ut { $date }, om { $days } dager. Da blir alt som er laget for saken, tatt tilbake.

    Trenger dere tilgangen lenger, åpner du saken, velger Tiltak i saken og fornyer.

    → Åpne saken: { $link }

after-renewed-subject = Tilgangen er fornyet til { $date }: sak { $case }
after-renewed-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er fornyet og varer til { $date }. Du trenger ikke gjøre noe.

after-renewed-for-good-subject = Tilgangen har ingen sluttdato lenger: sak { $case }
after-renewed-for-good-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er fornyet og har ingen sluttdato lenger. Du trenger ikke gjøre noe.

after-scope-added-subject = Enda et scope er tildelt: sak { $case }
after-scope-added-body =
    Hei, { $name }!

    Enda et scope er tildelt i sak { $case }.

    Scope: { $scope }
    Scopet åpner for: { $opens }

    Legg scopet på klienten, og gi det videre til leverandøren hvis leverandøren skal bruke det.

    → Åpne saken: { $link }

after-confirm-contact-subject = Bekreft at du er ny kontaktperson: sak { $case }
after-confirm-contact-body =
    Hei, { $name }!

    Du er foreslått som ny kontaktperson for { $organisation } i sak { $case }. Kjenner du ikke til saken, kan du se bort fra dette brevet. Da skjer det ingenting.

    Åpne lenken og bekreft innen sju dager.

    → Åpne saken: { $link }

after-contact-new-subject = Du er kontaktperson: sak { $case }
after-contact-new-body =
    Hei, { $name }!

    Du er nå kontaktperson for { $organisation } i sak { $case }. Her følger du saken.

    → Åpne saken: { $link }

after-contact-replaced-subject = Ny kontaktperson: sak { $case }
after-contact-replaced-body =
    Hei, { $name }!

    { $new_name } er ny kontaktperson for { $organisation } i sak { $case }. Lenkene dine til saken virker ikke lenger.

    Er dette feil, svarer du på dette brevet.

after-production-contact-new-subject = Du er kontaktperson for produksjon: sak { $case }
after-production-contact-new-body =
    Hei, { $name }!

    Du er oppgitt som den vi kan kontakte når { $organisation } går videre fra test til produksjon. Det gjelder sak { $case }, der { $contact } er kontaktperson. Du trenger ikke gjøre noe nå.

    Er dette feil, svarer du på dette brevet.

after-production-contact-replaced-subject = Ny kontaktperson for produksjon: sak { $case }
after-production-contact-replaced-body =
    Hei, { $name }!

    { $new_name } er ny kontaktperson for produksjon for { $organisation } i sak { $case }. Du er ikke lenger oppgitt.

    Er dette feil, svarer du på dette brevet.

taken-back-delegation = Delegeringen av { $scheme } fra { $consumer } til { $supplier }
taken-back-grant = Tildelingen av { $scope } til { $organisation }
taken-back-grant-kept = Tildelingen av { $scope } til { $organisation } står, siden den også er gitt på annet grunnlag
taken-back-grant-gone = Tildelingen av { $scope } til { $organisation } var borte fra før
taken-back-client = Klienten { $client } for { $organisation } er deaktivert
taken-back-person = Den fiktive personen { $name }
taken-back-organisation = Den fiktive virksomheten { $name } ({ $number })
taken-back-production-data = Produksjonsdata om { $number } er slettet
taken-back-organisation-kept = Opplysningene om { $number } står, siden de også trengs et annet sted
taken-back-elsewhere = Det som ble laget for hånd i det andre miljøet
taken-back-links = Lenkene til saken
taken-back-api-keys = API-nøklene
