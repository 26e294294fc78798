# Tekstar om arbeidet med ei sak: ansvarleg, spørsmål, notat, avslag, og svaret frå kontakten

desk-on-page = På denne sida
desk-checks = Kontrollar
desk-more = Anna
desk-doubtful = Usikkert lese
desk-place = Vis i e-posten
desk-nobody = Ingen har saka.
desk-take = Ta saka
desk-release = Slepp saka
desk-give-to = Gi saka til
desk-give = Gi
desk-already-taken = Ein annan har saka no. Sjå kven det er nedanfor.
desk-handler-unknown = Ingen med dette namnet har vore ved saksbordet. Vel ein frå lista.
desk-text-missing = Skriv noko i feltet.
words-masked = Teksten hadde eit fødselsnummer som kan høyre til ein verkeleg person. Vi har bytt det ut med prikkar.
desk-question = Spør avsendaren
desk-question-help = Spørsmålet går på e-post. Saka ventar hos deg, merkt som spurt, til svaret kjem.
desk-ask = Send spørsmålet
desk-already-asked = Avsendaren er allereie spurd, og har ikkje svart enno.
desk-asked-since = Avsendaren vart spurd { $when } og har ikkje svart enno. Du kan likevel avgjere saka.
desk-questions = Spørsmål og svar
desk-answer = Svar
desk-no-answer = Ikkje svart på
desk-reject-template = Vanleg grunngiving
desk-reject-own = Berre eigne ord
desk-reject-texts = Slik står grunngivingane i brevet
desk-scope-choose = Vel scope
desk-withdraw-for = Trekk bestillinga for avsendaren
desk-withdraw-reason = Kvifor blir ho trekt? Avsendaren får grunngivinga i brevet
desk-withdraw = Trekk bestillinga
desk-notes = Notat
desk-notes-text = Berre saksbehandlarar ser notata.
desk-note-new = Nytt notat
desk-note-save = Lagre notatet

reason-no-legal-basis = Heimelen gir ikkje tilgang
reason-no-legal-basis-text = Heimelen de viser til, gir ikkje rett til opplysningar frå registeret.
reason-legal-basis-unclear = Heimelen er uklar
reason-legal-basis-unclear-text = Vi kan ikkje sjå av bestillinga kva heimel de har. Bestill på nytt, og vis til lova og paragrafen.
reason-wrong-number = Organisasjonsnummer og namn passar ikkje saman
reason-wrong-number-text = Organisasjonsnummeret i bestillinga høyrer til ei anna verksemd enn den som er namngitt. Sjå etter i Einingsregisteret, og bestill på nytt.
reason-not-your-organisation = Avsendaren høyrer ikkje til verksemda
reason-not-your-organisation-text = Vi kan ikkje sjå at du bestiller for verksemda som er namngitt. Bestill på nytt frå ei e-postadresse som høyrer til verksemda.
reason-has-access = Tilgangen finst allereie
reason-has-access-text = Verksemda har allereie den tilgangen som er bestilt. De kan bruke den de har.
reason-wrong-kind = Feil type bestilling
reason-wrong-kind-text = Bestillinga er av ein annan type enn den de skildrar. Sjå på dei tre typane på bestillingssida, og bestill på nytt.
reason-no-answer = Vi fekk ikkje svar
reason-no-answer-text = Vi har spurt om opplysningar som manglar, og har ikkje fått svar. Bestill på nytt når de har opplysningane.

actor-system = Fullmakt
actor-mail = E-post
actor-visitor = Avsendaren
actor-operator = Driftsansvarleg
actor-machine = Eit program
actor-api = API-et
actor-api-key = Ein API-nøkkel
actor-api-key-named = API-nøkkelen til { $name } ({ $number })
actor-api-key-of = API-nøkkelen til { $number }
actor-person = Ein fiktiv person
actor-handler = Saksbehandlar
actor-contact = Kontaktperson
actor-contact-named = { $name } (kontaktperson)
actor-contact-named-of = { $name } (kontaktperson for { $organisation })
actor-contact-of = Kontaktperson for { $organisation }
receipt-was-there = var der frå før
receipt-production-data = produksjonsdata

event-order-taken = Tok saka
event-order-given = Gav saka til
event-order-released = Sleppte saka
event-order-noted = Skreiv eit notat
event-order-asked = Spurde avsendaren
event-order-answered = Svarte
event-order-withdrawn = Trekte bestillinga
event-order-checked = Einingsregisteret vart spurt på nytt

case-now-asked = Saksbehandlaren har eit spørsmål til dykk. Svar nedanfor, så går saka vidare.
case-question = Saksbehandlaren spør
case-answer = Svaret ditt
case-answer-send = Send svaret
case-answer-missing = Skriv eit svar før du sender.
case-answer-too-late = Spørsmålet er allereie svart på, eller saka er avgjord.
case-answered = Spørsmål de har svart på
case-history = Dette har skjedd
case-withdraw = Trekk bestillinga
case-withdraw-text = Trekkjer du bestillinga, blir ingenting oppretta, og ingen tilgang blir gitt. Det kan ikkje gjerast om, men du kan bestille på nytt.
case-withdraw-reason = Kvifor trekkjer du ho? Du treng ikkje svare
case-withdraw-do = Ja, trekk bestillinga
case-withdraw-not = Nei, gå tilbake til saka
case-withdraw-too-late = Bestillinga kan ikkje trekkjast lenger. Ho er avgjord, eller ho blir utført no.

letter-question-subject = Eit spørsmål om bestillinga: sak { $case }
letter-question-body =
    Hei, { $name }!

    Saksbehandlaren har eit spørsmål om bestillinga frå { $organisation } i sak { $case }:

    > { $question }

    Svar på denne e-posten, eller på sida til saka.

    → Opne saka: { $link }

    Lenkja er personleg og varer i { $link_days } dagar.

letter-withdrawn-subject = Bestillinga er trekt: sak { $case }
letter-withdrawn-body =
    Hei, { $name }!

    Bestillinga frå { $organisation } i sak { $case } er trekt, slik de bad om. Ingenting er oppretta, og ingen tilgang er gitt.

    Treng de tilgangen likevel, er det berre å bestille på nytt: { $again }

    → Opne saka: { $link }

letter-withdrawn-by-handler-subject = Bestillinga er trekt: sak { $case }
letter-withdrawn-by-handler-body =
    Hei, { $name }!

    Vi har trekt bestillinga frå { $organisation } i sak { $case } for dykk. Saksbehandlaren skriv:

    > { $reason }

    Ingenting er oppretta, og ingen tilgang er gitt. Treng de tilgangen likevel, er det berre å bestille på nytt: { $again }

    → Opne saka: { $link }

shortcuts-title = Tastatursnarvegar
shortcuts-text = Snarvegane flyttar deg berre dit du skal. Ingenting skjer med saka før du trykkjer på ein knapp.
shortcuts-rows = Neste og førre i lista
shortcuts-search = Til søket
shortcuts-back = Til lenkja tilbake til køen
shortcuts-take = Til knappen som tek saka
shortcuts-approve = Til knappen som godkjenner
shortcuts-ask = Til spørsmålet
shortcuts-reject = Til avslaget
shortcuts-note = Til notatet
shortcuts-help = Denne oversikta
shortcuts-on = Bruk snarvegane
shortcuts-close = Lukk
