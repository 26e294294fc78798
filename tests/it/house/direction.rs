//! A room imports only rooms to its right, and `web/` is for pages and JSON alone.

use std::collections::BTreeSet;

use super::{File, code_of, files, is_word, root};

/// The rooms, top of the house first. `main.rs` and `lib.rs` stand outside: they only name what there is.
const ORDER: &[&str] = &[
    "cli", "server", "privacy", "world", "register", "orders", "token", "delegation", "clients", "parties",
    "access", "web", "app", "ledger", "mail", "jobs", "audit", "keys", "db", "config", "language", "numbers",
    "jose", "ids", "clock",
];

/// Exported macros: the language keeps them at the crate's top, whichever room wrote them.
const MACROS: &[&str] = &["params"];

/// Arrows that still point the wrong way, each with what would turn it round. A line that is no longer needed fails.
const KNOWN: &[(&str, &str, &str)] = &[];

/// One arrow: a room that names another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    path: String,
    line: usize,
    from: String,
    to: String,
}

/// The room of `src/ROOM/…`, `src/ROOM.rs` or `templates/ROOM/…`.
fn room_of(path: &str) -> String {
    let inside = path.trim_start_matches("src/").trim_start_matches("templates/");
    let first = inside.split('/').next().unwrap_or_default();
    if path.starts_with("templates/") && !inside.contains('/') {
        "web".to_owned()
    } else {
        first.trim_end_matches(".rs").to_owned()
    }
}

fn position(room: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == room)
}

/// Every name that stands behind `crate::`, groups included, with its line.
fn names_behind_crate(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        // `$crate::` in a macro names the same place; `my_crate::` does not.
        if code[..start].ends_with(is_word) {
            continue;
        }
        let line = code[..start].matches('\n').count() + 1;
        let rest = &code[start + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut fresh = true;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push((std::mem::take(&mut name), line));
                        fresh = true;
                    }
                    c if depth == 0 && fresh && is_word(c) => name.push(c),
                    c if depth == 0 && !c.is_whitespace() => fresh = false,
                    _ => {}
                }
            }
            found.push((name, line));
        } else {
            let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
            found.push((name, line));
        }
    }
    found.retain(|(name, _)| !name.is_empty() && name != "self" && !MACROS.contains(&name.as_str()));
    found
}

/// `super::NAME`, where NAME is a room and the file's own room has no part of that name: a way round `crate::`.
fn names_behind_super(code: &str, room: &str) -> Vec<(String, usize)> {
    code.match_indices("super::")
        .filter_map(|(start, _)| {
            let name: String = code[start + "super::".len()..].chars().take_while(|c| is_word(*c)).collect();
            let own = root().join("src").join(room);
            let is_own = own.join(format!("{name}.rs")).exists()
                || own.join(&name).exists()
                || code.contains(&format!("mod {name}"));
            (position(&name).is_some() && !is_own && name != room)
                .then(|| (name, code[..start].matches('\n').count() + 1))
        })
        .collect()
}

fn arrows(file: &File) -> Vec<Arrow> {
    let from = room_of(&file.path);
    let is_rust = file.path.to_ascii_lowercase().ends_with(".rs");
    let code = if is_rust { code_of(&file.text) } else { file.text.clone() };
    let mut names = names_behind_crate(&code);
    if is_rust {
        names.extend(names_behind_super(&code, &from));
    }
    names
        .into_iter()
        .filter(|(to, _)| *to != from)
        .map(|(to, line)| Arrow { path: file.path.clone(), line, from: from.clone(), to })
        .collect()
}

/// Whether a file may import `web/`: it draws pages or answers in JSON, or wires such files up.
fn may_use_web(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let name = parts.last().copied().unwrap_or_default();
    matches!(name, "http.rs" | "pages.rs")
        || parts.iter().any(|part| matches!(*part, "http" | "pages"))
        || ["src/web/", "src/server", "src/cli", "src/access/", "templates/"]
            .iter()
            .any(|start| path.starts_with(start))
}

