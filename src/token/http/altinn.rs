//! Tokens for Altinn's APIs: the exchange of one of ours, and the ones that Altinn's token generator makes for tests.
//!
//! They are signed with the same key and carry another issuer. An exchanged token says no more than the one it was made of.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::access::Visit;
use crate::access::bearer::{self, BearerFault};
use crate::app::App;
use crate::clients;
use crate::clock::Now;
use crate::db::{self, Tx};
use crate::delegation;
use crate::numbers::{OrgNumber, PartyId, PartyUuid, PersonNumber, UserId};
use crate::parties::{self, Person, PersonIds};
use crate::token::TokenServer;
use crate::web::Query;

/// How long an exchanged token lasts at most, in seconds.
const EXCHANGED_LIFE: i64 = 1_800;

/// The longest life that a test may ask for, in seconds.
const LONGEST_LIFE: i64 = 86_400;

/// `GET /authentication/api/v1/exchange/maskinporten`: an Altinn token for one of the token server's.
pub async fn exchange(State(server): State<Arc<TokenServer>>, headers: HeaderMap) -> Response {
    let app = &*server.app;
    let now = app.now();
    let machine = match bearer::verify(app, &headers, now).await {
        Ok(machine) => machine,
        Err(BearerFault::Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => {
            return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))])
                .into_response();
        }
    };
    let mut claims = machine.claims.clone();
    claims.insert("urn:altinn:orgNumber".to_owned(), json!(machine.consumer));
    if let Some(code) = org_code(machine.consumer) {
        claims.insert("urn:altinn:org".to_owned(), json!(code));
    }
    claims.insert("urn:altinn:authenticatemethod".to_owned(), json!("maskinporten"));
    claims.insert("urn:altinn:authlevel".to_owned(), json!(3));
    sign(&server, now, claims, EXCHANGED_LIFE).await
}

/// The short code of a service owner.
fn org_code(number: OrgNumber) -> Option<&'static str> {
    match number.to_string().as_str() {
        clients::REGISTER => Some("brg"),
        clients::DIGDIR => Some("digdir"),
        _ => None,
    }
}

/// The number of the service owner with this short code.
fn number_of_code(code: &str) -> Option<OrgNumber> {
    let number = match code {
        "brg" => clients::REGISTER,
        "digdir" => clients::DIGDIR,
        _ => return None,
    };
    OrgNumber::parse(number).ok()
}

/// Signs the claims as Altinn does, and answers the token as plain text.
async fn sign(server: &TokenServer, now: Now, claims: Map<String, Value>, life: i64) -> Response {
    match signed(server, now, claims, life).await {
        Ok(token) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (headers, token).into_response()
        }
        Err(response) => *response,
    }
}

/// Signs one set of claims after the other, and answers the tokens by what names them, as the generator does in bulk.
async fn sign_all(
    server: &TokenServer,
    now: Now,
    all: Vec<(String, Map<String, Value>)>,
    life: i64,
) -> Response {
    let mut tokens = Map::new();
    for (name, claims) in all {
        match signed(server, now, claims, life).await {
            Ok(token) => tokens.insert(name, json!(token)),
            Err(response) => return *response,
        };
    }
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(tokens)).into_response()
}

async fn signed(
    server: &TokenServer,
    now: Now,
    mut claims: Map<String, Value>,
    life: i64,
) -> Result<String, Box<Response>> {
    let unavailable = || Box::new(StatusCode::SERVICE_UNAVAILABLE.into_response());
    let iat = now.wall_seconds();
    claims.insert("iss".to_owned(), json!(server.app.config.altinn_issuer()));
    claims.insert("iat".to_owned(), json!(iat));
    claims.insert("nbf".to_owned(), json!(iat));
    claims.insert("exp".to_owned(), json!(iat + life));
    let _place = server.enter().ok_or_else(unavailable)?;
    server.sign_now(&Value::Object(claims)).await.map_err(|error| {
        tracing::error!(%error, "an Altinn token could not be signed");
        unavailable()
    })
}

