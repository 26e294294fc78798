//! A message as a person sees it: lines, each marked as the sender's own words, a signature, a quotation, or a mail that
//! was forwarded.

use std::sync::LazyLock;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

use super::labels::meaning;
use super::{html, quoting};

/// Longest text of one part that is read, in bytes; an order is a page.
const PART_LIMIT: usize = 400_000;

/// How deep forwarded messages within messages are followed.
const FORWARD_DEPTH: usize = 3;

/// Whose words a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Written by the sender in this mail.
    Own,
    /// Under the sender's greeting.
    Signature,
    /// Under the greeting of a mail that is passed on.
    ForwardedSignature,
    /// Of an older mail that this one answers.
    Quoted,
    /// Of a mail that this one passes on.
    Forwarded,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its text, without blanks around it.
    pub text: String,
    /// Its cells, when it is a row of a table; empty otherwise.
    pub cells: Vec<String>,
    /// Whose words it is.
    pub origin: Origin,
    /// Characters that turn the reading direction round stood in it: it may look different from what it says.
    pub overridden: bool,
}

impl Line {
    pub(super) fn blank(origin: Origin) -> Self {
        Self { text: String::new(), cells: Vec::new(), origin, overridden: false }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// What is read of a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    /// The display name of `From`.
    pub sender_name: Option<String>,
    /// The address of `From`.
    pub sender_email: Option<String>,
    /// The subject.
    pub subject: String,
    /// The lines, in the order they stand.
    pub lines: Vec<Line>,
    /// The names of what is attached and was not opened.
    pub attachments: Vec<String>,
    /// The mail says of itself that a program wrote it, or that it goes to many.
    pub automatic: bool,
}

impl Document {
    /// Takes a raw message apart; `None` when it is none.
    pub(super) fn of(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(raw)?;
        Some(Self::of_message(&message, FORWARD_DEPTH))
    }

    fn of_message(message: &Message<'_>, depth: usize) -> Self {
        let from = message.from().and_then(|from| from.first());
        let tidy = |text: &str| Some(plain(text).0.trim().to_owned()).filter(|text| !text.is_empty());
        let mut document = Self {
            sender_name: from.and_then(|address| address.name()).and_then(tidy),
            sender_email: from.and_then(|address| address.address()).and_then(tidy).map(|a| a.to_lowercase()),
            subject: message.subject().and_then(tidy).unwrap_or_default(),
            automatic: is_automatic(message),
            ..Self::default()
        };
        let shown: Vec<Line> = message.html_bodies().flat_map(lines_of).collect();
        let plain: Vec<Line> = message
            .text_bodies()
            .filter(|part| matches!(part.body, PartType::Text(_)))
            .flat_map(lines_of)
            .collect();
        document.lines = if is_stub_of(&shown, &plain) { plain } else { shown };
        bound(&mut document.lines);
        let (subject, sender) = (document.subject.clone(), document.sender_name.clone());
        quoting::mark(&mut document.lines, &subject, sender.as_deref());
        for part in message.attachments() {
            match &part.body {
                PartType::Message(inner) if depth > 0 => {
                    let inner = Self::of_message(inner, depth - 1);
                    document.lines.push(Line::blank(Origin::Forwarded));
                    let passed_on = inner.lines.into_iter().map(|line| match line.origin {
                        Origin::Own => Line { origin: Origin::Forwarded, ..line },
                        Origin::Signature => Line { origin: Origin::ForwardedSignature, ..line },
                        _ => line,
                    });
                    document.lines.extend(passed_on);
                }
                _ => {
                    let name = part.attachment_name().and_then(tidy).unwrap_or_else(|| "?".to_owned());
                    document.attachments.push(name);
                }
            }
        }
        document
    }

    /// Lines of plain text, as when a handler pastes one.
    pub(super) fn of_text(text: &str) -> Self {
        let mut document = Self { lines: text_lines(cut(text), false), ..Self::default() };
        bound(&mut document.lines);
        quoting::mark(&mut document.lines, "", None);
        document
    }

    /// The document as it was when whoever wrote the mail that is passed on sent it.
    pub(super) fn passed_on(&self) -> Self {
        let Some((name, email)) = self.first_sender() else { return self.clone() };
        let lines = self
            .lines
            .iter()
            .map(|line| match line.origin {
                Origin::Signature => Line { origin: Origin::Quoted, ..line.clone() },
                _ => line.clone(),
            })
            .collect();
        Self { sender_name: name, sender_email: Some(email), lines, ..self.clone() }
    }

