//! Commands as they are typed: what they do where there is no world, and when nobody reads on.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;

fn fullmakt(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
    command.env_clear().env("FULLMAKT_DATA", data).env("FULLMAKT_RESOLVER", "off").stdin(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    fullmakt(data).args(arguments).output().expect("it runs")
}

#[test]
fn a_command_that_needs_a_world_begins_none_and_says_that_there_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("world");
    let key = folder.path().join("key.pem").display().to_string();
    for arguments in [
        &["explain", "0123456789abcdef0123456789abcdef"][..],
        &["order", "list"],
        &["order", "renew", "2026-00001"],
        &["order", "login-link"],
        &["order", "api-key", "--org", "310000019"],
        &["world", "dump"],
        &["world", "clock"],
        &["client", "new", "--org", "310000019", "--name", "Prøve", "--make-key", &key],
        &["client", "key", "en-klient", "--make-key", &key],
        &["client", "scope", "en-klient", "brreg:reelle/media"],
        &["ca", "issue", "--org", "310000019"],
        &["ca", "show"],
        &["prefix", "list"],
        &["prefix", "give", "oppdiktet", "--org", "310000019"],
        &["prefix", "take", "oppdiktet"],
    ] {
        let output = run(&data, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains("there is no world in") && told.contains("--data"), "{arguments:?}: {told}");
        assert!(told.contains("fullmakt serve, or fullmakt world load FILE"), "{arguments:?}: {told}");
        assert!(!data.exists(), "{arguments:?} left something behind");
        assert!(!folder.path().join("key.pem").exists(), "a key of no client");
    }
}

#[test]
fn a_pipe_that_is_closed_ends_a_command_quietly() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.json");
    std::fs::write(&file, "{}").expect("written");
    let loaded = run(folder.path(), &["world", "load", &file.to_string_lossy()]);
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
    let mut command = fullmakt(folder.path());
    command.args(["world", "dump"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{:?}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_handlers_name_that_cannot_be_shown_is_refused_with_what_a_name_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "a".repeat(101);
    for (name, told) in [
        ("", "at least one letter"),
        ("Kari\u{7}", "control characters"),
        ("Kari \u{202e}neseT", "control characters"),
        (long.as_str(), "at most 100"),
        // A published example of the scheme of 2032; nobody has it.
        ("Kari 02013299997", "identity number"),
    ] {
        let output = run(folder.path(), &["order", "login-link", "--name", name]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name:?}: {said}");
        assert!(said.contains(told), "{name:?}: {said}");
    }
}

#[test]
fn a_setting_that_cannot_be_used_ends_the_start_with_its_own_example() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.json");
    std::fs::write(&broken, "{").expect("written");
    let broken = broken.to_string_lossy().into_owned();
    for (setting, value, told) in [
        ("FULLMAKT_ENHETSREGISTERET", "tull", "no such file"),
        ("FULLMAKT_ENHETSREGISTERET", broken.as_str(), "no JSON array"),
        ("FULLMAKT_MAIL_ADDRESS", "tull", "not a mail address"),
        ("FULLMAKT_PORTAL_URL", "x", "no http address"),
        ("FULLMAKT_ORDERS_PER_HOUR", "abc", "Example: FULLMAKT_ORDERS_PER_HOUR=60"),
    ] {
        let output = fullmakt(&folder.path().join("world"))
            .env(setting, value)
            .args(["serve", "--listen", "127.0.0.1:0", "--smtp-listen", "off"])
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{setting}={value}: {said}");
        assert!(said.contains(setting) && said.contains(told), "{setting}={value}: {said}");
    }
}

