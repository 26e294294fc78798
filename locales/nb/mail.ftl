# Texts of mail/

letter-again = Send igjen
letter-again-to = Til adressen
letter-again-send = Send igjen
letter-samples = Alle brev
letter-samples-text = Slik ser brevene ut, med oppdiktede navn. De finnes på bokmål, nynorsk og engelsk, som tekst og som HTML.
letter-samples-back = Til brev som ikke kommer fram
letter-samples-all = Alle brev
letter-sample-language = Språk
post-as-html = Vis slik et e-postprogram viser det
letter-address-heading = Adressen er ikke en e-postadresse
letter-address-text = Skriv hele adressen, for eksempel kari@eksempel.no.
letter-address-next = Tilbake til brevene
letter-not-in-trouble-heading = Brevet er allerede på vei
letter-not-in-trouble-text = Noen har sendt det igjen, eller det har kommet fram.
letter-not-in-trouble-next = Tilbake til brevene
event-letter-sent-again = Et brev ble sendt igjen
