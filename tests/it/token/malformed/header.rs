//! The JOSE header: algorithms, names of keys, certificates, and members that try to bring a key along.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fullmakt::jose::SigningKey;
use fullmakt::keys::test_authority::{self, Issued, Profile};
use serde_json::{Value, json};

use super::{
    BAD_X5C, KID, MALFORMED, NO_KID, OTHERS_CERTIFICATE, Table, Told, UNKNOWN_KID, WRONG_CERTIFICATE,
    WRONG_SIGNATURE,
};
use crate::support::TestApp;
use crate::token::{STRANGER, SUPPLIER, number};

pub(super) fn cases(table: &mut Table) {
    for (name, alg) in [
        ("none", json!("none")),
        ("None", json!("None")),
        ("HS256", json!("HS256")),
        ("HS512", json!("HS512")),
        ("PS256", json!("PS256")),
        ("PS512", json!("PS512")),
        ("ES256", json!("ES256")),
        ("EdDSA", json!("EdDSA")),
        ("RSA-OAEP", json!("RSA-OAEP")),
        ("RS1", json!("RS1")),
        ("RS2048", json!("RS2048")),
        ("in small letters", json!("rs256")),
        ("a blank behind", json!("RS256 ")),
        ("NUL behind", json!("RS256\0")),
        ("letters that look alike", json!("ＲＳ256")),
        ("empty", json!("")),
        ("very long", json!("RS256".repeat(2_000))),
        ("a number", json!(256)),
        ("null", Value::Null),
        ("a list", json!(["RS256"])),
        ("an object", json!({ "alg": "RS256" })),
        ("true", json!(true)),
    ] {
        let mut header = Table::header();
        header["alg"] = alg;
        let claims = table.claims();
        table.signed(&format!("alg: {name}"), &header, &claims, MALFORMED);
    }
    table.header_with("alg: absent", &json!({ "alg": null }), MALFORMED);
    table.header_with("alg: under the name ALG", &json!({ "alg": null, "ALG": "RS256" }), MALFORMED);
    table.header_with("alg: RS384", &json!({ "alg": "RS384" }), Told::Token);
    table.header_with("alg: RS512", &json!({ "alg": "RS512" }), Told::Token);
    let unsigned = |header: &str, table: &Table| {
        let [header, claims] = [header, &table.claims().to_string()].map(|text| URL_SAFE_NO_PAD.encode(text));
        format!("{header}.{claims}.")
    };
    let assertion = unsigned(r#"{"alg":"none","kid":"n1"}"#, table);
    table.assertion("alg: none, and no signature", &assertion, MALFORMED);
    let assertion = unsigned(r#"{"kid":"n1"}"#, table);
    table.assertion("alg: absent, and no signature", &assertion, MALFORMED);

    for (name, crit) in [
        ("an empty list", json!([])),
        ("what everybody knows", json!(["exp"])),
        ("b64", json!(["b64"])),
        ("what nobody knows", json!(["http://example.no/krav"])),
        ("a text", json!("exp")),
        ("false", json!(false)),
    ] {
        table.header_with(&format!("crit: {name}"), &json!({ "crit": crit, "b64": false }), MALFORMED);
    }
    let mut header = Table::header();
    header["crit"] = Value::Null;
    let claims = table.claims();
    table.signed("crit: null", &header, &claims, MALFORMED);
    // RFC 7797 §6: without crit the member may not change how the payload is read.
    table.header_with("b64: false without crit", &json!({ "b64": false }), Told::Token);

    kids(table);
    brought_along(table);
}

fn kids(table: &mut Table) {
    for (name, kid) in [
        ("a number", json!(1)),
        ("a fraction", json!(1.5)),
        ("true", json!(true)),
        ("a list", json!([KID])),
        ("an object", json!({ "kid": KID })),
    ] {
        table.header_with(&format!("kid: {name}"), &json!({ "kid": kid }), MALFORMED);
    }
    let mut header = Table::header();
    header["kid"] = Value::Null;
    let claims = table.claims();
    table.signed("kid: null", &header, &claims, MALFORMED);
    for (name, kid) in [
        ("empty", String::new()),
        ("unknown", "n3".to_owned()),
        ("another client's", "n2".to_owned()),
        ("in capitals", "N1".to_owned()),
        ("a blank behind", "n1 ".to_owned()),
        ("a blank before", " n1".to_owned()),
        ("NUL behind", "n1\0".to_owned()),
        ("NUL alone", "\0".to_owned()),
        ("a line break behind", "n1\r\n".to_owned()),
        ("the beginning of one", "n".to_owned()),
        ("a wildcard", "n%".to_owned()),
        ("a statement", "' OR 1=1 --".to_owned()),
        ("a path", "../../../../dev/null".to_owned()),
        ("markup", "<script>alert(1)</script>".to_owned()),
        ("beyond ASCII", "nøkkel 🔑".to_owned()),
        ("ten thousand letters", "n1".repeat(5_000)),
    ] {
        table.header_with(&format!("kid: {name}"), &json!({ "kid": kid }), UNKNOWN_KID);
    }
    table.header_with("kid: absent", &json!({ "kid": null }), NO_KID);
    table.header_with("kid: under the name KID", &json!({ "kid": null, "KID": KID }), NO_KID);
}

/// Members that name or hold a key: only what is registered counts (RFC 8725 §3.10).
fn brought_along(table: &mut Table) {
    let other = table.other.clone();
    let jwk = other.public_jwk();
    for (name, header) in [
        ("jwk", json!({ "alg": "RS256", "jwk": jwk })),
        ("jku", json!({ "alg": "RS256", "jku": "http://127.0.0.1/jwk" })),
        ("x5u", json!({ "alg": "RS256", "x5u": "http://127.0.0.1/x" })),
        ("x5t", json!({ "alg": "RS256", "x5t": "AAAAAAAAAAAAAAAAAAAAAAAAAAA" })),
        (
            "all of them",
            json!({ "alg": "RS256", "jwk": jwk, "jku": "x", "x5u": "x", "x5t": "x", "x5t#S256": "x" }),
        ),
    ] {
        let assertion = other.sign_with_header(&header, &table.claims()).expect("a grant");
        table.assertion(&format!("brought along: {name}"), &assertion, NO_KID);
    }
    let header = json!({ "alg": "RS256", "kid": KID, "jwk": jwk });
    let assertion = other.sign_with_header(&header, &table.claims()).expect("a grant");
    table.assertion("brought along: jwk beside a good kid", &assertion, WRONG_SIGNATURE);
    for (name, member) in [
        ("jwk", json!({ "jwk": 7 })),
        ("jku", json!({ "jku": "file:///etc/passwd" })),
        ("typ", json!({ "typ": ["JWT"] })),
        ("cty", json!({ "cty": "JWT" })),
        ("zip", json!({ "zip": "DEF" })),
        ("enc", json!({ "enc": "A256GCM" })),
        ("a claim", json!({ "iss": "fremmed-klient" })),
    ] {
        table.header_with(&format!("not looked at in the header: {name}"), &member, Told::Token);
    }
}

async fn issue(test: &TestApp, organisation: &str) -> Issued {
    let (app, day) = (&test.app, 24 * 3600 * 1000);
    let whom = (number(organisation), "Prøve AS");
    test_authority::issue(&app.db, &app.keys, &app.random, app.now(), whom, Profile::Seid2, day)
        .await
        .expect("issued")
}

fn x5c(chain: &[Vec<u8>]) -> Value {
    chain.iter().map(|der| STANDARD.encode(der)).collect()
}

/// Certificates: of the client without keys, and where they have no business.
pub(super) async fn with_certificates(table: &mut Table, test: &TestApp) {
    let own = issue(test, SUPPLIER).await;
    let others = issue(test, STRANGER).await;
    let foreign = issue(&TestApp::new().await, SUPPLIER).await;
    let leaf = STANDARD.encode(&own.chain[0]);
    let mut ask = |name: &str, header: Value, by: &Issued, client: &str, told: Told| {
        let claims = table.claims_with(&json!({ "iss": client }));
        let key = SigningKey::from_pkcs8(&by.pkcs8).expect("a key");
        let assertion = key.sign_with_header(&header, &claims).expect("a grant");
        table.assertion(&format!("x5c: {name}"), &assertion, told);
    };
    let chain = |x5c: Value| json!({ "alg": "RS256", "x5c": x5c });
    ask("good", chain(x5c(&own.chain)), &own, "uten-nokler", Told::Token);
    ask("the leaf alone", chain(json!([leaf])), &own, "uten-nokler", Told::Token);
    for (name, wrong) in [
        ("a text", json!(leaf)),
        ("null", Value::Null),
        ("true", json!(true)),
        ("a number", json!(7)),
        ("an object", json!({ "0": leaf })),
        ("an empty list", json!([])),
        ("a list of numbers", json!([48, 130])),
        ("a list of lists", json!([[leaf]])),
        ("null behind", json!([leaf, null])),
        ("an empty text", json!([""])),
        ("an empty text behind", json!([leaf, ""])),
        ("no base64", json!(["MII*"])),
        ("the other alphabet", json!([leaf.replace('+', "-").replace('/', "_")])),
        ("padding cut off", json!([leaf.trim_end_matches('='), "MII"])),
        (
            "PEM with its lines",
            json!([format!("-----BEGIN CERTIFICATE-----\n{leaf}\n-----END CERTIFICATE-----")]),
        ),
        ("base64 of base64", json!([STANDARD.encode(&leaf)])),
        ("a private key", json!([STANDARD.encode(&own.pkcs8)])),
        ("cut short", json!([STANDARD.encode(&own.chain[0][..own.chain[0].len() - 1])])),
        ("a byte too many", json!([STANDARD.encode([own.chain[0].as_slice(), &[0]].concat())])),
        ("two in one text", json!([STANDARD.encode(own.chain.concat())])),
        ("a length without end", json!([STANDARD.encode([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])])),
        ("an indefinite length", json!([STANDARD.encode([0x30, 0x80, 0, 0])])),
        ("zeros", json!([STANDARD.encode([0; 500])])),
        ("nested without end", json!([STANDARD.encode([0x30, 0x7f].repeat(2_000))])),
        ("rubbish behind a good one", json!([leaf, "AAAA"])),
        ("eleven", json!(vec![&leaf; 11])),
    ] {
        ask(name, chain(wrong.clone()), &own, "uten-nokler", BAD_X5C);
        if matches!(name, "a text" | "null" | "rubbish behind a good one") {
            let header = json!({ "alg": "RS256", "kid": KID, "x5c": wrong });
            ask(&format!("{name}, beside a kid"), header, &own, "klient", BAD_X5C);
        }
    }
    let mut altered = own.chain[0].clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    ask("altered", chain(x5c(&[altered])), &own, "uten-nokler", WRONG_CERTIFICATE);
    ask(
        "of an authority nobody knows",
        chain(x5c(&foreign.chain)),
        &foreign,
        "uten-nokler",
        WRONG_CERTIFICATE,
    );
    let swapped = [own.chain[1].clone(), own.chain[0].clone()];
    ask("the issuer before the leaf", chain(x5c(&swapped)), &own, "uten-nokler", WRONG_CERTIFICATE);
    ask("another organisation's", chain(x5c(&others.chain)), &others, "uten-nokler", OTHERS_CERTIFICATE);
    ask(
        "another organisation's, signed with the own",
        chain(x5c(&others.chain)),
        &own,
        "uten-nokler",
        OTHERS_CERTIFICATE,
    );
    ask("signed with another key", chain(x5c(&own.chain)), &others, "uten-nokler", WRONG_SIGNATURE);
    ask("of a client with keys", chain(x5c(&own.chain)), &own, "klient", NO_KID);
    let both = |kid: &str| json!({ "alg": "RS256", "kid": kid, "x5c": x5c(&own.chain) });
    ask("beside a kid of a client without keys", both(KID), &own, "uten-nokler", UNKNOWN_KID);
    ask("beside an unknown kid", both("n3"), &own, "klient", UNKNOWN_KID);
    ask("beside the kid of another key", both(KID), &own, "klient", WRONG_SIGNATURE);
    ask("alg none", json!({ "alg": "none", "x5c": x5c(&own.chain) }), &own, "uten-nokler", MALFORMED);
    ask("neither", json!({ "alg": "RS256" }), &own, "uten-nokler", NO_KID);
}
