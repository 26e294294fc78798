# Kontrollane av ei bestilling

check-verdict-green = I orden
check-verdict-doubtful = Sjå nærare
check-verdict-red = Ikkje i orden
check-verdict-open = Utan svar

check-who-vendor = Leverandøren
check-who-customer = Kunden

check-label-number = organisasjonsnummer
check-label-exists = finst
check-label-live = i drift
check-label-name = namn
check-label-mail-domain = E-postadresse
check-label-earlier = Tidlegare bestillingar
check-label-legal-basis = Heimel
check-label-sender = Avsendar
check-label-access = tilgang

check-number-valid = Organisasjonsnummeret er gyldig.
check-exists-known = Verksemda finst.
check-exists-unknown = Einingsregisteret kjenner ikkje nummeret. Spør avsendaren om det er rett.
check-exists-not-asked = Einingsregisteret svarte ikkje. Vi spør igjen.
check-live-live = Verksemda er ikkje sletta.
check-live-deleted = Verksemda er sletta i Einingsregisteret. Spør avsendaren kva verksemd det gjeld.
check-live-bankrupt = Verksemda er konkurs. Spør avsendaren kven som handlar for buet.
check-live-forced-winding-up = Verksemda er under tvangsavvikling eller tvangsoppløysing. Spør avsendaren om ho framleis skal ha tilgang.
check-live-winding-up = Verksemda er under avvikling. Spør avsendaren om ho framleis skal ha tilgang.
check-live-old = Einingsregisteret svarer ikkje. Det vi veit, er frå { $when }. Vi spør igjen.
check-name-alike = Namnet er det som er registrert.
check-name-unlike = Namnet er eit anna enn det som er registrert på nummeret. Sjå etter at nummeret er rett.
check-mail-domain-known = { $domain } er brukt i ei bestilling som er gjennomført.
check-mail-domain-as-sender = { $domain } er òg der e-posten kom frå.
check-mail-domain-first = { $domain } er ny for oss. Det finst ingenting å samanlikne med.
check-mail-domain-new = { $domain } er ny. Verksemda har brukt { $other } før.
check-mail-domain-other-sender = Kontaktpersonen bruker { $domain }, men e-posten kom frå { $other }.
check-mail-domain-free = { $domain } er ei adresse som alle kan skaffe seg. Ho seier ingenting om verksemda.
check-mail-domain-look-alike = Adressa på { $domain } har bokstavar frå eit anna alfabet: { $letters }. Ho kan vere laga for å likne ei anna.
check-mail-domain-unclear = E-postadressa har ikkje noko domene.
check-earlier-none = Dette er den første bestillinga.
check-earlier-some = Gjennomført: { $done }. Avslått: { $rejected }.
check-legal-basis-scope = Heimelen gir scopet { $scope }.
check-legal-basis-own-words = Heimelen er skildra med eigne ord. Vel scopet når du godkjenner.
check-legal-basis-no-scope = Det er ikkje bestemt noko scope for heimelen, så bestillinga kan ikkje godkjennast.
check-legal-basis-missing = Heimelen manglar eller er ukjend.
check-sender-pass = Domenet til avsendaren står bak e-posten.
check-sender-fail = Domenet til avsendaren står ikkje bak e-posten. Avsendaren kan vere ein annan.
check-sender-silent = Domenet til avsendaren seier ingenting om kven som kan sende e-post.
check-sender-not-asked = Vi fekk ikkje spurt domenet til avsendaren.
check-sender-unconfirmed = Kontaktpersonen har ikkje stadfesta at tinginga er verksemda si eiga.
check-access-has = Kunden har tilgang.
check-access-ordered = Kunden har bestilt tilgang sjølv.
check-access-none = Kunden har ikkje bestilt tilgang enno. Saka ventar på kunden når ho er godkjend.

order-warning-deleted-vendor = Verksemda med organisasjonsnummeret til leverandøren er sletta i Einingsregisteret.
order-warning-deleted-customer = Verksemda med organisasjonsnummeret til kunden er sletta i Einingsregisteret.
order-warning-bankrupt-vendor = Einingsregisteret seier at leverandøren er konkurs.
order-warning-bankrupt-customer = Einingsregisteret seier at kunden er konkurs.
order-warning-forced-winding-up-vendor = Einingsregisteret seier at leverandøren er under tvangsavvikling eller tvangsoppløysing.
order-warning-forced-winding-up-customer = Einingsregisteret seier at kunden er under tvangsavvikling eller tvangsoppløysing.
order-warning-winding-up-vendor = Einingsregisteret seier at leverandøren er under avvikling.
order-warning-winding-up-customer = Einingsregisteret seier at kunden er under avvikling.
order-warning-not-renewed-vendor = Einingsregisteret svarer ikkje, så det vi veit om leverandøren, er ikkje nytt. Vi prøver igjen.
order-warning-not-renewed-customer = Einingsregisteret svarer ikkje, så det vi veit om kunden, er ikkje nytt. Vi prøver igjen.
