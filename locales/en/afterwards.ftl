# Texts about an access that exists: renewal, contacts, more scopes and vendors, its end

after-link = Actions in this case
after-title = Actions in case { $case }
after-nothing = There is nothing to do in this case now.
after-linked = Cases that belong together with this one
after-renew-heading = How long the access lasts
after-ends = The access lasts until { $date }.
after-renew = Renew the access
after-scope-heading = Scopes of the case
after-scope-field = New scope
after-scope-add = Grant the scope
after-vendor-heading = Another vendor
after-vendor-text-desk = The vendor gets a case of its own with the same customer. It is carried out at once. Data about the vendor is fetched from Enhetsregisteret.
after-vendor-text-case = The vendor gets a case of its own with the same customer. The contact that you name gets a letter saying that you asked for it, and must confirm. Then a case handler decides. Data about the vendor is fetched from Enhetsregisteret when the case is approved.
after-vendor-add = Add the vendor
after-contacts-heading = Contacts
after-contacts-text-desk = The new contact gets a link to the case by e-mail. The links of the former one stop working.
after-contacts-text-case = The new contact gets a link by e-mail and must confirm the change. After that, your links stop working.
after-contact-now = Now: { $contact }
after-contact-change = Change the contact
after-end-heading = End the access
after-end-text = All that was made for this case and that no other case needs is taken back: delegations, grants, clients, fictional organisations and persons, imported data, links and API keys. Tokens that are issued work until they expire.
after-end-reason = Reason (optional)
after-end-sure = I want to end the access. It cannot be undone.
after-end = End the access
after-sure-missing = Tick the box to say that you want to end the access.
after-done-forny-desk = The access has been renewed.
after-done-forny-case = The access has been renewed.
after-done-kontakt-desk = The contact has been changed.
after-done-kontakt-case = We have sent a link to the new contact. The change is made when it has been confirmed.
after-production-contact-text = The production contact gets a letter about it but no link, and is changed at once.
after-done-produksjonskontakt-desk = The production contact has been changed.
after-done-produksjonskontakt-case = The production contact has been changed.
event-production-contact-changed = The production contact was changed
after-done-scope-desk = The scope is being granted.
after-done-scope-case = The scope is being granted.
after-done-leverandor-desk = The vendor has been added in a case of its own.
after-done-leverandor-case = We have your request and have written to the vendor's contact. A case handler looks at it once it is confirmed.
after-not-renewed = The access has been renewed already, or it has no end date.
after-scope-given = The scope is already part of the case. Choose another.
after-vendor-given = The vendor has this customer in case { $case } already, or that case waits for its confirmation or decision.
after-no-vendors = A direct order has no vendors. The customer has the access itself and can delegate it.
after-customers-case = The scope is granted in the customer's own case, not in the vendor's.
asker-contact = { $name } at { $organisation }
asker-program = { $organisation } (a program with the organisation's API key)
asker-handler = A case handler at the Brønnøysund Register Centre
after-adding-scope = A scope is being granted right now. Wait until that step is done, and try again.
after-too-many-wishes = Many changes of contact were asked for in this case today. Try again tomorrow, or reply to a letter in the case.
after-not-now = The case has moved on since you opened the page. See what is possible now.

contact-confirm-title = Confirm that you are the new contact
contact-confirm-text = { $name } is proposed as the new contact for { $organisation } in case { $case }. Confirm if that is you.
contact-confirm = Confirm
contact-wish-gone-heading = The link no longer works
contact-wish-gone-text = The link has been used, has been replaced by a newer one or is too old. Ask whoever proposed you to do it again.
contact-wish-gone-next = To the cases
contact-confirmed-heading = You are the contact now
contact-confirmed-text = We have sent you a letter with a link to the case.
contact-confirmed-next = To the front page

ending-expired = The access expired and was not renewed.

event-order-ending = The access is being ended
event-order-ended = The access has ended
event-order-renewed = The access was renewed
event-order-expiry-warned = The contacts were warned that the access expires
event-order-scope-added = Another scope was ordered in the case
event-order-vendor-added = Another vendor got a case of its own
event-contact-change-asked = A change of contact was proposed
event-contact-changed = The contact was changed
event-scope-withdrawn = A grant was withdrawn
event-organisation-removed = An organisation was removed
event-person-removed = A fictional person was removed

after-reason = Reason: { $reason }
after-no-reason = No reason was given.

after-ended-subject = The access has ended: case { $case }
after-ended-body =
    Hello, { $name }!

    The access in case { $case } for { $organisation } has ended. { $reason }

    This has been taken back:

    - { $items }

    Tokens that were issued work until they expire. New ones are refused.

    If you need access again, place a new order: { $again }

after-customer-ended-subject = The customer's access has ended: case { $case }
after-customer-ended-body =
    Hello, { $name }!

    The access that { $customer } ({ $customer_number }) had has ended. You can therefore no longer fetch tokens on behalf of the customer in case { $case }.

    Ask the customer to order access again if you still want to test together: { $again }

after-expires-soon-subject = The access expires on { $date }: case { $case }
after-expires-soon-body =
    Hello, { $name }!

    The access in case { $case } for { $organisation } expires on { $date }, in { $days } days. All that was made for the case is then taken back.

    If you need the access longer, open the case, choose Actions in this case and renew.

    → Open the case: { $link }

after-renewed-subject = The access has been renewed until { $date }: case { $case }
after-renewed-body =
    Hello, { $name }!

    The access in case { $case } for { $organisation } has been renewed and lasts until { $date }. You need not do anything.

after-renewed-for-good-subject = The access has no end date any more: case { $case }
after-renewed-for-good-body =
    Hello, { $name }!

    The access in case { $case } for { $organisation } has been renewed and has no end date any more. You need not do anything.

after-scope-added-subject = Another scope has been granted: case { $case }
after-scope-added-body =
    Hello, { $name }!

    Another scope has been granted in case { $case }.

    Scope: { $scope }
    The scope opens: { $opens }

    Put the scope on the client, and hand it on to the vendor if the vendor is to use it.

    → Open the case: { $link }

after-confirm-contact-subject = Confirm that you are the new contact: case { $case }
after-confirm-contact-body =
    Hello, { $name }!

    You are proposed as the new contact for { $organisation } in case { $case }. If you do not know of the case, you can ignore this letter. Nothing then happens.

    Open the link and confirm within seven days.

    → Open the case: { $link }

after-contact-new-subject = You are the contact: case { $case }
after-contact-new-body =
    Hello, { $name }!

    You are now the contact for { $organisation } in case { $case }. Follow the case here.

    → Open the case: { $link }

after-contact-replaced-subject = New contact: case { $case }
after-contact-replaced-body =
    Hello, { $name }!

    { $new_name } is the new contact for { $organisation } in case { $case }. Your links to the case no longer work.

    If this is wrong, reply to this letter.

after-production-contact-new-subject = You are the production contact: case { $case }
after-production-contact-new-body =
    Hello { $name },

    You are named as the one to reach when { $organisation } goes on from test to production. This is about case { $case }, whose contact is { $contact }. You need not do anything now.

    If this is wrong, answer this letter.

after-production-contact-replaced-subject = New production contact: case { $case }
after-production-contact-replaced-body =
    Hello { $name },

    { $new_name } is the new production contact of { $organisation } in case { $case }. You are no longer named.

    If this is wrong, answer this letter.

taken-back-delegation = The delegation of { $scheme } from { $consumer } to { $supplier }
taken-back-grant = The grant of { $scope } to { $organisation }
taken-back-grant-kept = The grant of { $scope } to { $organisation } stays, since it is given on other grounds too
taken-back-grant-gone = The grant of { $scope } to { $organisation } was gone already
taken-back-client = The client { $client } of { $organisation } is deactivated
taken-back-person = The fictional person { $name }
taken-back-organisation = The fictional organisation { $name } ({ $number })
taken-back-production-data = Production data about { $number } is deleted
taken-back-organisation-kept = What is held about { $number } stays, since it is needed elsewhere too
taken-back-elsewhere = What was made by hand in the other environment
taken-back-links = The links to the case
taken-back-api-keys = The API keys
