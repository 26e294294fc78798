# Texts of access/: ways in and out

access-one-time-title = Logg inn med eingongslenkje
access-one-time-text = Lenkja kan brukast éin gong. Trykk på knappen for å logge inn.
access-one-time-button = Logg inn
access-one-time-used-heading = Lenkja er brukt opp
access-one-time-used-text = Ei eingongslenkje verkar éin gong og berre i eitt døgn. Den som driftar tenesta, lagar ei ny med kommandoen «fullmakt order login-link».

access-link-unknown-heading = Lenkja verkar ikkje
access-link-unknown-text = Lenkja er skriven feil eller trekt tilbake. Bruk lenkja i det siste brevet du fekk i saka.
access-link-unknown-next = Til saka

access-expired-title = Lenkja har gått ut
access-expired-text = Ei lenkje varer ei avgrensa tid. Du kan få tilsendt ei ny til den same e-postadressa.
access-expired-button = Send meg ei ny lenkje

access-link-sent-heading = Ei ny lenkje er send
access-link-sent-text = Sjå etter brevet i innboksen til adressa som er oppgitt i bestillinga.
access-link-sent-next = Gå til framsida

post-title = Post
post-intro = Her ligg breva som tenesta har sendt. I dette miljøet går dei hit og ikkje ut på nettet.
post-intro-relay = Tenesta sender breva ut gjennom ein e-posttenar (FULLMAKT_RELAY), og dei kjem ikkje hit. På saksbordet står det kva for nokre som er sende og kva for nokre som ventar. Her ligg berre brev frå før det vart slik.
post-empty = Det er ikkje sendt nokon brev enno. Legg inn ei bestilling, så kjem kvitteringa hit.
post-subject = Emne
post-recipient = Til
post-sender = Frå
post-at = Sendt
post-back = Alle brev
