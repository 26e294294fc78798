# Texts of invitations: the letter, the vendor's case, and the way to get no more of them

letter-invitation-subject = { $vendor } inviterer dykk til å bestille tilgang
letter-invitation-body =
    Hei, { $name }!

    { $inviter } hos { $vendor } ({ $vendor_number }) vil teste med tilgang delegert frå { $organisation }, og har oppgitt deg som kontaktperson. Før det kan skje, må { $organisation } ha eigen tilgang i testmiljøet.

    Vi har fylt ut skjemaet med det { $vendor } veit. Sjå etter at det stemmer, oppgi heimelen og send bestillinga.

    → Bestill: { $link }

    Lenkja verkar til { $until }. Alle som har ho, kan sende bestillinga. { $vendor } ser når du opnar ho og når bestillinga er send, men ikkje kva du skriv.

    Spørsmål om samarbeidet svarer { $inviter } på: { $inviter_email }

    Vil du ikkje ha fleire invitasjonar: { $decline }

order-field-invite_customer = Send kunden ein invitasjon til å bestille når bestillinga vår er godkjend

invitation-title = Inviter kunden
invitation-text = Vi sender kontaktpersonen hos kunden eit brev med eit ferdig utfylt skjema. De ser om skjemaet er opna og sendt, men ikkje kva kunden skriv.
invitation-send = Send invitasjonen
invitation-send-again = Send invitasjonen på nytt
invitation-wished = Invitasjonen blir send når bestillinga er godkjend.
invitation-sent = Send { $when }
invitation-opened = Opna { $when }
invitation-ordered = Kunden bestilte { $when }
invitation-ordered-otherwise = Kunden har bestilt
invitation-declined = Kunden takka nei til fleire invitasjonar { $when }

invitation-not-now-heading = Kunden kan ikkje inviterast no
invitation-not-now-text = Saka er avslutta, eller ho er ikkje stadfesta enno.
invitation-not-now-next = Til saka
invitation-has-ordered-heading = Kunden har bestilt
invitation-has-ordered-text = Bestillinga frå kunden er hos oss, så han treng ingen invitasjon. Saka går vidare av seg sjølv når kunden har fått tilgang.
invitation-has-ordered-next = Til saka
invitation-refused-heading = Kontaktpersonen vil ikkje ha invitasjonar
invitation-refused-text = Ingenting er sendt. Ta kontakt med kunden på ein annan måte, og be han bestille direkte tilgang.
invitation-refused-next = Til saka
invitation-too-many-heading = De har sendt mange invitasjonar i dag
invitation-too-many-text = Ingenting er sendt. Prøv igjen i morgon, eller ta sjølv kontakt med kunden om å bestille direkte tilgang.
invitation-too-many-next = Til saka
invitation-no-more-heading = Du får ingen fleire invitasjonar
invitation-no-more-text = Ingen leverandør kan sende invitasjonar til denne adressa herifrå. Du kan bestille sjølv når du vil.
invitation-no-more-next = Til framsida

no-thanks-title = Ingen fleire invitasjonar
no-thanks-text = Leverandørar kan invitere kundane sine til å bestille tilgang. Trykk på knappen, så sender vi ingen fleire slike brev til adressa di.
no-thanks-send = Nei takk til fleire invitasjonar

event-invitation-sent = Invitasjon send til kunden
event-invitation-declined = Kunden takka nei til fleire invitasjonar
actor-invitation = Den inviterte
