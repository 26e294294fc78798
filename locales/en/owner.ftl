# Texts for owners of scopes (token/pages/owner.rs)

owner-title = Access
owner-lead = The scopes that { $owner } owns: who has access, who has delegated, and what was refused.
owner-lead-all = All scopes of the environment: who has access, who has delegated, and what was refused.
owner-none = The organisation owns no scopes. To make scopes it needs a prefix, which the operator of the environment hands out with the command fullmakt prefix give.
owner-none-yet = There are no scopes to show. Who has a prefix makes scopes with the self-service API.
owner-api-link = About the self-service API
owner-link = See who has access to your scopes
owner-back = All access
owner-next = Next scopes

owner-scope = Scope
owner-owner = Owner
owner-state = State
owner-active = In use
owner-closed = Closed
owner-closed-text = The scope is closed. Nobody gets a token with it until it is opened again.
owner-holders = Have access
owner-delegations = Delegations
owner-refused-days = Refused in the last 7 days

owner-visibility = Visibility
owner-visible-public = Public: everybody sees the scope
owner-visible-private = Private: the owner and those with access see the scope
owner-visible-internal = Internal: only the owner sees the scope
owner-open = Open to all
owner-open-yes = Yes, nobody needs a grant
owner-open-no = No, the organisation must have been given access
owner-source = Delegation source
owner-source-none = None, the scope cannot be delegated
owner-lifetime = Longest life of a token
owner-lifetime-unset = Not set
owner-lifetime-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
owner-integrations = Integration types allowed
owner-integrations-all = All

owner-grants-heading = Who has access
owner-grants-none = Nobody has been given access.
owner-organisation = Organisation
owner-since = Since
owner-case = Case
owner-grant-approved = Has access
owner-grant-requested = Has asked for access
owner-grant-denied = Withdrawn

owner-delegations-heading = Who has delegated
owner-delegations-none = Nobody has delegated the scope.
owner-consumer = Consumer
owner-supplier = Supplier
owner-scheme = Delegation scheme

owner-refused-heading = Refused lately
owner-refused-text = The latest requests for a token with this scope that were refused in the last 30 days.
owner-refused-none = No requests were refused.
owner-refused-more = The latest { $shown } are shown. There are more.
owner-refused-cut = Only the latest { $limit } refusals of the whole environment were gone through. Older ones are not included.
owner-code = Code
owner-client = The client's organisation
owner-unknown = Unknown
owner-some-of = { $shown } of { $all } are shown.
