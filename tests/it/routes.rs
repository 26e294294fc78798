//! Who may do what, for every route and everybody, and what each write leaves in the audit (design: deny is the default).
//!
//! The routes are read from the router's source and compared with the table: a route without a row fails, and so does a row
//! without a route. Each row is then tried, in a world with one of everything, by everybody.

mod cast;
mod masking;
mod source;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};

use self::cast::{Body, Cast, Who};
use self::table::{PARTS, Row, Writes};
use crate::support::TestApp;

/// Every route of the service: method and path.
pub(crate) fn all() -> BTreeSet<(String, String)> {
    source::routes()
}

#[test]
fn every_route_stands_in_the_table_and_every_row_is_a_route() {
    let routes = source::routes();
    let mut rows = BTreeSet::new();
    for (part, make) in PARTS {
        for row in make() {
            let route = (row.method.to_owned(), row.path.clone());
            assert!(rows.insert(route), "{part}: {} {} stands twice", row.method, row.path);
        }
    }
    let missing: Vec<_> = routes.difference(&rows).collect();
    let extra: Vec<_> = rows.difference(&routes).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "tests/it/routes/table.rs says for every route who may use it and what it writes in the audit.\n\
         Add a row for: {missing:?}\nTake away: {extra:?}"
    );
}

#[test]
fn every_writing_route_says_what_it_writes() {
    for (part, make) in PARTS {
        for row in make() {
            let writing = matches!(row.method, "POST" | "PUT" | "PATCH" | "DELETE");
            let said = match row.writes {
                Writes::Nothing => !writing,
                Writes::Audit(actions) | Writes::AuditBy(_, actions) => !actions.is_empty(),
                Writes::Unaudited(why) => writing && !why.is_empty(),
            };
            assert!(
                said,
                "{part}: {} {}: say what it writes, or why it writes nothing",
                row.method, row.path
            );
        }
    }
}

/// One test a part, so that they run side by side.
macro_rules! parts {
    ($($name:ident: $part:literal),* $(,)?) => {
        $(#[tokio::test]
        async fn $name() {
            try_part($part).await;
        })*

        #[test]
        fn every_part_of_the_table_is_tried() {
            assert_eq!([$($part),*], PARTS.map(|(name, _)| name));
        }
    };
}

parts! {
    what_is_open_is_open_to_all: "open",
    the_open_register_is_open_to_all: "open register",
    ways_in_let_in_whom_they_should: "ways in",
    orders_are_placed_by_anybody_and_followed_by_their_own: "orders",
    the_desk_is_the_handlers: "desk",
    an_access_is_changed_by_handlers_and_its_own_contact: "afterwards",
    clients_are_their_organisations: "clients",
    the_portal_is_the_fictional_persons: "portal",
    altinns_apis_are_for_those_with_its_tokens: "altinn",
    self_service_is_the_machines_with_the_right_scope: "self-service",
    self_service_below_its_longer_address_is_the_same: "self-service below /api/v1",
}

