# Tekstar om køen på saksbordet: filter, søk, og det som ventar ved sida av sakene

desk-tabs = Listene på saksbordet
desk-tab-cases = Saker
desk-tab-mails = E-post
desk-tab-jobs = Stoppa jobbar
desk-tab-letters = Brev som ikkje kjem fram
desk-search = Søk
desk-search-help = Saksnummer, organisasjonsnummer, namn eller e-postadresse
desk-search-too-short = Skriv minst tre bokstavar av eit ord, eller eit heilt nummer.
desk-state-open = Opne
desk-any = Alle
desk-handler = Saksbehandlar
desk-whose-anyone = Alle
desk-whose-me = Meg
desk-whose-nobody = Ingen
desk-whose-others = Andre
desk-waited = Har venta
desk-waited-at-least = { $count ->
    [one] Minst éin dag
   *[other] Minst { $count } dagar
}
desk-days = { $count ->
    [0] Sidan i dag
    [one] 1 dag
   *[other] { $count } dagar
}
desk-sorting = Rekkjefølgje
desk-sort-oldest = Eldst først
desk-sort-newest = Nyast først
desk-filter-problem = Berre saker med eit problem
desk-filter-by-hand = Berre saker med ei oppgåve for hand
desk-by-hand = Oppgåve
desk-show = Vis
desk-reset = Nullstill
desk-found = { $count ->
    [one] 1 sak
   *[other] { $count } saker
}
desk-found-least = Minst { $count } saker
desk-none-found = Ingen saker passar til det du ser etter.
desk-asked = Spurt
desk-problem = Problem
desk-pages = Sider
desk-first-page = Til første side
desk-next-page = Neste side
desk-why = Kvifor han ventar
desk-letters-troubled = Brev som ikkje kjem fram
desk-letters-troubled-text = Brev som ventar, blir prøvde igjen av seg sjølve. Brev som har feila, må du prøve igjen under Stoppa jobbar. Brev som har kome i retur, står her i 30 dagar. Du må nå mottakaren på ein annan måte.
desk-letter-returned = Kom i retur
desk-tried = { $count ->
    [one] Prøvd éin gong
   *[other] Prøvd { $count } gonger
}
