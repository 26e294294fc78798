//! Staff's login with OIDC against a small issuer that can be made to misbehave.

mod issuer;

use axum::http::StatusCode;
use fullmakt::web::forms::percent_decode;
use serde_json::{Value, json};

use self::issuer::{Behaviour, Death, Issuer, KEYS};
use crate::support::TestApp;
use crate::support::app::{Answer, Browser, START};

async fn world(issuer: &Issuer) -> TestApp {
    world_with(issuer, &[]).await
}

async fn world_with(issuer: &Issuer, more: &[(&str, &str)]) -> TestApp {
    let login = [
        ("FULLMAKT_OIDC_ISSUER", issuer.url.as_str()),
        ("FULLMAKT_OIDC_CLIENT_ID", "desk"),
        ("FULLMAKT_OIDC_CLIENT_SECRET", "hemme lig"),
        ("FULLMAKT_OIDC_HANDLER_VALUE", "saksbehandlere"),
        ("FULLMAKT_OIDC_OPERATOR_VALUE", "drift"),
    ];
    TestApp::with_env(&[&login[..], more].concat()).await
}

/// The value of a parameter of an address.
fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    percent_decode(value.unwrap_or_default().1.as_bytes())
}

/// Begins a login; gives the address that the browser is sent to.
async fn begin(browser: &mut Browser<'_>, issuer: &Issuer, goto: &str) -> String {
    let answer = browser.get(&format!("/logg-inn/oidc?goto={goto}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let address = answer.location().to_owned();
    assert!(address.starts_with(&format!("{}/auth?", issuer.url)), "{address}");
    *issuer.nonce.lock().expect("not poisoned") = parameter(&address, "nonce");
    address
}

/// A whole login; gives the last answer.
async fn log_in(browser: &mut Browser<'_>, issuer: &Issuer, goto: &str) -> Answer {
    let address = begin(browser, issuer, goto).await;
    browser.get(&format!("/logg-inn/oidc/svar?code=abc&state={}", parameter(&address, "state"))).await
}

fn seconds(test: &TestApp) -> i64 {
    test.app.now().wall / 1000
}

const START_SECONDS: i64 = START / 1000;

#[tokio::test]
async fn a_handler_logs_in_with_a_code_and_its_proof_and_out_again() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    let mut browser = test.browser();
    let refused = browser.get("/saksbord").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("/logg-inn/oidc?goto="), "the way in is shown: {}", refused.body);

    let address = begin(&mut browser, &issuer, "/saksbord/jobber").await;
    assert_eq!(parameter(&address, "code_challenge_method"), "S256");
    assert_eq!(parameter(&address, "redirect_uri"), "http://fullmakt.test/logg-inn/oidc/svar");
    let answer =
        browser.get(&format!("/logg-inn/oidc/svar?code=abc&state={}", parameter(&address, "state"))).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/saksbord/jobber"),
        "{}",
        answer.body
    );
    issuer.set(|behaviour| {
        let asked =
            |name: &str| behaviour.asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        assert_eq!(asked("grant_type").as_deref(), Some("authorization_code"));
        assert_eq!(asked("code_verifier").expect("a verifier").len(), 43);
        // desk:hemme+lig, form-encoded before it was joined.
        assert_eq!(behaviour.authorization, "Basic ZGVzazpoZW1tZStsaWc=");
    });
    let page = browser.get("/saksbord").await;
    assert!(page.text().contains("Kari Test (kari@desk.example)"), "{}", page.text());
    assert!(!browser.cookies.contains_key("fullmakt_innlogging"), "the login's own cookie is gone");
    let started = "SELECT count(*) AS n FROM audit WHERE action = 'session.started' AND actor = 'handler:Kari Test (kari@desk.example)'";
    assert_eq!(test.count(started).await, 1);
    browser.post("/logg-ut", &[]).await;
    assert_eq!(browser.get("/saksbord").await.status, StatusCode::FORBIDDEN);
    assert_eq!(test.count("SELECT count(*) AS n FROM sessions").await, 0);
}

