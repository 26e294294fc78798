# Texts of parties/

open-register-api-title = Enhetsregisterets åpne API
open-register-api-lead = Organisasjonene i dette testmiljøet, slik Enhetsregisteret svarer. Alle adressene ligger under { $address }.
open-register-api-access = Ingen trenger token.
