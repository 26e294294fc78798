//! Enhetsregisteret: what a real organisation is looked up in (`register.md` §7).
//!
//! By HTTP at a configurable address, or off-line from a file of JSON in the same shape, or from the project's own file of
//! known fictitious numbers. A look-up makes no party; only a step of an approved order does.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::Value;

use crate::app::App;
use crate::config::Enhetsregisteret;
use crate::numbers::OrgNumber;

/// An organisation as Enhetsregisteret describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryEntity {
    /// Its number.
    pub number: OrgNumber,
    /// Its name.
    pub name: String,
    /// Its form's code.
    pub form: String,
    /// The main unit, when this is a subunit.
    pub parent: Option<OrgNumber>,
    /// The whole answer.
    pub raw: Value,
}

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// It exists.
    Found(RegistryEntity),
    /// It existed, and is deleted.
    Deleted,
    /// It was removed on legal grounds (410); copies must go too.
    Removed,
    /// There is no such number.
    Unknown,
    /// We could not ask; the reason is for logs and the desk.
    Unreachable(String),
}

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Largest answer we read, in bytes: one organisation has about three thousand.
const ANSWER_LIMIT: usize = 512 * 1024;

/// The project's own file, for demonstrations and tests.
const BUILT_IN: &str = include_str!("known_organisations.json");

static HTTP: LazyLock<Option<reqwest::Client>> = LazyLock::new(|| {
    // The process may have chosen its cryptographic provider already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::limited(2)).build().ok()
});

/// Looks `number` up where the settings say.
pub async fn look_up(app: &App, number: OrgNumber) -> Lookup {
    match &app.config.enhetsregisteret {
        Enhetsregisteret::Http(base) => over_http(base, number).await,
        Enhetsregisteret::File(path) => in_file(path, number),
        Enhetsregisteret::BuiltIn => in_text(BUILT_IN, number),
    }
}

async fn over_http(base: &str, number: OrgNumber) -> Lookup {
    let Some(client) = &*HTTP else {
        return Lookup::Unreachable("the HTTP client could not be made".to_owned());
    };
    let mut answer = Lookup::Unknown;
    // A subunit is not found among the main units (`register.md` §7, Statuses).
    for collection in ["enheter", "underenheter"] {
        answer = ask(client, &format!("{base}/{collection}/{number}")).await;
        if answer != Lookup::Unknown {
            break;
        }
    }
    match answer {
        Lookup::Found(entity) if entity.number != number => {
            Lookup::Unreachable("the answer was about another organisation".to_owned())
        }
        answer => answer,
    }
}

async fn ask(client: &reqwest::Client, url: &str) -> Lookup {
    let answer = client.get(url).header("accept", "application/json").send().await;
    let mut response = match answer {
        Ok(response) => response,
        Err(error) => return Lookup::Unreachable(error.without_url().to_string()),
    };
    match response.status().as_u16() {
        200 => {}
        404 => return Lookup::Unknown,
        410 => return Lookup::Removed,
        status => return Lookup::Unreachable(format!("it answered {status}")),
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_LIMIT => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Lookup::Unreachable("the answer was too large".to_owned()),
            Ok(None) => break,
            Err(error) => return Lookup::Unreachable(error.without_url().to_string()),
        }
    }
    match serde_json::from_slice(&body) {
        Ok(value) => read_entity(&value),
        Err(_) => Lookup::Unreachable("the answer was not JSON".to_owned()),
    }
}

fn in_file(path: &Path, number: OrgNumber) -> Lookup {
    match std::fs::read_to_string(path) {
        Ok(text) => in_text(&text, number),
        Err(error) => Lookup::Unreachable(format!("{}: {error}", path.display())),
    }
}

fn in_text(text: &str, number: OrgNumber) -> Lookup {
    let Ok(Value::Array(entities)) = serde_json::from_str(text) else {
        return Lookup::Unreachable("the file is not a JSON array of organisations".to_owned());
    };
    let wanted = number.to_string();
    entities
        .into_iter()
        .find(|entity| entity.get("organisasjonsnummer").and_then(Value::as_str) == Some(&wanted))
        .map_or(Lookup::Unknown, |entity| read_entity(&entity))
}

/// Reads one `enhet` or `underenhet`; the reduced body of a deleted one says so.
fn read_entity(raw: &Value) -> Lookup {
    let text = |name: &str| raw.get(name).and_then(Value::as_str);
    let deleted = text("slettedato").is_some_and(|date| !date.is_empty())
        || text("respons_klasse") == Some("SlettetEnhet");
    if deleted {
        return Lookup::Deleted;
    }
    let number = text("organisasjonsnummer").and_then(|number| OrgNumber::parse(number).ok());
    let (Some(number), Some(name)) = (number, text("navn")) else {
        return Lookup::Unreachable("the answer has no number or name".to_owned());
    };
    let form = raw
        .get("organisasjonsform")
        .and_then(|form| form.get("kode"))
        .and_then(Value::as_str)
        .unwrap_or("AS");
    let parent = text("overordnetEnhet").and_then(|number| OrgNumber::parse(number).ok());
    Lookup::Found(RegistryEntity {
        number,
        name: name.trim().to_owned(),
        form: form.to_owned(),
        parent,
        raw: raw.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::KNOWN_FICTITIOUS;

    #[test]
    fn the_built_in_file_knows_the_fictitious_numbers_one_of_them_deleted() {
        for number in KNOWN_FICTITIOUS {
            let number = OrgNumber::parse(number).unwrap();
            match in_text(BUILT_IN, number) {
                Lookup::Found(entity) => assert_eq!(entity.number, number),
                other => assert_eq!((number.to_string().as_str(), other), ("810845422", Lookup::Deleted)),
            }
        }
        assert_eq!(in_text(BUILT_IN, OrgNumber::parse("313513408").unwrap()), Lookup::Unknown);
    }

    #[test]
    fn a_file_in_another_shape_is_not_an_unknown_organisation() {
        let number = OrgNumber::parse("910049356").unwrap();
        assert!(matches!(in_text("{}", number), Lookup::Unreachable(_)));
        assert!(matches!(
            in_text("[{\"organisasjonsnummer\":\"910049356\"}]", number),
            Lookup::Unreachable(_)
        ));
    }
}
