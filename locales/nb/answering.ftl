# Svar til den som bestiller på e-post: hva som mangler, at det er kommet, og hva som går ut

letter-missing-subject = Noe mangler i bestillingen: sak { $case }
letter-missing-body =
    Hei!

    Vi har fått bestillingen din: { $what }. Saksnummeret er { $case }. Før saken kan gå videre, trenger vi dette:

    - { $items }

    { $notice }

    Svar på dette brevet med det som mangler, eller fyll ut skjemaet. Det vi har lest i e-posten din, står der allerede.

    → Fyll ut det som mangler: { $link }

    Hører vi ikke fra deg innen { $days } dager, avslutter vi saken.

letter-missing-read = { $label }. Vi leste «{ $read }». { $why }
letter-missing-doubtful = Er det riktig?

letter-completed-subject = Nå er bestillingen fullstendig: sak { $case }
letter-completed-body =
    Hei, { $name }!

    Takk, nå har vi det vi trenger til bestillingen fra { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    Nå ser en saksbehandler på bestillingen, og du får et brev når den er avgjort. Imens kan du følge saken.

    → Følg saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-not-completed-subject = Saken er avsluttet: sak { $case }
letter-not-completed-body =
    Hei!

    Vi spurte om noe som manglet i sak { $case }, og har ikke fått det vi trenger. Derfor har vi avsluttet saken. Ingenting er opprettet.

    Du kan bestille på nytt når du vil: { $again }

letter-awaited-withdrawn-subject = Bestillingen er trukket: sak { $case }
letter-awaited-withdrawn-body =
    Hei!

    Vi har trukket bestillingen i sak { $case } for deg. Saksbehandleren skriver:

    > { $reason }

    Ingenting er opprettet, og ingen tilgang er gitt. Du kan bestille på nytt når du vil: { $again }

letter-number-masked-subject = Vi har fjernet et nummer fra e-posten din
letter-number-masked-body =
    Hei!

    I e-posten «{ $mail_subject }» sto det et nummer som kan være fødselsnummeret eller D-nummeret til et menneske. Dette er et testmiljø. Vi fjernet nummeret før noen fikk lest det, også fra kopien vi tar vare på.

    Resten av e-posten er behandlet som vanlig, og du trenger ikke gjøre noe. Bruk syntetiske fødselsnummer neste gang.

letter-link-expires-subject = Lenken din til sak { $case } går snart ut
letter-link-expires-body =
    Hei, { $name }!

    Lenken du følger sak { $case } med, virker til { $date }. Her er en ny.

    → Åpne saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-key-expires-subject = En nøkkel hos { $organisation } går ut { $date }
letter-key-expires-body =
    Hei, { $name }!

    En nøkkel som { $organisation } henter token med, går snart ut. Etter det blir forespørsler om token avvist.

    Klient: { $client }
    Nøkkel (kid): { $kid }
    Går ut: { $end }

    Registrer en ny nøkkel på klienten, og ta den i bruk før den gamle går ut.

    → Åpne klienten: { $link }

letter-key-end = { $date }
letter-key-end-certificate = { $date }, når sertifikatet som nøkkelen er låst til, går ut

letter-keys-expire-subject = Nøkler hos { $organisation } går ut fra { $date }
letter-keys-expire-body =
    Hei, { $name }!

    Flere nøkler som { $organisation } henter token med, går snart ut. Etter det blir forespørsler med dem avvist.

    - { $items }

    Registrer nye nøkler på klientene, og ta dem i bruk før de gamle går ut.

    → Åpne klientene: { $link }

letter-keys-expire-line = { $client }, nøkkel { $kid }: { $end }
letter-keys-expire-more = og { $more } til

case-closed-never-completed = Vi spurte om noe som manglet, og fikk det ikke i tide. Bestill på nytt hvis dere fortsatt trenger tilgangen.
case-who-not-known = Ikke oppgitt ennå

desk-note-ambiguous = Dette ligner en bestilling, eller flere, men det er uklart hva som bestilles.
desk-note-too-many = Avsenderen har sendt flere bestillinger enn vi tar imot på en time.
desk-note-too-many-answers = Noe mangler, men vi sender ikke flere svar til denne avsenderen i dag.
desk-note-stranger = E-posten gjelder en sak, men avsenderen er ikke kontaktperson der. Ingenting er endret.
desk-note-in-thread = E-posten gjelder en sak, og må leses.
desk-note-corrected = Avsenderen rettet en opplysning, og saken er endret. E-posten må leses, for den kan si mer.
desk-note-repeated-otherwise = Avsenderen har bestilt det samme igjen med andre opplysninger. E-posten må leses.
desk-note-another-kind = Avsenderen bestiller noe annet enn det saken gjelder.
desk-note-sender-doubted = E-posten gjelder en sak, men det er usikkert om avsenderen er den den gir seg ut for. Ingenting er endret.
desk-mail-of-case = Gjelder sak
desk-awaits = Dette mangler
desk-awaits-text = Avsenderen er spurt om dette på e-post. Svarer avsenderen deg på en annen måte, kan du fylle ut skjemaet.
desk-awaits-form = Fyll ut for avsenderen
desk-messages = E-post i saken

event-order-completed = Det som manglet, kom
event-order-corrected = Avsenderen rettet i et svar
event-order-sender-asked = Avsenderen ble spurt om det som mangler
event-order-mailed-again = Avsenderen sendte den samme bestillingen igjen
event-key-expiry-warned = Kontakten ble varslet om en nøkkel som går ut
event-link-expiry-warned = Kontakten fikk en ny lenke
