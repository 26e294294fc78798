# Texts of mail/

letter-again = Send again
letter-again-to = To the address
letter-again-send = Send again
letter-samples = All letters
letter-samples-text = This is how the letters look, with made-up names. They exist in bokmål, nynorsk and English, as text and as HTML.
letter-samples-back = To letters that do not get through
letter-samples-all = All letters
letter-sample-language = Language
post-as-html = Show as a mail program shows it
letter-address-heading = The address is not an e-mail address
letter-address-text = Write the whole address, for example kari@example.org.
letter-address-next = Back to the letters
letter-not-in-trouble-heading = The letter is already on its way
letter-not-in-trouble-text = Somebody has sent it again, or it has got through.
letter-not-in-trouble-next = Back to the letters
event-letter-sent-again = A letter was sent again
