# Texts of clients/

client-closed-heading = Klientene hører til kontaktpersonen
client-closed-person = Du er logget inn som en fiktiv person, som kan gi fullmakt, men ikke styre klienter.
client-closed-text = Kontaktpersonen hos virksomheten lager klienter og styrer nøkler og scope på dem.
client-closed-link = Kontaktpersonen kommer inn med lenken i e-posten om bestillingen. Er den borte eller utløpt:
client-closed-order = En virksomhet som kommer fra en verdensfil, har ingen kontaktperson før noen bestiller for den:
client-closed-login = En saksbehandler kan lese siden, og logger inn her:
client-closed-handler = En saksbehandler kan lese siden. Logg inn med engangslenken som tjenesten skriver ut når den starter, og åpne siden på nytt.
client-closed-operator = Operatøren av tjenesten gjør det samme på kommandolinjen:

client-not-a-party-heading = Virksomheten er ikke lest inn ennå
client-not-a-party-text = En virkelig virksomhet kommer inn i testmiljøet når bestillingen er godkjent. Klienten er ikke laget. Se hvor langt saken har kommet, og prøv igjen når den er ferdig.
client-not-a-party-next = Se saken

client-list-title = Klienter
client-list-intro = En klient er programmet deres som henter token. Her er klientene til virksomheten { $organisation }.
client-list-empty = Virksomheten har ingen klienter ennå. Lag en, gi den en nøkkel, og den kan be om token.
client-new-link = Lag en klient
client-back = Alle klienter
client-read-only = Du ser klienten som saksbehandler. Virksomhetens kontaktperson endrer den her, og virksomheten selv med selvbetjenings-API-et.
client-scopes-empty = Klienten har ingen scope.

client-name = Navn
client-name-help = Et navn dere kjenner igjen, for eksempel navnet på systemet.
client-description = Beskrivelse (valgfritt)
client-organisation = Virksomhet
client-created = Laget
client-state = Tilstand
client-active = I bruk
client-stopped = Stanset
client-token-address = Adresse for token
client-audience = Verdi for aud
client-scopes = Scope
client-keys = Nøkler

client-keys-none-short = Ingen nøkkel
client-keys-over-short = Nøkkelen er utløpt
client-keys-never-short = Nøkkelen kan ikke brukes
client-keys-soon-short = Utløper { $day }

client-new-title = Lag en klient
client-new-intro = Gi klienten et navn og velg hva den skal kunne be om. Nøkkelen legger du til i neste steg.
client-new-button = Lag klienten

client-scopes-legend = Hva klienten kan be om
client-scopes-help = En leverandør velger det samme scopet som kunden har fått. Ett scope om gangen er nok for de fleste.
client-scopes-none = Det finnes ingen scope virksomheten kan velge.
client-scopes-save = Lagre scope
client-scope-granted = Virksomheten har fått tilgang selv.
client-scope-open = Åpent for alle virksomheter.
client-scope-delegable = Kan brukes når en kunde har gitt virksomheten fullmakt.
client-scope-lost = Virksomheten har ikke lenger tilgang. Fjerner du scopet, kan du ikke velge det igjen uten ny tilgang.
client-scope-closed = Eieren har stengt scopet, og det gir ikke token. Fjerner du det, kan du ikke velge det igjen før eieren åpner det.
client-scope-closed-own = Dere har selv stengt scopet, og det gir ikke token. Fjerner du det, kan du ikke velge det igjen før dere åpner det.
client-scope-other-kind = Scopet er for en annen type klient. Fjerner du det, kan du ikke velge det igjen.

client-meanwhile-heading = Scopene er endret siden du åpnet siden
client-meanwhile-text = Noen har lagret andre scope mens siden sto åpen. Det du valgte, er ikke lagret ennå, men slått sammen med endringene. Se over listen, og lagre på nytt.
client-meanwhile-added = Lagt til: { $scopes }
client-meanwhile-removed = Fjernet: { $scopes }
client-meanwhile-go = Se over scopene