#[tokio::test]
async fn a_login_ends_the_session_before_it_and_the_role_follows_the_claim() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    for (groups, expected, location) in [
        (json!(["saksbehandlere"]), StatusCode::SEE_OTHER, "/saksbord"),
        (json!("saksbehandlere"), StatusCode::SEE_OTHER, "/saksbord"),
        (json!(["drift", "saksbehandlere"]), StatusCode::SEE_OTHER, "/saksbord"),
        (json!(["drift"]), StatusCode::SEE_OTHER, "/post"),
        (json!(["andre"]), StatusCode::FORBIDDEN, ""),
        (json!("saksbehandlere drift"), StatusCode::FORBIDDEN, ""),
        (Value::Null, StatusCode::FORBIDDEN, ""),
    ] {
        issuer.set(|behaviour| behaviour.claims = json!({ "groups": groups }));
        let mut browser = test.handler().await;
        let before = browser.cookies.get("fullmakt_okt").cloned();
        let answer = log_in(&mut browser, &issuer, "").await;
        assert_eq!((answer.status, answer.location()), (expected, location), "{groups}: {}", answer.text());
        let same = browser.cookies.get("fullmakt_okt").cloned() == before;
        assert_eq!(same, expected == StatusCode::FORBIDDEN, "{groups}: a login makes a new session");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'session.refused'").await, 3);
}

#[tokio::test]
async fn each_is_led_to_the_page_that_it_asked_for_or_told_which_role_that_needs() {
    let issuer = Issuer::start(START_SECONDS).await;
    let shared = [("FULLMAKT_ACCESS_CODE", "riktig-hest-batteri"), ("FULLMAKT_RELAY", "smtp://127.0.0.1:9")];
    let test = world_with(&issuer, &shared).await;
    let both = json!(["drift", "saksbehandlere"]);
    let desk = "krever rollen som saksbehandler, og den kan du få av den som styrer brukerne";
    let aids = "Den som styrer brukerne hos virksomheten din, kan gi deg rollen";
    for (groups, goto, led_to, status, said) in [
        // Letters leave by a relay: the mailbox is empty, and no place to begin at.
        (json!("drift"), "", "/forklar", StatusCode::OK, "Kari Test"),
        (json!("drift"), "/saksbord", "/saksbord", StatusCode::FORBIDDEN, desk),
        (json!("drift"), "/post", "/post", StatusCode::OK, "Kari Test"),
        (json!("saksbehandlere"), "", "/saksbord", StatusCode::OK, "Kari Test"),
        (json!("saksbehandlere"), "/post", "/post", StatusCode::FORBIDDEN, aids),
        (both.clone(), "/saksbord/jobber", "/saksbord/jobber", StatusCode::OK, "Kari Test"),
        (both, "/post", "/post", StatusCode::OK, "Kari Test"),
    ] {
        issuer.set(|behaviour| behaviour.claims = json!({ "groups": groups }));
        let mut browser = test.browser();
        let answer = log_in(&mut browser, &issuer, goto).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, led_to), "{groups} {goto}");
        let page = browser.get(led_to).await;
        assert_eq!(page.status, status, "{groups} {goto}: {}", page.text());
        assert!(page.text().contains(said), "{groups} {goto}: {}", page.text());
        let again = format!("href=\"/logg-inn/oidc?goto={}\"", led_to.replace('/', "%2F"));
        assert_eq!(page.body.contains(&again), status == StatusCode::FORBIDDEN, "{groups} {goto}");
    }
}

