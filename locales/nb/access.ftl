# Texts of access/: ways in and out

access-one-time-title = Logg inn med engangslenke
access-one-time-text = Lenken kan brukes én gang. Trykk på knappen for å logge inn.
access-one-time-button = Logg inn
access-one-time-used-heading = Lenken er brukt opp
access-one-time-used-text = En engangslenke virker én gang og bare i ett døgn. Den som drifter tjenesten, lager en ny med kommandoen «fullmakt order login-link».

access-link-unknown-heading = Lenken virker ikke
access-link-unknown-text = Lenken er skrevet feil eller trukket tilbake. Bruk lenken i det siste brevet du fikk i saken.
access-link-unknown-next = Til saken

access-expired-title = Lenken er utløpt
access-expired-text = En lenke varer en begrenset tid. Du kan få tilsendt en ny til den samme e-postadressen.
access-expired-button = Send meg en ny lenke

access-link-sent-heading = En ny lenke er sendt
access-link-sent-text = Se etter brevet i innboksen til adressen som er oppgitt i bestillingen.
access-link-sent-next = Gå til forsiden

post-title = Post
post-intro = Her ligger brevene som tjenesten har sendt. I dette miljøet går de hit og ikke ut på nettet.
post-intro-relay = Tjenesten sender brevene ut gjennom en e-posttjener (FULLMAKT_RELAY), og de kommer ikke hit. På saksbordet står det hvilke som er sendt og hvilke som venter. Her ligger bare brev fra før det ble slik.
post-empty = Det er ikke sendt noen brev ennå. Legg inn en bestilling, så kommer kvitteringen hit.
post-subject = Emne
post-recipient = Til
post-sender = Fra
post-at = Sendt
post-back = Alle brev
