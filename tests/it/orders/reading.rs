//! The reader of order mails measured on the corpus (`tests/corpus/README.md`): every fact found, missed or wrong, with its
//! parts apart. All but the first and `faults` were measured before anybody had looked at them; `tests/corpus/README.md` has those
//! figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fullmakt::orders::reading;
use serde_json::Value;

/// Of a part's facts at least this share must be found, in per mille; no organisation number may be wrong and held as sure,
/// and no mail that is no order taken for one.
const GOAL: usize = 950;

/// The parts of the corpus, each of other hands.
const PARTS: [&str; 17] = [
    "one", "two", "three", "four", "five", "six", "faults", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
];

/// What a half came to.
#[derive(Debug, Default)]
struct Report {
    mails: usize,
    expected: usize,
    found: usize,
    missed: usize,
    wrong: usize,
    /// A value where the mail says nothing.
    invented: usize,
    kinds_wrong: usize,
    languages_wrong: usize,
    numbers_wrong_and_sure: usize,
    doubts_held_as_sure: usize,
    no_orders_taken: usize,
    missing_lists_wrong: usize,
    lines: Vec<String>,
}

impl Report {
    fn summary(&self, half: &str) -> String {
        format!(
            "{half}: {} mails, {} facts: {} found ({:.1} %), {} missed, {} wrong, {} invented; kinds wrong {}, languages wrong {}, \
             lists of missing facts wrong {}; wrong numbers held as sure {}, doubtful facts held as sure {}, taken for an order {}",
            self.mails,
            self.expected,
            self.found,
            share(self.found, self.expected),
            self.missed,
            self.wrong,
            self.invented,
            self.kinds_wrong,
            self.languages_wrong,
            self.missing_lists_wrong,
            self.numbers_wrong_and_sure,
            self.doubts_held_as_sure,
            self.no_orders_taken,
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a small corpus, for reading")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// Every path of a fact with its value, `None` where there is none. `fact` reads one of them.
fn facts(
    said: &Value,
    fact: fn(&Value) -> Option<(String, bool)>,
) -> BTreeMap<String, Option<(String, bool)>> {
    let mut facts = BTreeMap::new();
    for party in ["vendor", "customer"] {
        for name in ["number", "name"] {
            facts.insert(format!("{party}.{name}"), fact(&said[party][name]));
        }
        for name in ["name", "email", "phone"] {
            facts.insert(format!("{party}.contact.{name}"), fact(&said[party]["contact"][name]));
        }
    }
    for name in ["name", "email", "phone"] {
        facts.insert(format!("production_contact.{name}"), fact(&said["production_contact"][name]));
    }
    facts.insert("legal_basis".to_owned(), fact(&said["legal_basis"]));
    facts
}

fn expected_fact(value: &Value) -> Option<(String, bool)> {
    value.as_str().map(|value| (value.to_owned(), true))
}

fn read_fact(value: &Value) -> Option<(String, bool)> {
    value["value"].as_str().map(|text| (text.to_owned(), value["certainty"] == "sure"))
}

/// Capitals, blanks and points make no other value; how much of a law's words is quoted is a matter of taste.
fn same(path: &str, one: &str, other: &str) -> bool {
    let fold = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '@' | '+'))
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (one, other) = (fold(one), fold(other));
    one == other || path == "legal_basis" && (one.contains(&other) || other.contains(&one))
}

fn mails(half: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(half);
    let mut mails: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    mails.sort();
    mails
}

fn measure(half: &str) -> Report {
    let mut report = Report::default();
    for path in mails(half) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected: Value =
            serde_json::from_str(&std::fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
        let read = reading::read(&std::fs::read(&path).unwrap()).to_json();
        report.mails += 1;
        if read["kind"] != expected["kind"] {
            report.kinds_wrong += 1;
            report.lines.push(format!("{name}: kind {} instead of {}", read["kind"], expected["kind"]));
            report.no_orders_taken += usize::from(expected["kind"] == "not-an-order");
        }
        report.languages_wrong += usize::from(read["language"] != expected["language"]);
        report.missing_lists_wrong += usize::from(read["missing"] != expected["missing"]);
        let is_doubtful =
            |path: &str| expected["doubtful"].as_array().unwrap().iter().any(|doubtful| doubtful == path);
        let read = facts(&read, read_fact);
        for (path, expected) in facts(&expected, expected_fact) {
            report.expected += usize::from(expected.is_some());
            match (expected, &read[&path]) {
                (None, None) => {}
                (Some((expected, _)), Some((value, sure))) if same(&path, &expected, value) => {
                    report.found += 1;
                    if *sure && is_doubtful(&path) {
                        report.doubts_held_as_sure += 1;
                        report.lines.push(format!("{name}: {path} is sure, and should be doubtful"));
                    }
                }
                (Some((expected, _)), None) => {
                    report.missed += 1;
                    report.lines.push(format!("{name}: {path} missed: {expected}"));
                }
                (expected, Some((value, sure))) => {
                    report.wrong += usize::from(expected.is_some());
                    report.invented += usize::from(expected.is_none());
                    report.numbers_wrong_and_sure += usize::from(*sure && path.ends_with(".number"));
                    let instead = expected.map_or("nothing".to_owned(), |(expected, _)| expected);
                    report
                        .lines
                        .push(format!("{name}: {path} is {value} (sure: {sure}) instead of {instead}"));
                }
            }
        }
    }
    report
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the report is what the test is for; nextest shows it with --no-capture"
)]
fn every_part_of_the_corpus_is_read_as_well_as_it_should_be() {
    for half in PARTS {
        let report = measure(half);
        // Shown with --no-capture, and when something is wrong.
        println!("{}\n{}", report.summary(half), report.lines.join("\n"));
        assert!(report.mails >= 24, "{half} has {} mails", report.mails);
        assert_eq!(report.numbers_wrong_and_sure, 0, "{half}: wrong organisation numbers held as sure");
        assert_eq!(report.no_orders_taken, 0, "{half}: mails that are no order taken for one");
        assert!(
            report.found * 1000 >= report.expected * GOAL,
            "{half}: too little was found\n{}",
            report.lines.join("\n")
        );
    }
}

