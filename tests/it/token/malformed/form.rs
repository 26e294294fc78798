//! What is wrong with the form before anybody looks at the grant in it.

use axum::http::Method;

use super::{GRANT_TYPE, MALFORMED, Table, Told, bad};

const NOT_A_FORM: Told = bad(
    "invalid_request",
    "The body must be application/x-www-form-urlencoded with grant_type and assertion",
    None,
);
const TWICE: Told = bad("invalid_request", "A parameter was sent more than once", None);
const NO_GRANT_TYPE: Told = bad("invalid_request", "The parameter grant_type is missing", None);
const NO_ASSERTION: Told = bad("invalid_request", "The parameter assertion is missing", None);
const UNSUPPORTED: Told = bad(
    "unsupported_grant_type",
    "Unsupported grant_type. Use urn:ietf:params:oauth:grant-type:jwt-bearer",
    None,
);
const FORM: &[u8] = b"application/x-www-form-urlencoded";

fn refused(status: u16, description: &'static str) -> Told {
    Told::Refused { status, error: "invalid_request", description: description.into(), code: None }
}

pub(super) fn cases(table: &mut Table) {
    let grant = |table: &Table| format!("{GRANT_TYPE}&assertion={}", table.good());

    let good = grant(table);
    table.form("form: nothing is wrong", good, Told::Token);
    for (name, kind) in [
        ("json", &b"application/json"[..]),
        ("plain text", b"text/plain"),
        ("multipart", b"multipart/form-data; boundary=x"),
        ("a type that only begins alike", b"application/x-www-form-urlencoded-not"),
        ("an empty type", b""),
        ("two types in one", b"application/json, application/x-www-form-urlencoded"),
        ("a type that is no text", b"application/json\xff"),
        ("the right type with a byte too much", b"application/x-www-form-urlencoded\xff"),
    ] {
        let body = grant(table);
        table.push(&format!("type: {name}"), "/token", Some(kind), body, NOT_A_FORM);
    }
    for (name, kind) in [
        ("in capitals", Some(&b"APPLICATION/X-WWW-FORM-URLENCODED"[..])),
        ("with a parameter", Some(b"application/x-www-form-urlencoded ; charset=ISO-8859-1")),
        ("none", None),
    ] {
        let body = grant(table);
        table.push(&format!("type: {name}"), "/token", kind, body, Told::Token);
    }
    let json = |table: &Table| {
        let assertion = table.good();
        format!(
            "{{\"grant_type\":\"urn:ietf:params:oauth:grant-type:jwt-bearer\",\"assertion\":\"{assertion}\"}}"
        )
    };
    let body = json(table);
    table.push("json that says so", "/token", Some(b"application/json"), body, NOT_A_FORM);
    let body = json(table);
    table.form("json that says it is a form", body, NO_GRANT_TYPE);
    table.form("xml", "<grant/>", NO_GRANT_TYPE);
    table.form("nothing", "", NO_GRANT_TYPE);
    table.push("nothing at all", "/token", None, "", NO_GRANT_TYPE);
    table.form("separators alone", "&&&&==&=&", NO_GRANT_TYPE);
    table.form("names without values", "grant_type&assertion", NO_GRANT_TYPE);

    for (name, grant_type, told) in [
        ("absent", "", NO_GRANT_TYPE),
        ("empty", "grant_type=", NO_GRANT_TYPE),
        ("in capitals", "GRANT_TYPE=urn:ietf:params:oauth:grant-type:jwt-bearer", NO_GRANT_TYPE),
        ("a blank before its name", "+grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer", NO_GRANT_TYPE),
        ("a BOM before its name", "%EF%BB%BFgrant_type=x", NO_GRANT_TYPE),
        ("client_credentials", "grant_type=client_credentials", UNSUPPORTED),
        ("password", "grant_type=password", UNSUPPORTED),
        ("refresh_token", "grant_type=refresh_token", UNSUPPORTED),
        ("token exchange", "grant_type=urn:ietf:params:oauth:grant-type:token-exchange", UNSUPPORTED),
        ("the value in capitals", "grant_type=URN:IETF:PARAMS:OAUTH:GRANT-TYPE:JWT-BEARER", UNSUPPORTED),
        ("a blank behind it", "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer+", UNSUPPORTED),
        ("a line break behind it", "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer%0A", UNSUPPORTED),
        ("NUL behind it", "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer%00", UNSUPPORTED),
        (
            "escaped twice",
            "grant_type=urn%253Aietf%253Aparams%253Aoauth%253Agrant-type%253Ajwt-bearer",
            UNSUPPORTED,
        ),
        ("bytes that are no UTF-8", "grant_type=%ff%fe", UNSUPPORTED),
        ("a broken escape", "grant_type=urn%3ietf:params:oauth:grant-type:jwt-bearer", UNSUPPORTED),
    ] {
        let body = format!("{grant_type}&assertion={}", table.good());
        table.form(&format!("grant_type: {name}"), body, told);
    }
    for (name, assertion, told) in [
        ("absent", "", NO_ASSERTION),
        ("empty", "assertion=", NO_ASSERTION),
        ("under another name", "client_assertion=a.b.c", NO_ASSERTION),
        ("bytes that are no UTF-8", "assertion=%ff.%fe.%80", MALFORMED),
        ("a broken escape", "assertion=%zz.%.%1", MALFORMED),
        ("NUL", "assertion=%00", MALFORMED),
        ("beyond ASCII", "assertion=æ.ø.å", MALFORMED),
    ] {
        table.form(&format!("assertion: {name}"), format!("{GRANT_TYPE}&{assertion}"), told);
    }
    let body = [format!("{GRANT_TYPE}&assertion=").as_bytes(), b"\xff\xfe\x00"].concat();
    table.form("assertion: raw bytes", body, MALFORMED);
    let body = format!("{GRANT_TYPE};assertion={}", table.good());
    table.form("a semicolon for the ampersand", body, UNSUPPORTED);
    let body: Vec<u8> = grant(table).encode_utf16().flat_map(u16::to_le_bytes).collect();
    table.form("UTF-16", body, NO_GRANT_TYPE);

    let body = format!("{}&{GRANT_TYPE}", grant(table));
    table.form("twice: grant_type", body, TWICE);
    let body = format!("{}&grant_type=password", grant(table));
    table.form("twice: another grant_type behind", body, TWICE);
    let body = format!("{}&assertion={}", grant(table), table.good());
    table.form("twice: assertion", body, TWICE);
    let body = format!("assertion=&{}", grant(table));
    table.form("twice: an empty assertion before", body, TWICE);
    let body = format!("{}&%61ssertion=x", grant(table));
    table.form("twice: the second name escaped", body, TWICE);
    let (path, body) = (format!("/token?{}", grant(table)), grant(table));
    table.push("twice: in query and body", &path, Some(FORM), body, TWICE);
    let (path, body) = (format!("/token?assertion={}", table.good()), grant(table));
    table.push("twice: assertion in query and body", &path, Some(FORM), body, TWICE);
    let body = format!("{}&scope=a&scope=b", grant(table));
    table.form("twice: a parameter that nobody looks at", body, Told::Token);
    let body = format!("{}{}", "x=1&".repeat(100), grant(table));
    table.form("behind a hundred parameters", body, NO_GRANT_TYPE);

    let path = format!("/token?{}", grant(table));
    table.push("query: with a body that is no form", &path, Some(b"application/json"), "{}", NOT_A_FORM);
    let path = format!("/token?{GRANT_TYPE}");
    table.push("query: half of it", &path, None, "", NO_ASSERTION);
    table.push("query: broken escapes", "/token?%=%zz&grant_type=%", None, "", UNSUPPORTED);

    let size = |length: usize| format!("{GRANT_TYPE}&assertion={}", "a".repeat(length));
    let large = || refused(413, "The request is too large");
    table.form("size: a body of 97 KiB", size(97 * 1024), large());
    table.form("size: a body of a megabyte", size(1024 * 1024), large());
    let body = size(0);
    let room = 96 * 1024 - body.len();
    table.form("size: a body of exactly 96 KiB", size(room), MALFORMED);
    table.form("size: a byte more", size(room + 1), large());

    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let body = grant(table);
        let name = format!("method: {method}");
        table.form(&name, body, refused(405, "Use POST"));
        if let Some(case) = table.cases.last_mut() {
            case.method = method;
        }
    }
}
