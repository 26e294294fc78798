# Texts of delegation/: logging in as a fictional person, and the portal

portal-login-title = Log in as a fictional person
portal-login-lead = Enter the fictional identity number from the confirmation of your order.
portal-login-button = Log in
portal-login-no-number-heading = No fictional identity number yet?
portal-login-no-number = The fictional person is made when an order is approved, and the number is sent by e-mail.
portal-login-order = Go to ordering
portal-faults = Something must be corrected before you can go on
portal-number = Identity number
portal-number-help = Eleven digits. In fictional numbers 80 is added to the month. Never use the number of a real person.
portal-number-missing = Enter the fictional identity number. It has eleven digits.
portal-number-not-digits = An identity number has eleven digits and no other characters. Leave out letters and hyphens.
portal-number-wrong-length = { $count ->
    [one] An identity number has eleven digits, and this has one. Enter the whole number.
   *[other] An identity number has eleven digits, and this has { $count }. Check that all of them are there.
}
portal-number-wrong-date = The first six digits are not a date. Check whether some digits have changed places.
portal-number-wrong-check-digit = The last two digits do not fit the others. Check whether a digit is mistyped.
portal-number-real-person = This may be the number of a real person. We have not stored it. Use the fictional number from the confirmation, which has 80 added to the month.
portal-number-other-series = This test number belongs to another series. Use a number with 80 added to the month.
portal-number-unknown = No fictional person in this environment has this number. Check the confirmation you received by e-mail.
portal-code = Access code
portal-code-help = You get the code of this environment from those who run it.
portal-code-missing = Enter the environment’s access code. You get it from those who run the environment.
portal-code-wrong = The access code is not right. Check upper and lower case, or ask those who run the environment.

portal-choose-title = Choose whom to act for
portal-choose-lead = You give and remove delegations on behalf of an organisation, not as yourself.
portal-choose-first = Choose an organisation first. Delegations belong to the organisation, so there is nothing to see before you have chosen.
portal-choose-asked = { $name } ({ $number }) asks for the delegation { $title }. Choose the organisation that is to give it.
portal-choose-asked-any = { $name } ({ $number }) asks for a delegation. Choose the organisation that is to give it.
portal-choose-none = This person has no role in any organisation now. Log in as another fictional person, or order a new customer.
portal-choose-button = Choose
portal-choose-current = You are acting for this one now.
portal-choose-may-not = Your role does not let you administer delegations for this organisation. It takes the access package Maskinporten administrator.
portal-role-dagl = Managing director
portal-role-lede = Chair of the board
portal-role-innh = Sole proprietor
portal-role-dtso = Partner with joint liability
portal-role-dtpr = Partner with proportionate liability
portal-role-komp = General partner
portal-role-best = Managing shipowner
portal-role-bobe = Administrator of the estate
portal-role-knuf = Contact of a foreign enterprise
portal-role-repr = Norwegian representative of a foreign entity
portal-role-hadm = Main administrator
portal-role-apiadm = Programming interface (API)
portal-role-admai = Access manager
portal-role-apiadmnuf = Programming interface for foreign branches (API)
portal-role-kemn = Contact of an administrative unit
portal-role-eikm = Owner municipality
portal-role-ffor = Business manager
portal-role-kdeb = Bankruptcy debtor
portal-role-komk = Contact in a municipality
portal-role-kont = Contact
portal-role-medl = Board member
portal-role-nest = Deputy chair
portal-role-obs = Observer
portal-role-regn = Accountant
portal-role-revi = Auditor
portal-role-vara = Deputy member
portal-role-maskinporten-administrator = Maskinporten administrator
portal-role-maskinporten-scopes = Delegable Maskinporten scopes
portal-role-maskinporten-scopes-nuf = Delegable Maskinporten scopes for foreign branches

