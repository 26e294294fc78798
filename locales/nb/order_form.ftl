# Texts of the forms: names that are looked up, legal bases, drafts that are kept

order-form-faulty-title = Feil: { $title }
order-form-look-up = Hent navn
order-form-look-up-working = Henter navnet …
order-form-save = Lagre og fortsett senere
order-form-delete = Slett utkastet
order-form-save-text = Vi lager en personlig lenke til det du har skrevet. Står e-postadressen din i skjemaet, sender vi lenken dit.

order-field-production-contact-name = Navn
order-field-production-contact-email = E-postadresse
order-field-production-contact-phone = Telefonnummer

order-name-found = Enhetsregisteret kjenner nummeret som { $name }.
order-name-deleted = Virksomheten er slettet i Enhetsregisteret. Bruk nummeret til en virksomhet som finnes.
order-name-unknown = Enhetsregisteret kjenner ikke dette nummeret. Se etter om det er skrevet riktig.
order-name-fictional-unknown = Det finnes ingen fiktiv virksomhet med dette nummeret i testmiljøet.
order-name-unreachable = Enhetsregisteret svarer ikke akkurat nå. Skriv navnet selv, så kontrollerer vi nummeret senere.
order-name-too-many = Det er hentet mange navn herfra det siste minuttet. Skriv navnet selv, eller vent litt.

legal-basis-leads = { $provision }. Gir scopet { $scope }: { $opens }.
legal-basis-no-scope = { $provision }. Det er ikke bestemt noe scope for denne hjemmelen, så en bestilling på den kan ikke godkjennes ennå.
legal-basis-own-words = Skriv hjemmelen i feltet nedenfor. En saksbehandler leser den og avgjør om den gir et scope.

order-form-used-heading = Dette skjemaet er sendt før
order-form-used-text = Bestillingen fra dette skjemaet er mottatt, og det du endret etterpå, er ikke sendt. Kvitteringen på e-post har lenken til saken. Skal du bestille noe mer, begynner du på et nytt skjema.
order-form-used-next = Begynn på en ny bestilling

draft-saved = Utkastet er lagret til { $until }
draft-saved-text = Fortsett med lenken nedenfor. Alle som har den, kan lese og sende utkastet.
draft-saved-mailed = Vi har sendt den til { $address }.
draft-invited = { $vendor } har invitert deg til å bestille og har fylt ut opplysningene nedenfor. Se etter at de stemmer.
draft-used-heading = Bestillingen er sendt
draft-used-text = Utkastet har blitt en bestilling. Kvitteringen på e-post har lenken til saken.
draft-used-next = Slik kommer du inn i saken
draft-gone-heading = Utkastet er slettet
draft-gone-text = Det er slettet av noen som hadde lenken, eller fordi tiden var ute. Du kan begynne på en ny bestilling.
draft-gone-next = Begynn på en ny bestilling
draft-unknown-heading = Lenken virker ikke
draft-unknown-text = En del av lenken mangler. Kopier hele lenken fra e-posten, eller begynn på en ny bestilling.
draft-unknown-next = Begynn på en ny bestilling
draft-deleted-heading = Utkastet er slettet
draft-deleted-text = Det du hadde skrevet, er borte.
draft-deleted-next = Alle bestillinger
draft-letter-subject = Utkastet ditt: { $what }
draft-letter-body =
    Hei!

    Du, eller noen som skrev adressen din, har lagret et utkast til en bestilling: { $what }.

    → Fortsett: { $link }

    Lenken virker til { $until }. Alle som har den, kan lese og sende utkastet. Kjenner du ikke til dette, trenger du ikke gjøre noe: utkastet blir slettet av seg selv.
