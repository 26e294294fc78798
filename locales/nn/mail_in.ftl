# Mail that comes in: what it is, and what was found out about its sender

desk-note-bounce = Ein e-postserver kunne ikkje levere eit brev frå oss.
desk-note-list = Dette kom frå ei e-postliste.
desk-note-own = Dette er eit av våre eigne brev.
desk-note-too-large = E-posten er for stor til å hentast. Han ligg framleis i postkassa.
desk-note-sign = Kjend igjen på { $sign }.
desk-mails-see-set-aside = Sjå e-post som er lagd bort
desk-mails-see-waiting = Sjå e-post som må lesast
desk-mails-set-aside = E-post som er lagd bort
desk-mails-set-aside-text = Automatiske svar, meldingar om brev i retur og e-postlister får aldri svar. Her ligg òg det ein saksbehandlar la bort.

order-warning-letter-bounced-vendor = Eit brev til leverandøren kom i retur. Sjå etter at e-postadressa er rett.
order-warning-letter-bounced-customer = Eit brev til kunden kom i retur. Sjå etter at e-postadressa er rett.
order-warning-letter-bounced-other = Eit brev i saka kom i retur. Sjå etter at e-postadressene er rette.

event-order-letter-bounced = Eit brev kom i retur

sender-check-title = Kontroll av avsendaren
sender-check-verdict-pass = { $domain } står bak denne e-posten.
sender-check-verdict-fail = { $domain } står ikkje bak denne e-posten. Nokon andre kan ha sendt han.
sender-check-verdict-none = { $domain } seier ikkje kven som får sende e-post derifrå.
sender-check-verdict-unchecked = Avsendaren kunne ikkje kontrollerast.
sender-check-said-pass = stemmer
sender-check-said-fail = stemmer ikkje
sender-check-said-softfail = stemmer truleg ikkje
sender-check-said-neutral = kan ikkje avgjerast
sender-check-said-none = inga opplysning
sender-check-said-temperror = kunne ikkje kontrollerast
sender-check-said-permerror = oppføringa har feil
sender-check-said-relayed = kom gjennom ein av våre eigne serverar
