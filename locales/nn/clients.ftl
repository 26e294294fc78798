# Texts of clients/

client-closed-heading = Klientane høyrer til kontaktpersonen
client-closed-person = Du er logga inn som ein fiktiv person, som kan gi fullmakt, men ikkje styre klientar.
client-closed-text = Kontaktpersonen hos verksemda lagar klientar og styrer nøklar og scope på dei.
client-closed-link = Kontaktpersonen kjem inn med lenkja i e-posten om bestillinga. Er ho borte eller utgått:
client-closed-order = Ei verksemd som kjem frå ei verdsfil, har ingen kontaktperson før nokon bestiller for henne:
client-closed-login = Ein saksbehandlar kan lese sida, og loggar inn her:
client-closed-handler = Ein saksbehandlar kan lese sida. Logg inn med eingongslenkja som tenesta skriv ut når ho startar, og opne sida på nytt.
client-closed-operator = Operatøren av tenesta gjer det same på kommandolinja:

client-not-a-party-heading = Verksemda er ikkje lesen inn enno
client-not-a-party-text = Ei verkeleg verksemd kjem inn i testmiljøet når bestillinga er godkjend. Klienten er ikkje laga. Sjå kor langt saka har kome, og prøv igjen når ho er ferdig.
client-not-a-party-next = Sjå saka

client-list-title = Klientar
client-list-intro = Ein klient er programmet dykkar som hentar token. Her er klientane til verksemda { $organisation }.
client-list-empty = Verksemda har ingen klientar enno. Lag ein, gi han ein nøkkel, og han kan be om token.
client-new-link = Lag ein klient
client-back = Alle klientar
client-read-only = Du ser klienten som saksbehandlar. Kontaktpersonen i verksemda endrar han her, og verksemda sjølv med sjølvbetenings-API-et.
client-scopes-empty = Klienten har ingen scope.

client-name = Namn
client-name-help = Eit namn de kjenner igjen, til dømes namnet på systemet.
client-description = Skildring (valfritt)
client-organisation = Verksemd
client-created = Laga
client-state = Tilstand
client-active = I bruk
client-stopped = Stansa
client-token-address = Adresse for token
client-audience = Verdi for aud
client-scopes = Scope
client-keys = Nøklar

client-keys-none-short = Ingen nøkkel
client-keys-over-short = Nøkkelen har gått ut
client-keys-never-short = Nøkkelen kan ikkje brukast
client-keys-soon-short = Går ut { $day }

client-new-title = Lag ein klient
client-new-intro = Gi klienten eit namn og vel kva han skal kunne be om. Nøkkelen legg du til i neste steg.
client-new-button = Lag klienten

client-scopes-legend = Kva klienten kan be om
client-scopes-help = Ein leverandør vel det same scopet som kunden har fått. Eitt scope om gongen er nok for dei fleste.
client-scopes-none = Det finst ingen scope verksemda kan velje.
client-scopes-save = Lagre scope
client-scope-granted = Verksemda har fått tilgang sjølv.
client-scope-open = Ope for alle verksemder.
client-scope-delegable = Kan brukast når ein kunde har gitt verksemda fullmakt.
client-scope-lost = Verksemda har ikkje lenger tilgang. Fjernar du scopet, kan du ikkje velje det igjen utan ny tilgang.
client-scope-closed = Eigaren har stengt scopet, og det gir ikkje token. Fjernar du det, kan du ikkje velje det igjen før eigaren opnar det.
client-scope-closed-own = De har sjølve stengt scopet, og det gir ikkje token. Fjernar du det, kan du ikkje velje det igjen før de opnar det.
client-scope-other-kind = Scopet er for ein annan type klient. Fjernar du det, kan du ikkje velje det igjen.

client-meanwhile-heading = Scopa er endra sidan du opna sida
client-meanwhile-text = Nokon har lagra andre scope medan sida stod open. Det du valde, er ikkje lagra enno, men slått saman med endringane. Sjå over lista, og lagre på nytt.
client-meanwhile-added = Lagt til: { $scopes }
client-meanwhile-removed = Fjerna: { $scopes }
client-meanwhile-go = Sjå over scopa

