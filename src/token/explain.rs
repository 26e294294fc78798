//! Why was I refused? A ledger entry as a path, client → key → scope → grant → delegation → token, with the broken link
//! marked and its repair as the next step.

use serde::{Deserialize, Serialize};

use super::repair::repair;
use crate::language::Language;
use crate::ledger::{self, Entry, Fact};

pub use super::repair::Way;

/// One check, told in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was checked: `client`, `key`, `signature`, `aud` …
    pub name: String,
    /// Whether it held.
    pub passed: bool,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// What was required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
}

impl Check {
    fn told(check: &ledger::Check, language: Language) -> Self {
        let told = |fact: &Fact| fact.told(language);
        Self {
            name: check.name.clone(),
            passed: check.passed,
            seen: check.seen.as_ref().map(told),
            required: check.required.as_ref().map(told),
        }
    }
}

/// One node of the path and the checks behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// `client`, `key`, `scope`, `grant`, `delegation` or `token`.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// The checks behind it that were made.
    pub checks: Vec<Check>,
}

/// How a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// All its checks held.
    Ok,
    /// A check of it did not hold: the refusal came from here.
    Broken,
    /// It was never looked at, since something before it was broken.
    Waiting,
}

/// An entry, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The trace id.
    pub trace_id: String,
    /// Whether a token was issued.
    pub granted: bool,
    /// The code, when it was refused.
    pub code: Option<String>,
    /// The error text that the client saw.
    pub error_description: Option<String>,
    /// The path.
    pub path: Vec<Node>,
    /// What it means, in a sentence.
    pub meaning: String,
    /// What to do next.
    pub repair: String,
    /// Where that is done.
    pub repair_href: Option<String>,
    /// That it is somebody else who does it there, and is to be sent the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair_by: Option<String>,
    /// Who can open that page, where not everybody can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<String>,
    /// What does the same without the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
}

/// Which node a check belongs to.
const NODES: [(&str, &[&str]); 6] = [
    ("client", &["request", "assertion", "client"]),
    ("key", &["key", "certificate", "signature", "aud", "iat", "exp", "jti"]),
    ("scope", &["scope", "consumer_org"]),
    ("grant", &["grant"]),
    ("delegation", &["delegation"]),
    ("token", &[]),
];

/// Explains `entry` in `language`.
pub fn explain(entry: &Entry, language: Language) -> Explanation {
    let delegated = entry.is_delegated();
    let mut broken = false;
    let mut path = Vec::new();
    for (name, checks) in NODES {
        // A token about oneself has no delegation in its path.
        if name == "delegation" && !delegated {
            continue;
        }
        let checks: Vec<Check> = entry
            .checks
            .iter()
            .filter(|check| checks.contains(&check.name.as_str()))
            .map(|check| Check::told(check, language))
            .collect();
        let state = if checks.iter().any(|check| !check.passed) {
            broken = true;
            State::Broken
        } else if broken || (checks.is_empty() && !entry.granted) {
            State::Waiting
        } else {
            State::Ok
        };
        path.push(Node { name: name.to_owned(), state, checks });
    }
    let repair = repair(entry, language);
    Explanation {
        trace_id: entry.trace_id.clone(),
        granted: entry.granted,
        code: entry.code.clone(),
        error_description: entry
            .description
            .as_ref()
            .map(|text| format!("{text} (trace_id: {})", entry.trace_id)),
        path,
        meaning: entry.meaning(language),
        repair: entry.repair(language),
        repair_href: repair.href,
        repair_by: repair.by,
        opened_by: repair.opened_by,
        ways: repair.ways,
    }
}

/// The catalogue's key for a check's name.
pub(super) fn check_key(name: &str) -> String {
    format!("explain-check-{}", name.replace('_', "-"))
}

/// The path in plain characters, for a terminal.
pub fn draw(explanation: &Explanation, language: Language) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for (index, node) in explanation.path.iter().enumerate() {
        let mark = match node.state {
            State::Ok => "✓",
            State::Broken => "✗",
            State::Waiting => "·",
        };
        if index > 0 {
            out.push_str("  │\n");
        }
        let _ = writeln!(out, "  {mark} {}", language.text(&format!("explain-node-{}", node.name)));
        for check in &node.checks {
            let seen = check.seen.as_deref().unwrap_or_default();
            let name = language.text(&check_key(&check.name));
            let line = match (check.passed, check.required.as_deref()) {
                (true, _) if seen.is_empty() => continue,
                (true, _) | (false, None) => format!("  │   {name}: {seen}"),
                (false, Some(required)) => {
                    format!("  │   {name}: {seen}\n  │   {}: {required}", language.text("explain-required"))
                }
            };
            let _ = writeln!(out, "{line}");
        }
    }
    out
}