#[tokio::test]
async fn an_id_token_that_does_not_hold_lets_nobody_in() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    let kid = KEYS[0].kid().to_owned();
    let now = seconds(&test);
    for (name, claims, header) in [
        ("wrong nonce", json!({ "nonce": "another" }), None),
        ("no nonce", json!({ "nonce": null }), None),
        ("wrong audience", json!({ "aud": "another" }), None),
        ("several audiences without azp", json!({ "aud": ["desk", "another"] }), None),
        ("asked for by another", json!({ "aud": ["desk", "another"], "azp": "another" }), None),
        ("wrong issuer", json!({ "iss": "https://evil.example" }), None),
        ("expired", json!({ "exp": now - 60 }), None),
        ("no end", json!({ "exp": null }), None),
        ("from the future", json!({ "iat": now + 3600 }), None),
        ("about nobody", json!({ "sub": null }), None),
        ("alg none", json!({}), Some(json!({ "alg": "none" }))),
        ("alg HS256", json!({}), Some(json!({ "alg": "HS256", "kid": kid }))),
        ("alg of another hash", json!({}), Some(json!({ "alg": "RS512", "kid": kid }))),
        ("unknown key", json!({}), Some(json!({ "alg": "RS256", "kid": "unknown" }))),
    ] {
        issuer.set(|behaviour| (behaviour.claims, behaviour.header) = (claims, header));
        let mut browser = test.browser();
        let answer = log_in(&mut browser, &issuer, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {}", answer.text());
        assert!(answer.text().contains("Innloggingen kunne ikke bekreftes"), "{name}: {}", answer.text());
        assert!(!browser.cookies.contains_key("fullmakt_okt"), "{name}");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM sessions").await, 0);
    // The signature of another key under the published key's name.
    issuer.set(|behaviour| {
        *behaviour = Behaviour {
            signer: 1,
            header: Some(json!({ "alg": "RS256", "kid": kid })),
            ..Behaviour::default()
        };
    });
    assert_eq!(log_in(&mut test.browser(), &issuer, "").await.status, StatusCode::FORBIDDEN);
    for (error, status, words) in [
        // A code that was used before, or is too old.
        ("invalid_grant", StatusCode::FORBIDDEN, "Innloggingen har gått ut"),
        ("invalid_client", StatusCode::BAD_GATEWAY, "Innloggingen svarer ikke"),
    ] {
        issuer.set(|behaviour| *behaviour = Behaviour { refuses: Some(error), ..Behaviour::default() });
        let answer = log_in(&mut test.browser(), &issuer, "").await;
        assert_eq!(answer.status, status, "{error}");
        assert!(answer.text().contains(words), "{error}: {}", answer.text());
    }
    issuer.set(|behaviour| *behaviour = Behaviour::default());
    assert_eq!(log_in(&mut test.browser(), &issuer, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_issuer_that_signs_on_a_curve_is_believed_as_well_and_its_key_is_for_that_alone() {
    let issuer = Issuer::start(START_SECONDS).await;
    issuer.set(|behaviour| behaviour.curve = true);
    let test = world(&issuer).await;
    assert_eq!(log_in(&mut test.browser(), &issuer, "").await.location(), "/saksbord");
    for header in [
        json!({ "alg": "ES384", "kid": "kurve/1" }),
        json!({ "alg": "RS256", "kid": "kurve/1" }),
        json!({ "alg": "ES256", "kid": "kurve/2" }),
        json!({ "alg": "none", "kid": "kurve/1" }),
    ] {
        issuer.set(|behaviour| behaviour.header = Some(header.clone()));
        let answer = log_in(&mut test.browser(), &issuer, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}");
    }
}

#[tokio::test]
async fn metadata_that_are_anothers_or_unsafe_lead_nowhere() {
    let issuer = Issuer::start(START_SECONDS).await;
    let url = issuer.url.clone();
    let good = json!({
        "issuer": url, "authorization_endpoint": format!("{url}/auth"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
    });
    for (member, value) in [
        ("issuer", json!("https://evil.example")),
        ("issuer", json!(format!("{url}/"))),
        ("authorization_endpoint", json!("http://evil.example/auth")),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("token_endpoint", json!("http://evil.example/token")),
        ("token_endpoint", Value::Null),
        ("jwks_uri", json!(7)),
    ] {
        let mut metadata = good.clone();
        metadata[member] = value.clone();
        issuer.set(|behaviour| behaviour.metadata = Some(metadata));
        let test = world(&issuer).await;
        let answer = test.browser().get("/logg-inn/oidc").await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{member}: {value}");
        assert!(answer.text().contains("Innloggingen svarer ikke"), "{}", answer.text());
    }
}

#[tokio::test]
async fn of_two_answers_with_one_state_at_once_one_logs_in() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    for round in 0..4 {
        let (mut one, mut two) = (test.browser(), test.browser());
        let address = begin(&mut one, &issuer, "").await;
        two.cookies.clone_from(&one.cookies);
        let back = format!("/logg-inn/oidc/svar?code=abc&state={}", parameter(&address, "state"));
        let (first, second) = tokio::join!(one.get(&back), two.get(&back));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::FORBIDDEN], "round {round}");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM sessions").await, 4);
}

#[tokio::test]
async fn after_a_login_what_was_sent_before_is_not_asked_for_as_a_page() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    let mut browser = test.browser();
    let refused = browser.post("/saksbord/2026-00001/godkjenn", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("/logg-inn/oidc?goto=%2Fsaksbord\""), "{}", refused.body);
    let refused = browser.get("/saksbord?sok=ab").await;
    assert!(refused.body.contains("/logg-inn/oidc?goto=%2Fsaksbord%3Fsok%3Dab\""), "{}", refused.body);
}

#[tokio::test]
async fn a_state_is_good_once_in_its_own_browser_and_for_ten_minutes() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    let mut browser = test.browser();
    let address = begin(&mut browser, &issuer, "").await;
    let back = format!("/logg-inn/oidc/svar?code=abc&state={}", parameter(&address, "state"));
    let kept = browser.cookies.clone();

    let mut stranger = test.browser();
    begin(&mut stranger, &issuer, "").await;
    let mut cases = vec![("without a cookie", test.browser()), ("in another browser", stranger)];
    for (name, other) in &mut cases {
        let answer = other.get(&back).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert!(answer.text().contains("Innloggingen har gått ut"), "{name}: {}", answer.text());
    }
    *issuer.nonce.lock().expect("not poisoned") = parameter(&address, "nonce");
    let wrong_issuer = browser.get(&format!("{back}&iss=https%3A%2F%2Fevil.example")).await;
    assert_eq!(wrong_issuer.status, StatusCode::FORBIDDEN);

    browser.cookies.clone_from(&kept);
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    browser.cookies.clone_from(&kept);
    assert_eq!(browser.get(&back).await.status, StatusCode::FORBIDDEN, "a state is used up");

    let address = begin(&mut browser, &issuer, "").await;
    test.advance(10 * 60_000);
    let late =
        browser.get(&format!("/logg-inn/oidc/svar?code=abc&state={}", parameter(&address, "state"))).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    let address = begin(&mut browser, &issuer, "").await;
    let state = parameter(&address, "state");
    let denied = browser.get(&format!("/logg-inn/oidc/svar?error=access_denied&state={state}")).await;
    assert!(denied.text().contains("Innloggingen ble avbrutt"), "{}", denied.text());
}

#[tokio::test]
async fn the_way_back_stays_on_this_service() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    for (goto, expected) in [
        ("/saksbord/2026-00001", "/saksbord/2026-00001"),
        ("https%3A%2F%2Fevil.example", "/saksbord"),
        ("%2F%2Fevil.example", "/saksbord"),
        ("%2F%5Cevil.example", "/saksbord"),
        ("", "/saksbord"),
    ] {
        let answer = log_in(&mut test.browser(), &issuer, goto).await;
        assert_eq!(answer.location(), expected, "{goto}");
    }
}