client-keys-none = Klienten har ingen nøkkel. Utan nøkkel kan han ikkje be om token.
client-keys-table = Nøklane til klienten
client-key-created = Lagd til
client-key-end = Går ut
client-key-remove = Fjern
client-key-state-soon = Går snart ut
client-key-state-over = Gått ut
client-key-state-never = Kan ikkje brukast
client-key-state-early = Kan ikkje brukast enno
client-key-certificate = Nøkkelen er låst til eit sertifikat for { $organisation }, som varer til { $end }.
client-key-certificate-ends = Det er då sertifikatet går ut. Nøkkelen er låst til det, og det er skrive ut til { $organisation }.
client-key-certificate-early = Nøkkelen er låst til eit sertifikat for { $organisation }, som gjeld frå { $start }. Til då blir alle førespurnader avviste.
client-key-certificate-other = Nøkkelen er låst til eit sertifikat for { $organisation }, men klienten høyrer til ei anna verksemd. Alle førespurnader blir avviste. Fjern nøkkelen, og registrer han utan x5c eller med eit sertifikat for verksemda dykkar.
client-key-refused-with = Kva { $code } tyder
client-key-add = Legg til ein nøkkel
client-key-make = Lag eit nøkkelpar her
client-key-make-help = Nettlesaren kan lage nøkkelparet for deg. Den private nøkkelen blir hos deg og blir aldri send hit.
client-key-making = Lagar nøkkelparet …
client-key-made = Nøkkelparet er laga. Ta vare på den private nøkkelen nedanfor, og lagre så den offentlege.
client-key-make-failed = Nettlesaren klarte ikkje å lage nøkkelparet. Lag det på eiga maskin og lim inn den offentlege nøkkelen.
client-key-public = Offentleg nøkkel
client-key-public-help = Lim inn ein offentleg RSA-nøkkel på minst 2048 bit, som JWK eller som PEM (BEGIN PUBLIC KEY). Utan kid får nøkkelen namn etter innhaldet sitt. Han varer i eitt år.
client-key-save = Lagre nøkkelen
client-key-private-heading = Den private nøkkelen din
client-key-private-text = Han blir berre vist no og blir ikkje lagra her. Last han ned eller kopier han før du går vidare, og legg han der programmet dykkar finn han.
client-key-download = Last ned den private nøkkelen
client-key-full = Klienten har fem nøklar, og fleire kan han ikkje ha. Fjern ein for å leggje til ein ny.

client-use-heading = Ta klienten ut av bruk
client-stop-text = Ein stansa klient får ingen token. Nøklar og scope blir ståande, og du kan ta han i bruk igjen.
client-stop = Stans klienten
client-start-text = Klienten er stansa og får ingen token. Blir han teken i bruk igjen, gjeld nøklane og scopa han har.
client-start = Ta klienten i bruk igjen

client-done-created = Klienten er laga. Legg til ein nøkkel, så kan han be om token.
client-done-key = Nøkkelen er lagra.
client-done-key-useless = Nøkkelen er lagra, men verkar ikkje no. Lista over nøklar seier kvifor.
client-done-key-removed = Nøkkelen er fjerna.
client-done-scopes = Scopa er lagra.
client-done-stopped = Klienten er stansa.
client-done-started = Klienten er i bruk igjen.

client-faults-heading = Noko må rettast før det kan lagrast
client-fault-missing = Skriv inn eit namn.
client-fault-too-long = Teksten er for lang. Bruk høgst { $limit } teikn.
client-fault-control = Teksten har teikn som ikkje blir viste. Skriv han inn på nytt.
client-fault-real-person = Teksten har noko som liknar eit ekte fødselsnummer. Bruk berre oppdikta opplysningar her.
client-fault-too-many-scopes = Ein klient kan ha høgst 100 scope.
client-fault-scope-unknown = Scopet { $scope } finst ikkje. Vel blant dei i lista.
client-fault-scope-inactive = Scopet { $scope } er ikkje i bruk for tida. Vel eit anna.
client-fault-scope-not-granted = Verksemda har ikkje fått tilgang til { $scope }. Bestill tilgang, eller vel eit scope som ein kunde kan gi dykk fullmakt til.
client-fault-scope-other = Scopet { $scope } er for ein annan type klient.

