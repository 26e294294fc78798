//! Who sent it: clients and their states, keys and their ends, and signatures that are not theirs.

use aws_lc_rs::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaSignatureEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{
    CLIENT, CUSTOMER, EXPIRED, EXPIRED_KEY, KID, MALFORMED, NO_CLIENT, NOW, REPLAYED, SCOPE, Table, Told,
    UNKNOWN_KID, WRONG_AUDIENCE, WRONG_SIGNATURE, claims::REAL, not_on_client,
};

pub(super) fn cases(table: &mut Table) {
    signatures(table);
    clients_and_keys(table);
    used_before(table);
    of_two_faults(table);
}

fn signatures(table: &mut Table) {
    let input = |header: &Value, claims: &Value| {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        format!("{header}.{claims}")
    };
    let sealed = |input: &str, signature: &[u8]| format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
    let pkcs1: &'static RsaSignatureEncoding = &RSA_PKCS1_SHA256;

    let assertion = table.other.sign_with_header(&Table::header(), &table.claims()).expect("a grant");
    table.assertion("signature: another key's", &assertion, WRONG_SIGNATURE);
    for (name, alg, padding) in [
        ("with SHA-384 under RS256", "RS256", &RSA_PKCS1_SHA384),
        ("with SHA-512 under RS256", "RS256", &RSA_PKCS1_SHA512),
        ("with SHA-256 under RS384", "RS384", pkcs1),
        ("with SHA-256 under RS512", "RS512", pkcs1),
        ("PSS under RS256", "RS256", &RSA_PSS_SHA256),
    ] {
        let input = input(&json!({ "alg": alg, "kid": KID }), &table.claims());
        let signature = table.sign(padding, input.as_bytes());
        table.assertion(&format!("signature: {name}"), &sealed(&input, &signature), WRONG_SIGNATURE);
    }
    for (name, change) in [
        ("a byte too short", (|s: &mut Vec<u8>| s.truncate(255)) as fn(&mut Vec<u8>)),
        ("turned by a byte", |s| s.rotate_left(1)),
        ("half", |s| s.truncate(128)),
        ("one byte", |s| s.truncate(1)),
        ("a byte too long", |s| s.push(0)),
        ("a zero byte before", |s| s.insert(0, 0)),
        ("twice", |s| s.extend(s.clone())),
        ("one bit changed", |s| s[100] ^= 1),
        ("backwards", |s| s.reverse()),
        ("zeros", |s| s.fill(0)),
        ("ones", |s| s.fill(0xff)),
        ("the number one", |s| {
            s.fill(0);
            s[255] = 1;
        }),
        ("twenty thousand bytes", |s| s.resize(20_000, 7)),
    ] {
        let input = input(&Table::header(), &table.claims());
        let mut signature = table.sign(pkcs1, input.as_bytes());
        change(&mut signature);
        table.assertion(&format!("signature: {name}"), &sealed(&input, &signature), WRONG_SIGNATURE);
    }
    // What was signed is not what is sent.
    for (name, header, changes) in [
        ("another consumer", Table::header(), json!({ "consumer_org": "312246538" })),
        ("another scope", Table::header(), json!({ "scope": "elg:skog/les" })),
        ("a later end", Table::header(), json!({ "exp": NOW + 61 })),
        ("a claim less", Table::header(), json!({ "jti": null })),
        ("typ in the header", json!({ "alg": "RS256", "kid": KID, "typ": "JWT" }), json!({})),
        ("the header's members in another order", json!({ "kid": KID, "alg": "RS256" }), json!({})),
    ] {
        let signed = input(&Table::header(), &table.claims());
        let signature = table.sign(pkcs1, signed.as_bytes());
        let sent = input(&header, &table.claims_with(&changes));
        table.assertion(&format!("altered: {name}"), &sealed(&sent, &signature), WRONG_SIGNATURE);
    }
    let input = input(&Table::header(), &table.claims());
    for (name, signed) in [
        ("of the payload alone", input.split('.').nth(1).expect("a payload").to_owned()),
        ("of the parts without the dot", input.replace('.', "")),
        ("of nothing", String::new()),
    ] {
        let signature = table.sign(pkcs1, signed.as_bytes());
        table.assertion(&format!("signature: {name}"), &sealed(&input, &signature), WRONG_SIGNATURE);
    }
}

