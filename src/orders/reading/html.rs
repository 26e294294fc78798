//! HTML of a mail as lines of text: what a person sees, with table rows kept together and struck-out text left out.
//!
//! Mail programs write every kind of HTML; the tokenizer follows the standard, and what is built on it here is only what
//! reading needs: blocks become lines, a row of a small table becomes one line of cells, quotations and signatures that
//! the mail program marked are marked here too.

use html5gum::{HtmlString, StartTag, Token, Tokenizer};

mod styles;

use self::styles::{Element, Look, Sheet};
use super::document::{Line, Origin, plain};

/// Deepest nesting of tables that is followed; what lies deeper is read as plain lines.
const TABLE_DEPTH: usize = 12;

/// Deepest nesting of elements that is followed, so that no mail can make its reading slow.
const DEPTH: usize = 200;

/// Most lines that are kept of one mail.
const LINE_LIMIT: usize = 5_000;

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "blockquote", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
    "hr", "section", "article", "header", "footer", "address", "center", "form", "fieldset", "caption",
    "title",
];

/// Elements whose text nobody sees.
const UNSEEN: &[&str] = &["style", "script", "head", "template", "noscript", "select", "svg"];

/// Elements that have no end tag.
const VOID: &[&str] = &["br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "source"];

/// An element that is open.
struct Open {
    name: String,
    /// Its text is not seen, or was struck out.
    hidden: bool,
    /// How it looks, as far as it says so.
    look: Look,
    quoted: bool,
    signature: bool,
    /// Text that is added when it ends: the address behind a link whose words do not show it.
    address: Option<String>,
    /// How much of the line was written when it began.
    written: usize,
}

/// A table that is open.
#[derive(Default)]
struct Table {
    /// The cells of the row that is being read; a cell is lines.
    row: Vec<Vec<Line>>,
    in_row: bool,
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    tables: Vec<Table>,
    lines: Vec<Line>,
    text: String,
    /// From here on the mail program quotes, without an element around it.
    quoted_from_here: bool,
    /// What the mail's own style sheets say.
    sheet: Sheet,
}

/// The lines of `html`.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let mut reader = Reader { sheet: sheet(html), ..Reader::default() };
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&word(&tag.name)),
            Token::String(text) => reader.say(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
        if reader.lines.len() > LINE_LIMIT {
            break;
        }
    }
    reader.end_line();
    while !reader.tables.is_empty() {
        reader.end_row();
        reader.tables.pop();
    }
    reader.lines
}

/// The rules of the `style` elements, wherever they stand.
fn sheet(html: &str) -> Sheet {
    let mut sheet = Sheet::default();
    if !html.to_ascii_lowercase().contains("<style") {
        return sheet;
    }
    let (mut inside, mut text) = (false, String::new());
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if word(&tag.name) == "style" => inside = !tag.self_closing,
            Token::EndTag(tag) if word(&tag.name) == "style" => {
                sheet.add(&std::mem::take(&mut text));
                inside = false;
            }
            Token::String(part) if inside => text.push_str(&String::from_utf8_lossy(&part.value)),
            // Mail programs put them into a comment.
            Token::Comment(part) if inside => text.push_str(&String::from_utf8_lossy(&part.value)),
            _ => {}
        }
    }
    sheet
}

fn word(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> String {
    tag.attributes
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| String::from_utf8_lossy(value).to_lowercase())
        .unwrap_or_default()
}

