# Texts of parties/

open-register-api-title = Enhetsregisteret's open API
open-register-api-lead = The organisations of this test environment, as Enhetsregisteret answers. All addresses are below { $address }.
open-register-api-access = Nobody needs a token.
