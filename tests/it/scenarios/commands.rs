//! Timelines and single deeds as they are typed, on whichever database the tests are; and a play that is killed.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::{REAL, WORLD_PAGE, example};
use crate::support::database::{self, TestDatabase};

/// A world that the real binary is run on, on whichever database the tests are.
enum Place {
    Directory(tempfile::TempDir),
    Postgres(TestDatabase),
}

impl Place {
    async fn new() -> Self {
        if database::server().is_some() {
            Self::Postgres(database::fresh().await)
        } else {
            Self::Directory(tempfile::tempdir().expect("a directory"))
        }
    }

    fn run(&self, arguments: &[&str], file: Option<&str>, fault_point: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
        command.env_clear().env("FULLMAKT_RESOLVER", "off").args(arguments);
        match self {
            Self::Directory(directory) => command.env("FULLMAKT_DATA", directory.path()),
            Self::Postgres(database) => command
                .env("FULLMAKT_DATABASE", database.url().expect("an address"))
                .env("FULLMAKT_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        };
        if let Some(point) = fault_point {
            command.env("FULLMAKT_FAULT_POINT", point);
        }
        let folder = tempfile::tempdir().expect("a folder");
        if let Some(text) = file {
            let path = folder.path().join("file.toml");
            std::fs::write(&path, text).expect("written");
            command.arg(path);
        }
        command.stdin(Stdio::null()).output().expect("it runs")
    }

    /// Runs a command that must succeed, and gives its lines of JSON.
    fn lines(&self, arguments: &[&str], file: Option<&str>) -> Vec<Value> {
        let output = self.run(arguments, file, None);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    async fn loaded() -> Self {
        let place = Self::new().await;
        place.lines(&["world", "load", "--json"], Some(example(WORLD_PAGE)));
        place
    }

    /// What holds between customer and vendor, what ended, and how far ahead the clock is.
    fn state(&self) -> (usize, usize, String) {
        let all = self.lines(&["delegation", "list", "--consumer", "313513408", "--ended", "--json"], None);
        let ended = all.iter().filter(|held| !held["ended_at"].is_null()).count();
        let clock = self.lines(&["world", "clock", "--json"], None);
        (all.len() - ended, ended, clock[0]["ahead"].as_str().expect("ahead").to_owned())
    }
}

const SHORT: &str = r#"
[[event]]
at = "+1d"
delegation_given = { consumer = "313513408", supplier = "314208641", scheme = "brreg-reelle-offentlig" }
[[event]]
at = "+2d"
supplier_removed = { consumer = "313513408", supplier = "314208641", cascade = true }
[[event]]
at = "+3d"
clock = true
"#;

#[tokio::test]
async fn the_command_tries_plays_and_tells_one_object_a_line() {
    let place = Place::loaded().await;
    let tried = place.lines(&["world", "play", "--dry-run", "--json"], Some(SHORT));
    assert_eq!(tried.len(), 4);
    assert_eq!(tried[3]["applied"], false);
    assert_eq!(place.state().0, 1, "a dry run changes nothing");
    let played = place.lines(&["world", "play", "--json"], Some(SHORT));
    let kinds: Vec<&str> = played.iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(kinds, ["delegation_given", "supplier_removed", "clock"]);
    assert_eq!(
        (&played[1]["event"], &played[1]["of"], &played[1]["changed"]),
        (&2.into(), &3.into(), &true.into())
    );
    assert_eq!((&played[3]["ok"], &played[3]["applied"]), (&true.into(), &true.into()));
    let (active, ended, ahead) = place.state();
    assert_eq!((active, ended), (0, 2));
    assert!(ahead.starts_with("15d") || ahead.starts_with("14d23h"), "{ahead}");

    let broken = place.run(&["world", "play", "--json"], Some("[[event]]\nat = \"+1d\"\n"), None);
    assert_eq!(broken.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&broken.stdout).expect("JSON");
    assert_eq!((&told["ok"], &told["faults"][0]["line"]), (&false.into(), &1.into()));
    let broken = place.run(&["world", "play"], Some("[[event]]\nat = \"+1d\"\n"), None);
    let told = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert!(told.contains("has happened, because of\nline 1: event[0]: "), "{told}");
    let plain = place.run(
        &["world", "play"],
        Some("[[event]]\nat = \"+1d\"\nnote = \"en dag\"\nclock = true\n"),
        None,
    );
    let told = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert!(
        told.starts_with("1/1  ") && told.contains("the clock is moved  # en dag\n1 event, 1 of them"),
        "{told}"
    );
}

#[tokio::test]
async fn a_play_that_is_killed_leaves_what_it_had_shown_and_no_half_event() {
    for (point, active, ended, days) in [
        ("play:1:before-commit", 1, 0, 12),
        ("play:1:after-commit", 2, 0, 13),
        // Two delegations and the supplier's row go at once with the step of the clock, or none of it.
        ("play:2:before-commit", 2, 0, 13),
        ("play:2:after-commit", 0, 2, 14),
    ] {
        let place = Place::loaded().await;
        let died = place.run(&["world", "play", "--json"], Some(SHORT), Some(point));
        assert!(!died.status.success(), "{point}: it ends there");
        let (has, had, ahead) = place.state();
        assert_eq!((has, had), (active, ended), "{point}");
        let near = [format!("{days}d"), format!("{}d23h", days - 1)];
        assert!(near.iter().any(|near| ahead.starts_with(near.as_str())), "{point}: {ahead}");
        // Played again it comes to the same end.
        place.lines(&["world", "play", "--json"], Some(SHORT));
        let (has, _, _) = place.state();
        assert_eq!(has, 0, "{point}");
    }
}

#[tokio::test]
async fn single_commands_give_take_back_list_and_end() {
    let place = Place::loaded().await;
    let pair = ["--consumer", "313513408", "--supplier", "314208641"];
    let with = |command: &[&'static str], rest: &[&'static str]| -> Vec<&'static str> {
        [command, &pair, rest, &["--json"]].concat()
    };
    let scheme = ["--scheme", "brreg-reelle-offentlig"];
    let given = place.lines(&with(&["delegation", "give"], &scheme), None);
    assert_eq!((&given[0]["changed"], &given[0]["kind"]), (&true.into(), &"delegation_given".into()));
    let again = place.lines(&with(&["delegation", "give"], &scheme), None);
    assert_eq!(again[0]["changed"], false);
    let back = [&scheme[..], &["--by", "supplier"]].concat();
    place.lines(&with(&["delegation", "withdraw"], &back), None);
    let listed = place.lines(&["delegation", "list", "--supplier", "314208641", "--ended", "--json"], None);
    let ended = listed.iter().find(|held| held["scheme"] == "brreg-reelle-offentlig").expect("listed");
    assert_eq!(ended["ended_because"], "supplier");
    let refused = place.run(&with(&["delegation", "remove-supplier"], &[]), None, None);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("still holds 1 delegation;"));
    place.lines(&with(&["delegation", "remove-supplier"], &["--cascade"]), None);

    let role = ["parties", "role", "--organisation", "313513408", "--person"];
    let taken = place.lines(&[&role[..], &["05910298382", "--take", "all", "--json"]].concat(), None);
    assert_eq!(taken[0]["told"], "Modig Murstein has no role in 313513408");
    let given = place.lines(&[&role[..], &["05910298382", "--give", "BOBE", "--json"]].concat(), None);
    assert_eq!(given[0]["changed"], true);
    for (arguments, status, told) in [
        ([&role[..], &["05910298382", "--give", "SJEF"]].concat(), 1, "there is no such role"),
        ([&role[..], &[REAL, "--give", "DAGL"]].concat(), 1, "--person"),
        ([&role[..], &["05910298382"]].concat(), 2, "--give"),
        (vec!["parties", "end", "313513408"], 2, "--deleted"),
        (vec!["parties", "end", "313513408", "--deleted", "--bankrupt"], 2, "cannot be used"),
        (vec!["parties", "end", "999999999", "--deleted"], 1, "may be a real organisation"),
        (vec!["parties", "end", "313513409", "--deleted"], 2, "last digit does not fit"),
        (vec!["delegation", "list"], 2, "--consumer"),
    ] {
        let output = place.run(&arguments, None, None);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(said.contains(told) && !said.contains(REAL), "{arguments:?}: {said}");
    }
    let end = place.lines(&["parties", "end", "313513408", "--merged-into", "314208641", "--json"], None);
    assert_eq!(end[0]["told"], "313513408 is merged into 314208641; 0 delegations ended");
}
