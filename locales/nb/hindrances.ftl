# Hva som stoppet et steg, til saksbehandleren. Teksten sier også hva som kan gjøres.
hindrance-registry-unreachable = Enhetsregisteret svarer ikke ({ $detail }).
hindrance-registry-unknown = Enhetsregisteret kjenner ikke { $number }. Spør avsenderen om nummeret. Er det riktig, velger du Prøv igjen når virksomheten er registrert; ellers må det bestilles på nytt med riktig nummer.
hindrance-registry-deleted = Virksomheten { $number } er slettet i Enhetsregisteret. Be avsenderen bestille på nytt med en virksomhet som finnes.
hindrance-registry-removed = Virksomheten { $number } er fjernet fra Enhetsregisteret av juridiske årsaker. Be avsenderen bestille på nytt med en annen virksomhet.
hindrance-no-organisation = Bestillingen nevner ingen slik virksomhet. Be avsenderen bestille på nytt.
hindrance-no-customer = Kunden er ikke laget ennå. Sjekk steget foran, og velg Prøv igjen.
hindrance-customer-gone = Den fiktive kunden { $number } finnes ikke lenger. Be leverandøren bestille en ny fiktiv kunde.
hindrance-no-scope = Det er ikke valgt noe scope. Be avsenderen bestille på nytt, så velges det ved godkjenningen.
hindrance-self-service-missing = Bestillingen ble godkjent med tildeling i et annet miljø, og det er ikke satt opp nå. Be driften sette FULLMAKT_SELF_SERVICE_URL og innstillingene som hører til, og velg Prøv igjen.
hindrance-elsewhere-ill = Det andre miljøet svarer ikke som det skal ({ $detail }).
hindrance-elsewhere-refused = Det andre miljøet sier nei: { $detail }. Rett det der, og velg Prøv igjen.
hindrance-changed = Saken ble endret mens steget pågikk.
hindrance-database = Databasen svarte ikke som den skal.
hindrance-other = Noe uventet stoppet steget: { $detail }. Gir det seg ikke, må driften se på det.
hindrance-tried-again = Vi prøver igjen av oss selv.
hindrance-try-again = Velg Prøv igjen.
