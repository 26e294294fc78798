//! Enhetsregisteret's bulk file as a table to look up in.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use fullmakt::app::App;
use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::ids::Random;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::registry::import::{ImportError, Imported, Source, import};
use fullmakt::parties::registry::{Lookup, look_up};
use fullmakt::server;
use serde_json::{Value, json};

use crate::orders::on_node;
use crate::support::TestApp;
use crate::support::database::{self, TestDatabase};

/// Made-up organisations whose numbers begin with 3, every third of them a sole proprietor.
fn organisations(count: usize, seed: u64) -> Vec<(OrgNumber, Value)> {
    let random = Random::seeded(seed);
    let mut numbers = std::collections::BTreeSet::new();
    while numbers.len() < count {
        numbers.insert(OrgNumber::make(3, &mut |bound| random.below(bound)));
    }
    numbers.into_iter().enumerate().map(|(index, number)| (number, organisation(number, index))).collect()
}

fn organisation(number: OrgNumber, index: usize) -> Value {
    let form = if index % 3 == 2 { "ENK" } else { "SÆR" };
    json!({
        "organisasjonsnummer": number,
        "navn": format!("OPPDIKTET, \"BEDRIFT\" {index} ÆØÅ"),
        "organisasjonsform": { "kode": form, "beskrivelse": "En form", "_links": { "self": { "href": "x" } } },
        "telefon": "22 33 44 55",
        "epostadresse": "post@bedrift.example",
        "forretningsadresse": { "landkode": "NO", "postnummer": "0150", "poststed": "OSLO", "adresse": ["Prøvegata 2", null, ""],
                                "kommune": "OSLO", "kommunenummer": "0301" },
        "konkurs": false,
        "antallAnsatte": 7
    })
}

fn json_file(organisations: &[(OrgNumber, Value)]) -> String {
    let all: Vec<&Value> = organisations.iter().map(|(_, entity)| entity).collect();
    json!(all).to_string()
}

fn csv_file(organisations: &[(OrgNumber, Value)]) -> String {
    let mut out = "organisasjonsnummer,navn,organisasjonsform.kode,organisasjonsform.beskrivelse,telefon,forretningsadresse.postnummer,forretningsadresse.poststed,konkurs\n".to_owned();
    for (number, entity) in organisations {
        let quoted = |value: &Value| value.as_str().unwrap_or_default().replace('"', "\"\"");
        let _ = writeln!(
            out,
            "\"{number}\",\"{}\",{},En form,22334455,0150,OSLO,false",
            quoted(&entity["navn"]),
            quoted(&entity["organisasjonsform"]["kode"])
        );
    }
    out
}

