//! The operations of Enhetsregisteret's open API, one entry each. A test compares them with the routes.

use serde_json::{Value, json};

use super::Kind;
use crate::parties::entities::{FORMS, REACH};

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// JSON of this schema.
    Json(&'static str),
    /// A file of this content type.
    File(&'static str),
}

/// One operation; all are `GET`.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) id: &'static str,
    /// Below the API's base.
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: &'static str,
    pub(super) parameters: &'static [&'static str],
    pub(super) kind: Kind,
    pub(super) answer: Answer,
    pub(super) answered: &'static str,
    /// The statuses of other answers, and when they are given.
    pub(super) refusals: &'static [(u16, &'static str)],
}

const MALFORMED: (u16, &str) =
    (400, "The number or a parameter is malformed: everything that is wrong is named");
const UNKNOWN: (u16, &str) = (404, "There is none, or it stands under the other address");
const REMOVED: (u16, &str) = (410, "It was removed on legal grounds: copies must go");
const OTHER_VERSION: (u16, &str) = (406, "Accept asks for another version alone");
const UNAVAILABLE: (u16, &str) = (503, "The service cannot read just now");

const ONE: &[(u16, &str)] = &[MALFORMED, UNKNOWN, OTHER_VERSION, REMOVED, UNAVAILABLE];
const LISTING: &[(u16, &str)] = &[MALFORMED, OTHER_VERSION, UNAVAILABLE];
const BULK: &[(u16, &str)] = &[(304, "Nothing has changed since the file with this ETag"), UNAVAILABLE];

const SEARCH: &[&str] = &[
    "navn", "navnMetodeForSoek", "organisasjonsnummer-liste", "organisasjonsform", "overordnetEnhet",
    "kommunenummer", "naeringskode", "konkurs", "sort", "page", "size",
];
const FEED: &[&str] = &["dato", "oppdateringsid", "page", "size"];

const GZIP: Answer = Answer::File("application/gzip");

const NOTHING: Operation = Operation {
    id: "",
    path: "",
    summary: "",
    about: "",
    parameters: &[],
    kind: Kind::Other,
    answer: GZIP,
    answered: "The file",
    refusals: BULK,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        id: "hentEnhet",
        path: "/enheter/{organisasjonsnummer}",
        summary: "Look up a company",
        about: "Of a deleted company only its number, name, form and slettedato are told.",
        parameters: &["organisasjonsnummer"],
        kind: Kind::Entity,
        answer: Answer::Json("Enhet"),
        answered: "The company",
        refusals: ONE,
    },
    Operation {
        id: "hentRoller",
        path: "/enheter/{organisasjonsnummer}/roller",
        summary: "Read a company's roles",
        about: "In groups; persons by name and birth date, never by number.",
        parameters: &["organisasjonsnummer"],
        kind: Kind::Roles,
        answer: Answer::Json("Roller"),
        answered: "The roles",
        refusals: ONE,
    },
    Operation {
        id: "sokEnheter",
        path: "/enheter",
        summary: "Search companies",
        about: "In pages. A page without hits has no _embedded.",
        parameters: SEARCH,
        kind: Kind::Entity,
        answer: Answer::Json("Enheter"),
        answered: "A page of companies",
        refusals: LISTING,
    },
    Operation {
        id: "lastNedEnheter",
        path: "/enheter/lastned",
        summary: "Download all companies",
        about: "One JSON array, compressed with gzip.",
        ..NOTHING
    },
    Operation {
        id: "lastNedEnheterCsv",
        path: "/enheter/lastned/csv",
        summary: "Download all companies as a table",
        about: "CSV, compressed with gzip.",
        ..NOTHING
    },
    Operation {
        id: "hentUnderenhet",
        path: "/underenheter/{organisasjonsnummer}",
        summary: "Look up a subunit",
        about: "Of a deleted subunit only its number, name, form and slettedato are told.",
        parameters: &["organisasjonsnummer"],
        kind: Kind::Subunit,
        answer: Answer::Json("Underenhet"),
        answered: "The subunit",
        refusals: ONE,
    },
    Operation {
        id: "sokUnderenheter",
        path: "/underenheter",
        summary: "Search subunits",
        about: "In pages. A page without hits has no _embedded.",
        parameters: SEARCH,
        kind: Kind::Subunit,
        answer: Answer::Json("Underenheter"),
        answered: "A page of subunits",
        refusals: LISTING,
    },
    Operation {
        id: "lastNedUnderenheter",
        path: "/underenheter/lastned",
        summary: "Download all subunits",
        about: "One JSON array, compressed with gzip.",
        ..NOTHING
    },
    Operation {
        id: "lastNedUnderenheterCsv",
        path: "/underenheter/lastned/csv",
        summary: "Download all subunits as a table",
        about: "CSV, compressed with gzip.",
        ..NOTHING
    },
    Operation {
        id: "hentOppdateringerEnheter",
        path: "/oppdateringer/enheter",
        summary: "Read which companies changed",
        about: "Go on behind the last oppdateringsid that you have seen.",
        parameters: FEED,
        answer: Answer::Json("OppdaterteEnheter"),
        answered: "A page of changes",
        refusals: LISTING,
        ..NOTHING
    },
    Operation {
        id: "hentOppdateringerUnderenheter",
        path: "/oppdateringer/underenheter",
        summary: "Read which subunits changed",
        about: "Go on behind the last oppdateringsid that you have seen.",
        parameters: FEED,
        answer: Answer::Json("OppdaterteUnderenheter"),
        answered: "A page of changes",
        refusals: LISTING,
        ..NOTHING
    },
    Operation {
        id: "hentOppdateringerRoller",
        path: "/oppdateringer/roller",
        summary: "Read whose roles changed",
        about: "Go on behind the last oppdateringsid that you have seen.",
        parameters: FEED,
        answer: Answer::Json("OppdaterteRoller"),
        answered: "A page of changes",
        refusals: LISTING,
        ..NOTHING
    },
    Operation {
        id: "hentOrganisasjonsformer",
        path: "/organisasjonsformer",
        summary: "List the forms of organisation",
        about: "",
        answer: Answer::Json("Organisasjonsformer"),
        answered: "The forms",
        refusals: &[OTHER_VERSION],
        ..NOTHING
    },
    Operation {
        id: "hentOrganisasjonsform",
        path: "/organisasjonsformer/{kode}",
        summary: "Look up a form of organisation",
        about: "",
        parameters: &["kode"],
        answer: Answer::Json("Organisasjonsform"),
        answered: "The form",
        refusals: &[(404, "There is no such form"), OTHER_VERSION],
        ..NOTHING
    },
    Operation {
        id: "lastNedRoller",
        path: "/roller/totalbestand",
        summary: "Download all roles",
        about: "One JSON array, compressed with gzip.",
        ..NOTHING
    },
];

