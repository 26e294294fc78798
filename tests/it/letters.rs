//! Letters: the words of every kind held still in three languages and both forms, and the ways out of the house when the
//! relay is down, slow, unwilling or cut off.

mod relay;

use std::fmt::Write as _;

use axum::http::StatusCode;
use fullmakt::language::Language;
use fullmakt::orders::letters::{KINDS, sample};

use super::support::TestApp;

/// Every key of the catalogue's letters: `KEY-subject` with `KEY-body`.
fn keys_of_the_catalogue() -> Vec<String> {
    let mut keys = Vec::new();
    for file in super::house::files("locales/nb", "ftl") {
        let names: Vec<&str> =
            file.text.lines().filter_map(|line| line.split_once(" =").map(|(name, _)| name)).collect();
        keys.extend(
            names
                .iter()
                .filter_map(|name| name.strip_suffix("-subject"))
                .filter(|key| names.contains(&format!("{key}-body").as_str()))
                .map(str::to_owned),
        );
    }
    keys.sort();
    keys
}

#[test]
fn every_letter_of_the_catalogue_can_be_looked_at() {
    let mut shown: Vec<&str> = KINDS.to_vec();
    shown.sort_unstable();
    assert_eq!(keys_of_the_catalogue(), shown);
}

#[tokio::test]
async fn the_words_of_every_letter() {
    let test = TestApp::new().await;
    for language in Language::ALL {
        let (mut texts, mut documents) = (String::new(), String::new());
        for kind in KINDS {
            let written = sample(&test.app, language, kind);
            for form in [&written.subject, &written.text, &written.html] {
                assert!(!form.contains("{ $") && !form.contains('\u{E000}'), "{kind}: {form}");
            }
            assert!(
                written.text.lines().all(|line| line.chars().count() <= 72 || line.contains("http")),
                "{kind}"
            );
            writeln!(texts, "==== {kind}\nSubject: {}\n\n{}", written.subject, written.text).unwrap();
            writeln!(documents, "==== {kind}\n{}", written.html).unwrap();
        }
        insta::assert_snapshot!(format!("letters_{}_text", language.tag()), texts);
        insta::assert_snapshot!(format!("letters_{}_html", language.tag()), documents);
    }
}

#[tokio::test]
async fn a_handler_looks_at_letters_and_nobody_else_does() {
    let test = TestApp::new().await;
    let mut handler = test.handler().await;
    let list = handler.get("/saksbord/brev/eksempler").await;
    for kind in KINDS {
        assert!(list.body.contains(&format!("/saksbord/brev/eksempler/{kind}\"")), "{kind}");
    }
    let shown = handler.get("/saksbord/brev/eksempler/letter-receipt?sprak=nn").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("Fullmakt er eit testmiljø"), "{}", shown.body);
    let document = handler.get("/saksbord/brev/eksempler/letter-receipt/html?sprak=en").await;
    let policy = document.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(document.body.contains("<html lang=\"en\">"), "{}", document.body);
    assert_eq!(handler.get("/saksbord/brev/eksempler/none").await.status, StatusCode::NOT_FOUND);
    for path in ["/saksbord/brev/eksempler", "/saksbord/brev/eksempler/letter-receipt/html"] {
        assert_eq!(test.browser().get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
