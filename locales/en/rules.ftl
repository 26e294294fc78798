# Rules for approving without a case handler

desk-tab-rules = Rules
actor-rule = The rule { $name }
actor-rule-unnamed = A rule
rules-title = Rules for approval
rules-off = No rules are set up. The operator sets them up in a file and names it with the setting FULLMAKT_RULES.
rules-on = A rule that is switched on approves orders that nobody has taken. Orders on a legal basis are always decided by a case handler.
rules-tried-first = A new rule is tried here before it is switched on. The operator switches it on with the line active = true in the file.
rules-active = State
rules-active-yes = Switched on
rules-active-no = Only tried
rules-would = Would have approved
rules-name = Rule
rules-kind = Kind
rules-checks = Checks
rules-checks-all-green = All in order
rules-checks-nothing-against = Nothing against it
rules-done = Carried out before, at least
rules-scope = Scope
rules-trial = Tried on past orders
rules-trial-text = The rules are tried on the newest orders that a case handler has decided, at most { $limit }, as they were when they arrived.
rules-sum = The rules would have approved { $approved } of { $all }.
rules-held-back = What held the rest back: { $what }. An order may count in several places.
rules-too-few-done = Fewer orders carried out than the rule asks for
rules-agree = None of them was decided differently by a case handler.
rules-otherwise = The case handler decided these differently:
rules-applicant = Applicant
rules-difference = Difference
rules-rejected = The case handler rejected it.
rules-other-scope = The rule would have given { $scope }.
