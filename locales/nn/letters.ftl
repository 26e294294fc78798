# Texts of the letters of orders/. Short; the next step stands last.

letter-notice = Merk: Når bestillinga blir gjennomført, les vi inn opplysningar frå Einingsregisteret om verksemdene som er med. Det er produksjonsdata som då blir liggjande i eit testmiljø.
letter-no-real-data = Bestillinga gjeld berre fiktive verksemder. Ingen produksjonsdata blir lesne inn.

letter-confirm-subject = Stadfest bestillinga: sak { $case }
letter-confirm-body =
    Hei, { $name }!

    Vi har fått ei bestilling med deg som kontaktperson for { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    Vi veit ikkje kven som sende bestillinga, og gjer ingenting før du har stadfesta ho. Kjenner du ikkje til ho, kan du sjå bort frå dette brevet.

    → Opne saka og stadfest: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-confirm-added-subject = Stadfest at { $organisation } vil ha tilgang frå { $customer }: sak { $case }
letter-confirm-added-body =
    Hei, { $name }!

    { $asker } har bede om at { $organisation } skal kunne få tilgang delegert frå { $customer }, og har oppgjeve deg som kontaktperson. Det gjeld sak { $linked }. For dykk er saksnummeret { $case }.

    { $notice }

    Ingenting skjer før du har stadfesta at de vil ha dette. Kjenner du ikkje til det, kan du sjå bort frå dette brevet.

    → Opne saka og stadfest: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-receipt-subject = Vi har fått bestillinga: sak { $case }
letter-receipt-body =
    Hei, { $name }!

    Vi har fått bestillinga frå { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    No ser ein saksbehandlar på bestillinga, og du får eit brev når ho er avgjord. Imens kan du følgje saka.

    → Følg saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-receipt-added-subject = { $organisation } er lagd til som leverandør for { $customer }: sak { $case }
letter-receipt-added-body =
    Hei, { $name }!

    { $asker } har lagt til { $organisation } som leverandør for { $customer }, med deg som kontaktperson. Det gjeld sak { $linked }. For dykk er saksnummeret { $case }.

    { $notice }

    Saka blir utførd no, og du får eit brev når alt er klart. Er dette feil, kan du svare på dette brevet.

    → Følg saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-ready-fictional-subject = Den fiktive kunden er klar: sak { $case }
letter-ready-fictional-body =
    Hei, { $name }!

    Alt i sak { $case } er klart. De kan no delegere tilgang frå ein fiktiv kunde til { $organisation }.

    Fiktiv verksemd: { $customer }
    Organisasjonsnummer: { $customer_number }
    Logg inn som: { $person }
    Fiktivt fødselsnummer: { $person_number }
    Scope: { $scope }
    Scopet opnar for: { $opens }

    Slik går de fram:

    1. Logg inn med det fiktive fødselsnummeret: { $portal }
    2. Vel { $customer }, legg til { $vendor_number } som leverandør, og gi leverandøren fullmakt til API-et som høyrer til scopet.
    3. Opne saka, lag ein klient med scopet og registrer ein nøkkel: { $link }
    4. Hent eit token med consumer_org { $customer_number }. Rettleiinga har døme med verdiane frå saka: { $guide }

letter-ready-direct-subject = { $organisation } har fått tilgang: sak { $case }
letter-ready-direct-body =
    Hei, { $name }!

    { $organisation } ({ $customer_number }) har fått tilgang i testmiljøet.

    Scope: { $scope }
    Scopet opnar for: { $opens }

    Skal ein systemleverandør bruke tilgangen for dykk, må leverandøren få vite kva scope det er. Leverandøren bestiller så delegering frå dykk som eksisterande kunde.

    Skal de bruke tilgangen sjølve, opnar de saka og lagar ein klient med scopet.

    → Opne saka: { $link }

letter-ready-vendor-subject = Kunden er klar til å delegere: sak { $case }
letter-ready-vendor-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har tilgang i testmiljøet, og begge verksemdene er lesne inn. Kontaktpersonen hos kunden har fått eit brev med ein fiktiv person å logge inn med.

    Slik går de fram:

    1. Be kunden logge inn og delegere tilgangen til { $vendor_number }.
    2. Spør kunden kva scope tilgangen gjeld. De treng det når de hentar token.
    3. Opne saka, lag ein klient med scopet og registrer ein nøkkel: { $link }
    4. Hent eit token med consumer_org { $customer_number }. Rettleiinga har døme: { $guide }

letter-ready-customer-subject = { $vendor } ventar på delegering frå dykk: sak { $case }
letter-ready-customer-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) har bestilt delegering frå { $organisation } i testmiljøet. Vi har laga ein fiktiv person som kan logge inn for dykk.

    Logg inn som: { $person }
    Fiktivt fødselsnummer: { $person_number }
    De opptrer for: { $organisation } ({ $customer_number })
    Scope: { $scope }
    Scopet opnar for: { $opens }

    Slik går de fram:

    1. Logg inn med det fiktive fødselsnummeret: { $portal }
    2. Vel { $organisation }, legg til { $vendor_number } som leverandør, og gi leverandøren fullmakt til API-et som høyrer til scopet.
    3. Fortel { $vendor } kva scope de har delegert.

    → Følg saka: { $link }

letter-rejected-subject = Bestillinga er avslått: sak { $case }
letter-rejected-body =
    Hei, { $name }!

    Bestillinga frå { $organisation } i sak { $case } er avslått. Saksbehandlaren skriv:

    > { $reason }

    Ingenting er oppretta, og ingen tilgang er gitt. Kan de rette på det saksbehandlaren peikar på, er det berre å bestille på nytt: { $again }

    → Sjå saka: { $link }

letter-customer-refused-subject = Kunden fekk ikkje tilgang: sak { $case }
letter-customer-refused-body =
    Hei, { $name }!

    Kunden de venta på, { $customer } ({ $customer_number }), har fått avslag på si bestilling. Då kan ikkje kunden delegere til dykk, og vi har avslutta sak { $case }.

    Snakk med kunden om grunnen til avslaget. De kan bestille på nytt når kunden har fått tilgang, eller teste med ein fiktiv kunde i mellomtida: { $again }

    → Sjå saka: { $link }

letter-reminder-vendor-subject = Vi ventar framleis på kunden: sak { $case }
letter-reminder-vendor-body =
    Hei, { $name }!

    Sak { $case } ventar på at { $customer } ({ $customer_number }) bestiller direkte tilgang. Når det er gjort, går saka vidare av seg sjølv. Skjer det ikkje innan { $days } dagar, blir ho avslutta.

    Be kunden bestille her: { $order }

    → Følg saka: { $link }

letter-reminder-customer-subject = { $vendor } ventar på at de bestiller tilgang
letter-reminder-customer-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) vil teste med tilgang delegert frå { $organisation } og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } ha eigen tilgang i testmiljøet. Kjem det inga bestilling innan { $days } dagar, blir saka til leverandøren avslutta.

    Har de ikkje tenkt å delegere noko til { $vendor }, kan du sjå bort frå dette brevet.

    → Bestill direkte tilgang: { $order }

letter-closed-subject = Saka er avslutta: sak { $case }
letter-closed-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) bestilte ikkje tilgang innan fristen, så vi har avslutta sak { $case }. Ingenting er oppretta.

    De kan bestille på nytt når kunden er klar, eller teste med ein fiktiv kunde: { $again }

    → Sjå saka: { $link }

letter-foot = Fullmakt er eit testmiljø. Du får dette brevet fordi adressa di er oppgitt i ei bestilling her. Svar gjerne på brevet; svaret kjem til saka.

letter-new-link-subject = Ny lenkje til sak { $case }
letter-new-link-body =
    Hei, { $name }!

    Her er den nye lenkja di til sak { $case }. Den gamle verkar ikkje lenger.

    → Opne saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.
