# Texts of the letters of orders/. Short; the next step stands last.

letter-notice = Merk: Når bestillingen gjennomføres, leser vi inn opplysninger fra Enhetsregisteret om virksomhetene i den. Det er produksjonsdata som da blir liggende i et testmiljø.
letter-no-real-data = Bestillingen gjelder bare fiktive virksomheter. Ingen produksjonsdata blir lest inn.

letter-confirm-subject = Bekreft bestillingen: sak { $case }
letter-confirm-body =
    Hei, { $name }!

    Vi har fått en bestilling med deg som kontaktperson for { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    Vi vet ikke hvem som sendte bestillingen, og gjør ingenting før du har bekreftet den. Kjenner du ikke til den, kan du se bort fra dette brevet.

    → Åpne saken og bekreft: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-confirm-added-subject = Bekreft at { $organisation } vil ha tilgang fra { $customer }: sak { $case }
letter-confirm-added-body =
    Hei, { $name }!

    { $asker } har bedt om at { $organisation } skal kunne få tilgang delegert fra { $customer }, og har oppgitt deg som kontaktperson. Det gjelder sak { $linked }. For dere er saksnummeret { $case }.

    { $notice }

    Ingenting skjer før du har bekreftet at dere vil ha dette. Kjenner du ikke til det, kan du se bort fra dette brevet.

    → Åpne saken og bekreft: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-receipt-subject = Vi har fått bestillingen: sak { $case }
letter-receipt-body =
    Hei, { $name }!

    Vi har fått bestillingen fra { $organisation }: { $what }. Saksnummeret er { $case }.

    { $notice }

    Nå ser en saksbehandler på bestillingen, og du får et brev når den er avgjort. Imens kan du følge saken.

    → Følg saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-receipt-added-subject = { $organisation } er lagt til som leverandør for { $customer }: sak { $case }
letter-receipt-added-body =
    Hei, { $name }!

    { $asker } har lagt til { $organisation } som leverandør for { $customer }, med deg som kontaktperson. Det gjelder sak { $linked }. For dere er saksnummeret { $case }.

    { $notice }

    Saken blir utført nå, og du får et brev når alt er klart. Er dette feil, kan du svare på dette brevet.

    → Følg saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-ready-fictional-subject = Den fiktive kunden er klar: sak { $case }
letter-ready-fictional-body =
    Hei, { $name }!

    Alt i sak { $case } er klart. Dere kan nå delegere tilgang fra en fiktiv kunde til { $organisation }.

    Fiktiv virksomhet: { $customer }
    Organisasjonsnummer: { $customer_number }
    Logg inn som: { $person }
    Fiktivt fødselsnummer: { $person_number }
    Scope: { $scope }
    Scopet åpner for: { $opens }

    Slik går dere fram:

    1. Logg inn med det fiktive fødselsnummeret: { $portal }
    2. Velg { $customer }, legg til { $vendor_number } som leverandør, og gi leverandøren fullmakt til API-et som hører til scopet.
    3. Åpne saken, lag en klient med scopet og registrer en nøkkel: { $link }
    4. Hent et token med consumer_org { $customer_number }. Veiledningen har eksempler med verdiene fra saken: { $guide }

letter-ready-direct-subject = { $organisation } har fått tilgang: sak { $case }
letter-ready-direct-body =
    Hei, { $name }!

    { $organisation } ({ $customer_number }) har fått tilgang i testmiljøet.

    Scope: { $scope }
    Scopet åpner for: { $opens }

    Skal en systemleverandør bruke tilgangen for dere, må leverandøren få vite hvilket scope det er. Leverandøren bestiller så delegering fra dere som eksisterende kunde.

    Skal dere bruke tilgangen selv, åpner dere saken og lager en klient med scopet.

    → Åpne saken: { $link }

letter-ready-vendor-subject = Kunden er klar til å delegere: sak { $case }
letter-ready-vendor-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) har tilgang i testmiljøet, og begge virksomhetene er lest inn. Kontaktpersonen hos kunden har fått et brev med en fiktiv person å logge inn med.

    Slik går dere fram:

    1. Be kunden logge inn og delegere tilgangen til { $vendor_number }.
    2. Spør kunden hvilket scope tilgangen gjelder. Dere trenger det når dere henter token.
    3. Åpne saken, lag en klient med scopet og registrer en nøkkel: { $link }
    4. Hent et token med consumer_org { $customer_number }. Veiledningen har eksempler: { $guide }

