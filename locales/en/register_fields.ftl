# Texts of register/: what the API's answers hold, and which scope opens it

object-registreringspliktigvirksomhet = A company that is subject to registration, with its registrations.
field-registreringspliktigvirksomhet-organisasjonsnummer = The company's organisation number.
field-registreringspliktigvirksomhet-foerstregistrertiregisteroverreellerettighetshavere = When the company first became subject to registration.
field-registreringspliktigvirksomhet-slettetiregisteroverreellerettighetshavere = When the company ceased to be subject to registration.
field-registreringspliktigvirksomhet-registreringer = All registrations, the newest first. In totalbestand the newest alone.

object-registrering = What was reported, or that nothing was.
field-registrering-registreringsid = The registration's id.
field-registrering-registreringsstatus = Whether something is registered, deleted or not reported.
field-registrering-registrert = When the report was approved.
field-registrering-ergjeldenderegistrering = Whether this is the latest registration.
field-registrering-reellerettighetshaverestatus = Whether there are beneficial owners, and whether they can be identified. Absent when nothing was reported.
field-registrering-uoverensstemmelse = Something in the registration that was reported to be wrong. Shown three weeks after it was reported.
field-registrering-utenlandskregister = The register in another country where the owners stand.
field-registrering-regulertmarked = The market on which the company is listed, where its owners are known.
field-registrering-reellerettighetshavere = The beneficial owners.

object-uoverensstemmelse = A report that a registration is not right.
field-uoverensstemmelse-beskrivelseavuoverensstemmelse = What is not right.
field-uoverensstemmelse-uoverensstemmelsemottatt = When it was reported.
field-uoverensstemmelse-innsender = Who reported it.

object-innsender = Who reported a discrepancy.
field-innsender-varslingspliktigvirksomhet = A company that has the duty to report.
field-innsender-folkeregistrertperson = A person in the population register.
field-innsender-utenlandskperson = A person without a Norwegian number.

object-utenlandskinnsender = A person without a Norwegian number who reported a discrepancy.
field-utenlandskinnsender-foedselsdato = Birth date.
field-utenlandskinnsender-fulltnavn = The whole name.

object-utenlandskregister = The register in another country where the owners stand.
field-utenlandskregister-land = The country.
field-utenlandskregister-internettadresse = The register's address on the web.

object-regulertmarked = A regulated market.
field-regulertmarked-navn = The market's name.
field-regulertmarked-land = The country.
field-regulertmarked-internettadresse = The market's address on the web.

object-reellrettighetshaver = A person who owns or controls the company.
field-reellrettighetshaver-folkeregistrertperson = The person, when it is in the population register.
field-reellrettighetshaver-utenlandskperson = The person, when it has no Norwegian number.
field-reellrettighetshaver-erunntattfrainnsyn = Whether the person is exempt from access. Some fields are then absent for most.
field-reellrettighetshaver-foerstregistrert = When the person was first registered for this company.
field-reellrettighetshaver-endret = When anything about the person changed last.
field-reellrettighetshaver-posisjoner = Why the person is a beneficial owner.

object-person = A person in the population register.
field-person-foedselsellerdnummer = Identity number or D-number. Here it is always synthetic.
field-person-foedselsdato = Birth date.
field-person-foedselsaar = Year of birth.
field-person-navn = The name.
field-person-erdoed = Whether the person is dead.
field-person-bostedsland = The country where the person lives.
field-person-statsborgerskap = Citizenships. The list is empty when none is known.

object-navn = A name in parts.
field-navn-fornavn = Given names.
field-navn-mellomnavn = Middle name.
field-navn-etternavn = Family name.

object-utenlandskperson = A person without a Norwegian number.
field-utenlandskperson-foedselsdato = Birth date.
field-utenlandskperson-foedselsaar = Year of birth.
field-utenlandskperson-fulltnavn = The whole name.
field-utenlandskperson-bostedsland = The country where the person lives. XUK means that it is not stated.
field-utenlandskperson-statsborgerskap = Citizenships, at least one.

object-posisjon = What makes a person a beneficial owner.
field-posisjon-posisjonstype = Which kind of position it is.
field-posisjon-stoerrelsesintervall = How large the share is. For ownership and voting rights.
field-posisjon-beskrivelseavposisjonenkontrollpaaannenmaate = How the person has control, when it is by other means.
field-posisjon-grunnlagstyper = Whether the position is held directly, indirectly or by agreement.
field-posisjon-mellomliggendevirksomheter = The companies between, when the position is held indirectly. The list is empty when none is shown.

object-mellomliggendevirksomhet = A company between the person and the registered company.
field-mellomliggendevirksomhet-norskvirksomhet = A Norwegian company.
field-mellomliggendevirksomhet-utenlandskvirksomhet = A foreign company.

object-virksomhet = A Norwegian company.
field-virksomhet-organisasjonsnummer = The company's organisation number.

object-utenlandskvirksomhet = A foreign company.
field-utenlandskvirksomhet-registreringsnummerihjemlandet = Its number at home.
field-utenlandskvirksomhet-navn = Its name.
field-utenlandskvirksomhet-adresse = Its address.

object-adresse = An address abroad.
field-adresse-friadressetekst = The lines of the address, at least one.
field-adresse-land = The country.

object-sekvensnummerresponse = The place in the change log to begin at.
field-sekvensnummerresponse-sekvensnummer = The number of the last event before that instant, 0 when there is none.

object-hendelse = A change, as CloudEvents 1.0.
field-hendelse-specversion = Always 1.0.
field-hendelse-id = The event's sequence number. Ask with it the next time.
field-hendelse-source = Where the event comes from.
field-hendelse-type = What happened to the company.
field-hendelse-time = When it happened.
field-hendelse-subject = The company's organisation number.
field-hendelse-data = The company.

object-kodelister = All code lists.
field-kodelister-kodelister = The lists.
object-kodeliste = A code list.
field-kodeliste-kodeliste = What stands before the dot in the list's codes.
field-kodeliste-koder = The codes.
object-kode = A code with its name.
field-kode-kode = The code, with the list's name before the dot.
field-kode-kodenavn = The code's name, in the language of Accept-Language.
object-land = A country.
field-land-landkode = The country's code (ISO 3166-1): three letters for persons, two for addresses, markets and registers.
field-land-navn = The country's name, in the language of Accept-Language.

object-feil = Why a call was not answered.
field-feil-timestamp = When the answer was given.
field-feil-status = The status code.
field-feil-error = The status code's name.
field-feil-message = What was wrong, and what you can do. The language follows Accept-Language.
field-feil-path = The address that was asked for.

opening-person-search = Search by person
opening-whole-register = Totalbestand
opening-person-numbers = Identity numbers and D-numbers
opening-exempt-persons = Everything about persons who are exempt from access
opening-settled-discrepancies = Settled discrepancies
opening-reporter = Who reported a discrepancy

kind-orgnumber = nine digits
kind-personnumber = eleven digits
kind-instant = instant in UTC
kind-date = date, YYYY-MM-DD
kind-year = year, as a text
kind-uuid = UUID
kind-address = web address
kind-text = text
kind-truth = true or false
kind-number = whole number
kind-code = code from { $list }
kind-eventtype = type of event
kind-anycode = code
kind-personscountry = Land, three letters
kind-placescountry = Land, two letters
kind-countrycode = two or three letters
kind-many = list of { $kind }
change-prepared = The company has become subject to registration.
change-registered = It has reported for the first time.
change-changed = What is registered has changed.
change-deleted = It is no longer subject to registration.
presence-always = always
presence-whenknown = when there is one
presence-oneof = exactly one of them
presence-atmostone = at most one of them
