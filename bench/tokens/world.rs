//! The worlds that are served: clients with keys and grants, and a vendor with many customers.

use std::path::{Path, PathBuf};

use fullmakt::app::App;
use fullmakt::clients::BENEFICIAL_OWNER_SCOPES;
use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::db::{Db, params};
use fullmakt::delegation;
use fullmakt::ids::{Random, uuid_of};
use fullmakt::jose::SigningKey;
use fullmakt::numbers::OrgNumber;
use fullmakt::server;
use fullmakt::world::rehearse::{Rehearsal, rehearse};
use fullmakt::world::{self, Format};
use serde_json::{Value, json};

use crate::Failure;
use crate::grants::{Population, key_of, kid};
use crate::options::Variant;

/// What the plain measurements ask for. The server for Node knows this scope alone.
const SCOPE: &str = "brreg:reelle/rapporteringspliktig";

/// Whom all customers of a delegated measurement delegate to.
const VENDOR: &str = "314208641";

/// The first organisation of a plain measurement, without its check digit.
const FIRST_BODY: u32 = 31_000_000;

/// Clients in one transaction.
const AT_ONCE: usize = 200;

/// A rehearsal's customers give 1.163 schemes each.
const CUSTOMERS_PER_DELEGATION: f64 = 0.86;

/// Rows that are read at once.
const PAGE: i64 = 50_000;

/// Where a world is kept.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A directory, for SQLite.
    Directory(PathBuf),
    /// A database of PostgreSQL, and the key that seals what is secret in it.
    Database { url: String, master_key: String },
}

impl Place {
    fn config(&self) -> Result<Config, Failure> {
        let mut settings = Settings::default();
        let mut key = None;
        match self {
            Self::Directory(directory) => settings.data = Some(directory.clone()),
            Self::Database { url, master_key } => {
                settings.database = Some(url.clone());
                key = Some(master_key.clone());
            }
        }
        Ok(Config::from_lookup(settings, &|name| match name {
            "FULLMAKT_MASTER_KEY" => key.clone(),
            "FULLMAKT_RESOLVER" => Some("off".to_owned()),
            _ => None,
        })?)
    }
}

/// Makes what is missing of the world, and says who may ask for what in it.
pub(crate) async fn make(
    place: &Place,
    variant: &Variant,
    keys: &[SigningKey],
) -> Result<Population, Failure> {
    if let Place::Database { url, .. } = place {
        Db::open_postgres(url, None, 1).await?.migrate(Clock::system().now().wall).await?;
    }
    let app = server::open(place.config()?, Clock::system(), Random::system()).await?;
    let ids: Vec<String> =
        (0..variant.clients).map(|client| uuid_of(format!("client {client}").as_bytes())).collect();
    let Some(delegations) = variant.delegations else {
        let mut bodies = FIRST_BODY..;
        let organisations = ids.iter().filter_map(|_| bodies.by_ref().find_map(OrgNumber::of_body)).collect();
        let scopes = vec![SCOPE.to_owned()];
        load_clients(&app, &ids, Owners::Own(organisations), &scopes, keys).await?;
        return Ok(Population { clients: ids, scopes, delegations: Vec::new() });
    };
    let vendor = OrgNumber::parse(VENDOR)?;
    let mut tx = app.db.read().await?;
    let schemes = delegation::schemes(&mut tx).await?;
    drop(tx);
    let offers: Vec<(String, String)> = schemes
        .into_iter()
        .filter_map(|scheme| scheme.scopes.first().map(|scope| (scheme.id, scope.clone())))
        .filter(|(_, scope)| BENEFICIAL_OWNER_SCOPES.contains(&scope.as_str()))
        .collect();
    let scopes: Vec<String> = offers.iter().map(|(_, scope)| scope.clone()).collect();
    load_clients(&app, &ids, Owners::Vendor(vendor), &scopes, keys).await?;
    let wanted = Rehearsal { vendor, customers: customers(delegations), seed: 1 };
    let mut told = 0;
    rehearse(&app, wanted, false, &mut |there| {
        if there >= told + 50_000 {
            told = there;
            println!("  {}: {there} of {} customers", variant.name, wanted.customers);
        }
    })
    .await?;
    let delegations = held(&app, vendor, &offers).await?;
    Ok(Population { clients: ids, scopes, delegations })
}

