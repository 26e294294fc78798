//! Reading fields out of the tree, with every fault at its place.

use super::tree::{Kind, Member, Node, line_of};
use super::{FAULT_LIMIT, Fault};
use crate::numbers::{OrgNumber, PersonNumber, mask_real_numbers};

/// Where an entry and its fields stand.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) path: String,
    at: usize,
    fields: Vec<(String, usize)>,
}

impl Origin {
    /// The place of a field; a field that is not written is at its entry's place.
    fn place(&self, field: &str) -> (usize, String) {
        let at = self.fields.iter().find(|(name, _)| name == field).map_or(self.at, |(_, at)| *at);
        if field.is_empty() { (at, self.path.clone()) } else { (at, format!("{}.{field}", self.path)) }
    }
}

/// A table of the file whose fields are being read.
pub(super) struct Entry<'t> {
    members: &'t [Member],
    pub(super) origin: Origin,
}

impl<'t> Entry<'t> {
    pub(super) fn members(&self) -> &'t [Member] {
        self.members
    }

    pub(super) fn get(&self, name: &str) -> Option<&'t Node> {
        self.members.iter().find(|member| member.name == name).map(|member| &member.value)
    }
}

/// Reads fields and collects faults.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, faults: Vec::new() }
    }

    /// Names a fault of a field, unless one of that field is known already.
    pub(super) fn fault(&mut self, origin: &Origin, field: &str, problem: impl Into<String>) {
        let (at, field) = origin.place(field);
        self.fault_at(at, &field, problem);
    }

    fn fault_at(&mut self, at: usize, field: &str, problem: impl Into<String>) {
        // A file with this many faults is the wrong file, and counting its lines again for each would take long.
        if self.faults.len() > FAULT_LIMIT * 10 {
            return;
        }
        // What is quoted from the file must show neither a person's number nor play tricks on a terminal.
        let clean = |text: &str| mask_real_numbers(&text.replace(char::is_control, "")).0;
        let (field, problem) = (clean(field), clean(&problem.into()));
        let line = line_of(self.text, at);
        if !self.faults.iter().any(|fault| fault.line == line && fault.field == field) {
            self.faults.push(Fault { line, field, problem });
        }
    }

    /// What no text anywhere in the file may hold, and no table.
    pub(super) fn sweep(&mut self, node: &Node, path: &str) {
        match &node.kind {
            Kind::Text(text) => {
                if mask_real_numbers(text).1 > 0 {
                    self.fault_at(node.at, path, REAL_PERSON);
                } else if text
                    .chars()
                    .any(|c| crate::language::is_invisible(c) || c.is_control() && c != '\n' && c != '\t')
                {
                    self.fault_at(node.at, path, "control characters are not allowed");
                }
            }
            Kind::Int(number) if mask_real_numbers(&format!("{number:011}")).1 > 0 => {
                self.fault_at(node.at, path, REAL_PERSON);
            }
            Kind::Float(number) if !number.is_finite() => {
                self.fault_at(node.at, path, "this number is too large, or none");
            }
            Kind::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.sweep(item, &format!("{path}[{position}]"));
                }
            }
            Kind::Table(members) => {
                let mut seen = std::collections::BTreeSet::new();
                for member in members {
                    let path =
                        if path.is_empty() { member.name.clone() } else { format!("{path}.{}", member.name) };
                    if mask_real_numbers(&member.name).1 > 0 {
                        self.fault_at(member.at, &path, REAL_PERSON);
                    } else if member.name.chars().any(char::is_control) {
                        self.fault_at(member.at, "?", "control characters are not allowed");
                    }
                    if !seen.insert(&member.name) {
                        self.fault_at(member.at, &path, "this stands twice in its table");
                    }
                    // A key's numbers are digits and letters at random, and its end counts seconds: neither is a person's.
                    if !(matches!(member.name.as_str(), "n" | "x5c" | "exp") && path.contains(".key[")) {
                        self.sweep(&member.value, &path);
                    }
                }
            }
            _ => {}
        }
    }

    /// The entries of a section: `[[name]]`, or a list of tables.
    pub(super) fn entries<'t>(
        &mut self,
        members: &'t [Member],
        prefix: &str,
        name: &str,
        known: &[&str],
    ) -> Vec<Entry<'t>> {
        let Some(member) = members.iter().find(|member| member.name == name) else { return Vec::new() };
        let path = format!("{prefix}{name}");
        let Kind::List(items) = &member.value.kind else {
            let found = member.value.kind_name();
            self.fault_at(
                member.at,
                &path,
                format!("expected [[{name}]] entries, a list of tables; this is {found}"),
            );
            return Vec::new();
        };
        let mut entries = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            entries.extend(self.table(item, format!("{path}[{position}]"), known));
        }
        entries
    }

    /// A table whose fields are all known.
    pub(super) fn table<'t>(&mut self, node: &'t Node, path: String, known: &[&str]) -> Option<Entry<'t>> {
        let Kind::Table(members) = &node.kind else {
            self.fault_at(node.at, &path, format!("expected a table; this is {}", node.kind_name()));
            return None;
        };
        for member in members.iter().filter(|member| !known.contains(&member.name.as_str())) {
            let field = if path.is_empty() { member.name.clone() } else { format!("{path}.{}", member.name) };
            self.fault_at(
                member.at,
                &field,
                format!("this is not known here; known are {}", known.join(", ")),
            );
        }
        let fields = members.iter().map(|member| (member.name.clone(), member.at)).collect();
        Some(Entry { members, origin: Origin { path, at: node.at, fields } })
    }

    fn wrong<T>(&mut self, entry: &Entry<'_>, name: &str, node: &Node, expected: &str) -> Option<T> {
        self.fault(&entry.origin, name, format!("expected {expected}; this is {}", node.kind_name()));
        None
    }

    /// A text of at most `limit` characters that may be left out.
    pub(super) fn text(&mut self, entry: &Entry<'_>, name: &str, limit: usize) -> Option<String> {
        let node = entry.get(name)?;
        match &node.kind {
            Kind::Text(text) if text.chars().count() > limit => {
                self.fault(&entry.origin, name, format!("at most {limit} characters are allowed"));
                None
            }
            Kind::Text(text) => Some(text.clone()),
            _ => self.wrong(entry, name, node, "text"),
        }
    }

    /// A text on one line that must be there.
    pub(super) fn name(
        &mut self,
        entry: &Entry<'_>,
        name: &str,
        limit: usize,
        example: &str,
    ) -> Option<String> {
        if entry.get(name).is_none() {
            self.fault(&entry.origin, name, format!("this is required; for example “{example}”"));
            return None;
        }
        let text = self.text(entry, name, limit)?;
        if text.trim().is_empty() || text.contains(['\n', '\t']) {
            self.fault(&entry.origin, name, format!("expected a text on one line, for example “{example}”"));
            return None;
        }
        Some(text)
    }

    /// True or false.
    pub(super) fn truth(&mut self, entry: &Entry<'_>, name: &str, default: bool) -> bool {
        match entry.get(name).map(|node| (&node.kind, node)) {
            None => default,
            Some((Kind::Bool(truth), _)) => *truth,
            Some((_, node)) => self.wrong(entry, name, node, "true or false").unwrap_or(default),
        }
    }

    /// A whole number between two others.
    pub(super) fn number(
        &mut self,
        entry: &Entry<'_>,
        name: &str,
        default: i64,
        least: i64,
        most: i64,
    ) -> i64 {
        match entry.get(name).map(|node| &node.kind) {
            None => default,
            Some(Kind::Int(number)) if (least..=most).contains(number) => *number,
            Some(_) => {
                self.fault(&entry.origin, name, format!("expected a whole number from {least} to {most}"));
                default
            }
        }
    }

    /// A list of texts, sorted, each once.
    pub(super) fn texts(&mut self, entry: &Entry<'_>, name: &str, example: &str) -> Vec<String> {
        let mut texts = self.texts_in_order(entry, name, example);
        texts.sort();
        texts.dedup();
        texts
    }

    /// A list of texts as it stands.
    pub(super) fn texts_in_order(&mut self, entry: &Entry<'_>, name: &str, example: &str) -> Vec<String> {
        let Some(node) = entry.get(name) else { return Vec::new() };
        let items = match &node.kind {
            Kind::List(items) => items.iter().map(|item| match &item.kind {
                Kind::Text(text) => Some(text.clone()),
                _ => None,
            }),
            _ => {
                return self
                    .wrong(entry, name, node, &format!("a list such as [\"{example}\"]"))
                    .unwrap_or_default();
            }
        };
        items.collect::<Option<Vec<_>>>().unwrap_or_else(|| {
            self.fault(&entry.origin, name, format!("expected texts in the list, such as [\"{example}\"]"));
            Vec::new()
        })
    }

    /// An organisation number, in quotation marks or without.
    pub(super) fn organisation(
        &mut self,
        entry: &Entry<'_>,
        name: &str,
        required: bool,
    ) -> Option<OrgNumber> {
        let Some(node) = entry.get(name) else {
            if required {
                self.fault(
                    &entry.origin,
                    name,
                    "this is required: an organisation number such as “313513408”",
                );
            }
            return None;
        };
        let text = match &node.kind {
            Kind::Text(text) => text.clone(),
            Kind::Int(number) => number.to_string(),
            _ => return self.wrong(entry, name, node, "an organisation number such as “313513408”"),
        };
        match OrgNumber::parse(&text) {
            Ok(number) => Some(number),
            Err(error) => {
                self.fault(&entry.origin, name, error.to_string());
                None
            }
        }
    }

    /// A synthetic person number. No fault of it shows a digit.
    pub(super) fn person(&mut self, entry: &Entry<'_>, name: &str) -> Option<PersonNumber> {
        let text = match entry.get(name).map(|node| (&node.kind, node)) {
            None => {
                let expected =
                    "this is required: a synthetic number of eleven digits, with 80 added to the month";
                self.fault(&entry.origin, name, expected);
                return None;
            }
            Some((Kind::Text(text), _)) => text.clone(),
            Some((Kind::Int(number), _)) => format!("{number:011}"),
            Some((_, node)) => return self.wrong(entry, name, node, "a synthetic number of eleven digits"),
        };
        match PersonNumber::parse_synthetic(&text) {
            Ok(number) => Some(number),
            Err(error) => {
                self.fault(&entry.origin, name, error.to_string());
                None
            }
        }
    }
}

const REAL_PERSON: &str = "this holds what may be a real person's number; only synthetic ones, with 80 added to the month, may be used here";
