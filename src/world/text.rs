//! Writing a world as TOML that people like to read and change.

use serde_json::{Map, Value};

/// Lists of tables with these names become entries of their own, as `[[client.key]]`; in what the user keeps besides they
/// stay as they are.
const ENTRIES: [&str; 4] = ["key", "registration", "owner", "position"];

/// The first line of a file that a dump has written, and the last.
///
/// TOML that is cut off at the end of a line is still TOML, and the rest would be missed by nobody. So a dump says with its
/// first line that it has a last one, which comments of people's own files do not.
pub(super) const BEGINS: &str = "# A world of Fullmakt. It is whole when the last line says so.";
/// See [`BEGINS`].
pub(super) const ENDS: &str = "# This is the end of the world file.";

/// Whether the end of a file that a dump has written is missing.
pub(super) fn is_cut(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    lines.next() == Some(BEGINS) && !lines.any(|line| line == ENDS)
}

/// Writes a world's sections: `[clock]`, and `[[organisation]]` and its like with a blank line before each.
pub(super) fn toml(world: &Map<String, Value>) -> String {
    if world.is_empty() {
        return String::new();
    }
    let mut out = format!("{BEGINS}\n");
    for (section, value) in world {
        match value {
            Value::Array(entries) => {
                for entry in entries {
                    begin(&mut out, &format!("[[{section}]]"));
                    write_entry(&mut out, section, entry);
                }
            }
            entry => {
                begin(&mut out, &format!("[{section}]"));
                write_entry(&mut out, section, entry);
            }
        }
    }
    begin(&mut out, ENDS);
    out
}

fn begin(out: &mut String, heading: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(heading);
    out.push('\n');
}

/// The tables of a field that become entries of their own.
fn entries_of<'a>(name: &str, value: &'a Value) -> Option<&'a Vec<Value>> {
    let tables = value.as_array().filter(|items| !items.is_empty() && items.iter().all(Value::is_object));
    tables.filter(|_| ENTRIES.contains(&name))
}

/// The fields of an entry, and then the entries below it.
fn write_entry(out: &mut String, path: &str, entry: &Value) {
    let Value::Object(fields) = entry else { return };
    for (name, value) in fields.iter().filter(|(name, value)| entries_of(name, value).is_none()) {
        out.push_str(&bare(name));
        out.push_str(" = ");
        write_value(out, value);
        out.push('\n');
    }
    for (name, value) in fields {
        let path = format!("{path}.{name}");
        for inner in entries_of(name, value).into_iter().flatten() {
            begin(out, &format!("[[{path}]]"));
            write_entry(out, &path, inner);
        }
    }
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        // TOML has no null. Members that are null are left out before this; in a list an empty text stands for it.
        Value::Null => out.push_str("\"\""),
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Array(items) => {
            // Tables in a list get a line each.
            let tables = items.iter().any(Value::is_object);
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(match (tables, position) {
                    (true, _) => "\n  ",
                    (false, 0) => "",
                    (false, _) => ", ",
                });
                write_value(out, item);
                if tables {
                    out.push(',');
                }
            }
            out.push_str(if tables { "\n]" } else { "]" });
        }
        Value::Object(members) => {
            out.push('{');
            let shown = members.iter().filter(|(_, value)| !value.is_null());
            for (position, (name, value)) in shown.enumerate() {
                out.push_str(if position == 0 { " " } else { ", " });
                out.push_str(&bare(name));
                out.push_str(" = ");
                write_value(out, value);
            }
            out.push_str(" }");
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn bare(name: &str) -> String {
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if plain { name.to_owned() } else { quoted(name) }
}

/// A basic string. JSON's escapes are TOML's; only DEL is allowed by one and not the other.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::world::tree::read_toml;

    #[test]
    fn what_is_written_is_toml_for_people() {
        let world = json!({
            "clock": { "ahead": "12d" },
            "person": [{ "name": "Blid \"Elg\"", "roles": [{ "role": "DAGL" }], "empty": [] }],
            "client": [{ "id": "a", "key": [{ "kid": "1" }, { "kid": "2" }], "x y": 1.5 }]
        });
        let text = toml(world.as_object().unwrap());
        assert_eq!(
            text,
            "# A world of Fullmakt. It is whole when the last line says so.\n\n[clock]\nahead = \"12d\"\n\n[[person]]\nname = \"Blid \\\"Elg\\\"\"\nroles = [\n  { role = \"DAGL\" },\n]\nempty = []\n\n[[client]]\nid = \"a\"\n\"x y\" = 1.5\n\n[[client.key]]\nkid = \"1\"\n\n[[client.key]]\nkid = \"2\"\n\n# This is the end of the world file.\n"
        );
    }

    proptest! {
        #[test]
        fn any_text_name_and_number_read_back(name in "\\PC{1,12}", text in any::<String>(), number in any::<i64>(), float in -1e300..1e300_f64) {
            let entry = json!({ name: [text, "x"], "inner": { "n": number, "f": float, "t": true } });
            let text = toml(json!({ "a": [entry.clone()] }).as_object().unwrap());
            let tree = read_toml(&text).unwrap();
            prop_assert_eq!(tree.to_json(), json!({ "a": [entry] }));
        }
    }
}