client-keys-none = Klienten har ingen nøkkel. Uten nøkkel kan den ikke be om token.
client-keys-table = Nøklene til klienten
client-key-created = Lagt til
client-key-end = Utløper
client-key-remove = Fjern
client-key-state-soon = Utløper snart
client-key-state-over = Utløpt
client-key-state-never = Kan ikke brukes
client-key-state-early = Kan ikke brukes ennå
client-key-certificate = Nøkkelen er låst til et sertifikat for { $organisation }, som varer til { $end }.
client-key-certificate-ends = Det er da sertifikatet går ut. Nøkkelen er låst til det, og det er utstedt til { $organisation }.
client-key-certificate-early = Nøkkelen er låst til et sertifikat for { $organisation }, som gjelder fra { $start }. Til da blir alle forespørsler avvist.
client-key-certificate-other = Nøkkelen er låst til et sertifikat for { $organisation }, men klienten tilhører en annen virksomhet. Alle forespørsler blir avvist. Fjern nøkkelen, og registrer den uten x5c eller med et sertifikat for virksomheten deres.
client-key-refused-with = Hva { $code } betyr
client-key-add = Legg til en nøkkel
client-key-make = Lag et nøkkelpar her
client-key-make-help = Nettleseren kan lage nøkkelparet for deg. Den private nøkkelen blir hos deg og sendes aldri hit.
client-key-making = Lager nøkkelparet …
client-key-made = Nøkkelparet er laget. Ta vare på den private nøkkelen nedenfor, og lagre så den offentlige.
client-key-make-failed = Nettleseren klarte ikke å lage nøkkelparet. Lag det på egen maskin og lim inn den offentlige nøkkelen.
client-key-public = Offentlig nøkkel
client-key-public-help = Lim inn en offentlig RSA-nøkkel på minst 2048 bit, som JWK eller som PEM (BEGIN PUBLIC KEY). Uten kid får nøkkelen navn etter innholdet sitt. Den varer i ett år.
client-key-save = Lagre nøkkelen
client-key-private-heading = Den private nøkkelen din
client-key-private-text = Den vises bare nå og lagres ikke her. Last den ned eller kopier den før du går videre, og legg den der programmet deres finner den.
client-key-download = Last ned den private nøkkelen
client-key-full = Klienten har fem nøkler, og flere kan den ikke ha. Fjern en for å legge til en ny.

client-use-heading = Ta klienten ut av bruk
client-stop-text = En stanset klient får ingen token. Nøkler og scope blir stående, og du kan ta den i bruk igjen.
client-stop = Stans klienten
client-start-text = Klienten er stanset og får ingen token. Tas den i bruk igjen, gjelder nøklene og scopene den har.
client-start = Ta klienten i bruk igjen

client-done-created = Klienten er laget. Legg til en nøkkel, så kan den be om token.
client-done-key = Nøkkelen er lagret.
client-done-key-useless = Nøkkelen er lagret, men virker ikke nå. Listen over nøkler sier hvorfor.
client-done-key-removed = Nøkkelen er fjernet.
client-done-scopes = Scopene er lagret.
client-done-stopped = Klienten er stanset.
client-done-started = Klienten er i bruk igjen.

client-faults-heading = Noe må rettes før det kan lagres
client-fault-missing = Skriv inn et navn.
client-fault-too-long = Teksten er for lang. Bruk høyst { $limit } tegn.
client-fault-control = Teksten har tegn som ikke vises. Skriv den inn på nytt.
client-fault-real-person = Teksten har noe som ligner et ekte fødselsnummer. Bruk bare oppdiktede opplysninger her.
client-fault-too-many-scopes = En klient kan ha høyst 100 scope.
client-fault-scope-unknown = Scopet { $scope } finnes ikke. Velg blant dem i listen.
client-fault-scope-inactive = Scopet { $scope } er ikke i bruk for tiden. Velg et annet.
client-fault-scope-not-granted = Virksomheten har ikke fått tilgang til { $scope }. Bestill tilgang, eller velg et scope som en kunde kan gi dere fullmakt til.
client-fault-scope-other = Scopet { $scope } er for en annen type klient.

