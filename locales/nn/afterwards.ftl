# Tekstar om ein tilgang som finst: fornying, kontaktar, fleire scope og leverandørar, avslutning

after-link = Tiltak i saka
after-title = Tiltak i sak { $case }
after-nothing = Det er ingenting å gjere i saka no.
after-linked = Saker som høyrer saman med denne
after-renew-heading = Kor lenge tilgangen varer
after-ends = Tilgangen varer til { $date }.
after-renew = Forny tilgangen
after-scope-heading = Scope i saka
after-scope-field = Nytt scope
after-scope-add = Tildel scopet
after-vendor-heading = Ein leverandør til
after-vendor-text-desk = Leverandøren får ei eiga sak med same kunde. Ho blir utført med ein gong. Data om leverandøren blir henta frå Einingsregisteret.
after-vendor-text-case = Leverandøren får ei eiga sak med same kunde. Kontaktpersonen du oppgjev, får eit brev om at du har bede om det, og må stadfeste. Deretter avgjer ein saksbehandlar saka. Data om leverandøren blir henta frå Einingsregisteret når saka er godkjend.
after-vendor-add = Legg til leverandøren
after-contacts-heading = Kontaktpersonar
after-contacts-text-desk = Den nye kontakten får ei lenkje til saka på e-post. Lenkjene til den førre sluttar å verke.
after-contacts-text-case = Den nye kontakten får ei lenkje på e-post og må stadfeste bytet. Etter det sluttar lenkjene dine å verke.
after-contact-now = No: { $contact }
after-contact-change = Byt kontaktperson
after-end-heading = Avslutt tilgangen
after-end-text = Alt som er laga for denne saka, og som inga anna sak treng, blir teke tilbake: delegeringar, tildelingar, klientar, fiktive verksemder og personar, innlesne data, lenkjer og API-nøklar. Token som er utferda, verkar til dei går ut.
after-end-reason = Grunngiving (valfritt)
after-end-sure = Eg vil avslutte tilgangen. Det kan ikkje angrast.
after-end = Avslutt tilgangen
after-sure-missing = Kryss av for at du vil avslutte tilgangen.
after-done-forny-desk = Tilgangen er fornya.
after-done-forny-case = Tilgangen er fornya.
after-done-kontakt-desk = Kontaktpersonen er bytt.
after-done-kontakt-case = Vi har sendt ei lenkje til den nye kontakten. Bytet skjer når det er stadfesta.
after-production-contact-text = Kontaktpersonen for produksjon får brev om det, men inga lenkje, og blir bytt med ein gong.
after-done-produksjonskontakt-desk = Kontaktpersonen for produksjon er bytt.
after-done-produksjonskontakt-case = Kontaktpersonen for produksjon er bytt.
event-production-contact-changed = Kontaktpersonen for produksjon vart bytt
after-done-scope-desk = Scopet blir tildelt no.
after-done-scope-case = Scopet blir tildelt no.
after-done-leverandor-desk = Leverandøren er lagd til i ei eiga sak.
after-done-leverandor-case = Vi har motteke ønsket og skrive til kontaktpersonen hos leverandøren. Når det er stadfesta, ser ein saksbehandlar på det.
after-not-renewed = Tilgangen er fornya allereie, eller han har ingen sluttdato.
after-scope-given = Scopet er allereie ein del av saka. Vel eit anna.
after-vendor-given = Leverandøren har alt denne kunden i sak { $case }, eller saka ventar på stadfesting eller avgjerd.
after-no-vendors = Ei direkte tinging har ingen leverandørar. Kunden har tilgangen sjølv og kan delegere han.
after-customers-case = Scopet blir tildelt i saka til kunden, ikkje i saka til leverandøren.
asker-contact = { $name } hos { $organisation }
asker-program = { $organisation } (eit program med API-nøkkelen til verksemda)
asker-handler = Ein saksbehandlar i Brønnøysundregistra
after-adding-scope = Eit scope blir tildelt akkurat no. Vent til steget er ferdig, og prøv igjen.
after-too-many-wishes = Det er bede om ny kontakt mange gonger i denne saka i dag. Prøv igjen i morgon, eller svar på eit brev i saka.
after-not-now = Saka har gått vidare sidan du opna sida. Sjå kva som er mogleg no.

contact-confirm-title = Stadfest at du er ny kontaktperson
contact-confirm-text = { $name } er foreslått som ny kontaktperson for { $organisation } i sak { $case }. Stadfest viss det er deg.
contact-confirm = Stadfest
contact-wish-gone-heading = Lenkja verkar ikkje lenger
contact-wish-gone-text = Lenkja er brukt, bytt ut med ei nyare eller for gammal. Be den som foreslo deg, om å gjere det på nytt.
contact-wish-gone-next = Til sakene
contact-confirmed-heading = Du er kontaktperson no
contact-confirmed-text = Vi har sendt deg eit brev med ei lenkje til saka.
contact-confirmed-next = Til framsida

ending-expired = Tilgangen gjekk ut og vart ikkje fornya.

