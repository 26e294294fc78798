# Personvern og tilgjenge

privacy-title = Personvern
privacy-lead = Her står kva opplysningar om deg som finst i dette testmiljøet, kva dei blir brukte til, og når dei blir sletta.
privacy-who-heading = Kven opplysningane gjeld
privacy-who = Opplysningane gjeld kontaktpersonar hos leverandørar og kundar, saksbehandlarar og den som driftar miljøet. Personane som gir fullmakt, er oppdikta. Fødselsnummer til verkelege personar blir gøymde før nokon les dei.
privacy-real-data = Når ei sak gjeld ei verkeleg verksemd, blir verksemda henta frå Einingsregisteret etter at saka er godkjend. Det står i bestillinga og i kvitteringa.
privacy-kinds-heading = Opplysningar, føremål og levetid
privacy-column-what = Opplysningar
privacy-column-why = Føremål
privacy-column-end = Levetid
privacy-calendar = Levetida blir rekna etter kalenderen i testmiljøet. Han kan gå føre den verkelege kalenderen, og då blir opplysningane sletta tidlegare.
privacy-daily = Ein jobb slettar kvar dag det som er for gammalt, og noterer kor mykje han sletta.
privacy-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagar
}
privacy-hours = { $count ->
    [one] { $count } time
   *[other] { $count } timar
}
privacy-months = { $count ->
    [one] { $count } månad
   *[other] { $count } månader
}

privacy-kind-orders-what = Bestillingar: namn, e-post og telefon til kontaktpersonar, det dei skreiv, og notat i saka
privacy-kind-orders-why = Behandle bestillinga, sende svar og vise saka til den som bestilte
privacy-kind-orders-end = { $period } etter at saka er avslutta. Saka blir teken vare på utan personar. Ein tilgang som er i bruk, er ikkje ei avslutta sak.
privacy-kind-links-what = Lenkjer til saka: namn og e-post til den som fekk lenkja
privacy-kind-links-why = La kontaktpersonen følgje saka utan passord
privacy-kind-links-end = Lenkja verkar i { $period }. Opplysningane blir sletta saman med saka.
privacy-kind-raw-mail-what = E-post slik han kom, kryptert
privacy-kind-raw-mail-why = Lese bestillinga på nytt viss noko vart lese feil
privacy-kind-raw-mail-end = { $period } etter at e-posten kom
privacy-kind-mail-what = E-post som ikkje vart ei bestilling: avsendar, emne og tekst
privacy-kind-mail-why = La ein saksbehandlar sjå om han likevel var ei bestilling
privacy-kind-mail-end = { $period } etter at han kom og vart lagd bort. E-post som høyrer til ei sak, blir sletta saman med saka.
privacy-kind-waiting-mail-what = E-post som ventar på saksbordet: avsendar, emne og tekst
privacy-kind-waiting-mail-why = La ein saksbehandlar svare på han eller gjere han til ei bestilling
privacy-kind-waiting-mail-end = { $period } etter at han kom, viss ingen har behandla han
privacy-kind-letters-what = Brev vi har sendt: mottakar og innhald, kryptert
privacy-kind-letters-why = Sende brevet på nytt viss e-postserveren er nede, og vise kva som vart sendt
privacy-kind-letters-end = { $period } for brev utan sak og for kopiar i den innebygde postkassa. Andre brev blir sletta saman med saka.
privacy-kind-answers-what = Talet på brev vi har sendt som svar til ei e-postadresse same dag
privacy-kind-answers-why = Stoppe to program som elles ville svart kvarandre utan ende
privacy-kind-answers-end = Når dagen er over
privacy-kind-drafts-what = Utkast til bestillingar, krypterte
privacy-kind-drafts-why = La deg halde fram med eit skjema du har lagra
privacy-kind-drafts-end = { $period } etter at utkastet vart lagra, eller når det er sendt inn
privacy-kind-sessions-what = Innloggingar: kven som er logga inn, og til når
privacy-kind-sessions-why = Kjenne igjen nettlesaren din
privacy-kind-sessions-end = Når innlogginga eller eingongslenkja har gått ut
privacy-kind-api-keys-what = API-nøklar: notatet og kven som laga nøkkelen
privacy-kind-api-keys-why = La verksemda bestille med program
privacy-kind-api-keys-end = { $period } etter at nøkkelen er trekt tilbake
privacy-kind-ledger-what = Førespurnader om token: klient, verksemd og kva som vart kontrollert
privacy-kind-ledger-why = Forklare kvifor ein førespurnad vart avvist
privacy-kind-ledger-end = { $period } etter førespurnaden
privacy-kind-look-ups-what = Svar frå Einingsregisteret. Namnet på eit enkeltpersonføretak er ofte namnet på ein person.
privacy-kind-look-ups-why = Sleppe å spørje Einingsregisteret om det same fleire gonger
privacy-kind-look-ups-end = { $period } etter svaret. Det som er fjerna frå Einingsregisteret, blir sletta med ein gong vi får vite det.
privacy-kind-parties-what = Verksemder som er lesne inn etter ei godkjend bestilling
privacy-kind-parties-why = La verksemda få tilgang og fullmakt i testmiljøet
privacy-kind-parties-end = Når tilgangen er avslutta
privacy-kind-jobs-what = Oppgåver i køen og feilen dei enda med
privacy-kind-jobs-why = Gjennomføre saka og vise kva som stoppa
privacy-kind-jobs-end = { $period } etter at oppgåva er utført eller gitt opp
privacy-kind-refusals-what = Eit merke for e-postadresser som ikkje vil ha invitasjonar. Adressa kan ikkje lesast av merket.
privacy-kind-refusals-why = Syte for at ingen inviterer deg igjen
privacy-kind-refusals-end = Blir teke vare på så lenge miljøet er i drift
privacy-kind-audit-what = Logg over kva som er gjort, og av kven
privacy-kind-audit-why = Vise i ettertid at det som vart gjort, var lov
privacy-kind-audit-end = { $period } etter hendinga

