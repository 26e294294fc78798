//! Assertions that are no compact JWS (RFC 7515 §3.1), or whose parts are no JSON that two readers would read alike.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{CLIENT, MALFORMED, NOW, PUBLIC_URL, SCOPE, Table, Told, WRONG_SIGNATURE};

const HEADER: &[u8] = br#"{"alg":"RS256","kid":"n1"}"#;

pub(super) fn cases(table: &mut Table) {
    parts(table);
    encoding(table);
    texts(table);
    numbers(table);
}

/// A good grant as its three parts.
fn three(table: &Table) -> [String; 3] {
    let good = table.good();
    let mut parts = good.split('.').map(str::to_owned);
    std::array::from_fn(|_| parts.next().expect("three parts"))
}

fn parts(table: &mut Table) {
    for (name, assertion) in [
        ("one", "a"),
        ("a dot", "."),
        ("two dots", ".."),
        ("three dots", "..."),
        ("a thousand dots", &".".repeat(1000)),
        ("blanks", "   "),
        ("a question mark", "?"),
    ] {
        table.assertion(&format!("parts: {name}"), assertion, MALFORMED);
    }
    for (name, wrong) in [
        ("the payload missing", (|h, _, s| format!("{h}.{s}")) as fn(&str, &str, &str) -> String),
        ("the signature missing", |h, p, _| format!("{h}.{p}")),
        ("four", |h, p, s| format!("{h}.{p}.{s}.{s}")),
        ("five, as of an encrypted token", |h, p, s| format!("{h}.{p}.{s}.{s}.{s}")),
        ("a dot at the end", |h, p, s| format!("{h}.{p}.{s}.")),
        ("a dot at the start", |h, p, s| format!(".{h}.{p}.{s}")),
        ("an empty header", |_, p, s| format!(".{p}.{s}")),
        ("an empty payload", |h, _, s| format!("{h}..{s}")),
        ("in the wrong order", |h, p, s| format!("{p}.{h}.{s}")),
        ("with other separators", |h, p, s| format!("{h}:{p}:{s}")),
        ("quoted", |h, p, s| format!("\"{h}.{p}.{s}\"")),
        ("behind the word Bearer", |h, p, s| format!("Bearer {h}.{p}.{s}")),
        ("as JSON (RFC 7515 §7.2)", |h, p, s| {
            format!("{{\"protected\":\"{h}\",\"payload\":\"{p}\",\"signature\":\"{s}\"}}")
        }),
        ("escaped once too often", |h, p, s| format!("{h}%2E{p}%2E{s}")),
    ] {
        let [header, payload, signature] = three(table);
        table.assertion(&format!("parts: {name}"), &wrong(&header, &payload, &signature), MALFORMED);
    }
    let [header, payload, _] = three(table);
    table.assertion("parts: an empty signature", &format!("{header}.{payload}."), WRONG_SIGNATURE);
    table.assertion("size: 64 KiB and a byte", &"a".repeat(65_537), MALFORMED);
    table.assertion("size: three parts of 60 KiB", &format!("{0}.{0}.{0}", "a".repeat(20_480)), MALFORMED);
}

