# Texts for owners of scopes (token/pages/owner.rs)

owner-title = Tilgangar
owner-lead = Scopa som { $owner } eig: kven som har tilgang, kven som har delegert, og kva som vart avvist.
owner-lead-all = Alle scope i miljøet: kven som har tilgang, kven som har delegert, og kva som vart avvist.
owner-none = Verksemda eig ingen scope. For å lage scope treng ho eit prefiks, som den som driftar miljøet deler ut med kommandoen fullmakt prefix give.
owner-none-yet = Det er ingen scope å vise. Den som har fått eit prefiks, lagar scope med sjølvbetenings-API-et.
owner-api-link = Om sjølvbetenings-API-et
owner-link = Sjå kven som har tilgang til scopa dykkar
owner-back = Alle tilgangar
owner-next = Neste scope

owner-scope = Scope
owner-owner = Eigar
owner-state = Tilstand
owner-active = I bruk
owner-closed = Stengt
owner-closed-text = Scopet er stengt. Ingen får token med det før det blir opna att.
owner-holders = Har tilgang
owner-delegations = Delegeringar
owner-refused-days = Avvist siste 7 dagar

owner-visibility = Synlegheit
owner-visible-public = Offentleg: alle ser scopet
owner-visible-private = Privat: eigaren og dei som har tilgang ser scopet
owner-visible-internal = Internt: berre eigaren ser scopet
owner-open = Ope for alle
owner-open-yes = Ja, ingen treng tildeling
owner-open-no = Nei, verksemda må ha fått tilgang
owner-source = Delegeringskjelde
owner-source-none = Inga, scopet kan ikkje delegerast
owner-lifetime = Lengste levetid for token
owner-lifetime-unset = Ikkje sett
owner-lifetime-seconds = { $count ->
    [one] { $count } sekund
   *[other] { $count } sekund
}
owner-integrations = Tillatne integrasjonstypar
owner-integrations-all = Alle

owner-grants-heading = Kven har tilgang
owner-grants-none = Ingen har fått tilgang.
owner-organisation = Verksemd
owner-since = Sidan
owner-case = Sak
owner-grant-approved = Har tilgang
owner-grant-requested = Har bede om tilgang
owner-grant-denied = Trekt tilbake

owner-delegations-heading = Kven har delegert
owner-delegations-none = Ingen har delegert scopet.
owner-consumer = Konsument
owner-supplier = Leverandør
owner-scheme = Delegeringsskjema

owner-refused-heading = Avvist i det siste
owner-refused-text = Dei nyaste førespurnadene om token med dette scopet som vart avviste dei siste 30 dagane.
owner-refused-none = Ingen førespurnader er avviste.
owner-refused-more = Dei { $shown } nyaste er viste. Det er fleire.
owner-refused-cut = Berre dei { $limit } nyaste avvisingane i heile miljøet er gjennomgåtte. Eldre er ikkje med.
owner-code = Kode
owner-client = Verksemda til klienten
owner-unknown = Ukjend
owner-some-of = { $shown } av { $all } er viste.