#[test]
fn every_fact_is_shown_with_words_that_stand_in_the_mail() {
    for path in PARTS.into_iter().flat_map(mails) {
        let reading = reading::read(&std::fs::read(&path).unwrap());
        for (name, fact) in &reading.facts {
            assert!(!fact.from.is_empty(), "{}: {name} says nothing of where it was found", path.display());
        }
    }
}

#[test]
fn a_real_number_in_an_encoded_part_is_masked_before_anything_is_read() {
    // «Testansvarlig: Kari, 02013299997» in base64; the number is one of the published examples of the scheme of 2032.
    let raw = b"From: <kari@a.example>\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
VGVzdGFuc3ZhcmxpZzogS2FyaSwgMDIwMTMyOTk5OTc=\r\n";
    let reading = reading::read(raw);
    assert_eq!(reading.masked, 1);
    assert!(
        !reading.text.contains("02013299997") && reading.text.contains("Testansvarlig"),
        "{}",
        reading.text
    );
}

/// A message with a plain part and an HTML part that say what is given.
fn of_two_parts(plain: &str, html: &str) -> reading::Reading {
    let raw = format!(
        "From: Kari <kari@sprekmaur.example>\r\nSubject: Bestilling\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n\
         --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--x--\r\n"
    );
    reading::read(raw.as_bytes())
}

