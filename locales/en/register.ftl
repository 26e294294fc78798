# Texts of register/: what the API says when it does not answer

register-token-missing = A token is missing. Send it in the header Authorization: Bearer TOKEN.
register-token-repeated = The header Authorization was sent more than once. Send it once.
register-token-expired = The token has expired. Fetch a new one.
register-token-issuer = The token was issued by somebody else. Fetch it from this environment's token endpoint.
register-token-invalid = The token is not valid. Send the access_token of the answer unchanged.
register-no-scope = The token has no scope that opens this API. Ask for one of the scopes that begin with brreg:reelle/.
register-malformed-number = The organisation number must be exactly nine digits, and the last digit must fit the others.
register-not-subject = The organisation is not subject to registration in the register of beneficial owners.
register-no-such-path = There is no such path in the register's API.
register-wrong-method = The path does not take this method. The header Allow lists those it takes.
register-unavailable = The register cannot answer just now. Try again in a moment.
register-other-scope = The scope does not open this. Search by person and the whole register are for brreg:reelle/offentlig alone.
register-malformed-person = foedselsnummer must be an identity number or D-number of eleven digits with fitting check digits.
register-real-person = The number may be that of a real person. This test environment takes synthetic numbers alone: their month is 80 higher, as in Tenor of the Tax Administration. The number was not stored.
register-parameter-missing = The parameter { $name } is missing.
register-parameter-missing-others = The parameter { $name } is missing. What was sent is unknown to this API: { $others }.
register-parameter-repeated = The parameter { $name } must stand once.
register-malformed-instant = tidspunkt must be a day (2026-11-01) or an instant (2026-11-01T09:00:00Z). Without a time zone it is Norwegian time. A plus sign is written %2B in an address.
register-instant-to-come = tidspunkt cannot be later than now. By this environment's clock it is { $now }.
register-other-sequence = sekvensnummer must be a whole number from 0 to { $last }, which is the last one of the change log. Use the id of the last event that you have read, or the answer of sekvensnummer.
register-other-count = antall must be a whole number from 1 to { $most }.
register-other-format = format must be json.
register-out-of-range = The header Range asks for what the file does not have. It is { $length } bytes long.
register-not-built-yet = The whole register is being made for the first time. Try again in a while.
