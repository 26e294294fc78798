# Texts of the forms: names that are looked up, legal bases, drafts that are kept

order-form-faulty-title = Feil: { $title }
order-form-look-up = Hent namn
order-form-look-up-working = Hentar namnet …
order-form-save = Lagre og hald fram seinare
order-form-delete = Slett utkastet
order-form-save-text = Vi lagar ei personleg lenkje til det du har skrive. Står e-postadressa di i skjemaet, sender vi lenkja dit.

order-field-production-contact-name = Namn
order-field-production-contact-email = E-postadresse
order-field-production-contact-phone = Telefonnummer

order-name-found = Einingsregisteret kjenner nummeret som { $name }.
order-name-deleted = Verksemda er sletta i Einingsregisteret. Bruk nummeret til ei verksemd som finst.
order-name-unknown = Einingsregisteret kjenner ikkje dette nummeret. Sjå etter om det er skrive rett.
order-name-fictional-unknown = Det finst inga fiktiv verksemd med dette nummeret i testmiljøet.
order-name-unreachable = Einingsregisteret svarer ikkje akkurat no. Skriv namnet sjølv, så kontrollerer vi nummeret seinare.
order-name-too-many = Det er henta mange namn herifrå det siste minuttet. Skriv namnet sjølv, eller vent litt.

legal-basis-leads = { $provision }. Gir scopet { $scope }: { $opens }.
legal-basis-no-scope = { $provision }. Det er ikkje bestemt noko scope for denne heimelen, så ei bestilling på han kan ikkje godkjennast enno.
legal-basis-own-words = Skriv heimelen i feltet nedanfor. Ein saksbehandlar les han og avgjer om han gir eit scope.

order-form-used-heading = Dette skjemaet er sendt før
order-form-used-text = Bestillinga frå dette skjemaet er motteken, og det du endra etterpå, er ikkje sendt. Kvitteringa på e-post har lenkja til saka. Skal du bestille noko meir, byrjar du på eit nytt skjema.
order-form-used-next = Byrj på ei ny bestilling

draft-saved = Utkastet er lagra til { $until }
draft-saved-text = Hald fram med lenkja nedanfor. Alle som har ho, kan lese og sende utkastet.
draft-saved-mailed = Vi har sendt ho til { $address }.
draft-invited = { $vendor } har invitert deg til å bestille og har fylt ut opplysningane nedanfor. Sjå etter at dei stemmer.
draft-used-heading = Bestillinga er send
draft-used-text = Utkastet har vorte ei bestilling. Kvitteringa på e-post har lenkja til saka.
draft-used-next = Slik kjem du inn i saka
draft-gone-heading = Utkastet er sletta
draft-gone-text = Det er sletta av nokon som hadde lenkja, eller fordi tida var ute. Du kan byrje på ei ny bestilling.
draft-gone-next = Byrj på ei ny bestilling
draft-unknown-heading = Lenkja verkar ikkje
draft-unknown-text = Ein del av lenkja manglar. Kopier heile lenkja frå e-posten, eller byrj på ei ny bestilling.
draft-unknown-next = Byrj på ei ny bestilling
draft-deleted-heading = Utkastet er sletta
draft-deleted-text = Det du hadde skrive, er borte.
draft-deleted-next = Alle bestillingar
draft-letter-subject = Utkastet ditt: { $what }
draft-letter-body =
    Hei!

    Du, eller nokon som skreiv adressa di, har lagra eit utkast til ei bestilling: { $what }.

    → Hald fram: { $link }

    Lenkja verkar til { $until }. Alle som har ho, kan lese og sende utkastet. Kjenner du ikkje til dette, treng du ikkje gjere noko: utkastet blir sletta av seg sjølv.
