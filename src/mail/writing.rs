//! A letter's words: one text of the catalogue becomes a plain text and an HTML document that say the same.
//!
//! The catalogue's text alone decides the shape (paragraphs, lists, facts, buttons); values are put in afterwards, cleaned
//! and, in HTML, escaped. So nothing that a sender wrote can become a line of its own, a link or a tag.

use std::fmt::Write as _;

use askama::Template;

use crate::language::Language;

/// Longest line of the plain text, in characters (RFC 3676 §4.2 advises 72). An address is never broken.
const WIDTH: usize = 72;

/// The marks around a value's place while the shape is read. They are private-use characters, which values lose.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// A value that a letter's text has room for.
#[derive(Debug, Clone)]
enum Value {
    /// Words in a line. In a block that begins with `>` its lines are kept.
    Text(String),
    /// An address of this service.
    Link(String),
    /// Paragraphs; stands in a block of its own, which goes when there are none.
    Paragraphs(Vec<String>),
    /// Items of a list, a line each; stands in a block `- { $name }`, which goes when there are none.
    Items(Vec<String>),
}

impl Value {
    fn of(name: &str, value: &str, home: &str) -> Self {
        let lines = || value.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        match name {
            "notice" => Self::Paragraphs(value.split("\n\n").map(str::to_owned).collect()),
            "items" => Self::Items(lines().collect()),
            _ if !home.is_empty() && value.starts_with(home) && !value.contains(char::is_whitespace) => {
                Self::Link(value.to_owned())
            }
            _ => Self::Text(value.to_owned()),
        }
    }
}

/// A letter in both of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as an HTML document.
    pub html: String,
}

/// A run of words, or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Inline {
    text: String,
    is_link: bool,
}

type Line = Vec<Inline>;

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Paragraph(Line),
    /// `1. …`
    Steps(Vec<Line>),
    /// `- …`
    Bullets(Vec<Line>),
    /// `Label: value`, several lines.
    Facts(Vec<(String, Line)>),
    /// `→ Label: { $link }`
    Button(String, String),
    /// `> { $text }`
    Quote(Vec<String>),
}

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Document<'a> {
    lang: Language,
    subject: &'a str,
    blocks: &'a [Block],
    foot: String,
}

/// Writes the letter of the catalogue's texts `KEY-subject` and `KEY-body` with its values. A value that is an address
/// below `home` is a link; one named `notice` is paragraphs; of the others, only a block `> { $name }` keeps the lines.
pub fn write(language: Language, key: &str, values: &[(&str, &str)], home: &str) -> Written {
    let values: Vec<(&str, Value)> =
        values.iter().map(|(name, value)| (*name, Value::of(name, value, home))).collect();
    let marks: Vec<String> = (0..values.len()).map(|index| format!("{OPEN}{index}{CLOSE}")).collect();
    let marked: Vec<(&str, &str)> =
        values.iter().zip(&marks).map(|((name, _), mark)| (*name, mark.as_str())).collect();
    let put_in = Values(&values);
    let subject = language.text_with(&format!("{key}-subject"), &marked);
    let subject = plain(&put_in.line(&subject));
    let body = language.text_with(&format!("{key}-body"), &marked);
    let blocks: Vec<Block> = body.split("\n\n").flat_map(|chunk| put_in.block(chunk)).collect();
    let foot = language.text("letter-foot");
    let text = plain_text(&blocks, &foot);
    let html = Document { lang: language, subject: &subject, blocks: &blocks, foot }.render();
    let html = html.unwrap_or_else(|error| {
        tracing::error!(%error, key, "a letter could not be drawn as HTML");
        String::new()
    });
    Written { subject, text, html }
}

