//! Every claim in the wrong type, empty, too long, and at the edges of what is taken.

use serde_json::{Value, json};

use super::{
    AHEAD, CLIENT, COMBINATION, CUSTOMER, EXPIRED, MALFORMED, NO_CLIENT, NOW, PUBLIC_URL, SCOPE, Table, Told,
    WRONG_AUDIENCE, not_delegated, not_granted, not_on_client,
};
use crate::token::{STRANGER, SUPPLIER};

/// A published example of a number of the scheme of 2032 that a real person may have; nobody has it.
pub(super) const REAL: &str = "02013299997";

pub(super) fn cases(table: &mut Table) {
    audience(table);
    issuer(table);
    scope(table);
    times(table);
    others(table);
    numbers(table);
    unknown(table);
}

/// What no claim that is text may be.
fn wrong_types() -> [(&'static str, Value); 5] {
    [
        ("null", Value::Null),
        ("a number", json!(7)),
        ("true", json!(true)),
        ("an object", json!({})),
        ("a list of lists", json!([[]])),
    ]
}

fn audience(table: &mut Table) {
    let issuer = format!("{PUBLIC_URL}/");
    table.claim("aud", &WRONG_AUDIENCE, &wrong_types());
    table.claim(
        "aud",
        &WRONG_AUDIENCE,
        &[
            ("empty", json!("")),
            ("an empty list", json!([])),
            ("a list with an empty text", json!([""])),
            ("a list with a number", json!([7])),
            ("a list with null", json!([null])),
            ("two", json!([issuer, "https://api.example.no/"])),
            ("the issuer twice", json!([issuer, issuer])),
            ("a list in a list", json!([[issuer]])),
            ("without its slash", json!(PUBLIC_URL)),
            ("with two slashes", json!(format!("{issuer}/"))),
            ("the token endpoint", json!(format!("{issuer}token"))),
            ("a list with the token endpoint", json!([format!("{issuer}token")])),
            ("in capitals", json!(issuer.to_uppercase())),
            ("with another scheme", json!(issuer.replace("http:", "https:"))),
            ("with its port", json!("http://fullmakt.test:80/")),
            ("with a query", json!(format!("{issuer}?"))),
            ("with a fragment", json!(format!("{issuer}#"))),
            ("with a blank behind", json!(format!("{issuer} "))),
            ("with NUL behind", json!(format!("{issuer}\0"))),
            ("Maskinporten's", json!("https://maskinporten.no/")),
            ("of ten thousand letters", json!("http://fullmakt.test/".repeat(500))),
        ],
    );
    table.changed("aud: absent", &json!({ "aud": null }), WRONG_AUDIENCE);
    table.claim("aud", &Told::Token, &[("a list of the one", json!([issuer]))]);
}

fn issuer(table: &mut Table) {
    table.claim("iss", &MALFORMED, &wrong_types());
    table.claim(
        "iss",
        &MALFORMED,
        &[
            ("empty", json!("")),
            ("a list of the one", json!([CLIENT])),
            ("256 letters", json!("k".repeat(256))),
            ("ten thousand letters", json!("k".repeat(10_000))),
        ],
    );
    table.changed("iss: absent", &json!({ "iss": null }), MALFORMED);
    table.claim(
        "iss",
        &NO_CLIENT,
        &[
            ("255 letters", json!("k".repeat(255))),
            ("unknown", json!("fc9a8287-e7cb-45e5-b90e-123048d32d85")),
            ("in capitals", json!("KLIENT")),
            ("a blank behind", json!("klient ")),
            ("a blank alone", json!(" ")),
            ("NUL behind", json!("klient\0")),
            ("NUL alone", json!("\0")),
            ("a line break behind", json!("klient\n")),
            ("a wildcard", json!("klien%")),
            ("a statement", json!("' OR 1=1 --")),
            ("beyond ASCII", json!("ｋｌｉｅｎｔ")),
            ("the organisation's number", json!(SUPPLIER)),
            ("a real person's number", json!(REAL)),
        ],
    );
}

fn scope(table: &mut Table) {
    table.claim("scope", &MALFORMED, &wrong_types());
    let many = |count: usize| (0..count).map(|n| format!("a:{n}")).collect::<Vec<_>>().join(" ");
    table.claim(
        "scope",
        &MALFORMED,
        &[
            ("empty", json!("")),
            ("a list", json!([SCOPE])),
            ("blanks alone", json!("   ")),
            ("a tab between", json!(format!("{SCOPE}\t{SCOPE}"))),
            ("a line break behind", json!(format!("{SCOPE}\n"))),
            ("NUL behind", json!(format!("{SCOPE}\0"))),
            ("NUL alone", json!("\0")),
            ("DEL", json!(format!("{SCOPE}\u{7f}"))),
            ("an escape of terminals", json!("\u{1b}[2J")),
            ("a letter beyond ASCII", json!("brreg:reelle/rapporteringspliktig ø:å")),
            ("a blank that does not break", json!(format!("{SCOPE}\u{a0}{SCOPE}"))),
            ("a letter nobody sees", json!(format!("{SCOPE}\u{200b}"))),
            // RFC 6749 §3.3, and §5.2 for the answer that would name it.
            ("a quotation mark", json!("a:\"b\"")),
            ("a backslash", json!("a:\\b")),
            ("256 letters", json!(format!("a:{}", "b".repeat(254)))),
            ("51 of them", json!(many(51))),
            ("four thousand of them", json!(many(4_000))),
        ],
    );
    table.changed("scope: absent", &json!({ "scope": null }), MALFORMED);
    let long = format!("a:{}", "b".repeat(253));
    for (name, scope, named) in [
        ("255 letters", long.clone(), long.as_str()),
        ("50 of them", many(50), "a:0"),
        ("in capitals", SCOPE.to_uppercase(), &SCOPE.to_uppercase()),
        ("with a comma between", format!("{SCOPE},{SCOPE}"), &format!("{SCOPE},{SCOPE}")),
        ("the beginning of one", "brreg:reelle".to_owned(), "brreg:reelle"),
        ("a wildcard", "brreg:*".to_owned(), "brreg:*"),
        ("a statement", "a:'OR'1'='1".to_owned(), "a:'OR'1'='1"),
        ("markup", "<script>".to_owned(), "<script>"),
        ("openid", "openid".to_owned(), "openid"),
        ("a good one and a bad one", format!("{SCOPE} a:b"), "a:b"),
    ] {
        table.claim("scope", &not_on_client(named), &[(name, json!(scope))]);
    }
    let again = vec![SCOPE; 200].join("  ");
    table.claim("scope", &Told::Token, &[("the same two hundred times", json!(again))]);
}

fn times(table: &mut Table) {
    for claim in ["iat", "exp"] {
        // Any number is a time, if a distant one.
        let wrong = wrong_types().into_iter().filter(|(name, _)| *name != "a number").collect::<Vec<_>>();
        table.claim(claim, &MALFORMED, &wrong);
        table.claim(
            claim,
            &MALFORMED,
            &[
                ("a number as text", json!((NOW + 5).to_string())),
                ("empty", json!("")),
                ("a date", json!("2026-01-15T09:00:00Z")),
                ("below zero", json!(-1)),
                ("far below zero", json!(i64::MIN)),
                ("a fraction below zero", json!(-0.5)),
                ("in milliseconds", json!(NOW * 1_000)),
                ("the largest of 63 bits", json!(i64::MAX)),
                ("the largest of 64 bits", json!(u64::MAX)),
                ("beyond all integers", json!(1e300)),
            ],
        );
        table.changed(&format!("{claim}: absent"), &json!({ claim: null }), MALFORMED);
    }
    for (name, iat, exp, told) in [
        ("iat 10 s ahead", json!(NOW + 10), json!(NOW + 60), Told::Token),
        ("iat 10.9 s ahead", json!(to_float(NOW) + 10.9), json!(NOW + 60), Told::Token),
        ("iat 11 s ahead", json!(NOW + 11), json!(NOW + 60), AHEAD),
        ("iat an hour ahead", json!(NOW + 3_600), json!(NOW + 3_660), AHEAD),
        ("iat a century ahead", json!(NOW + 3_155_760_000), json!(NOW + 3_155_760_060), AHEAD),
        ("iat as far ahead as may be read", json!(100_000_000_000_i64), json!(100_000_000_000_i64), AHEAD),
        ("iat 10 s ago", json!(NOW - 10), json!(NOW + 60), Told::Token),
        ("iat 10.1 s ago", json!(to_float(NOW) - 10.1), json!(NOW + 60), EXPIRED),
        ("iat 11 s ago", json!(NOW - 11), json!(NOW + 60), EXPIRED),
        ("iat an hour ago", json!(NOW - 3_600), json!(NOW - 3_540), EXPIRED),
        ("iat in 1970", json!(0), json!(60), EXPIRED),
        ("exp 120 s after iat", json!(NOW), json!(NOW + 120), Told::Token),
        ("exp 121 s after iat", json!(NOW), json!(NOW + 121), MALFORMED),
        ("exp 121 s after an iat that is 1 s ago", json!(NOW - 1), json!(NOW + 120), MALFORMED),
        ("exp an hour after iat", json!(NOW), json!(NOW + 3_600), MALFORMED),
        ("exp a century after iat", json!(NOW), json!(NOW + 3_155_760_000), MALFORMED),
        ("exp 9 s ago", json!(NOW - 10), json!(NOW - 9), Told::Token),
        ("exp 9 s ago, and iat as well", json!(NOW - 9), json!(NOW - 9), EXPIRED),
        ("exp when the grant was made", json!(NOW), json!(NOW), EXPIRED),
        ("exp a second before iat", json!(NOW), json!(NOW - 1), EXPIRED),
        ("exp before an iat that is ahead", json!(NOW + 10), json!(NOW + 9), EXPIRED),
        ("exp 10 s ago", json!(NOW - 10), json!(NOW - 10), EXPIRED),
        ("exp an hour before iat", json!(NOW), json!(NOW - 3_600), EXPIRED),
        ("exp in 1970", json!(NOW), json!(0), EXPIRED),
    ] {
        table.changed(&format!("times: {name}"), &json!({ "iat": iat, "exp": exp }), told);
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 have room in a float")]
fn to_float(seconds: i64) -> f64 {
    seconds as f64
}

fn others(table: &mut Table) {
    table.claim("jti", &MALFORMED, &wrong_types());
    table.claim(
        "jti",
        &MALFORMED,
        &[("empty", json!("")), ("256 letters", json!("j".repeat(256))), ("NUL within", json!("a\0b"))],
    );
    table.claim("jti", &Told::Token, &[("255 letters", json!("j".repeat(255))), ("blanks", json!(" \t "))]);
    let api = "https://api.example.no/";
    table.claim("resource", &MALFORMED, &wrong_types());
    table.claim(
        "resource",
        &MALFORMED,
        &[
            ("empty", json!("")),
            ("an empty list", json!([])),
            ("a list with an empty text", json!([""])),
            ("a list with null", json!([null])),
            ("one that is none among others", json!([api, "x"])),
            ("without a scheme", json!("api.example.no")),
            ("a scheme alone", json!("https:")),
            ("a scheme that begins with a digit", json!("1http://a.no")),
            ("relative", json!("//api.example.no/")),
            ("with a fragment", json!("https://api.example.no/#a")),
            ("with a blank", json!("https://api.example.no/a b")),
            ("a scheme and two slashes", json!("https://")),
            ("an address that does not end", json!("https://[::1")),
            ("two ports", json!("https://a:1:2")),
            ("a port that is no number", json!("https://a:b")),
            ("a sign of percent and no number", json!("https://api.example.no/%zz")),
            ("a sign of percent at the end", json!("https://api.example.no/%")),
            ("a sign that no URI has", json!("https://api.example.no/{id}")),
            ("with a letter beyond ASCII", json!("https://måke.no/")),
            ("with NUL", json!("https://api.example.no/\0")),
            ("2 001 letters", json!(format!("https:{}", "a".repeat(1_995)))),
            ("eleven", json!(vec![api; 11])),
        ],
    );
    // Both are borne and not looked at: clients of the real service send them (`docs/compatibility.md`).
    for claim in ["nbf", "sub"] {
        table.claim(claim, &Told::Token, &wrong_types());
    }
}

fn numbers(table: &mut Table) {
    table.claim("pid", &MALFORMED, &wrong_types());
    table.claim(
        "pid",
        &MALFORMED,
        &[
            ("a real person's form", json!(REAL)),
            ("a real person's form with a blank", json!("020132 99997")),
            ("a number that is no text", json!(5_910_298_382_i64)),
            ("empty", json!("")),
            ("ten digits", json!("0591029838")),
            ("twelve digits", json!("059102983820")),
            ("a wrong check digit", json!("05910298383")),
            ("no date", json!("99999999999")),
            ("zeros", json!("00000000000")),
            ("letters", json!("0591029838x")),
            ("a blank behind", json!("05910298382 ")),
            ("digits of another script", json!("٠٥٩١٠٢٩٨٣٨٢")),
            ("an organisation's number", json!(CUSTOMER)),
            ("a list", json!(["05910298382"])),
        ],
    );
    table.claim("pid", &Told::Token, &[("synthetic", json!("05910298382"))]);
    table.claim("consumer_org", &MALFORMED, &wrong_types());
    table.claim(
        "consumer_org",
        &MALFORMED,
        &[
            ("a number that is no text", json!(313_513_408)),
            ("empty", json!("")),
            ("eight digits", json!("31351340")),
            ("ten digits", json!("3135134080")),
            ("a wrong check digit", json!("313513409")),
            ("with blanks", json!("313 513 408")),
            ("a blank behind", json!("313513408 ")),
            ("with its authority", json!("0192:313513408")),
            ("with letters", json!("NO313513408MVA")),
            ("NUL behind", json!("313513408\0")),
            ("digits of another script", json!("３１３５１３４０８")),
            ("a list", json!([CUSTOMER])),
        ],
    );
    table.claim("consumer_org", &COMBINATION, &[("the client's own", json!(SUPPLIER))]);
    table.claim(
        "consumer_org",
        &not_delegated(STRANGER, SCOPE, SUPPLIER),
        &[("one that gave to another", json!(STRANGER))],
    );
    // A number of the ordinary series that no organisation of this world has.
    table.claim("consumer_org", &not_granted(SCOPE), &[("one that is not here", json!("974760673"))]);
    table.changed("consumer_org: absent", &json!({ "consumer_org": null }), not_granted(SCOPE));
}

fn unknown(table: &mut Table) {
    for name in [
        "iss_onbehalfof", "authorization_details", "client_id", "consumer", "consumer_orgno", "supplier",
        "AUD", "Scope", " scope", "scope\0", "", "__proto__", "azp", "act", "cnf", "nonce", "jwks", "acr",
        "æ",
    ] {
        let mut claims = table.claims();
        claims[name] = json!("x");
        table.signed(&format!("unknown: {name:?}"), &Table::header(), &claims, MALFORMED);
    }
    let mut claims = table.claims();
    claims["x".repeat(10_000)] = json!(null);
    table.signed("unknown: a name of ten thousand letters", &Table::header(), &claims, MALFORMED);
    let mut claims = table.claims();
    for n in 0..1_000 {
        claims[format!("c{n}")] = json!(n);
    }
    table.signed("unknown: a thousand of them", &Table::header(), &claims, MALFORMED);
    let details = json!([{ "type": "urn:altinn:systemuser", "systemuser_org": { "authority": "iso6523-actorid-upis", "ID": "0192:313513408" } }]);
    table.changed(
        "unknown: authorization_details in good form",
        &json!({ "authorization_details": details }),
        MALFORMED,
    );
    table.changed(
        "unknown: iss_onbehalfof without consumer_org",
        &json!({ "iss_onbehalfof": "x", "consumer_org": null }),
        MALFORMED,
    );
}
