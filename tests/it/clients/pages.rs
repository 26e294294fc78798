//! A contact's pages for its clients, without script.

use axum::http::{Method, StatusCode};
use fullmakt::access::Reach;
use fullmakt::access::links::{self, NewLink};
use fullmakt::clock::DAY;
use fullmakt::ids::Random;
use fullmakt::ledger;
use fullmakt::numbers::OrgNumber;
use serde_json::json;

use super::{KEY, OBLIGED, admin, grant, key, make, number};
use crate::support::TestApp;
use crate::support::app::{Browser, PUBLIC_URL};

pub(super) async fn contact(test: &TestApp, organisation: OrgNumber) -> Browser<'_> {
    let mut tx = test.app.db.begin_write().await.unwrap();
    let link = links::create(
        &mut tx,
        &test.app,
        test.app.now(),
        NewLink {
            organisation,
            case_number: "2026-00001",
            contact_name: "Test Kontakt",
            contact_email: "kontakt@oppdiktet.test",
            reach: Reach::Organisation,
        },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut browser = test.browser();
    browser.follow(link.strip_prefix(PUBLIC_URL).unwrap()).await;
    browser
}

fn pem() -> String {
    // The same public key in the form that `openssl pkey -pubout` writes: SubjectPublicKeyInfo around modulus and exponent.
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag];
        match content.len() {
            short @ 0..128 => out.push(u8::try_from(short).unwrap()),
            long => {
                let bytes = u16::try_from(long).unwrap().to_be_bytes();
                let bytes: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
                out.push(0x80 | u8::try_from(bytes.len()).unwrap());
                out.extend(bytes);
            }
        }
        out.extend(content);
        out
    }
    let jwk = KEY.public_jwk();
    let part = |name: &str| {
        let mut bytes = vec![0];
        bytes.extend(URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap());
        if bytes[1] < 128 {
            bytes.remove(0);
        }
        der(2, &bytes)
    };
    let key = der(0x30, &[part("n"), part("e")].concat());
    let algorithm =
        der(0x30, &[der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), der(5, &[])].concat());
    let spki = der(0x30, &[algorithm, der(3, &[vec![0], key].concat())].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(spki))
}

