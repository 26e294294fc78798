# Case handlers' login with OpenID Connect

needs-handler-login-heading = This page is for case handlers
needs-handler-login-text = Log in with the user you have at your organisation.
needs-handler-login-next = Log in
oidc-unavailable-heading = The login does not answer
oidc-unavailable-text = The login service did not answer. Wait a moment and try again. If it happens again, tell the operator.
oidc-unavailable-next = Try again
oidc-refused-heading = The login could not be confirmed
oidc-refused-text = The answer from the login service was not valid. Try again. If it happens again, tell the operator.
oidc-refused-next = Try again
oidc-stale-heading = The login has expired
oidc-stale-text = The login took too long, was started in another browser or has already been used. Start again.
oidc-stale-next = Log in
oidc-broken-off-heading = The login was cancelled
oidc-broken-off-text = You are not logged in. Try again when you are ready.
oidc-broken-off-next = Log in
oidc-no-role-heading = The user is not a case handler
oidc-no-role-text = You are logged in at your organisation, but the user does not have the role of case handler here. Whoever manages your users can give it to you.
oidc-no-role-next = Go to the front page
oidc-logged-out-heading = You are logged out here
oidc-logged-out-text = You may still be logged in at the login service. If you share this machine with others, log out there as well.
oidc-logged-out-next = Log out at the login service
