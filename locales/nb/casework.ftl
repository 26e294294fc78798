# Tekster om arbeidet med en sak: ansvarlig, spørsmål, notater, avslag, og kontaktens svar

desk-on-page = På denne siden
desk-checks = Kontroller
desk-more = Annet
desk-doubtful = Usikkert lest
desk-place = Vis i e-posten
desk-nobody = Ingen har saken.
desk-take = Ta saken
desk-release = Slipp saken
desk-give-to = Gi saken til
desk-give = Gi
desk-already-taken = En annen har saken nå. Se hvem det er nedenfor.
desk-handler-unknown = Ingen med dette navnet har vært ved saksbordet. Velg en fra listen.
desk-text-missing = Skriv noe i feltet.
words-masked = Teksten hadde et fødselsnummer som kan tilhøre en virkelig person. Vi har byttet det ut med prikker.
desk-question = Spør avsenderen
desk-question-help = Spørsmålet går på e-post. Saken venter hos deg, merket som spurt, til svaret kommer.
desk-ask = Send spørsmålet
desk-already-asked = Avsenderen er allerede spurt, og har ikke svart ennå.
desk-asked-since = Avsenderen ble spurt { $when } og har ikke svart ennå. Du kan likevel avgjøre saken.
desk-questions = Spørsmål og svar
desk-answer = Svar
desk-no-answer = Ikke besvart
desk-reject-template = Vanlig begrunnelse
desk-reject-own = Bare egne ord
desk-reject-texts = Slik står begrunnelsene i brevet
desk-scope-choose = Velg scope
desk-withdraw-for = Trekk bestillingen for avsenderen
desk-withdraw-reason = Hvorfor trekkes den? Avsenderen får begrunnelsen i brevet
desk-withdraw = Trekk bestillingen
desk-notes = Notater
desk-notes-text = Bare saksbehandlere ser notatene.
desk-note-new = Nytt notat
desk-note-save = Lagre notatet

reason-no-legal-basis = Hjemmelen gir ikke tilgang
reason-no-legal-basis-text = Hjemmelen dere viser til, gir ikke rett til opplysninger fra registeret.
reason-legal-basis-unclear = Hjemmelen er uklar
reason-legal-basis-unclear-text = Vi kan ikke se av bestillingen hvilken hjemmel dere har. Bestill på nytt, og vis til loven og paragrafen.
reason-wrong-number = Organisasjonsnummer og navn passer ikke sammen
reason-wrong-number-text = Organisasjonsnummeret i bestillingen hører til en annen virksomhet enn den som er navngitt. Se etter i Enhetsregisteret, og bestill på nytt.
reason-not-your-organisation = Avsenderen hører ikke til virksomheten
reason-not-your-organisation-text = Vi kan ikke se at du bestiller for virksomheten som er navngitt. Bestill på nytt fra en e-postadresse som hører til virksomheten.
reason-has-access = Tilgangen finnes allerede
reason-has-access-text = Virksomheten har allerede den tilgangen som er bestilt. Dere kan bruke den dere har.
reason-wrong-kind = Feil type bestilling
reason-wrong-kind-text = Bestillingen er av en annen type enn den dere beskriver. Se på de tre typene på bestillingssiden, og bestill på nytt.
reason-no-answer = Vi fikk ikke svar
reason-no-answer-text = Vi har spurt om opplysninger som mangler, og har ikke fått svar. Bestill på nytt når dere har opplysningene.

actor-system = Fullmakt
actor-mail = E-post
actor-visitor = Avsenderen
actor-operator = Driftsansvarlig
actor-machine = Et program
actor-api = API-et
actor-api-key = En API-nøkkel
actor-api-key-named = API-nøkkelen til { $name } ({ $number })
actor-api-key-of = API-nøkkelen til { $number }
actor-person = En fiktiv person
actor-handler = Saksbehandler
actor-contact = Kontaktperson
actor-contact-named = { $name } (kontaktperson)
actor-contact-named-of = { $name } (kontaktperson for { $organisation })
actor-contact-of = Kontaktperson for { $organisation }
receipt-was-there = var der fra før
receipt-production-data = produksjonsdata

event-order-taken = Tok saken
event-order-given = Ga saken til
event-order-released = Slapp saken
event-order-noted = Skrev et notat
event-order-asked = Spurte avsenderen
event-order-answered = Svarte
event-order-withdrawn = Trakk bestillingen
event-order-checked = Enhetsregisteret ble spurt på nytt

case-now-asked = Saksbehandleren har et spørsmål til dere. Svar nedenfor, så går saken videre.
case-question = Saksbehandleren spør
case-answer = Svaret ditt
case-answer-send = Send svaret
case-answer-missing = Skriv et svar før du sender.
case-answer-too-late = Spørsmålet er allerede besvart, eller saken er avgjort.
case-answered = Spørsmål dere har svart på
case-history = Dette har skjedd
case-withdraw = Trekk bestillingen
case-withdraw-text = Trekker du bestillingen, blir ingenting opprettet, og ingen tilgang blir gitt. Det kan ikke gjøres om, men du kan bestille på nytt.
case-withdraw-reason = Hvorfor trekker du den? Du trenger ikke svare
case-withdraw-do = Ja, trekk bestillingen
case-withdraw-not = Nei, gå tilbake til saken
case-withdraw-too-late = Bestillingen kan ikke trekkes lenger. Den er avgjort, eller den blir utført nå.

letter-question-subject = Et spørsmål om bestillingen: sak { $case }
letter-question-body =
    Hei, { $name }!

    Saksbehandleren har et spørsmål om bestillingen fra { $organisation } i sak { $case }:

    > { $question }

    Svar på denne e-posten, eller på siden til saken.

    → Åpne saken: { $link }

    Lenken er personlig og varer i { $link_days } dager.

letter-withdrawn-subject = Bestillingen er trukket: sak { $case }
letter-withdrawn-body =
    Hei, { $name }!

    Bestillingen fra { $organisation } i sak { $case } er trukket, slik dere ba om. Ingenting er opprettet, og ingen tilgang er gitt.

    Trenger dere tilgangen likevel, er det bare å bestille på nytt: { $again }

    → Åpne saken: { $link }

letter-withdrawn-by-handler-subject = Bestillingen er trukket: sak { $case }
letter-withdrawn-by-handler-body =
    Hei, { $name }!

    Vi har trukket bestillingen fra { $organisation } i sak { $case } for dere. Saksbehandleren skriver:

    > { $reason }

    Ingenting er opprettet, og ingen tilgang er gitt. Trenger dere tilgangen likevel, er det bare å bestille på nytt: { $again }

    → Åpne saken: { $link }

shortcuts-title = Tastatursnarveier
shortcuts-text = Snarveiene flytter deg bare dit du skal. Ingenting skjer med saken før du trykker på en knapp.
shortcuts-rows = Neste og forrige i listen
shortcuts-search = Til søket
shortcuts-back = Til lenken tilbake til køen
shortcuts-take = Til knappen som tar saken
shortcuts-approve = Til knappen som godkjenner
shortcuts-ask = Til spørsmålet
shortcuts-reject = Til avslaget
shortcuts-note = Til notatet
shortcuts-help = Denne oversikten
shortcuts-on = Bruk snarveiene
shortcuts-close = Lukk
