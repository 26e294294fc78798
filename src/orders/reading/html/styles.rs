//! What a mail's styles hide from whoever reads it: struck out, not shown, without size, in the colour of its ground.
//!
//! A part of what a browser does, on purpose: declarations on the element, `bgcolor` and `color`, and the rules of `style`
//! elements whose selector is one element, one class, one id, or an element with a class. Selectors of several parts, rules
//! within `@media` and the like, style sheets that lie elsewhere, text that something lies on top of or that stands outside
//! the page, and pictures are not looked at (`docs/desk.md` tells it).

use std::collections::HashMap;

/// Most rules that are kept of a mail, and most characters that are read of its style sheets.
const RULES: usize = 2_000;
const SHEET_LIMIT: usize = 200_000;

/// A colour: red, green, blue.
type Colour = [u8; 3];

/// What text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// One colour.
    Plain(Colour),
    /// A picture, or a colour that is not known.
    Other,
}

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

/// How much two colours may differ in each part and still be one to the eye.
const NEAR: u8 = 12;

/// The rules of a mail's `style` elements, declarations by simple selectors: `x`, `.x`, `#x`, `x.y`.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, String>,
    /// Rules that are not understood set a ground, so nobody can tell what colour text stands on.
    unknown_grounds: bool,
}

impl Sheet {
    /// Takes in the text of a `style` element.
    pub(super) fn add(&mut self, text: &str) {
        let text: String = text.chars().take(SHEET_LIMIT).collect::<String>().to_lowercase();
        let text = without_comments(&text.replace("<!--", " ").replace("-->", " "));
        let mut rest = text.as_str();
        while let Some((selectors, behind)) = rest.split_once('{') {
            let selectors = selectors.rsplit([';', '}']).next().unwrap_or_default().trim();
            if selectors.starts_with('@') {
                let end = end_of_block(behind);
                self.unknown_grounds |= behind.get(..end).is_some_and(sets_ground);
                rest = behind.get(end + 1..).unwrap_or_default();
                continue;
            }
            let Some((declarations, next)) = behind.split_once('}') else { break };
            for selector in selectors.split(',').map(str::trim) {
                if !is_simple(selector) {
                    self.unknown_grounds |= sets_ground(declarations);
                } else if self.rules.len() < RULES {
                    let rule = self.rules.entry(selector.to_owned()).or_default();
                    rule.push(';');
                    rule.push_str(declarations);
                }
            }
            rest = next;
        }
    }

    /// How an element looks by the rules, its attributes and its own style.
    pub(super) fn look(&self, element: &Element<'_>) -> Look {
        let mut look = Look::default();
        if let Some(ground) = colour(element.bgcolor) {
            look.ground = Some(Ground::Plain(ground));
        }
        look.colour = colour(element.color);
        let rule = |selector: &str| self.rules.get(selector).map_or("", String::as_str);
        look.take(rule(element.name));
        for class in element.class.split_whitespace().take(20) {
            look.take(rule(&format!(".{class}")));
            look.take(rule(&format!("{}.{class}", element.name)));
        }
        if !element.id.is_empty() {
            look.take(rule(&format!("#{}", element.id)));
        }
        look.take(element.style);
        look
    }

    /// Whether `text` cannot be told from the `ground` it stands on.
    pub(super) fn is_unseen_on(&self, text: Option<Colour>, ground: Option<Ground>) -> bool {
        match (text, ground) {
            (Some(text), Some(Ground::Plain(ground))) => near(text, ground),
            // Nothing sets a ground: the page is white.
            (Some(text), None) => !self.unknown_grounds && near(text, WHITE),
            _ => false,
        }
    }
}

/// What is told of an element, in small letters.
#[derive(Debug, Default)]
pub(super) struct Element<'t> {
    pub(super) name: &'t str,
    pub(super) class: &'t str,
    pub(super) id: &'t str,
    pub(super) style: &'t str,
    pub(super) bgcolor: &'t str,
    pub(super) color: &'t str,
}

/// How an element looks, as far as it says so.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Struck out.
    struck: bool,
    /// Not shown, each by a property of its own, which a later declaration may take back.
    hides: [bool; 5],
    /// Its letters have no size, or have one again.
    pub(super) sizeless: Option<bool>,
    /// The colour of its text.
    pub(super) colour: Option<Colour>,
    /// What it stands on.
    pub(super) ground: Option<Ground>,
}

impl Look {
    /// Struck out, or not shown: whatever is inside is neither.
    pub(super) fn is_hidden(&self) -> bool {
        self.struck || self.hides.contains(&true)
    }

    /// Takes in declarations; later ones count before earlier ones.
    fn take(&mut self, declarations: &str) {
        let (mut small, mut cut) = (false, false);
        for declaration in declarations.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value: String = value.replace("!important", "");
            let (property, value) = (property.trim(), value.trim());
            match property {
                "text-decoration" | "text-decoration-line" => self.struck = value.contains("line-through"),
                "display" => self.hides[0] = value == "none",
                "visibility" => self.hides[1] = matches!(value, "hidden" | "collapse"),
                "mso-hide" => self.hides[2] = value == "all",
                "opacity" => self.hides[3] = value.parse::<f32>().is_ok_and(|opacity| opacity < 0.05),
                "font-size" => self.sizeless = Some(is_no_size(value)),
                "max-height" | "height" | "max-width" | "width" => small |= is_no_size(value),
                "overflow" => cut = value == "hidden",
                "color" => self.colour = colour(value).or(self.colour),
                "background" | "background-color" if !matches!(value, "transparent" | "none" | "inherit") => {
                    let plain = value.split_whitespace().find_map(colour).filter(|_| !value.contains("url("));
                    self.ground = Some(plain.map_or(Ground::Other, Ground::Plain));
                }
                _ => {}
            }
        }
        self.hides[4] |= small && cut;
    }
}