/// What is wrong with an arrow, as a sentence, or nothing.
fn fault(arrow: &Arrow) -> Option<String> {
    let place = format!("{}:{}", arrow.path, arrow.line);
    let Some(from) = position(&arrow.from) else {
        return Some(format!("{place}: the room {} does not stand in the order", arrow.from));
    };
    let Some(to) = position(&arrow.to) else {
        return Some(format!(
            "{place}: crate::{} is no room of the order; import it from its own room",
            arrow.to
        ));
    };
    if KNOWN.iter().any(|(one, other, _)| *one == arrow.from && *other == arrow.to) {
        return None;
    }
    if from > to {
        return Some(format!(
            "{place}: {} imports {}, which stands above it. What a lower room must tell an upper one is a job.",
            arrow.from, arrow.to
        ));
    }
    if arrow.to == "web" && !may_use_web(&arrow.path) {
        return Some(format!("{place}: web/ is for http.rs and pages.rs; rules and SQL know no pages"));
    }
    None
}

#[test]
fn a_room_imports_only_rooms_to_its_right() {
    let mut all: Vec<File> = files("src", "rs");
    all.retain(|file| !matches!(file.path.as_str(), "src/main.rs" | "src/lib.rs"));
    all.extend(files("templates", "html"));
    let arrows: Vec<Arrow> = all.iter().flat_map(arrows).collect();
    let faults: BTreeSet<String> = arrows.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "\n{}", faults.into_iter().collect::<Vec<_>>().join("\n"));

    for (from, to, _) in KNOWN {
        assert!(
            arrows.iter().any(|arrow| arrow.from == *from && arrow.to == *to),
            "{from} no longer imports {to}: take the line out of KNOWN"
        );
    }
}

#[test]
fn every_room_stands_in_the_order() {
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let room = name.trim_end_matches(".rs");
        assert!(
            matches!(room, "main" | "lib") || position(room).is_some(),
            "src/{name} does not stand in the order: decide which rooms it may know, and who may know it"
        );
    }
}

#[test]
fn an_arrow_that_is_turned_round_is_reported() {
    let report = |path: &str, text: &str| -> Vec<String> {
        arrows(&File { path: path.to_owned(), text: text.to_owned() }).iter().filter_map(fault).collect()
    };
    for (path, text, expected) in [
        ("src/numbers/mod.rs", "use crate::orders::Order;", "numbers imports orders"),
        (
            "src/numbers/mod.rs",
            "fn f() {\n    crate::server::start();\n}",
            "src/numbers/mod.rs:2: numbers imports server",
        ),
        ("src/keys/mod.rs", "use crate::{clock::Millis, token};", "keys imports token"),
        (
            "src/keys/mod.rs",
            "use crate::{\n    db::{self, Tx},\n    token::TokenServer,\n};",
            "keys imports token",
        ),
        ("src/clock.rs", "use super::ids::Random;", "clock imports ids"),
        ("src/orders/mod.rs", "use crate::web::Frame;", "web/ is for http.rs and pages.rs"),
        ("src/orders/mod.rs", "use crate::common::Thing;", "no room of the order"),
        ("src/helpers/mod.rs", "use crate::db::Tx;", "does not stand in the order"),
        ("templates/parties/list.html", "{{ crate::orders::COUNT }}", "parties imports orders"),
    ] {
        let found = report(path, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains(expected), "{found:?}");
    }
    for (path, text) in [
        ("src/orders/mod.rs", "use crate::{clients, db::{Tx, token}, parties};"),
        ("src/orders/mod.rs", "//! See [`crate::server`].\nlet text = \"crate::cli\";"),
        ("src/orders/pages.rs", "use crate::web::Frame;"),
        ("src/orders/pages/desk.rs", "use crate::web::Frame;"),
        ("src/orders/store.rs", "let row = crate::params![1];"),
        ("src/orders/store.rs", "use super::Order; use other_crate::web;"),
    ] {
        assert_eq!(report(path, text), Vec::<String>::new(), "{text}");
    }
}
