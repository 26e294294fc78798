# Texts of register/: what the API's answers hold, and which scope opens it

object-registreringspliktigvirksomhet = Ei verksemd som er registreringspliktig, med registreringane sine.
field-registreringspliktigvirksomhet-organisasjonsnummer = Organisasjonsnummeret til verksemda.
field-registreringspliktigvirksomhet-foerstregistrertiregisteroverreellerettighetshavere = Når verksemda først vart registreringspliktig.
field-registreringspliktigvirksomhet-slettetiregisteroverreellerettighetshavere = Når verksemda slutta å vere registreringspliktig.
field-registreringspliktigvirksomhet-registreringer = Alle registreringar, den nyaste først. I totalbestand berre den nyaste.

object-registrering = Det som er meldt, eller at det ikkje er meldt noko.
field-registrering-registreringsid = Id-en til registreringa.
field-registrering-registreringsstatus = Om noko er registrert, sletta eller ikkje meldt.
field-registrering-registrert = Når meldinga vart godkjend.
field-registrering-ergjeldenderegistrering = Om dette er den siste registreringa.
field-registrering-reellerettighetshaverestatus = Om det finst reelle rettshavarar, og om dei kan identifiserast. Manglar når ingenting er meldt.
field-registrering-uoverensstemmelse = Noko i registreringa som er meldt å vere feil. Blir vist tre veker etter at det vart meldt.
field-registrering-utenlandskregister = Registeret i eit anna land der eigarane står.
field-registrering-regulertmarked = Marknaden verksemda er notert på. Der er eigarane kjende.
field-registrering-reellerettighetshavere = Dei reelle rettshavarane.

object-uoverensstemmelse = Ei melding om at ei registrering ikkje stemmer.
field-uoverensstemmelse-beskrivelseavuoverensstemmelse = Kva som ikkje stemmer.
field-uoverensstemmelse-uoverensstemmelsemottatt = Når meldinga kom.
field-uoverensstemmelse-innsender = Den som melde det.

object-innsender = Den som melde ei uoverensstemming.
field-innsender-varslingspliktigvirksomhet = Ei verksemd som har plikt til å melde.
field-innsender-folkeregistrertperson = Ein person i Folkeregisteret.
field-innsender-utenlandskperson = Ein person utan norsk nummer.

object-utenlandskinnsender = Ein person utan norsk nummer, som melde ei uoverensstemming.
field-utenlandskinnsender-foedselsdato = Fødselsdato.
field-utenlandskinnsender-fulltnavn = Heile namnet.

object-utenlandskregister = Registeret i eit anna land der eigarane står.
field-utenlandskregister-land = Landet.
field-utenlandskregister-internettadresse = Adressa til registeret på nettet.

object-regulertmarked = Ein regulert marknad.
field-regulertmarked-navn = Namnet på marknaden.
field-regulertmarked-land = Landet.
field-regulertmarked-internettadresse = Adressa til marknaden på nettet.

object-reellrettighetshaver = Ein person som eig eller kontrollerer verksemda.
field-reellrettighetshaver-folkeregistrertperson = Personen, når han eller ho står i Folkeregisteret.
field-reellrettighetshaver-utenlandskperson = Personen, når han eller ho ikkje har norsk nummer.
field-reellrettighetshaver-erunntattfrainnsyn = Om personen er unnateken frå innsyn. Då manglar nokre felt for dei fleste.
field-reellrettighetshaver-foerstregistrert = Når personen først vart registrert for denne verksemda.
field-reellrettighetshaver-endret = Når noko ved personen sist vart endra.
field-reellrettighetshaver-posisjoner = Kvifor personen er reell rettshavar.

object-person = Ein person i Folkeregisteret.
field-person-foedselsellerdnummer = Fødselsnummer eller D-nummer. Her er det alltid syntetisk.
field-person-foedselsdato = Fødselsdato.
field-person-foedselsaar = Fødselsår.
field-person-navn = Namnet.
field-person-erdoed = Om personen er død.
field-person-bostedsland = Landet personen bur i.
field-person-statsborgerskap = Statsborgarskap. Lista er tom når ingen er kjende.

object-navn = Eit namn i delar.
field-navn-fornavn = Førenamn.
field-navn-mellomnavn = Mellomnamn.
field-navn-etternavn = Etternamn.

object-utenlandskperson = Ein person utan norsk nummer.
field-utenlandskperson-foedselsdato = Fødselsdato.
field-utenlandskperson-foedselsaar = Fødselsår.
field-utenlandskperson-fulltnavn = Heile namnet.
field-utenlandskperson-bostedsland = Landet personen bur i. XUK tyder at det ikkje er oppgitt.
field-utenlandskperson-statsborgerskap = Statsborgarskap, minst eitt.