fn encoding(table: &mut Table) {
    for (name, wrong) in [
        ("padding behind the header", (|h, p, s| format!("{h}=.{p}.{s}")) as fn(&str, &str, &str) -> String),
        ("padding behind the payload", |h, p, s| format!("{h}.{p}==.{s}")),
        ("padding behind the signature", |h, p, s| format!("{h}.{p}.{s}==")),
        ("a blank before", |h, p, s| format!(" {h}.{p}.{s}")),
        ("a line break behind", |h, p, s| format!("{h}.{p}.{s}\n")),
        ("a line break in the payload", |h, p, s| format!("{h}.\r\n{p}.{s}")),
        ("a tab in the signature", |h, p, s| format!("{h}.{p}.\t{s}")),
        ("a plus in the signature", |h, p, s| format!("{h}.{p}.+{}", &s[1..])),
        ("a stroke in the signature", |h, p, s| format!("{h}.{p}./{}", &s[1..])),
        ("a letter beyond ASCII", |h, p, s| format!("{h}.{p}.é{}", &s[2..])),
        ("NUL in the payload", |h, p, s| format!("{h}.\0{p}.{s}")),
        ("a letter too few", |h, p, s| format!("{h}.{p}.{}", &s[..s.len() - 1])),
        ("bits behind the last byte", |h, p, s| format!("{h}.{p}.{}", last_letter_changed(s))),
    ] {
        let [header, payload, signature] = three(table);
        table.assertion(&format!("base64url: {name}"), &wrong(&header, &payload, &signature), MALFORMED);
    }
    // What only the other alphabet writes with + and /, and what needs padding, wholly signed that way.
    for (name, wrong) in [
        ("the header in plain base64", (|text| STANDARD.encode(text)) as fn(&[u8]) -> String),
        ("the header padded", |text| URL_SAFE.encode(text)),
        ("the header in hexadecimal", |text| format!("{text:02x?}").replace(['[', ']', ',', ' '], "")),
        ("the header not encoded", |text| String::from_utf8_lossy(text).into_owned()),
    ] {
        let [_, payload, signature] = three(table);
        let header = wrong(br#"{"alg":"RS256","kid":"n1","x":"???>>>~~~ "}"#);
        table.assertion(&format!("base64url: {name}"), &format!("{header}.{payload}.{signature}"), MALFORMED);
    }
    let text = table.claims().to_string();
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), text.replace('.', "%"));
    table.assertion("base64url: the payload not encoded", &format!("{input}.c2ln"), MALFORMED);
}

/// A signature of 256 bytes ends in two bits of a letter's six that say nothing; they must be zero, or one grant could be
/// written in several ways (RFC 4648 §3.5).
fn last_letter_changed(signature: &str) -> String {
    let (head, last) = signature.split_at(signature.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).expect("a letter") + 1;
    format!("{head}{}", &alphabet[at..=at])
}