letter-ready-customer-subject = { $vendor } venter på delegering fra dere: sak { $case }
letter-ready-customer-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) har bestilt delegering fra { $organisation } i testmiljøet. Vi har laget en fiktiv person som kan logge inn for dere.

    Logg inn som: { $person }
    Fiktivt fødselsnummer: { $person_number }
    Dere opptrer for: { $organisation } ({ $customer_number })
    Scope: { $scope }
    Scopet åpner for: { $opens }

    Slik går dere fram:

    1. Logg inn med det fiktive fødselsnummeret: { $portal }
    2. Velg { $organisation }, legg til { $vendor_number } som leverandør, og gi leverandøren fullmakt til API-et som hører til scopet.
    3. Fortell { $vendor } hvilket scope dere har delegert.

    → Følg saken: { $link }

letter-rejected-subject = Bestillingen er avslått: sak { $case }
letter-rejected-body =
    Hei, { $name }!

    Bestillingen fra { $organisation } i sak { $case } er avslått. Saksbehandleren skriver:

    > { $reason }

    Ingenting er opprettet, og ingen tilgang er gitt. Kan dere rette på det saksbehandleren peker på, er det bare å bestille på nytt: { $again }

    → Se saken: { $link }

letter-customer-refused-subject = Kunden fikk ikke tilgang: sak { $case }
letter-customer-refused-body =
    Hei, { $name }!

    Kunden dere ventet på, { $customer } ({ $customer_number }), har fått avslag på sin bestilling. Da kan kunden ikke delegere til dere, og vi har avsluttet sak { $case }.

    Snakk med kunden om grunnen til avslaget. Dere kan bestille på nytt når kunden har fått tilgang, eller teste med en fiktiv kunde i mellomtiden: { $again }

    → Se saken: { $link }

letter-reminder-vendor-subject = Vi venter fortsatt på kunden: sak { $case }
letter-reminder-vendor-body =
    Hei, { $name }!

    Sak { $case } venter på at { $customer } ({ $customer_number }) bestiller direkte tilgang. Når det er gjort, går saken videre av seg selv. Skjer det ikke innen { $days } dager, avsluttes den.

    Be kunden bestille her: { $order }

    → Følg saken: { $link }

letter-reminder-customer-subject = { $vendor } venter på at dere bestiller tilgang
letter-reminder-customer-body =
    Hei, { $name }!

    { $vendor } ({ $vendor_number }) vil teste med tilgang delegert fra { $organisation } og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } ha egen tilgang i testmiljøet. Kommer det ingen bestilling innen { $days } dager, avsluttes leverandørens sak.

    Har dere ikke tenkt å delegere noe til { $vendor }, kan du se bort fra dette brevet.

    → Bestill direkte tilgang: { $order }

letter-closed-subject = Saken er avsluttet: sak { $case }
letter-closed-body =
    Hei, { $name }!

    { $customer } ({ $customer_number }) bestilte ikke tilgang innen fristen, så vi har avsluttet sak { $case }. Ingenting er opprettet.

    Dere kan bestille på nytt når kunden er klar, eller teste med en fiktiv kunde: { $again }

    → Se saken: { $link }

letter-foot = Fullmakt er et testmiljø. Du får dette brevet fordi adressen din er oppgitt i en bestilling her. Svar gjerne på brevet; svaret kommer til saken.

letter-new-link-subject = Ny lenke til sak { $case }
letter-new-link-body =
    Hei, { $name }!

    Her er den nye lenken din til sak { $case }. Den gamle virker ikke lenger.

    → Åpne saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.
