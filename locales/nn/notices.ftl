# Brev om det andre gjer: kunden tingar, kunden delegerer, leverandøren inviterer

letter-customer-ordered-subject = Kunden har tinga tilgang: sak { $case }
letter-customer-ordered-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har tinga eigen tilgang i testmiljøet. Sak { $case } går vidare av seg sjølv når kunden har fått han.

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

letter-invitation-subject = { $vendor } ber dykk tinge tilgang i testmiljøet
letter-invitation-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) vil teste med tilgang delegert frå { $organisation } og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } tinge eigen tilgang i testmiljøet. Det er gratis, og det meste i skjemaet er fylt ut.

    { $notice }

    → Ting tilgang: { $order }

    Kjenner du ikkje til { $vendor }, kan du sjå bort frå dette brevet. Vil du ikkje ha fleire slike brev, seier du frå her: { $stop }
