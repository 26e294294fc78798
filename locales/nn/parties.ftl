# Texts of parties/

open-register-api-title = Det opne API-et til Einingsregisteret
open-register-api-lead = Organisasjonane i dette testmiljøet, slik Einingsregisteret svarar. Alle adressene ligg under { $address }.
open-register-api-access = Ingen treng token.
