# Texts for the register's access log (register/pages/calls.rs)

calls-title = Calls to the register
calls-lead = Calls to the register of beneficial owners with the access of { $organisation }, the newest first.
calls-kept = Calls are deleted after { $days } days. Identity numbers in searches are not kept.
calls-none = No calls were made.
calls-choose = The organisation’s number
calls-choose-fault = Write an organisation number of nine digits.
calls-show = Show calls
calls-at = Time
calls-what = What
calls-answer = Answer
calls-who = Who
calls-behind = Behind the call
calls-token = See the token
calls-token-gone = The token is no longer in the log
calls-delegation = Delegation
calls-order = Order
calls-older = Older calls
calls-itself = The organisation itself
calls-company = Look-up by organisation number
calls-person = Search by person
calls-whole = The whole register
calls-sequence = Sequence number
calls-changes = Change log
calls-found = { $count ->
    [one] { $count } company
   *[other] { $count } companies
}
calls-found-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
calls-link = See who has used the access to the register
