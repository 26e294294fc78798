# Texts of register/: what the API's answers hold, and which scope opens it

object-registreringspliktigvirksomhet = En virksomhet som er registreringspliktig, med registreringene sine.
field-registreringspliktigvirksomhet-organisasjonsnummer = Virksomhetens organisasjonsnummer.
field-registreringspliktigvirksomhet-foerstregistrertiregisteroverreellerettighetshavere = Når virksomheten først ble registreringspliktig.
field-registreringspliktigvirksomhet-slettetiregisteroverreellerettighetshavere = Når virksomheten sluttet å være registreringspliktig.
field-registreringspliktigvirksomhet-registreringer = Alle registreringer, den nyeste først. I totalbestand bare den nyeste.

object-registrering = Det som er meldt, eller at det ikke er meldt noe.
field-registrering-registreringsid = Registreringens id.
field-registrering-registreringsstatus = Om noe er registrert, slettet eller ikke meldt.
field-registrering-registrert = Når meldingen ble godkjent.
field-registrering-ergjeldenderegistrering = Om dette er den siste registreringen.
field-registrering-reellerettighetshaverestatus = Om det finnes reelle rettighetshavere, og om de kan identifiseres. Mangler når ingenting er meldt.
field-registrering-uoverensstemmelse = Noe i registreringen som er meldt å være feil. Vises tre uker etter at det ble meldt.
field-registrering-utenlandskregister = Registeret i et annet land der eierne står.
field-registrering-regulertmarked = Markedet virksomheten er notert på. Der er eierne kjent.
field-registrering-reellerettighetshavere = De reelle rettighetshaverne.

object-uoverensstemmelse = En melding om at en registrering ikke stemmer.
field-uoverensstemmelse-beskrivelseavuoverensstemmelse = Hva som ikke stemmer.
field-uoverensstemmelse-uoverensstemmelsemottatt = Når meldingen kom.
field-uoverensstemmelse-innsender = Den som meldte det.

object-innsender = Den som meldte en uoverensstemmelse.
field-innsender-varslingspliktigvirksomhet = En virksomhet som har plikt til å melde.
field-innsender-folkeregistrertperson = En person i Folkeregisteret.
field-innsender-utenlandskperson = En person uten norsk nummer.

object-utenlandskinnsender = En person uten norsk nummer, som meldte en uoverensstemmelse.
field-utenlandskinnsender-foedselsdato = Fødselsdato.
field-utenlandskinnsender-fulltnavn = Hele navnet.

object-utenlandskregister = Registeret i et annet land der eierne står.
field-utenlandskregister-land = Landet.
field-utenlandskregister-internettadresse = Registerets adresse på nettet.

object-regulertmarked = Et regulert marked.
field-regulertmarked-navn = Markedets navn.
field-regulertmarked-land = Landet.
field-regulertmarked-internettadresse = Markedets adresse på nettet.

object-reellrettighetshaver = En person som eier eller kontrollerer virksomheten.
field-reellrettighetshaver-folkeregistrertperson = Personen, når den står i Folkeregisteret.
field-reellrettighetshaver-utenlandskperson = Personen, når den ikke har norsk nummer.
field-reellrettighetshaver-erunntattfrainnsyn = Om personen er unntatt fra innsyn. Da mangler noen felt for de fleste.
field-reellrettighetshaver-foerstregistrert = Når personen først ble registrert for denne virksomheten.
field-reellrettighetshaver-endret = Når noe ved personen sist ble endret.
field-reellrettighetshaver-posisjoner = Hvorfor personen er reell rettighetshaver.

object-person = En person i Folkeregisteret.
field-person-foedselsellerdnummer = Fødselsnummer eller D-nummer. Her er det alltid syntetisk.
field-person-foedselsdato = Fødselsdato.
field-person-foedselsaar = Fødselsår.
field-person-navn = Navnet.
field-person-erdoed = Om personen er død.
field-person-bostedsland = Landet personen bor i.
field-person-statsborgerskap = Statsborgerskap. Listen er tom når ingen er kjent.

object-navn = Et navn i deler.
field-navn-fornavn = Fornavn.
field-navn-mellomnavn = Mellomnavn.
field-navn-etternavn = Etternavn.

object-utenlandskperson = En person uten norsk nummer.
field-utenlandskperson-foedselsdato = Fødselsdato.
field-utenlandskperson-foedselsaar = Fødselsår.
field-utenlandskperson-fulltnavn = Hele navnet.
field-utenlandskperson-bostedsland = Landet personen bor i. XUK betyr at det ikke er oppgitt.
field-utenlandskperson-statsborgerskap = Statsborgerskap, minst ett.

