# Texts of the order pages: start, forms, a contact's case, the guide

start-title = Test environment for register access
start-heading = From an order to a working delegated call
start-lead = Order access, delegate it, fetch a token and call the register: all in one test environment, which tells you why when something is refused.
start-choose = What do you want to order?
start-fiktiv-kunde-title = Delegation from a fictional customer
start-fiktiv-kunde-when = Choose this if you are a system vendor and want to try everything yourself, without a real customer.
start-fiktiv-kunde-next = We make a fictional customer and a fictional person for you. You log in as the person and delegate to yourself.
start-eksisterende-kunde-title = Delegation from an existing customer
start-eksisterende-kunde-when = Choose this if you are a system vendor and one of your customers will delegate to you.
start-eksisterende-kunde-next = The customer orders direct access first, or now. Your case goes on by itself once the customer has it.
start-direkte-title = Direct access
start-direkte-when = Choose this if your organisation has a legal basis to look things up in the register itself, or will delegate to a vendor.
start-direkte-next = The legal basis decides which scope you get. The letter tells what it opens.
start-no-registry-access = Not sure? A system vendor without a legal basis of its own begins with a fictional customer.
start-journey = The road ahead
start-mail-heading = You can also order by e-mail or API
start-mail-text = Send the order to { $address } with the lines for your kind of order. The receipt comes at once.
start-fiktiv-kunde-lines =
    System vendor's organisation number:
    System vendor's name:
    Name of test contact:
    E-mail of test contact:
    Telephone of test contact:

    We would like to delegate access ourselves through a fictional organisation.
start-eksisterende-kunde-lines =
    System vendor's organisation number:
    System vendor's name:
    Name of the system vendor's test contact:
    E-mail of the system vendor's test contact:
    Telephone of the system vendor's test contact:
    Customer's organisation number:
    Customer's name:
    Name of the customer's test contact:
    E-mail of the customer's test contact:
    Telephone of the customer's test contact:

    The customer will delegate its access to us.
start-direkte-lines =
    Organisation number:
    Name of the organisation:
    Name of test contact:
    E-mail of test contact:
    Telephone of test contact:
    Name of production contact:
    E-mail of production contact:
    Telephone of production contact:
    Legal basis:

    We order direct access for our own organisation.
start-api-link = Read how
start-api-text = Programs order with JSON:

journey-order = Order
journey-order-text = You order, and a case handler decides.
journey-grant = Grant
journey-grant-text = The customer gets a scope.
journey-delegation = Delegation
journey-delegation-text = The customer delegates it to the vendor.
journey-client = Client
journey-client-text = The vendor makes a client with a key.
journey-key = Key
journey-token = Token
journey-token-text = The client asks for a token with consumer_org.
journey-register = The register
journey-register-text = The answer shows what the scope opens.

order-form-faults = Correct these and you are done
order-form-optional = (optional)
order-form-choose = Choose
order-form-back = All orders
order-form-submit = Send the order
order-form-fiktiv-kunde-intro = You get a fictional customer with a scope, and a fictional person to log in as.
order-form-eksisterende-kunde-intro = We import both organisations and make a fictional person for the customer. The customer must have ordered direct access, or do so now.
order-form-direkte-intro = State the legal basis that you have. It decides which scope you get.

order-section-vendor = System vendor
order-section-vendor-text = The organisation that will call the register, and its test contact.
order-section-customer = Customer
order-section-customer-text = The organisation that will delegate, and its test contact.
order-section-applicant = The organisation
order-section-applicant-text = The organisation that will have access, and its test contact.
order-section-production-contact = Production contact
order-section-production-contact-text = Whom we may contact when you move to production. This is a test environment, so you can leave these fields empty.
order-section-legal-basis = Legal basis
order-section-legal-basis-text = What gives you the right to the information?
order-section-wish = Fictional organisation
order-section-wish-text = The fictional organisation plays your customer.
order-section-rest = Finally
order-section-rest-text = We import production data about the organisations into a test environment.
order-section-contact = Test contact

