# Svar til den som bestiller på e-post: kva som manglar, at det er kome, og kva som går ut

letter-missing-subject = Noko manglar i bestillinga: sak { $case }
letter-missing-body =
    Hei!

    Vi har fått bestillinga di: { $what }. Saksnummeret er { $case }. Før saka kan gå vidare, treng vi dette:

    - { $items }

    { $notice }

    Svar på dette brevet med det som manglar, eller fyll ut skjemaet. Det vi har lese i e-posten din, står der allereie.

    → Fyll ut det som manglar: { $link }

    Høyrer vi ikkje frå deg innan { $days } dagar, avsluttar vi saka.

letter-missing-read = { $label }. Vi las «{ $read }». { $why }
letter-missing-doubtful = Er det rett?

letter-completed-subject = No er bestillinga fullstendig: sak { $case }
letter-completed-body =
    Hei, { $name }!

    Takk, no har vi det vi treng til bestillinga frå { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    No ser ein saksbehandlar på bestillinga, og du får eit brev når ho er avgjord. Imens kan du følgje saka.

    → Følg saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-not-completed-subject = Saka er avslutta: sak { $case }
letter-not-completed-body =
    Hei!

    Vi spurde om noko som mangla i sak { $case }, og har ikkje fått det vi treng. Difor har vi avslutta saka. Ingenting er oppretta.

    Du kan bestille på nytt når du vil: { $again }

letter-awaited-withdrawn-subject = Bestillinga er trekt: sak { $case }
letter-awaited-withdrawn-body =
    Hei!

    Vi har trekt bestillinga i sak { $case } for deg. Saksbehandlaren skriv:

    > { $reason }

    Ingenting er oppretta, og ingen tilgang er gitt. Du kan bestille på nytt når du vil: { $again }

letter-number-masked-subject = Vi har fjerna eit nummer frå e-posten din
letter-number-masked-body =
    Hei!

    I e-posten «{ $mail_subject }» stod det eit nummer som kan vere fødselsnummeret eller D-nummeret til eit menneske. Dette er eit testmiljø. Vi fjerna nummeret før nokon fekk lese det, òg frå kopien vi tek vare på.

    Resten av e-posten er behandla som vanleg, og du treng ikkje gjere noko. Bruk syntetiske fødselsnummer neste gong.

letter-link-expires-subject = Lenkja di til sak { $case } går snart ut
letter-link-expires-body =
    Hei, { $name }!

    Lenkja du følgjer sak { $case } med, verkar til { $date }. Her er ei ny.

    → Opne saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-key-expires-subject = Ein nøkkel hos { $organisation } går ut { $date }
letter-key-expires-body =
    Hei, { $name }!

    Ein nøkkel som { $organisation } hentar token med, går snart ut. Etter det blir førespurnader om token avviste.

    Klient: { $client }
    Nøkkel (kid): { $kid }
    Går ut: { $end }

    Registrer ein ny nøkkel på klienten, og ta han i bruk før den gamle går ut.

    → Opne klienten: { $link }

letter-key-end = { $date }
letter-key-end-certificate = { $date }, når sertifikatet som nøkkelen er låst til, går ut

letter-keys-expire-subject = Nøklar hos { $organisation } går ut frå { $date }
letter-keys-expire-body =
    Hei, { $name }!

    Fleire nøklar som { $organisation } hentar token med, går snart ut. Etter det blir førespurnader med dei avviste.

    - { $items }

    Registrer nye nøklar på klientane, og ta dei i bruk før dei gamle går ut.

    → Opne klientane: { $link }

letter-keys-expire-line = { $client }, nøkkel { $kid }: { $end }
letter-keys-expire-more = og { $more } til

case-closed-never-completed = Vi spurde om noko som mangla, og fekk det ikkje i tide. Bestill på nytt viss de framleis treng tilgangen.
case-who-not-known = Ikkje oppgitt enno

desk-note-ambiguous = Dette liknar ei bestilling, eller fleire, men det er uklart kva som blir bestilt.
desk-note-too-many = Avsendaren har sendt fleire bestillingar enn vi tek imot på ein time.
desk-note-too-many-answers = Noko manglar, men vi sender ikkje fleire svar til denne avsendaren i dag.
desk-note-stranger = E-posten gjeld ei sak, men avsendaren er ikkje kontaktperson der. Ingenting er endra.
desk-note-in-thread = E-posten gjeld ei sak, og må lesast.
desk-note-corrected = Avsendaren retta ei opplysning, og saka er endra. E-posten må lesast, for han kan seie meir.
desk-note-repeated-otherwise = Avsendaren har bestilt det same igjen med andre opplysningar. E-posten må lesast.
desk-note-another-kind = Avsendaren bestiller noko anna enn det saka gjeld.
desk-note-sender-doubted = E-posten gjeld ei sak, men det er usikkert om avsendaren er den han gir seg ut for. Ingenting er endra.
desk-mail-of-case = Gjeld sak
desk-awaits = Dette manglar
desk-awaits-text = Avsendaren er spurd om dette på e-post. Svarer avsendaren deg på ein annan måte, kan du fylle ut skjemaet.
desk-awaits-form = Fyll ut for avsendaren
desk-messages = E-post i saka

event-order-completed = Det som mangla, kom
event-order-corrected = Avsendaren retta i eit svar
event-order-sender-asked = Avsendaren vart spurd om det som manglar
event-order-mailed-again = Avsendaren sende den same bestillinga igjen
event-key-expiry-warned = Kontakten vart varsla om ein nøkkel som går ut
event-link-expiry-warned = Kontakten fekk ei ny lenkje