portal-acting-for = You are acting for
portal-change = Change organisation
portal-tabs = Suppliers and consumers
portal-suppliers = Suppliers
portal-consumers = Consumers
portal-heading = Maskinporten administration for { $name }
portal-suppliers-lead = Organisations that have received a delegation from { $name }.
portal-suppliers-none = No suppliers found. Add the one that will fetch data on the organisation’s behalf.
portal-suppliers-note = The organisation must itself have been granted the access before the supplier can use the delegation. Grant and delegation may come in either order. Whoever delegates needs the access package Maskinporten administrator and one of the area Integrations, such as Delegable Maskinporten scopes.
portal-orgnr = Organisation number
portal-orgnr-short = Org. no.
portal-form = Organisation form
portal-subunit-of = Subunit of { $name }
portal-subunit = Subunit
portal-tag-deleted = Deleted
portal-tag-bankrupt = Bankrupt
portal-holds = { $count ->
    [one] Delegation of 1 API
   *[other] Delegation of { $count } APIs
}
portal-holds-none = No delegations now.
portal-holds-none-yet = No delegations have been added yet.
portal-lacks-package = You can see and remove delegations here. To give them you also need an access package of the area Integrations, such as Delegable Maskinporten scopes, which does not come with your role.
portal-partner-search = Search for an organisation
portal-partner-search-help = Search by name or organisation number.
portal-partner-found = { $count ->
    [0] No organisation fits the search. Try fewer or shorter words.
    [one] One organisation
   *[other] { $count } organisations
}
portal-partner-all = Show all
portal-partner-pages = More pages of organisations
portal-former-suppliers = Former suppliers ({ $count })
portal-former-consumers = Former consumers ({ $count })
portal-former-until = The last delegation ended on { $at }
portal-former-pages = More pages of former organisations
portal-former-supplier = { $name } is no longer a supplier of { $consumer } and holds no delegations. The history is below.
portal-former-consumer = { $consumer } no longer has { $name } as a supplier. The history is below. Only { $consumer } can delegate again.
portal-former-add = Add again
portal-cancel = Cancel

portal-add-supplier = Add supplier
portal-add-lead = A supplier is the organisation that makes or runs the system and will use the access on your behalf.
portal-add-button = Add organisation
portal-orgnr-help = Nine digits. Spaces do no harm.
portal-orgnr-find = Find organisation
portal-orgnr-missing = Enter the supplier’s organisation number. It has nine digits.
portal-orgnr-not-digits = An organisation number has digits only. Enter nine digits and nothing else.
portal-orgnr-wrong-length = { $count ->
    [one] An organisation number has nine digits, and this has one. Enter the whole number.
   *[other] An organisation number has nine digits, and this has { $count }. Check that all of them are there.
}
portal-orgnr-wrong-check-digit = The last digit does not fit the others. Check whether a digit is mistyped.
portal-orgnr-real-person = This may be the identity number of a person. It does not belong here, and was not kept. Type the supplier's organisation number: nine digits.
portal-orgnr-own = This is the number of the organisation you are acting for. Enter the supplier’s number.
portal-orgnr-not-found = No organisation in this environment has this number.
portal-orgnr-order-first = The supplier must be imported into the test environment through an order before it can receive a delegation.

portal-give = Give delegation
portal-withdraw = Remove delegation
portal-remove-supplier = Remove supplier
portal-back-to-suppliers = Back to the suppliers
portal-back-to-consumers = Back to the consumers
portal-back-to-search = Back to the search
portal-back-to = Back to { $name }
portal-scope = Scope
portal-given-at = Given
portal-next-heading = What happens now?
portal-next-text = { $name } can now fetch a token from this environment’s Maskinporten. The request carries these values:
portal-next-waits = Everything that is to be done here is done. { $name } can fetch a token once it has a client with the scope and a key. The request carries these values:

portal-find-heading = Which APIs do you want to delegate to { $name }?
portal-search = Search for an API
portal-search-help = Search by name, description, owner, identifier or scope.
portal-search-button = Search
portal-found = { $count ->
    [one] One API
   *[other] { $count } APIs
}
portal-found-none = No API fits the search. Try fewer or shorter words.
portal-scope-count = { $count ->
    [one] one scope
   *[other] { $count } scopes
}
portal-tag-given = Delegated
portal-tag-granted = Fits what the organisation was granted
portal-owner = Owner
portal-owner-all = All owners
portal-pages = More pages of results
portal-page-before = Previous page
portal-page-after = Next page
portal-identifier = Identifier
portal-scopes = { $count ->
    [one] Scope
   *[other] Scopes
}
portal-warning-heading = { $count ->
    [one] { $name } has not been granted this scope
   *[other] { $name } has not been granted these { $count } scopes
}
portal-warning-text = You can delegate it all the same, but { $name } is refused a token (MP-250) until the grant is there.
portal-not-granted = { $name } has not been granted { $scope }. The supplier is refused a token (MP-250).
portal-fitting = The organisation was granted { $scope }. The scheme that fits is
portal-granted-to-main-unit = The main unit { $unit } was granted { $scope }. A grant counts only for the number it was given to.
portal-granted-to-subunit = The subunit { $unit } was granted { $scope }. A grant counts only for the number it was given to.
portal-act-for = Act for { $unit } and give the delegation from there
portal-has-already = { $name } holds this delegation already.
portal-give-lasts = The delegation lasts until one of you removes it, and { $name } cannot pass it on.
portal-cannot-give = You cannot delegate this service. Its owner has decided that the access cannot be passed on.
portal-cannot-give-needs = You cannot delegate this service. It takes { $needed }, which does not come with your roles in { $name }.
portal-cannot-give-yet = You cannot delegate this service. Its owner has not said yet who may.
portal-needs-package = the access package { $package }
portal-needs-role = the role { $role }
portal-needs-either = { $one } or { $other }

portal-withdraw-heading = Remove the delegation to { $name }?
portal-withdraw-consequence = { $name } can no longer fetch tokens on behalf of { $consumer } with this. New requests are refused (MP-251) within a second.
portal-remove-heading = Remove { $name } as a supplier?
portal-remove-nothing = { $name } holds no delegations from the organisation now. You can add the supplier again at any time.

portal-consumers-heading = Consumers of { $name }
portal-consumers-lead = Organisations that have given a delegation to { $name }.
portal-consumers-none = No consumers found. It is the customer who delegates, logged in with its fictional person.
portal-consumers-own-person = Are you to delegate yourselves, as the fictional customer? Log in with the fictional identity number in the confirmation of the order.
portal-consumers-log-in = Log in as the fictional person
portal-contact-note = You see this as a contact of the organisation. You can give a delegation back, but only the customer can give it.
portal-received = { $count ->
    [one] Has delegated 1 API
   *[other] Has delegated { $count } APIs
}
portal-received-none = { $name } has no delegations here now. The history says when and why they were removed.
portal-received-none-yet = { $name } has added you as a supplier but not given any delegation yet.
portal-give-back = Give delegation back
portal-give-back-heading = Give the delegation back to { $name }?
portal-give-back-again = Only { $name } can give the delegation again.

portal-notice-given = { $name } can now act on your behalf with { $title }.
portal-notice-was-given = { $name } already held { $title }. Nothing was changed.
portal-notice-withdrawn = The delegation of { $title } has been removed from { $name }.
portal-notice-given-back = The delegation of { $title } has been given back to { $name }.
portal-notice-added = { $name } has been added as a supplier. Give it the delegations it needs.
portal-notice-removed = { $name } has been removed as a supplier.

# What stops somebody: a heading, why, and the next step