#[test]
fn what_belongs_to_nobody_or_is_no_trace_id_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.json");
    std::fs::write(&file, "{}").expect("written");
    assert!(run(folder.path(), &["world", "load", &file.to_string_lossy()]).status.success());
    for (arguments, told) in [
        (&["client", "new", "--org", "310000019", "--name", "Prøve"][..], "no organisation of this world"),
        (&["explain", "XYZ"], "no trace id"),
        (
            &["explain", "Invalid. (trace_id: 0123456789abcdef0123456789abcdef)"],
            "has the trace id 0123456789abcdef0123456789abcdef",
        ),
    ] {
        let output = run(folder.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}

#[test]
fn prefixes_are_handed_out_listed_and_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.json");
    let party = |number: &str| json!({ "number": number, "name": "Prøve AS" });
    let world = json!({ "organisation": [party("310000019"), party("313513408")] });
    std::fs::write(&file, world.to_string()).expect("written");
    assert!(run(folder.path(), &["world", "load", &file.to_string_lossy()]).status.success());
    for (arguments, code, told) in [
        (&["prefix", "give", "oppdiktet", "--org", "310000019"][..], 0, "oppdiktet now belongs to 310000019"),
        (&["prefix", "give", "ingens", "--org", "314208641"], 1, "fullmakt world load FILE"),
        (&["prefix", "give", "kartverket", "--org", "974760673"], 0, "kartverket now belongs to 974760673"),
        (
            &["prefix", "give", "oppdiktet", "--org", "310 000 019"],
            0,
            "belongs to 310000019 already; nothing was changed",
        ),
        (
            &["prefix", "give", "oppdiktet", "--org", "313513408"],
            1,
            "belongs to 310000019; a prefix has one owner",
        ),
        (&["prefix", "give", "brreg", "--org", "310000019"], 1, "the prefix brreg belongs to 974760673"),
        (&["prefix", "give", "a b", "--org", "310000019"], 1, "letters, digits and ._-"),
        (&["prefix", "give", "annen", "--org", "310000018"], 1, "--org 310000018"),
        (&["prefix", "take", "oppdiktet"], 0, "oppdiktet now is closed"),
        (&["prefix", "take", "oppdiktet", "--json"], 0, r#"{"prefix":"oppdiktet","changed":false}"#),
        (&["prefix", "take", "finnes-ikke"], 1, "there is no prefix finnes-ikke"),
        (&["prefix", "list"], 0, "closed"),
        (&["prefix", "list", "--json"], 0, r#""prefix":"idporten""#),
    ] {
        let output = run(folder.path(), arguments);
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}

/// What a page says to type, block by block: those of shell, and in others the lines behind a dollar sign.
fn typed(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    for block in page.split("```").skip(1).step_by(2) {
        if let Some(shell) = block.strip_prefix("sh\n") {
            blocks.push(shell.to_owned());
        } else {
            blocks.extend(block.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned));
        }
    }
    blocks
}

#[test]
fn the_first_commands_of_the_pages_work_in_an_empty_directory() {
    let binary = Path::new(env!("CARGO_BIN_EXE_fullmakt")).parent().expect("a directory");
    for (page, count, told) in [
        (include_str!("../../docs/self-service.md"), 2, "client_id"),
        (include_str!("../../docs/certificates.md"), 2, "issued to     Sprek Maur AS (310000019)"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut said = String::new();
        for block in typed(page).into_iter().take(count) {
            let output = Command::new("sh")
                .args(["-ec", &block])
                .env_clear()
                .env("PATH", format!("{}:/usr/bin:/bin", binary.display()))
                .env("FULLMAKT_DATA", folder.path())
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .output()
                .expect("it runs");
            assert!(output.status.success(), "{block}: {}", String::from_utf8_lossy(&output.stderr));
            said.push_str(&String::from_utf8_lossy(&output.stdout));
        }
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn the_operator_gives_a_client_of_a_world_file_keys_and_scopes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, file) = (folder.path().join("world"), folder.path().join("world.toml"));
    let text = r#"
        [[organisation]]
        number = "310000019"
        name = "Sprek Maur AS"
        [[grant]]
        organisation = "310000019"
        scope = "brreg:reelle/media"
        [[client]]
        id = "fagsystemet"
        name = "Fagsystemet"
        organisation = "310000019"
    "#;
    std::fs::write(&file, text).expect("written");
    let done = |arguments: &[&str]| -> serde_json::Value {
        let output = run(&data, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("a line of JSON")
    };
    done(&["world", "load", &file.to_string_lossy(), "--json"]);
    let key = folder.path().join("key.pem");
    let made = done(&["client", "key", "fagsystemet", "--make-key", &key.to_string_lossy(), "--json"]);
    let pem = std::fs::read_to_string(&key).expect("the private key");
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"), "no private key was written");
    let scopes = done(&["client", "scope", "fagsystemet", "brreg:reelle/media", "--json"]);
    assert_eq!(scopes["scopes"], json!(["brreg:reelle/media"]));

    let dumped = done(&["world", "dump", "--json"]);
    let client = &dumped["client"][0];
    assert_eq!(client["scopes"], json!(["brreg:reelle/media"]));
    assert_eq!(client["key"][0]["kid"], made["kid"], "{client}");

    for (arguments, told) in [
        (&["client", "key", "ingen", "--make-key", "x.pem"][..], "no client of this world has the id ingen"),
        (&["client", "key", "fagsystemet"], "--make-key OUT.pem"),
        (&["client", "scope", "fagsystemet", "finnes:ikke"], "finnes:ikke"),
    ] {
        let output = run(&data, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    assert!(!std::path::Path::new("x.pem").exists(), "a key of no client");
}
