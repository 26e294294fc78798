# Innlogging for saksbehandlere med OpenID Connect

needs-handler-login-heading = Siden er for saksbehandlere
needs-handler-login-text = Logg inn med brukeren du har hos virksomheten din.
needs-handler-login-next = Logg inn
oidc-unavailable-heading = Innloggingen svarer ikke
oidc-unavailable-text = Vi fikk ikke svar fra innloggingstjenesten. Vent et øyeblikk og prøv igjen. Skjer det igjen, si fra til driftsansvarlig.
oidc-unavailable-next = Prøv igjen
oidc-refused-heading = Innloggingen kunne ikke bekreftes
oidc-refused-text = Svaret fra innloggingstjenesten var ikke gyldig. Prøv igjen. Skjer det igjen, si fra til driftsansvarlig.
oidc-refused-next = Prøv igjen
oidc-stale-heading = Innloggingen har gått ut
oidc-stale-text = Innloggingen tok for lang tid, ble startet i en annen nettleser eller er allerede brukt. Begynn på nytt.
oidc-stale-next = Logg inn
oidc-broken-off-heading = Innloggingen ble avbrutt
oidc-broken-off-text = Du er ikke logget inn. Prøv igjen når du er klar.
oidc-broken-off-next = Logg inn
oidc-no-role-heading = Brukeren er ikke saksbehandler
oidc-no-role-text = Du er logget inn hos virksomheten din, men brukeren har ikke rollen som saksbehandler her. Den som styrer brukerne hos dere, kan gi deg den.
oidc-no-role-next = Gå til forsiden
oidc-logged-out-heading = Du er logget ut her
oidc-logged-out-text = Du kan fortsatt være logget inn hos innloggingstjenesten. Er maskinen delt med andre, logg ut der også.
oidc-logged-out-next = Logg ut hos innloggingstjenesten
