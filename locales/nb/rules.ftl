# Regler for å godkjenne uten saksbehandler

desk-tab-rules = Regler
actor-rule = Regelen { $name }
actor-rule-unnamed = En regel
rules-title = Regler for godkjenning
rules-off = Ingen regler er satt opp. Driftsansvarlig setter dem opp i en fil og navngir den med innstillingen FULLMAKT_RULES.
rules-on = En regel som er slått på, godkjenner bestillinger som ingen har tatt. Bestillinger på hjemmel avgjøres alltid av en saksbehandler.
rules-tried-first = En ny regel prøves her før den slås på. Driftsansvarlig slår den på med linjen active = true i filen.
rules-active = Tilstand
rules-active-yes = Slått på
rules-active-no = Bare prøvd
rules-would = Ville ha godkjent
rules-name = Regel
rules-kind = Type
rules-checks = Kontroller
rules-checks-all-green = Alle i orden
rules-checks-nothing-against = Ingenting taler imot
rules-done = Minst gjennomført før
rules-scope = Scope
rules-trial = Prøvd på tidligere bestillinger
rules-trial-text = Reglene prøves på de nyeste bestillingene som en saksbehandler har avgjort, høyst { $limit }, slik de var da de kom inn.
rules-sum = Reglene ville ha godkjent { $approved } av { $all }.
rules-held-back = Dette holdt resten tilbake: { $what }. En bestilling kan telle flere steder.
rules-too-few-done = Færre gjennomførte bestillinger enn regelen krever
rules-agree = Ingen av dem ble avgjort annerledes av en saksbehandler.
rules-otherwise = Disse avgjorde saksbehandleren annerledes:
rules-applicant = Bestiller
rules-difference = Forskjell
rules-rejected = Saksbehandleren avslo.
rules-other-scope = Regelen ville ha gitt { $scope }.