event-order-ending = Tilgangen blir avslutta
event-order-ended = Tilgangen er avslutta
event-order-renewed = Tilgangen vart fornya
event-order-expiry-warned = Kontaktane vart varsla om at tilgangen går ut
event-order-scope-added = Enda eit scope vart bestilt i saka
event-order-vendor-added = Enda ein leverandør fekk ei eiga sak
event-contact-change-asked = Byte av kontaktperson vart foreslått
event-contact-changed = Kontaktpersonen vart bytt
event-scope-withdrawn = Ei tildeling vart trekt tilbake
event-organisation-removed = Ei verksemd vart fjerna
event-person-removed = Ein fiktiv person vart fjerna

after-reason = Grunngiving: { $reason }
after-no-reason = Inga grunngiving er oppgitt.

after-ended-subject = Tilgangen er avslutta: sak { $case }
after-ended-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er avslutta. { $reason }

    Dette er teke tilbake:

    - { $items }

    Token som var utferda, verkar til dei går ut. Nye blir avviste.

    Treng de tilgang igjen, legg de inn ei ny bestilling: { $again }

after-customer-ended-subject = Tilgangen til kunden er avslutta: sak { $case }
after-customer-ended-body =
    Hei, { $name }!

    Tilgangen som { $customer } ({ $customer_number }) hadde, er avslutta. De kan difor ikkje lenger hente token på vegner av kunden i sak { $case }.

    Be kunden bestille tilgang på nytt viss de framleis skal teste saman: { $again }

after-expires-soon-subject = Tilgangen går ut { $date }: sak { $case }
after-expires-soon-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } går ut { $date }, om { $days } dagar. Då blir alt som er laga for saka, teke tilbake.

    Treng de tilgangen lenger, opnar du saka, vel Tiltak i saka og fornyar.

    → Opne saka: { $link }

after-renewed-subject = Tilgangen er fornya til { $date }: sak { $case }
after-renewed-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er fornya og varer til { $date }. Du treng ikkje gjere noko.

after-renewed-for-good-subject = Tilgangen har ingen sluttdato lenger: sak { $case }
after-renewed-for-good-body =
    Hei, { $name }!

    Tilgangen i sak { $case } for { $organisation } er fornya og har ingen sluttdato lenger. Du treng ikkje gjere noko.

after-scope-added-subject = Enda eit scope er tildelt: sak { $case }
after-scope-added-body =
    Hei, { $name }!

    Enda eit scope er tildelt i sak { $case }.

    Scope: { $scope }
    Scopet opnar for: { $opens }

    Legg scopet på klienten, og gi det vidare til leverandøren viss leverandøren skal bruke det.

    → Opne saka: { $link }

after-confirm-contact-subject = Stadfest at du er ny kontaktperson: sak { $case }
after-confirm-contact-body =
    Hei, { $name }!

    Du er foreslått som ny kontaktperson for { $organisation } i sak { $case }. Kjenner du ikkje til saka, kan du sjå bort frå dette brevet. Då skjer det ingenting.

    Opne lenkja og stadfest innan sju dagar.

    → Opne saka: { $link }

after-contact-new-subject = Du er kontaktperson: sak { $case }
after-contact-new-body =
    Hei, { $name }!

    Du er no kontaktperson for { $organisation } i sak { $case }. Her følgjer du saka.

    → Opne saka: { $link }

after-contact-replaced-subject = Ny kontaktperson: sak { $case }
after-contact-replaced-body =
    Hei, { $name }!

    { $new_name } er ny kontaktperson for { $organisation } i sak { $case }. Lenkjene dine til saka verkar ikkje lenger.

    Er dette feil, svarer du på dette brevet.

after-production-contact-new-subject = Du er kontaktperson for produksjon: sak { $case }
after-production-contact-new-body =
    Hei, { $name }!

    Du er oppgjeven som den vi kan kontakte når { $organisation } går vidare frå test til produksjon. Det gjeld sak { $case }, der { $contact } er kontaktperson. Du treng ikkje gjere noko no.

    Er dette feil, svarer du på dette brevet.

after-production-contact-replaced-subject = Ny kontaktperson for produksjon: sak { $case }
after-production-contact-replaced-body =
    Hei, { $name }!

    { $new_name } er ny kontaktperson for produksjon for { $organisation } i sak { $case }. Du er ikkje lenger oppgjeven.

    Er dette feil, svarer du på dette brevet.

taken-back-delegation = Delegeringa av { $scheme } frå { $consumer } til { $supplier }
taken-back-grant = Tildelinga av { $scope } til { $organisation }
taken-back-grant-kept = Tildelinga av { $scope } til { $organisation } står, sidan ho òg er gitt på anna grunnlag
taken-back-grant-gone = Tildelinga av { $scope } til { $organisation } var borte frå før
taken-back-client = Klienten { $client } for { $organisation } er deaktivert
taken-back-person = Den fiktive personen { $name }
taken-back-organisation = Den fiktive verksemda { $name } ({ $number })
taken-back-production-data = Produksjonsdata om { $number } er sletta
taken-back-organisation-kept = Opplysningane om { $number } står, sidan dei òg trengst ein annan stad
taken-back-elsewhere = Det som vart laga for hand i det andre miljøet
taken-back-links = Lenkjene til saka
taken-back-api-keys = API-nøklane
