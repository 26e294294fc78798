# Letters about what others do: the customer orders, the customer delegates, the vendor invites

letter-customer-ordered-subject = The customer has ordered access: case { $case }
letter-customer-ordered-body =
    Hello, { $name }!

    { $customer } ({ $customer_number }) has ordered access of its own in the test environment. Case { $case } goes on by itself when the customer has it.

    You need not do anything now.

    → Follow the case: { $link }

letter-customer-delegated-subject = { $customer } has delegated to you: case { $case }
letter-customer-delegated-body =
    Hello, { $name }!

    { $customer } ({ $customer_number }) has delegated access to { $organisation }. You can now get a token.

    Delegated: { $scheme }
    Scope: { $scope }

    What to do next:

    1. Open the case, make a client with the scope and register a key: { $link }
    2. Get a token with consumer_org { $customer_number }. The guide has examples: { $guide }
