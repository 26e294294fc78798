# Texts about working with a case: who has it, questions, notes, rejection, and the contact's answer

desk-on-page = On this page
desk-checks = Checks
desk-more = Other
desk-doubtful = Uncertain reading
desk-place = Show in the e-mail
desk-nobody = Nobody has the case.
desk-take = Take the case
desk-release = Let go of the case
desk-give-to = Give the case to
desk-give = Give
desk-already-taken = Somebody else has the case now. See below who it is.
desk-handler-unknown = Nobody with this name has been at the desk. Choose one from the list.
desk-text-missing = Write something in the field.
words-masked = The text had an identity number that may belong to a real person. We have put dots in its place.
desk-question = Ask the sender
desk-question-help = The question goes by e-mail. The case waits with you, marked as asked, until the answer comes.
desk-ask = Send the question
desk-already-asked = The sender has already been asked and has not answered yet.
desk-asked-since = The sender was asked { $when } and has not answered yet. You can decide the case all the same.
desk-questions = Questions and answers
desk-answer = Answer
desk-no-answer = Not answered
desk-reject-template = Common reason
desk-reject-own = My own words only
desk-reject-texts = How the reasons read in the letter
desk-scope-choose = Choose a scope
desk-withdraw-for = Withdraw the order for the sender
desk-withdraw-reason = Why is it withdrawn? The sender reads the reason in the letter
desk-withdraw = Withdraw the order
desk-notes = Notes
desk-notes-text = Only case handlers see the notes.
desk-note-new = New note
desk-note-save = Save the note

reason-no-legal-basis = The legal basis gives no access
reason-no-legal-basis-text = The legal basis that you refer to gives no right to information from the register.
reason-legal-basis-unclear = The legal basis is unclear
reason-legal-basis-unclear-text = We cannot see from the order which legal basis you have. Order again, and refer to the act and the section.
reason-wrong-number = Organisation number and name do not belong together
reason-wrong-number-text = The organisation number in the order belongs to an organisation other than the one named. Look it up in Enhetsregisteret, and order again.
reason-not-your-organisation = The sender does not belong to the organisation
reason-not-your-organisation-text = We cannot see that you order for the organisation that is named. Order again from an e-mail address that belongs to the organisation.
reason-has-access = The access already exists
reason-has-access-text = The organisation already has the access that was ordered. You can use the one you have.
reason-wrong-kind = Wrong kind of order
reason-wrong-kind-text = The order is of a different kind from the one you describe. Look at the three kinds on the order page, and order again.
reason-no-answer = We got no answer
reason-no-answer-text = We have asked for what is missing and got no answer. Order again when you have what we asked for.

actor-system = Fullmakt
actor-mail = E-mail
actor-visitor = The sender
actor-operator = Operator
actor-machine = A program
actor-api = The API
actor-api-key = An API key
actor-api-key-named = The API key of { $name } ({ $number })
actor-api-key-of = The API key of { $number }
actor-person = A fictional person
actor-handler = Case handler
actor-contact = Contact
actor-contact-named = { $name } (contact)
actor-contact-named-of = { $name } (contact of { $organisation })
actor-contact-of = Contact of { $organisation }
receipt-was-there = was there before
receipt-production-data = production data

event-order-taken = Took the case
event-order-given = Gave the case to
event-order-released = Let go of the case
event-order-noted = Wrote a note
event-order-asked = Asked the sender
event-order-answered = Answered
event-order-withdrawn = Withdrew the order
event-order-checked = Enhetsregisteret was asked again

case-now-asked = The case handler has a question for you. Answer below, and the case goes on.
case-question = The case handler asks
case-answer = Your answer
case-answer-send = Send the answer
case-answer-missing = Write an answer before you send.
case-answer-too-late = The question has already been answered, or the case is decided.
case-answered = Questions you have answered
case-history = What has happened
case-withdraw = Withdraw the order
case-withdraw-text = If you withdraw the order, nothing is made, and no access is given. It cannot be undone, but you can order again.
case-withdraw-reason = Why do you withdraw it? You need not answer
case-withdraw-do = Yes, withdraw the order
case-withdraw-not = No, go back to the case
case-withdraw-too-late = The order can no longer be withdrawn. It is decided, or is being carried out.

letter-question-subject = A question about the order: case { $case }
letter-question-body =
    Hello, { $name }!

    The case handler has a question about the order from { $organisation } in case { $case }:

    > { $question }

    Reply to this e-mail, or answer on the page of the case.

    → Open the case: { $link }

    The link is personal and lasts { $link_days } days.

letter-withdrawn-subject = The order has been withdrawn: case { $case }
letter-withdrawn-body =
    Hello, { $name }!

    The order from { $organisation } in case { $case } has been withdrawn, as you asked. Nothing has been made, and no access has been given.

    Should you need the access after all, you are welcome to order again: { $again }

    → Open the case: { $link }

letter-withdrawn-by-handler-subject = The order has been withdrawn: case { $case }
letter-withdrawn-by-handler-body =
    Hello, { $name }!

    We have withdrawn the order from { $organisation } in case { $case } for you. The case handler writes:

    > { $reason }

    Nothing has been made, and no access has been given. Should you need the access after all, you are welcome to order again: { $again }

    → Open the case: { $link }

shortcuts-title = Keyboard shortcuts
shortcuts-text = The shortcuts only take you to a place. Nothing happens to the case before you press a button.
shortcuts-rows = Next and previous in the list
shortcuts-search = To the search
shortcuts-back = To the link back to the queue
shortcuts-take = To the button that takes the case
shortcuts-approve = To the button that approves
shortcuts-ask = To the question
shortcuts-reject = To the rejection
shortcuts-note = To the note
shortcuts-help = This overview
shortcuts-on = Use the shortcuts
shortcuts-close = Close
