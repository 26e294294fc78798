//! What the words around a name say of a person: what it is responsible for, and whose contact it is.

use crate::orders::reading::folding::{fold_letters, folded, words_of};
use crate::orders::reading::labels::{Party, Role};
use crate::orders::reading::names::named_in;

/// What is said of a person.
#[expect(clippy::struct_excessive_bools, reason = "each is said or not said, whatever the others are")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Said {
    /// It has to do with testing.
    pub(super) test: bool,
    /// It has to do with production.
    pub(super) production: bool,
    /// It is to be turned to.
    contact: bool,
    /// The word for a contact itself.
    pub(super) contact_person: bool,
    technical: bool,
    /// It has to do with bills, contracts, sales: nobody asks for that.
    pub(super) other: bool,
}

impl Said {
    /// What `region` says.
    pub(super) fn of(region: &str) -> Self {
        // “Test- og produksjonsansvarlig” is both.
        let folded = folded(region).replace("test- ", "test ").replace("produksjons- ", "produksjon ");
        let words = words_of(&folded);
        let padded = format!(" {} ", words.join(" "));
        let has = |phrases: &[&str]| phrases.iter().any(|phrase| padded.contains(phrase));
        let contact_person = words.iter().any(|word| {
            starts(
                word,
                &[
                    "kontaktperson", "kontaktpunkt", "ansvarl", "ansvarig", "responsib", "coordinator",
                    "koordinator",
                ],
            ) || matches!(
                *word,
                "kontakt"
                    | "kontakten"
                    | "kontaktar"
                    | "contact"
                    | "contacts"
                    | "kontakter"
                    | "ansvar"
                    | "ansvaret"
                    | "kontaktes"
                    | "kontaktast"
                    | "kontakte"
                    | "liaison"
            )
        });
        let contact = contact_person
            || words.iter().any(|word| {
                starts(
                    word,
                    &[
                        "spørsmål", "question", "enquir", "inquir", "henvend", "førespurn", "koordiner",
                        "coordinat", "utpek", "oppnemn", "appoint",
                    ],
                ) || matches!(
                    *word,
                    "ring"
                        | "ringe"
                        | "ringje"
                        | "call"
                        | "reach"
                        | "reached"
                        | "nås"
                        | "når"
                        | "nå"
                        | "snakk"
                        | "snakke"
                        | "snakker"
                        | "snakkar"
                        | "talk"
                        | "speak"
                        | "touch"
                        | "treffe"
                        | "treffes"
                        | "treffast"
                        | "contacted"
                        | "liaison"
                        | "handles"
                        | "handled"
                        | "charge"
                        | "leder"
                        | "leiar"
                        | "leie"
                        | "styrer"
                        | "styrar"
                        | "lead"
                        | "leads"
                        | "leading"
                        | "runs"
                        | "manages"
                        | "manager"
                        | "svarer"
                        | "svarar"
                        | "answers"
                        | "håndterer"
                        | "handterer"
                        | "overser"
                        | "oversees"
                        | "heads"
                        | "heading"
                        | "treffbar"
                        | "reachable"
                        | "tilgjengelig"
                        | "tilgjengeleg"
                        | "ordner"
                        | "ordnar"
                        | "deal"
                        | "deals"
                        | "ask"
                )
            })
            || has(&[
                " skriv til ", " skrive til ", " write to ", " rette mann", " rett mann", " rette person",
                " tar seg av ", " tek seg av ", " tar hand om ", " takes care ", " take care ", " står for ",
                " peikt ut ", " pekt ut ", " looks after ", " will be doing ", " does the ", " får ta ",
                " ta kontakt", " go-to ", " get hold of ", " få tak i ", " får tak i ", " får dere tak i ",
                " gå gjennom ", " følger opp ", " følgjer opp ", " follows up ", " on point ",
                " point person ", " point of contact", " har hånd om ", " har hand om ", " tek ansvar",
                " tar ansvar", " run by ", " led by ", " ledes av ", " leia av ", " drives av ",
                " gjøres av ", " blir gjort av ", " utføres av ", " done by ", " carried out by ",
                " handled by ",
            ]);
        // The environment, the data and the access are not the work.
        let of_things = |next: Option<&&str>| {
            next.is_some_and(|next| {
                starts(
                    next,
                    &[
                        "environment", "miljø", "data", "customer", "kunde", "access", "tilgang", "company",
                        "compan", "system", "organi", "virksomhet",
                    ],
                )
            })
        };
        let test = words.iter().enumerate().any(|(at, word)| match *word {
            "test" | "tests" => {
                let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
                !of_things(words.get(at + 1))
                    && (!matches!(before, "i" | "in" | "into") || contact || at <= 1)
            }
            word => {
                starts(
                    word,
                    &[
                        "testans", "testkontakt", "testled", "testlei", "testing", "testen", "testane",
                        "testar", "testperson", "tester", "testfase", "testopp", "testarbeid", "testkoord",
                        "testmanager", "testjobb", "testløp", "testlaup", "testrund", "testperiod",
                        "testaktiv", "testdel", "testside", "testgjennom", "testutfør", "testlead",
                        "prøving", "prøvinga", "utprøv", "uttest", "akseptansetest", "integrasjonstest",
                        "systemtest", "verifiser", "pilot",
                    ],
                ) || word == "teste"
                    || word == "testene"
                    || word == "testinga"
            }
        });
        let both = has(&[
            " test og produksjon ", " test og i produksjon ", " test and production ", " test og prod ",
            " test and in production ", " test som produksjon ", " produksjon og test ",
            " production and test ", " test som i produksjon ",
        ]);
        let production_word = words.iter().any(|word| {
            starts(word, &["produksjon", "production"])
                || matches!(*word, "prod" | "drift" | "driften" | "live")
        });
        let production_person = words.iter().any(|word| {
            starts(
                word,
                &["produksjonsansv", "produksjonskont", "prodansv", "driftsansv", "prod-ansv", "prod-kont"],
            )
        }) || has(&[
            " production contact", " production lead", " production manager", " contact for production",
            " ansvarlig for produksjon", " ansvarlig i produksjon", " ansvarleg i produksjon",
            " ansvarleg for produksjon",
        ]);
        // “I produksjon er det Kari”, “for produksjonen har vi Kari”.
        let begins_with_place = words
            .iter()
            .take_while(|word| !matches!(**word, "er" | "is" | "blir" | "har" | "will"))
            .take(4)
            .zip(words.iter().skip(1))
            .any(|(place, what)| {
                matches!(*place, "i" | "for" | "til" | "in" | "på")
                    && starts(what, &["produksjon", "production", "prod", "drift"])
            });
        let access = has(&[" tilgang ", " tilgong ", " access "]);
        let says_both = has(&[
            " both ", " både ", " afterwards ", " etterpå ", " siden ", " sidan ", " deretter ", " as well ",
            " begge deler ", " begge delar ", " all the technical ", " alt det tekniske ",
        ]);
        let production = production_person
            || production_word && test && says_both && !access
            || production_word && contact && !both
            || both && contact_person && !access
            || production_word && begins_with_place && !both;
        Self {
            test: test && !(production_word && !production_person && both && access),
            production,
            contact,
            contact_person,
            technical: words
                .iter()
                .any(|word| starts(word, &["teknisk", "technical", "utvikl", "developer"])),
            other: words.iter().any(|word| {
                starts(
                    word,
                    &[
                        "faktura", "avtale", "kontrakt", "salg", "regning", "rekning", "invoic", "billing",
                        "contract", "sales", "kommersi", "commerci", "juridisk", "personvern", "privacy",
                        "økonomi", "finance", "innkjøp", "procure", "kundeansv", "kundeservice", "regnskap",
                        "rekneskap", "markedsf",
                    ],
                )
            }) || has(&[" legal contact", " legal department", " account manager"]),
        }
    }