/// The hidden field of the page's form that makes it one form.
fn once_of(page: &str) -> String {
    let at = page.split("name=\"once\" value=\"").nth(1).expect("the form has a word of its own");
    at.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_client_and_another_form_another() {
    let test = TestApp::new().await;
    let org = number(1);
    grant(&test, OBLIGED, org).await;
    let mut browser = contact(&test, org).await;
    let once = once_of(&browser.get("/klienter/ny").await.body);
    let scope = format!("scope:{OBLIGED}");
    let form = [("once", once.as_str()), ("name", "Fagsystemet"), (scope.as_str(), "ja")];
    // A form with a fault goes on being the same form.
    let faulty = browser.post("/klienter/ny", &[("once", once.as_str()), ("name", "")]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(once_of(&faulty.body), once);
    let first = browser.post("/klienter/ny", &form).await;
    let second = browser.post("/klienter/ny", &form).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    assert_eq!(first.location(), second.location());
    assert_eq!(test.count("SELECT count(*) AS n FROM clients WHERE name = 'Fagsystemet'").await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'client.created'").await, 1);

    let other = once_of(&browser.get("/klienter/ny").await.body);
    browser.post("/klienter/ny", &[("once", other.as_str()), ("name", "Fagsystemet"), (&scope, "ja")]).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM clients WHERE name = 'Fagsystemet'").await, 2);
    // The word of one organisation's form is nothing to another's.
    let stranger = number(2);
    grant(&test, OBLIGED, stranger).await;
    let mut browser = contact(&test, stranger).await;
    let made = browser.post("/klienter/ny", &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert_ne!(made.location(), first.location());
    assert_eq!(browser.get(made.location()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_menu_leads_to_clients_only_those_who_have_any() {
    let test = TestApp::new().await;
    let link = "href=\"/klienter\"";
    assert!(!test.browser().get("/bestill").await.body.contains(link));
    let mut browser = contact(&test, number(1)).await;
    assert!(browser.get("/bestill").await.body.contains(link));
}

#[tokio::test]
async fn a_contact_makes_a_client_gives_it_a_key_and_scopes_and_stops_it_without_script() {
    let test = TestApp::new().await;
    let org = number(1);
    grant(&test, "brreg:reelle/media", org).await;
    let mut browser = contact(&test, org).await;
    let page = browser.get("/klienter").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.text().contains("Virksomheten har ingen klienter ennå"), "{}", page.text());

    let page = browser.get("/klienter/ny").await;
    assert!(page.text().contains("Virksomheten har fått tilgang selv."), "{}", page.text());
    assert!(!page.text().contains("idporten:dcr"), "the administrators' scopes are no choice here");
    for (language, described) in
        [("nn", "Reelle rettshavarar for media"), ("en", "Beneficial owners for the media")]
    {
        browser.language = language;
        assert!(browser.get("/klienter/ny").await.text().contains(described), "{language}");
    }
    browser.language = "nb";
    let made = browser
        .post(
            "/klienter/ny",
            &[("name", "Fagsystemet"), ("description", ""), (&format!("scope:{OBLIGED}"), "ja")],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let shown = browser.get(made.location()).await;
    assert!(shown.text().contains("Klienten er laget."), "{}", shown.text());
    assert!(shown.text().contains("Klienten har ingen nøkkel."), "{}", shown.text());
    let path = made.location().split('?').next().unwrap().to_owned();

    // PEM, which gets its thumbprint for a name; then a JWK with a name of its own.
    let added = browser.post(&format!("{path}/nokler"), &[("jwk", &pem())]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let mut jwk = key("min-noekkel");
    jwk.as_object_mut().unwrap().remove("use");
    let added = browser.post(&format!("{path}/nokler"), &[("jwk", &jwk.to_string())]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let shown = browser.get(added.location()).await.text();
    for text in ["Nøkkelen er lagret.", "min-noekkel", KEY.kid(), "15.01.2027"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    browser.post(&format!("{path}/nokler/slett"), &[("kid", "min-noekkel")]).await;
    let again = browser.post(&format!("{path}/nokler/slett"), &[("kid", "min-noekkel")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a double click does no harm");
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 1);

    browser.post(&format!("{path}/scopes"), &[("scope:brreg:reelle/media", "ja")]).await;
    let wrong = browser.post(&format!("{path}/scopes"), &[("scope:idporten:dcr.read", "ja")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("er for en annen type klient")
            || wrong.text().contains("har ikke fått tilgang"),
        "{}",
        wrong.text()
    );
    assert_eq!(
        test.count("SELECT count(*) AS n FROM client_scopes WHERE scope = 'brreg:reelle/media'").await,
        1
    );
    assert_eq!(test.count("SELECT count(*) AS n FROM client_scopes").await, 1);

    let stopped = browser.post(&format!("{path}/aktiv"), &[("active", "nei")]).await;
    assert!(browser.get(stopped.location()).await.text().contains("Klienten er stanset."));
    let started = browser.post(&format!("{path}/aktiv"), &[("active", "ja")]).await;
    assert!(browser.get(started.location()).await.text().contains("Klienten er i bruk igjen."));
    assert!(browser.get("/klienter").await.text().contains("Fagsystemet"));
    for language in ["nn", "en"] {
        browser.language = language;
        for page in ["/klienter", "/klienter/ny", &path] {
            let shown = browser.get(&format!("{page}?sprak={language}")).await;
            assert_eq!(shown.status, StatusCode::OK, "{page} in {language}");
            assert!(!shown.body.contains("client-"), "{page} in {language} lacks a text");
        }
    }
}

/// The scopes that the page's form says it was drawn with.
fn drawn(page: &str) -> String {
    let at = page.split("name=\"drawn\" value=\"").nth(1).expect("the form says what it was drawn with");
    at.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn scopes_saved_from_an_old_page_take_nothing_back_and_are_put_together_with_what_changed() {
    let test = TestApp::new().await;
    let org = number(1);
    let media = "brreg:reelle/media";
    grant(&test, media, org).await;
    let id = make(&test, &admin(&test, org).await).await;
    let path = format!("/klienter/{id}");
    let mut browser = contact(&test, org).await;
    let old = drawn(&browser.get(&path).await.body);
    assert_eq!(old, OBLIGED);

    // One tab takes the scope away and adds another; the other one, older, adds a third.
    let save = format!("{path}/scopes");
    let field = |scope: &str| format!("scope:{scope}");
    browser.post(&save, &[("drawn", &old), (&field(media), "ja")]).await;
    let third = "brreg:reelle/offentlig";
    let answer =
        browser.post(&save, &[("drawn", &old), (&field(OBLIGED), "ja"), (&field(third), "ja")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    for part in [format!("Lagt til: {media}"), format!("Fjernet: {OBLIGED}"), "slått sammen".to_owned()] {
        assert!(answer.text().contains(&part), "{part}: {}", answer.text());
    }
    let checked = |scope: &str| {
        let at = answer.body.split(&format!("name=\"scope:{scope}\"")).nth(1).expect("it is offered");
        at.split('>').next().unwrap().contains(" checked")
    };
    assert!(checked(media) && checked(third) && !checked(OBLIGED));
    let count = "SELECT count(*) AS n FROM client_scopes";
    assert_eq!(test.count(count).await, 1, "nothing was saved by it");

    let fresh = drawn(&answer.body);
    assert_eq!(fresh, media);
    let again = browser.post(&save, &[("drawn", &fresh), (&field(media), "ja"), (&field(third), "ja")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
    assert_eq!(test.count(count).await, 2);
    // A key that came meanwhile is no change of the scopes.
    browser.post(&format!("{path}/nokler"), &[("jwk", &pem())]).await;
    let both = drawn(&browser.get(&path).await.body);
    let last = browser.post(&save, &[("drawn", &both), (&field(third), "ja")]).await;
    assert_eq!(last.status, StatusCode::SEE_OTHER, "{}", last.text());
    assert_eq!(test.count(count).await, 1);
}

#[tokio::test]
async fn a_scope_that_is_not_offered_any_more_is_told_with_its_reason() {
    let test = TestApp::new().await;
    let (owner, other) = (number(1), number(2));
    super::give_prefix(&test, "elg", owner).await;
    let bearer = admin(&test, owner).await;
    let scope =
        json!({ "prefix": "elg", "subscope": "alle", "description": "Elg", "accessible_for_all": true });
    test.json(Method::POST, "/api/v1/scopes", Some(&bearer), &scope).await;
    let mut ids = Vec::new();
    for organisation in [owner, other] {
        let bearer = admin(&test, organisation).await;
        let client = super::new_client(&["elg:alle"]);
        let made = test.json(Method::POST, "/api/v1/clients", Some(&bearer), &client).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        ids.push((organisation, made.json()["client_id"].as_str().unwrap().to_owned()));
    }
    let closed = "/api/v1/scopes?scope=elg:alle";
    test.json(Method::DELETE, closed, Some(&bearer), &serde_json::Value::Null).await;
    for ((organisation, id), told) in
        ids.iter().zip(["Dere har selv stengt scopet", "Eieren har stengt scopet"])
    {
        let mut browser = contact(&test, *organisation).await;
        let page = browser.get(&format!("/klienter/{id}")).await.text();
        assert!(page.contains(told) && !page.contains("har ikke lenger tilgang"), "{told}: {page}");
    }
}

#[tokio::test]
async fn every_built_in_scope_is_described_in_the_readers_language() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.read().await.unwrap();
    for scope in fullmakt::clients::all_scopes(&mut tx).await.unwrap() {
        let described = |language| fullmakt::clients::pages::shown_description(&scope, language);
        let english = described(fullmakt::language::Language::En);
        assert_ne!(english, described(fullmakt::language::Language::Nb), "{}", scope.name);
        assert_ne!(english, scope.description, "{}", scope.name);
    }
}

#[tokio::test]
async fn a_pasted_private_key_is_refused_and_neither_stored_nor_shown_again() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let mut browser = contact(&test, org).await;
    let mut private = key("hemmelig");
    private["d"] = json!("c2VjcmV0LW5vdC1mb3ItdGhlLXNlcnZlcg");
    let secret = "c2VjcmV0";
    for pasted in [
        private.to_string(),
        json!({ "keys": [private, key("annen")] }).to_string(),
        format!("{{\"kty\":\"RSA\",\"d\":\"{secret}"),
        format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"),
        format!("-----BEGIN RSA PRIVATE KEY-----\n{secret}"),
        format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{secret}"),
    ] {
        let answer = browser.post(&format!("/klienter/{id}/nokler"), &[("jwk", &pasted)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pasted}");
        assert!(answer.text().contains("Dette er en privat nøkkel."), "{}", answer.text());
        assert!(!answer.body.contains(secret), "the page does not show it again: {pasted}");
    }
    for (pasted, part) in [
        ("", "Lim inn en offentlig nøkkel"),
        ("tull", "kan ikke leses som en offentlig nøkkel"),
        ("{\"kty\":\"EC\"}", "ikke en RSA-nøkkel"),
        ("[1]", "kan ikke leses som en offentlig nøkkel"),
    ] {
        let answer = browser.post(&format!("/klienter/{id}/nokler"), &[("jwk", pasted)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pasted}");
        assert!(answer.text().contains(part), "{pasted}: {}", answer.text());
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM client_keys").await, 0);
    assert_eq!(
        test.count(&format!("SELECT count(*) AS n FROM audit WHERE detail LIKE '%{secret}%'")).await,
        0
    );
}

#[tokio::test]
async fn the_form_of_a_new_client_tells_every_fault_and_keeps_what_was_typed() {
    let test = TestApp::new().await;
    let mut browser = contact(&test, number(1)).await;
    let long = "y".repeat(256);
    let answer = browser
        .post(
            "/klienter/ny",
            &[
                ("name", ""),
                ("description", &long),
                (&format!("scope:{OBLIGED}"), "ja"),
                ("scope:finnes:ikke", "ja"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["Skriv inn et navn.", "Bruk høyst 255 tegn.", "Scopet finnes:ikke finnes ikke."] {
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    assert!(answer.body.contains(&long), "what was typed is kept");
    assert_eq!(answer.body.matches(" checked").count(), 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM clients").await, 0);
}

#[tokio::test]
async fn a_handler_reads_a_client_and_changes_nothing() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let id = make(&test, &bearer).await;
    let path = format!("/klienter/{id}");
    let mut handler = test.handler().await;
    let page = handler.get(&path).await;
    assert!(page.text().contains("Klienten har ingen nøkkel."), "{}", page.text());
    let jwks = json!({ "keys": [key("k1")] });
    test.json(Method::POST, &format!("/clients/{id}/jwks"), Some(&bearer), &jwks).await;
    for (language, told) in
        [("nb", "som saksbehandler"), ("nn", "som saksbehandlar"), ("en", "as a case handler")]
    {
        handler.language = language;
        let page = handler.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains(told), "{language}: {}", page.text());
        assert!(page.body.contains("k1") && page.body.contains(OBLIGED), "{}", page.body);
        assert!(!page.body.contains(&format!("action=\"{path}")), "nothing can be sent: {}", page.body);
    }
    let stopped = handler.post(&format!("{path}/aktiv"), &[("active", "nei")]).await;
    assert_eq!(stopped.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_the_organisations_own_contact_gets_to_its_clients() {
    let test = TestApp::new().await;
    let id = make(&test, &admin(&test, number(1)).await).await;
    let path = format!("/klienter/{id}");
    let mut visitor = test.browser();
    for page in ["/klienter", "/klienter/ny", &path] {
        assert_eq!(visitor.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    let mut stranger = contact(&test, number(2)).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    for (page, field) in [
        ("nokler", ("jwk", pem())),
        ("nokler/slett", ("kid", "x".to_owned())),
        ("scopes", ("x", String::new())),
        ("aktiv", ("active", "nei".to_owned())),
    ] {
        let answer = stranger.post(&format!("{path}/{page}"), &[(field.0, &field.1)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    let random = Random::seeded(4);
    let real = OrgNumber::make(9, &mut |bound| random.below(bound));
    let mut early = contact(&test, real).await;
    let answer = early.post("/klienter/ny", &[("name", "For tidlig")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("ikke lest inn ennå"), "{}", answer.text());
    assert_eq!(test.count("SELECT count(*) AS n FROM clients WHERE active").await, 1);
}

#[tokio::test]
async fn a_fictional_person_is_told_who_manages_clients() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    let mut tx = test.app.db.begin_write().await.unwrap();
    let session = fullmakt::access::NewSession {
        kind: "person",
        subject: "00000000-0000-4000-8000-000000000001",
        display_name: "Oppdiktet Person",
        organisation: None,
        case_number: None,
    };
    let secret = fullmakt::access::start_session(&mut tx, &test.app, test.app.now(), session).await.unwrap();
    tx.commit().await.unwrap();
    browser.cookies.insert("fullmakt_okt".to_owned(), secret);
    let page = browser.get("/klienter").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("Kontaktpersonen hos virksomheten lager klienter"), "{}", page.text());
}

#[tokio::test]
async fn who_is_no_contact_is_told_how_to_come_in_and_what_works_without_the_page() {
    let test = TestApp::new().await;
    let id = make(&test, &admin(&test, number(1)).await).await;
    let mut visitor = test.browser();
    for (language, told) in [
        ("nb", ["ingen kontaktperson før noen bestiller", "Operatøren av tjenesten"]),
        ("nn", ["ingen kontaktperson før nokon bestiller", "Operatøren av tenesta"]),
        ("en", ["no contact until somebody orders", "The operator of the service"]),
    ] {
        visitor.language = language;
        let page = visitor.get(&format!("/klienter/{id}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        for told in told {
            assert!(page.text().contains(told), "{language}: {told}: {}", page.text());
        }
        for link in ["href=\"/sak\"", "href=\"/bestill\"", "href=\"/api/v1\""] {
            assert!(page.body.contains(link), "{link}: {}", page.body);
        }
        assert!(page.body.contains(&format!("fullmakt client key {id} --make-key KEY.pem")), "{}", page.body);
    }
    let list = visitor.get("/klienter").await;
    assert!(list.body.contains("fullmakt client new --org NUMBER"), "{}", list.body);
    // What stands in the address is put into no command that somebody may copy.
    let page = visitor.get("/klienter/%24(id)").await;
    assert!(!page.body.contains("client key %24"), "{}", page.body);
    assert!(page.body.contains("fullmakt client new"), "{}", page.body);
}

#[tokio::test]
async fn a_client_page_tells_what_was_refused_lately_and_leads_to_all_of_it() {
    let test = TestApp::new().await;
    let org = number(1);
    let id = make(&test, &admin(&test, org).await).await;
    let path = format!("/klienter/{id}");
    let mut browser = contact(&test, org).await;
    let none = browser.get(&path).await.text();
    assert!(none.contains("Ingen forespørsel fra klienten er avvist de siste 30 dagene."), "{none}");

    let row = |n: usize, age: i64, client: &str, owner: OrgNumber, code: Option<&str>| ledger::Entry {
        trace_id: format!("{n:032x}"),
        at: test.app.now().wall - age,
        world_at: test.app.now().world - age,
        client_id: Some(client.to_owned()),
        client_organisation: Some(owner),
        consumer_organisation: Some(owner),
        scopes: OBLIGED.to_owned(),
        granted: code.is_none(),
        code: code.map(str::to_owned),
        error: None,
        description: None,
        http_status: 400,
        checks: vec![ledger::Check {
            name: "key".to_owned(),
            passed: code.is_none(),
            seen: Some(ledger::Fact::plain("en-annen")),
            required: Some(ledger::Fact::plain("k1")),
        }],
        token_claims: None,
        delegation_id: None,
    };
    let mut rows = vec![
        row(100, 31 * DAY, &id, org, Some("MP-121")),
        row(101, DAY, "en annen", org, Some("MP-121")),
        row(102, DAY, &id, number(2), Some("MP-121")),
        row(103, DAY, &id, org, None),
    ];
    let age = |n: usize| i64::try_from(n).unwrap() * 1_000;
    rows.extend((1..=11).map(|n| row(n, age(n), &id, org, Some("unknown-kid"))));
    let mut tx = test.app.db.begin_write().await.unwrap();
    ledger::record(&mut tx, &rows).await.unwrap();
    tx.commit().await.unwrap();

    let listed = |page: &str, n: usize| page.contains(&format!("/forklar/{n:032x}"));
    for (language, outcome, meaning) in [
        ("nb", "Ukjent kid", "Klienten har ingen nøkkel med kid en-annen."),
        ("nn", "Ukjend kid", "Klienten har ingen nøkkel med kid en-annen."),
        ("en", "Unknown kid", "The client has no key with kid en-annen."),
    ] {
        browser.language = language;
        let page = browser.get(&path).await;
        assert!(page.text().contains(outcome) && page.text().contains(meaning), "{}", page.text());
        for n in 1..=10 {
            assert!(listed(&page.body, n), "{n}: {}", page.body);
        }
        for n in [11, 100, 101, 102, 103] {
            assert!(!listed(&page.body, n), "{n}: {}", page.body);
        }
    }
    let all = format!("/forklar?klient={id}&utfall=avvist");
    assert!(browser.get(&path).await.body.contains(&all.replace('&', "&#38;")), "the search is a link away");
    let found = browser.get(&all).await;
    assert!(listed(&found.body, 11) && listed(&found.body, 100), "{}", found.body);
    assert!(!listed(&found.body, 101) && !listed(&found.body, 103), "{}", found.body);
    let mut handler = test.handler().await;
    assert!(listed(&handler.get(&path).await.body, 1), "a case handler reads it too");
}
