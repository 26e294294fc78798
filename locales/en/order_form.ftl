# Texts of the forms: names that are looked up, legal bases, drafts that are kept

order-form-faulty-title = Error: { $title }
order-form-look-up = Look up name
order-form-look-up-working = Looking up the name …
order-form-save = Save and continue later
order-form-delete = Delete the draft
order-form-save-text = We make a personal link to what you have written. If your e-mail address is in the form, we send the link there.

order-field-production-contact-name = Name
order-field-production-contact-email = E-mail address
order-field-production-contact-phone = Telephone number

order-name-found = Enhetsregisteret knows the number as { $name }.
order-name-deleted = The organisation is deleted in Enhetsregisteret. Use the number of an organisation that exists.
order-name-unknown = Enhetsregisteret does not know this number. Check that it is written correctly.
order-name-fictional-unknown = There is no fictional organisation with this number in the test environment.
order-name-unreachable = Enhetsregisteret does not answer just now. Write the name yourself, and we will check the number later.
order-name-too-many = Many names were looked up from here in the last minute. Write the name yourself, or wait a little.

legal-basis-leads = { $provision }. Gives the scope { $scope }: { $opens }.
legal-basis-no-scope = { $provision }. No scope is defined for this legal basis, so that an order on it cannot be approved yet.
legal-basis-own-words = Write the legal basis in the field below. A case handler reads it and decides whether it gives a scope.

order-form-used-heading = This form was sent before
order-form-used-text = The order from this form has been received, and what you changed afterwards has not been sent. The receipt in your e-mail has the link to the case. To order something more, begin with a new form.
order-form-used-next = Begin a new order

draft-saved = The draft is saved until { $until }
draft-saved-text = Continue with the link below. Anyone who has it can read and send the draft.
draft-saved-mailed = We have sent it to { $address }.
draft-invited = { $vendor } has invited you to order and has filled in the details below. Check that they are right.
draft-used-heading = The order is sent
draft-used-text = The draft has become an order. The receipt in your e-mail has the link to the case.
draft-used-next = How to get into the case
draft-gone-heading = The draft is deleted
draft-gone-text = It was deleted by somebody who had the link, or because its time was over. You can begin a new order.
draft-gone-next = Begin a new order
draft-unknown-heading = The link does not work
draft-unknown-text = Part of the link is missing. Copy the whole link from the e-mail, or begin a new order.
draft-unknown-next = Begin a new order
draft-deleted-heading = The draft is deleted
draft-deleted-text = What you had written is gone.
draft-deleted-next = All orders
draft-letter-subject = Your draft: { $what }
draft-letter-body =
    Hello!

    You, or somebody who wrote your address, have saved a draft of an order: { $what }.

    → Go on: { $link }

    The link works until { $until }. Anyone who has it can read and send the draft. If you know nothing of this, you need not do anything: the draft is deleted by itself.