/// `GET /authentication/api/v1/openid/.well-known/openid-configuration`: whose keys these tokens are signed with.
pub async fn configuration(State(app): State<Arc<App>>) -> Response {
    Json(json!({
        "issuer": app.config.altinn_issuer(),
        "jwks_uri": app.url("/authentication/api/v1/openid/.well-known/openid-configuration/jwks"),
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
    .into_response()
}

/// What the generator's tokens say of where they come from, beside the issuer they are made in the name of.
const GENERATOR: &str = "altinn-test-tools";

/// The most tokens of one request: each is a signature.
const MOST_TOKENS: i64 = 1_000;

/// What a test asked for.
struct Asked(Query);

impl Asked {
    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name)
    }

    /// A number between the two; another is told among `wrong`.
    fn number(&self, wrong: &mut Wrong, name: &'static str, usual: i64, (least, most): (i64, i64)) -> i64 {
        let Some(text) = self.get(name) else { return usual };
        let good = text.parse().ok().filter(|value| (least..=most).contains(value));
        good.unwrap_or_else(|| {
            wrong.invalid(name, &format!("a number from {least} to {most} was expected"));
            usual
        })
    }

    /// An organisation number; another text is told among `wrong`.
    fn organisation(&self, wrong: &mut Wrong, name: &'static str) -> Option<OrgNumber> {
        let number = OrgNumber::parse(&self.get(name)?);
        if number.is_err() {
            wrong.invalid(name, "an organisation number of nine digits was expected");
        }
        number.ok()
    }

    /// What every request names, and how many tokens it wants when it wants several.
    fn check(&self, wrong: &mut Wrong) -> Option<i64> {
        // This world is one environment with one issuer: whichever it names, `none` among them, is this one.
        if self.get("env").is_none() {
            wrong.missing("env", "any name will do here, such as tt02");
        }
        // As with the real generator, zero is one token.
        let count = self.number(wrong, "bulkCount", 0, (0, MOST_TOKENS));
        (count > 0).then_some(count)
    }

    /// That there are as many as were asked for.
    fn enough(count: i64, there: usize, what: &str) -> Result<(), Wrong> {
        if i64::try_from(there).is_ok_and(|there| there >= count) {
            return Ok(());
        }
        Err(Wrong::one(
            "bulkCount",
            &format!(
                "there are {there} {what} in this environment, not {count}: ask for fewer, or make more with fullmakt world rehearse"
            ),
        ))
    }
}

/// What is wrong with a request, by parameter, all at once: in the generator's own words, and behind them what to do.
#[derive(Debug, Default)]
struct Wrong(Map<String, Value>);

impl Wrong {
    fn one(name: &str, why: &str) -> Self {
        let mut wrong = Self::default();
        wrong.invalid(name, why);
        wrong
    }

    fn missing(&mut self, name: &str, why: &str) {
        self.0.insert(name.to_owned(), json!(format!("Parameter must be supplied: {why}")));
    }

    fn invalid(&mut self, name: &str, why: &str) {
        self.0.insert(name.to_owned(), json!(format!("Parameter was supplied with a invalid value: {why}")));
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn respond(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self.0)).into_response()
    }
}

fn for_the_operator() -> Response {
    delegation::http::forbidden(
        "Where an access code is set, the token generator is for the operator alone: send the request with the cookie of an operator's session, or exchange a token of Maskinporten's instead.",
    )
}