    /// Whether the mail that is passed on came from another house than the one who passes it on.
    pub(super) fn is_passed_on_from_another_house(&self) -> bool {
        let domain = |address: &str| address.rsplit('@').next().unwrap_or_default().to_owned();
        match (self.first_sender(), &self.sender_email) {
            (Some((_, first)), Some(own)) => domain(&first) != domain(own),
            _ => false,
        }
    }

    /// Who wrote the mail that is passed on, by the header lines that stand above it.
    fn first_sender(&self) -> Option<(Option<String>, String)> {
        let line =
            self.lines.iter().find(|line| line.origin == Origin::Quoted && quoting::is_from(&line.text))?;
        let shown = line.text.split_once(':')?.1.trim();
        let email = super::pieces::emails(shown).first()?.clone();
        let name = shown.get(..email.range.start)?.trim_matches([' ', '<', '"', '*', '[', '(']).to_owned();
        Some((Some(name).filter(|name| !name.is_empty()), email.value))
    }

    /// The text as it was read, a line a line.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// The lines of one part of a message, as far as it is text.
fn lines_of(part: &MessagePart<'_>) -> Vec<Line> {
    match &part.body {
        PartType::Html(text) => html::lines(cut(text)),
        PartType::Text(text) => {
            let flowed = part
                .content_type()
                .and_then(|kind| kind.attribute("format"))
                .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
            text_lines(cut(text), flowed)
        }
        _ => Vec::new(),
    }
}

/// How many times as much a plain part must say as the HTML beside it, to be read instead: the two say the same but for
/// addresses of links, pictures' names, and what is struck out.
const CLEARLY_MORE: usize = 3;

/// Whether the HTML part only stands for the plain one: some programs send one that shows nothing, or that says where the
/// mail can be seen, beside a text that says everything.
fn is_stub_of(shown: &[Line], plain: &[Line]) -> bool {
    let letters = |lines: &[Line]| -> usize {
        lines.iter().map(|line| line.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
    };
    let (shown, plain) = (letters(shown), letters(plain));
    plain > 0 && shown * CLEARLY_MORE < plain
}

fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &str| message.header_raw(name).map(|v| v.trim().to_lowercase()).unwrap_or_default();
    let submitted = header("Auto-Submitted");
    let report = message
        .content_type()
        .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"));
    let calendar = message.parts.iter().any(|part| {
        part.content_type().is_some_and(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"))
    });
    // A ticket system calls what it passes on generated, and its order is one all the same; an answer is none.
    submitted.starts_with("auto-replied")
        || submitted.starts_with("auto-notified")
        || report
        || calendar
        || !header("List-Unsubscribe").is_empty()
        || !header("List-Id").is_empty()
        || !header("X-Autoreply").is_empty()
        || !header("X-Autorespond").is_empty()
        || !header("X-Auto-Response-Suppress").is_empty() && header("Subject").starts_with("auto")
        || matches!(header("Precedence").as_str(), "list" | "junk" | "auto_reply")
}

/// Longest line that is read, in bytes. People write paragraphs of a page at most, and the search for labels in a line
/// grows with its square.
const LINE_LIMIT: usize = 3_000;

/// Most lines that are read.
const LINES_LIMIT: usize = 2_000;

/// What is too long for any order is cut, so that no mail can make its reading slow.
fn bound(lines: &mut Vec<Line>) {
    lines.truncate(LINES_LIMIT);
    for line in lines {
        for text in std::iter::once(&mut line.text).chain(&mut line.cells) {
            if text.len() > LINE_LIMIT {
                let mut end = LINE_LIMIT;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.truncate(end);
            }
        }
        line.cells.truncate(20);
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(PART_LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Text without what is invisible: blanks of every kind are blanks, marks without a width are gone, letters are whole
/// (`a` with a ring behind it is å), and wide or styled letters and digits are plain ones. The second part says whether the
/// reading direction was turned round, which can make digits look like others.
pub(super) fn plain(text: &str) -> (String, bool) {
    let mut overridden = false;
    let text = text
        .nfc()
        .filter_map(|c| match c {
            // “３１０” and “𝟯𝟭𝟬” are 310.
            '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' => std::iter::once(c).nfkc().next(),
            '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2069}' => {
                overridden = true;
                None
            }
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{ad}' => None,
            '\t' | '\n' => Some(c),
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    (text, overridden)
}

/// Lines of plain text; with `flowed`, lines that a mail program broke are put together again (RFC 3676).
fn text_lines(text: &str, flowed: bool) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for raw in text.replace("\r\n", "\n").split('\n') {
        let unstuffed = raw.strip_prefix(' ').filter(|_| flowed).unwrap_or(raw);
        let quoted = unstuffed.starts_with('>');
        match lines.last_mut() {
            Some(last) if goes_on && quoted == last.starts_with('>') => {
                last.push_str(unstuffed.trim_start_matches(['>', ' ']));
            }
            _ => lines.push(unstuffed.to_owned()),
        }
        goes_on = flowed && unstuffed.ends_with(' ') && unstuffed != "-- ";
    }
    let mut lines: Vec<Line> = lines
        .iter()
        .map(|raw| {
            let (text, overridden) = plain(raw);
            // The blank behind a signature's two hyphens is what makes it one.
            let indented = text.starts_with(['\t', ' ']) && !text.contains(':');
            let text = if text == "-- " { "-- ".to_owned() } else { text.trim().to_owned() };
            let mut cells = text_cells(&text);
            if indented && let Some(header) = parties_side_by_side(&text, &cells) {
                cells = header;
            }
            Line { cells, text, origin: Origin::Own, overridden }
        })
        .collect();
    mark_rows_below_headings(&mut lines);
    lines
}

static LEADERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(\p{L}[^@]{1,60}?)\s*(?:\.{3,}|…+|·{3,}|_{3,}|-{4,}>?|={2,}>|-+>|→)\s*([^.…·_\s].*)$").ok()
});

/// The cells of a row that was drawn with bars, as in Markdown, or set apart with tabs.
fn text_cells(text: &str) -> Vec<String> {
    let by = |mark: char| -> Vec<String> {
        text.trim_matches(mark).split(mark).map(|cell| cell.trim().to_owned()).collect()
    };
    if text.matches('|').count() >= 2 || (text.contains('|') && !text.contains(':')) {
        return by('|');
    }
    if text.contains('\t') {
        let cells: Vec<String> = by('\t').into_iter().filter(|cell| !cell.is_empty()).collect();
        if cells.len() >= 2 {
            return cells;
        }
    }
    // A label and its value with a line of dots between: “Org.nr. ........ 310 000 019”.
    if let Some(found) = LEADERS.as_ref().and_then(|leaders| leaders.captures(text))
        && let (Some(label), Some(value)) = (found.get(1), found.get(2))
        && meaning(label.as_str()).is_some()
    {
        return vec![label.as_str().trim().to_owned(), value.as_str().trim().to_owned()];
    }
    // Columns made with blanks: a label, and what it is, perhaps in several columns.
    let columns = columns(text);
    if let Some((label, values)) = columns.split_first().filter(|(_, values)| !values.is_empty()) {
        let is_label = |cell: &str| meaning(cell.trim_end_matches(':')).is_some();
        let labels = columns.iter().filter(|cell| is_label(cell)).count();
        if labels >= 2 && labels == columns.len() && columns.len() >= 3 {
            return columns;
        }
        if is_label(label) && labels == 1 {
            return vec![label.clone(), values.join(", ")];
        }
    }
    Vec::new()
}

/// The headings of columns above which the corner is empty: “    Leverandør    Kunde”.
fn parties_side_by_side(text: &str, cells: &[String]) -> Option<Vec<String>> {
    let headings = if cells.is_empty() { columns(text) } else { cells.to_vec() };
    let parties: Vec<_> = headings
        .iter()
        .map(|cell| {
            meaning(cell).filter(|meaning| meaning.is_heading()).map(|found| (found.party, found.ours))
        })
        .collect::<Option<_>>()?;
    let differ = parties.len() >= 2 && parties.first() != parties.get(1);
    differ.then(|| std::iter::once(String::new()).chain(headings).collect())
}

/// What stands apart by two blanks or more.
fn columns(text: &str) -> Vec<String> {
    text.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

/// Rows below a row of headings that are set apart by blanks only, as many columns as it has.
fn mark_rows_below_headings(lines: &mut [Line]) {
    let mut width = 0;
    for line in lines {
        let corner = usize::from(line.cells.first().is_some_and(String::is_empty));
        if line.cells.len() >= 3 && line.cells.get(corner..) == Some(&columns(&line.text)[..]) {
            width = line.cells.len();
        } else if width > 0 {
            let cells = columns(&line.text);
            if cells.len() == width {
                line.cells = cells;
            } else {
                width = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_is_gone_and_a_turned_direction_is_told() {
        assert_eq!(plain("310\u{a0}000\u{200b} 019"), ("310 000 019".to_owned(), false));
        assert_eq!(plain("\u{202e}210\u{202c}"), ("210".to_owned(), true));
        assert_eq!(plain("３１０ 𝟬𝟬𝟬 A\u{30a}se＠x"), ("310 000 Åse@x".to_owned(), false));
    }

    #[test]
    fn flowed_lines_are_put_together_again() {
        let lines = text_lines("Vi ønsker \r\nå delegere.\r\n> gammelt \r\n> nytt\r\nslutt", true);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["Vi ønsker å delegere.", "> gammelt nytt", "slutt"]);
    }
}
