//! The two journeys of the authority's page, by a fictional customer and by an existing one; and what another scope sees.

use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde_json::{Value, json};

use super::browser::{Browser, between, number_after};
use super::steps::{Steps, stop};
use crate::app::App;
use crate::cli::Failure;
use crate::jose::SigningKey;
use crate::language::Language;
use crate::ledger;
use crate::token::explain;

/// What is shown at the end.
pub(super) struct Shown {
    pub(super) trace_id: String,
    pub(super) explanation: String,
    pub(super) claims: Value,
    pub(super) answer: Value,
    /// What that answer tells and another scope's about the same company does not: where it stands, and the value; for a
    /// value that differs, the other scope's too.
    pub(super) only_here: Vec<String>,
}

/// The vendor: a known fictitious number with a made-up name.
const VENDOR: (&str, &str) = ("910049356", "Sprek Maur AS");
const VENDOR_MAIL: &str = "kari@sprekmaur.example";

/// The existing customer.
const CUSTOMER: (&str, &str) = ("810414782", "Varsom Due AS");
const CUSTOMER_MAIL: &str = "ola@varsomdue.example";

/// An editorial office, which sees less of the register.
const OFFICE: (&str, &str) = ("810844612", "Kvikk Penn AS");
const OFFICE_MAIL: &str = "eva@kvikkpenn.example";
const OFFICE_SCOPE: &str = "brreg:reelle/media";

/// The company that is looked up: scopes differ much in what they see of it.
const COMPANY: &str = "shielded-with-discrepancy";

const SCOPE: &str = "brreg:reelle/rapporteringspliktig";
const SCHEME: &str = "brreg-reelle-rapporteringspliktig";

/// What the vendor has once it has made a client.
struct Vendor {
    browser: Browser,
    client_id: String,
    key: SigningKey,
}

/// Walks both.
pub(super) async fn walk(app: &App, steps: &mut Steps) -> Result<Shown, Failure> {
    let base = app.config.public_url.clone();
    let mut handler = Browser::new(&base)?;
    let mut post = Browser::new(&base)?;

    steps.journey("fictional-customer", "1. Delegation from a fictional customer");
    steps.begin("The vendor orders by mail");
    send_order(app).await?;
    steps.done("SMTP");

    steps.begin("The receipt comes with case number and link");
    let receipt = post.letter(VENDOR_MAIL, "sak ").await?;
    let case = case_number(&receipt)?;
    steps.done(&case);

    steps.begin("The handler logs in and approves");
    log_in_handler(app, &mut handler).await?;
    approve(&mut handler, &case, &[("scope", SCOPE)]).await?;
    steps.done("");

    steps.begin("Every step is carried out, and the letter comes");
    let letter = post.letter(VENDOR_MAIL, "klar").await?;
    let customer = number_after(&letter, "Organisasjonsnummer", 9)
        .ok_or_else(|| stop("the letter names no organisation"))?;
    let person = number_after(&letter, "Fiktivt", 11).ok_or_else(|| stop("the letter names no person"))?;
    let link = between(&letter, "href=\"/lenke/", "\"").ok_or_else(|| stop("the letter has no link"))?;
    let link = format!("/lenke/{link}");
    steps.remember_person(&person, &format!("the fictional customer {customer}"));
    steps.done(&format!("fictional customer {customer}"));

    steps.begin("The vendor makes a client and registers its public key");
    let mut vendor = make_client(&base, &link, SCOPE).await?;
    steps.done(&vendor.client_id);

    steps.begin("A token before the delegation is refused, on purpose");
    let (status, refused) = ask_token(app, &vendor, SCOPE, Some(&customer)).await?;
    if status == 200 || member(&refused, "error") != "invalid_scope" {
        return Err(stop(format!("the token was not refused as it should be: {refused}")));
    }
    let trace_id = between(member(&refused, "error_description"), "trace_id: ", ")")
        .ok_or_else(|| stop("the refusal has no trace id"))?
        .to_owned();
    vendor.browser.open(&format!("/forklar/{trace_id}")).await?;
    steps.done(member(&refused, "error_uri"));

    steps.begin("The fictional person logs in and delegates");
    delegate(&base, &person, &customer).await?;
    steps.done(SCHEME);

    steps.begin("The vendor sees it under consumers");
    vendor.browser.wait_for("/fullmakt/konsumenter", &customer).await?;
    steps.done("");

    steps.begin("The delegated token is issued");
    let token = token(app, &vendor, SCOPE, Some(&customer)).await?;
    steps.done("consumer and supplier stand in it");

    steps.begin("The register answers");
    let answer = call_register(app, &token).await?;
    steps.done("");
    let claims = claims_of(&token)?;

    existing_customer(app, steps, &mut handler, &mut post, &mut vendor, &case).await?;
    let only_here = another_scope(app, steps, &mut handler, &mut post, &answer).await?;

    let mut tx = app.db.read().await?;
    let entry = ledger::find(&mut tx, &trace_id).await?.ok_or_else(|| stop("the ledger has no such row"))?;
    let explained = explain::explain(&entry, Language::En);
    let explanation = format!(
        "{}  {}\n  → {}\n",
        explain::draw(&explained, Language::En),
        explained.meaning,
        explained.repair
    );
    Ok(Shown { trace_id, explanation, claims, answer, only_here })
}

