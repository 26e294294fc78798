//! A file of rules, read with every fault named by its line and field.

use std::fmt;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{ChecksWanted, Rule, Rules};
use crate::clients;
use crate::orders::OrderKind;

/// Largest file that is read, in bytes.
const SIZE_LIMIT: u64 = 256 * 1024;

/// Longest name of a rule.
const NAME_LIMIT: usize = 60;

/// One thing that is wrong in a file of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The field, or nothing when it is the file's form.
    pub field: String,
    /// What is wrong and what was expected.
    pub problem: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "line {}: {}", self.line, self.problem)
        } else {
            write!(f, "line {}: {}: {}", self.line, self.field, self.problem)
        }
    }
}

/// Why a file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It cannot be read.
    #[error(
        "the rules in {path} cannot be read: {problem}. Name a TOML file with FULLMAKT_RULES or --rules."
    )]
    Unreadable {
        /// The file.
        path: String,
        /// What was wrong.
        problem: String,
    },
    /// What it says is wrong.
    #[error("the rules in {path} are wrong:\n{}", .faults.iter().map(RuleFault::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong {
        /// The file.
        path: String,
        /// Every fault.
        faults: Vec<RuleFault>,
    },
}

impl Rules {
    /// Reads a file.
    pub fn read_file(path: &Path) -> Result<Self, RulesError> {
        let unreadable =
            |problem: String| RulesError::Unreadable { path: path.display().to_string(), problem };
        let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > SIZE_LIMIT {
            return Err(unreadable(format!("it has {size} bytes, and rules fit in {SIZE_LIMIT}")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        Self::parse(&text).map_err(|faults| RulesError::Wrong { path: path.display().to_string(), faults })
    }

    /// Reads a file's text; gives every fault there is.
    pub fn parse(text: &str) -> Result<Self, Vec<RuleFault>> {
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let problem = format!("this is not TOML: {}", error.message());
            vec![RuleFault { line: line_of(text, at), field: String::new(), problem }]
        })?;
        let mut reader = Reader { text, faults: Vec::new() };
        let mut rules: Vec<Rule> = Vec::new();
        for (key, value) in table.get_ref() {
            let name: &str = key.get_ref();
            match value.get_ref() {
                DeValue::Array(items) if name == "rule" => {
                    for item in items {
                        let DeValue::Table(fields) = item.get_ref() else {
                            reader.fault(item.span().start, "rule", "write each rule under [[rule]]");
                            continue;
                        };
                        let at = item.span().start;
                        if let Some(rule) = reader.rule(fields, at) {
                            if rules.iter().any(|before| before.name == rule.name) {
                                reader.fault(
                                    at,
                                    "name",
                                    &format!("there are two rules named “{}”", rule.name),
                                );
                            }
                            rules.push(rule);
                        }
                    }
                }
                _ => reader.fault(
                    key.span().start,
                    name,
                    "it is not known here; write each rule under [[rule]]",
                ),
            }
        }
        if reader.faults.is_empty() { Ok(Self { rules }) } else { Err(reader.faults) }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<RuleFault>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, field: &str, problem: &str) {
        let fault =
            RuleFault { line: line_of(self.text, at), field: field.to_owned(), problem: problem.to_owned() };
        self.faults.push(fault);
    }

    /// Reads one rule; nothing when it has a fault, which is noted.
    fn rule(&mut self, fields: &DeTable<'_>, at: usize) -> Option<Rule> {
        let before = self.faults.len();
        let (mut name, mut kind, mut checks, mut done, mut scope, mut active) =
            (None, None, None, 0, None, false);
        for (key, value) in fields {
            let (field, here): (&str, usize) = (key.get_ref(), value.span().start);
            let text = value.get_ref().as_str();
            match field {
                "name" => {
                    name = text
                        .map(str::trim)
                        .filter(|text| {
                            !text.is_empty()
                                && text.chars().count() <= NAME_LIMIT
                                && !text.chars().any(char::is_control)
                        })
                        .map(str::to_owned);
                    if name.is_none() {
                        self.fault(here, field, "expected a text of 1 to 60 characters");
                    }
                }
                "kind" => match text.and_then(OrderKind::from_key) {
                    Some(OrderKind::Direct) => self.fault(
                        here,
                        field,
                        "a direct order is always decided by a handler, since only a person can judge a legal basis",
                    ),
                    Some(found) => kind = Some(found),
                    None => {
                        self.fault(here, field, "expected “fictional_customer” or “existing_customer”");
                    }
                },
                "checks" => {
                    let all = [ChecksWanted::AllGreen, ChecksWanted::NothingAgainst];
                    checks = all.into_iter().find(|wanted| text == Some(wanted.key()));
                    if checks.is_none() {
                        self.fault(here, field, "expected “all_green” or “nothing_against”");
                    }
                }
                "done_orders_at_least" => {
                    let number = value.get_ref().as_integer().and_then(|number| {
                        i64::from_str_radix(number.as_str(), number.radix()).ok()
                    });
                    // More earlier orders than this are not counted.
                    match number.filter(|number| (0..=100).contains(number)) {
                        Some(number) => done = number,
                        None => self.fault(here, field, "expected a whole number from 0 to 100"),
                    }
                }
                "scope" => match text.filter(|text| clients::BENEFICIAL_OWNER_SCOPES.contains(text)) {
                    Some(text) => scope = Some((text.to_owned(), here)),
                    None => self.fault(
                        here,
                        field,
                        &format!("expected one of {}", clients::BENEFICIAL_OWNER_SCOPES.join(", ")),
                    ),
                },
                "active" => match value.get_ref().as_bool() {
                    Some(on) => active = on,
                    None => self.fault(here, field, "expected true or false, without quotation marks"),
                },
                _ => self.fault(
                    key.span().start,
                    field,
                    "no rule has this field; expected name, kind, checks, done_orders_at_least, scope or active",
                ),
            }
        }
        for (field, missing) in [
            ("name", !fields.contains_key("name")),
            ("kind", !fields.contains_key("kind")),
            ("checks", !fields.contains_key("checks")),
        ] {
            if missing {
                self.fault(at, field, "it is missing in this rule");
            }
        }
        if let (Some(OrderKind::ExistingCustomer), Some((_, here))) = (kind, &scope) {
            self.fault(
                *here,
                "scope",
                "an existing customer keeps the scope that it was granted; take this line out",
            );
        }
        if self.faults.len() > before {
            return None;
        }
        Some(Rule {
            name: name?,
            kind: kind?,
            checks: checks?,
            done_orders_at_least: done,
            scope: scope.map(|(scope, _)| scope),
            active,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read_in_its_order() {
        let rules = Rules::parse(
            "[[rule]]\nname = \"kjente\"\nkind = \"fictional_customer\"\nchecks = \"all_green\"\ndone_orders_at_least = 3\n\
             scope = \"brreg:reelle/media\"\nactive = true\n\n[[rule]]\nname = \"eksisterende\"\nkind = \"existing_customer\"\nchecks = \"nothing_against\"\n",
        )
        .unwrap();
        let names: Vec<&str> = rules.all().iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["kjente", "eksisterende"]);
        assert_eq!(rules.all()[0].scope.as_deref(), Some("brreg:reelle/media"));
        assert_eq!(rules.all()[0].done_orders_at_least, 3);
        assert!(rules.all()[0].active && !rules.all()[1].active, "a rule is off until it says that it is on");
        assert_eq!(Rules::parse("").unwrap(), Rules::default());
    }

    #[test]
    fn every_fault_is_named_by_line_and_field() {
        let rule = "[[rule]]\nname = \"a\"\nkind = \"fictional_customer\"\nchecks = \"all_green\"\n";
        for (text, expected) in [
            ("[[rule]\n".to_owned(), vec!["line 1: this is not TOML"]),
            ("rules = 1\n".to_owned(), vec!["line 1: rules: it is not known here"]),
            ("rule = [1]\n".to_owned(), vec!["line 1: rule: write each rule under [[rule]]"]),
            (
                "\n[[rule]]\n".to_owned(),
                vec![
                    "line 2: name: it is missing", "line 2: kind: it is missing",
                    "line 2: checks: it is missing",
                ],
            ),
            (
                rule.replace("fictional_customer", "direct"),
                vec!["line 3: kind: a direct order is always decided by a handler"],
            ),
            (
                rule.replace("fictional_customer", "other"),
                vec!["line 3: kind: expected “fictional_customer”"],
            ),
            (rule.replace("\"all_green\"", "true"), vec!["line 4: checks: expected “all_green”"]),
            (rule.replace("\"a\"", "\"\""), vec!["line 2: name: expected a text"]),
            (format!("{rule}scope = \"brreg:alt\"\n"), vec!["line 5: scope: expected one of"]),
            (
                format!("{rule}done_orders_at_least = -1\n"),
                vec!["line 5: done_orders_at_least: expected a whole number"],
            ),
            (
                format!("{rule}done_orders_at_least = \"3\"\n"),
                vec!["line 5: done_orders_at_least: expected a whole number"],
            ),
            (format!("{rule}active = \"true\"\n"), vec!["line 5: active: expected true or false"]),
            (format!("{rule}approve = true\n"), vec!["line 5: approve: no rule has this field"]),
            (format!("{rule}{rule}"), vec!["line 5: name: there are two rules named “a”"]),
            (
                format!("{}scope = \"brreg:reelle/media\"\n", rule.replace("fictional", "existing")),
                vec!["line 5: scope: an existing customer keeps the scope"],
            ),
        ] {
            let faults: Vec<String> =
                Rules::parse(&text).unwrap_err().iter().map(RuleFault::to_string).collect();
            assert_eq!(faults.len(), expected.len(), "{text}: {faults:?}");
            for (fault, expected) in faults.iter().zip(&expected) {
                assert!(fault.starts_with(expected), "{text}: {fault}");
            }
        }
    }
}
