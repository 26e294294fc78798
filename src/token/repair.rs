//! Where a refusal is put right: the page, whom it is for, and what does the same without it.
//!
//! Not everybody can open every page. A client's is for the contact that ordered for its organisation, and an organisation
//! of a world file has none: so beside the page stands what a program or the operator does instead.

use serde::{Deserialize, Serialize};

use crate::delegation;
use crate::language::Language;
use crate::ledger::{Entry, Fact};

/// A way to the same end without the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Who goes it, and with what.
    pub said: String,
    /// A command, or an API's method and path.
    pub call: String,
}

/// Where a refusal is put right.
#[derive(Debug, Default)]
pub(super) struct Repair {
    /// The page.
    pub(super) href: Option<String>,
    /// That it is somebody else who does it there, and is to be sent the link.
    pub(super) by: Option<String>,
    /// Who can open the page, where not everybody can.
    pub(super) opened_by: Option<String>,
    /// What does the same without it.
    pub(super) ways: Vec<Way>,
}

/// What is said where no customer can put it right by giving: MP-251 leads nowhere then.
const NOTHING_TO_GIVE: [&str; 6] = [
    "fact-no-scheme", "fact-scheme-closed", "fact-scheme-closed-at", "fact-consumer-deleted",
    "fact-supplier-deleted", "fact-supplier-merged",
];

/// What puts the broken link of `entry` right.
pub(super) fn repair(entry: &Entry, language: Language) -> Repair {
    let Some(code) = entry.code.as_deref() else { return Repair::default() };
    let client = entry.client_id.as_deref().filter(|_| entry.client_organisation.is_some());
    let said = entry.said();
    match (code, client) {
        // The certificate is in the grant, and no key of the client's is wrong.
        ("MP-124", _) if said.contains(&"fact-by-certificate") => certificate(entry, language),
        ("MP-120", Some(id)) if said.iter().any(|said| said.starts_with("fact-lock-")) => {
            of_key(entry, id, language)
        }
        ("MP-121" | "MP-124" | "unknown-kid" | "missing-kid", Some(id)) => of_key(entry, id, language),
        ("MP-120", _) => certificate(entry, language),
        ("MP-122", Some(id)) => {
            Repair { ways: certificate(entry, language).ways, ..page(entry, id, language) }
        }
        // A scope that its owner has closed is nothing to mend on the client.
        ("MP-200", _) if said.iter().any(|said| said.starts_with("fact-scope-closed")) => Repair::default(),
        // Nor is one that does not exist.
        ("MP-200", _) if said.contains(&"fact-no-such-scope") => Repair {
            ways: vec![program(language, "idporten:dcr.read", "GET /api/v1/scopes/all".to_owned())],
            ..Repair::default()
        },
        ("MP-200", Some(id)) => {
            let seen = entry.failed_check().and_then(|check| check.seen.as_ref());
            let scope = seen.map(|scope| scope.told(language));
            let scope = word(scope.as_deref(), "SCOPE");
            let api = program(language, "idporten:dcr.modify", format!("PUT /api/v1/clients/{id}"));
            let command = operator(language, format!("fullmakt client scope {id} {scope}"));
            Repair { ways: vec![api, command], ..page(entry, id, language) }
        }
        // A client that was stopped is taken into use again; a new one would lack its keys and scopes.
        ("MP-100", Some(id)) if said.contains(&"fact-inactive") => Repair {
            ways: vec![program(language, "idporten:dcr.modify", format!("PUT /api/v1/clients/{id}"))],
            ..page(entry, id, language)
        },
        ("MP-100", _) => Repair {
            href: Some("/klienter".to_owned()),
            opened_by: Some(language.text("explain-opened-by-contact")),
            ways: vec![
                program(language, "idporten:dcr.write", "POST /api/v1/clients".to_owned()),
                operator(
                    language,
                    format!(
                        "fullmakt client new --org NUMBER --name NAME --scope {} --make-key KEY.pem",
                        word(entry.scopes.split(' ').next(), "SCOPE")
                    ),
                ),
            ],
            ..Repair::default()
        },
        // What is missing is `consumer_org`, and that is in the grant.
        ("MP-250", _) if entry.is_about_itself_ungranted() => Repair::default(),
        ("MP-250", _) => ungranted(entry, language),
        ("MP-251", _) => gift(entry, &said, language),
        _ => Repair::default(),
    }
}