order-field-number = Organisation number
order-field-name = Name of the organisation
order-field-contact-name = Name of the test contact
order-field-contact-email = E-mail address of the test contact
order-field-contact-phone = Telephone number of the test contact
order-field-wants_fictional_customer = We want to delegate access ourselves from a fictional organisation
order-field-message = Message to the case handler
order-field-notice = I understand that production data about the organisations is imported into a test environment
order-field-legal_basis = Which legal basis do you have?
order-field-legal_basis_text = More about the legal basis
order-hint-number = Nine digits
order-hint-phone = Eight digits, or a country code first
order-hint-legal_basis = The legal basis decides which scope you get.
order-hint-legal_basis_text = Give section and paragraph if none of the choices fits.

order-thanks-title = The order has been received
order-thanks-case = The case number is { $case }.
order-thanks-mail = A receipt is on its way by e-mail. It has a personal link for following the case.
order-thanks-post = Read the letter in the built-in mailbox
order-thanks-next = What happens now
order-thanks-confirm = Open the link in the letter and confirm the order. Nothing happens before that
order-thanks-decide = A case handler decides on the order
order-thanks-carry-out = The steps are carried out, each with a receipt
order-thanks-letter = You get a letter when everything is ready
order-thanks-go-on = The letter tells what to do next

case-entry-title = Your cases
case-entry-text = You get into a case with the link in the e-mail you received when the order was registered. The link is personal and lasts for a limited time.
case-entry-order = Place an order
case-number = Case
case-kind = Order
case-state = Status
case-received = Received
case-channel = Received as
case-title = Case { $case }
case-path = The road to a token
case-results = What you have been given
case-steps = The steps of the case
case-ordered = What was ordered
case-confirm = Confirm that the order is ours
case-api-key = Order by API
case-api-key-text = With an API key your programs can place orders for the organisation.
case-api-key-make = Make an API key
case-api-key-made = Here is the key. It is shown only now, so keep it safe.
case-now-unconfirmed = We do not know for certain who sent the order. Confirm that it is yours, and it will be handled.
case-now-unconfirmed-other = The case waits for the vendor's contact to confirm it by the link in our letter. Nothing happens before that.
case-now-unconfirmed-added = Somebody else asked for this on your behalf. Confirm that you want it, and a case handler looks at the case. Nothing happens before that.
case-linked = Added to case
case-now-received = The order is waiting for a case handler. You will get a letter when it has been decided.
case-now-waiting-for-customer = The case waits until the customer has access. Ask the customer to order direct access, and the case goes on by itself.
case-now-provisioning = The steps are being carried out.
case-now-rejected = The order was rejected. The reason is given below.
case-now-closed = The case is closed.
case-now-done-fiktiv-kunde = Everything is ready. Log in as the fictional person and delegate from the customer to yourselves.
case-now-done-eksisterende-kunde = Everything is ready. Ask the customer to log in as the fictional person, delegate to you, and tell you which scope it got.
case-now-done-eksisterende-kunde-customer = Everything is ready. Log in as the fictional person, delegate to the vendor, and tell it which scope you got.
case-now-done-direkte = Access is granted. Make a client with the scope, or delegate it to a vendor.
case-now-done-delegated = The customer has delegated to you. Make a client with the scope, and give it a key.
case-now-done-key = The client has been made. Give it a key.
case-now-done-token = Everything is in place. Fetch a token and call the register with it.
case-now-done-all = Everything works, and a token was fetched. You need not do more here.
case-now-done-all-customer = The delegation is given to the vendor. You need not do more here.
case-now-ended-eksisterende-kunde = The customer's access has ended{ $when }, so you get no more tokens for it. Ask the customer to order direct access again. Then this case counts anew; otherwise you can end it.
case-now-ended-own = Your access has ended{ $when }, so the vendor gets no more tokens. Order direct access again if the vendor is still to use it.
case-now-ended-fiktiv-kunde = The fictional customer's access was taken back{ $when }, so you get no more tokens for it. Answer a letter of the case if that is wrong, or place a new order.
case-now-ended-direkte = The access was taken back{ $when }, so you get no more tokens. Answer a letter of the case if that is wrong, or place a new order.
desk-access-ended = The case is carried out, but the customer no longer has the access{ $when }: the grant was taken back. The case counts again when the customer gets access. Otherwise you can end it from the page of measures in the case.
case-closed-customer-refused = The customer was not given access, so there is nothing to delegate.
case-closed-customer-never-came = The customer did not order access in time. You can order again when the customer is ready.
case-closed-never-confirmed = Nobody confirmed the order in time, so it is closed. Order again if you still need the access.
case-next-delegation = Go to the delegation
case-next-client = Make a client
case-next-key = Add a key
case-next-token = Fetch a token
case-result-customer = Fictional customer
case-scope-told-by-customer = The customer has access. Ask it which scope you are to use.
case-result-scope = Scope
case-result-opens = The scope opens
case-result-person = Fictional person

