# Texts of register/: what the API says when it does not answer

register-token-missing = Det manglar eit token. Send det i headeren Authorization: Bearer TOKEN.
register-token-repeated = Headeren Authorization vart send fleire gonger. Send han éin gong.
register-token-expired = Tokenet har gått ut. Hent eit nytt.
register-token-issuer = Tokenet er utferda av nokon annan. Hent det frå token-endepunktet til dette miljøet.
register-token-invalid = Tokenet er ikkje gyldig. Send access_token frå svaret uendra.
register-no-scope = Tokenet har ikkje eit scope som gir tilgang til dette API-et. Be om eitt av scopa som byrjar med brreg:reelle/.
register-malformed-number = Organisasjonsnummeret må vere nøyaktig ni siffer, og siste siffer må stemme med dei andre.
register-not-subject = Verksemda er ikkje registreringspliktig i Register over reelle rettshavarar.
register-no-such-path = Adressa finst ikkje i API-et til registeret.
register-wrong-method = Adressa tek ikkje imot denne metoden. Headeren Allow viser kva for nokre ho tek imot.
register-unavailable = Registeret kan ikkje svare akkurat no. Prøv igjen om litt.
register-other-scope = Scopet opnar ikkje dette. Søk på person og totalbestand er berre for brreg:reelle/offentlig.
register-malformed-person = foedselsnummer må vere eit fødselsnummer eller D-nummer med elleve siffer og rette kontrollsiffer.
register-real-person = Talet kan vere eit verkeleg fødselsnummer. Testmiljøet tek berre imot syntetiske nummer: månaden er 80 høgare, som hos Tenor i Skatteetaten. Talet er ikkje lagra.
register-parameter-missing = Parameteren { $name } manglar.
register-parameter-missing-others = Parameteren { $name } manglar. Det som vart sendt, kjenner API-et ikkje: { $others }.
register-parameter-repeated = Parameteren { $name } skal stå éin gong.
register-malformed-instant = tidspunkt må vere ein dag (2026-11-01), eller eit tidspunkt (2026-11-01T09:00:00Z). Utan tidssone gjeld norsk tid. Eit plussteikn skriv du %2B i ei adresse.
register-instant-to-come = tidspunkt kan ikkje vere seinare enn no. Etter klokka i miljøet er det no { $now }.
register-other-sequence = sekvensnummer må vere eit heilt tal frå 0 til { $last }, som er det siste i endringsloggen. Bruk id frå den siste hendinga du har lese, eller svaret frå sekvensnummer.
register-other-count = antall må vere eit heilt tal frå 1 til { $most }.
register-other-format = format må vere json.
register-out-of-range = Headeren Range ber om noko som fila ikkje har. Ho er { $length } byte lang.
register-not-built-yet = Totalbestanden blir laga for første gong no. Prøv igjen om litt.
