# Texts of the page frame

nav-desk = Desk
nav-owner = Access
nav-order = Order
nav-case = Case
nav-delegation = Delegation
nav-clients = Clients
nav-explain = Explain
nav-post = Mail

frame-skip = Skip to the content
frame-languages = Language
frame-main-menu = Main menu
frame-logged-in-as = Logged in as
frame-log-out = Log out
frame-test-environment = Test environment. Use made-up persons only.
frame-not-official = Fullmakt is a test environment for system vendors. It is not an official service, and nothing that happens here has any effect outside it.
frame-licences = Licences of fonts and styles

# Pages that explain a fault. Each has a heading, what was expected, and the next step.

not-found-heading = There is no such page
not-found-text = The address leads to no page. It may be misspelt, or the page may have moved.
not-found-next = Go to the front page
wrong-method-heading = The page does not accept this
wrong-method-text = The address exists, but it does not accept what was sent there in this way.
wrong-method-next = Go to the front page

form-expired-heading = The form is too old
form-expired-text = The page you sent from belongs to a session that has ended, or the browser does not accept cookies. Nothing was saved. Open the form again and send it once more.
form-expired-next = Open the form again

form-from-elsewhere-heading = The form was sent from another site
form-from-elsewhere-text = We accept forms from our own pages only. Nothing was saved. Open the form here and send it again.
form-from-elsewhere-next = Open the form

form-too-large-heading = The form is too large
form-too-large-text = What was sent is larger than what can be received here. Nothing was saved. Shorten the text and send again.
form-too-large-next = Back to the form

form-not-a-form-heading = The content cannot be read
form-not-a-form-text = This address accepts forms from a web page only (application/x-www-form-urlencoded). Programs use the API.
form-not-a-form-next = Open the page

needs-contact-heading = This page is for the contact of the case
needs-contact-text = You get in with the link in the e-mail you received when the order was registered. The link is personal and lasts for a limited time.
needs-contact-next = Have a new link sent

needs-approval-heading = The order must be approved first
needs-approval-text = Your link opens the case. Clients, keys, delegations and other cases of the organisation are opened when a case handler has approved the order.
needs-approval-next = To the case

needs-handler-heading = This page is for case handlers
needs-handler-text = Case handlers log in with the one-time link that the service prints when it starts.
needs-handler-next = Log in

needs-operator-heading = This page is closed in this environment
needs-operator-text = Test aids are open on your own machine only. In a shared environment they are reserved for its operator.
needs-operator-next = Go to the front page

internal-heading = Something went wrong on our side
internal-text = The fault is ours and has been logged. What you sent may have been saved. Check before you try again.
internal-next = Go to the front page

busy-heading = The service is busy
busy-text = There are more requests right now than we can answer. Wait a moment and try again.
busy-next = Try again

# Pages that describe an API
api-document = The OpenAPI document
api-language = The description below is in English, as the document is.
api-contents = Operations
api-parameters = Parameters
api-call = Call
api-request = Request
api-answers = Answers