fn clients_and_keys(table: &mut Table) {
    let mut ask = |name: &str, client: &str, kid: &str, told: Told| {
        let claims = table.claims_with(&json!({ "iss": client }));
        table.signed(name, &json!({ "alg": "RS256", "kid": kid }), &claims, told);
    };
    ask("client: inactive", "stengt-klient", "n1", NO_CLIENT);
    ask("client: without keys", "uten-nokler", "n1", UNKNOWN_KID);
    ask("client: the consumer's own, asking for itself", "fremmed-klient", "n1", UNKNOWN_KID);
    ask("key: run out", "utlopte-nokler", "over", EXPIRED_KEY);
    ask("key: running out at this very moment", "utlopte-nokler", "akkurat", EXPIRED_KEY);
    ask("key: running out a thousandth later", "utlopte-nokler", "snart", Told::Token);
    let header = json!({ "alg": "RS256", "kid": "over" });
    let claims = table.claims_with(&json!({ "iss": "utlopte-nokler" }));
    let assertion = table.other.sign_with_header(&header, &claims).expect("a grant");
    table.assertion("key: run out, and not even signed with it", &assertion, EXPIRED_KEY);
}

/// The first of each two is the control.
fn used_before(table: &mut Table) {
    let once = json!({ "jti": "brukt" });
    table.changed("jti: for the first time", &once, Told::Token);
    table.changed("jti: used before", &once, REPLAYED);
    table.changed("jti: used before, other claims", &json!({ "jti": "brukt", "exp": NOW + 33 }), REPLAYED);
    let refused = json!({ "jti": "avvist", "scope": "a:b" });
    table.changed("jti: with a scope that is refused", &refused, not_on_client("a:b"));
    table.changed("jti: used before by what was refused", &json!({ "jti": "avvist" }), REPLAYED);
    let late = json!({ "jti": "for-sent", "iat": NOW - 60, "exp": NOW - 30 });
    table.changed("jti: of a grant that is too old", &late, EXPIRED);
    table.changed("jti: not used up by what was too old", &json!({ "jti": "for-sent" }), Told::Token);
    let claims = table.claims_with(&json!({ "jti": null, "exp": NOW + 44 }));
    let bare = table.key.sign_with_header(&Table::header(), &claims).expect("a grant");
    table.assertion("a grant without jti", &bare, Told::Token);
    table.assertion("a grant without jti, used before", &bare, REPLAYED);
}

/// The one that the real service finds first is told.
fn of_two_faults(table: &mut Table) {
    let x5c = json!({ "alg": "RS256", "kid": KID, "x5c": "x" });
    let claims = table.claims_with(&json!({ "unknown": 1 }));
    table.signed("two: a claim that is unknown, x5c no list", &x5c, &claims, MALFORMED);
    let claims = table.claims_with(&json!({ "iss": "ukjent", "aud": "x" }));
    table.signed("two: unknown client, wrong audience", &Table::header(), &claims, NO_CLIENT);
    let header = json!({ "alg": "RS256", "kid": "ukjent" });
    let assertion = table.other.sign_with_header(&header, &table.claims()).expect("a grant");
    table.assertion("two: unknown kid, wrong signature", &assertion, UNKNOWN_KID);
    let claims = table.claims_with(&json!({ "aud": "x" }));
    let assertion = table.other.sign_with_header(&Table::header(), &claims).expect("a grant");
    table.assertion("two: wrong signature, wrong audience", &assertion, WRONG_SIGNATURE);
    let both = json!({ "aud": "x", "iat": NOW - 60, "exp": NOW - 30 });
    table.changed("two: wrong audience, too old", &both, WRONG_AUDIENCE);
    let both = json!({ "jti": "brukt", "iat": NOW - 60, "exp": NOW - 30 });
    table.changed("two: too old, used before", &both, EXPIRED);
    let both = json!({ "jti": "brukt", "scope": "a:b" });
    table.changed("two: used before, scope not on the client", &both, REPLAYED);
    let both = json!({ "scope": format!("a:b {SCOPE}"), "consumer_org": "314208641" });
    table.changed("two: scope not on the client, the own number", &both, not_on_client("a:b"));
    let both = json!({ "iss": CLIENT, "consumer_org": CUSTOMER, "pid": REAL, "aud": "x" });
    table.changed("two: a real person's number, wrong audience", &both, MALFORMED);
}
