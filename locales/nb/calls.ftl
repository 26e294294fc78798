# Texts for the register's access log (register/pages/calls.rs)

calls-title = Kall til registeret
calls-lead = Kall som er gjort til Register over reelle rettighetshavere med tilgangen til { $organisation }, de nyeste først.
calls-kept = Kall slettes etter { $days } dager. Fødselsnumre i søk er ikke lagret.
calls-none = Ingen kall er gjort.
calls-choose = Virksomhetens organisasjonsnummer
calls-choose-fault = Skriv et organisasjonsnummer på ni sifre.
calls-show = Vis kall
calls-at = Tid
calls-what = Hva
calls-answer = Svar
calls-who = Hvem
calls-behind = Bak kallet
calls-token = Se tokenet
calls-token-gone = Tokenet er ikke lenger i loggen
calls-delegation = Delegering
calls-order = Bestilling
calls-older = Eldre kall
calls-itself = Virksomheten selv
calls-company = Oppslag på organisasjonsnummer
calls-person = Søk på person
calls-whole = Totalbestand
calls-sequence = Sekvensnummer
calls-changes = Endringslogg
calls-found = { $count ->
    [one] { $count } virksomhet
   *[other] { $count } virksomheter
}
calls-found-changes = { $count ->
    [one] { $count } endring
   *[other] { $count } endringer
}
calls-link = Se hvem som har brukt tilgangen i registeret
