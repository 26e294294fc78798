# Texts about the desk's queue: filters, search, and what waits beside the cases

desk-tabs = The desk's lists
desk-tab-cases = Cases
desk-tab-mails = E-mail
desk-tab-jobs = Stopped jobs
desk-tab-letters = Letters that do not get through
desk-search = Search
desk-search-help = Case number, organisation number, name or e-mail address
desk-search-too-short = Write at least three letters of a word, or a whole number.
desk-state-open = Open
desk-any = All
desk-handler = Case handler
desk-whose-anyone = Anyone
desk-whose-me = Me
desk-whose-nobody = Nobody
desk-whose-others = Others
desk-waited = Has waited
desk-waited-at-least = { $count ->
    [one] At least one day
   *[other] At least { $count } days
}
desk-days = { $count ->
    [0] Since today
    [one] 1 day
   *[other] { $count } days
}
desk-sorting = Sorting
desk-sort-oldest = Oldest first
desk-sort-newest = Newest first
desk-filter-problem = Only cases with a problem
desk-filter-by-hand = Only cases with a step to do by hand
desk-by-hand = To do
desk-show = Show
desk-reset = Reset
desk-found = { $count ->
    [one] 1 case
   *[other] { $count } cases
}
desk-found-least = At least { $count } cases
desk-none-found = No case fits what you are looking for.
desk-asked = Asked
desk-problem = Problem
desk-pages = Pages
desk-first-page = To the first page
desk-next-page = Next page
desk-why = Why it waits
desk-letters-troubled = Letters that do not get through
desk-letters-troubled-text = Letters that are waiting are tried again automatically. Letters that have failed you must try again under Stopped jobs. Letters that have come back are listed here for 30 days. You must reach the recipient in another way.
desk-letter-returned = Came back
desk-tried = { $count ->
    [one] Tried once
   *[other] Tried { $count } times
}
