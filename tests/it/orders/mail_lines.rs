//! The lines that the start page offers for a mail: filled in, they are an order of that kind in which nothing is missing.

use fullmakt::language::Language;
use fullmakt::orders::{OrderKind, legal_basis, reading};
use serde_json::Value;

/// What stands behind the colons of a kind's lines, in their order.
const fn answers(kind: OrderKind) -> &'static [&'static str] {
    match kind {
        OrderKind::FictionalCustomer => {
            &["313513408", "Lystig Elg AS", "Kari Testesen", "kari@elg.example", "+47 400 00 001"]
        }
        OrderKind::ExistingCustomer => &[
            "313513408", "Lystig Elg AS", "Kari Testesen", "kari@elg.example", "+47 400 00 001", "314208641",
            "Rolig Måke AS", "Ola Prøvesen", "ola@maake.example", "+47 400 00 002",
        ],
        OrderKind::Direct => &[
            "314208641", "Rolig Måke AS", "Ola Prøvesen", "ola@maake.example", "+47 400 00 002",
            "Pia Produksjon", "pia@maake.example", "+47 400 00 003", "hvitvaskingsloven § 4",
        ],
    }
}

/// The facts of a reading, in the order of its members.
fn facts(value: &Value, found: &mut Vec<(String, String)>) {
    let Some(members) = value.as_object() else { return };
    if let (Some(Value::String(value)), Some(Value::String(certainty))) =
        (members.get("value"), members.get("certainty"))
    {
        found.push((value.clone(), certainty.clone()));
        return;
    }
    members.values().for_each(|member| facts(member, found));
}

#[test]
fn the_start_pages_lines_filled_in_are_a_whole_order_of_their_kind() {
    for language in Language::ALL {
        for kind in OrderKind::ALL {
            let lines = language.text(&format!("start-{}-lines", kind.slug()));
            let mut given = answers(kind).iter();
            let body: Vec<String> = lines
                .lines()
                .map(|line| match line.trim() {
                    label if label.ends_with(':') => {
                        format!("{label} {}", given.next().expect("an answer for every label"))
                    }
                    other => other.to_owned(),
                })
                .collect();
            assert_eq!(given.next(), None, "{language:?} {kind:?}: a label for every answer");
            let mail = format!(
                "From: Kari Testesen <kari@elg.example>\r\nTo: bestilling@fullmakt.example\r\nSubject: Test\r\n\
                 Message-ID: <lines@elg.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
                body.join("\r\n")
            );
            let read = reading::read(mail.as_bytes()).to_json();
            assert_eq!(read["kind"], kind.key().replace('_', "-"), "{language:?}: {read:#}");
            assert_eq!(read["missing"].as_array().map(Vec::len), Some(0), "{language:?} {kind:?}: {read:#}");
            let mut found = Vec::new();
            facts(&read, &mut found);
            assert_eq!(found.len(), answers(kind).len(), "{language:?} {kind:?}: {found:?}");
            assert!(
                found.iter().all(|(_, certainty)| certainty == "sure"),
                "{language:?} {kind:?}: {found:?}"
            );
            for number in answers(kind).iter().filter(|answer| answer.len() == 9) {
                assert!(found.iter().any(|(value, _)| value == number), "{language:?} {kind:?}: {found:?}");
            }
        }
    }
}

#[test]
fn a_labelled_line_with_the_name_of_a_legal_basis_gives_that_basis() {
    let kind = OrderKind::Direct;
    for basis in legal_basis::ALL {
        let names = Language::ALL.map(|language| language.text(&format!("legal-basis-{}", basis.key)));
        let key = (basis.key != legal_basis::OWN_WORDS).then(|| basis.key.to_owned());
        for said in names.into_iter().chain(key) {
            let lines = Language::Nb.text(&format!("start-{}-lines", kind.slug()));
            let mut given = answers(kind).iter();
            let body: Vec<String> = lines
                .lines()
                .map(|line| match (line.trim(), given.as_slice().len()) {
                    (label, 1) if label.ends_with(':') => format!("Hjemmel: {said}"),
                    (label, _) if label.ends_with(':') => {
                        format!("{label} {}", given.next().expect("an answer"))
                    }
                    (other, _) => other.to_owned(),
                })
                .collect();
            let mail = format!(
                "From: Ola Prøvesen <ola@maake.example>\r\nTo: bestilling@fullmakt.example\r\nSubject: Test\r\n\
                 Message-ID: <basis@maake.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
                body.join("\r\n")
            );
            let read = reading::read(mail.as_bytes()).to_json();
            assert_eq!(read["legal_basis"]["key"], basis.key, "{said}: {read:#}");
        }
    }
}
