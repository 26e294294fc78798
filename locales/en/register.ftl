# Texts of register/: what the API says when it does not answer

register-token-missing = A token is missing. Send it in the header Authorization: Bearer TOKEN.
register-token-expired = The token has expired. Fetch a new one.
register-token-issuer = The token was issued by somebody else. Fetch it from this environment's token endpoint.
register-token-invalid = The token is not valid. Send the access_token of the answer unchanged.
register-no-scope = The token has no scope that opens this API. Ask for one of the scopes that begin with brreg:reelle/.
register-malformed-number = The organisation number must be exactly nine digits, and the last digit must fit the others.
register-not-subject = The organisation is not subject to registration in the register of beneficial owners.
register-no-such-path = There is no such path in the register's API.
register-wrong-method = The path does not take this method. The header Allow lists those it takes.
register-unavailable = The register cannot answer just now. Try again in a moment.