client-key-missing = Lim inn ein offentleg nøkkel, eller lag eit nøkkelpar først.
client-key-private = Dette er ein privat nøkkel. Han er ikkje lagra, men rekn han som kjend for andre: lag eit nytt nøkkelpar, og lim inn berre den offentlege nøkkelen.
client-key-too-small = Nøkkelen er på { $bits } bit. Lag ein på minst 2048 bit.
client-key-not-rsa = Nøkkelen er ikkje ein RSA-nøkkel. Lag ein RSA-nøkkel på minst 2048 bit.
client-key-use = Nøkkelen er ikkje til signering. Set «use» til «sig».
client-key-alg = Nøkkelen er for ein annan algoritme. Set «alg» til RS256, RS384 eller RS512.
client-key-kid = Namnet på nøkkelen (kid) kan berre ha bokstavane a–z, tal og teikna . _ og -. Du kan òg utelate det.
client-key-over = Nøkkelen har gått ut etter sin eigen «exp». Utelat «exp», så varer han i eitt år.
client-key-too-many = Klienten har allereie fem nøklar. Fjern ein først.
client-key-unreadable = Dette kan ikkje lesast som ein offentleg nøkkel. Lim inn heile nøkkelen, frå «-----BEGIN PUBLIC KEY-----» til «-----END PUBLIC KEY-----», eller ein JWK med kty, n og e.
client-key-weak = Tala i nøkkelen er ikkje ein RSA-nøkkel: kven som helst kan rekne ut den private delen. Lag eit nytt nøkkelpar.

scope-about-brreg-reelle-offentlig = Reelle rettshavarar for offentlege styresmakter
scope-about-brreg-reelle-rapporteringspliktig = Reelle rettshavarar for rapporteringspliktige
scope-about-brreg-reelle-rapporteringspliktig-begrenset = Reelle rettshavarar for rapporteringspliktige, avgrensa
scope-about-brreg-reelle-media = Reelle rettshavarar for media
scope-about-brreg-reelle-sivilsamfunnsorganisasjon = Reelle rettshavarar for sivilsamfunnsorganisasjonar
scope-about-brreg-reelle-hoeyereutdanningsinstitusjon = Reelle rettshavarar for høgare utdanningsinstitusjonar
scope-about-idporten-dcr-read = Lese klientar og nøklar i eiga verksemd
scope-about-idporten-dcr-modify = Endre klientar og nøklar i eiga verksemd
scope-about-idporten-dcr-write = Opprette, endre og deaktivere klientar i eiga verksemd
scope-about-idporten-scopes-read = Lese scope og tilgangar
scope-about-idporten-scopes-write = Tildele og trekkje tilbake tilgang til eigne scope
scope-about-altinn-maskinporten-delegations = Slå opp fullmakter for eigne scope
scope-about-altinn-maskinporten-delegations-admin = Slå opp alle fullmakter
scope-about-altinn-resourceregistry-resource-write = Opprette og endre eigne ressursar i ressursregisteret
scope-about-altinn-resourceregistry-resource-admin = Opprette og endre alle ressursar i ressursregisteret

client-refused-heading = Siste avviste førespurnader
client-refused-none = Ingen førespurnad frå klienten er avvist dei siste 30 dagane.
client-refused-meaning = Kva som var gale
client-refused-all = Søk i alle avviste førespurnader frå klienten

client-api-title = Sjølvbetenings-API
client-api-lead = Program registrerer klientar og nøklar, lagar scope og gir tilgang til dei. Alle adressene finst både med og utan { $address } framfor.
client-api-token = Programmet hentar eit access token frå /token med eitt av dei scopa som kvar operasjon nemner, og sender det i headeren Authorization.
client-api-link = Program gjer det same med sjølvbetenings-API-et.
