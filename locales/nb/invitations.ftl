# Texts of invitations: the letter, the vendor's case, and the way to get no more of them

letter-invitation-subject = { $vendor } inviterer dere til å bestille tilgang
letter-invitation-body =
    Hei, { $name }!

    { $inviter } hos { $vendor } ({ $vendor_number }) vil teste med tilgang delegert fra { $organisation }, og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } ha egen tilgang i testmiljøet.

    Vi har fylt ut skjemaet med det { $vendor } vet. Se etter at det stemmer, oppgi hjemmelen og send bestillingen.

    → Bestill: { $link }

    Lenken virker til { $until }. Alle som har den, kan sende bestillingen. { $vendor } ser når du åpner den og når bestillingen er sendt, men ikke hva du skriver.

    Spørsmål om samarbeidet svarer { $inviter } på: { $inviter_email }

    Vil du ikke ha flere invitasjoner: { $decline }

order-field-invite_customer = Send kunden en invitasjon til å bestille når bestillingen vår er godkjent

invitation-title = Inviter kunden
invitation-text = Vi sender kontaktpersonen hos kunden et brev med et ferdig utfylt skjema. Dere ser om skjemaet er åpnet og sendt, men ikke hva kunden skriver.
invitation-send = Send invitasjonen
invitation-send-again = Send invitasjonen på nytt
invitation-wished = Invitasjonen blir sendt når bestillingen er godkjent.
invitation-sent = Sendt { $when }
invitation-opened = Åpnet { $when }
invitation-ordered = Kunden bestilte { $when }
invitation-ordered-otherwise = Kunden har bestilt
invitation-declined = Kunden takket nei til flere invitasjoner { $when }

invitation-not-now-heading = Kunden kan ikke inviteres nå
invitation-not-now-text = Saken er avsluttet, eller den er ikke bekreftet ennå.
invitation-not-now-next = Til saken
invitation-has-ordered-heading = Kunden har bestilt
invitation-has-ordered-text = Bestillingen fra kunden er hos oss, så den trenger ingen invitasjon. Saken går videre av seg selv når kunden har fått tilgang.
invitation-has-ordered-next = Til saken
invitation-refused-heading = Kontaktpersonen vil ikke ha invitasjoner
invitation-refused-text = Ingenting er sendt. Ta kontakt med kunden på en annen måte, og be den bestille direkte tilgang.
invitation-refused-next = Til saken
invitation-too-many-heading = Dere har sendt mange invitasjoner i dag
invitation-too-many-text = Ingenting er sendt. Prøv igjen i morgen, eller ta selv kontakt med kunden om å bestille direkte tilgang.
invitation-too-many-next = Til saken
invitation-no-more-heading = Du får ingen flere invitasjoner
invitation-no-more-text = Ingen leverandør kan sende invitasjoner til denne adressen herfra. Du kan bestille selv når du vil.
invitation-no-more-next = Til forsiden

no-thanks-title = Ingen flere invitasjoner
no-thanks-text = Leverandører kan invitere kundene sine til å bestille tilgang. Trykk på knappen, så sender vi ingen flere slike brev til adressen din.
no-thanks-send = Nei takk til flere invitasjoner

event-invitation-sent = Invitasjon sendt til kunden
event-invitation-declined = Kunden takket nei til flere invitasjoner
actor-invitation = Den inviterte