struct Values<'a>(&'a [(&'a str, Value)]);

impl Values<'_> {
    fn block(&self, chunk: &str) -> Vec<Block> {
        let lines: Vec<&str> = chunk.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let Some(first) = lines.first() else { return Vec::new() };
        if let Some(Value::Paragraphs(paragraphs)) = self.alone(chunk.trim()) {
            return paragraphs.iter().map(|text| Block::Paragraph(vec![words(one_line(text))])).collect();
        }
        if let Some((label, address)) = first.strip_prefix("→ ").and_then(|rest| rest.rsplit_once(": ")) {
            return vec![Block::Button(plain(&self.line(label)), plain(&self.line(address)))];
        }
        if let Some(Value::Text(text)) = first.strip_prefix("> ").and_then(|rest| self.alone(rest)) {
            return vec![Block::Quote(
                text.lines().map(clean).map(|line| line.trim_end().to_owned()).collect(),
            )];
        }
        if let Some(Value::Items(items)) = first.strip_prefix("- ").and_then(|rest| self.alone(rest)) {
            let items: Vec<Line> = items.iter().map(|item| vec![words(one_line(item))]).collect();
            return if items.is_empty() { Vec::new() } else { vec![Block::Bullets(items)] };
        }
        let behind = |mark: fn(&str) -> Option<&str>| -> Option<Vec<Line>> {
            lines.iter().map(|line| mark(line).map(|rest| self.line(rest))).collect()
        };
        if let Some(steps) = behind(|line| {
            let (number, rest) = line.split_once(". ")?;
            number.chars().all(|c| c.is_ascii_digit()).then_some(rest)
        }) {
            return vec![Block::Steps(steps)];
        }
        if let Some(bullets) = behind(|line| line.strip_prefix("- ")) {
            return vec![Block::Bullets(bullets)];
        }
        let facts: Option<Vec<(String, Line)>> = lines
            .iter()
            .map(|line| line.split_once(": ").map(|(label, value)| (label.to_owned(), self.line(value))))
            .collect();
        match facts {
            Some(facts) if lines.len() > 1 => vec![Block::Facts(facts)],
            _ => vec![Block::Paragraph(self.line(&lines.join(" ")))],
        }
    }

    /// The value that `text` consists of.
    fn alone(&self, text: &str) -> Option<&Value> {
        let index = text.strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
        self.0.get(index.parse::<usize>().ok()?).map(|(_, value)| value)
    }

    /// The line with its values put in.
    fn line(&self, text: &str) -> Line {
        let mut line = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once(OPEN) {
            let (index, after) = behind.split_once(CLOSE).unwrap_or((behind, ""));
            if !before.is_empty() {
                line.push(words(before.to_owned()));
            }
            match index.parse::<usize>().ok().and_then(|index| self.0.get(index)) {
                Some((_, Value::Link(address))) => {
                    line.push(Inline { text: one_line(address), is_link: true });
                }
                Some((_, Value::Text(text))) => line.push(words(one_line(text))),
                Some((_, Value::Paragraphs(parts) | Value::Items(parts))) => {
                    line.push(words(one_line(&parts.join(", "))));
                }
                None => {}
            }
            rest = after;
        }
        if !rest.is_empty() {
            line.push(words(rest.to_owned()));
        }
        line
    }
}

const fn words(text: String) -> Inline {
    Inline { text, is_link: false }
}

fn plain(line: &[Inline]) -> String {
    line.iter().map(|inline| inline.text.as_str()).collect()
}

fn one_line(value: &str) -> String {
    clean(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value without control characters, marks that turn the direction of writing or take no room (they make one address or
/// name look like another), and our own marks.
fn clean(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| {
            !matches!(
                c,
                '\u{AD}'
                    | '\u{61C}'
                    | '\u{180E}'
                    | '\u{200B}'..='\u{200F}'
                    | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{206F}'
                    | '\u{FEFF}'
                    | '\u{E000}'..='\u{F8FF}'
            )
        })
        .collect()
}

fn plain_text(blocks: &[Block], foot: &str) -> String {
    let mut parts: Vec<String> = blocks.iter().map(plain_block).collect();
    parts.push(format!("-- \n{}", fold(foot, "", "")));
    parts.join("\n\n") + "\n"
}

fn plain_block(block: &Block) -> String {
    match block {
        Block::Paragraph(line) => fold(&plain(line), "", ""),
        Block::Steps(steps) => {
            let mut lines = Vec::new();
            for (index, step) in steps.iter().enumerate() {
                let mark = format!("{}. ", index + 1);
                lines.push(fold(&plain(step), &mark, &" ".repeat(mark.len())));
            }
            lines.join("\n")
        }
        Block::Bullets(items) => {
            items.iter().map(|item| fold(&plain(item), "- ", "  ")).collect::<Vec<_>>().join("\n")
        }
        Block::Facts(facts) => facts
            .iter()
            .map(|(label, value)| fold(&format!("{label}: {}", plain(value)), "", "  "))
            .collect::<Vec<_>>()
            .join("\n"),
        Block::Button(label, address) => format!("{}\n{address}", fold(&format!("{label}:"), "", "")),
        Block::Quote(lines) => {
            lines.iter().map(|line| fold(line, "    ", "    ")).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Folds at blanks. What is longer than a line stays whole: a broken address is none.
fn fold(text: &str, first: &str, next: &str) -> String {
    let mut out = String::from(first);
    let mut used = first.chars().count();
    let mut at_start = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !at_start && used + 1 + length > WIDTH {
            let _ = write!(out, "\n{next}");
            used = next.chars().count();
            at_start = true;
        }
        if !at_start {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
        at_start = false;
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, values: &[(&str, Value)]) -> Vec<Block> {
        let mut text = text.to_owned();
        for (index, (name, _)) in values.iter().enumerate() {
            text = text.replace(&format!("${name}"), &format!("{OPEN}{index}{CLOSE}"));
        }
        text.split("\n\n").flat_map(|chunk| Values(values).block(chunk)).collect()
    }

    #[test]
    fn the_catalogue_decides_the_shape_and_no_value_can() {
        let name = "Ola\n\n1. Klikk: her\n\n→ Ny: https://ond.example <b>\u{202E}\u{E000}0\u{E001}";
        let values =
            [("name", Value::Text(name.to_owned())), ("link", Value::Link("http://a.example/x".to_owned()))];
        let found =
            blocks("Hei, $name!\n\n1. En $link\n2. To\n\nA: $name\nB: to\n\n→ Åpne saken: $link", &values);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(matches!(&found[0], Block::Paragraph(line) if plain(line).starts_with("Hei, Ola 1. Klikk")));
        assert!(matches!(&found[1], Block::Steps(steps) if steps.len() == 2 && steps[0][1].is_link));
        assert!(
            matches!(&found[2], Block::Facts(facts) if facts[0].0 == "A" && !plain(&facts[0].1).contains('\u{202E}'))
        );
        assert_eq!(found[3], Block::Button("Åpne saken".to_owned(), "http://a.example/x".to_owned()));
    }

    #[test]
    fn what_there_is_none_of_leaves_no_empty_block() {
        let values = [("some", Value::Items(vec![])), ("more", Value::Paragraphs(vec![]))];
        assert_eq!(blocks("- $some\n\n$more", &values), []);
    }

    #[test]
    fn a_quoted_text_keeps_its_lines() {
        let values = [("reason", Value::Text("En.\n\nTo,\n3. tre".to_owned()))];
        let found = blocks("> $reason", &values);
        assert_eq!(plain_block(&found[0]), "    En.\n\n    To,\n    3. tre");
    }

    #[test]
    fn lines_fold_at_blanks_and_addresses_stay_whole() {
        let address = format!("http://a.example/{}", "x".repeat(90));
        let folded = fold(&format!("{} {address} slutt", "ord ".repeat(30)), "1. ", "   ");
        assert!(folded.lines().any(|line| line == format!("   {address}")), "{folded}");
        assert!(folded.lines().all(|line| line.chars().count() <= WIDTH || line.contains(&address)));
        assert!(folded.lines().skip(1).all(|line| line.starts_with("   ")));
    }
}