async fn try_part(name: &str) {
    let (_, make) = PARTS.into_iter().find(|(part, _)| *part == name).expect("a part of the table");
    // All that is wrong is told at once: a table is mended as a whole.
    let mut wrong = Vec::new();
    let mut cast = Cast::new().await;
    for row in make() {
        let expected = expected(&row);
        // The refused first: they change nothing, so that one world does for all of them.
        let mut order = Who::ALL.map(|(who, _)| who);
        order.sort_by_key(|who| (writes_for(&row, expected[who]).is_some(), *who));
        for who in order {
            let changed = try_cell(&cast, &row, who, expected[&who], &mut wrong).await;
            if changed && !row.repeatable {
                cast = Cast::new().await;
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are not as the table says:\n{}", wrong.len(), wrong.join("\n"));
}

/// What one is answered: `303`, `403`, `login`, or `303-` for one that is let through and writes nothing.
fn expected(row: &Row) -> BTreeMap<Who, &'static str> {
    let said: BTreeMap<&str, &'static str> = row
        .who
        .split_whitespace()
        .map(|pair| pair.split_once(':').unwrap_or_else(|| panic!("{}: who:status, not {pair}", row.path)))
        .collect();
    for name in said.keys().filter(|name| **name != "*") {
        assert!(Who::ALL.iter().any(|(_, known)| known == name), "{}: nobody is called {name}", row.path);
    }
    Who::ALL
        .into_iter()
        .map(|(who, name)| {
            let status = said.get(name).or_else(|| said.get("*"));
            (who, *status.unwrap_or_else(|| panic!("{}: what is {name} answered?", row.path)))
        })
        .collect()
}

/// The actor and the actions of the audit rows that one who is answered so leaves.
fn writes_for(row: &Row, status: &str) -> Option<(Option<&'static str>, &'static [&'static str])> {
    let let_through = status.starts_with('2') || status == "303";
    match row.writes {
        Writes::Audit(actions) if let_through => Some((None, actions)),
        Writes::AuditBy(actor, actions) if let_through => Some((Some(actor), actions)),
        _ => None,
    }
}

/// Tries one cell; whether it has changed the world.
async fn try_cell(cast: &Cast, row: &Row, who: Who, expected: &str, wrong: &mut Vec<String>) -> bool {
    let mut caller = cast.come_in(who).await;
    let before = cast.audit().await;
    let at = cast.fill(&row.at);
    let answer = caller.send(&row.sent_as(), &at, row.body, cast).await;
    let cell = format!("{} {} {who:?}", row.method, row.path);
    let got = match answer.status.as_u16() {
        303 if answer.location().starts_with("/logg-inn?") => "login".to_owned(),
        status => status.to_string(),
    };
    if got != expected.trim_end_matches('-') {
        let said: String = answer.text().chars().take(200).collect();
        wrong.push(format!("{cell}: {got} and not {expected} ({at}): {said}"));
    }
    let written: Vec<_> = cast.audit().await.difference(&before).cloned().collect();
    let mut actions: Vec<&str> = written.iter().map(|(_, action, _)| action.as_str()).collect();
    actions.sort_unstable();
    let (actor, wanted) = writes_for(row, expected).unwrap_or((None, &[]));
    if actions != wanted {
        wrong.push(format!("{cell}: the audit got {actions:?} and not {wanted:?}"));
    }
    let actor = actor.unwrap_or(who.actor());
    let is_it = |by: &str| actor.split('|').any(|actor| by.starts_with(actor));
    for (_, action, by) in written.iter().filter(|(_, _, by)| !is_it(by)) {
        wrong.push(format!("{cell}: {action} is said to be by {by}, not {actor}"));
    }
    !written.is_empty() || !wanted.is_empty()
}

/// What may stand in an address where a case number or an id is expected.
const JUNK: [&str; 7] = ["%00", "%FF", "%2F..%2F", "-1", "99999999999999999999", "%F0%9F%90%9F", "'--"];

#[tokio::test]
async fn whatever_stands_in_an_address_is_answered_and_nothing_fails() {
    let cast = Cast::new().await;
    let long = "9".repeat(9_000);
    let mut wrong = Vec::new();
    for who in [Who::Party, Who::Person, Who::Handler, Who::Machine, Who::Key] {
        let mut caller = cast.come_in(who).await;
        for row in PARTS.into_iter().flat_map(|(_, make)| make()) {
            for junk in JUNK.into_iter().chain([long.as_str()]) {
                let parts = row.path.split('/').map(|part| if part.starts_with('{') { junk } else { part });
                let at =
                    format!("{}?sok={junk}&goto={junk}&side={junk}", parts.collect::<Vec<_>>().join("/"));
                let body = match row.body {
                    Body::Form(fields) => Body::Junk(fields),
                    // What a row without a part in its address sends is told by the row itself.
                    _ if !row.path.contains('{') && row.method != "GET" => continue,
                    body => body,
                };
                let answer = caller.send(&row.sent_as(), &at, body, &cast).await;
                if answer.status.is_server_error() {
                    let at: String = at.chars().take(80).collect();
                    wrong.push(format!("{} {at} {who:?}: {}", row.method, answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} requests failed:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn whatever_stands_in_a_form_is_answered_and_nothing_fails() {
    let mut wrong = Vec::new();
    for who in [Who::Party, Who::Person, Who::Handler] {
        let cast = Cast::new().await;
        let mut caller = cast.come_in(who).await;
        for row in PARTS.into_iter().flat_map(|(_, make)| make()) {
            let (Body::Form(fields), true) = (row.body, row.path != "/logg-ut") else { continue };
            let at = cast.fill(&row.at);
            let answer = caller.send(&row.sent_as(), &at, Body::Junk(fields), &cast).await;
            if answer.status.is_server_error() {
                wrong.push(format!("{} {at} {who:?}: {}", row.method, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} requests failed:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_path_that_is_no_text_is_answered_in_the_shape_of_its_surface() {
    let test = TestApp::new().await;
    for (path, shape) in [
        ("/api/v1/clients/%ff", "\"errors\""),
        ("/organizations/%ff", "\"errors\""),
        ("/api/fullmakt/v1/orders/%C3", "\"title\""),
        ("/klienter/%ff", "<!doctype html>"),
        ("/errors/%ff", "<!doctype html>"),
    ] {
        let answer = test.call(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
        assert!(answer.body.to_lowercase().contains(shape), "{path}: {}", answer.body);
    }
}