order-state-unconfirmed = To be confirmed
order-state-received = Received
order-state-waiting-for-customer = Waiting for the customer
order-state-provisioning = Under way
order-state-done = Done
order-state-rejected = Rejected
order-state-closed = Closed
order-channel-form = Form
order-channel-api = API
order-channel-mail = E-mail
order-channel-desk = E-mail, registered by a case handler
step-wait-for-grant = The customer has access
step-import-vendor = The vendor has been imported
step-import-customer = The customer has been imported
step-create-customer = The fictional customer has been made
step-person-with-role = The fictional person has the role that may delegate
step-grant-scope = The scope has been granted
step-letters = The letters have been sent
step-will-wait-for-grant = The customer gets access
step-will-import-vendor = The vendor will be imported
step-will-import-customer = The customer will be imported
step-will-create-customer = The fictional customer will be made
step-will-person-with-role = The fictional person will get the role that may delegate
step-will-grant-scope = The scope will be granted
step-will-letters = The letters will be sent
step-never = Not carried out
step-stopped = The step stopped. It is waiting for a case handler.
step-now = Under way
path-done = In place
path-next = Do this now
path-waiting = Later
path-with-handler = With the case handler
path-with-customer = With the customer
path-with-vendor = With the vendor
path-with-authority = With the register
path-with-owner = With the owner of the scope
path-not-needed = Not needed
path-scope-closed = Closed by the owner
path-no-such-scope = There is no such scope

guide-title = How to fetch a token and call the register
guide-lead = The examples are filled in with your client, your scope and your customer. Copy one and run it.
guide-lead-own = The examples are filled in with your client and your scope. Copy one and run it.
guide-key-file = The examples read the private key from fullmakt-key.pem in the folder you run them in. That is the name of the file that the browser saves when you make the key pair under Clients.
guide-values = Your values
guide-steps = Step by step
guide-step-sign = Make a JWT-bearer grant and sign it with your client's key. It may last for 120 seconds at most.
guide-step-consumer = Set consumer_org to the customer's organisation number. Without it you ask for a token about yourself.
guide-step-token = Send the grant to the token endpoint. Use a new jti every time.
guide-step-call = Call the register with the token in the header Authorization.
guide-step-explain = If you are refused, paste the error text into the page Explain.
guide-needs-curl = Needs openssl, curl and jq.
guide-needs-python = Needs the packages PyJWT and cryptography.
guide-needs-javascript = Needs Node 20 or newer and no packages.
guide-missing-scope = Your customer tells you which scope it got. Put it into the examples.
guide-missing-client = You have no client with this scope yet. Make one under Clients.
guide-missing-key = The client has no key yet. Add one under Clients.
guide-missing-customer = The fictional customer is not made yet. Wait until the case is done.
guide-fact-issuer = Issuer and aud
guide-fact-token = Token endpoint
guide-fact-client = Client (iss)
guide-fact-kid = Key (kid)
guide-fact-scope = Scope
guide-fact-customer = Customer (consumer_org)
guide-fact-register = A look-up to try
guide-copy = Keep a local copy in step
guide-copy-text = These programs fetch the whole register once, and after that only what has changed. Save one beside the key file and start it like this. It can be stopped at any moment and goes on where it was.
guide-copy-scope = The whole register is only for those with the scope brreg:reelle/offentlig. With your scope you get look-ups and changes, but not the file of the whole that a copy begins with.
guide-copy-run = how to start it

order-too-many-heading = There were too many orders
order-too-many-text = There were more orders from here in the last hour than are taken. Nothing was stored. Wait a while and send it again.
order-too-many-next = All orders
