# Texts for owners of scopes (token/pages/owner.rs)

owner-title = Tilganger
owner-lead = Scopene som { $owner } eier: hvem som har tilgang, hvem som har delegert, og hva som ble avvist.
owner-lead-all = Alle scope i miljøet: hvem som har tilgang, hvem som har delegert, og hva som ble avvist.
owner-none = Virksomheten eier ingen scope. For å lage scope trenger den et prefiks, som den som drifter miljøet deler ut med kommandoen fullmakt prefix give.
owner-none-yet = Det er ingen scope å vise. Den som har fått et prefiks, lager scope med selvbetjenings-API-et.
owner-api-link = Om selvbetjenings-API-et
owner-link = Se hvem som har tilgang til deres scope
owner-back = Alle tilganger
owner-next = Neste scope

owner-scope = Scope
owner-owner = Eier
owner-state = Tilstand
owner-active = I bruk
owner-closed = Stengt
owner-closed-text = Scopet er stengt. Ingen får token med det før det åpnes igjen.
owner-holders = Har tilgang
owner-delegations = Delegeringer
owner-refused-days = Avvist siste 7 dager

owner-visibility = Synlighet
owner-visible-public = Offentlig: alle ser scopet
owner-visible-private = Privat: eieren og de som har tilgang ser scopet
owner-visible-internal = Internt: bare eieren ser scopet
owner-open = Åpent for alle
owner-open-yes = Ja, ingen trenger tildeling
owner-open-no = Nei, virksomheten må ha fått tilgang
owner-source = Delegeringskilde
owner-source-none = Ingen, scopet kan ikke delegeres
owner-lifetime = Lengste levetid for token
owner-lifetime-unset = Ikke satt
owner-lifetime-seconds = { $count ->
    [one] { $count } sekund
   *[other] { $count } sekunder
}
owner-integrations = Tillatte integrasjonstyper
owner-integrations-all = Alle

owner-grants-heading = Hvem har tilgang
owner-grants-none = Ingen har fått tilgang.
owner-organisation = Virksomhet
owner-since = Siden
owner-case = Sak
owner-grant-approved = Har tilgang
owner-grant-requested = Har bedt om tilgang
owner-grant-denied = Trukket tilbake

owner-delegations-heading = Hvem har delegert
owner-delegations-none = Ingen har delegert scopet.
owner-consumer = Konsument
owner-supplier = Leverandør
owner-scheme = Delegeringsskjema

owner-refused-heading = Avvist i det siste
owner-refused-text = De nyeste forespørslene om token med dette scopet som ble avvist de siste 30 dagene.
owner-refused-none = Ingen forespørsler er avvist.
owner-refused-more = De { $shown } nyeste vises. Det er flere.
owner-refused-cut = Bare de { $limit } nyeste avvisningene i hele miljøet er gjennomgått. Eldre er ikke med.
owner-code = Kode
owner-client = Klientens virksomhet
owner-unknown = Ukjent
owner-some-of = { $shown } av { $all } vises.
