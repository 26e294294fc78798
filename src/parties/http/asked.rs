//! What a query asks for: every parameter read, every fault told at once, and no number of a real person told back.

use axum::http::Uri;
use serde_json::{Value, json};

use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties::entities::REACH;
use crate::web::forms::percent_decode;

/// More of a value is not told back.
const TOLD: usize = 40;

/// So many organisation numbers a list may have.
const NUMBERS: usize = 1_000;

/// So many values another list may have.
const LIST: usize = 100;

/// One thing that is wrong.
#[derive(Debug)]
pub(super) struct Fault {
    text: String,
    parameter: String,
    value: String,
}

impl Fault {
    pub(super) fn new(parameter: &str, value: &str, text: impl Into<String>) -> Self {
        let told = |text: &str| mask_real_numbers(text).0.chars().take(TOLD).collect();
        Self { text: text.into(), parameter: told(parameter), value: told(value) }
    }

    pub(super) fn told(&self) -> Value {
        json!({ "feilmelding": self.text, "parametere": [self.parameter], "feilaktigVerdi": self.value })
    }
}

/// A query that is being read.
#[derive(Debug)]
pub(super) struct Asked {
    values: Vec<(String, String)>,
    /// The query as it was sent, without the page: links to other pages begin with it.
    rest: Vec<String>,
    pub(super) faults: Vec<Fault>,
}

/// Which page, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) number: i64,
    pub(super) size: i64,
}

impl Asked {
    /// The query of an address that knows these parameters, besides `page` and `size`.
    pub(super) fn of(uri: &Uri, known: &[&str]) -> Self {
        let mut asked = Self { values: Vec::new(), rest: Vec::new(), faults: Vec::new() };
        for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = percent_decode(name.as_bytes());
            // Neither database takes a zero character; it becomes one that fits nothing.
            let value = percent_decode(value.as_bytes()).replace('\0', "\u{fffd}");
            if mask_real_numbers(&name).1 + mask_real_numbers(&value).1 > 0 {
                let text =
                    "Her står det noe som kan være et fødselsnummer eller D-nummer. Det tas ikke imot her.";
                asked.faults.push(Fault::new(&name, &value, text));
                continue;
            }
            let paging = matches!(name.as_str(), "page" | "size");
            if !paging && !known.contains(&name.as_str()) {
                let text = format!(
                    "Parameteren finnes ikke her. Det som finnes, er {}, page, size.",
                    known.join(", ")
                );
                asked.faults.push(Fault::new(&name, &value, text.trim_start_matches(", ")));
                continue;
            }
            if !paging {
                asked.rest.push(pair.to_owned());
            }
            if !value.is_empty() {
                asked.values.push((name, value));
            }
        }
        asked
    }

    fn fault(&mut self, parameter: &str, value: &str, text: impl Into<String>) {
        self.faults.push(Fault::new(parameter, value, text));
    }

    /// The one value of a parameter; two are a fault.
    pub(super) fn one(&mut self, name: &str) -> Option<String> {
        let mut found = self.values.iter().filter(|(of, _)| of == name).map(|(_, value)| value.clone());
        let (first, second) = (found.next(), found.next());
        if let Some(second) = second {
            self.fault(name, &second, "Parameteren kan bare stå én gang.");
        }
        first
    }

    /// The values of a list, which may be repeated, and separated by commas.
    fn list(&mut self, name: &str, most: usize) -> Vec<String> {
        let values: Vec<String> = self
            .values
            .iter()
            .filter(|(of, _)| of == name)
            .flat_map(|(_, value)| value.split(','))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .take(most + 1)
            .collect();
        if values.len() > most {
            self.fault(name, "", format!("Det kan være høyst {most} verdier."));
            return Vec::new();
        }
        values
    }

    /// The values of a list that must look like something.
    pub(super) fn list_of(&mut self, name: &str, text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
        self.fitting(name, LIST, text, fits)
    }

    fn fitting(&mut self, name: &str, most: usize, text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
        let (good, bad): (Vec<String>, Vec<String>) =
            self.list(name, most).into_iter().partition(|value| fits(value));
        for value in bad.iter().take(TOLD) {
            self.fault(name, value, text);
        }
        good
    }

    /// Organisation numbers.
    pub(super) fn numbers(&mut self, name: &str) -> Vec<OrgNumber> {
        let values = self.fitting(name, NUMBERS, NOT_A_NUMBER, |value| OrgNumber::parse(value).is_ok());
        values.iter().filter_map(|value| OrgNumber::parse(value).ok()).collect()
    }

    /// One organisation number.
    pub(super) fn number(&mut self, name: &str) -> Option<OrgNumber> {
        let value = self.one(name)?;
        let number = OrgNumber::parse(&value).ok();
        if number.is_none() {
            self.fault(name, &value, NOT_A_NUMBER);
        }
        number
    }

    /// True or false.
    pub(super) fn truth(&mut self, name: &str) -> Option<bool> {
        let value = self.one(name)?;
        match value.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.fault(name, &value, "Verdien må være true eller false.");
                None
            }
        }
    }

    /// A whole number from `least` on.
    pub(super) fn count(&mut self, name: &str, least: i64) -> Option<i64> {
        let value = self.one(name)?;
        let count = value.parse().ok().filter(|count| *count >= least);
        if count.is_none() {
            self.fault(name, &value, format!("Verdien må være et helt tall fra {least} og oppover."));
        }
        count
    }

    /// A value that `read` understands.
    pub(super) fn read<T>(&mut self, name: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.one(name)?;
        let found = read(&value);
        if found.is_none() {
            self.fault(name, &value, text);
        }
        found
    }

    /// Which page: twenty hits each, unless it says how many. Pages reach as far as Enhetsregisteret's.
    pub(super) fn page(&mut self) -> Page {
        let number = self.count("page", 0).unwrap_or(0);
        let size = self.count("size", 1).unwrap_or(20);
        let end = number.checked_add(1).and_then(|pages| pages.checked_mul(size));
        if end.is_none_or(|end| end > REACH) {
            let text =
                format!("(page + 1) * size kan være høyst {REACH}. Søk smalere, eller hent alt fra lastned.");
            self.fault("page", &number.to_string(), text);
        }
        Page { number, size }
    }

    /// The query of another page of the same.
    pub(super) fn query_of(&self, page: Page) -> String {
        let Page { number, size } = page;
        let mut parts = self.rest.clone();
        parts.push(format!("page={number}&size={size}"));
        parts.join("&")
    }
}

/// What a malformed number is answered with.
pub(super) const NOT_A_NUMBER: &str =
    "Feil i organisasjonsnummer: det må være ni sifre, og siste siffer må stemme.";

/// The pages of a listing of `total` hits, and links to them. No link leads beyond what pages reach.
pub(super) fn pages(base: &str, asked: &Asked, page: Page, total: i64) -> (Value, Value) {
    let Page { number, size } = page;
    let all = total / size + i64::from(total % size > 0);
    let last = all.min(REACH / size) - 1;
    let link = |number: i64| json!({ "href": format!("{base}?{}", asked.query_of(Page { number, size })) });
    let mut links = json!({ "self": link(number) });
    if let Value::Object(links) = &mut links
        && last >= 0
    {
        links.insert("first".to_owned(), link(0));
        if number > 0 {
            links.insert("prev".to_owned(), link((number - 1).min(last)));
        }
        if number < last {
            links.insert("next".to_owned(), link(number + 1));
        }
        links.insert("last".to_owned(), link(last));
    }
    let page = json!({ "size": size, "totalElements": total, "totalPages": all, "number": number });
    (page, links)
}
