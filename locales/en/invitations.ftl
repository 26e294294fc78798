# Texts of invitations: the letter, the vendor's case, and the way to get no more of them

letter-invitation-subject = { $vendor } invites you to order access
letter-invitation-body =
    Hello, { $name }!

    { $inviter } at { $vendor } ({ $vendor_number }) wants to test with access delegated from { $organisation }, and has named you as contact. Before that can happen, { $organisation } needs access of its own in the test environment.

    We have filled in the form with what { $vendor } knows. Check that it is right, state the legal basis and send the order.

    → Order: { $link }

    The link works until { $until }. Anyone who has it can send the order. { $vendor } sees when you open it and when the order is sent, but not what you write.

    { $inviter } answers questions about the cooperation: { $inviter_email }

    If you want no more invitations: { $decline }

order-field-invite_customer = Send the customer an invitation to order when our order is approved

invitation-title = Invite the customer
invitation-text = We send the contact at the customer a letter with a form that is filled in. You see whether the form is opened and sent, but not what the customer writes.
invitation-send = Send the invitation
invitation-send-again = Send the invitation again
invitation-wished = The invitation is sent when the order is approved.
invitation-sent = Sent { $when }
invitation-opened = Opened { $when }
invitation-ordered = The customer ordered { $when }
invitation-ordered-otherwise = The customer has ordered
invitation-declined = The customer declined further invitations { $when }

invitation-not-now-heading = The customer cannot be invited now
invitation-not-now-text = The case has ended, or it is not confirmed yet.
invitation-not-now-next = To the case
invitation-has-ordered-heading = The customer has ordered
invitation-has-ordered-text = We have the customer's order, so no invitation is needed. The case goes on by itself when the customer has access.
invitation-has-ordered-next = To the case
invitation-refused-heading = The contact wants no invitations
invitation-refused-text = Nothing was sent. Contact the customer in another way, and ask it to order direct access.
invitation-refused-next = To the case
invitation-too-many-heading = You have sent many invitations today
invitation-too-many-text = Nothing was sent. Try again tomorrow, or contact the customer yourself about ordering direct access.
invitation-too-many-next = To the case
invitation-no-more-heading = You get no more invitations
invitation-no-more-text = No vendor can send invitations to this address from here. You can order yourself whenever you like.
invitation-no-more-next = To the front page

no-thanks-title = No more invitations
no-thanks-text = Vendors can invite their customers to order access. Press the button, and we send no more such letters to your address.
no-thanks-send = No thanks to further invitations

event-invitation-sent = Invitation sent to the customer
event-invitation-declined = The customer declined further invitations
actor-invitation = The person invited
