# Texts of mail/

letter-again = Send igjen
letter-again-to = Til adressa
letter-again-send = Send igjen
letter-samples = Alle brev
letter-samples-text = Slik ser breva ut, med oppdikta namn. Dei finst på bokmål, nynorsk og engelsk, som tekst og som HTML.
letter-samples-back = Til brev som ikkje kjem fram
letter-samples-all = Alle brev
letter-sample-language = Språk
post-as-html = Vis slik eit e-postprogram viser det
letter-address-heading = Adressa er ikkje ei e-postadresse
letter-address-text = Skriv heile adressa, til dømes kari@eksempel.no.
letter-address-next = Tilbake til breva
letter-not-in-trouble-heading = Brevet er allereie på veg
letter-not-in-trouble-text = Nokon har sendt det igjen, eller det har kome fram.
letter-not-in-trouble-next = Tilbake til breva
event-letter-sent-again = Eit brev vart sendt igjen