/// A parameter of the document.
pub(super) fn parameter(name: &str) -> Value {
    let number = json!({ "type": "string", "pattern": "^[0-9]{9}$" });
    let codes = |pattern: &str| json!({ "type": "array", "maxItems": 100, "items": { "type": "string", "pattern": pattern } });
    let forms: Vec<&str> = FORMS.iter().map(|form| form.code).collect();
    let (about, schema, example) = match name {
        "organisasjonsnummer" => ("The organisation number, nine digits", number, json!("310000019")),
        "kode" => ("The form's code", json!({ "type": "string", "enum": forms }), json!("AS")),
        "navn" => (
            "Every word begins a word of the name",
            json!({ "type": "string", "maxLength": 180 }),
            json!("lystig elg"),
        ),
        "navnMetodeForSoek" => (
            "How names are searched",
            json!({ "type": "string", "enum": ["FORTLOEPENDE"] }),
            json!("FORTLOEPENDE"),
        ),
        "organisasjonsnummer-liste" => (
            "Any of these numbers",
            json!({ "type": "array", "maxItems": 1000, "items": number }),
            json!(["310000019"]),
        ),
        "organisasjonsform" => (
            "Any of these forms",
            json!({ "type": "array", "maxItems": 100, "items": { "type": "string", "enum": forms } }),
            json!(["AS"]),
        ),
        "overordnetEnhet" => {
            ("The unit above", json!({ "type": "string", "pattern": "^([0-9]{9})?$" }), json!("310000019"))
        }
        "kommunenummer" => ("Any of these municipalities", codes("^[0-9]{4}$"), json!(["0301"])),
        "naeringskode" => ("Any of these industries", codes("^[0-9]{2}\\.[0-9]{3}$"), json!(["62.010"])),
        "konkurs" => ("Whether it is bankrupt", json!({ "type": "boolean" }), json!(false)),
        "sort" => (
            "By navn or organisasjonsnummer, with the direction behind a comma",
            json!({ "type": "string", "pattern": "^((navn|organisasjonsnummer)(,(asc|desc))?)?$" }),
            json!("navn,asc"),
        ),
        "dato" => (
            "Changes from this instant on",
            json!({ "type": "string", "anyOf": [{ "format": "date-time" }, { "maxLength": 0 }] }),
            json!("2026-01-15T09:00:00.000Z"),
        ),
        "oppdateringsid" => (
            "Changes from this one on",
            json!({ "type": "integer", "format": "int64", "minimum": 0 }),
            json!(1),
        ),
        "page" => (
            "Which page, from 0; (page + 1) * size is at most 10 000",
            json!({ "type": "integer", "minimum": 0, "maximum": REACH - 1 }),
            json!(0),
        ),
        _ => (
            "How many on a page; 20 when nothing is said",
            json!({ "type": "integer", "minimum": 1, "maximum": REACH }),
            json!(20),
        ),
    };
    let in_path = matches!(name, "organisasjonsnummer" | "kode");
    let mut told = json!({
        "name": name.trim_end_matches("-liste"), "in": if in_path { "path" } else { "query" },
        "required": in_path, "description": about, "schema": schema, "example": example,
    });
    if let Value::Object(members) = &mut told
        && example.is_array()
    {
        members.insert("style".to_owned(), json!("form"));
        members.insert("explode".to_owned(), json!(false));
    }
    told
}
