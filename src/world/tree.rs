//! A world file as a tree of values that remember where they stand, so that a wrong one can be named by its line.
//!
//! TOML and JSON come out as the same tree. No error text shows a line of the file: it may hold what must not be shown.

use toml::de::{DeTable, DeValue};

use super::Fault;
use crate::numbers::mask_real_numbers;

/// A value and the byte at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Null,
    List(Vec<Node>),
    Table(Vec<Member>),
}

/// A named value in a table, and where its name stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) value: Node,
}

impl Node {
    /// What the value is, for an error text.
    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "text",
            Kind::Int(_) => "a whole number",
            Kind::Float(_) => "a number",
            Kind::Bool(_) => "true or false",
            Kind::Null => "null",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// The value as JSON; a number that is none becomes null.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Text(text) => serde_json::Value::from(text.as_str()),
            Kind::Int(number) => serde_json::Value::from(*number),
            Kind::Float(number) => serde_json::Value::from(*number),
            Kind::Bool(truth) => serde_json::Value::from(*truth),
            Kind::Null => serde_json::Value::Null,
            Kind::List(items) => items.iter().map(Self::to_json).collect(),
            Kind::Table(members) => serde_json::Value::Object(
                members.iter().map(|member| (member.name.clone(), member.value.to_json())).collect(),
            ),
        }
    }
}

/// The line, counted from 1, of the byte `at`.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.split(|byte| *byte == b'\n').count()
}

/// Reads TOML; or every place where it is none.
pub(super) fn read_toml(text: &str) -> Result<Node, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .map(|error| {
                let line = line_of(text, error.span().map_or(0, |span| span.start));
                let (message, _) = mask_real_numbers(error.message());
                Fault { line, field: String::new(), problem: format!("this is not TOML: {message}") }
            })
            .collect());
    }
    Ok(Node { at: 0, kind: from_table(table.get_ref()) })
}

fn from_table(table: &DeTable<'_>) -> Kind {
    let members = table.iter().map(|(name, value)| Member {
        name: name.get_ref().to_string(),
        at: name.span().start,
        value: from_value(value.get_ref(), value.span().start),
    });
    Kind::Table(members.collect())
}

fn from_value(value: &DeValue<'_>, at: usize) -> Node {
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)), Kind::Int),
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Kind::Bool(*truth),
        // A date without quotation marks is what most people write for a birthday.
        DeValue::Datetime(instant) => Kind::Text(instant.to_string()),
        DeValue::Array(items) => {
            Kind::List(items.iter().map(|item| from_value(item.get_ref(), item.span().start)).collect())
        }
        DeValue::Table(table) => from_table(table),
    };
    Node { at, kind }
}

/// Reads JSON; or the first place where it is none.
pub(super) fn read_json(text: &str) -> Result<Node, Vec<Fault>> {
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        // The text ends with the place, which the line says already.
        let whole = error.to_string();
        let message = whole.split(" at line ").next().unwrap_or_default();
        let (message, _) = mask_real_numbers(message);
        let problem = format!("this is not JSON: {message}");
        return Err(vec![Fault { line: error.line(), field: String::new(), problem }]);
    }
    let mut reader = JsonReader { text, at: 0 };
    Ok(reader.value(0))
}

/// Deepest nesting that is looked into. A world file needs four levels, and the last of them is Enhetsregisteret's shape.
const DEPTH_LIMIT: usize = 64;

/// Walks JSON that is known to be well formed, for the places that the library does not tell.
struct JsonReader<'a> {
    text: &'a str,
    at: usize,
}

impl JsonReader<'_> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
    }

    /// Whether the list or table goes on; its closing bracket is passed.
    fn goes_on(&mut self, close: u8) -> bool {
        self.skip_blanks();
        match self.peek() {
            b',' => {
                self.at += 1;
                self.skip_blanks();
                true
            }
            byte if byte == close || byte == 0 => {
                self.at += 1;
                false
            }
            _ => true,
        }
    }

    fn value(&mut self, depth: usize) -> Node {
        self.skip_blanks();
        let start = self.at;
        let kind = match self.peek() {
            b'{' if depth < DEPTH_LIMIT => {
                self.at += 1;
                let mut members = Vec::new();
                while self.goes_on(b'}') {
                    let at = self.at;
                    let name = self.text();
                    self.skip_blanks();
                    self.at += 1;
                    members.push(Member { name, at, value: self.value(depth + 1) });
                }
                Kind::Table(members)
            }
            b'[' if depth < DEPTH_LIMIT => {
                self.at += 1;
                let mut items = Vec::new();
                while self.goes_on(b']') {
                    items.push(self.value(depth + 1));
                }
                Kind::List(items)
            }
            b'{' | b'[' => {
                self.at = self.text.len();
                Kind::Null
            }
            b'"' => Kind::Text(self.text()),
            _ => {
                while !matches!(self.peek(), 0 | b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                    self.at += 1;
                }
                match self.text.get(start..self.at).unwrap_or_default() {
                    "true" => Kind::Bool(true),
                    "false" => Kind::Bool(false),
                    "null" => Kind::Null,
                    number => number
                        .parse()
                        .map_or_else(|_| Kind::Float(number.parse().unwrap_or(f64::NAN)), Kind::Int),
                }
            }
        };
        Node { at: start, kind }
    }

    fn text(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while !matches!(self.peek(), b'"' | 0) {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        self.text.get(start..self.at).and_then(|quoted| serde_json::from_str(quoted).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_json_come_out_alike_and_every_value_knows_its_line() {
        let toml = "[clock]\nahead = 5\n\n[[organisation]]\nname = \"Blid Elg\"\ntags = [true, 1.5]\n";
        let json = "{\n\"clock\": {\"ahead\": 5},\n \"organisation\": [\n{\"name\": \"Blid \\u0045lg\",\n\"tags\": [ true , 1.5 ]}]}";
        let (toml_tree, json_tree) = (read_toml(toml).unwrap(), read_json(json).unwrap());
        assert_eq!(toml_tree.to_json(), json_tree.to_json());
        let lines = |tree: &Node, text: &str| {
            let Kind::Table(members) = &tree.kind else { panic!() };
            let Kind::List(list) = &members[1].value.kind else { panic!() };
            let Kind::Table(fields) = &list[0].kind else { panic!() };
            fields.iter().map(|field| line_of(text, field.at)).collect::<Vec<_>>()
        };
        assert_eq!(lines(&toml_tree, toml), [5, 6]);
        assert_eq!(lines(&json_tree, json), [4, 5]);
    }

    #[test]
    fn what_is_neither_is_named_by_its_line_without_being_shown() {
        let faults = read_toml("[clock]\nahead = = 13021299997\n").unwrap_err();
        assert_eq!(faults[0].line, 2);
        assert!(!faults[0].to_string().contains("13021299997"));
        let faults = read_json("{\n\"clock\":\n }").unwrap_err();
        assert_eq!(faults[0].line, 3, "{}", faults[0]);
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
        assert!(read_json(&deep).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered_without_a_panic(text in "\\PC{0,60}") {
            let _ = read_toml(&text);
            let _ = read_json(&text);
        }
    }
}
