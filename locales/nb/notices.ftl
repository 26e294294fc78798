# Brev om det andre gjør: kunden bestiller, kunden delegerer, leverandøren inviterer

letter-customer-ordered-subject = Kunden har bestilt tilgang: sak { $case }
letter-customer-ordered-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har bestilt egen tilgang i testmiljøet. Sak { $case } går videre av seg selv når kunden har fått den.

    Dere trenger ikke gjøre noe nå.

    → Følg saken: { $link }

letter-customer-delegated-subject = { $customer } har delegert til dere: sak { $case }
letter-customer-delegated-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har delegert tilgang til { $organisation }. Nå kan dere hente token.

    Delegert: { $scheme }
    Scope: { $scope }

    Slik går dere fram:

    1. Åpne saken, lag en klient med scopet og registrer en nøkkel: { $link }
    2. Hent et token med consumer_org { $customer_number }. Veiledningen har eksempler: { $guide }

letter-invitation-subject = { $vendor } ber dere bestille tilgang i testmiljøet
letter-invitation-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) vil teste med tilgang delegert fra { $organisation } og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } bestille egen tilgang i testmiljøet. Det er gratis, og det meste i skjemaet er fylt ut.

    { $notice }

    → Bestill tilgang: { $order }

    Kjenner du ikke til { $vendor }, kan du se bort fra dette brevet. Vil du ikke ha flere slike brev, sier du fra her: { $stop }
