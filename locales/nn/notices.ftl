# Brev om det andre gjer: kunden bestiller, kunden delegerer, leverandøren inviterer

letter-customer-ordered-subject = Kunden har bestilt tilgang: sak { $case }
letter-customer-ordered-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har bestilt eigen tilgang i testmiljøet. Sak { $case } går vidare av seg sjølv når kunden har fått han.

    De treng ikkje gjere noko no.

    → Følg saka: { $link }

letter-customer-delegated-subject = { $customer } har delegert til dykk: sak { $case }
letter-customer-delegated-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har delegert tilgang til { $organisation }. No kan de hente token.

    Delegert: { $scheme }
    Scope: { $scope }

    Slik går de fram:

    1. Opne saka, lag ein klient med scopet og registrer ein nøkkel: { $link }
    2. Hent eit token med consumer_org { $customer_number }. Rettleiinga har døme: { $guide }
