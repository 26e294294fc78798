# The checks of an order

check-verdict-green = In order
check-verdict-doubtful = Look closer
check-verdict-red = Not in order
check-verdict-open = No answer

check-who-vendor = Vendor
check-who-customer = Customer

check-label-number = organisation number
check-label-exists = exists
check-label-live = live
check-label-name = name
check-label-mail-domain = E-mail address
check-label-earlier = Earlier orders
check-label-legal-basis = Legal basis
check-label-sender = Sender
check-label-access = access

check-number-valid = The organisation number is valid.
check-exists-known = The organisation exists.
check-exists-unknown = Enhetsregisteret does not know the number. Ask the sender whether it is right.
check-exists-not-asked = Enhetsregisteret did not answer. We will ask again.
check-live-live = The organisation is not deleted.
check-live-deleted = The organisation is deleted in Enhetsregisteret. Ask the sender which organisation is meant.
check-live-bankrupt = The organisation is bankrupt. Ask the sender who acts for the estate.
check-live-forced-winding-up = The organisation is being wound up or dissolved by force. Ask the sender whether it is still to have access.
check-live-winding-up = The organisation is being wound up. Ask the sender whether it is still to have access.
check-live-old = Enhetsregisteret does not answer. What is known is from { $when }. We will ask again.
check-name-alike = The name is the registered one.
check-name-unlike = The name is not the one registered for the number. Check that the number is right.
check-mail-domain-known = { $domain } was used in an order that was carried out.
check-mail-domain-as-sender = { $domain } is also where the e-mail came from.
check-mail-domain-first = { $domain } is new to us. There is nothing to compare it with.
check-mail-domain-new = { $domain } is new. The organisation has used { $other } before.
check-mail-domain-other-sender = The contact uses { $domain }, but the e-mail came from { $other }.
check-mail-domain-free = Anybody can get an address at { $domain }. It says nothing about the organisation.
check-mail-domain-look-alike = The address at { $domain } has letters of another alphabet: { $letters }. It may be made to look like another.
check-mail-domain-unclear = The e-mail address has no domain.
check-earlier-none = There are no earlier orders.
check-earlier-some = Carried out: { $done }. Rejected: { $rejected }.
check-legal-basis-scope = The legal basis gives the scope { $scope }.
check-legal-basis-own-words = The legal basis is in the applicant's own words. Choose the scope when you approve.
check-legal-basis-no-scope = No scope is defined for the legal basis, so the order cannot be approved.
check-legal-basis-missing = The legal basis is missing or unknown.
check-sender-pass = The sender's domain vouches for the e-mail.
check-sender-fail = The sender's domain does not vouch for the e-mail. The sender may be somebody else.
check-sender-silent = The sender's domain does not say who may send e-mail.
check-sender-not-asked = We could not ask the sender's domain.
check-sender-unconfirmed = The contact has not confirmed that the order is the organisation's own.
check-access-has = The customer has access.
check-access-ordered = The customer has ordered access itself.
check-access-none = The customer has not ordered access yet. Once approved, the case waits for the customer.

order-warning-deleted-vendor = The organisation with the vendor's number is deleted in Enhetsregisteret.
order-warning-deleted-customer = The organisation with the customer's number is deleted in Enhetsregisteret.
order-warning-bankrupt-vendor = Enhetsregisteret says that the vendor is bankrupt.
order-warning-bankrupt-customer = Enhetsregisteret says that the customer is bankrupt.
order-warning-forced-winding-up-vendor = The Entity Register says that the vendor is being wound up or dissolved by force.
order-warning-forced-winding-up-customer = The Entity Register says that the customer is being wound up or dissolved by force.
order-warning-winding-up-vendor = The Entity Register says that the vendor is being wound up.
order-warning-winding-up-customer = The Entity Register says that the customer is being wound up.
order-warning-not-renewed-vendor = Enhetsregisteret does not answer, so what we know about the vendor is not new. We will try again.
order-warning-not-renewed-customer = Enhetsregisteret does not answer, so what we know about the customer is not new. We will try again.