object-posisjon = Det som gjer ein person til reell rettshavar.
field-posisjon-posisjonstype = Kva slags posisjon det er.
field-posisjon-stoerrelsesintervall = Kor stor delen er. For eigarskap og røysterettar.
field-posisjon-beskrivelseavposisjonenkontrollpaaannenmaate = Korleis personen har kontroll, når det er på annan måte.
field-posisjon-grunnlagstyper = Om posisjonen er direkte, indirekte eller etter avtale.
field-posisjon-mellomliggendevirksomheter = Verksemdene mellom, når posisjonen er indirekte. Lista er tom når ingen blir viste.

object-mellomliggendevirksomhet = Ei verksemd mellom personen og den registrerte verksemda.
field-mellomliggendevirksomhet-norskvirksomhet = Ei norsk verksemd.
field-mellomliggendevirksomhet-utenlandskvirksomhet = Ei utanlandsk verksemd.

object-virksomhet = Ei norsk verksemd.
field-virksomhet-organisasjonsnummer = Organisasjonsnummeret til verksemda.

object-utenlandskvirksomhet = Ei utanlandsk verksemd.
field-utenlandskvirksomhet-registreringsnummerihjemlandet = Nummeret ho har i heimlandet.
field-utenlandskvirksomhet-navn = Namnet.
field-utenlandskvirksomhet-adresse = Adressa.

object-adresse = Ei adresse i utlandet.
field-adresse-friadressetekst = Linjene i adressa, minst éi.
field-adresse-land = Landet.

object-sekvensnummerresponse = Staden i endringsloggen å byrje frå.
field-sekvensnummerresponse-sekvensnummer = Nummeret på den siste hendinga før tidspunktet, 0 når det ikkje finst noka.

object-hendelse = Ei endring, som CloudEvents 1.0.
field-hendelse-specversion = Alltid 1.0.
field-hendelse-id = Sekvensnummeret til hendinga. Spør med det neste gong.
field-hendelse-source = Kvar hendinga kjem frå.
field-hendelse-type = Kva som hende med verksemda.
field-hendelse-time = Når det hende.
field-hendelse-subject = Organisasjonsnummeret til verksemda.
field-hendelse-data = Verksemda.

object-kodelister = Alle kodelister.
field-kodelister-kodelister = Listene.
object-kodeliste = Ei kodeliste.
field-kodeliste-kodeliste = Det som står framfor punktumet i kodane i lista.
field-kodeliste-koder = Kodane.
object-kode = Ein kode med namn.
field-kode-kode = Koden, med namnet på lista framfor punktumet.
field-kode-kodenavn = Namnet på koden, på språket i Accept-Language.
object-land = Eit land.
field-land-landkode = Landkoden (ISO 3166-1): tre bokstavar for personar, to for adresser, marknader og register.
field-land-navn = Namnet på landet, på språket i Accept-Language.

object-feil = Kvifor eit kall ikkje vart svara på.
field-feil-timestamp = Når svaret vart gitt.
field-feil-status = Statuskoden.
field-feil-error = Namnet på statuskoden.
field-feil-message = Kva som var gale, og kva du kan gjere. Språket følgjer Accept-Language.
field-feil-path = Adressa det vart spurt etter.

opening-person-search = Søk på person
opening-whole-register = Totalbestand
opening-person-numbers = Fødselsnummer og D-nummer
opening-exempt-persons = Alt om personar som er unnatekne frå innsyn
opening-settled-discrepancies = Oppgjorde uoverensstemmingar
opening-reporter = Kven som melde ei uoverensstemming

kind-orgnumber = ni siffer
kind-personnumber = elleve siffer
kind-instant = tidspunkt i UTC
kind-date = dato, ÅÅÅÅ-MM-DD
kind-year = år, som tekst
kind-uuid = UUID
kind-address = nettadresse
kind-text = tekst
kind-truth = true eller false
kind-number = heilt tal
kind-code = kode frå { $list }
kind-eventtype = hendingstype
kind-anycode = kode
kind-personscountry = Land, tre bokstavar
kind-placescountry = Land, to bokstavar
kind-countrycode = to eller tre bokstavar
kind-many = liste av { $kind }
change-prepared = Verksemda er blitt registreringspliktig.
change-registered = Ho har meldt for første gong.
change-changed = Det som er registrert, er endra.
change-deleted = Ho er ikkje lenger registreringspliktig.
presence-always = alltid
presence-whenknown = når det finst
presence-oneof = nøyaktig eitt av dei
presence-atmostone = høgst eitt av dei
