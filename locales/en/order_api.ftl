# Texts of the order API: faults that only a program can make, and the page that documents it

order-fault-not-true-or-false = true or false is expected here.
order-fault-not-an-object = An object with members is expected here.
order-fault-language-unknown = The language is nb, nn or en.

order-api-title = API for orders
order-api-lead = Programs order and follow cases with JSON. All addresses are below { $address }.
order-api-key = You make an API key on the page of a case. Send it in the header Authorization.
