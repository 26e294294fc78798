# Texts of access/: ways in and out

access-one-time-title = Log in with a one-time link
access-one-time-text = The link can be used once. Press the button to log in.
access-one-time-button = Log in
access-one-time-used-heading = The link has been used
access-one-time-used-text = A one-time link works once, and for one day. Whoever runs the service makes a new one with the command “fullmakt order login-link”.

access-link-unknown-heading = The link does not work
access-link-unknown-text = The link is mistyped or has been revoked. Use the link in the latest letter you got in the case.
access-link-unknown-next = To the case

access-expired-title = The link has expired
access-expired-text = A link lasts for a limited time. You can have a new one sent to the same e-mail address.
access-expired-button = Send me a new link

access-link-sent-heading = A new link is on its way
access-link-sent-text = Look for the letter in the inbox of the address given in the order.
access-link-sent-next = Go to the front page

post-title = Mail
post-intro = These are the letters that the service has sent. In this environment they come here and do not go out on the net.
post-intro-relay = The service sends its letters through a mail server (FULLMAKT_RELAY), and they do not come here. The case handlers' desk shows which have been sent and which are waiting. Only letters from before that are kept here.
post-empty = No letter has been sent yet. Place an order, and its receipt comes here.
post-subject = Subject
post-recipient = To
post-sender = From
post-at = Sent
post-back = All letters