async fn existing_customer(
    app: &App,
    steps: &mut Steps,
    handler: &mut Browser,
    post: &mut Browser,
    vendor: &mut Vendor,
    case: &str,
) -> Result<(), Failure> {
    let base = app.config.public_url.clone();
    steps.journey("existing-customer", "2. Delegation from an existing customer");
    steps.begin("The vendor orders by API");
    vendor.browser.open(&format!("/sak/{case}")).await?;
    let page = vendor.browser.send(&format!("/sak/{case}/api-nokkel"), &[]).await?;
    let key = between(page, "<code class=\"secret\">", "</code>")
        .ok_or_else(|| stop("no API key was shown"))?
        .to_owned();
    let waiting = order_by_api(app, &key).await?;
    steps.done(&waiting);

    steps.begin("The handler approves; the case waits for the customer");
    approve(handler, &waiting, &[]).await?;
    handler.wait_for(&format!("/saksbord/{waiting}"), "Venter på kunden").await?;
    steps.done("");

    steps.begin("The customer orders direct access by the form");
    let direct = order_by_form(&base, CUSTOMER, CUSTOMER_MAIL, "reporting-entity").await?;
    steps.done(&direct);

    steps.begin("The handler approves; the legal basis decides the scope");
    approve(handler, &direct, &[]).await?;
    handler.wait_for(&format!("/saksbord/{direct}"), "Ferdig").await?;
    steps.done(SCOPE);

    steps.begin("The vendor's case goes on by itself, and letters come");
    let letter = post.letter(CUSTOMER_MAIL, &waiting).await?;
    let person = number_after(&letter, "Fiktivt", 11).ok_or_else(|| stop("the letter names no person"))?;
    steps.remember_person(&person, &format!("{} ({})", CUSTOMER.1, CUSTOMER.0));
    steps.done("");

    steps.begin("The customer's fictional person delegates");
    delegate(&base, &person, CUSTOMER.0).await?;
    steps.done(SCHEME);

    steps.begin("The delegated token is issued");
    let token = token(app, vendor, SCOPE, Some(CUSTOMER.0)).await?;
    steps.done("");

    steps.begin("The register answers");
    call_register(app, &token).await?;
    steps.done("");
    Ok(())
}

/// The same company, asked for with less access.
async fn another_scope(
    app: &App,
    steps: &mut Steps,
    handler: &mut Browser,
    post: &mut Browser,
    rich: &Value,
) -> Result<Vec<String>, Failure> {
    let base = app.config.public_url.clone();
    steps.journey("another-scope", "3. The same company, with another scope");
    steps.begin("An editorial office orders direct access by the form");
    let case = order_by_form(&base, OFFICE, OFFICE_MAIL, "media").await?;
    steps.done(&case);

    steps.begin("The handler approves, and the letter comes");
    approve(handler, &case, &[]).await?;
    handler.wait_for(&format!("/saksbord/{case}"), "Ferdig").await?;
    let letter = post.letter(OFFICE_MAIL, &case).await?;
    let link = between(&letter, "href=\"/lenke/", "\"").ok_or_else(|| stop("the letter has no link"))?;
    let link = format!("/lenke/{link}");
    steps.done(OFFICE_SCOPE);

    steps.begin("It makes a client and fetches a token about itself");
    let office = make_client(&base, &link, OFFICE_SCOPE).await?;
    let token = token(app, &office, OFFICE_SCOPE, None).await?;
    steps.done(&office.client_id);

    steps.begin("The register tells it less");
    let poor = call_register(app, &token).await?;
    let mut only_here = Vec::new();
    difference("", rich, Some(&poor), &mut only_here);
    if only_here.is_empty() {
        return Err(stop("both scopes saw the same"));
    }
    steps.done(&format!("{} differences", only_here.len()));
    Ok(only_here)
}

