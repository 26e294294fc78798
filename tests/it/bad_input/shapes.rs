//! What an API alone can get wrong, and a browser only by hand: members that are missing or null, objects that are none,
//! flags that say neither yes nor no. And what was typed into a faulty field itself is kept.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use fullmakt::orders::OrderKind;
use fullmakt::orders::draft::fields;
use serde_json::{Value, json};

use super::{ORDERS, REAL_NUMBER, body, by_api, by_form, is_flag, marked, nothing_stays, put, wrongs};
use crate::orders::draft;
use crate::support::TestApp;

fn is_optional(path: &str) -> bool {
    matches!(path, "message" | "legal_basis_text" | "invite_customer")
}

/// Takes the member at `path` out of a body.
fn take(body: &mut Value, path: &str) {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer = if above.is_empty() { String::new() } else { format!("/{}", above.replace('.', "/")) };
    let members = body.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("an object");
    members.remove(name);
}

/// What stands for a value in a page.
fn escaped(text: &str) -> String {
    text.trim().replace('<', "&#60;").replace('>', "&#62;")
}

#[tokio::test]
async fn a_member_that_is_missing_or_null_is_told_where_it_is_wanted_and_taken_where_it_is_not() {
    for kind in OrderKind::ALL {
        let test = TestApp::new().await;
        for path in fields(kind).iter().filter(|path| !is_optional(path)) {
            let only = BTreeSet::from([(*path).to_owned()]);
            let (mut without, mut null) = (body(&draft(kind)), body(&draft(kind)));
            take(&mut without, path);
            put(&mut null, path, Value::Null);
            for faulty in [without, null] {
                let (status, named, said) = by_api(&test, &faulty).await;
                assert_eq!((status, &named), (StatusCode::UNPROCESSABLE_ENTITY, &only), "{path}: {said}");
            }
        }
        nothing_stays(&test, kind.key()).await;
        let mut without = body(&draft(kind));
        for path in fields(kind).iter().filter(|path| is_optional(path)) {
            put(&mut without, path, Value::Null);
        }
        if kind == OrderKind::Direct {
            put(&mut without, "production_contact", Value::Null);
        }
        let answer = test.json(Method::POST, ORDERS, None, &without).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}: {}", kind.key(), answer.body);
    }
}

#[tokio::test]
async fn an_object_that_is_none_is_one_fault_and_those_beside_it_are_told_as_well() {
    let test = TestApp::new().await;
    for (kind, group) in [
        (OrderKind::FictionalCustomer, "vendor"),
        (OrderKind::FictionalCustomer, "vendor.contact"),
        (OrderKind::ExistingCustomer, "customer"),
        (OrderKind::ExistingCustomer, "customer.contact"),
        (OrderKind::Direct, "production_contact"),
    ] {
        for value in [json!("x"), json!(7), json!(true), json!([]), json!([{ "name": "x" }])] {
            let mut faulty = body(&draft(kind));
            put(&mut faulty, group, value);
            put(&mut faulty, "message", json!(7));
            let expected = BTreeSet::from([group.to_owned(), "message".to_owned()]);
            let (status, named, said) = by_api(&test, &faulty).await;
            assert_eq!((status, named), (StatusCode::UNPROCESSABLE_ENTITY, expected), "{group}: {said}");
        }
        // An object without members lacks all that it should have; a production contact may be left out.
        let mut faulty = body(&draft(kind));
        put(&mut faulty, group, json!({}));
        put(&mut faulty, "message", json!(7));
        let below = format!("{group}.");
        let inside =
            fields(kind).iter().filter(|path| group != "production_contact" && path.starts_with(&below));
        let expected: BTreeSet<String> = inside.copied().chain(["message"]).map(str::to_owned).collect();
        let (_, named, said) = by_api(&test, &faulty).await;
        assert_eq!(named, expected, "{group}: {said}");
    }
    nothing_stays(&test, "objects").await;
}

