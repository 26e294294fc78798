# Texts of carrying an order out, and of what follows it

order-state-awaiting-sender = Waits for the sender
order-state-withdrawn = Withdrawn
order-state-ending = Being ended
order-state-ended = The access has ended
case-now-awaiting-sender = Something is missing in the order. Answer the message we have sent you.
case-now-withdrawn = The order is withdrawn. Nothing was granted. Place a new order if you need the access after all.
case-now-ending = The access is being ended. You get a receipt by e-mail when everything is taken back.
case-now-ended = The access has ended, and what was made for it is taken back. Place a new order if you need the access again.
