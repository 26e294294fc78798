# Tekster om køen på saksbordet: filtre, søk, og det som venter ved siden av sakene

desk-tabs = Saksbordets lister
desk-tab-cases = Saker
desk-tab-mails = E-post
desk-tab-jobs = Stoppede jobber
desk-tab-letters = Brev som ikke kommer fram
desk-search = Søk
desk-search-help = Saksnummer, organisasjonsnummer, navn eller e-postadresse
desk-search-too-short = Skriv minst tre bokstaver av et ord, eller et helt nummer.
desk-state-open = Åpne
desk-any = Alle
desk-handler = Saksbehandler
desk-whose-anyone = Alle
desk-whose-me = Meg
desk-whose-nobody = Ingen
desk-whose-others = Andre
desk-waited = Har ventet
desk-waited-at-least = { $count ->
    [one] Minst én dag
   *[other] Minst { $count } dager
}
desk-days = { $count ->
    [0] Siden i dag
    [one] 1 dag
   *[other] { $count } dager
}
desk-sorting = Rekkefølge
desk-sort-oldest = Eldst først
desk-sort-newest = Nyest først
desk-filter-problem = Bare saker med et problem
desk-filter-by-hand = Bare saker med en oppgave for hånd
desk-by-hand = Oppgave
desk-show = Vis
desk-reset = Nullstill
desk-found = { $count ->
    [one] 1 sak
   *[other] { $count } saker
}
desk-found-least = Minst { $count } saker
desk-none-found = Ingen saker passer til det du ser etter.
desk-asked = Spurt
desk-problem = Problem
desk-pages = Sider
desk-first-page = Til første side
desk-next-page = Neste side
desk-why = Hvorfor den venter
desk-letters-troubled = Brev som ikke kommer fram
desk-letters-troubled-text = Brev som venter, blir prøvd igjen av seg selv. Brev som har feilet, må du prøve igjen under Stoppede jobber. Brev som har kommet i retur, står her i 30 dager. Du må nå mottakeren på en annen måte.
desk-letter-returned = Kom i retur
desk-tried = { $count ->
    [one] Prøvd én gang
   *[other] Prøvd { $count } ganger
}
