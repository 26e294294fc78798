# Tekstar om det å utføre ei bestilling, og om det som følgjer etter ho

order-state-awaiting-sender = Ventar på avsendaren
order-state-withdrawn = Trekt
order-state-ending = Blir avslutta
order-state-ended = Tilgangen er avslutta
case-now-awaiting-sender = Noko manglar i bestillinga. Svar på meldinga vi har sendt deg.
case-now-withdrawn = Bestillinga er trekt. Ingenting er tildelt. Legg inn ei ny bestilling om du likevel treng tilgangen.
case-now-ending = Tilgangen blir avslutta. Du får ei kvittering på e-post når alt er teke tilbake.
case-now-ended = Tilgangen er avslutta, og det som vart laga for han, er teke tilbake. Legg inn ei ny bestilling om du treng tilgangen igjen.
