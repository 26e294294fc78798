//! JSON as YAML 1.2: what people read more easily, and programs as well.

use serde_json::Value;

/// The value as a YAML document: blocks for objects and lists, texts in double quotes, which YAML reads as JSON does.
pub fn written(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

fn block(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                out.push_str(&indent);
                out.push_str(&key(name));
                out.push(':');
                inner(member, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&indent);
                out.push('-');
                inner(item, depth, out);
            }
        }
        simple => {
            out.push_str(&simple.to_string());
            out.push('\n');
        }
    }
}

/// What stands behind a name or a dash: on the same line when it is simple or empty.
fn inner(value: &Value, depth: usize, out: &mut String) {
    let long = match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if long {
        out.push('\n');
        block(value, depth + 1, out);
    } else {
        out.push(' ');
        block(value, depth, out);
    }
}

/// A name without quotes where nothing but a text can be read out of it.
fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(
            name.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_and_lists_are_blocks_and_texts_are_quoted() {
        let value =
            json!({ "a": { "200": [], "b": [1, { "c": "x: \"y\"\n" }, [true]] }, "no": {}, "d": null });
        let expected = "a:\n  \"200\": []\n  b:\n    - 1\n    -\n      c: \"x: \\\"y\\\"\\n\"\n    -\n      - true\n\"no\": {}\nd: null\n";
        assert_eq!(written(&value), expected);
    }
}
