# Texts of the order API: faults that only a program can make, and the page that documents it

order-fault-not-true-or-false = Her skal det stå true eller false.
order-fault-not-an-object = Her skal det stå eit objekt med medlemmer.
order-fault-language-unknown = Språket er nb, nn eller en.

order-api-title = API for bestillingar
order-api-lead = Program bestiller og følgjer saker med JSON. Alle adressene ligg under { $address }.
order-api-key = Ein API-nøkkel lagar du på sida til ei sak. Send han i headeren Authorization.
