//! The integration guide: how to fetch a token and call the register, with the contact's own client, scope and customer
//! filled into the examples.

pub mod calls;
pub mod docs;
pub mod testdata;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::access::{Principal, Visit};
use crate::clients::{self, Client};
use crate::clock::Millis;
use crate::db::{self, Tx};
use crate::orders::{Order, OrderError, OrderKind, store};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "register/guide.html")]
struct GuidePage {
    frame: Frame,
    missing: Vec<String>,
    /// Whether the token is fetched on a customer's behalf.
    delegated: bool,
    facts: Vec<(String, String)>,
    examples: Vec<Example>,
    /// Programs that keep a local copy of the register, whole.
    copies: Vec<LocalCopy>,
    /// Whether the scope opens the whole register, which such a copy begins with.
    may_copy: bool,
}

struct Example {
    id: &'static str,
    name: String,
    needs: String,
    text: String,
}

/// A program of `examples/local-copy`, which the suite runs as it is.
struct LocalCopy {
    /// The file's name.
    file: &'static str,
    language: &'static str,
    /// What it is installed and started with.
    command: String,
    text: &'static str,
}

/// What the examples are filled in with.
struct Values {
    issuer: String,
    base: String,
    client: String,
    kid: String,
    scope: String,
    customer: Option<String>,
    company: String,
}

const CURL: &str = include_str!("../../templates/register/example.sh");
const PYTHON: &str = include_str!("../../templates/register/example.py");
const JAVASCRIPT: &str = include_str!("../../templates/register/example.mjs");

/// File, language, how it is made ready and started, and its text.
const LOCAL_COPIES: [(&str, &str, &str, &str); 3] = [
    (
        "local_copy.py",
        "Python",
        "pip install \"PyJWT[crypto]\"\npython local_copy.py",
        include_str!("../../examples/local-copy/local_copy.py"),
    ),
    (
        "local_copy.mjs",
        "JavaScript",
        "npm install jose stream-json yauzl\nnode local_copy.mjs",
        include_str!("../../examples/local-copy/local_copy.mjs"),
    ),
    (
        "local_copy.rs",
        "Rust",
        "cargo run --release --",
        include_str!("../../examples/local-copy/local_copy.rs"),
    ),
];