/// A client's page.
fn page(entry: &Entry, id: &str, language: Language) -> Repair {
    let of = entry.client_organisation.map(|number| number.to_string()).unwrap_or_default();
    Repair {
        href: Some(format!("/klienter/{id}")),
        opened_by: Some(language.text_with("explain-opened-by-contact-of", &[("organisation", &of)])),
        ..Repair::default()
    }
}

/// A client's page, where its keys are.
fn of_key(entry: &Entry, id: &str, language: Language) -> Repair {
    let api = program(language, "idporten:dcr.modify", format!("PUT /api/v1/clients/{id}/jwks/{{kid}}"));
    let command = operator(language, format!("fullmakt client key {id} --make-key KEY.pem"));
    Repair { ways: vec![api, command], ..page(entry, id, language) }
}

/// A certificate that will do.
fn certificate(entry: &Entry, language: Language) -> Repair {
    let org = entry.client_organisation.map(|number| number.to_string());
    let call = format!("fullmakt ca issue --org {} --out DIRECTORY", org.as_deref().unwrap_or("NUMBER"));
    Repair { ways: vec![operator(language, call)], ..Repair::default() }
}

/// The order of the customer, and the owner of the scope that may grant it without one.
fn ungranted(entry: &Entry, language: Language) -> Repair {
    let consumer = entry.consumer_organisation.map(|number| number.to_string());
    let scope =
        entry.failed_check().and_then(|check| check.required.as_ref()).and_then(|required| match required {
            Fact::Said { with, .. } => with.get("scope").map(|scope| scope.told(language)),
            _ => None,
        });
    let call = format!(
        "PUT /api/v1/scopes/access/{}?scope={}",
        consumer.as_deref().unwrap_or("NUMBER"),
        word(scope.as_deref(), "SCOPE")
    );
    Repair {
        href: Some("/bestill".to_owned()),
        ways: vec![Way { said: language.text("explain-way-owner"), call }],
        ..Repair::default()
    }
}

/// The portal's page on which the customer gives what is missing.
fn gift(entry: &Entry, said: &[&str], language: Language) -> Repair {
    let scheme = entry.failed_check().and_then(|check| check.required.as_ref()).and_then(Fact::scheme);
    let scheme = scheme.filter(|_| !said.iter().any(|said| NOTHING_TO_GIVE.contains(said)));
    let (Some(supplier), Some(scheme)) = (entry.client_organisation, scheme) else {
        return Repair::default();
    };
    let ways = entry.consumer_organisation.map(|consumer| {
        let pair = format!("--consumer {consumer} --supplier {supplier}");
        let call = format!("fullmakt delegation give {pair} --scheme {}", word(Some(scheme), "SCHEME"));
        operator(language, call)
    });
    Repair {
        href: Some(delegation::gift_path(supplier, scheme)),
        by: Some(language.text("explain-gift-link")),
        ways: ways.into_iter().collect(),
        ..Repair::default()
    }
}

fn program(language: Language, scope: &str, call: String) -> Way {
    Way { said: language.text_with("explain-way-program", &[("scope", scope)]), call }
}

fn operator(language: Language, call: String) -> Way {
    Way { said: language.text("explain-way-operator"), call }
}

/// `text` where it can stand in a command line or an address as it is, else `instead`: what a stranger wrote in a grant
/// must not become a command of its own in the shell of whoever copies the line.
fn word<'a>(text: Option<&'a str>, instead: &'a str) -> &'a str {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '_' | '-');
    text.filter(|text| text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(plain))
        .unwrap_or(instead)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn what_a_stranger_wrote_becomes_no_command() {
        assert_eq!(word(Some("brreg:reelle/media"), "SCOPE"), "brreg:reelle/media");
        for text in ["a:b;rm", "a:$(id)", "--admin", "a:b&x=1", "a:b c", "", "`id`"] {
            assert_eq!(word(Some(text), "SCOPE"), "SCOPE", "{text}");
        }
        assert_eq!(word(None, "SCOPE"), "SCOPE");
    }
}
