# What stopped a step, for the case handler. The text also says what can be done.
hindrance-registry-unreachable = Enhetsregisteret does not answer ({ $detail }).
hindrance-registry-unknown = Enhetsregisteret does not know { $number }. Ask the sender about the number. If it is right, choose Try again once the organisation is registered; otherwise it must be ordered again with the right number.
hindrance-registry-deleted = The organisation { $number } is deleted in Enhetsregisteret. Ask the sender to order again with an organisation that exists.
hindrance-registry-removed = The organisation { $number } is removed from Enhetsregisteret on legal grounds. Ask the sender to order again with another organisation.
hindrance-no-organisation = The order names no such organisation. Ask the sender to order again.
hindrance-no-customer = The customer is not made yet. Look at the step before, and choose Try again.
hindrance-customer-gone = The fictional customer { $number } is no longer there. Ask the vendor to order a new fictional customer.
hindrance-no-scope = No scope was chosen. Ask the sender to order again; the scope is chosen when the order is approved.
hindrance-self-service-missing = The order was approved with a grant in another environment, which is not set up now. Ask the operator to set FULLMAKT_SELF_SERVICE_URL and the settings beside it, and choose Try again.
hindrance-elsewhere-ill = The other environment does not answer as it should ({ $detail }).
hindrance-elsewhere-refused = The other environment says no: { $detail }. Correct it there, and choose Try again.
hindrance-changed = The case was changed while the step was under way.
hindrance-database = The database did not answer as it should.
hindrance-other = Something unexpected stopped the step: { $detail }. If it goes on, the operator must look at it.
hindrance-tried-again = We try again by ourselves.
hindrance-try-again = Choose Try again.