/// How many customers make about so many delegations.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
fn customers(delegations: usize) -> usize {
    (delegations as f64 * CUSTOMERS_PER_DELEGATION).ceil() as usize
}

/// Whom the clients belong to.
enum Owners {
    /// Each to an organisation of its own, which is granted the scopes.
    Own(Vec<OrgNumber>),
    /// All to one.
    Vendor(OrgNumber),
}

async fn load_clients(
    app: &App,
    ids: &[String],
    owners: Owners,
    scopes: &[String],
    keys: &[SigningKey],
) -> Result<(), Failure> {
    let organisation = |client: usize| match &owners {
        Owners::Own(organisations) => organisations.get(client).copied(),
        Owners::Vendor(vendor) => Some(*vendor),
    };
    let all: Vec<(usize, &String)> = ids.iter().enumerate().collect();
    for part in all.chunks(AT_ONCE) {
        let (mut organisations, mut grants, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for &(client, id) in part {
            let number = organisation(client).ok_or("there are too few numbers")?;
            if matches!(owners, Owners::Own(_)) || organisations.is_empty() {
                organisations.push(json!({ "number": number, "name": format!("Rolig Måke {number} AS") }));
            }
            if matches!(owners, Owners::Own(_)) {
                grants.extend(scopes.iter().map(|scope| json!({ "scope": scope, "organisation": number })));
            }
            let key = registered(key_of(keys, client)?, &kid(client));
            entries.push(json!({
                "id": id, "organisation": number, "name": format!("Måling {client}"), "scopes": scopes, "key": [key]
            }));
        }
        let file = json!({ "organisation": organisations, "grant": grants, "client": entries }).to_string();
        let mut tx = app.db.begin_write().await?;
        world::load(&mut tx, app, app.now(), &file, Format::Json).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// A client's public key as it is registered.
pub(crate) fn registered(key: &SigningKey, kid: &str) -> Value {
    let mut jwk = key.public_jwk();
    if let Value::Object(members) = &mut jwk {
        members.insert("kid".to_owned(), json!(kid));
        members.insert("use".to_owned(), json!("sig"));
        members.insert("alg".to_owned(), json!("RS256"));
    }
    jwk
}

/// Everything that the vendor holds: the customer, and the place of the scope among `offers`.
async fn held(
    app: &App,
    vendor: OrgNumber,
    offers: &[(String, String)],
) -> Result<Vec<(OrgNumber, u8)>, Failure> {
    let mut all = Vec::new();
    let mut last = (String::new(), String::new());
    loop {
        let mut tx = app.db.read().await?;
        let rows = tx
            .fetch_all(
                "SELECT consumer_number, scheme_id FROM delegations
                 WHERE supplier_number = $1 AND withdrawn_at IS NULL AND consumer_number >= $2
                   AND (consumer_number > $2 OR (consumer_number = $2 AND scheme_id > $3))
                 ORDER BY consumer_number, scheme_id LIMIT $4",
                params![vendor.to_string(), last.0, last.1, PAGE],
            )
            .await?;
        let Some(row) = rows.last() else { return Ok(all) };
        last = (row.text("consumer_number")?, row.text("scheme_id")?);
        for row in &rows {
            let scheme = row.text("scheme_id")?;
            let place = offers.iter().position(|(id, _)| *id == scheme).ok_or("an unknown scheme is held")?;
            all.push((OrgNumber::parse(&row.text("consumer_number")?)?, u8::try_from(place)?));
        }
    }
}

/// The clients of the server for Node: the same keys, in memory.
pub(crate) fn peer(variant: &Variant, keys: &[SigningKey], file: &Path) -> Result<Population, Failure> {
    let ids: Vec<String> =
        (0..variant.clients).map(|client| uuid_of(format!("client {client}").as_bytes())).collect();
    let mut clients = Vec::new();
    for (client, id) in ids.iter().enumerate() {
        clients.push(json!({ "client_id": id, "jwk": registered(key_of(keys, client)?, &kid(client)) }));
    }
    std::fs::write(file, Value::from(clients).to_string())?;
    Ok(Population { clients: ids, scopes: vec![SCOPE.to_owned()], delegations: Vec::new() })
}