impl Reader {
    fn origin(&self) -> Origin {
        if self.quoted_from_here || self.open.iter().any(|open| open.quoted) {
            Origin::Quoted
        } else if self.open.iter().any(|open| open.signature) {
            Origin::Signature
        } else {
            Origin::Own
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = word(&tag.name);
        let declared = attribute(tag, b"style");
        let style: String = declared.split_whitespace().collect();
        let class = attribute(tag, b"class");
        let id = attribute(tag, b"id");
        match name.as_str() {
            "br" => return self.end_line(),
            "table" if self.tables.len() < TABLE_DEPTH => {
                self.end_line();
                self.tables.push(Table::default());
            }
            "tr" => self.end_row(),
            "td" | "th" => {
                self.end_line();
                if let Some(table) = self.tables.last_mut() {
                    table.in_row = true;
                    table.row.push(Vec::new());
                }
            }
            _ if BLOCKS.contains(&name.as_str()) => self.end_line(),
            _ => {}
        }
        // Outlook begins the mail it answers with a line of its own above the header, or with an element of a known name.
        let outlook_rule = style.contains("border-top:solid") && name == "div";
        if outlook_rule || id.contains("appendonsend") || id.contains("divrplyfwdmsg") {
            self.quoted_from_here = true;
        }
        if VOID.contains(&name.as_str()) || tag.self_closing {
            return;
        }
        // Deeper than any mail program writes; what is not opened is not ended either.
        if self.open.len() >= DEPTH {
            return;
        }
        let href = attribute(tag, b"href");
        let (bgcolor, color) = (attribute(tag, b"bgcolor"), attribute(tag, b"color"));
        let look = self.sheet.look(&Element {
            name: &name,
            class: &class,
            id: &id,
            style: &declared,
            bgcolor: &bgcolor,
            color: &color,
        });
        let is_hidden = tag.attributes.keys().any(|key| key.eq_ignore_ascii_case(b"hidden"));
        self.open.push(Open {
            hidden: UNSEEN.contains(&name.as_str())
                || matches!(name.as_str(), "s" | "strike" | "del")
                || is_hidden
                || look.is_hidden(),
            look,
            quoted: name == "blockquote" && (attribute(tag, b"type") == "cite" || class.contains("quote"))
                || class.contains("gmail_quote") && !class.contains("gmail_quote_container_own")
                || class.contains("yahoo_quoted")
                || class.contains("moz-cite-prefix")
                || class.contains("protonmail_quote"),
            signature: class.contains("gmail_signature")
                || class.contains("moz-signature")
                || id.contains("signature"),
            address: (name == "a")
                .then(|| href.strip_prefix("mailto:").map(str::to_owned))
                .flatten()
                .map(|address| address.split('?').next().unwrap_or_default().to_owned()),
            written: self.text.len(),
            name,
        });
    }

    fn end(&mut self, name: &str) {
        // What stands before the end of a block is still inside it.
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        // An end tag ends the nearest element of its name; one that was never opened ends nothing.
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            let ended: Vec<Open> = self.open.drain(at..).collect();
            if let Some(open) = ended.into_iter().next() {
                self.show_address(&open);
            }
        }
        match name {
            "table" => {
                self.end_row();
                self.tables.pop();
            }
            "tr" => self.end_row(),
            "td" | "th" => self.end_line(),
            _ => {}
        }
    }

    /// A link whose words are a name and not an address: the address belongs to what is read.
    fn show_address(&mut self, open: &Open) {
        let Some(address) = open.address.as_deref().filter(|address| address.contains('@')) else { return };
        let shown = self.text.get(open.written..).unwrap_or_default();
        if !shown.contains('@') && !open.hidden && !self.is_unseen() {
            self.text.push(' ');
            self.text.push_str(address);
        }
    }

    /// Whether nobody sees what stands here.
    fn is_unseen(&self) -> bool {
        // Of size, colour and ground the nearest element that says one decides.
        let nearest = || self.open.iter().rev().map(|open| open.look);
        self.open.iter().any(|open| open.hidden)
            || nearest().find_map(|look| look.sizeless) == Some(true)
            || self
                .sheet
                .is_unseen_on(nearest().find_map(|look| look.colour), nearest().find_map(|look| look.ground))
    }

    fn say(&mut self, text: &str) {
        if self.is_unseen() {
            return;
        }
        let pre = self.open.iter().any(|open| open.name == "pre");
        if pre {
            for (at, part) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_line();
                }
                self.text.push_str(part);
            }
            return;
        }
        // White space between words is one blank, as a browser shows it.
        for c in text.chars() {
            let blank = c.is_ascii_whitespace();
            if !blank {
                self.text.push(c);
            } else if !self.text.ends_with(' ') && !self.text.is_empty() {
                self.text.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        let (text, overridden) = plain(&std::mem::take(&mut self.text));
        let text = text.trim();
        let line = Line { text: text.to_owned(), cells: Vec::new(), origin: self.origin(), overridden };
        match self.tables.last_mut().filter(|table| table.in_row) {
            Some(table) => {
                if let (Some(cell), false) = (table.row.last_mut(), text.is_empty()) {
                    cell.push(line);
                }
            }
            None => self.push(line),
        }
    }

    /// A line to where it belongs: the cell of a table around this one, or the mail. Of blank lines one is kept.
    fn push(&mut self, line: Line) {
        let outer = self.tables.iter_mut().rev().find(|table| table.in_row);
        if let Some(cell) = outer.and_then(|table| table.row.last_mut()) {
            if !line.is_blank() {
                cell.push(line);
            }
            return;
        }
        if line.is_blank() && !self.tables.is_empty() {
            return;
        }
        let blank = line.text.is_empty() && line.cells.is_empty();
        if !(blank && self.lines.last().is_none_or(|last| last.text.is_empty() && last.cells.is_empty())) {
            self.lines.push(line);
        }
    }

    fn end_row(&mut self) {
        self.end_line();
        let Some(table) = self.tables.last_mut() else { return };
        table.in_row = false;
        let row = std::mem::take(&mut table.row);
        let origin = self.origin();
        let (mut lines, is_blocks) = row_lines(&row, origin);
        if is_blocks && let Some(headings) = self.take_headings(row.len()) {
            // Blocks side by side under a row of headings: each heading belongs above its block.
            lines = headings
                .into_iter()
                .zip(&row)
                .flat_map(|(heading, cell)| {
                    let heading = Line { text: heading, ..Line::blank(origin) };
                    [heading].into_iter().chain(cell.iter().cloned()).chain([Line::blank(origin)])
                })
                .collect();
        }
        for line in lines {
            self.push(line);
        }
    }

    /// The row that was written last, when it is `columns` short headings; it is taken out.
    fn take_headings(&mut self, columns: usize) -> Option<Vec<String>> {
        let outer = self.tables.iter_mut().rev().find(|table| table.in_row);
        let written = match outer.and_then(|table| table.row.last_mut()) {
            Some(cell) => cell,
            None => &mut self.lines,
        };
        let last = written.last()?;
        let fits = last.cells.len() == columns
            && last.cells.iter().all(|cell| cell.chars().count() < 40 && !cell.contains(['@', ':']));
        fits.then(|| written.pop().map(|line| line.cells)).flatten()
    }
}