fn failed(error: &db::Error) -> Response {
    tracing::error!(%error, "a token for tests could not be made");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// `GET /api/GetPersonalToken`: a person of this world, as if it had logged in to Altinn; with `bulkCount` as many persons,
/// by their numbers. A test aid.
pub async fn personal(
    State(server): State<Arc<TokenServer>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    if !visit.may_use_test_aids() {
        return for_the_operator();
    }
    let asked = Asked(Query::new(query));
    let mut wrong = Wrong::default();
    let bulk = asked.check(&mut wrong);
    let level = asked.number(&mut wrong, "authLvl", 3, (0, 4));
    let life = asked.number(&mut wrong, "ttl", 1_800, (1, LONGEST_LIFE));
    if !wrong.is_empty() {
        return wrong.respond();
    }
    let found = async {
        let mut tx = visit.app.db.read().await?;
        match bulk {
            Some(count) => parties::first_persons(&mut tx, count).await,
            None => Ok(find_person(&mut tx, &asked).await?.into_iter().collect()),
        }
    };
    let found = match found.await {
        Ok(found) => found,
        Err(error) => return failed(&error),
    };
    if let Some(count) = bulk {
        if let Err(wrong) = Asked::enough(count, found.len(), "persons") {
            return wrong.respond();
        }
        let all = found
            .iter()
            .map(|(person, ids)| {
                (person.number.to_string(), personal_claims(&visit.app, &asked, person, *ids, level))
            })
            .collect();
        return sign_all(&server, visit.now, all, life).await;
    }
    let Some((person, ids)) = found.first() else {
        let named =
            ["pid", "partyuuid", "userId", "partyId"].into_iter().find(|name| asked.get(name).is_some());
        let mut wrong = Wrong::default();
        match named {
            Some(name) => wrong.invalid(
                name,
                "there is no such person in this environment; one that is named in several ways must be the same person",
            ),
            None => wrong.missing("pid", "name the person by pid, partyuuid, userId or partyId"),
        }
        return wrong.respond();
    };
    sign(&server, visit.now, personal_claims(&visit.app, &asked, person, *ids, level), life).await
}

fn personal_claims(
    app: &App,
    asked: &Asked,
    person: &Person,
    ids: PersonIds,
    level: i64,
) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("nameid", json!(ids.user_id.to_string()));
    put("urn:altinn:userid", json!(ids.user_id.to_string()));
    put("urn:altinn:username", json!(asked.get("userName").unwrap_or_default()));
    put("urn:altinn:partyid", json!(ids.party_id.value()));
    put("urn:altinn:party:uuid", json!(person.party_uuid));
    put("urn:altinn:authenticatemethod", json!("NotDefined"));
    put("urn:altinn:authlevel", json!(level));
    put("pid", json!(person.number.to_string()));
    put("acr", json!(if level >= 4 { "idporten-loa-high" } else { "idporten-loa-substantial" }));
    put("token_type", json!("Bearer"));
    put("client_id", json!("test-token-generator"));
    put("actual_iss", json!(GENERATOR));
    put("scope", json!(scopes(asked).unwrap_or_else(|| "altinn:portal/enduser".to_owned())));
    put("jti", json!(app.random.uuid()));
    claims
}

