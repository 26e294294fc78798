# Reglar for å godkjenne utan saksbehandlar

desk-tab-rules = Reglar
actor-rule = Regelen { $name }
actor-rule-unnamed = Ein regel
rules-title = Reglar for godkjenning
rules-off = Ingen reglar er sette opp. Driftsansvarleg set dei opp i ei fil og namngir ho med innstillinga FULLMAKT_RULES.
rules-on = Ein regel som er slått på, godkjenner bestillingar som ingen har teke. Bestillingar på heimel blir alltid avgjorde av ein saksbehandlar.
rules-tried-first = Ein ny regel blir prøvd her før han blir slått på. Driftsansvarleg slår han på med linja active = true i fila.
rules-active = Tilstand
rules-active-yes = Slått på
rules-active-no = Berre prøvd
rules-would = Ville ha godkjent
rules-name = Regel
rules-kind = Type
rules-checks = Kontrollar
rules-checks-all-green = Alle i orden
rules-checks-nothing-against = Ingenting talar imot
rules-done = Minst gjennomført før
rules-scope = Scope
rules-trial = Prøvd på tidlegare bestillingar
rules-trial-text = Reglane blir prøvde på dei nyaste bestillingane som ein saksbehandlar har avgjort, høgst { $limit }, slik dei var då dei kom inn.
rules-sum = Reglane ville ha godkjent { $approved } av { $all }.
rules-held-back = Dette heldt resten tilbake: { $what }. Ei bestilling kan telje fleire stader.
rules-too-few-done = Færre gjennomførte bestillingar enn regelen krev
rules-agree = Ingen av dei vart avgjorde annleis av ein saksbehandlar.
rules-otherwise = Desse avgjorde saksbehandlaren annleis:
rules-applicant = Bestillar
rules-difference = Skilnad
rules-rejected = Saksbehandlaren avslo.
rules-other-scope = Regelen ville ha gitt { $scope }.
