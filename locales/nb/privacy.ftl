# Personvern og tilgjengelighet

privacy-title = Personvern
privacy-lead = Her står hvilke opplysninger om deg som finnes i dette testmiljøet, hva de brukes til, og når de slettes.
privacy-who-heading = Hvem opplysningene gjelder
privacy-who = Opplysningene gjelder kontaktpersoner hos leverandører og kunder, saksbehandlere og den som drifter miljøet. Personene som gir fullmakt, er oppdiktede. Fødselsnummer til virkelige personer blir skjult før noen leser dem.
privacy-real-data = Når en sak gjelder en virkelig virksomhet, hentes virksomheten fra Enhetsregisteret etter at saken er godkjent. Det står i bestillingen og i kvitteringen.
privacy-kinds-heading = Opplysninger, formål og levetid
privacy-column-what = Opplysninger
privacy-column-why = Formål
privacy-column-end = Levetid
privacy-calendar = Levetiden regnes etter kalenderen i testmiljøet. Den kan gå foran den virkelige kalenderen, og da slettes opplysningene tidligere.
privacy-daily = En jobb sletter hver dag det som er for gammelt, og noterer hvor mye den slettet.
privacy-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dager
}
privacy-hours = { $count ->
    [one] { $count } time
   *[other] { $count } timer
}
privacy-months = { $count ->
    [one] { $count } måned
   *[other] { $count } måneder
}

privacy-kind-orders-what = Bestillinger: navn, e-post og telefon til kontaktpersoner, det de skrev, og notater i saken
privacy-kind-orders-why = Behandle bestillingen, sende svar og vise saken til den som bestilte
privacy-kind-orders-end = { $period } etter at saken er avsluttet. Saken beholdes uten personer. En tilgang som er i bruk, er ikke en avsluttet sak.
privacy-kind-links-what = Lenker til saken: navn og e-post til den som fikk lenken
privacy-kind-links-why = La kontaktpersonen følge saken uten passord
privacy-kind-links-end = Lenken virker i { $period }. Opplysningene slettes sammen med saken.
privacy-kind-raw-mail-what = E-post slik den kom, kryptert
privacy-kind-raw-mail-why = Lese bestillingen på nytt hvis noe ble lest feil
privacy-kind-raw-mail-end = { $period } etter at e-posten kom
privacy-kind-mail-what = E-post som ikke ble en bestilling: avsender, emne og tekst
privacy-kind-mail-why = La en saksbehandler se om den likevel var en bestilling
privacy-kind-mail-end = { $period } etter at den kom og ble lagt bort. E-post som hører til en sak, slettes sammen med saken.
privacy-kind-waiting-mail-what = E-post som venter på saksbordet: avsender, emne og tekst
privacy-kind-waiting-mail-why = La en saksbehandler svare på den eller gjøre den til en bestilling
privacy-kind-waiting-mail-end = { $period } etter at den kom, hvis ingen har behandlet den
privacy-kind-letters-what = Brev vi har sendt: mottaker og innhold, kryptert
privacy-kind-letters-why = Sende brevet på nytt hvis e-postserveren er nede, og vise hva som ble sendt
privacy-kind-letters-end = { $period } for brev uten sak og for kopier i den innebygde postkassen. Andre brev slettes sammen med saken.
privacy-kind-answers-what = Antall brev vi har sendt som svar til en e-postadresse samme dag
privacy-kind-answers-why = Stoppe to programmer som ellers ville svart hverandre uten ende
privacy-kind-answers-end = Når dagen er omme
privacy-kind-drafts-what = Utkast til bestillinger, kryptert
privacy-kind-drafts-why = La deg fortsette på et skjema du har lagret
privacy-kind-drafts-end = { $period } etter at utkastet ble lagret, eller når det er sendt inn
privacy-kind-sessions-what = Innlogginger: hvem som er logget inn, og til når
privacy-kind-sessions-why = Kjenne igjen nettleseren din
privacy-kind-sessions-end = Når innloggingen eller engangslenken har gått ut
privacy-kind-api-keys-what = API-nøkler: notatet og hvem som laget nøkkelen
privacy-kind-api-keys-why = La virksomheten bestille med program
privacy-kind-api-keys-end = { $period } etter at nøkkelen er trukket tilbake
privacy-kind-ledger-what = Forespørsler om token: klient, virksomhet og hva som ble kontrollert
privacy-kind-ledger-why = Forklare hvorfor en forespørsel ble avvist
privacy-kind-ledger-end = { $period } etter forespørselen
privacy-kind-look-ups-what = Svar fra Enhetsregisteret. Navnet på et enkeltpersonforetak er ofte navnet på en person.
privacy-kind-look-ups-why = Slippe å spørre Enhetsregisteret om det samme flere ganger
privacy-kind-look-ups-end = { $period } etter svaret. Det som er fjernet fra Enhetsregisteret, slettes med en gang vi får vite det.
privacy-kind-parties-what = Virksomheter som er lest inn etter en godkjent bestilling
privacy-kind-parties-why = La virksomheten få tilgang og fullmakt i testmiljøet
privacy-kind-parties-end = Når tilgangen er avsluttet
privacy-kind-jobs-what = Oppgaver i køen og feilen de endte med
privacy-kind-jobs-why = Gjennomføre saken og vise hva som stoppet
privacy-kind-jobs-end = { $period } etter at oppgaven er utført eller gitt opp
privacy-kind-refusals-what = Et merke for e-postadresser som ikke vil ha invitasjoner. Adressen kan ikke leses av merket.
privacy-kind-refusals-why = Sørge for at ingen inviterer deg igjen
privacy-kind-refusals-end = Beholdes så lenge miljøet er i drift
privacy-kind-audit-what = Logg over hva som er gjort, og av hvem
privacy-kind-audit-why = Vise i ettertid at det som ble gjort, var lov
privacy-kind-audit-end = { $period } etter hendelsen