object-posisjon = Det som gjør en person til reell rettighetshaver.
field-posisjon-posisjonstype = Hva slags posisjon det er.
field-posisjon-stoerrelsesintervall = Hvor stor andelen er. For eierskap og stemmerettigheter.
field-posisjon-beskrivelseavposisjonenkontrollpaaannenmaate = Hvordan personen har kontroll, når det er på annen måte.
field-posisjon-grunnlagstyper = Om posisjonen er direkte, indirekte eller etter avtale.
field-posisjon-mellomliggendevirksomheter = Virksomhetene mellom, når posisjonen er indirekte. Listen er tom når ingen vises.

object-mellomliggendevirksomhet = En virksomhet mellom personen og den registrerte virksomheten.
field-mellomliggendevirksomhet-norskvirksomhet = En norsk virksomhet.
field-mellomliggendevirksomhet-utenlandskvirksomhet = En utenlandsk virksomhet.

object-virksomhet = En norsk virksomhet.
field-virksomhet-organisasjonsnummer = Virksomhetens organisasjonsnummer.

object-utenlandskvirksomhet = En utenlandsk virksomhet.
field-utenlandskvirksomhet-registreringsnummerihjemlandet = Nummeret den har i hjemlandet.
field-utenlandskvirksomhet-navn = Navnet.
field-utenlandskvirksomhet-adresse = Adressen.

object-adresse = En adresse i utlandet.
field-adresse-friadressetekst = Adressens linjer, minst én.
field-adresse-land = Landet.

object-sekvensnummerresponse = Stedet i endringsloggen å begynne fra.
field-sekvensnummerresponse-sekvensnummer = Nummeret på den siste hendelsen før tidspunktet, 0 når det ikke finnes noen.

object-hendelse = En endring, som CloudEvents 1.0.
field-hendelse-specversion = Alltid 1.0.
field-hendelse-id = Hendelsens sekvensnummer. Spør med det neste gang.
field-hendelse-source = Hvor hendelsen kommer fra.
field-hendelse-type = Hva som skjedde med virksomheten.
field-hendelse-time = Når det skjedde.
field-hendelse-subject = Virksomhetens organisasjonsnummer.
field-hendelse-data = Virksomheten.

object-kodelister = Alle kodelister.
field-kodelister-kodelister = Listene.
object-kodeliste = En kodeliste.
field-kodeliste-kodeliste = Det som står foran punktumet i listens koder.
field-kodeliste-koder = Kodene.
object-kode = En kode med navn.
field-kode-kode = Koden, med listens navn foran punktumet.
field-kode-kodenavn = Kodens navn, på språket i Accept-Language.
object-land = Et land.
field-land-landkode = Landkoden (ISO 3166-1): tre bokstaver for personer, to for adresser, markeder og registre.
field-land-navn = Landets navn, på språket i Accept-Language.

object-feil = Hvorfor et kall ikke ble besvart.
field-feil-timestamp = Når svaret ble gitt.
field-feil-status = Statuskoden.
field-feil-error = Statuskodens navn.
field-feil-message = Hva som var galt, og hva du kan gjøre. Språket følger Accept-Language.
field-feil-path = Adressen det ble spurt etter.

opening-person-search = Søk på person
opening-whole-register = Totalbestand
opening-person-numbers = Fødselsnummer og D-nummer
opening-exempt-persons = Alt om personer som er unntatt fra innsyn
opening-settled-discrepancies = Oppgjorte uoverensstemmelser
opening-reporter = Hvem som meldte en uoverensstemmelse

kind-orgnumber = ni sifre
kind-personnumber = elleve sifre
kind-instant = tidspunkt i UTC
kind-date = dato, ÅÅÅÅ-MM-DD
kind-year = år, som tekst
kind-uuid = UUID
kind-address = nettadresse
kind-text = tekst
kind-truth = true eller false
kind-number = helt tall
kind-code = kode fra { $list }
kind-eventtype = hendelsestype
kind-anycode = kode
kind-personscountry = Land, tre bokstaver
kind-placescountry = Land, to bokstaver
kind-countrycode = to eller tre bokstaver
kind-many = liste av { $kind }
change-prepared = Virksomheten er blitt registreringspliktig.
change-registered = Den har meldt for første gang.
change-changed = Det som er registrert, er endret.
change-deleted = Den er ikke lenger registreringspliktig.
presence-always = alltid
presence-whenknown = når det finnes
presence-oneof = nøyaktig ett av dem
presence-atmostone = høyst ett av dem