#[test]
fn a_plain_part_is_read_where_the_html_part_only_stands_for_it() {
    let plain = "Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n\r\nOrg.nr: 310 000 019\r\n\
                 Navn: Sprek Maur AS\r\nTestansvarlig: Kari Oppdiktet\r\nTelefon: 22 33 44 55\r\n";
    let number =
        |reading: &reading::Reading| reading.facts.get("vendor.number").map(|fact| fact.value.clone());
    for stub in [
        "",
        "<html><body></body></html>",
        "<p>Se e-posten i <a href=\"https://post.example/1\">nettleseren</a>.</p>",
        "<img src=\"cid:1\" alt=\"\"><p>View this message in your browser</p>",
    ] {
        let reading = of_two_parts(plain, stub);
        assert_eq!(number(&reading).as_deref(), Some("310000019"), "{stub}: {}", reading.text);
        assert!(
            !reading.text.contains("browser") && !reading.text.contains("nettleseren"),
            "{}",
            reading.text
        );
    }
    // Where both tell of an order, what a person sees is read: what was struck out is out.
    let html = "<p>Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.</p><p>Org.nr: <s>310 000 019</s> 310 000 027</p>\
                <p>Navn: Sprek Maur AS</p>";
    let reading = of_two_parts(plain, html);
    assert!(
        reading.text.contains("310 000 027") && !reading.text.contains("310 000 019"),
        "{}",
        reading.text
    );
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let deep = format!("{}x", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n".repeat(100));
    let wide = format!("Content-Type: text/html\r\n\r\n{}", "<table><tr><td>".repeat(20_000));
    let long = format!("Subject: x\r\n\r\n{}", "Org.nr: 310 000 019, ".repeat(20_000));
    for raw in [&b""[..], b"\xff\xfe\x00", deep.as_bytes(), wide.as_bytes(), long.as_bytes()] {
        let _ = reading::read(raw);
    }
}

/// An order with `facts` in its middle.
fn order(facts: &str) -> reading::Reading {
    reading::read_text(&format!("Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\n\n{facts}\n"))
}

#[test]
fn what_is_hidden_or_looks_like_something_else_is_never_sure() {
    let number = |reading: &reading::Reading| {
        reading.facts.get("vendor.number").map(|fact| (fact.value.clone(), fact.certainty.key()))
    };
    for (case, facts, expected) in [
        (
            "a number with marks that have no width",
            "Org.nr: 310\u{200b}000\u{feff}019\nNavn: Sprek Maur AS",
            Some(("310000019", "sure")),
        ),
        (
            "a number whose reading direction is turned round",
            "Org.nr: \u{202e}310000019\u{202c}\nNavn: Sprek Maur AS",
            Some(("310000019", "doubtful")),
        ),
        ("a number hidden in a telephone number", "Navn: Sprek Maur AS\nTelefon: +47 310 000 019", None),
        ("a number at the end of a longer one", "Navn: Sprek Maur AS\nReferanse: 4310000019", None),
        ("the number of a bill", "Navn: Sprek Maur AS\nFakturanummer: 310000019", None),
        ("a wrong check digit", "Org.nr: 310000018\nNavn: Sprek Maur AS", Some(("310000018", "doubtful"))),
        (
            "two numbers for one firm",
            "Vi i Sprek Maur AS (org.nr. 310000019) bestiller.\n\nOrg.nr: 320000025\nNavn: Sprek Maur AS",
            Some(("310000019", "doubtful")),
        ),
    ] {
        let found = number(&order(facts));
        let found = found.as_ref().map(|(value, certainty)| (value.as_str(), *certainty));
        assert_eq!(found, expected, "{case}");
    }
    let homoglyph = order(
        "Org.nr: 310000019\nNavn: Sprek Maur AS\nTestansvarlig: Kari Eksempel\nE-post: k\u{430}ri@sprekmaur.example",
    );
    assert_eq!(homoglyph.facts["vendor.contact.email"].certainty.key(), "doubtful");
    let two = reading::read_text(
        "To bestillinger i samme e-post.\n\nBestilling 1\nSystemleverandør: Sprek Maur AS, org.nr. 310000019\nFiktiv virksomhet, vi delegerer selv.\n\n\
         Bestilling 2\nSystemleverandør: Varsom Due AS, org.nr. 320000025\nFiktiv virksomhet, vi delegerer selv.\n",
    );
    assert_eq!(two.kind.key(), "ambiguous");
    assert!(
        two.facts.iter().all(|(path, fact)| !path.ends_with(".number") || fact.certainty.key() == "doubtful"),
        "{:?}",
        two.facts
    );
}

#[test]
fn the_longest_mails_are_read() {
    // As much as a mail may hold of what costs most: the reading is bounded, so that these end at once.
    let line = "Vi i Sprek Maur AS, org.nr. 310 000 019, tlf. 22 33 44 55, kari@x.example: ".repeat(1_400);
    let lines = "Testansvarlig: Kari Eksempel, kari@x.example, 22 33 44 55\n".repeat(10_000);
    let answers: Vec<String> =
        (0..2_000).map(|depth| format!("{} Org.nr: 310000019", ">".repeat(depth % 200))).collect();
    let quotes = answers.join("\n");
    let colons = "a: ".repeat(3_000);
    let brackets = "(Org.nr ".repeat(12_000);
    // Many different numbers and organisations, and one number in many places.
    let numbers: Vec<String> =
        (0..4_000).map(|at| format!("Firma{at} AS, org.nr. {}", 310_000_000 + at)).collect();
    let numbers = numbers.join("\n");
    let one = "ikke 310000019, tidligere Varsom Due AS 310000019 eller 320000025? ".repeat(300);
    for text in [line, lines, quotes, colons, brackets, numbers, one.clone(), one.replace("? ", "\n")] {
        let _ = reading::read_text(&text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_of_a_mail_are_read_without_a_panic(words in proptest::collection::vec(word(), 0..60)) {
        let text = words.concat();
        let reading = reading::read_text(&text);
        for (path, fact) in &reading.facts {
            proptest::prop_assert!(!fact.from.is_empty(), "{path}");
            if path.ends_with(".number") {
                // A number is always nine digits, and a sure one is always one that may exist.
                proptest::prop_assert!(fact.value.len() == 9 && fact.value.chars().all(|c| c.is_ascii_digit()));
                if fact.certainty.key() == "sure" {
                    proptest::prop_assert!(fullmakt::numbers::OrgNumber::parse(&fact.value).is_ok(), "{}", fact.value);
                }
            }
        }
    }

    #[test]
    fn any_characters_are_read_without_a_panic(text in "\\PC{0,400}") {
        let _ = reading::read_text(&text);
        let _ = reading::read(text.as_bytes());
    }
}

/// Words that mails are made of, and what stands between them; in an order that nobody would write.
fn word() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::{Just, Strategy as _, prop_oneof};
    let fixed = [
        "Org.nr", "org.nr. ", "Testansvarlig", "Kunde", "Kundens ", "kunden vår ", "Systemleverandør",
        "Vi i ", "oss ", "på vegne av ", "Sprek Maur AS", "Varsom Due ASA", "Kari Eksempel", "Kari",
        "henholdsvis ", "delegere ", "fiktiv virksomhet", "Det er ", " er ", ": ", ", ", ". ", "\n", "\n\n",
        "> ", " – ", " | ", "\t", "  ", "(", ")", "<", "§ 4 første ledd", "310000019", "320 000 028",
        "310000018", "+47 22 33 44 55", "22 33 44 55", "kari@sprekmaur.example", "Mvh\n",
        "Fra: Ola <ola@x.example>\n", "æøå", "\u{202e}", "\u{200b}", "e\u{301}", "🦊", "-- \n", "İ", "ß",
        "rettelse ", "samme person ", "og ", "produksjon ", "deres ", "undertegnede ",
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => Just(" ".to_owned()),
    ]
}
