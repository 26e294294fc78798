# Tekster om det å utføre en bestilling, og om det som følger etter den

order-state-awaiting-sender = Venter på avsenderen
order-state-withdrawn = Trukket
order-state-ending = Avsluttes
order-state-ended = Tilgangen er avsluttet
case-now-awaiting-sender = Noe mangler i bestillingen. Svar på meldingen vi har sendt deg.
case-now-withdrawn = Bestillingen er trukket. Ingenting er tildelt. Legg inn en ny bestilling hvis du likevel trenger tilgangen.
case-now-ending = Tilgangen blir avsluttet. Du får en kvittering på e-post når alt er tatt tilbake.
case-now-ended = Tilgangen er avsluttet, og det som ble laget for den, er tatt tilbake. Legg inn en ny bestilling hvis du trenger tilgangen igjen.
