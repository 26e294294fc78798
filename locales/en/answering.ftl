# Answers to who orders by mail: what is missing, that it has come, and what runs out

letter-missing-subject = Something is missing in the order: case { $case }
letter-missing-body =
    Hello!

    We have received your order: { $what }. The case number is { $case }. Before the case can go on, we need this:

    - { $items }

    { $notice }

    Reply to this letter with what is missing, or fill in the form. What we have read in your e-mail is there already.

    → Fill in what is missing: { $link }

    If we do not hear from you within { $days } days, we close the case.

letter-missing-read = { $label }. We read “{ $read }”. { $why }
letter-missing-doubtful = Is that right?

letter-completed-subject = The order is now complete: case { $case }
letter-completed-body =
    Hello, { $name }!

    Thank you, we now have what we need for the order from { $organisation }: { $what }. The case number is { $case }.

    { $notice }

    A case handler will now look at the order, and you will get a letter when it has been decided. Until then, you can follow the case.

    → Follow the case: { $link }

    The link is personal and lasts for { $link_days } days.

letter-not-completed-subject = The case has been closed: case { $case }
letter-not-completed-body =
    Hello!

    We asked about something that was missing in case { $case }, and have not had what we need. We have therefore closed the case. Nothing has been made.

    You can order again whenever you like: { $again }

letter-awaited-withdrawn-subject = The order has been withdrawn: case { $case }
letter-awaited-withdrawn-body =
    Hello!

    We have withdrawn the order in case { $case } for you. The case handler writes:

    > { $reason }

    Nothing has been made, and no access has been given. You can order again whenever you like: { $again }

letter-number-masked-subject = We have removed a number from your e-mail
letter-number-masked-body =
    Hello!

    In the e-mail “{ $mail_subject }” there was a number that may be the national identity number or D number of a living person. This is a test environment. We removed the number before anybody could read it, from the copy that we keep as well.

    The rest of the e-mail is handled as usual, and you need not do anything. Use synthetic identity numbers next time.

letter-link-expires-subject = Your link to case { $case } expires soon
letter-link-expires-body =
    Hello, { $name }!

    The link by which you follow case { $case } works until { $date }. Here is a new one.

    → Open the case: { $link }

    The link is personal and lasts for { $link_days } days.

letter-key-expires-subject = A key of { $organisation } expires on { $date }
letter-key-expires-body =
    Hello, { $name }!

    A key that { $organisation } gets tokens with expires soon. After that, token requests are refused.

    Client: { $client }
    Key (kid): { $kid }
    Runs out: { $end }

    Register a new key on the client, and begin to use it before the old one expires.

    → Open the client: { $link }

letter-key-end = { $date }
letter-key-end-certificate = { $date }, when the certificate that the key is locked to expires

letter-keys-expire-subject = Keys of { $organisation } expire from { $date } on
letter-keys-expire-body =
    Hello, { $name }!

    Several keys that { $organisation } gets tokens with expire soon. After that, requests with them are refused.

    - { $items }

    Register new keys on the clients, and begin to use them before the old ones expire.

    → Open the clients: { $link }

letter-keys-expire-line = { $client }, key { $kid }: { $end }
letter-keys-expire-more = and { $more } more

case-closed-never-completed = We asked about something that was missing, and did not get it in time. Order again if you still need the access.
case-who-not-known = Not given yet

desk-note-ambiguous = This looks like an order, or several, but it is unclear what is ordered.
desk-note-too-many = The sender has sent more orders than we take in an hour.
desk-note-too-many-answers = Something is missing, but we send no more answers to this sender today.
desk-note-stranger = The e-mail is about a case, but its sender is not a contact there. Nothing has been changed.
desk-note-in-thread = The e-mail is about a case, and has to be read.
desk-note-corrected = The sender corrected a fact, and the case is changed. The e-mail has to be read, since it may say more.
desk-note-repeated-otherwise = The sender has ordered the same again with other details. The e-mail has to be read.
desk-note-another-kind = The sender orders something other than what the case is about.
desk-note-sender-doubted = The e-mail is about a case, but the sender may not be who they say they are. Nothing has been changed.
desk-mail-of-case = About case
desk-awaits = This is missing
desk-awaits-text = The sender has been asked for this by e-mail. If the sender answers you in another way, you can fill in the form.
desk-awaits-form = Fill in for the sender
desk-messages = Mail in the case

event-order-completed = What was missing came
event-order-corrected = The sender corrected in a reply
event-order-sender-asked = The sender was asked for what is missing
event-order-mailed-again = The sender sent the same order again
event-key-expiry-warned = The contact was warned of a key that expires
event-link-expiry-warned = The contact got a new link
