# Texts of register/: what the API says when it does not answer

register-token-missing = Det mangler et token. Send det i headeren Authorization: Bearer TOKEN.
register-token-repeated = Headeren Authorization ble sendt flere ganger. Send den én gang.
register-token-expired = Tokenet er utløpt. Hent et nytt.
register-token-issuer = Tokenet er utstedt av en annen. Hent det fra dette miljøets token-endepunkt.
register-token-invalid = Tokenet er ikke gyldig. Send access_token fra svaret uendret.
register-no-scope = Tokenet har ikke et scope som gir tilgang til dette API-et. Be om ett av scopene som begynner med brreg:reelle/.
register-malformed-number = Organisasjonsnummeret må være nøyaktig ni sifre, og siste siffer må stemme med de andre.
register-not-subject = Virksomheten er ikke registreringspliktig i Register over reelle rettighetshavere.
register-no-such-path = Adressen finnes ikke i registerets API.
register-wrong-method = Adressen tar ikke imot denne metoden. Headeren Allow viser hvilke den tar imot.
register-unavailable = Registeret kan ikke svare akkurat nå. Prøv igjen om litt.
register-other-scope = Scopet åpner ikke dette. Søk på person og totalbestand er bare for brreg:reelle/offentlig.
register-malformed-person = foedselsnummer må være et fødselsnummer eller D-nummer med elleve siffer og rette kontrollsiffer.
register-real-person = Tallet kan være et virkelig fødselsnummer. Testmiljøet tar bare imot syntetiske numre: måneden er 80 høyere, som hos Skatteetatens Tenor. Tallet er ikke lagret.
register-parameter-missing = Parameteren { $name } mangler.
register-parameter-missing-others = Parameteren { $name } mangler. Det som ble sendt, kjenner API-et ikke: { $others }.
register-parameter-repeated = Parameteren { $name } skal stå én gang.
register-malformed-instant = tidspunkt må være en dag (2026-11-01), eller et tidspunkt (2026-11-01T09:00:00Z). Uten tidssone gjelder norsk tid. Et plusstegn skrives %2B i en adresse.
register-instant-to-come = tidspunkt kan ikke være senere enn nå. Etter miljøets klokke er det nå { $now }.
register-other-sequence = sekvensnummer må være et helt tall fra 0 til { $last }, som er det siste i endringsloggen. Bruk id fra den siste hendelsen du har lest, eller svaret fra sekvensnummer.
register-other-count = antall må være et helt tall fra 1 til { $most }.
register-other-format = format må være json.
register-out-of-range = Headeren Range ber om noe som filen ikke har. Den er { $length } byte lang.
register-not-built-yet = Totalbestanden lages for første gang nå. Prøv igjen om litt.
