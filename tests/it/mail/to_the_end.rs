//! What comes after a case that a mail began: its letter followed word by word, until the register answers.

use axum::http::{Method, StatusCode};
use fullmakt::register::population::examples::built_in;
use fullmakt::web::forms::percent_encode;
use serde_json::{Value, json};

use crate::clients::KEY;
use crate::support::TestApp;
use crate::support::app::PUBLIC_URL;

const SCOPE: &str = "brreg:reelle/rapporteringspliktig";
const SCHEME: &str = "brreg-reelle-rapporteringspliktig";
const VENDOR: &str = "910049356";

/// Approves the only case at the desk, and does nothing else to it; then reads the letters and walks their way.
pub(super) async fn approved_and_walked(test: &TestApp) {
    test.run_jobs().await;
    let letters = test.mailbox().await;
    assert_eq!(letters.len(), 1, "the receipt");
    assert_eq!(letters[0].to, "mari@leverandor.example");
    assert!(letters[0].subject.contains("2026-00001"), "{}", letters[0].subject);

    let mut handler = test.handler().await;
    assert!(handler.get("/saksbord").await.text().contains("2026-00001"));
    let approved = handler.post("/saksbord/2026-00001/godkjenn", &[("scope", SCOPE)]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders WHERE state = 'done'").await, 1);
    for (what, number) in [
        ("order_steps WHERE state = 'done'", 5),
        ("order_steps WHERE state <> 'done'", 0),
        ("organisations WHERE origin = 'fictional'", 1),
        ("persons", 1),
        ("scope_access", 1),
        ("letters WHERE state = 'sent'", 2),
        ("letters WHERE state <> 'sent'", 0),
        ("jobs WHERE failed_at IS NOT NULL", 0),
    ] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {what}")).await, number, "{what}");
    }
    walked(test).await;
}

/// From the vendor's letter to the register's answer, by what stands in the letter alone.
async fn walked(test: &TestApp) {
    let letters = test.mailbox().await;
    let [receipt, letter] = letters.as_slice() else { panic!("a receipt and a confirmation: {letters:?}") };
    assert_eq!(
        (receipt.to.as_str(), letter.to.as_str()),
        ("mari@leverandor.example", "mari@leverandor.example")
    );
    assert_ne!(receipt.message_id, letter.message_id);
    let stated = |label: &str| {
        let line = letter.body.lines().find_map(|line| line.strip_prefix(label));
        let line = line.unwrap_or_else(|| panic!("{label} is not in: {}", letter.body));
        line.chars().filter(|c| !c.is_whitespace()).collect::<String>()
    };
    let (customer, person) = (stated("Organisasjonsnummer:"), stated("Fiktivt fødselsnummer:"));
    assert_eq!(stated("Scope:"), SCOPE);

    let mut vendor = test.browser();
    vendor.follow(&letter.path_starting("/lenke/").expect("a link")).await;
    let scope = format!("scope:{SCOPE}");
    let made = vendor.post("/klienter/ny", &[("name", "Fagsystemet"), (&scope, "ja")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let client =
        made.location().trim_start_matches("/klienter/").split('?').next().expect("an id").to_owned();
    let jwk = KEY.public_jwk().to_string();
    let added = vendor.post(&format!("/klienter/{client}/nokler"), &[("jwk", &jwk)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());

    let refused = token(test, &client, &customer).await;
    assert_eq!(refused["error"], "invalid_scope", "nobody has delegated yet: {refused}");

    let mut portal = test.browser();
    portal.get("/logg-inn").await;
    let logged_in = portal.post("/logg-inn", &[("nummer", &person), ("goto", "")]).await;
    assert_eq!(logged_in.location(), "/fullmakt", "{}", logged_in.text());
    portal.post("/fullmakt/velg", &[("virksomhet", &customer)]).await;
    portal.post("/fullmakt/leverandorer/ny", &[("orgnr", VENDOR)]).await;
    let given = portal.post(&format!("/fullmakt/leverandorer/{VENDOR}/gi/{SCHEME}"), &[]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());

    let granted = token(test, &client, &customer).await;
    let bearer = granted["access_token"].as_str().unwrap_or_else(|| panic!("no token: {granted}"));
    let company = built_in().first().map(|example| example.company.number.to_string()).expect("a company");
    let path = format!("/api/oppslag/v1/virksomheter/{company}");
    let answer = test.json(Method::GET, &path, Some(bearer), &Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

async fn token(test: &TestApp, client: &str, customer: &str) -> Value {
    let now = test.app.now().wall_seconds();
    let claims = json!({
        "aud": format!("{PUBLIC_URL}/"), "iss": client, "scope": SCOPE, "consumer_org": customer,
        "iat": now, "exp": now + 60, "jti": test.app.random.uuid()
    });
    let assertion =
        KEY.sign_with_header(&json!({ "alg": "RS256", "kid": KEY.kid() }), &claims).expect("signed");
    let grant = percent_encode("urn:ietf:params:oauth:grant-type:jwt-bearer");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("grant_type={grant}&assertion={assertion}");
    test.call(Method::POST, "/token", &headers, body).await.json()
}
