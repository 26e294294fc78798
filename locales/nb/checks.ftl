# Kontrollene av en bestilling

check-verdict-green = I orden
check-verdict-doubtful = Se nærmere
check-verdict-red = Ikke i orden
check-verdict-open = Uten svar

check-who-vendor = Leverandøren
check-who-customer = Kunden

check-label-number = organisasjonsnummer
check-label-exists = finnes
check-label-live = i drift
check-label-name = navn
check-label-mail-domain = E-postadresse
check-label-earlier = Tidligere bestillinger
check-label-legal-basis = Hjemmel
check-label-sender = Avsender
check-label-access = tilgang

check-number-valid = Organisasjonsnummeret er gyldig.
check-exists-known = Virksomheten finnes.
check-exists-unknown = Enhetsregisteret kjenner ikke nummeret. Spør avsenderen om det er riktig.
check-exists-not-asked = Enhetsregisteret svarte ikke. Vi spør igjen.
check-live-live = Virksomheten er ikke slettet.
check-live-deleted = Virksomheten er slettet i Enhetsregisteret. Spør avsenderen hvilken virksomhet det gjelder.
check-live-bankrupt = Virksomheten er konkurs. Spør avsenderen hvem som handler for boet.
check-live-forced-winding-up = Virksomheten er under tvangsavvikling eller tvangsoppløsning. Spør avsenderen om den fortsatt skal ha tilgang.
check-live-winding-up = Virksomheten er under avvikling. Spør avsenderen om den fortsatt skal ha tilgang.
check-live-old = Enhetsregisteret svarer ikke. Det vi vet, er fra { $when }. Vi spør igjen.
check-name-alike = Navnet er det som er registrert.
check-name-unlike = Navnet er et annet enn det som er registrert på nummeret. Se etter at nummeret er riktig.
check-mail-domain-known = { $domain } er brukt i en bestilling som er gjennomført.
check-mail-domain-as-sender = { $domain } er også der e-posten kom fra.
check-mail-domain-first = { $domain } er ny for oss. Det finnes ingenting å sammenligne med.
check-mail-domain-new = { $domain } er ny. Virksomheten har brukt { $other } før.
check-mail-domain-other-sender = Kontaktpersonen bruker { $domain }, men e-posten kom fra { $other }.
check-mail-domain-free = { $domain } er en adresse som alle kan skaffe seg. Den sier ingenting om virksomheten.
check-mail-domain-look-alike = Adressen på { $domain } har bokstaver fra et annet alfabet: { $letters }. Den kan være laget for å ligne en annen.
check-mail-domain-unclear = E-postadressen har ikke noe domene.
check-earlier-none = Dette er den første bestillingen.
check-earlier-some = Gjennomført: { $done }. Avslått: { $rejected }.
check-legal-basis-scope = Hjemmelen gir scopet { $scope }.
check-legal-basis-own-words = Hjemmelen er beskrevet med egne ord. Velg scopet når du godkjenner.
check-legal-basis-no-scope = Det er ikke bestemt noe scope for hjemmelen, så bestillingen kan ikke godkjennes.
check-legal-basis-missing = Hjemmelen mangler eller er ukjent.
check-sender-pass = Domenet til avsenderen står bak e-posten.
check-sender-fail = Domenet til avsenderen står ikke bak e-posten. Avsenderen kan være en annen.
check-sender-silent = Domenet til avsenderen sier ingenting om hvem som kan sende e-post.
check-sender-not-asked = Vi fikk ikke spurt domenet til avsenderen.
check-sender-unconfirmed = Kontaktpersonen har ikke bekreftet at bestillingen er virksomhetens egen.
check-access-has = Kunden har tilgang.
check-access-ordered = Kunden har bestilt tilgang selv.
check-access-none = Kunden har ikke bestilt tilgang ennå. Saken venter på kunden når den er godkjent.

order-warning-deleted-vendor = Virksomheten med leverandørens organisasjonsnummer er slettet i Enhetsregisteret.
order-warning-deleted-customer = Virksomheten med kundens organisasjonsnummer er slettet i Enhetsregisteret.
order-warning-bankrupt-vendor = Enhetsregisteret sier at leverandøren er konkurs.
order-warning-bankrupt-customer = Enhetsregisteret sier at kunden er konkurs.
order-warning-forced-winding-up-vendor = Enhetsregisteret sier at leverandøren er under tvangsavvikling eller tvangsoppløsning.
order-warning-forced-winding-up-customer = Enhetsregisteret sier at kunden er under tvangsavvikling eller tvangsoppløsning.
order-warning-winding-up-vendor = Enhetsregisteret sier at leverandøren er under avvikling.
order-warning-winding-up-customer = Enhetsregisteret sier at kunden er under avvikling.
order-warning-not-renewed-vendor = Enhetsregisteret svarer ikke, så det vi vet om leverandøren, er ikke nytt. Vi prøver igjen.
order-warning-not-renewed-customer = Enhetsregisteret svarer ikke, så det vi vet om kunden, er ikke nytt. Vi prøver igjen.