privacy-cookies-heading = Informasjonskapslar og loggar
privacy-cookies = Vi bruker berre informasjonskapslar som trengst for å logge inn og sende skjema trygt. Driftsloggane har verken innhaldet i adressefeltet eller det du skriv i skjema.
privacy-rights-heading = Rettane dine
privacy-rights = Du kan be om å få sjå, rette og slette det som finst om deg. Skriv frå e-postadressa opplysningane gjeld, så slepp vi å spørje om meir for å vite kven du er.
privacy-rights-kept = Når vi slettar, blir saka teken vare på utan namnet ditt, og loggen over kva som er gjort. Du får vite kva som blir teke vare på, og kvifor.
privacy-rights-open-case = Er ei sak du står i, under behandling, må ho få ein annan kontaktperson eller avsluttast først.
privacy-rights-complain = Du kan klage til Datatilsynet viss du meiner at opplysningane dine blir brukte feil.
privacy-contact-heading = Kontakt
privacy-contact = Skriv til { $address }.

accessibility-title = Tilgjengefråsegn
accessibility-lead = Fråsegna gjeld nettsidene i testmiljøet Fullmakt, slik programmet er laga.
accessibility-status-heading = Kor godt sidene følgjer krava
accessibility-status = Sidene er delvis i samsvar med krava i WCAG 2.1 på nivå A og AA. Vi kjenner ingen brot, men har ikkje fått alt kontrollert av menneske som bruker hjelpemiddel.
accessibility-tested-heading = Slik har vi testa
accessibility-tested-axe = Sidene i dei viktigaste brukarreisene blir kontrollerte automatisk med axe-core i Chromium kvar gong programmet blir endra.
accessibility-tested-keyboard = Brukarreisene er prøvde med tastatur åleine, og sidene verkar utan skript.
accessibility-tested-width = Sidene er prøvde på ein skjerm som er 390 pikslar brei.
accessibility-tested-contrast = Kontrasten i fargane blir rekna ut kvar gong sidene blir bygde.
accessibility-not-tested-heading = Det vi ikkje har testa
accessibility-not-tested-reader = Sidene er ikkje prøvde med skjermlesar eller av brukarar med nedsett funksjonsevne.
accessibility-not-tested-browsers = Andre nettlesarar enn Chromium er ikkje prøvde systematisk.
accessibility-not-tested-letters = E-postane er ikkje kontrollerte mot krava.
accessibility-not-tested-independent = Ingen utanforståande har gått gjennom sidene.
accessibility-feedback-heading = Sei frå
accessibility-feedback = Møter du noko du ikkje kan bruke, skriv til { $address }. Fortel kva side det gjeld, og kva du prøvde å gjere.
accessibility-complain-heading = Tilsyn
accessibility-complain = Tilsynet for universell utforming av ikt (Uu-tilsynet) fører tilsyn med offentlege nettstader. Dette er eit testmiljø og ikkje ei offentleg teneste, men vi følgjer forma på fråsegna til tilsynet.
accessibility-date-heading = Om fråsegna
accessibility-date = Fråsegna er skriven av dei som lagar programmet, etter eigne testar, og sist gått gjennom 25.11.2026.

frame-privacy = Personvern
frame-accessibility = Tilgjengefråsegn
