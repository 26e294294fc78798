# Privacy and accessibility

privacy-title = Privacy
privacy-lead = This page says what this test environment holds about you, what it is used for, and when it is deleted.
privacy-who-heading = Whom it is about
privacy-who = It is about contacts at vendors and customers, about case handlers, and about whoever runs the environment. The persons who delegate are made up. Identity numbers of real persons are masked before anybody reads them.
privacy-real-data = When a case is about a real organisation, the organisation is fetched from the Central Coordinating Register for Legal Entities (Enhetsregisteret) after the case is approved. The order and the receipt say so.
privacy-kinds-heading = Data, purpose and lifetime
privacy-column-what = Data
privacy-column-why = Purpose
privacy-column-end = Lifetime
privacy-calendar = Lifetimes are counted by the test environment's calendar. It can run ahead of the real one, and the data is then deleted earlier.
privacy-daily = A daily job deletes what is too old, and notes how much it deleted.
privacy-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
privacy-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
privacy-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}

privacy-kind-orders-what = Orders: names, e-mail addresses and telephone numbers of contacts, what they wrote, and notes in the case
privacy-kind-orders-why = Handle the order, send answers, and show the case to whoever ordered
privacy-kind-orders-end = { $period } after the case has ended. The case is kept without persons. An access in use is not a case that has ended.
privacy-kind-links-what = Links to the case: name and e-mail address of whoever got the link
privacy-kind-links-why = Let the contact follow the case without a password
privacy-kind-links-end = The link works for { $period }. The data is deleted with the case.
privacy-kind-raw-mail-what = E-mails as they came, encrypted
privacy-kind-raw-mail-why = Read the order again if something was read wrongly
privacy-kind-raw-mail-end = { $period } after the e-mail came
privacy-kind-mail-what = E-mails that became no order: sender, subject and text
privacy-kind-mail-why = Let a case handler see whether it was an order after all
privacy-kind-mail-end = { $period } after it came and was set aside. An e-mail that belongs to a case is deleted with the case.
privacy-kind-waiting-mail-what = E-mails that wait at the desk: sender, subject and text
privacy-kind-waiting-mail-why = Let a case handler answer it or turn it into an order
privacy-kind-waiting-mail-end = { $period } after it came, if nobody has handled it
privacy-kind-letters-what = Letters we have sent: recipient and content, encrypted
privacy-kind-letters-why = Send the letter again if the mail server is down, and show what was sent
privacy-kind-letters-end = { $period } for letters without a case and for copies in the built-in mailbox. Other letters are deleted with the case.
privacy-kind-answers-what = How many letters we have sent in answer to an e-mail address on the same day
privacy-kind-answers-why = Stop two programs that would otherwise answer each other for ever
privacy-kind-answers-end = When the day is over
privacy-kind-drafts-what = Drafts of orders, encrypted
privacy-kind-drafts-why = Let you go on with a form that you saved
privacy-kind-drafts-end = { $period } after the draft was saved, or when it is sent
privacy-kind-sessions-what = Logins: who is logged in, and until when
privacy-kind-sessions-why = Recognise your browser
privacy-kind-sessions-end = When the login or the one-time link has expired
privacy-kind-api-keys-what = API keys: the note and who made the key
privacy-kind-api-keys-why = Let the organisation order by program
privacy-kind-api-keys-end = { $period } after the key was revoked
privacy-kind-ledger-what = Token requests: client, organisation and what was checked
privacy-kind-ledger-why = Explain why a request was refused
privacy-kind-ledger-end = { $period } after the request
privacy-kind-look-ups-what = Answers from Enhetsregisteret. The name of a sole proprietorship is often the name of a person.
privacy-kind-look-ups-why = Not ask Enhetsregisteret the same thing several times
privacy-kind-look-ups-end = { $period } after the answer. What was removed from Enhetsregisteret is deleted as soon as we learn of it.
privacy-kind-parties-what = Organisations that were imported after an approved order
privacy-kind-parties-why = Let the organisation have access and delegate in the test environment
privacy-kind-parties-end = When the access has ended
privacy-kind-jobs-what = Tasks in the queue and the error they ended with
privacy-kind-jobs-why = Carry out the case and show what stopped
privacy-kind-jobs-end = { $period } after the task was carried out or given up
privacy-kind-refusals-what = A mark for e-mail addresses that want no invitations. The address cannot be read from the mark.
privacy-kind-refusals-why = Make sure that nobody invites you again
privacy-kind-refusals-end = Kept for as long as the environment runs
privacy-kind-audit-what = A log of what was done, and by whom
privacy-kind-audit-why = Show afterwards that what was done was allowed
privacy-kind-audit-end = { $period } after the event

privacy-cookies-heading = Cookies and logs
privacy-cookies = We use only the cookies that are needed to log in and to send forms safely. The operating logs hold neither what is in the address bar nor what you write in forms.
privacy-rights-heading = Your rights
privacy-rights = You can ask to see, correct and delete what is held about you. Write from the e-mail address that the data is about, and we need not ask for more to know who you are.
privacy-rights-kept = When we delete, the case is kept without your name, and so is the log of what was done. You are told what is kept, and why.
privacy-rights-open-case = If a case that names you is under way, it must get another contact or be ended first.
privacy-rights-complain = You can complain to the Norwegian Data Protection Authority (Datatilsynet) if you think that your data is used wrongly.
privacy-contact-heading = Contact
privacy-contact = Write to { $address }.

accessibility-title = Accessibility statement
accessibility-lead = This statement is about the pages of the test environment Fullmakt, as the program is made.
accessibility-status-heading = How far the pages meet the requirements
accessibility-status = The pages partly conform to WCAG 2.1 at level A and AA. We know of no breach, but not everything was checked by people who use assistive technology.
accessibility-tested-heading = How we have tested
accessibility-tested-axe = The pages of the most important journeys are checked automatically by axe-core in Chromium every time the program changes.
accessibility-tested-keyboard = The journeys were tried with the keyboard alone, and the pages work without scripts.
accessibility-tested-width = The pages were tried on a screen 390 pixels wide.
accessibility-tested-contrast = The contrast of the colours is calculated every time the pages are built.
accessibility-not-tested-heading = What we have not tested
accessibility-not-tested-reader = The pages were not tried with a screen reader, nor by users with disabilities.
accessibility-not-tested-browsers = Browsers other than Chromium were not tried systematically.
accessibility-not-tested-letters = The e-mails were not checked against the requirements.
accessibility-not-tested-independent = Nobody from outside has reviewed the pages.
accessibility-feedback-heading = Tell us
accessibility-feedback = If you meet something that you cannot use, write to { $address }. Say which page it is, and what you were trying to do.
accessibility-complain-heading = Supervision
accessibility-complain = The Norwegian Authority for Universal Design of ICT (Uu-tilsynet) supervises public websites. This is a test environment and not a public service, but we follow the form of the authority's statement.
accessibility-date-heading = About this statement
accessibility-date = This statement was written by the makers of the program, from tests of their own, and last reviewed on 25.11.2026.

frame-privacy = Privacy
frame-accessibility = Accessibility statement
