# Texts for the register's access log (register/pages/calls.rs)

calls-title = Kall til registeret
calls-lead = Kall som er gjorde til Register over reelle rettshavarar med tilgangen til { $organisation }, dei nyaste først.
calls-kept = Kall blir sletta etter { $days } dagar. Fødselsnummer i søk er ikkje lagra.
calls-none = Ingen kall er gjorde.
calls-choose = Organisasjonsnummeret til verksemda
calls-choose-fault = Skriv eit organisasjonsnummer på ni siffer.
calls-show = Vis kall
calls-at = Tid
calls-what = Kva
calls-answer = Svar
calls-who = Kven
calls-behind = Bak kallet
calls-token = Sjå tokenet
calls-token-gone = Tokenet er ikkje lenger i loggen
calls-delegation = Delegering
calls-order = Bestilling
calls-older = Eldre kall
calls-itself = Verksemda sjølv
calls-company = Oppslag på organisasjonsnummer
calls-person = Søk på person
calls-whole = Totalbestand
calls-sequence = Sekvensnummer
calls-changes = Endringslogg
calls-found = { $count ->
    [one] { $count } verksemd
   *[other] { $count } verksemder
}
calls-found-changes = { $count ->
    [one] { $count } endring
   *[other] { $count } endringar
}
calls-link = Sjå kven som har brukt tilgangen i registeret
