//! The documents speak of the house that stands, and no file grows out of its room.

use super::{files, root};

/// A file of this many lines is refused.
const TOO_LONG: usize = 700;
/// A file of this many lines is asked to be two.
const LONG: usize = 500;

#[test]
#[expect(clippy::print_stdout, reason = "a warning that fails nothing has nowhere else to go")]
fn no_file_is_longer_than_anyone_can_keep_in_mind() {
    let mut refused = Vec::new();
    for file in files("src", "rs").iter().chain(&files("tests", "rs")).chain(&files("templates", "html")) {
        let lines = file.text.lines().count();
        if lines > TOO_LONG {
            refused
                .push(format!("{} has {lines} lines (at most {TOO_LONG}): make two rooms of it", file.path));
        } else if lines > LONG {
            println!("{} has {lines} lines; from {LONG} on it is asking to be two", file.path);
        }
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

/// The places a document may name by path.
const PLACES: &[&str] = &[
    "src/", "templates/", "locales/", "migrations/", "ui/", "tests/", "docs/", "scripts/", "fuzz/", "bench/",
    ".ci/",
];

/// What a document names in backticks or as a link's target, when it looks like a path of ours. A path with a placeholder
/// in it (`ROOM`, `{nb,nn,en}`, `…`, `*`) names a kind of file.
fn named_paths(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || "`()[]\"',;<>|".contains(c))
        .map(|word| {
            word.trim_end_matches(['.', ':', '!', '?'])
                .split('#')
                .next()
                .unwrap_or_default()
                .trim_start_matches("./")
        })
        .filter(|word| PLACES.iter().any(|place| word.starts_with(place)))
        .filter(|word| {
            !word.contains(['{', '}', '*', '…', '$'])
                && !word.contains("ROOM")
                && !word.contains("NNNN")
                && !word.contains("NAME")
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn documents_name_no_path_that_does_not_exist() {
    let mut faults = Vec::new();
    for file in files("", "md") {
        // Decisions are never rewritten, and the list of changes tells of files that are gone.
        if file.path.starts_with("docs/decisions/") || file.path == "CHANGELOG.md" {
            continue;
        }
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for path in named_paths(&file.text) {
            // What a build or a test run makes is not there in a fresh clone.
            let made = ["ui/dist", "ui/node_modules", "tests/browser/node_modules"]
                .iter()
                .any(|made| path.starts_with(made));
            if !made && !root().join(&path).exists() && !root().join(folder).join(&path).exists() {
                faults.push(format!("{}: {path} does not exist", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_architecture_page_names_every_room() {
    let Ok(text) = std::fs::read_to_string(root().join("ARCHITECTURE.md")) else { return };
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let wanted = if entry.path().is_dir() { format!("{name}/") } else { name };
        assert!(text.contains(&wanted), "ARCHITECTURE.md does not name src/{wanted}");
    }
}

#[test]
fn paths_in_documents_are_found() {
    let text = "See `src/token/mod.rs`, [the scripts](scripts/test.sh) and locales/{nb,nn,en}/ROOM.ftl; docs/x.md#part.";
    assert_eq!(named_paths(text), ["src/token/mod.rs", "scripts/test.sh", "docs/x.md"]);
}

/// The names of settings in a text: `FULLMAKT_` and what follows of capitals, digits and `_`.
fn settings_named(text: &str) -> std::collections::BTreeSet<String> {
    text.match_indices("FULLMAKT_")
        .map(|(at, _)| {
            let name = text.get(at..).unwrap_or_default();
            let end = name
                .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(name.len());
            name.get(..end).unwrap_or_default().to_owned()
        })
        .filter(|name| name != "FULLMAKT_")
        .collect()
}

#[test]
fn the_page_of_settings_names_every_setting_and_no_other() {
    // The fault point is for the tests alone; an operator has no use for it.
    let ours = files("src/config", "rs")
        .into_iter()
        .chain(files("src", "rs").into_iter().filter(|file| file.path == "src/config.rs"));
    let mut read = ours.fold(std::collections::BTreeSet::new(), |mut all, file| {
        all.extend(settings_named(&file.text));
        all
    });
    assert!(read.remove("FULLMAKT_FAULT_POINT"), "the settings were not found where they are read");
    let told = settings_named(&std::fs::read_to_string(root().join("docs/settings.md")).unwrap());
    let missing: Vec<_> = read.difference(&told).collect();
    let gone: Vec<_> = told.difference(&read).collect();
    assert!(missing.is_empty(), "docs/settings.md does not tell of {missing:?}");
    assert!(gone.is_empty(), "docs/settings.md tells of settings that are not read: {gone:?}");
}

/// The names of all tests in the sources.
fn tests_of_the_house() -> std::collections::BTreeSet<String> {
    let mut names = std::collections::BTreeSet::new();
    for file in files("tests", "rs").into_iter().chain(files("src", "rs")) {
        let mut marked = false;
        for line in file.text.lines().map(str::trim_start) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                marked = true;
            } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| marked) {
                names.extend(rest.split('(').next().map(str::to_owned));
                marked = false;
            }
        }
    }
    names
}

#[test]
fn the_page_of_compatibility_names_a_test_of_the_house_for_every_rule() {
    let page = std::fs::read_to_string(root().join("docs/compatibility.md")).unwrap();
    let tests = tests_of_the_house();
    let mut faults = Vec::new();
    let (mut column, mut rules) = (None, 0);
    for line in page.lines() {
        let Some(row) = line.strip_prefix('|') else {
            column = None;
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let Some(place) = cells.iter().position(|cell| *cell == "tested by") {
            column = Some(place);
            continue;
        }
        let Some(told) = column.and_then(|place| cells.get(place)).filter(|cell| !cell.starts_with("---"))
        else {
            continue;
        };
        rules += 1;
        let named: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            faults.push(format!("no test is named: {line}"));
        }
        // A script of the public clients is a path, whose being there another test asks.
        for name in named.iter().filter(|name| !name.contains('/')) {
            if !tests.contains(*name) {
                faults.push(format!("{name} is no test: {line}"));
            }
        }
    }
    assert!(rules > 50, "the tables were not found: {rules} rules");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
