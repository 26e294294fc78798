# Tekstar om tala til saksbordet

desk-tab-figures = Tal
figures-title = Tal frå saksbordet
figures-text = Tala gjeld dei siste tolv månadene. Halvparten av sakene tok ikkje lengre tid enn medianen, og ni av ti tok ikkje lengre tid enn 90-prosentilen.
figures-cut = Det er fleire saker enn { $count }. Tala per månad gjeld dei nyaste av dei.
figures-kinds = Bestillingar per månad og type
figures-channels = Bestillingar per månad og kanal
figures-states = Bestillingar per månad og status i dag
figures-description = { $count ->
    [one] Éi bestilling på tolv månader.
   *[other] { $count } bestillingar på tolv månader. Tabellen nedanfor har tala.
}
figures-decision = Frå bestilling til avgjerd
figures-decision-text = Kor lenge avsendaren venta på at ein saksbehandlar godkjende eller avslo.
figures-done = Frå bestilling til ferdig sak
figures-done-text = Kor lenge det gjekk til alle stega var utførte.
figures-waiting = Der sakene ventar no
figures-waiting-text = Opne saker, og kor lenge dei har stått der dei står.
figures-asked = Ventar på svar frå avsendaren
figures-bar = { $count ->
    [one] 1 sak, median { $median }, 90-prosentil { $ninety }
   *[other] { $count } saker, median { $median }, 90-prosentil { $ninety }
}
figures-which = Kva for nokre
figures-orders = Saker
figures-median = Median
figures-ninety = 90-prosentil
figures-table = Vis som tabell
figures-month = Månad
figures-sum = Sum
duration-less = under eitt minutt
duration-minutes = { $minutes } min
duration-hours = { $hours } t { $minutes } min
duration-days = { $days } d { $hours } t
month-01 = jan.
month-02 = feb.
month-03 = mars
month-04 = apr.
month-05 = mai
month-06 = juni
month-07 = juli
month-08 = aug.
month-09 = sep.
month-10 = okt.
month-11 = nov.
month-12 = des.