/// Several scopes have blanks or commas between.
fn scopes(asked: &Asked) -> Option<String> {
    let written = asked.get("scopes")?.replace(',', " ");
    Some(written.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

/// The person that every parameter which names one is about; none without any.
async fn find_person(tx: &mut Tx, asked: &Asked) -> Result<Option<(Person, PersonIds)>, db::Error> {
    let mut uuids: Vec<Option<PartyUuid>> = Vec::new();
    if let Some(pid) = asked.get("pid") {
        let found = match PersonNumber::parse_synthetic(&pid) {
            Ok(number) => parties::find_person_by_number(tx, &number).await?,
            Err(_) => None,
        };
        uuids.push(found.map(|person| person.party_uuid));
    }
    if let Some(uuid) = asked.get("partyuuid") {
        uuids.push(PartyUuid::parse(&uuid));
    }
    if let Some(id) = asked.get("userId") {
        uuids.push(match UserId::parse(&id) {
            Some(id) => parties::person_of_user_id(tx, id).await?,
            None => None,
        });
    }
    if let Some(id) = asked.get("partyId") {
        uuids.push(match PartyId::parse(&id) {
            Some(id) => parties::person_of_party_id(tx, id).await?,
            None => None,
        });
    }
    let Some(Some(first)) = uuids.first().cloned() else { return Ok(None) };
    if uuids.iter().any(|uuid| uuid.as_ref() != Some(&first)) {
        return Ok(None);
    }
    parties::person_with_ids(tx, &first).await
}

/// `GET /api/GetEnterpriseToken`: an organisation's token as the exchange would make it; with `bulkCount` those of as many
/// organisations of this world, by their numbers. A test aid.
pub async fn enterprise(
    State(server): State<Arc<TokenServer>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    if !visit.may_use_test_aids() {
        return for_the_operator();
    }
    let asked = Asked(Query::new(query));
    let mut wrong = Wrong::default();
    let bulk = asked.check(&mut wrong);
    let scopes = scopes(&asked).unwrap_or_default();
    if scopes.is_empty() {
        wrong.missing("scopes", "one or more scopes with blanks or commas between");
    }
    let number = match bulk {
        Some(_) => None,
        // A service owner may be named by its code alone.
        None => asked.organisation(&mut wrong, "orgNo").or_else(|| number_of_code(&asked.get("org")?)),
    };
    if bulk.is_none() && number.is_none() && asked.get("orgNo").is_none() {
        if asked.get("org").is_some() {
            wrong.invalid(
                "org",
                "brg and digdir are the service owners here; name another organisation by orgNo",
            );
        } else {
            wrong.missing("orgNo", "the organisation's number, or org with brg or digdir, or bulkCount");
        }
    }
    if let Some(code) = asked.get("org") {
        // Whoever is named twice is named alike; the code of an owner of whom nothing is known here is borne.
        let owner = number_of_code(&code);
        let alike = match number {
            Some(number) => {
                owner.is_none_or(|owner| owner == number) && org_code(number).is_none_or(|own| own == code)
            }
            None => bulk.is_none(),
        };
        if !alike {
            wrong.invalid(
                "org",
                "this is the code of another service owner than the organisation; leave one of the two out",
            );
        }
    }
    let life = asked.number(&mut wrong, "ttl", 1_800, (1, LONGEST_LIFE));
    let supplier = asked.organisation(&mut wrong, "supplierOrgNo");
    if !wrong.is_empty() {
        return wrong.respond();
    }
    let looked = async {
        let mut tx = visit.app.db.read().await?;
        for (name, number) in [("orgNo", number), ("supplierOrgNo", supplier)] {
            let Some(number) = number else { continue };
            let known = number.is_fictional()
                || clients::owner_name(number).is_some()
                || parties::find_organisation(&mut tx, number).await?.is_some();
            if !known {
                return Ok(Err(name));
            }
        }
        let numbers: Vec<OrgNumber> = match bulk {
            Some(count) => {
                parties::first_organisations(&mut tx, count).await?.iter().map(|one| one.number).collect()
            }
            None => number.into_iter().collect(),
        };
        let mut all = Vec::new();
        for number in numbers {
            let prefixes = clients::prefixes_of(&mut tx, number).await?;
            all.push((number, enterprise_claims(&visit.app, &asked, &scopes, number, supplier, &prefixes)));
        }
        Ok(Ok(all))
    };
    let mut all = match looked.await {
        Ok(Ok(all)) => all,
        Ok(Err(name)) => {
            let why = "the number may be a real organisation's, which is no party of this environment";
            return Wrong::one(name, why).respond();
        }
        Err(error) => return failed(&error),
    };
    if let Some(count) = bulk {
        if let Err(wrong) = Asked::enough(count, all.len(), "organisations") {
            return wrong.respond();
        }
        let all = all.into_iter().map(|(number, claims)| (number.to_string(), claims)).collect();
        return sign_all(&server, visit.now, all, life).await;
    }
    match all.pop() {
        Some((_, claims)) => sign(&server, visit.now, claims, life).await,
        None => Wrong::one("orgNo", "an organisation number of nine digits was expected").respond(),
    }
}

fn enterprise_claims(
    app: &App,
    asked: &Asked,
    scopes: &str,
    number: OrgNumber,
    supplier: Option<OrgNumber>,
    prefixes: &[String],
) -> Map<String, Value> {
    let id = |number: OrgNumber| json!({ "authority": "iso6523-actorid-upis", "ID": number.iso6523() });
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("scope", json!(scopes));
    put("actual_iss", json!(GENERATOR));
    put("token_type", json!("Bearer"));
    put("client_id", json!(asked.get("clientId").unwrap_or_else(|| app.random.uuid())));
    put("jti", json!(app.random.secret()));
    put("consumer", id(number));
    if !prefixes.is_empty() {
        put("consumer_prefix", json!(prefixes));
    }
    if let Some(supplier) = supplier {
        put("supplier", id(supplier));
        let source = asked.get("delegationSource");
        put("delegation_source", json!(source.unwrap_or_else(|| app.config.delegation_source())));
    }
    put("urn:altinn:orgNumber", json!(number));
    if let Some(code) = asked.get("org").or_else(|| org_code(number).map(str::to_owned)) {
        put("urn:altinn:org", json!(code));
    }
    put("urn:altinn:authenticatemethod", json!("maskinporten"));
    put("urn:altinn:authlevel", json!(3));
    claims
}