    /// Both together.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            test: self.test || other.test,
            production: self.production || other.production,
            contact: self.contact || other.contact,
            contact_person: self.contact_person || other.contact_person,
            technical: self.technical || other.technical,
            other: self.other || other.other,
        }
    }

    /// Whether anything makes the person one to turn to.
    pub(super) const fn is_role(self) -> bool {
        self.test || self.production || self.contact || self.technical || self.other
    }

    /// What a sentence with several persons says of each that has no words of its own.
    pub(super) const fn matters_only(self) -> Self {
        Self { test: self.test && !self.production, production: self.production && !self.test, ..self }
    }

    /// The one task.
    pub(super) const fn role(self) -> Option<Role> {
        if self.test {
            Some(Role::Test)
        } else if self.production {
            Some(Role::Production)
        } else if self.other {
            Some(Role::Other)
        } else if self.contact {
            Some(Role::Contact)
        } else if self.technical {
            Some(Role::Technical)
        } else {
            None
        }
    }

    /// All tasks; somebody with an address and no task is a contact.
    pub(super) fn roles(self, has_details: bool) -> Vec<Role> {
        match (self.role(), self.test && self.production) {
            (_, true) => vec![Role::Test, Role::Production],
            (Some(role), _) => vec![role],
            (None, _) if has_details => vec![Role::Contact],
            (None, _) => Vec::new(),
        }
    }
}

fn starts(word: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| word.starts_with(beginning))
}

/// “… i stedet for Kari”, “… erstatter Kari”: whom the words right behind `before` name has been replaced.
pub(super) fn is_replaced(before: &str) -> bool {
    let folded = before.to_lowercase();
    [
        " i stedet for", " istedenfor", " i staden for", " istadenfor", " instead of", " erstatter",
        " erstattar", " replaces", " replacing", " tar over etter", " tek over etter", " takes over from",
        " avløser", " avløyser", " ikke", " ikkje", " not",
    ]
    .iter()
    .any(|words| folded.trim_end().ends_with(words))
}