privacy-cookies-heading = Informasjonskapsler og logger
privacy-cookies = Vi bruker bare informasjonskapsler som trengs for å logge inn og sende skjemaer trygt. Driftsloggene har verken innholdet i adressefeltet eller det du skriver i skjemaer.
privacy-rights-heading = Rettighetene dine
privacy-rights = Du kan be om å få se, rette og slette det som finnes om deg. Skriv fra e-postadressen opplysningene gjelder, så slipper vi å spørre om mer for å vite hvem du er.
privacy-rights-kept = Når vi sletter, beholdes saken uten navnet ditt, og loggen over hva som er gjort. Du får vite hva som beholdes, og hvorfor.
privacy-rights-open-case = Er en sak du står i, under behandling, må den få en annen kontaktperson eller avsluttes først.
privacy-rights-complain = Du kan klage til Datatilsynet hvis du mener at opplysningene dine blir brukt feil.
privacy-contact-heading = Kontakt
privacy-contact = Skriv til { $address }.

accessibility-title = Tilgjengelighets{"\u00AD"}erklæring
accessibility-lead = Erklæringen gjelder nettsidene i testmiljøet Fullmakt, slik programmet er laget.
accessibility-status-heading = Hvor godt sidene følger kravene
accessibility-status = Sidene er delvis i samsvar med kravene i WCAG 2.1 på nivå A og AA. Vi kjenner ingen brudd, men har ikke fått alt kontrollert av mennesker som bruker hjelpemidler.
accessibility-tested-heading = Slik har vi testet
accessibility-tested-axe = Sidene i de viktigste brukerreisene kontrolleres automatisk med axe-core i Chromium hver gang programmet endres.
accessibility-tested-keyboard = Brukerreisene er prøvd med tastatur alene, og sidene virker uten skript.
accessibility-tested-width = Sidene er prøvd på en skjerm som er 390 piksler bred.
accessibility-tested-contrast = Kontrasten i fargene regnes ut hver gang sidene bygges.
accessibility-not-tested-heading = Det vi ikke har testet
accessibility-not-tested-reader = Sidene er ikke prøvd med skjermleser eller av brukere med nedsatt funksjonsevne.
accessibility-not-tested-browsers = Andre nettlesere enn Chromium er ikke prøvd systematisk.
accessibility-not-tested-letters = E-postene er ikke kontrollert mot kravene.
accessibility-not-tested-independent = Ingen utenforstående har gjennomgått sidene.
accessibility-feedback-heading = Si fra
accessibility-feedback = Møter du noe du ikke kan bruke, skriv til { $address }. Fortell hvilken side det gjelder, og hva du prøvde å gjøre.
accessibility-complain-heading = Tilsyn
accessibility-complain = Tilsynet for universell utforming av ikt (Uu-tilsynet) fører tilsyn med offentlige nettsteder. Dette er et testmiljø og ikke en offentlig tjeneste, men vi følger formen på tilsynets erklæring.
accessibility-date-heading = Om erklæringen
accessibility-date = Erklæringen er skrevet av dem som lager programmet, etter egne tester, og sist gjennomgått 25.11.2026.

frame-privacy = Personvern
frame-accessibility = Tilgjengelighetserklæring