/// `GET /sak/{case_number}/veiledning`
pub async fn show(visit: Visit, Path(case_number): Path<String>) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let found = async {
        let mut tx = visit.app.db.read().await?;
        let order =
            store::find_by_case(&mut tx, &case_number).await?.filter(|order| order.concerns(organisation));
        let order = order.ok_or(OrderError::NotFound)?;
        values(&mut tx, &visit, &order).await
    };
    match found.await {
        Ok((values, missing)) => visit.page(&page(&visit, &values, missing)),
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn values(
    tx: &mut crate::db::Tx,
    visit: &Visit,
    order: &Order,
) -> Result<(Values, Vec<String>), OrderError> {
    let mut missing = Vec::new();
    let mut or_missing = |found: Option<String>, key: &str, stand_in: &str| {
        found.unwrap_or_else(|| {
            missing.push(visit.t(key));
            stand_in.to_owned()
        })
    };
    // The vendor of an existing customer must ask its customer which scope it got (the authority's page, 2.5).
    let told = order.kind != OrderKind::ExistingCustomer;
    let scope = or_missing(order.scope.clone().filter(|_| told), "guide-missing-scope", "brreg:reelle/…");
    let speaks_for = match &visit.principal {
        Principal::Contact(contact) => contact.speaks_for(),
        _ => None,
    };
    let own = match speaks_for {
        Some(number) => clients::clients_of(tx, number).await?,
        None => Vec::new(),
    };
    let fitting = own.iter().filter(|client| client.active && (!told || client.scopes.contains(&scope)));
    let (client, kid) = newest_of(tx, visit, fitting).await?;
    let client = or_missing(client, "guide-missing-client", "CLIENT-ID");
    let kid = or_missing(kid, "guide-missing-key", "KID");
    let customer = match order.kind {
        OrderKind::Direct => None,
        _ => Some(or_missing(
            order.customer_number().map(|number| number.to_string()),
            "guide-missing-customer",
            "CUSTOMER",
        )),
    };
    let company = super::list_company_numbers(tx, 1).await?.into_iter().next().unwrap_or_default();
    let base = visit.app.config.public_url.clone();
    Ok((Values { issuer: visit.app.config.issuer(), base, client, kid, scope, customer, company }, missing))
}

/// The client whose key was registered last, with that key, since its private half is the one its owner has at hand; without
/// any key that holds, the first client.
async fn newest_of(
    tx: &mut Tx,
    visit: &Visit,
    fitting: impl Iterator<Item = &Client>,
) -> Result<(Option<String>, Option<String>), db::Error> {
    let mut first = None;
    let mut newest: Option<(Millis, String, String)> = None;
    for client in fitting {
        first.get_or_insert_with(|| client.id.clone());
        for key in clients::keys_of(tx, &client.id).await? {
            let later = newest.as_ref().is_none_or(|(at, ..)| key.created_at >= *at);
            if key.expires_at > visit.now.world && later {
                newest = Some((key.created_at, client.id.clone(), key.kid));
            }
        }
    }
    Ok(match newest {
        Some((_, client, kid)) => (Some(client), Some(kid)),
        None => (first, None),
    })
}

fn page(visit: &Visit, values: &Values, missing: Vec<String>) -> GuidePage {
    let mut facts = vec![
        (visit.t("guide-fact-issuer"), values.issuer.clone()),
        (visit.t("guide-fact-token"), format!("{}token", values.issuer)),
        (visit.t("guide-fact-client"), values.client.clone()),
        (visit.t("guide-fact-kid"), values.kid.clone()),
        (visit.t("guide-fact-scope"), values.scope.clone()),
    ];
    if let Some(customer) = &values.customer {
        facts.push((visit.t("guide-fact-customer"), customer.clone()));
    }
    let company_url = format!("{}/api/oppslag/v1/virksomheter/{}", values.base, values.company);
    facts.push((visit.t("guide-fact-register"), company_url));
    let example = |id, name: &str, text| Example {
        id,
        name: name.to_owned(),
        needs: visit.t(&format!("guide-needs-{id}")),
        text: fill(text, values),
    };
    GuidePage {
        frame: visit.frame(),
        missing,
        delegated: values.customer.is_some(),
        facts,
        examples: vec![
            example("curl", "curl", CURL),
            example("python", "Python", PYTHON),
            example("javascript", "JavaScript", JAVASCRIPT),
        ],
        copies: LOCAL_COPIES
            .iter()
            .map(|&(file, language, start, text)| LocalCopy {
                file,
                language,
                command: fill(&format!("{start}{ARGUMENTS}"), values),
                text,
            })
            .collect(),
        may_copy: super::view::View::of_scopes([values.scope.as_str()])
            .is_some_and(|view| view.whole_register),
    }
}

/// What every local copy is started with; a file ending for the place of the copy would be another one for each.
const ARGUMENTS: &str = " --base @BASE@ --issuer @ISSUER@ \\
  --client @CLIENT@ --kid @KID@ --key fullmakt-key.pem \\
  --consumer-org @CUSTOMER@ \\
  --every 60 copy";

/// Puts the values into an example. A line that is about the customer is left out where there is none.
fn fill(text: &str, values: &Values) -> String {
    text.lines()
        .filter(|line| values.customer.is_some() || !line.contains("@CUSTOMER@"))
        .map(|line| {
            line.replace("@ISSUER@", &values.issuer)
                .replace("@BASE@", &values.base)
                .replace("@CLIENT@", &values.client)
                .replace("@KID@", &values.kid)
                .replace("@SCOPE@", &values.scope)
                .replace("@CUSTOMER@", values.customer.as_deref().unwrap_or_default())
                .replace("@COMPANY@", &values.company)
                + "\n"
        })
        .collect()
}
