//! The message catalogue is complete in all three languages, and nobody asks it for a text that it does not have.

use std::collections::{BTreeMap, BTreeSet};

use fullmakt::language::Language;

use super::{File, files, root};

/// A text of one file: where it stands and what it says, comments left out.
struct Text {
    place: String,
    value: String,
}

/// The texts of a language, by key.
fn texts(language: Language) -> BTreeMap<String, Text> {
    let mut found: BTreeMap<String, Text> = BTreeMap::new();
    for file in files(&format!("locales/{}", language.tag()), "ftl") {
        let mut key: Option<String> = None;
        for (number, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, number + 1);
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (name, value) =
                    line.split_once('=').unwrap_or_else(|| panic!("{place}: a text needs a ="));
                let name = name.trim().to_owned();
                let text = Text { place: place.clone(), value: value.trim().to_owned() };
                if let Some(other) = found.insert(name.clone(), text) {
                    panic!("{place}: {name} stands in {} too", other.place);
                }
                key = Some(name);
            } else if line.starts_with('#') {
                key = None;
            } else if let Some(text) = key.as_ref().and_then(|key| found.get_mut(key)) {
                text.value.push('\n');
                text.value.push_str(line.trim());
            }
        }
    }
    found
}

/// The names of the values that a text has room for: `{ $name }`.
fn values(text: &str) -> BTreeSet<String> {
    text.split('$')
        .skip(1)
        .map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
        })
        .collect()
}

#[test]
fn every_text_is_there_in_all_three_languages_with_room_for_the_same_values() {
    let bokmal = texts(Language::Nb);
    let mut faults = Vec::new();
    for language in Language::ALL {
        let these = texts(language);
        for (key, text) in &these {
            if text.value.trim().is_empty() {
                faults.push(format!("{}: {key} is empty", text.place));
            }
            if !language.has(key) {
                faults.push(format!(
                    "{}: {key} stands in a file that src/language/mod.rs does not read",
                    text.place
                ));
            }
            match bokmal.get(key) {
                None => faults.push(format!("{}: {key} is missing in bokmål", text.place)),
                Some(original) if values(&original.value) != values(&text.value) => faults.push(format!(
                    "{}: {key} takes {:?}, in bokmål {:?}",
                    text.place,
                    values(&text.value),
                    values(&original.value)
                )),
                Some(original) => {
                    let name = |place: &str| {
                        place.rsplit('/').next().and_then(|rest| rest.split(':').next()).map(str::to_owned)
                    };
                    if name(&original.place) != name(&text.place) {
                        faults.push(format!(
                            "{}: {key} stands in another file than in bokmål ({})",
                            text.place, original.place
                        ));
                    }
                }
            }
        }
        for (key, text) in &bokmal {
            if !these.contains_key(key) {
                faults.push(format!("{}: {key} is missing in {}", text.place, language.tag()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_three_languages_have_the_same_files() {
    let names = |language: Language| -> Vec<String> {
        let folder = format!("locales/{}", language.tag());
        files(&folder, "ftl").into_iter().map(|file| file.path[folder.len()..].to_owned()).collect()
    };
    for language in [Language::Nn, Language::En] {
        assert_eq!(names(language), names(Language::Nb), "locales/{}", language.tag());
    }
}

/// The calls whose first string is a key.
const ASKS: &[&str] =
    &[".t(", ".t1(", ".t2(", ".count(", ".text(", ".text_with(", ".text_count(", "Fact::said("];

/// The calls whose first string is the beginning of a fault page's keys.
const ASKS_FAULT: &[&str] = &[".fault(", "FaultPage::of("];

/// A key has hyphens and nothing but small letters and digits between them; columns and fields have none.
fn looks_like_a_key(text: &str) -> bool {
    text.contains('-')
        && text.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// The string literal that is the first thing behind `call(`, or, for `anywhere`, the first one before the `;`.
fn first_literal(rest: &str, anywhere: bool) -> Option<&str> {
    let rest = if anywhere {
        rest.split(';').next()?.split_once('"')?.1
    } else {
        rest.trim_start().strip_prefix('"')?
    };
    rest.split('"').next()
}

/// The keys that a file asks for, with the line.
fn asked(file: &File) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (calls, anywhere, endings) in
        [(ASKS, false, &[""][..]), (ASKS_FAULT, true, &["-heading", "-text"][..])]
    {
        for call in calls {
            for (start, _) in file.text.match_indices(call) {
                let Some(key) = first_literal(&file.text[start + call.len()..], anywhere) else { continue };
                if looks_like_a_key(key) {
                    let line = file.text[..start].matches('\n').count() + 1;
                    found.extend(endings.iter().map(|ending| (format!("{key}{ending}"), line)));
                }
            }
        }
    }
    found
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in files("templates", "html").iter().chain(&files("src", "rs")) {
        for (key, line) in asked(file) {
            count += 1;
            if !Language::Nb.has(&key) {
                faults.push(format!("{}:{line}: the catalogue has no {key}", file.path));
            }
        }
    }
    assert!(count > 10, "the test found only {count} texts asked for: it no longer understands how they are");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(root().join("locales/nb/frame.ftl").exists());
}

#[test]
fn a_text_asked_for_in_vain_is_seen() {
    let file = |text: &str| File { path: "src/x/pages.rs".to_owned(), text: text.to_owned() };
    for (text, expected) in [
        ("frame.t(\"nav-order\")", vec!["nav-order"]),
        ("visit.lang.text_with(\n    \"order-received\", &[])", vec!["order-received"]),
        ("row.text(\"recipient\")", vec![]),
        (
            "Err(self.fault(StatusCode::FORBIDDEN, \"needs-contact\", None))",
            vec!["needs-contact-heading", "needs-contact-text"],
        ),
    ] {
        let found: Vec<String> = asked(&file(text)).into_iter().map(|(key, _)| key).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn every_event_of_a_case_has_words() {
    let mut faults = Vec::new();
    for file in files("src", "rs") {
        for (start, _) in file.text.match_indices("\"order.") {
            let action = file.text[start + 1..].split('"').next().unwrap_or_default();
            let key = format!("event-{}", action.replace(['.', '_'], "-"));
            let is_action = action.split('.').count() == 2
                && action.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'));
            if is_action && !Language::Nb.has(&key) {
                faults.push(format!("{}: the history has no words for {action}: {key}", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
