# Mail that comes in: what it is, and what was found out about its sender

desk-note-bounce = A mail server could not deliver a letter of ours.
desk-note-list = This came from a mailing list.
desk-note-own = This is one of our own letters.
desk-note-too-large = The e-mail is too large to be fetched. It is still in the mailbox.
desk-note-sign = Recognised by { $sign }.
desk-mails-see-set-aside = See mail that was set aside
desk-mails-see-waiting = See mail that must be read
desk-mails-set-aside = Mail that was set aside
desk-mails-set-aside-text = Automatic replies, notices of letters that came back and mailing lists are never answered. What a case handler set aside is here as well.

order-warning-letter-bounced-vendor = A letter to the vendor came back. Check that the e-mail address is right.
order-warning-letter-bounced-customer = A letter to the customer came back. Check that the e-mail address is right.
order-warning-letter-bounced-other = A letter in this case came back. Check that the e-mail addresses are right.

event-order-letter-bounced = A letter came back

sender-check-title = Check of the sender
sender-check-verdict-pass = { $domain } vouches for this e-mail.
sender-check-verdict-fail = { $domain } does not vouch for this e-mail. Somebody else may have sent it.
sender-check-verdict-none = { $domain } does not say who may send e-mail from there.
sender-check-verdict-unchecked = The sender could not be checked.
sender-check-said-pass = holds
sender-check-said-fail = does not hold
sender-check-said-softfail = probably does not hold
sender-check-said-neutral = cannot be decided
sender-check-said-none = nothing is said
sender-check-said-temperror = could not be checked
sender-check-said-permerror = the entry is faulty
sender-check-said-relayed = came through a server of our own