/// “Anders har sluttet”: somebody who is no contact any more.
pub(in crate::orders::reading) fn is_past(region: &str) -> bool {
    let folded = format!(" {} ", region.to_lowercase());
    // “Ny testansvarlig er Kari, siden Ola går ut i permisjon” speaks of who comes.
    if [" ny testansv", " ny kontakt", " new test", " new contact", " nye testansv"]
        .iter()
        .any(|words| folded.contains(words))
    {
        return false;
    }
    [
        " sluttet", " slutta", " slutter", " sluttar", " no longer", " ikke lenger", " ikkje lenger",
        " tidligere ", " tidlegare ", " former ", " formerly ", " previous ", " has left", " har gått av",
        " permisjon", " on leave ", " slutter ", " leaving us ", " is leaving ", " ikke er testansvarlig",
        " gått ut i ",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

/// Whose contact `region` says somebody is, and whether it says so outright. `context` is whom the sentence before spoke of.
pub(super) fn party_in(
    region: &str,
    names: &[(Party, String)],
    context: Option<Party>,
) -> Option<(Party, bool)> {
    let folded = folded(region);
    let words = words_of(&folded);
    let padded = format!(" {} ", words.join(" "));
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| padded.contains(phrase));
    let theirs = has(&[
        " hos kunden ", " hos vår kunde ", " hos kunde ", " at the customer", " at our customer",
        " at the client", " for kunden ", " på kundens side", " kundens ", " kunden sin ", " kunden har ",
        " kunden sitt ", " kunden deira ", " customer's ", " client's ", " from the customer",
        " fra kunden ", " frå kunden ", " i kunden ", " hjå kunden ", " kundesiden ", " customer side",
        " client side", " hos dem ", " hos dei ", " hjå dei ", " hjå dem ", " their side", " their end",
        " with them ", " av kunden ", " by the customer", " our customer's ", " kunden vår sin ",
        " kunde sin ", " on the customer", " kunden peik", " kunden er ", " customer has ",
    ]);
    let ours = has(&[
        " hos oss ", " hjå oss ", " fra oss ", " frå oss ", " for oss ", " on our side", " at our side",
        " our side ", " with us ", " at our end", " our end ", " i vårt ", " på vår side", " av oss ",
        " from us ", " for us ", " oss er ", " vår testansvarl", " vår kontakt", " our test", " our contact",
        " our own ", " vår egen ", " vår eigen ", " our production", " vår produksjons",
    ]);
    match (theirs, ours) {
        (true, false) => return Some((Party::Customer, true)),
        (false, true) => return Some((Party::Sender, true)),
        _ => {}
    }
    // “Their contact”, “testansvarlig deres”: of whom was spoken of.
    let others = has(&[
        " their contact", " their test", " their production", " their lead", " deres kontakt", " deres test",
        " deira kontakt", " deira test", " its contact", " its test", " deres side", " kontakten deres",
        " kontakten deira", " kontaktperson der ", " testansvarlig der ", " testansvarleg der ", " der er ",
        " kontakt der ", " there is ", " dei har ", " de har ", " rolle der ",
    ]);
    // “I banken er det”, “hos Havglimt”: by the name of the organisation.
    if let Some(party) = named_in(&fold_letters(region), names) {
        return Some((party, true));
    }
    if others {
        return Some((context.filter(|party| *party != Party::Other).unwrap_or(Party::Customer), false));
    }
    if words.iter().any(|word| {
        matches!(*word, "vi" | "vår" | "vårt" | "våre" | "our" | "we" | "oss" | "us" | "my" | "min")
    }) {
        return Some((Party::Sender, false));
    }
    if words.iter().any(|word| matches!(*word, "kunden" | "kundens" | "customer" | "client" | "kunde")) {
        return Some((Party::Customer, false));
    }
    None
}

/// “Også hos kunden”: what is said comes to what was said before.
pub(super) fn is_also(region: &str) -> bool {
    words_of(&folded(region)).iter().any(|word| {
        matches!(
            *word,
            "også" | "òg" | "also" | "both" | "både" | "begge" | "samme" | "same" | "too" | "likewise"
        )
    })
}

/// “For begge parter”: one person for vendor and customer.
pub(super) fn is_both(region: &str) -> bool {
    let folded = folded(region);
    [
        "for begge parter", "for begge partar", "hos begge", "hjå begge", "begge virksomheter",
        "begge virksomhetene", "begge verksemdene", "begge selskap", "begge firma",
        "både hos oss og hos kunden", "både hos oss og kunden", "både for oss og kunden",
        "både for oss og for kunden", "både hjå oss og kunden", "both companies", "both parties",
        "both organisations", "both organizations", "both for us and", "both us and the customer",
        "both at our", "on both sides", "for both sides", "på begge sider",
    ]
    .iter()
    .any(|words| folded.contains(words))
}