/// A row as lines: one line of cells when it is a row of facts, else the cells one after the other, since then the table
/// only places blocks beside each other.
fn row_lines(row: &[Vec<Line>], origin: Origin) -> (Vec<Line>, bool) {
    let filled = row.iter().filter(|cell| !cell.is_empty()).count();
    let one_line_each =
        row.iter().all(|cell| cell.len() <= 1 && cell.iter().all(|line| line.cells.is_empty()));
    let label_and_lines = row.len() == 2
        && row.first().is_some_and(|cell| cell.len() == 1)
        && row.get(1).is_some_and(|cell| cell.len() <= 4 && cell.iter().all(|line| line.cells.is_empty()));
    if filled == 0 {
        return (Vec::new(), false);
    }
    if row.len() >= 2 && (one_line_each || label_and_lines) {
        let overridden = row.iter().flatten().any(|line| line.overridden);
        let cells: Vec<String> = row
            .iter()
            .map(|cell| cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(", "))
            .collect();
        return (vec![Line { text: cells.join("\t").trim().to_owned(), cells, origin, overridden }], false);
    }
    let mut lines: Vec<Line> = Vec::new();
    for cell in row {
        lines.extend(cell.iter().cloned());
        lines.push(Line::blank(origin));
    }
    (lines, row.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        lines(html).into_iter().map(|line| line.text).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn blocks_are_lines_and_what_nobody_sees_is_left_out() {
        assert_eq!(
            texts(
                "<style>p{}</style><p>Hei&nbsp;du</p><div>a<br>b</div><s>310000013</s><span style='text-decoration: line-through'>x</span>c"
            ),
            ["Hei du", "a", "b", "c"]
        );
        assert_eq!(
            texts(
                "<p>a<span class=x>b</span><span style='color:#FFF'>c</span></p><div style='font-size:0'>d<b style='font-size:9pt'>e</b></div>\
                 <table bgcolor=#003366><tr><td style='color:white'>f</td></tr></table><p hidden>g</p><style>.x{display:none}</style>"
            ),
            ["a", "e", "f"]
        );
    }

    #[test]
    fn a_row_of_facts_is_one_line_of_cells_and_blocks_side_by_side_follow_each_other() {
        let facts = lines("<table><tr><td>Navn</td><td><p>Sprek Maur AS</p></td></tr></table>");
        assert_eq!(facts[0].cells, ["Navn", "Sprek Maur AS"]);
        assert_eq!(
            texts("<table><tr><td>Leverandør<br>A AS<br>1</td><td>Kunde<br>B AS<br>2</td></tr></table>"),
            ["Leverandør", "A AS", "1", "Kunde", "B AS", "2"]
        );
        let nested = lines(
            "<table><tr><td><table><tr><td>Org.nr</td><td>310000019</td></tr></table></td></tr></table>",
        );
        assert!(nested.iter().any(|line| line.cells == ["Org.nr", "310000019"]), "{nested:?}");
    }

    #[test]
    fn quotations_and_signatures_that_are_marked_are_marked_here() {
        let origins: Vec<Origin> = lines(
            "<p>Ny</p><div class='gmail_signature'>Kari</div><blockquote type='cite'>Gammel</blockquote>",
        )
        .into_iter()
        .filter(|line| !line.text.is_empty())
        .map(|line| line.origin)
        .collect();
        assert_eq!(origins, [Origin::Own, Origin::Signature, Origin::Quoted]);
    }

    #[test]
    fn a_link_shows_its_address_only_where_its_words_do_not() {
        assert_eq!(texts("<a href='mailto:kari@x.example?subject=a'>Kari</a>"), ["Kari kari@x.example"]);
        assert_eq!(texts("<a href='mailto:kari@x.example'>kari@x.example</a>"), ["kari@x.example"]);
    }

    proptest::proptest! {
        #[test]
        fn any_html_is_read_without_a_panic(html in "(<(table|tr|td|p|s|a|/table|/tr|/td)?[^>]{0,5}>?|[a-z 0-9]{0,5}){0,60}") {
            let _ = lines(&html);
        }
    }
}