/// Where `rich` tells more than `poor`, or otherwise.
fn difference(place: &str, rich: &Value, poor: Option<&Value>, told: &mut Vec<String>) {
    match (rich, poor) {
        (rich, Some(poor)) if rich == poor => {}
        (Value::Object(members), Some(poor @ Value::Object(_))) => {
            for (name, value) in members {
                let inside = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                difference(&inside, value, poor.get(name), told);
            }
        }
        (Value::Array(values), Some(poor @ Value::Array(_))) => {
            for (index, value) in values.iter().enumerate() {
                difference(&format!("{place}[{index}]"), value, poor.get(index), told);
            }
        }
        (rich, Some(poor)) => told.push(format!("{place} = {rich}, and not {poor}")),
        (rich, None) => told.push(format!("{place} = {rich}")),
    }
}

async fn send_order(app: &App) -> Result<(), Failure> {
    let Some(smtp) = app.config.smtp_listen else { return Err(stop("the mail receiver is off")) };
    let text = format!(
        "Systemleverandørs organisasjonsnummer: {}\nSystemleverandørs navn: {}\nNavn til testansvarlig: Kari Eksempel\n\
         Epost-adresse til testansvarlig: {VENDOR_MAIL}\nTelefonnummer til testansvarlig: 22 33 44 55\n\n\
         Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\n",
        VENDOR.0, VENDOR.1
    );
    let message = Message::builder()
        .from(format!("Kari Eksempel <{VENDOR_MAIL}>").parse()?)
        .to(app.config.mail_address.parse()?)
        .subject("Bestilling av tilgang til test")
        .message_id(None)
        .header(ContentType::TEXT_PLAIN)
        .body(text)?;
    let relay = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.ip().to_string())
        .port(smtp.port())
        .build();
    relay.send(message).await?;
    Ok(())
}

/// `YYYY-NNNNN` in a page.
fn case_number(page: &str) -> Result<String, Failure> {
    page.split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .find(|word| word.len() == 10 && word.as_bytes().get(4) == Some(&b'-'))
        .map(str::to_owned)
        .ok_or_else(|| stop("the letter has no case number"))
}

async fn log_in_handler(app: &App, handler: &mut Browser) -> Result<(), Failure> {
    let mut tx = app.db.begin_write().await?;
    let link =
        crate::access::links::create_one_time(&mut tx, app, app.now(), "handler", "Saksbehandler").await?;
    tx.commit().await?;
    let path = link.strip_prefix(&app.config.public_url).unwrap_or(&link).to_owned();
    handler.open(&path).await?;
    handler.send(&path, &[]).await?;
    Ok(())
}

async fn approve(handler: &mut Browser, case: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
    handler.open(&format!("/saksbord/{case}")).await?;
    handler.send(&format!("/saksbord/{case}/godkjenn"), fields).await?;
    Ok(())
}

async fn make_client(base: &str, link: &str, scope: &str) -> Result<Vendor, Failure> {
    let mut browser = Browser::new(base)?;
    browser.open(link).await?;
    browser.open("/klienter/ny").await?;
    let scope = format!("scope:{scope}");
    let page = browser.send("/klienter/ny", &[("name", "Sprek Maur test"), (&scope, "ja")]).await?;
    let client_id =
        between(page, "action=\"/klienter/", "/").ok_or_else(|| stop("no client was made"))?.to_owned();
    let key = SigningKey::generate(2048)?;
    browser.send(&format!("/klienter/{client_id}/nokler"), &[("jwk", &key.public_jwk().to_string())]).await?;
    Ok(Vendor { browser, client_id, key })
}

async fn delegate(base: &str, person: &str, customer: &str) -> Result<(), Failure> {
    let mut browser = Browser::new(base)?;
    browser.open("/logg-inn").await?;
    browser.send("/logg-inn", &[("nummer", person)]).await?;
    browser.send("/fullmakt/velg", &[("virksomhet", customer)]).await?;
    browser.open("/fullmakt/leverandorer/ny").await?;
    browser.send("/fullmakt/leverandorer/ny", &[("orgnr", VENDOR.0)]).await?;
    browser.open(&format!("/fullmakt/leverandorer/{}/gi?sok=rapporteringspliktig", VENDOR.0)).await?;
    browser.open(&format!("/fullmakt/leverandorer/{}/gi/{SCHEME}", VENDOR.0)).await?;
    browser.send(&format!("/fullmakt/leverandorer/{}/gi/{SCHEME}", VENDOR.0), &[]).await?;
    Ok(())
}

