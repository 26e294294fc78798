# Mail that comes in: what it is, and what was found out about its sender

desk-note-bounce = En e-postserver kunne ikke levere et brev fra oss.
desk-note-list = Dette kom fra en e-postliste.
desk-note-own = Dette er et av våre egne brev.
desk-note-too-large = E-posten er for stor til å hentes. Den ligger fortsatt i postkassen.
desk-note-sign = Kjent igjen på { $sign }.
desk-mails-see-set-aside = Se e-post som er lagt bort
desk-mails-see-waiting = Se e-post som må leses
desk-mails-set-aside = E-post som er lagt bort
desk-mails-set-aside-text = Automatiske svar, meldinger om brev i retur og e-postlister får aldri svar. Her ligger også det en saksbehandler la bort.

order-warning-letter-bounced-vendor = Et brev til leverandøren kom i retur. Se etter at e-postadressen er riktig.
order-warning-letter-bounced-customer = Et brev til kunden kom i retur. Se etter at e-postadressen er riktig.
order-warning-letter-bounced-other = Et brev i saken kom i retur. Se etter at e-postadressene er riktige.

event-order-letter-bounced = Et brev kom i retur

sender-check-title = Kontroll av avsenderen
sender-check-verdict-pass = { $domain } står bak denne e-posten.
sender-check-verdict-fail = { $domain } står ikke bak denne e-posten. Noen andre kan ha sendt den.
sender-check-verdict-none = { $domain } sier ikke hvem som får sende e-post derfra.
sender-check-verdict-unchecked = Avsenderen kunne ikke kontrolleres.
sender-check-said-pass = stemmer
sender-check-said-fail = stemmer ikke
sender-check-said-softfail = stemmer trolig ikke
sender-check-said-neutral = kan ikke avgjøres
sender-check-said-none = ingen opplysning
sender-check-said-temperror = kunne ikke kontrolleres
sender-check-said-permerror = oppføringen har feil
sender-check-said-relayed = kom gjennom en av våre egne servere
