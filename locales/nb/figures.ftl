# Tekster om saksbordets tall

desk-tab-figures = Tall
figures-title = Tall fra saksbordet
figures-text = Tallene gjelder de siste tolv månedene. Halvparten av sakene tok ikke lenger tid enn medianen, og ni av ti tok ikke lenger tid enn 90-prosentilen.
figures-cut = Det er flere saker enn { $count }. Tallene per måned gjelder de nyeste av dem.
figures-kinds = Bestillinger per måned og type
figures-channels = Bestillinger per måned og kanal
figures-states = Bestillinger per måned og status i dag
figures-description = { $count ->
    [one] Én bestilling på tolv måneder.
   *[other] { $count } bestillinger på tolv måneder. Tabellen nedenfor har tallene.
}
figures-decision = Fra bestilling til avgjørelse
figures-decision-text = Hvor lenge avsenderen ventet på at en saksbehandler godkjente eller avslo.
figures-done = Fra bestilling til ferdig sak
figures-done-text = Hvor lenge det gikk til alle stegene var utført.
figures-waiting = Der sakene venter nå
figures-waiting-text = Åpne saker, og hvor lenge de har stått der de står.
figures-asked = Venter på svar fra avsenderen
figures-bar = { $count ->
    [one] 1 sak, median { $median }, 90-prosentil { $ninety }
   *[other] { $count } saker, median { $median }, 90-prosentil { $ninety }
}
figures-which = Hvilke
figures-orders = Saker
figures-median = Median
figures-ninety = 90-prosentil
figures-table = Vis som tabell
figures-month = Måned
figures-sum = Sum
duration-less = under ett minutt
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
