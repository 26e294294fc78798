//! Writing a world as TOML that people like to read and change.

use serde_json::{Map, Value};

/// Writes a world's sections: `[clock]`, and `[[organisation]]` and its like with a blank line before each.
pub(super) fn toml(world: &Map<String, Value>) -> String {
    let mut out = String::new();
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
    out
}

fn begin(out: &mut String, heading: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(heading);
    out.push('\n');
}

/// The fields of an entry; lists of tables named `key` become entries of their own, last.
fn write_entry(out: &mut String, path: &str, entry: &Value) {
    let Value::Object(fields) = entry else { return };
    for (name, value) in fields.iter().filter(|(name, _)| *name != "key") {
        out.push_str(&bare(name));
        out.push_str(" = ");
        write_value(out, value);
        out.push('\n');
    }
    for key in fields.get("key").and_then(Value::as_array).into_iter().flatten() {
        begin(out, &format!("[[{path}.key]]"));
        write_entry(out, path, key);
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
            "[clock]\nahead = \"12d\"\n\n[[person]]\nname = \"Blid \\\"Elg\\\"\"\nroles = [\n  { role = \"DAGL\" },\n]\nempty = []\n\n[[client]]\nid = \"a\"\n\"x y\" = 1.5\n\n[[client.key]]\nkid = \"1\"\n\n[[client.key]]\nkid = \"2\"\n"
        );
    }

    proptest! {
        #[test]
        fn any_text_name_and_number_read_back(name in "\\PC{1,12}", text in any::<String>(), number in any::<i64>(), float in -1e300..1e300_f64) {
            prop_assume!(name != "key");
            let entry = json!({ name: [text, "x"], "inner": { "n": number, "f": float, "t": true } });
            let text = toml(json!({ "a": [entry.clone()] }).as_object().unwrap());
            let tree = read_toml(&text).unwrap();
            prop_assert_eq!(tree.to_json(), json!({ "a": [entry] }));
        }
    }
}