portal-not-allowed-heading = You cannot administer delegations for this organisation
portal-not-allowed-text = It takes the access package Maskinporten administrator, which comes with roles such as managing director, chair of the board, sole proprietor and main administrator in the organisation. The person you are logged in as has no such role here now.
portal-not-allowed-next = Choose another organisation
portal-not-given-heading = This delegation is not given
portal-not-given-text = There is nothing to remove. The delegation may have been removed already, or never given. Nothing was changed.
portal-not-given-next = Back to the delegations
portal-right-not-held-heading = Your role does not let you give this delegation
portal-right-not-held-text = You can see and remove delegations but not give them. That takes an access package of the area Integrations as well, such as Delegable Maskinporten scopes, which does not come with your role. A managing director or main administrator can do it.
portal-right-not-held-next = Back to the suppliers
portal-consumer-unknown-heading = The organisation is not in this environment
portal-consumer-unknown-text = The organisation you are acting for is no longer in the test environment. Nothing was changed.
portal-consumer-unknown-next = Choose an organisation
portal-supplier-unknown-heading = The supplier is not in this environment
portal-supplier-unknown-text = An organisation is imported into the test environment through an order, and after that it can receive delegations. Nothing was changed.
portal-supplier-unknown-next = Go to ordering
portal-supplier-is-self-heading = An organisation cannot delegate to itself
portal-supplier-is-self-text = The supplier must be an organisation other than the one you are acting for. Nothing was changed.
portal-supplier-is-self-next = Back to the suppliers
portal-other-organisation-heading = The page was about another organisation than the one you act for now
portal-other-organisation-text = You have chosen another organisation since the page was opened, perhaps in another tab. Nothing was changed.
portal-other-organisation-next = Choose the organisation and begin anew
portal-scheme-unknown-heading = There is no such API
portal-scheme-unknown-text = Nothing in this environment has this identifier. Search for it again. Nothing was changed.
portal-scheme-unknown-next = Back to the suppliers
portal-scheme-not-delegable-heading = You cannot delegate this service
portal-scheme-not-delegable-text = Its owner has decided that the access cannot be passed on. Nothing was changed.
portal-scheme-not-delegable-next = Back to the suppliers
portal-supplier-not-added-heading = The supplier has not been added
portal-supplier-not-added-text = Add the organisation as a supplier first. After that you can delegate to it.
portal-supplier-not-added-next = Add supplier
portal-supplier-has-delegations-heading = The supplier holds delegations
portal-supplier-has-delegations-text = Remove the delegations first, or remove the supplier together with them. Nothing was changed.
portal-supplier-has-delegations-next = Back to the suppliers

portal-too-many-logins-heading = You have tried too many times
portal-too-many-logins-text = There have been more logins from your address than we accept in a minute.
portal-too-many-logins-next = Wait a minute and log in again
portal-too-many-lookups-heading = You have looked up too many numbers
portal-too-many-lookups-text = You have looked up so many organisation numbers that are nobody's that look-ups are closed to you for an hour.
portal-too-many-lookups-next = Wait an hour, or order the import of the supplier if it is not here

# What a pair of consumer and supplier is told: the path, the history, what stops; and the link a vendor sends