/// The same with each column's name in quotes.
fn csv_with_quoted_names(csv: &str) -> String {
    let (names, rows) = csv.split_once('\n').expect("a line of names");
    format!("\"{}\"\n{rows}", names.replace(',', "\",\""))
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

struct Files {
    directory: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory") }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

async fn with_table() -> TestApp {
    TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", "table")]).await
}

async fn bring_in(app: &App, path: &Path) -> Result<Imported, ImportError> {
    import(app, Source::File(path.to_owned()), false, &mut |_| {}).await
}

async fn name_of(app: &App, number: OrgNumber) -> String {
    match look_up(app, number).await {
        Lookup::Found(entity) => entity.name,
        Lookup::Unknown => "unknown".to_owned(),
        Lookup::Unreachable(_) => "unreachable".to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn every_shape_of_the_file_gives_the_same_table_without_sole_proprietors() {
    let organisations = organisations(40, 1);
    let (json, csv) = (json_file(&organisations), csv_file(&organisations));
    let marked = [b"\xef\xbb\xbf", json.as_bytes()].concat();
    let marked_csv = [b"\xef\xbb\xbf", csv.as_bytes()].concat();
    let files = Files::new();
    for (name, content) in [
        ("plain.json", json.as_bytes().to_vec()),
        ("packed.json.gz", gzip(json.as_bytes())),
        ("plain.csv", csv.as_bytes().to_vec()),
        ("packed", gzip(csv.as_bytes())),
        ("marked.json", marked.clone()),
        ("marked.csv", marked_csv),
        ("marked.json.gz", gzip(&marked)),
        ("two-parts.gz", [gzip(&json.as_bytes()[..500]), gzip(&json.as_bytes()[500..])].concat()),
        // As Enhetsregisteret writes it, and our own file.
        ("quoted.csv", csv_with_quoted_names(&csv).into_bytes()),
        ("windows.csv", csv.replace('\n', "\r\n").into_bytes()),
        ("blanks.json", format!("\n  {json}\n\n").into_bytes()),
    ] {
        let test = with_table().await;
        assert_eq!(name_of(&test.app, organisations[0].0).await, "unreachable", "nothing was imported yet");
        let imported = bring_in(&test.app, &files.write(name, &content)).await.expect(name);
        let expected = Imported {
            rows: 40,
            kept: 27,
            sole_proprietors: 13,
            repeated: 0,
            resumed_at: 0,
            was_in_use: false,
        };
        assert_eq!(imported, expected, "{name}");
        for (index, (number, entity)) in organisations.iter().enumerate() {
            let expected = if index % 3 == 2 { "unknown" } else { entity["navn"].as_str().expect("a name") };
            assert_eq!(name_of(&test.app, *number).await, expected, "{name}");
        }
        let Lookup::Found(found) = look_up(&test.app, organisations[0].0).await else { panic!() };
        assert_eq!(found.form, "SÆR");
        assert_eq!(found.raw["forretningsadresse"]["poststed"], "OSLO");
        for left_out in ["22334455", "22 33 44 55", "Prøvegata", "bedrift.example", "ENK"] {
            let sql = format!("SELECT count(*) AS n FROM entities WHERE entity LIKE '%{left_out}%'");
            assert_eq!(test.count(&sql).await, 0, "{name}: {left_out} is not kept");
        }
        assert_eq!(test.count("SELECT count(*) AS n FROM organisations WHERE origin = 'imported'").await, 0);
        assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'entities.imported'").await, 1);
    }
}

#[tokio::test]
async fn a_file_that_is_not_right_is_told_by_its_row_and_the_former_table_stays() {
    let before = organisations(12, 1);
    let others = organisations(9, 2);
    let (json, csv) = (json_file(&others), csv_file(&others));
    let swap = |from: &str, to: &str| json.replacen(from, to, 1);
    let fifth = others[4].0.to_string();
    let wrong_digit = format!("{}{}", &fifth[..8], (fifth[8..].parse::<u8>().expect("a digit") + 1) % 10);
    let latin = |text: &str| -> Vec<u8> {
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin 1")).collect()
    };
    let packed = gzip(json.as_bytes());
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    let long = format!("[{{\"navn\":\"{}\"}}]", "x".repeat(2 * 1024 * 1024));
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("cut json", json.as_bytes()[..json.len() * 2 / 3].to_vec(), "row 7: ", "cut off"),
        ("no end of the array", json.trim_end_matches(']').as_bytes().to_vec(), "row ", "cut off"),
        ("cut gzip", packed[..packed.len() - 20].to_vec(), "row ", "cut off"),
        ("damaged gzip", damaged, "", "Get it anew"),
        (
            "a line behind gzip",
            [packed.as_slice(), b"\n"].concat(),
            "",
            "behind the end of the compressed data",
        ),
        ("more behind gzip", [packed.as_slice(), json.as_bytes()].concat(), "", "behind the end"),
        ("more behind the array", format!("{json} []").into_bytes(), "row 9: ", "not JSON"),
        ("latin 1 json", latin(&json), "row 1: ", "UTF-8"),
        ("latin 1 csv", latin(&csv), "row 1: ", "UTF-8"),
        ("utf 16", [b"\xff\xfe", latin(&json).as_slice()].concat(), "", "UTF-8"),
        ("wrong number", swap(&fifth, &wrong_digit).into_bytes(), "row 5: ", "organisasjonsnummer"),
        ("number as number", swap(&format!("\"{fifth}\""), &fifth).into_bytes(), "row 5: ", "expected"),
        ("no number", swap("organisasjonsnummer", "orgnr").into_bytes(), "row 1: ", "no organisasjonsnummer"),
        ("no name", swap("navn", "name").into_bytes(), "row 1: ", "no navn"),
        ("no form", swap("organisasjonsform", "form").into_bytes(), "row 1: ", "no organisasjonsform"),
        ("subunits", json.replace("SÆR", "BEDR").into_bytes(), "row 1: ", "subunit"),
        (
            "search result",
            format!("{{\"_embedded\":{{\"enheter\":{json}}}}}").into_bytes(),
            "",
            "something else",
        ),
        ("array of numbers", b"[1,2]".to_vec(), "row 1: ", "expected"),
        ("text in quotes", b"\"a text\"".to_vec(), "", "expected"),
        ("page", b"<html><body>Logg inn</body></html>".to_vec(), "", "something else"),
        ("spreadsheet", b"PK\x03\x04\x14\x00".to_vec(), "", "spreadsheet"),
        ("empty", Vec::new(), "", "empty"),
        ("empty gzip", gzip(b""), "", "empty"),
        ("nobody", b"[]".to_vec(), "", "no organisation"),
        ("endless", long.into_bytes(), "row 1: ", "larger than"),
        (
            "other columns",
            b"orgnr;navn\n310000012;X\n".to_vec(),
            "",
            "no column is named organisasjonsnummer",
        ),
        ("short row", csv.replacen(",false\n", "\n", 1).into_bytes(), "row 1: ", "columns"),
        ("cut csv", csv.trim_end().trim_end_matches("lse").as_bytes().to_vec(), "row 9: ", "cut off"),
        ("open quote", csv.replacen("ÆØÅ\"", "ÆØÅ", 1).into_bytes(), "row ", "columns"),
    ];
    let files = Files::new();
    let test = with_table().await;
    let first =
        bring_in(&test.app, &files.write("first", json_file(&before))).await.expect("the first table");
    for (name, content, row, told) in cases {
        let error = bring_in(&test.app, &files.write(name, content)).await.expect_err(name).to_string();
        assert!(error.starts_with(row) && error.contains(told), "{name}: {error}");
        assert!(!error.contains("ÆØÅ") && !error.contains(&wrong_digit), "{name} quotes the file: {error}");
        assert_eq!(name_of(&test.app, others[0].0).await, "unknown", "{name}: half of it is in use");
        assert_ne!(name_of(&test.app, before[0].0).await, "unknown", "{name}: the former table is in use");
    }
    let rows = test.count("SELECT count(*) AS n FROM entities").await;
    assert_eq!(rows, first.kept, "nothing is left of what was refused");
    assert_eq!(test.count("SELECT count(*) AS n FROM entity_imports").await, 1);
    let missing = bring_in(&test.app, &files.directory.path().join("missing")).await.expect_err("no file");
    assert!(matches!(missing, ImportError::File(_)));
}

#[tokio::test]
async fn another_file_takes_the_place_of_the_former_and_the_same_one_changes_nothing() {
    let files = Files::new();
    let test = with_table().await;
    let (one, other) = (organisations(30, 1), organisations(33, 2));
    let path = files.write("one", json_file(&one));
    bring_in(&test.app, &path).await.expect("the first");
    assert!(bring_in(&test.app, &path).await.expect("the same").was_in_use);
    let imported = bring_in(&test.app, &files.write("other", csv_file(&other))).await.expect("another");
    assert_eq!(name_of(&test.app, one[0].0).await, "unknown");
    assert_ne!(name_of(&test.app, other[0].0).await, "unknown");
    assert_eq!(test.count("SELECT count(*) AS n FROM entities").await, imported.kept);

    let repeated = [&other[..], &other[..4]].concat();
    let imported =
        bring_in(&test.app, &files.write("repeated", json_file(&repeated))).await.expect("repeated");
    assert_eq!((imported.rows, imported.repeated), (37, 3), "one of the four is a sole proprietor");

    let few = files.write("few", json_file(&other[..6]));
    let refused = bring_in(&test.app, &few).await.expect_err("far fewer");
    assert!(refused.to_string().contains("--allow-smaller"), "{refused}");
    assert_ne!(name_of(&test.app, other[9].0).await, "unknown", "the larger one is in use");
    let all_the_same = import(&test.app, Source::File(few), true, &mut |_| {}).await.expect("wanted");
    assert_eq!((all_the_same.rows, all_the_same.resumed_at), (6, 6), "what was read is not read again");
    assert_eq!(name_of(&test.app, other[9].0).await, "unknown");
}

#[tokio::test]
async fn what_the_table_does_not_hold_is_asked_over_http_when_the_settings_say_so() {
    let known = json!({ "organisasjonsnummer": "910049356", "navn": "FRA NETTET AS", "organisasjonsform": { "kode": "ENK" } });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let setting = format!("table,http://{}/api", listener.local_addr().expect("an address"));
    let path = "/api/enheter/910049356";
    let router = axum::Router::new().route(path, axum::routing::get(async move || axum::Json(known)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &setting)]).await;
    let wanted = OrgNumber::parse("910049356").expect("a number");
    assert_eq!(name_of(&test.app, wanted).await, "FRA NETTET AS", "before the first import too");
    let organisations = organisations(5, 1);
    let files = Files::new();
    bring_in(&test.app, &files.write("file", json_file(&organisations))).await.expect("imported");
    assert_eq!(name_of(&test.app, wanted).await, "FRA NETTET AS");
    assert!(name_of(&test.app, organisations[0].0).await.starts_with("OPPDIKTET"));
    assert_eq!(name_of(&test.app, organisations[2].0).await, "unknown", "404 on both sides");
}

#[tokio::test]
async fn of_two_imports_that_run_at_once_one_ends_and_the_table_is_whole() {
    let files = Files::new();
    let test = with_table().await;
    let node = on_node(&test, test.database.another_node().await);
    let (one, other) = (organisations(40, 1), organisations(41, 2));
    for (first, second) in [(&one, &one), (&one, &other), (&other, &one)] {
        let (a, b) = (files.write("a", json_file(first)), files.write("b", json_file(second)));
        let outcomes = tokio::join!(bring_in(&test.app, &a), bring_in(&node, &b));
        let ended = [&outcomes.0, &outcomes.1].into_iter().filter(|outcome| outcome.is_ok()).count();
        assert!(ended >= 1, "{outcomes:?}");
        for outcome in [&outcomes.0, &outcomes.1] {
            assert!(matches!(outcome, Ok(_) | Err(ImportError::Superseded)), "{outcome:?}");
        }
        let in_use = "SELECT count(*) AS n FROM entities e JOIN entity_imports i ON i.id = e.import_id WHERE i.state = 'in_use'";
        let kept = "SELECT kept AS n FROM entity_imports WHERE state = 'in_use'";
        assert_eq!(test.count(in_use).await, test.count(kept).await);
        assert_eq!(test.count("SELECT count(*) AS n FROM entity_imports WHERE state = 'in_use'").await, 1);
    }
}

/// A world that the real binary works on.
pub(crate) enum World {
    Directory(tempfile::TempDir),
    Postgres(TestDatabase),
}

const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

impl World {
    pub(crate) async fn new() -> Self {
        if database::server().is_some() {
            Self::Postgres(database::fresh().await)
        } else {
            Self::Directory(tempfile::tempdir().expect("a directory"))
        }
    }

    fn settings(&self) -> Settings {
        match self {
            Self::Directory(directory) => {
                Settings { data: Some(directory.path().to_owned()), ..Settings::default() }
            }
            Self::Postgres(database) => {
                Settings { database: database.url().map(str::to_owned), ..Settings::default() }
            }
        }
    }

    /// The same world opened in this process, as a command does.
    pub(crate) async fn open(&self) -> App {
        let env = |name: &str| (name == "FULLMAKT_MASTER_KEY").then(|| MASTER_KEY.to_owned());
        let config = Config::from_lookup(self.settings(), &env).expect("settings");
        server::open(config, Clock::system(), Random::system()).await.expect("the world opens")
    }

    /// Runs a command; whether it succeeded, and what it printed.
    pub(crate) fn run(
        &self,
        arguments: &[&str],
        input: Option<&[u8]>,
        fault_point: Option<&str>,
    ) -> (bool, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
        command.args(arguments);
        let settings = self.settings();
        if let Some(data) = &settings.data {
            command.arg("--data").arg(data);
        }
        if let Some(url) = &settings.database {
            command.args(["--database", url]);
        }
        command.env("FULLMAKT_MASTER_KEY", MASTER_KEY);
        if let Some(point) = fault_point {
            command.env("FULLMAKT_FAULT_POINT", point);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        if let Some(input) = input {
            // A process that ends early closes its end.
            let _ = stdin.write_all(input);
        }
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.success(), text(output.stdout), text(output.stderr))
    }

    fn import(&self, file: &str, input: Option<&[u8]>, fault_point: Option<&str>) -> (bool, String, String) {
        self.run(&["parties", "import", "--json", file], input, fault_point)
    }
}

#[tokio::test]
async fn an_import_that_is_killed_goes_on_where_it_was_and_ends_as_if_nothing_had_been() {
    // A batch and the rest.
    let organisations = organisations(6_000, 1);
    let files = Files::new();
    let path = files.write("all.json.gz", gzip(json_file(&organisations).as_bytes()));
    let path = path.to_str().expect("a path");
    for (point, resumed_at) in
        [("entities:batch-written", 5_000), ("entities:before-use", 6_000), ("entities:in-use", 6_000)]
    {
        let world = World::new().await;
        let (ended, printed, _) = world.import(path, None, Some(point));
        assert!(!ended && printed.is_empty(), "{point}: it was killed: {printed}");
        let (ended, printed, told) = world.import(path, None, None);
        assert!(ended, "{point}: {told}");
        let answer: Value = serde_json::from_str(&printed).expect("JSON");
        let imported = &answer["imported"];
        assert_eq!(imported["rows"], 6_000, "{point}");
        assert_eq!(imported["kept"], 4_000, "{point}");
        assert_eq!(imported["sole_proprietors"], 2_000, "{point}");
        assert_eq!(imported["repeated"], 0, "{point}");
        let in_use = point == "entities:in-use";
        assert_eq!(imported["was_in_use"], in_use, "{point}");
        assert_eq!(imported["resumed_at"], if in_use { 0 } else { resumed_at }, "{point}");
    }

    // Another file begins anew, and takes what the killed one had written away.
    let world = World::new().await;
    assert!(!world.import(path, None, Some("entities:batch-written")).0);
    let small = files.write("small.csv", csv_file(&organisations[..7]));
    let (ended, printed, told) = world.import(small.to_str().expect("a path"), None, None);
    assert!(ended, "{told}");
    let answer: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((&answer["imported"]["rows"], &answer["imported"]["resumed_at"]), (&json!(7), &json!(0)));
}

#[tokio::test]
async fn standard_input_is_read_from_its_beginning_and_a_fault_is_told_in_a_sentence() {
    let organisations = organisations(9, 1);
    let world = World::new().await;
    let (ended, printed, told) = world.import("-", Some(&gzip(csv_file(&organisations).as_bytes())), None);
    assert!(ended && told.is_empty(), "no bar where there is no terminal: {told}");
    let answer: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(answer["imported"]["kept"], 6);
    let (ended, printed, told) = world.import("-", Some(b"[{\"organisasjonsnummer\":\"310000012\""), None);
    assert!(!ended && printed.is_empty());
    assert!(told.starts_with("fullmakt: -: row 1: ") && told.trim_end().lines().count() == 1, "{told}");
}