/// Asks for a token about the `customer`, or about the client's own organisation.
async fn ask_token(
    app: &App,
    vendor: &Vendor,
    scope: &str,
    customer: Option<&str>,
) -> Result<(u16, Value), Failure> {
    let now = app.now().wall_seconds();
    let mut claims = json!({
        "aud": app.config.issuer(), "iss": vendor.client_id, "scope": scope,
        "iat": now, "exp": now + 60, "jti": app.random.uuid()
    });
    if let (Some(customer), Value::Object(claims)) = (customer, &mut claims) {
        claims.insert("consumer_org".to_owned(), json!(customer));
    }
    let assertion =
        vendor.key.sign_with_header(&json!({ "alg": "RS256", "kid": vendor.key.kid() }), &claims)?;
    let form = [("grant_type", crate::token::request::JWT_BEARER), ("assertion", assertion.as_str())];
    let response = reqwest::Client::new().post(app.url("/token")).form(&form).send().await?;
    Ok((response.status().as_u16(), response.json().await?))
}

/// A text member of an answer; empty when it is not there.
fn member<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer.get(name).and_then(Value::as_str).unwrap_or_default()
}

async fn token(app: &App, vendor: &Vendor, scope: &str, customer: Option<&str>) -> Result<String, Failure> {
    let (status, answer) = ask_token(app, vendor, scope, customer).await?;
    match member(&answer, "access_token") {
        token if status == 200 && !token.is_empty() => Ok(token.to_owned()),
        _ => Err(stop(format!("no token was issued: {answer}"))),
    }
}

async fn call_register(app: &App, token: &str) -> Result<Value, Failure> {
    let number = crate::register::population::examples::built_in()
        .into_iter()
        .find(|example| example.shows == COMPANY)
        .map(|example| example.company.number.to_string())
        .unwrap_or_default();
    let url = app.url(&format!("/api/oppslag/v1/virksomheter/{number}"));
    let response =
        reqwest::Client::new().get(url).bearer_auth(token).header("accept-language", "eng").send().await?;
    let status = response.status();
    let answer: Value = response.json().await?;
    if status.is_success() {
        Ok(answer)
    } else {
        Err(stop(format!("the register answered {status}: {answer}")))
    }
}

fn claims_of(token: &str) -> Result<Value, Failure> {
    let jws = crate::jose::CompactJws::parse(token)?;
    Ok(Value::Object(jws.payload))
}

async fn order_by_api(app: &App, key: &str) -> Result<String, Failure> {
    let contact = |name: &str, email: &str| json!({ "name": name, "email": email, "phone": "22 33 44 55" });
    let body = json!({
        "kind": "existing_customer", "language": "nb", "notice": true,
        "vendor": { "number": VENDOR.0, "name": VENDOR.1, "contact": contact("Kari Eksempel", VENDOR_MAIL) },
        "customer": { "number": CUSTOMER.0, "name": CUSTOMER.1, "contact": contact("Ola Prøve", CUSTOMER_MAIL) }
    });
    let request = reqwest::Client::new().post(app.url("/api/fullmakt/v1/orders")).bearer_auth(key);
    let response = request.header("idempotency-key", app.random.uuid()).json(&body).send().await?;
    let answer: Value = response.json().await?;
    match member(&answer, "case_number") {
        "" => Err(stop(format!("the order was not taken: {answer}"))),
        number => Ok(number.to_owned()),
    }
}

async fn order_by_form(
    base: &str,
    (number, name): (&str, &str),
    email: &str,
    legal_basis: &str,
) -> Result<String, Failure> {
    let mut browser = Browser::new(base)?;
    let page = browser.open("/bestill/direkte").await?;
    let once = between(page, "name=\"once\" value=\"", "\"").unwrap_or_default().to_owned();
    let fields = [
        ("once", once.as_str()),
        ("customer.number", number),
        ("customer.name", name),
        ("customer.contact.name", "Ola Prøve"),
        ("customer.contact.email", email),
        ("customer.contact.phone", "99 88 77 66"),
        ("legal_basis", legal_basis),
        ("notice", "ja"),
    ];
    let page = browser.send("/bestill/direkte", &fields).await?;
    case_number(page)
}
