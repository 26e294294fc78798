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
