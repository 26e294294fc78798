//! The operations of the register's API, one entry each. A test compares them with the routes.

use serde_json::{Value, json};

use super::super::changes::{CHANGES, SEQUENCE};
use super::super::whole::WHOLE;
use super::super::{CODE_LISTS, COMPANIES};
use crate::config::RegisterPoints;
use crate::register::fields::Opening;
use crate::register::population::examples::built_in;

/// Who is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::register) enum Needs {
    /// Anybody.
    Nothing,
    /// A token with any of the six scopes.
    Token,
    /// A token with a scope that opens this.
    Opened(Opening),
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One(&'static str),
    Many(&'static str),
    /// The companies of a person, which a setting puts into an object.
    Found,
    /// The ZIP file.
    File,
}

/// One operation; all are `GET`.
#[derive(Debug, Clone, Copy)]
pub(in crate::register) struct Operation {
    pub(in crate::register) id: &'static str,
    pub(in crate::register) path: &'static str,
    /// The parameters that it knows, the one it cannot do without first.
    pub(super) parameters: &'static [&'static str],
    pub(in crate::register) needs: Needs,
    pub(super) answer: Shape,
    /// The refusals that it knows besides those that follow from the rest.
    pub(super) refusals: &'static [&'static str],
}

/// Every operation, in the order of the page.
pub(in crate::register) const OPERATIONS: &[Operation] = &[
    Operation {
        id: "hentRegistreringspliktigVirksomhet",
        path: "/api/oppslag/v1/virksomheter/{organisasjonsnummer}",
        parameters: &["organisasjonsnummer", "Accept-Language"],
        needs: Needs::Token,
        answer: Shape::One("RegistreringspliktigVirksomhet"),
        refusals: &["malformed-number", "not-subject"],
    },
    Operation {
        id: "finnRegistreringspliktigeVirksomheter",
        path: COMPANIES,
        parameters: &["foedselsnummer", "Accept-Language"],
        needs: Needs::Opened(Opening::PersonSearch),
        answer: Shape::Found,
        refusals: &["malformed-person", "real-person"],
    },
    Operation {
        id: "hentTotalbestand",
        path: WHOLE,
        parameters: &["format", "If-None-Match", "If-Modified-Since", "Range", "If-Range", "Accept-Language"],
        needs: Needs::Opened(Opening::WholeRegister),
        answer: Shape::File,
        refusals: &["other-format", "out-of-range", "not-built-yet"],
    },
    Operation {
        id: "hentSekvensnummer",
        path: SEQUENCE,
        parameters: &["tidspunkt", "Accept-Language"],
        needs: Needs::Token,
        answer: Shape::One("SekvensnummerResponse"),
        refusals: &["malformed-instant", "instant-to-come"],
    },
    Operation {
        id: "hentEndringslogg",
        path: CHANGES,
        parameters: &["sekvensnummer", "antall", "Accept-Language"],
        needs: Needs::Token,
        answer: Shape::Many("Hendelse"),
        refusals: &["other-sequence", "other-count"],
    },
    Operation {
        id: "hentRelevanteKodelister",
        path: CODE_LISTS,
        parameters: &["Accept-Language"],
        needs: Needs::Nothing,
        answer: Shape::One("Kodelister"),
        refusals: &[],
    },
];

impl Operation {
    /// Its address with example values.
    pub(in crate::register) fn example(&self, points: &RegisterPoints) -> String {
        let mut path = self.path.to_owned();
        let mut query = Vec::new();
        for parameter in self.parameters.iter().filter_map(|name| Parameter::named(name)) {
            let example = parameter.example(points);
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            match parameter.place {
                "path" => path = path.replace(&format!("{{{}}}", parameter.name), &value),
                "query" if parameter.required => query.push(format!("{}={value}", parameter.name)),
                _ => {}
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: &'static str,
    pub(super) required: bool,
}

const PARAMETERS: &[Parameter] = &[
    Parameter { name: "organisasjonsnummer", place: "path", required: true },
    Parameter { name: "foedselsnummer", place: "query", required: true },
    Parameter { name: "format", place: "query", required: true },
    Parameter { name: "tidspunkt", place: "query", required: true },
    Parameter { name: "sekvensnummer", place: "query", required: true },
    Parameter { name: "antall", place: "query", required: false },
    Parameter { name: "Accept-Language", place: "header", required: false },
    Parameter { name: "Range", place: "header", required: false },
    Parameter { name: "If-Range", place: "header", required: false },
    Parameter { name: "If-None-Match", place: "header", required: false },
    Parameter { name: "If-Modified-Since", place: "header", required: false },
];

impl Parameter {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        PARAMETERS.iter().find(|parameter| parameter.name == name)
    }

    /// A value that is taken in every world.
    pub(super) fn example(&self, points: &RegisterPoints) -> Value {
        let company = built_in().into_iter().next().map(|example| example.company);
        match self.name {
            "organisasjonsnummer" => json!(company.map(|company| company.number)),
            "foedselsnummer" => {
                json!(company.and_then(|company| company.owners_by_number().first().copied()))
            }
            "format" => json!("json"),
            "tidspunkt" => json!("2026-01-01"),
            "sekvensnummer" => json!(0),
            "antall" => json!(points.changes_limit.min(100)),
            "Range" => json!("bytes=0-1023"),
            "If-Range" | "If-None-Match" => json!("\"01J0000000000000000000000\""),
            "If-Modified-Since" => json!("Tue, 24 Nov 2026 00:00:00 GMT"),
            _ => json!("nob"),
        }
    }

    pub(super) fn schema(&self, points: &RegisterPoints) -> Value {
        match self.name {
            "organisasjonsnummer" => json!({ "type": "string", "pattern": "^[0-9]{9}$" }),
            "foedselsnummer" => json!({ "type": "string", "pattern": "^[0-9]{11}$" }),
            "format" => json!({ "type": "string", "enum": ["json"] }),
            "tidspunkt" => {
                json!({ "type": "string", "anyOf": [{ "format": "date" }, { "format": "date-time" }] })
            }
            "sekvensnummer" => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
            "antall" => json!({ "type": "integer", "minimum": 1, "maximum": points.changes_limit }),
            _ => json!({ "type": "string" }),
        }
    }
}
