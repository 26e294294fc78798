# Texts of orders/: kinds, faults of fields, warnings, scopes and legal bases

order-kind-fiktiv-kunde = delegation from a fictional customer
order-kind-eksisterende-kunde = delegation from an existing customer
order-kind-direkte = direct access

order-fault-missing = This field must be filled in.
order-fault-too-long = The text is too long. The field takes at most { $limit } characters.
order-fault-control-characters = The text holds characters that cannot be shown. Type it again.
order-fault-number-not-digits = An organisation number has digits only. Write the nine digits.
order-fault-number-wrong-length = An organisation number has nine digits. Check whether a digit is missing or written twice.
order-fault-number-wrong-check-digit = The organisation number is not valid: its last digit does not fit the others. Check whether two digits have changed places.
order-fault-number-of-person = This may be the identity number of a person, which does not belong here. Write the organisation number: nine digits.
order-fault-same-organisation = The customer cannot be the same organisation as the vendor. Write the customer's organisation number.
order-fault-email-malformed = This is not an e-mail address. Write it like name@example.com.
order-fault-email-ours = This is our own address. Write the contact's.
order-fault-phone-malformed = This is not a telephone number. Write eight digits, or begin with + and the country code.
order-fault-real-person-number = The text holds what looks like a real national identity number. Remove it. Only fictional persons are used here.
order-fault-notice = Tick the box to say that you know that production data about the organisation is imported into a test environment.
order-fault-wish = Tick the box to say that you want to delegate yourselves through a fictional organisation. If a real customer is to delegate, order delegation from an existing customer.
order-fault-legal-basis-unknown = This legal basis is not in the list. Choose one that is.
order-fault-organisation-unknown = Enhetsregisteret does not know this organisation number. Check whether it is written correctly.
order-fault-organisation-deleted = The organisation is deleted in Enhetsregisteret. Use the number of one that exists.
order-fault-fictional-unknown = There is no fictional organisation with this number in the test environment. Look in the letter you got when it was made.
order-fault-wrong-type = The value has the wrong type. Text is expected here.
order-fault-unknown-field = The field does not belong to this order. Remove it, or see whether its name is written correctly.

order-warning-name-unlike-vendor = The vendor's name differs from the one that Enhetsregisteret has for the organisation number. Check that the number is right.
order-warning-name-unlike-customer = The customer's name differs from the one that Enhetsregisteret has for the organisation number. Check that the number is right.
order-warning-not-checked-vendor = Enhetsregisteret did not answer, so the vendor's organisation number is not checked yet. We will try again.
order-warning-not-checked-customer = Enhetsregisteret did not answer, so the customer's organisation number is not checked yet. We will try again.
order-warning-unknown-vendor = Enhetsregisteret does not know the vendor's organisation number, or the organisation is deleted.
order-warning-unknown-customer = Enhetsregisteret does not know the customer's organisation number, or the organisation is deleted.

scope-opens-offentlig = everything registered, with identity numbers, shielded persons and settled discrepancies; look-up, search by person, the whole population and changes
scope-opens-rapporteringspliktig = look-up by organisation and changes, with identity numbers, shielded persons and open discrepancies
scope-opens-rapporteringspliktig-begrenset = look-up by organisation and changes, with identity numbers and open discrepancies, but without what reveals shielded persons
scope-opens-media = look-up by organisation and changes, without identity numbers and without what reveals shielded persons
scope-opens-sivilsamfunnsorganisasjon = look-up by organisation and changes, without identity numbers and without what reveals shielded persons
scope-opens-hoeyereutdanningsinstitusjon = look-up by organisation and changes, without identity numbers and without what reveals shielded persons

legal-basis-public-authority = Public authority: police, prosecution, tax, supervisors and others named in the regulation
legal-basis-reporting-entity = Obliged entity: bank, credit or financing institution, insurer and others with full access
legal-basis-reporting-entity-limited = Obliged entity with limited access: Norges Bank, currency exchange, securities depository, depositary
legal-basis-reporting-profession = Obliged profession: auditor, accountant, lawyer, estate agent and others
legal-basis-media = Media
legal-basis-civil-society = Civil society organisation
legal-basis-higher-education = Higher education institution
legal-basis-other = Other: describe the legal basis in your own words
