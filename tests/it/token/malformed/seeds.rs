//! The table as seeds for fuzzing: what each target takes of its cases.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fullmakt::keys::test_authority;
use serde_json::{Value, json};

use super::{Table, stage, whole};
use crate::clients::key;

/// An input of a target.
pub(crate) struct Seed {
    pub(crate) target: &'static str,
    pub(crate) data: Vec<u8>,
}

/// The longest seed: what is longer says no more.
const LONGEST: usize = 4_096;

/// The seeds of all targets, and the authority that has issued their certificates, as PEM.
pub(crate) async fn seeds() -> (Vec<Seed>, String) {
    let test = stage().await;
    let table = whole(&test).await;
    let mut seeds = Vec::new();
    of_requests(&table, &mut seeds);
    of_keys(&table, &mut seeds);
    seeds.retain(|seed| seed.data.len() <= LONGEST);
    let mut tx = test.app.db.read().await.expect("read");
    let authority = test_authority::certificates(&mut tx).await.expect("read");
    (seeds, authority.iter().map(|certificate| fullmakt::jose::pem_of_certificate(certificate)).collect())
}

fn of_requests(table: &Table, seeds: &mut Vec<Seed>) {
    for case in &table.cases {
        let kind = case.headers.first().map(|(_, kind)| kind.as_slice()).unwrap_or_default();
        let query = case.path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let raw = [kind, query.as_bytes(), &case.body].join(&b'\n');
        let assertion = form_urlencoded::parse(&case.body).find(|(name, _)| name == "assertion");
        let Some((_, assertion)) = assertion else {
            seeds.push(Seed { target: "token_request", data: raw });
            continue;
        };
        let parts: Vec<Vec<u8>> =
            assertion.split('.').map_while(|part| URL_SAFE_NO_PAD.decode(part).ok()).collect();
        let [header, payload, _] = parts.as_slice() else {
            seeds.push(Seed { target: "token_request", data: raw });
            seeds.push(Seed { target: "compact_jws", data: assertion.into_owned().into_bytes() });
            continue;
        };
        // Signed anew where it is used, so that it comes as far as it can.
        let signed = [&b"signed"[..], header, payload].join(&b'\n');
        seeds.push(Seed { target: "token_request", data: signed });
        let header: Value = serde_json::from_slice(header).unwrap_or_default();
        if let Some(x5c) = header.get("x5c") {
            seeds.push(Seed { target: "x5c", data: x5c.to_string().into_bytes() });
        }
        // The signature says nothing to a reader; cut short, it leaves room for the rest.
        let (input, _) = assertion.rsplit_once('.').unwrap_or_default();
        seeds.push(Seed { target: "compact_jws", data: format!("{input}.c2ln").into_bytes() });
    }
}

fn of_keys(table: &Table, seeds: &mut Vec<Seed>) {
    let (good, other) = (key("k1"), table.other.public_jwk());
    let with = |member: &str, value: Value| {
        let mut jwk = good.clone();
        jwk[member] = value;
        jwk
    };
    let point = |length: usize| json!(URL_SAFE_NO_PAD.encode(vec![7; length]));
    let curve = |name: &str, length| json!({ "kty": "EC", "crv": name, "kid": "a", "x": point(length), "y": point(length) });
    let mut all = vec![
        json!({ "keys": [good, other] }),
        json!({ "keys": [] }),
        json!({ "keys": [curve("P-256", 32), curve("P-384", 48), good] }),
        json!({ "keys": "x" }),
        json!([good]),
        good.clone(),
    ];
    for (member, value) in [
        ("kty", json!("oct")),
        ("use", json!("enc")),
        ("use", Value::Null),
        ("alg", json!("RS512")),
        ("alg", json!("none")),
        ("kid", json!("")),
        ("kid", json!(7)),
        ("exp", json!(1_800_000_000)),
        ("exp", json!(-1.5)),
        ("n", json!("AQAB")),
        ("n", json!("")),
        ("e", json!("Aw")),
        ("e", json!("AAAAAAEAAQ")),
        ("e", json!("AQ")),
        ("d", json!("AQAB")),
        ("x5c", json!(["MII"])),
        ("oth", json!([])),
    ] {
        all.push(with(member, value));
    }
    for value in all {
        seeds.push(Seed { target: "jwk_set", data: value.to_string().into_bytes() });
    }
    for text in
        [PUBLIC_PEM, "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----"]
    {
        seeds.push(Seed { target: "jwk_set", data: text.as_bytes().to_vec() });
    }
}

/// The public half of a key that was made for this and thrown away.
const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxj/97ZvUXvHmPF/LaK2Q
3poc3I0t2HQh8W5gkpBS7hEhWB+KYka6SPwybbudNknTlYiAWRlnlYLcapo5B3L1
ps5PADVII1HFbmDgPJUojcutLIo3bNJLdtQqKxl8YFgXssgc1u6uz1iv+T0mLmLY
OpbGxU+Sc1h6xfvHBRl7BlCkA+Xu2JYmcTef64PQRYWLYACJXAPbdr9f3GOu+0Uo
FO8Ri5JdvOTys2w1DtrzpNsC+Kl7Z6/UFQrWtTnzlByH7yRbf6jP3ZF+Boe2DwhG
1+yc8lFqabvrLgFrWdqYInKQrM9DCFUK8DqMVY3A2Gu/mQ2O6OKZ4XFCmXL3uBMW
0QIDAQAB
-----END PUBLIC KEY-----";