fn near(one: Colour, other: Colour) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= NEAR)
}

/// `0`, `0px`, `1px`: what nobody can read.
fn is_no_size(value: &str) -> bool {
    let number: String = value.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = value.get(number.len()..).unwrap_or_default().trim();
    number.parse::<f32>().is_ok_and(|size| size == 0.0 || size <= 1.0 && matches!(unit, "px" | "pt"))
}

/// A colour in the ways that mail programs write: `#fff`, `#ffffff`, `rgb(255, 255, 255)`, `white`.
fn colour(value: &str) -> Option<Colour> {
    let value = value.trim();
    if let Some(name) = NAMES.iter().find(|(name, _)| *name == value) {
        return Some(name.1);
    }
    let inside = value.strip_prefix("rgb(").or_else(|| value.strip_prefix("rgba("));
    if let Some(inside) = inside.and_then(|inside| inside.strip_suffix(')')) {
        let mut parts = inside.split([',', ' ', '/']).filter(|part| !part.is_empty()).map(str::parse::<u8>);
        return Some([parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?]);
    }
    let digits = value.strip_prefix('#')?;
    let of = |at: usize, width: usize| {
        let part = digits.get(at * width..(at + 1) * width)?;
        let part = u8::from_str_radix(part, 16).ok()?;
        Some(if width == 1 { part * 17 } else { part })
    };
    match digits.len() {
        3 | 4 => Some([of(0, 1)?, of(1, 1)?, of(2, 1)?]),
        6 | 8 => Some([of(0, 2)?, of(1, 2)?, of(2, 2)?]),
        _ => None,
    }
}

/// The names of colours that grounds and letters mostly have.
const NAMES: &[(&str, Colour)] = &[
    ("white", WHITE),
    ("black", BLACK),
    ("snow", [255, 250, 250]),
    ("ivory", [255, 255, 240]),
    ("ghostwhite", [248, 248, 255]),
    ("whitesmoke", [245, 245, 245]),
    ("window", WHITE),
    ("windowtext", BLACK),
    ("red", [255, 0, 0]),
    ("green", [0, 128, 0]),
    ("blue", [0, 0, 255]),
    ("navy", [0, 0, 128]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("yellow", [255, 255, 0]),
    ("silver", [192, 192, 192]),
];

fn is_simple(selector: &str) -> bool {
    !selector.is_empty()
        && selector.matches(['.', '#']).count() <= 1
        && selector.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '#' | '-' | '_'))
}

fn sets_ground(declarations: &str) -> bool {
    declarations.contains("background")
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// Where the block that `text` stands in ends, blocks inside it and all.
fn end_of_block(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sheet: &str, class: &str, style: &str) -> Look {
        let mut read = Sheet::default();
        read.add(sheet);
        read.look(&Element { name: "span", class, style, ..Element::default() })
    }

    #[test]
    fn what_is_hidden_by_its_style_or_its_class_is_hidden() {
        for (sheet, class, style) in [
            ("", "", "text-decoration: line-through"),
            ("", "", "display:none !important"),
            ("", "", "visibility:hidden"),
            ("", "", "opacity:0"),
            ("", "", "max-height:0px; overflow:hidden"),
            (".x{text-decoration:line-through}", "x", ""),
            ("<!-- .a, span.x { color:red; display:none } -->", "y x", ""),
            ("/* .x{} */ .y{color:red} .x{display:none}", "x", ""),
            ("@media print{.x{color:red}} .x{display:none}", "x", ""),
            ("span{display:none}", "", ""),
        ] {
            assert!(look(sheet, class, style).is_hidden(), "{sheet} {class} {style}");
        }
        for (sheet, class, style) in [
            (".x{text-decoration:line-through}", "y", ""),
            ("p.x{display:none}", "x", ""),
            ("@media (max-width:600px){.x{display:none}}", "x", ""),
            (".a .x{display:none}", "x", ""),
            ("", "", "text-decoration:underline"),
            ("", "", "max-height:0"),
            (".x{display:none}", "x", "display:block"),
        ] {
            assert!(!look(sheet, class, style).is_hidden(), "{sheet} {class} {style}");
        }
        assert_eq!(look("", "", "font-size:0").sizeless, Some(true));
        assert_eq!(look("", "", "font-size:1px").sizeless, Some(true));
        assert_eq!(look("", "", "font-size:11.0pt").sizeless, Some(false));
        assert_eq!(look("", "", "font-size:1em").sizeless, Some(false));
    }

    #[test]
    fn text_in_the_colour_of_its_ground_is_not_seen() {
        let sheet = Sheet::default();
        let of = |style: &str| {
            let look = sheet.look(&Element { name: "p", style, ..Element::default() });
            sheet.is_unseen_on(look.colour, look.ground)
        };
        for style in
            ["color:#fff", "color:white", "color: rgb(254,254,254)", "color:#123456;background:#123456"]
        {
            assert!(of(style), "{style}");
        }
        for style in [
            "color:#fff;background-color:#003366",
            "color:#333",
            "color:white;background:url(x.png) #fff",
            "",
        ] {
            assert!(!of(style), "{style}");
        }
        // Who knows what a rule that is not understood sets.
        let mut sheet = Sheet::default();
        sheet.add("table td{background:#036}");
        assert!(!sheet.is_unseen_on(Some(WHITE), None));
    }
}
