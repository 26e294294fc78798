# Kva som stoppa eit steg, til saksbehandlaren. Teksten seier òg kva som kan gjerast.
hindrance-registry-unreachable = Einingsregisteret svarer ikkje ({ $detail }).
hindrance-registry-unknown = Einingsregisteret kjenner ikkje { $number }. Spør avsendaren om nummeret. Er det rett, vel du Prøv igjen når verksemda er registrert; elles må det bestillast på nytt med rett nummer.
hindrance-registry-deleted = Verksemda { $number } er sletta i Einingsregisteret. Be avsendaren bestille på nytt med ei verksemd som finst.
hindrance-registry-removed = Verksemda { $number } er fjerna frå Einingsregisteret av juridiske årsaker. Be avsendaren bestille på nytt med ei anna verksemd.
hindrance-no-organisation = Bestillinga nemner inga slik verksemd. Be avsendaren bestille på nytt.
hindrance-no-customer = Kunden er ikkje laga enno. Sjekk steget framfor, og vel Prøv igjen.
hindrance-customer-gone = Den fiktive kunden { $number } finst ikkje lenger. Be leverandøren bestille ein ny fiktiv kunde.
hindrance-no-scope = Det er ikkje valt noko scope. Be avsendaren bestille på nytt, så blir det valt ved godkjenninga.
hindrance-self-service-missing = Bestillinga vart godkjend med tildeling i eit anna miljø, og det er ikkje sett opp no. Be drifta setje FULLMAKT_SELF_SERVICE_URL og innstillingane som høyrer til, og vel Prøv igjen.
hindrance-elsewhere-ill = Det andre miljøet svarer ikkje som det skal ({ $detail }).
hindrance-elsewhere-refused = Det andre miljøet seier nei: { $detail }. Rett det der, og vel Prøv igjen.
hindrance-changed = Saka vart endra medan steget gjekk.
hindrance-database = Databasen svarte ikkje som han skal.
hindrance-other = Noko uventa stoppa steget: { $detail }. Gir det seg ikkje, må drifta sjå på det.
hindrance-tried-again = Vi prøver igjen av oss sjølve.
hindrance-try-again = Vel Prøv igjen.
