//! What holds for every template before a browser sees it.

use super::{File, files};

/// Elements whose content is not prose: code, commands, and what is marked as not for translation.
const NOT_PROSE: &[&str] = &["code", "pre", "kbd", "samp", "title"];

/// A template without askama's own parts. A value that is put in becomes one character that is no letter.
fn without_askama(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = ["{{", "{%", "{#"].iter().filter_map(|mark| rest.find(mark)).min() {
        out.push_str(&rest[..start]);
        let (end, stand_in) = match &rest[start..start + 2] {
            "{{" => ("}}", "\u{0}"),
            "{%" => ("%}", ""),
            _ => ("#}", ""),
        };
        let Some(stop) = rest[start..].find(end) else { return out };
        out.push_str(stand_in);
        rest = &rest[start + stop + 2..];
    }
    out.push_str(rest);
    out
}

/// The tags of a template: `<a href="…">` without the angle brackets.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| !tag.starts_with('!'))
        .collect()
}

fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default()
}

/// The names of a tag's attributes. Values are in quotes.
fn attributes(tag: &str) -> Vec<String> {
    tag.split('"')
        .step_by(2)
        .flat_map(str::split_whitespace)
        .map(|part| part.trim_end_matches('=').split('=').next().unwrap_or_default().to_ascii_lowercase())
        .skip(1)
        .collect()
}

/// Words in a template that stand outside the catalogue.
fn loose_words(html: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut inside: Option<(String, usize)> = None;
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if tag.starts_with('!') {
            continue;
        }
        let name = name_of(tag).to_owned();
        match &mut inside {
            Some((element, depth)) if *element == name => {
                *depth = if tag.starts_with('/') { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    inside = None;
                }
            }
            None if !tag.starts_with('/')
                && (NOT_PROSE.contains(&name.as_str()) || tag.contains("translate=\"no\"")) =>
            {
                inside = Some((name, 1));
            }
            _ => {}
        }
        if inside.is_none() {
            let plain = text.replace("&nbsp;", " ").replace("&amp;", "&").replace("&shy;", "");
            words.extend(
                plain
                    .split(|c: char| !c.is_alphabetic())
                    .filter(|word| word.chars().count() > 1)
                    .map(str::to_owned),
            );
        }
    }
    words
}

fn faults(file: &File) -> Vec<String> {
    let html = without_askama(&file.text);
    let mut faults = Vec::new();
    for tag in tags(&html) {
        let name = name_of(tag);
        let attributes = attributes(tag);
        let has = |wanted: &str| attributes.iter().any(|attribute| attribute == wanted);
        // Mail programs read no style sheet: a letter's styles stand at its elements, and its own policy allows them there.
        let is_letter = file.path.starts_with("templates/letters/");
        if (has("style") && !is_letter) || name == "style" {
            faults.push(format!("<{tag}>: styles stand in ui/app.css; the content policy refuses them here"));
        }
        if name == "script" && !tag.starts_with('/') && !has("src") {
            faults.push(format!("<{tag}>: scripts stand in ui/; the content policy refuses them here"));
        }
        if let Some(handler) =
            attributes.iter().find(|attribute| attribute.starts_with("on") && attribute.len() > 3)
        {
            faults.push(format!(
                "<{tag}>: {handler} is a script in the page, which the content policy refuses"
            ));
        }
        if tag.contains("javascript:") {
            faults.push(format!("<{tag}>: an address may not be a script"));
        }
        if name == "img" && !has("alt") {
            faults.push(format!("<{tag}>: a picture needs alt, empty when it only decorates"));
        }
        if name == "label" && !tag.starts_with('/') && !has("for") {
            faults.push(format!("<{tag}>: a label says by for= which field it belongs to"));
        }
        if name == "a" && has("target") {
            faults.push(format!("<{tag}>: links open where the reader is"));
        }
    }
    for form in html.split("<form").skip(1) {
        let form = form.split("</form").next().unwrap_or_default();
        let posts =
            form.split('>').next().unwrap_or_default().to_ascii_lowercase().contains("method=\"post\"");
        if posts && !form.contains("name=\"csrf\"") {
            faults.push("a form that posts has no field csrf".to_owned());
        }
    }
    for word in loose_words(&html) {
        faults.push(format!("\u{ab}{word}\u{bb} stands in the template; texts stand in locales/ (code: <code>, names: translate=\"no\")"));
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", file.path.replace('\u{0}', "…"))).collect()
}

#[test]
fn templates_hold_no_script_no_style_no_loose_words_and_every_form_its_token() {
    let faults: Vec<String> = files("templates", "html").iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_faulty_template_is_seen() {
    let found = |text: &str| faults(&File { path: "x.html".to_owned(), text: text.to_owned() });
    for text in [
        "<p style=\"color: red\"></p>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        "<button onclick=\"x()\"></button>",
        "<a href=\"javascript:x()\"></a>",
        "<a href=\"/\" target=\"_blank\"></a>",
        "<img src=\"x.svg\">",
        "<label>{{ frame.t(\"x-y\") }}</label>",
        "<form method=\"post\"><button></button></form>",
        "<p>Velkommen</p>",
        "<p>{{ frame.t(\"x-y\") }} eller</p>",
    ] {
        assert!(!found(text).is_empty(), "{text}");
    }
    for text in [
        "<p class=\"one\">{{ frame.t(\"nav-order\") }}: {{ order.style }}, {% if on %}–{% endif %}</p>",
        "<script src=\"/assets/keys.js\" defer></script>",
        "<code>curl -d scope=x</code> <span translate=\"no\">Fullmakt <b>AS</b></span>",
        "<form method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"{{ frame.csrf }}\"></form>",
        "<form method=\"get\"></form>",
        "{# words in a comment #}<!-- and here -->",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}