client-key-missing = Lim inn en offentlig nøkkel, eller lag et nøkkelpar først.
client-key-private = Dette er en privat nøkkel. Den er ikke lagret, men regn den som kjent for andre: lag et nytt nøkkelpar, og lim inn bare den offentlige nøkkelen.
client-key-too-small = Nøkkelen er på { $bits } bit. Lag en på minst 2048 bit.
client-key-not-rsa = Nøkkelen er ikke en RSA-nøkkel. Lag en RSA-nøkkel på minst 2048 bit.
client-key-use = Nøkkelen er ikke til signering. Sett «use» til «sig».
client-key-alg = Nøkkelen er for en annen algoritme. Sett «alg» til RS256, RS384 eller RS512.
client-key-kid = Navnet på nøkkelen (kid) kan bare ha bokstavene a–z, tall og tegnene . _ og -. Du kan også utelate det.
client-key-over = Nøkkelen er utløpt etter sin egen «exp». Utelat «exp», så varer den i ett år.
client-key-too-many = Klienten har allerede fem nøkler. Fjern en først.
client-key-unreadable = Dette kan ikke leses som en offentlig nøkkel. Lim inn hele nøkkelen, fra «-----BEGIN PUBLIC KEY-----» til «-----END PUBLIC KEY-----», eller en JWK med kty, n og e.
client-key-weak = Tallene i nøkkelen er ikke en RSA-nøkkel: hvem som helst kan regne ut den private delen. Lag et nytt nøkkelpar.

scope-about-brreg-reelle-offentlig = Reelle rettighetshavere for offentlige myndigheter
scope-about-brreg-reelle-rapporteringspliktig = Reelle rettighetshavere for rapporteringspliktige
scope-about-brreg-reelle-rapporteringspliktig-begrenset = Reelle rettighetshavere for rapporteringspliktige, begrenset
scope-about-brreg-reelle-media = Reelle rettighetshavere for media
scope-about-brreg-reelle-sivilsamfunnsorganisasjon = Reelle rettighetshavere for sivilsamfunnsorganisasjoner
scope-about-brreg-reelle-hoeyereutdanningsinstitusjon = Reelle rettighetshavere for høyere utdanningsinstitusjoner
scope-about-idporten-dcr-read = Lese klienter og nøkler i egen virksomhet
scope-about-idporten-dcr-modify = Endre klienter og nøkler i egen virksomhet
scope-about-idporten-dcr-write = Opprette, endre og deaktivere klienter i egen virksomhet
scope-about-idporten-scopes-read = Lese scope og tilganger
scope-about-idporten-scopes-write = Tildele og trekke tilbake tilgang til egne scope
scope-about-altinn-maskinporten-delegations = Slå opp fullmakter for egne scope
scope-about-altinn-maskinporten-delegations-admin = Slå opp alle fullmakter
scope-about-altinn-resourceregistry-resource-write = Opprette og endre egne ressurser i ressursregisteret
scope-about-altinn-resourceregistry-resource-admin = Opprette og endre alle ressurser i ressursregisteret

client-refused-heading = Siste avviste forespørsler
client-refused-none = Ingen forespørsel fra klienten er avvist de siste 30 dagene.
client-refused-meaning = Hva som var galt
client-refused-all = Søk i alle avviste forespørsler fra klienten

client-api-title = Selvbetjenings-API
client-api-lead = Programmer registrerer klienter og nøkler, lager scope og gir tilgang til dem. Alle adressene finnes både med og uten { $address } foran.
client-api-token = Programmet henter et access token fra /token med et av de scopene som hver operasjon nevner, og sender det i headeren Authorization.
client-api-link = Programmer gjør det samme med selvbetjenings-API-et.
