# Texts of the letters of orders/. Short; the next step stands last.

letter-notice = Please note: when the order is carried out, we import details of the organisations in it from Enhetsregisteret, the register of legal entities. That is production data, and it will then be held in a test environment.
letter-no-real-data = The order concerns fictional organisations only. No production data is imported.

letter-confirm-subject = Confirm the order: case { $case }
letter-confirm-body =
    Hello, { $name }!

    We have received an order that names you as the contact of { $organisation }: { $what }. The case number is { $case }.

    { $notice }

    We do not know who sent the order, and do nothing until you have confirmed it. If you know nothing about it, you can ignore this letter.

    → Open the case and confirm: { $link }

    The link is personal and lasts for { $link_days } days.

letter-confirm-added-subject = Confirm that { $organisation } wants access from { $customer }: case { $case }
letter-confirm-added-body =
    Hello { $name },

    { $asker } has asked that access can be delegated to { $organisation } from { $customer }, and named you as the contact. This is about case { $linked }. For you, the case number is { $case }.

    { $notice }

    Nothing happens until you have confirmed that you want this. If you know nothing about it, you can disregard this letter.

    → Open the case and confirm: { $link }

    The link is personal and lasts { $link_days } days.

letter-receipt-subject = We have received the order: case { $case }
letter-receipt-body =
    Hello, { $name }!

    We have received the order from { $organisation }: { $what }. The case number is { $case }.

    { $notice }

    A case handler will now look at the order, and you will get a letter when it has been decided. Until then, you can follow the case.

    → Follow the case: { $link }

    The link is personal and lasts for { $link_days } days.

letter-receipt-added-subject = { $organisation } was added as a vendor for { $customer }: case { $case }
letter-receipt-added-body =
    Hello { $name },

    { $asker } has added { $organisation } as a vendor for { $customer }, with you as the contact. This is about case { $linked }. For you, the case number is { $case }.

    { $notice }

    The case is being carried out now, and you get a letter when everything is ready. If this is wrong, you can answer this letter.

    → Follow the case: { $link }

    The link is personal and lasts { $link_days } days.

letter-ready-fictional-subject = The fictional customer is ready: case { $case }
letter-ready-fictional-body =
    Hello, { $name }!

    Everything in case { $case } is ready. You can now delegate access from a fictional customer to { $organisation }.

    Fictional organisation: { $customer }
    Organisation number: { $customer_number }
    Log in as: { $person }
    Fictional identity number: { $person_number }
    Scope: { $scope }
    The scope opens: { $opens }

    What to do next:

    1. Log in with the fictional identity number: { $portal }
    2. Choose { $customer }, add { $vendor_number } as a supplier, and delegate the API that belongs to the scope.
    3. Open the case, make a client with the scope and register a key: { $link }
    4. Get a token with consumer_org { $customer_number }. The guide has examples filled in for this case: { $guide }

letter-ready-direct-subject = { $organisation } has access: case { $case }
letter-ready-direct-body =
    Hello, { $name }!

    { $organisation } ({ $customer_number }) has been given access in the test environment.

    Scope: { $scope }
    The scope opens: { $opens }

    If a system vendor is to use the access for you, tell the vendor which scope it is. The vendor then orders delegation from you as an existing customer.

    If you are to use the access yourselves, open the case and make a client with the scope.

    → Open the case: { $link }

letter-ready-vendor-subject = The customer is ready to delegate: case { $case }
letter-ready-vendor-body =
    Hello, { $name }!

    { $customer } ({ $customer_number }) has access in the test environment, and both organisations have been imported. The customer's contact has been sent a fictional person to log in as.

    What to do next:

    1. Ask the customer to log in and delegate the access to { $vendor_number }.
    2. Ask the customer which scope the access is for. You need it when you get a token.
    3. Open the case, make a client with the scope and register a key: { $link }
    4. Get a token with consumer_org { $customer_number }. The guide has examples: { $guide }

letter-ready-customer-subject = { $vendor } is waiting for you to delegate: case { $case }
letter-ready-customer-body =
    Hello, { $name }!

    { $vendor } ({ $vendor_number }) has ordered delegation from { $organisation } in the test environment. We have made a fictional person who can log in for you.

    Log in as: { $person }
    Fictional identity number: { $person_number }
    You act for: { $organisation } ({ $customer_number })
    Scope: { $scope }
    The scope opens: { $opens }

    What to do next:

    1. Log in with the fictional identity number: { $portal }
    2. Choose { $organisation }, add { $vendor_number } as a supplier, and delegate the API that belongs to the scope.
    3. Tell { $vendor } which scope you have delegated.

    → Follow the case: { $link }

letter-rejected-subject = The order has been rejected: case { $case }
letter-rejected-body =
    Hello, { $name }!

    The order from { $organisation } in case { $case } has been rejected. The case handler writes:

    > { $reason }

    Nothing has been made, and no access has been given. If you can correct what the case handler points out, you are welcome to order again: { $again }

    → See the case: { $link }

letter-customer-refused-subject = The customer was not given access: case { $case }
letter-customer-refused-body =
    Hello, { $name }!

    The order of the customer you waited for, { $customer } ({ $customer_number }), has been rejected. The customer therefore cannot delegate to you, and we have closed case { $case }.

    Ask the customer about the reason. You can order again when the customer has access, or test with a fictional customer in the meantime: { $again }

    → See the case: { $link }

letter-reminder-vendor-subject = We are still waiting for the customer: case { $case }
letter-reminder-vendor-body =
    Hello, { $name }!

    Case { $case } is waiting for { $customer } ({ $customer_number }) to order direct access. When that is done, the case goes on by itself. If it is not done within { $days } days, the case is closed.

    Ask the customer to order here: { $order }

    → Follow the case: { $link }

letter-reminder-customer-subject = { $vendor } is waiting for you to order access
letter-reminder-customer-body =
    Hello, { $name }!

    { $vendor } ({ $vendor_number }) wants to test with access delegated from { $organisation }, and has named you as the contact. Before that, { $organisation } needs access of its own in the test environment. If no order comes within { $days } days, the vendor's case is closed.

    If you do not mean to delegate anything to { $vendor }, you can ignore this letter.

    → Order direct access: { $order }

letter-closed-subject = The case has been closed: case { $case }
letter-closed-body =
    Hello, { $name }!

    { $customer } ({ $customer_number }) did not order access in time, so we have closed case { $case }. Nothing has been made.

    You can order again when the customer is ready, or test with a fictional customer: { $again }

    → See the case: { $link }

letter-foot = Fullmakt is a test environment. You are getting this letter because your address is given in an order here. You are welcome to reply; the reply goes to the case.

letter-new-link-subject = New link to case { $case }
letter-new-link-body =
    Hello, { $name }!

    Here is your new link to case { $case }. The old one no longer works.

    → Open the case: { $link }

    The link is personal and lasts for { $link_days } days.