#[tokio::test]
async fn kind_and_language_are_words_of_their_lists() {
    let test = TestApp::new().await;
    let wrong = [
        Value::Null,
        json!(7),
        json!(true),
        json!(["direct"]),
        json!({}),
        json!(""),
        json!("a\u{7}"),
        json!(REAL_NUMBER),
    ];
    for value in wrong {
        for member in ["kind", "language"] {
            let mut faulty = body(&draft(OrderKind::Direct));
            put(&mut faulty, member, value.clone());
            if member == "language" {
                if value.is_null() {
                    continue;
                }
                put(&mut faulty, "customer.name", json!(""));
            }
            let (status, named, said) = by_api(&test, &faulty).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{member} {value}: {said}");
            assert!(named.contains(member), "{member} {value}: {said}");
            assert_eq!(named.contains("customer.name"), member == "language", "{member} {value}: {said}");
            assert!(!said.contains(REAL_NUMBER), "{said}");
        }
    }
    nothing_stays(&test, "words of lists").await;
}

#[tokio::test]
async fn a_real_identity_number_is_refused_however_it_is_written_and_never_said_again() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    let digits: u64 = REAL_NUMBER.parse().expect("digits");
    for kind in OrderKind::ALL {
        for path in fields(kind).iter().filter(|path| !is_flag(path)) {
            let only = BTreeSet::from([(*path).to_owned()]);
            for written in [REAL_NUMBER.to_owned(), "020132 99997".to_owned(), "020132-99997".to_owned()] {
                let mut faulty = draft(kind);
                faulty.fields.insert((*path).to_owned(), written.clone());
                let page = by_form(&mut browser, &faulty).await;
                assert_eq!(
                    (page.status, marked(&page.body, kind)),
                    (StatusCode::UNPROCESSABLE_ENTITY, only.clone()),
                    "{path}"
                );
                let (status, named, said) = by_api(&test, &body(&faulty)).await;
                assert_eq!((status, &named), (StatusCode::UNPROCESSABLE_ENTITY, &only), "{path}: {said}");
                for shown in [&page.body, &said] {
                    assert!(!shown.contains(REAL_NUMBER) && !shown.contains("99997"), "{path} {written}");
                }
            }
            let mut faulty = body(&draft(kind));
            put(&mut faulty, path, json!(digits));
            let (status, named, said) = by_api(&test, &faulty).await;
            assert_eq!((status, &named), (StatusCode::UNPROCESSABLE_ENTITY, &only), "{path}: {said}");
            assert!(!said.contains("2013299997"), "{said}");
        }
    }
    nothing_stays(&test, "identity numbers").await;
}

#[tokio::test]
async fn a_flag_that_says_neither_yes_nor_no_is_a_fault_of_its_own() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    for kind in OrderKind::ALL {
        for path in fields(kind).iter().filter(|path| is_flag(path)) {
            let only = BTreeSet::from([(*path).to_owned()]);
            for typed in ["j\u{7}a", "ja\0", &"ja".repeat(3_000), REAL_NUMBER] {
                let mut faulty = draft(kind);
                faulty.fields.insert((*path).to_owned(), typed.to_owned());
                let page = by_form(&mut browser, &faulty).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                assert_eq!(marked(&page.body, kind), only, "{path}");
                assert!(!page.body.contains(REAL_NUMBER), "{path}");
            }
            for value in [json!("ja"), json!(1), json!([true]), json!({})] {
                let mut faulty = body(&draft(kind));
                put(&mut faulty, path, value);
                let (status, named, said) = by_api(&test, &faulty).await;
                assert_eq!((status, &named), (StatusCode::UNPROCESSABLE_ENTITY, &only), "{path}: {said}");
            }
        }
    }
    nothing_stays(&test, "flags").await;
}

#[tokio::test]
async fn what_was_typed_into_the_faulty_field_itself_is_kept() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    for kind in OrderKind::ALL {
        for path in fields(kind).iter().filter(|path| !is_flag(path) && **path != "legal_basis") {
            for (what, typed) in wrongs(path).into_iter().filter(|(_, typed)| !typed.contains(REAL_NUMBER)) {
                let mut faulty = draft(kind);
                faulty.fields.insert((*path).to_owned(), typed.clone());
                let page = by_form(&mut browser, &faulty).await;
                let id = path.replace('.', "-");
                let at = page.body.find(&format!("id=\"{id}\"")).expect("the field");
                let field = page.body.get(at..).unwrap_or_default();
                let end = field.find("</div>").unwrap_or(field.len());
                assert!(field[..end].contains(&escaped(&typed)), "{path} {what}: {}", &field[..end]);
            }
        }
    }
    nothing_stays(&test, "kept").await;
}
