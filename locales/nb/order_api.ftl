# Texts of the order API: faults that only a program can make, and the page that documents it

order-fault-not-true-or-false = Her skal det stå true eller false.
order-fault-not-an-object = Her skal det stå et objekt med medlemmer.
order-fault-language-unknown = Språket er nb, nn eller en.

order-api-title = API for bestillinger
order-api-lead = Programmer bestiller og følger saker med JSON. Alle adressene ligger under { $address }.
order-api-key = En API-nøkkel lager du på siden til en sak. Send den i headeren Authorization.
