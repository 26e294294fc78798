# Texts about the desk's figures

desk-tab-figures = Figures
figures-title = The desk in figures
figures-text = The figures cover the last twelve months. Half of the cases took no longer than the median, and nine of ten no longer than the 90th percentile.
figures-cut = There are more cases than { $count }. The figures by month cover the newest of them.
figures-kinds = Orders by month and kind
figures-channels = Orders by month and channel
figures-states = Orders by month and status today
figures-description = { $count ->
    [one] One order in twelve months.
   *[other] { $count } orders in twelve months. The table below has the numbers.
}
figures-decision = From order to decision
figures-decision-text = How long the sender waited until a case handler approved or rejected.
figures-done = From order to finished case
figures-done-text = How long it took until all the steps were carried out.
figures-waiting = Where cases wait now
figures-waiting-text = Open cases, and how long they have been where they are.
figures-asked = Waiting for the sender's answer
figures-bar = { $count ->
    [one] 1 case, median { $median }, 90th percentile { $ninety }
   *[other] { $count } cases, median { $median }, 90th percentile { $ninety }
}
figures-which = Which
figures-orders = Cases
figures-median = Median
figures-ninety = 90th percentile
figures-table = Show as a table
figures-month = Month
figures-sum = Sum
duration-less = under a minute
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } d { $hours } h
month-01 = Jan
month-02 = Feb
month-03 = Mar
month-04 = Apr
month-05 = May
month-06 = June
month-07 = July
month-08 = Aug
month-09 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