portal-road = The road to a token
portal-path-delegation = Choose an API to delegate
portal-path-order = Order it, unless that is done
portal-path-act-for = Act for { $unit }, which was granted the scope
portal-path-acts-for = The customer must act for { $unit }, which was granted the scope
portal-path-ask-owner = Ask { $owner } to grant the scope to { $name }, unless that is done
portal-path-client = Make a client
portal-path-scope = Put the scope on a client
portal-path-contacts = Your contact does it, with the link from the e-mail
portal-path-key = Add a key
portal-path-token = Fetch a token
portal-history = History
portal-deed = { $at } by { $who }
portal-by-program = a program with the API
portal-by-handler = a case handler
portal-by-operator = the operator of the environment
portal-by-environment = the environment itself
portal-ended-at = Removed
portal-because-consumer-deleted = { $at }, because { $consumer } was deleted
portal-because-consumer-merged = { $at }, because { $consumer } was merged into { $into }
portal-because-consumer-bankrupt = { $at }, because { $consumer } went bankrupt
portal-because-supplier-deleted = { $at }, because { $supplier } was deleted
portal-because-supplier-merged = { $at }, because { $supplier } was merged into { $into }
portal-gone = { $name } was deleted on { $at }, and neither gives nor receives delegations.
portal-gone-merged = { $name } was merged into { $into } on { $at }, and neither gives nor receives delegations.
portal-bankrupt = { $name } went bankrupt on { $at }. Only the administrator of the estate acts for it.
portal-orgnr-gone = { $name } was deleted on { $at } and cannot receive delegations.
portal-organisation-gone-heading = The organisation is deleted
portal-organisation-gone-text = A deleted organisation neither gives nor receives delegations. Nothing was changed.
portal-organisation-gone-next = Back to the suppliers
portal-withdraw-not-again = The owner no longer lets this delegation be given. If you remove it, you cannot give it again.
portal-closed-scheme = The owner no longer lets this delegation be given. One that was given holds until it is removed.
portal-closed-scope = The owner has closed { $scope }. Nobody gets a token with it until it is opened again.
portal-scheme-deprecated = The owner has said that the scheme is deprecated. It can still be given, but the search no longer shows it. Ask the supplier whether a newer scheme is to be used.
portal-tokens-heading = Tokens
portal-tokens = { $count ->
    [0] No token has been fetched with the delegation.
    [one] One token has been fetched with the delegation, { $latest }.
   *[other] { $count } tokens have been fetched with the delegation, the last { $latest }.
}
portal-tokens-of-several = { $count ->
    [0] No token has been fetched with the delegations.
    [one] One token has been fetched with the delegations, { $latest }.
   *[other] { $count } tokens have been fetched with the delegations, the last { $latest }.
}
portal-stop-not = The scope { $scope } goes on working, since { $title } holds it too.
portal-stop-not-granted = The scope { $scope } does not work here now either: { $consumer } has not been granted it, and new requests are refused (MP-250) before and after.
portal-stop-closed = The scope { $scope } does not work here now either: its owner has closed it.
portal-stop-clients = { $count ->
    [0] No client of { $name } uses the scope { $scope } yet.
    [one] One client of { $name } uses the scope { $scope } and stops working here.
   *[other] { $count } clients of { $name } use the scope { $scope } and stop working here.
}
portal-stop-live = { $count ->
    [one] One token that has been fetched already works until it expires { $until }.
   *[other] { $count } tokens that have been fetched already work until they expire, the last { $until }.
}
portal-withdraw-again = You can give the delegation again at any time.
portal-remove-all = All delegations above are removed too.
portal-remove-consumer = Remove consumer
portal-remove-consumer-heading = Remove { $name } as a consumer?
portal-remove-consumer-nothing = { $name } has no delegations here now. Only { $name } can add you as a supplier again.
portal-notice-consumer-removed = { $name } has been removed as a consumer.
portal-meant = The titles are almost the same. You probably meant this one:
portal-alike = Not to be confused with these, which have almost the same name
portal-sister-unused = None of your clients can use this delegation. They ask for { $scope }, and are refused a token (MP-251) as long as the customer has not delegated that.
portal-sister-neither = None of your clients can use this delegation. They ask for { $scope }, and are refused a token (MP-250) as long as { $name } has not been granted it. The delegation of it is missing too.
portal-sister-client-lacks = None of your clients has { $scope }, which { $name } was granted and has delegated. Put the scope on a client, and ask for a token with it.
portal-sister-not-granted = { $name } has not been granted { $scope }. You are refused a token (MP-250).
portal-sister-meant = The titles are almost the same. The customer probably meant this one. Make a link for the customer to follow:
portal-sister-fitting = Make a link for the customer to follow to the scheme for { $scope }:
portal-to-whom = Supplier
portal-link-adds = { $name } is added as a supplier at the same time.
portal-ask-heading = Ask a customer for a delegation
portal-ask-text = Choose what you need and send the link to the customer. It opens the portal with supplier and API chosen.
portal-ask-scheme = API
portal-ask-button = Make the link
portal-ask-made = Send this link to ask for { $title }:
portal-link-broken-heading = The link is not whole
portal-link-broken-text = It needs the supplier’s organisation number, as in /fullmakt/gi?leverandor=310000019&skjema=brreg-reelle-media. Ask the supplier to send it again. Nothing was changed.
portal-link-broken-next = To the suppliers