#[tokio::test]
async fn a_changed_key_is_fetched_but_not_for_every_token_that_names_an_unknown_one() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    assert_eq!(log_in(&mut test.browser(), &issuer, "").await.status, StatusCode::SEE_OTHER);
    issuer.set(|behaviour| (behaviour.signer, behaviour.published) = (1, 1));
    // Just fetched: whoever names unknown keys does not make us ask again and again.
    for _ in 0..3 {
        assert_eq!(log_in(&mut test.browser(), &issuer, "").await.status, StatusCode::FORBIDDEN);
    }
    issuer.set(|behaviour| assert_eq!(behaviour.key_fetches, 1));
    test.advance(61_000);
    assert_eq!(log_in(&mut test.browser(), &issuer, "").await.status, StatusCode::SEE_OTHER);
    issuer.set(|behaviour| assert_eq!(behaviour.key_fetches, 2));
}

#[tokio::test]
async fn without_settings_there_is_no_such_way_in_and_an_issuer_that_is_away_is_said() {
    let test = TestApp::new().await;
    for path in ["/logg-inn/oidc", "/logg-inn/oidc/svar?code=a&state=b"] {
        assert_eq!(test.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let test = TestApp::with_env(&[
        ("FULLMAKT_OIDC_ISSUER", &closed),
        ("FULLMAKT_OIDC_CLIENT_ID", "desk"),
        ("FULLMAKT_OIDC_HANDLER_VALUE", "saksbehandlere"),
    ])
    .await;
    for (language, expected) in [
        ("nb", "Innloggingen svarer ikke"),
        ("nn", "Innlogginga svarer ikkje"),
        ("en", "The login does not answer"),
    ] {
        let mut browser = test.browser();
        browser.language = language;
        let answer = browser.get("/logg-inn/oidc").await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
        assert!(answer.text().contains(expected), "{}", answer.text());
    }
}

#[tokio::test]
async fn an_issuer_that_dies_in_the_middle_of_a_login_lets_nobody_in_and_it_can_be_begun_again() {
    let issuer = Issuer::start(START_SECONDS).await;
    let test = world(&issuer).await;
    for (death, status, words) in [
        (Death::CutOff, StatusCode::BAD_GATEWAY, "Innloggingen svarer ikke"),
        (Death::HalfDocument, StatusCode::FORBIDDEN, "Innloggingen kunne ikke bekreftes"),
        (Death::GatewayPage, StatusCode::BAD_GATEWAY, "Innloggingen svarer ikke"),
        (Death::TooMuch, StatusCode::BAD_GATEWAY, "Innloggingen svarer ikke"),
        (Death::Redirect, StatusCode::BAD_GATEWAY, "Innloggingen svarer ikke"),
        (Death::Nothing, StatusCode::FORBIDDEN, "Innloggingen kunne ikke bekreftes"),
    ] {
        issuer.set(|behaviour| behaviour.dies = Some(death));
        let mut browser = test.browser();
        let answer = log_in(&mut browser, &issuer, "").await;
        assert_eq!(answer.status, status, "{death:?}: {}", answer.text());
        assert!(answer.text().contains(words), "{death:?}: {}", answer.text());
        assert!(answer.body.contains("href=\"/logg-inn/oidc\""), "{death:?}: the way to begin again");
        assert!(!browser.cookies.contains_key("fullmakt_okt"), "{death:?}");

        issuer.set(|behaviour| behaviour.dies = None);
        assert_eq!(log_in(&mut browser, &issuer, "").await.location(), "/saksbord", "{death:?}");
    }
}

#[tokio::test]
async fn who_logs_out_is_shown_the_way_to_log_out_at_the_issuer_too() {
    let issuer = Issuer::start(START_SECONDS).await;
    let url = issuer.url.clone();
    for (endpoint, expected) in [
        (json!(format!("{url}/slutt")), Some(format!("{url}/slutt?client_id=desk"))),
        (json!(format!("{url}/slutt?a=b")), Some(format!("{url}/slutt?a=b&#38;client_id=desk"))),
        (json!("http://evil.example/slutt"), None),
        (json!("javascript:alert(1)"), None),
        (Value::Null, None),
    ] {
        issuer.set(|behaviour| {
            behaviour.metadata = Some(json!({
                "issuer": url, "authorization_endpoint": format!("{url}/auth"),
                "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
                "end_session_endpoint": endpoint,
            }));
        });
        let test = world(&issuer).await;
        let mut browser = test.browser();
        assert_eq!(log_in(&mut browser, &issuer, "").await.location(), "/saksbord");
        let out = browser.post("/logg-ut", &[]).await;
        assert_eq!(out.location(), "/logg-inn/oidc/ut");
        assert_eq!(test.count("SELECT count(*) AS n FROM sessions").await, 0);
        let page = browser.get("/logg-inn/oidc/ut").await;
        match expected {
            Some(link) => {
                assert_eq!(page.status, StatusCode::OK);
                assert!(page.text().contains("Du er logget ut her"), "{}", page.text());
                assert!(page.body.contains(&format!("href=\"{link}\"")), "{}", page.body);
            }
            None => assert_eq!(page.location(), "/", "{endpoint}"),
        }
    }
    // Who did not come by the issuer is not sent there.
    let test = world(&issuer).await;
    let mut visitor = test.browser();
    visitor.get("/").await;
    assert_eq!(visitor.post("/logg-ut", &[]).await.location(), "/");
}
