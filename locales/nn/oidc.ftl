# Innlogging for saksbehandlarar med OpenID Connect

needs-handler-login-heading = Sida er for saksbehandlarar
needs-handler-login-text = Logg inn med brukaren du har hos verksemda di.
needs-handler-login-next = Logg inn
oidc-unavailable-heading = Innlogginga svarer ikkje
oidc-unavailable-text = Vi fekk ikkje svar frå innloggingstenesta. Vent litt og prøv igjen. Skjer det igjen, sei frå til driftsansvarleg.
oidc-unavailable-next = Prøv igjen
oidc-refused-heading = Innlogginga kunne ikkje stadfestast
oidc-refused-text = Svaret frå innloggingstenesta var ikkje gyldig. Prøv igjen. Skjer det igjen, sei frå til driftsansvarleg.
oidc-refused-next = Prøv igjen
oidc-stale-heading = Innlogginga har gått ut
oidc-stale-text = Innlogginga tok for lang tid, vart starta i ein annan nettlesar eller er allereie brukt. Byrj på nytt.
oidc-stale-next = Logg inn
oidc-broken-off-heading = Innlogginga vart avbroten
oidc-broken-off-text = Du er ikkje logga inn. Prøv igjen når du er klar.
oidc-broken-off-next = Logg inn
oidc-no-role-heading = Brukaren er ikkje saksbehandlar
oidc-no-role-text = Du er logga inn hos verksemda di, men brukaren har ikkje rolla som saksbehandlar her. Den som styrer brukarane hos dykk, kan gi deg rolla.
oidc-no-role-next = Gå til framsida
oidc-logged-out-heading = Du er logga ut her
oidc-logged-out-text = Du kan framleis vere logga inn hos innloggingstenesta. Er maskina delt med andre, logg ut der òg.
oidc-logged-out-next = Logg ut hos innloggingstenesta