/// Texts that must not be read, each really signed, so that a more lenient reader would give a token.
fn texts(table: &mut Table) {
    let header = String::from_utf8_lossy(HEADER).into_owned();
    for (name, text) in [
        ("a list", "[]".to_owned()),
        ("a list with the object", format!("[{header}]")),
        ("a text", "\"RS256\"".to_owned()),
        ("null", "null".to_owned()),
        ("a BOM before", format!("\u{feff}{header}")),
        ("a blank alone", " ".to_owned()),
        ("two objects", format!("{header}{header}")),
        ("more behind", format!("{header}x")),
        ("NUL behind", format!("{header}\0")),
        ("not closed", header.trim_end_matches('}').to_owned()),
        ("alg twice", r#"{"alg":"none","alg":"RS256","kid":"n1"}"#.to_owned()),
        ("kid twice", r#"{"alg":"RS256","kid":"n1","kid":"n1"}"#.to_owned()),
        ("kid twice, once escaped", r#"{"alg":"RS256","kid":"n1","\u006bid":"n1"}"#.to_owned()),
        ("half a surrogate", r#"{"alg":"RS256","kid":"n1","x":"\ud800"}"#.to_owned()),
        ("single quotes", "{'alg':'RS256','kid':'n1'}".to_owned()),
        ("names without quotes", "{alg:\"RS256\",kid:\"n1\"}".to_owned()),
        (
            "nested deeply",
            format!(r#"{{"alg":"RS256","kid":"n1","x":{}1{}}}"#, "[".repeat(16), "]".repeat(16)),
        ),
    ] {
        let payload = table.claims().to_string();
        let assertion = table.seal(text.as_bytes(), payload.as_bytes());
        table.assertion(&format!("the header's text: {name}"), &assertion, MALFORMED);
    }
    let deep = format!(r#"{{"alg":"RS256","kid":"n1","x":{}1{}}}"#, "[".repeat(15), "]".repeat(15));
    let assertion = table.seal(deep.as_bytes(), table.claims().to_string().as_bytes());
    table.assertion("the header's text: nested as deeply as may be", &assertion, Told::Token);

    for (name, change) in [
        ("a list", (|_| "[]".to_owned()) as fn(String) -> String),
        ("a list with the object", |text| format!("[{text}]")),
        ("a text", |_| "\"klient\"".to_owned()),
        ("a text with the object", |text| Value::String(text).to_string()),
        ("a number", |_| "7".to_owned()),
        ("true", |_| "true".to_owned()),
        ("null", |_| "null".to_owned()),
        ("an empty object", |_| "{}".to_owned()),
        ("a BOM before", |text| format!("\u{feff}{text}")),
        ("more behind", |text| format!("{text} x")),
        ("two objects", |text| format!("{text}{text}")),
        ("NUL behind", |text| format!("{text}\0")),
        ("a comma too much", |text| text.replace('}', ",}")),
        ("a comment", |text| format!("{text}//")),
        ("not closed", |text| text.trim_end_matches('}').to_owned()),
        ("single quotes", |text| text.replace('"', "'")),
        ("iss twice", |text| text.replacen('{', "{\"iss\":\"fremmed-klient\",", 1)),
        ("iss twice alike", |text| text.replacen('{', "{\"iss\":\"klient\",", 1)),
        ("iss twice, once escaped", |text| text.replacen('{', "{\"\\u0069ss\":\"klient\",", 1)),
        ("scope twice", |text| text.replacen('{', "{\"scope\":\"elg:skog/les\",", 1)),
        ("aud twice", |text| text.replacen('{', "{\"aud\":\"https://maskinporten.no/\",", 1)),
        ("exp twice", |text| text.replacen('{', "{\"exp\":1,", 1)),
        ("a member twice within a claim", |text| text.replacen('{', "{\"sub\":{\"a\":1,\"a\":2},", 1)),
        ("half a surrogate", |text| text.replacen('{', "{\"sub\":\"\\ud83d\",", 1)),
        ("surrogates in the wrong order", |text| text.replacen('{', "{\"sub\":\"\\ude00\\ud83d\",", 1)),
        ("an escape that is none", |text| text.replacen('{', "{\"sub\":\"\\x41\",", 1)),
        ("a line break within a text", |text| text.replacen('{', "{\"sub\":\"a\nb\",", 1)),
        ("NUL within a text", |text| text.replacen('{', "{\"sub\":\"a\0b\",", 1)),
        ("nested deeply", |text| {
            text.replacen('{', &format!("{{\"sub\":{}{},", "[".repeat(17), "]".repeat(17)), 1)
        }),
        ("nested ten thousand deep", |text| {
            text.replacen('{', &format!("{{\"sub\":{}{},", "[".repeat(10_000), "]".repeat(10_000)), 1)
        }),
    ] {
        let text = change(table.claims().to_string());
        let assertion = table.seal(HEADER, text.as_bytes());
        table.assertion(&format!("the payload's text: {name}"), &assertion, MALFORMED);
    }
    for (name, bytes) in [
        ("no UTF-8", b"{\"sub\":\"\xff\"}".to_vec()),
        ("a surrogate in UTF-8", b"{\"sub\":\"\xed\xa0\x80\"}".to_vec()),
        ("a letter written too long", b"{\"sub\":\"\xc0\x80\"}".to_vec()),
        ("UTF-16", "{\"sub\":\"a\"}".encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("compressed", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
    ] {
        let assertion = table.seal(HEADER, &bytes);
        table.assertion(&format!("the payload's text: {name}"), &assertion, MALFORMED);
    }
    let spaced = serde_json::to_string_pretty(&table.claims()).expect("JSON");
    let assertion = table.seal(HEADER, format!("\r\n {spaced}\t\n").as_bytes());
    table.assertion("the payload's text: blanks around and between", &assertion, Told::Token);
}

/// Numbers that JSON has not, or that no clock shows.
fn numbers(table: &mut Table) {
    for number in [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "-1e400",
        "0x69",
        "01768467600",
        "+1768467600",
        "1768467600.",
        ".5",
        "1e",
        "1_768_467_600",
        "--1",
        "1768467600e99999999999",
        "999999999999999999999999999999999999999999",
        "18446744073709551616",
        "-9223372036854775809",
        "1e-400",
        "-0.0001",
    ] {
        let claims =
            json!({ "aud": format!("{PUBLIC_URL}/"), "iss": CLIENT, "scope": SCOPE, "exp": NOW + 60 });
        let text = claims.to_string().replacen('{', &format!("{{\"iat\":{number},"), 1);
        let assertion = table.seal(HEADER, text.as_bytes());
        table.assertion(&format!("a number: {number}"), &assertion, MALFORMED);
    }
}
