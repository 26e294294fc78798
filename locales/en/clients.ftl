# Texts of clients/

client-closed-heading = Clients belong to the contact
client-closed-person = You are logged in as a fictional person, who can delegate but not manage clients.
client-closed-text = The organisation's contact makes clients, and manages their keys and scopes.
client-closed-link = The contact comes in by the link in the e-mail about the order. If it is lost or has expired:
client-closed-order = An organisation from a world file has no contact until somebody orders for it:
client-closed-login = A case handler can read the page, and logs in here:
client-closed-handler = A case handler can read the page. Log in with the one-time link that the service prints when it starts, and open the page again.
client-closed-operator = The operator of the service does the same on the command line:

client-not-a-party-heading = The organisation has not been imported yet
client-not-a-party-text = A real organisation comes into the test environment when its order is approved. The client was not made. See how far the case has come, and try again when it is done.
client-not-a-party-next = See the case

client-list-title = Clients
client-list-intro = A client is your program that fetches tokens. These are the clients of organisation { $organisation }.
client-list-empty = The organisation has no clients yet. Make one, give it a key, and it can ask for tokens.
client-new-link = Make a client
client-back = All clients
client-read-only = You see the client as a case handler. The organisation's contact changes it here, and the organisation itself through the self-service API.
client-scopes-empty = The client has no scopes.

client-name = Name
client-name-help = A name you will recognise, for example that of the system.
client-description = Description (optional)
client-organisation = Organisation
client-created = Made
client-state = State
client-active = In use
client-stopped = Stopped
client-token-address = Token address
client-audience = Value of aud
client-scopes = Scopes
client-keys = Keys

client-keys-none-short = No key
client-keys-over-short = The key has expired
client-keys-never-short = The key cannot be used
client-keys-soon-short = Expires { $day }

client-new-title = Make a client
client-new-intro = Give the client a name and choose what it may ask for. You add the key in the next step.
client-new-button = Make the client

client-scopes-legend = What the client may ask for
client-scopes-help = A vendor chooses the same scope as its customer was granted. One scope at a time is enough for most.
client-scopes-none = There are no scopes that the organisation can choose.
client-scopes-save = Save scopes
client-scope-granted = The organisation has been granted it.
client-scope-open = Open to every organisation.
client-scope-delegable = Can be used once a customer has delegated to the organisation.
client-scope-lost = The organisation no longer has access. If you remove the scope, you cannot choose it again without a new grant.
client-scope-closed = The owner has closed the scope, and no tokens are issued with it. If you remove it, you cannot choose it again before the owner opens it.
client-scope-closed-own = Your organisation has closed the scope, and no tokens are issued with it. If you remove it, you cannot choose it again before your organisation opens it.
client-scope-other-kind = The scope is for another type of client. If you remove it, you cannot choose it again.

client-meanwhile-heading = The scopes have changed since you opened the page
client-meanwhile-text = Somebody saved other scopes while the page was open. What you chose has not been saved yet, but put together with those changes. Look through the list, and save again.
client-meanwhile-added = Added: { $scopes }
client-meanwhile-removed = Removed: { $scopes }
client-meanwhile-go = Look through the scopes

client-keys-none = The client has no key. Without a key it cannot ask for tokens.
client-keys-table = The client's keys
client-key-created = Added
client-key-end = Expires
client-key-remove = Remove
client-key-state-soon = Expires soon
client-key-state-over = Expired
client-key-state-never = Cannot be used
client-key-state-early = Cannot be used yet
client-key-certificate = The key is locked to a certificate for { $organisation }, which lasts until { $end }.
client-key-certificate-ends = That is when the certificate expires. The key is locked to it, and it was issued to { $organisation }.
client-key-certificate-early = The key is locked to a certificate for { $organisation }, which is valid from { $start }. Until then every request is refused.
client-key-certificate-other = The key is locked to a certificate for { $organisation }, but the client belongs to another organisation. Every request is refused. Remove the key, and register it without x5c or with a certificate for your organisation.
client-key-refused-with = What { $code } means
client-key-add = Add a key
client-key-make = Make a key pair here
client-key-make-help = The browser can make the key pair for you. The private key stays with you and is never sent here.
client-key-making = Making the key pair …
client-key-made = The key pair is made. Keep the private key below, then save the public one.
client-key-make-failed = The browser could not make the key pair. Make it on your own machine and paste the public key.
client-key-public = Public key
client-key-public-help = Paste a public RSA key of at least 2048 bits, as a JWK or as PEM (BEGIN PUBLIC KEY). Without a kid the key is named after its content. It lasts one year.
client-key-save = Save the key
client-key-private-heading = Your private key
client-key-private-text = It is shown only now and is not stored here. Download or copy it before you go on, and put it where your program finds it.
client-key-download = Download the private key
client-key-full = The client has five keys and can have no more. Remove one to add another.

