//! The routes as `src/server.rs` writes them: the source is read, since a router cannot be asked what it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A method and a path as the router has it. `ANY` is a route's answer to every other method.
pub(super) type Route = (String, String);

/// Every route of the service.
pub(super) fn routes() -> BTreeSet<Route> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut functions = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for file in files(&root) {
        let text = without_comments(&std::fs::read_to_string(&file).expect("a source file"));
        let inside = file.strip_prefix(&root).expect("below src");
        if inside == Path::new("server.rs") || inside.starts_with("server") {
            functions.extend(routers(&text));
        } else if text.contains(".route(") || text.contains("Router::new()") {
            elsewhere.push(inside.display().to_string());
        }
    }
    assert!(
        elsewhere.is_empty(),
        "every URL stands in src/server.rs or src/server/, where this test reads it; not in {elsewhere:?}"
    );
    let mut found = BTreeSet::new();
    collect("router", "", &functions, &mut found);
    let reached: BTreeSet<&str> = found.iter().map(|(_, path)| path.as_str()).collect();
    assert!(reached.contains("/token") && reached.len() > 50, "the router is read: {reached:?}");
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What a function that makes a router says: `.route(…)`, `.merge(…)`, `.nest(…)` and so on, by name, each with its text.
type Calls = Vec<(&'static str, String)>;

/// The functions of a file that give a router, by name.
fn routers(text: &str) -> BTreeMap<String, Calls> {
    let mut found = BTreeMap::new();
    for (at, _) in text.match_indices("fn ") {
        let rest = &text[at + 3..];
        let Some(brace) = rest.find("{\n") else { continue };
        if !rest[..brace].contains("-> Router") {
            continue;
        }
        let name = rest.split(['(', '<']).next().expect("a name").to_owned();
        let end = rest.find("\n}").expect("the function's end");
        found.insert(name, calls(&rest[brace..end]));
    }
    found
}

const KNOWN: [&str; 10] = [
    "route", "merge", "nest", "fallback", "layer", "with_state", "route_service", "nest_service",
    "route_layer", "method_not_allowed_fallback",
];

/// The outermost method calls of a chain.
fn calls(body: &str) -> Calls {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find('(') {
        let before = &rest[..at];
        let name = before.rsplit('.').next().unwrap_or_default().trim();
        let (inside, after) = balanced(&rest[at..]);
        if let Some(known) = KNOWN.iter().find(|known| **known == name) {
            found.push((*known, inside.to_owned()));
        }
        rest = after;
    }
    found
}

/// What stands between the bracket that `text` begins with and the one that closes it, and what follows.
fn balanced(text: &str) -> (&str, &str) {
    let (mut depth, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return (&text[1..at], &text[at + 1..]);
                }
            }
            _ => {}
        }
    }
    panic!("a bracket is not closed: {text}");
}

fn collect(function: &str, prefix: &str, functions: &BTreeMap<String, Calls>, found: &mut BTreeSet<Route>) {
    let calls = functions.get(function).unwrap_or_else(|| panic!("fn {function} gives a router"));
    for (call, inside) in calls {
        match *call {
            "route" => {
                let (path, methods) = path_and_rest(inside);
                for method in methods_of(methods) {
                    found.insert((method, format!("{prefix}{path}")));
                }
            }
            "merge" => collect(called(inside), prefix, functions, found),
            "nest" => {
                let (path, rest) = path_and_rest(inside);
                collect(called(rest), &format!("{prefix}{path}"), functions, found);
            }
            "fallback" | "method_not_allowed_fallback" | "layer" | "with_state" => {}
            other => panic!("teach tests/it/routes/source.rs what .{other}(…) adds: {inside}"),
        }
    }
}

/// `"/path", rest`
fn path_and_rest(inside: &str) -> (&str, &str) {
    let mut parts = inside.splitn(3, '"');
    let (_, path) = (parts.next(), parts.next().expect("a path in quotes"));
    (path, parts.next().unwrap_or_default().trim_start_matches([',', ' ', '\n']))
}

fn called(expression: &str) -> &str {
    expression.trim().split('(').next().expect("a function's name")
}

/// `get(a).post(b)`
fn methods_of(chain: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = chain.trim().trim_end_matches(',');
    while let Some(at) = rest.find('(') {
        let name = rest[..at].trim_start_matches(['.', ' ', '\n']).trim();
        found.push(match name {
            "get" | "post" | "put" | "patch" | "delete" => name.to_uppercase(),
            "fallback" => "ANY".to_owned(),
            other => panic!("teach tests/it/routes/source.rs the method {other:?} in {chain}"),
        });
        rest = balanced(&rest[at..]).1;
    }
    assert!(!found.is_empty(), "a route has methods: {chain}");
    found
}

#[test]
fn the_reading_finds_what_a_router_can_say() {
    let text = "
pub fn router(s: S) -> Router {
    Router::new()
        .route(\"/a\", get(x::y).post(z))
        .route(
            \"/b/{id}\",
            put(p)
                .delete(q),
        )
        .merge(inner())
        .nest(\"/n\", inner())
        .fallback(not_found)
        .layer(from_fn(state(app), guard))
}

fn inner() -> Router<S> {
    Router::new().route(\"/i\", post(i).fallback(j))
}
";
    let mut found = BTreeSet::new();
    collect("router", "", &routers(text), &mut found);
    let found: Vec<String> = found.into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(
        found,
        ["ANY /i", "ANY /n/i", "DELETE /b/{id}", "GET /a", "POST /a", "POST /i", "POST /n/i", "PUT /b/{id}"]
    );
}
