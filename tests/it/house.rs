//! What keeps the house in order: tests that read the sources themselves. They need no database and run once.

mod catalogue;
mod direction;
mod documents;
mod pages;

use std::path::{Path, PathBuf};

/// The folder of the package.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the house: its path from the package's folder, with `/` between, and its text.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

/// Every file below `folder` whose name ends in `.ending`, in the order of their paths.
pub(super) fn files(folder: &str, ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "node_modules" && name != "target" {
                    folders.push(path);
                }
            } else if name.ends_with(&format!(".{ending}")) {
                let text = std::fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Rust text without comments and without the insides of string literals, so that what is left is code. Every character
/// taken out leaves a space, so that places keep their line.
fn code_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    let mut index = 0;
    while index < characters.len() {
        let c = at(index);
        if c == '/' && at(index + 1) == '/' {
            while index < characters.len() && at(index) != '\n' {
                out.push(' ');
                index += 1;
            }
        } else if c == '/' && at(index + 1) == '*' {
            while index < characters.len() && !(at(index) == '*' && at(index + 1) == '/') {
                out.push(blank(at(index)));
                index += 1;
            }
            out.push_str("  ");
            index += 2;
        } else if c == 'r'
            && (at(index + 1) == '"' || at(index + 1) == '#')
            && !is_word(at(index.wrapping_sub(1)))
            && raw_string(&characters, index) > 0
        {
            let end = raw_string(&characters, index);
            out.extend(characters[index..end.min(characters.len())].iter().map(|c| blank(*c)));
            index = end;
        } else if c == '"' {
            out.push('"');
            index += 1;
            while index < characters.len() && at(index) != '"' {
                out.push(blank(at(index)));
                if at(index) == '\\' {
                    index += 1;
                    out.push(blank(at(index)));
                }
                index += 1;
            }
            out.push('"');
            index += 1;
        } else if c == '\'' && (at(index + 2) == '\'' || at(index + 1) == '\\') {
            // A character literal; a lifetime has no second quote.
            let end = (index + 2..index + 12)
                .find(|place| at(*place) == '\'' && *place > index + 1)
                .unwrap_or(index + 2);
            for _ in index..=end {
                out.push(' ');
            }
            index = end + 1;
        } else {
            out.push(c);
            index += 1;
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The index behind a raw string literal that begins at `start`, or 0 when none does.
fn raw_string(characters: &[char], start: usize) -> usize {
    let hashes = characters[start + 1..].iter().take_while(|c| **c == '#').count();
    if characters.get(start + 1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut index = start + 2 + hashes;
    while index < characters.len() {
        if characters[index] == '"'
            && characters[index + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
        {
            return index + 1 + hashes;
        }
        index += 1;
    }
    characters.len()
}

#[test]
fn code_is_told_from_comments_and_strings() {
    let text = "let a = \"crate::web \\\" x\"; // crate::cli\nlet b = r#\"crate::\"server\"#; /* crate::world */ let c = '\"'; use crate::ids;\n";
    let code = code_of(text);
    for hidden in ["web", "cli", "server", "world"] {
        assert!(!code.contains(hidden), "{code}");
    }
    assert!(code.contains("use crate::ids;"), "{code}");
    assert_eq!(code.lines().count(), text.lines().count());
}