client-use-heading = Take the client out of use
client-stop-text = A stopped client gets no tokens. Its keys and scopes stay, and you can take it into use again.
client-stop = Stop the client
client-start-text = The client is stopped and gets no tokens. When it is taken into use again, the keys and scopes it has apply.
client-start = Take the client into use again

client-done-created = The client has been made. Add a key, and it can ask for tokens.
client-done-key = The key has been saved.
client-done-key-useless = The key has been saved, but does not work now. The list of keys says why.
client-done-key-removed = The key has been removed.
client-done-scopes = The scopes have been saved.
client-done-stopped = The client has been stopped.
client-done-started = The client is in use again.

client-faults-heading = Something must be put right before it can be saved
client-fault-missing = Enter a name.
client-fault-too-long = The text is too long. Use at most { $limit } characters.
client-fault-control = The text has characters that do not show. Type it again.
client-fault-real-person = The text holds what looks like a real national identity number. Use made-up information only.
client-fault-too-many-scopes = A client can have at most 100 scopes.
client-fault-scope-unknown = There is no scope { $scope }. Choose among those in the list.
client-fault-scope-inactive = The scope { $scope } is not in use at present. Choose another.
client-fault-scope-not-granted = The organisation has not been granted { $scope }. Order access, or choose a scope that a customer can delegate to you.
client-fault-scope-other = The scope { $scope } is for another type of client.

client-key-missing = Paste a public key, or make a key pair first.
client-key-private = This is a private key. It has not been stored, but regard it as known to others: make a new key pair, and paste only the public key.
client-key-too-small = The key has { $bits } bits. Make one of at least 2048 bits.
client-key-not-rsa = The key is not an RSA key. Make an RSA key of at least 2048 bits.
client-key-use = The key is not for signatures. Set “use” to “sig”.
client-key-alg = The key is for another algorithm. Set “alg” to RS256, RS384 or RS512.
client-key-kid = The key's name (kid) can only have the letters a–z, digits and the characters . _ and -. You can also leave it out.
client-key-over = By its own “exp” the key has expired. Leave “exp” out, and it lasts one year.
client-key-too-many = The client has five keys already. Remove one first.
client-key-unreadable = This cannot be read as a public key. Paste the whole key, from “-----BEGIN PUBLIC KEY-----” to “-----END PUBLIC KEY-----”, or a JWK with kty, n and e.
client-key-weak = The numbers in the key are not an RSA key: anybody can compute its private half. Make a new key pair.

scope-about-brreg-reelle-offentlig = Beneficial owners for public authorities
scope-about-brreg-reelle-rapporteringspliktig = Beneficial owners for obliged entities
scope-about-brreg-reelle-rapporteringspliktig-begrenset = Beneficial owners for obliged entities, limited
scope-about-brreg-reelle-media = Beneficial owners for the media
scope-about-brreg-reelle-sivilsamfunnsorganisasjon = Beneficial owners for civil society organisations
scope-about-brreg-reelle-hoeyereutdanningsinstitusjon = Beneficial owners for higher education institutions
scope-about-idporten-dcr-read = Read clients and keys of one's own organisation
scope-about-idporten-dcr-modify = Change clients and keys of one's own organisation
scope-about-idporten-dcr-write = Make, change and deactivate clients of one's own organisation
scope-about-idporten-scopes-read = Read scopes and grants
scope-about-idporten-scopes-write = Grant and withdraw access to one's own scopes
scope-about-altinn-maskinporten-delegations = Look up delegations of one's own scopes
scope-about-altinn-maskinporten-delegations-admin = Look up all delegations
scope-about-altinn-resourceregistry-resource-write = Make and change one's own resources in the resource registry
scope-about-altinn-resourceregistry-resource-admin = Make and change all resources in the resource registry

client-refused-heading = Latest refused requests
client-refused-none = No request of the client was refused in the last 30 days.
client-refused-meaning = What was wrong
client-refused-all = Search all refused requests of the client

client-api-title = Self-service API
client-api-lead = Programs register clients and keys, make scopes and give access to them. All addresses stand both with and without { $address } in front.
client-api-token = The program fetches an access token from /token with one of the scopes that each operation names, and sends it in the header Authorization.
client-api-link = Programs do the same with the self-service API.
