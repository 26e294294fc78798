//! An `OpenAPI` document as a page for people: every operation with its parameters, examples and answers.

use askama::Template;
use serde_json::Value;

use super::Frame;

/// The words above an API's operations, in the page's language.
#[derive(Debug)]
pub struct ApiText {
    /// The page's title.
    pub title: String,
    /// What the API is for, and where it is.
    pub lead: String,
    /// How a program proves who it is.
    pub access: String,
    /// Where the document itself is.
    pub document: &'static str,
}

/// The page; its document is in English.
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    frame: Frame,
    text: ApiText,
    operations: Vec<OperationView>,
    /// The language of the document.
    spoken: &'static str,
}

impl ApiPage {
    /// The page of a document.
    pub fn of(frame: Frame, text: ApiText, document: &Value) -> Self {
        Self { frame, text, operations: OperationView::all_of(document), spoken: "en" }
    }
}

/// An operation as the page shows it, read out of the document.
#[derive(Debug)]
pub struct OperationView {
    /// Its name in the document, and its place on the page.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path with names in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does.
    pub description: String,
    /// Name, place and meaning of each parameter.
    pub parameters: Vec<(String, String, String)>,
    /// A call as one writes it in a shell; empty when the document has none (`x-codeSamples`).
    pub call: String,
    /// Examples of bodies: name and text.
    pub requests: Vec<(String, String)>,
    /// Every answer.
    pub answers: Vec<AnswerView>,
}

/// An answer of an operation.
#[derive(Debug)]
pub struct AnswerView {
    /// Its status.
    pub status: String,
    /// When it is given.
    pub description: String,
    /// Examples of bodies: name and text.
    pub examples: Vec<(String, String)>,
}

impl OperationView {
    /// Every operation of a document.
    pub fn all_of(document: &Value) -> Vec<Self> {
        let paths = document.get("paths").and_then(Value::as_object);
        paths
            .into_iter()
            .flatten()
            .flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |of| (path, of)))
            .map(|(path, (method, operation))| Self::of(path, method, operation))
            .collect()
    }

    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let members = |name: &str| operation.get(name).and_then(Value::as_object).into_iter().flatten();
        let parameters = operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|one| (text(one, "name"), text(one, "in"), text(one, "description")))
            .collect();
        let answers = members("responses")
            .map(|(status, answer)| AnswerView {
                status: status.clone(),
                description: text(answer, "description"),
                examples: examples(answer),
            })
            .collect();
        Self {
            id: text(operation, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            parameters,
            call: operation.pointer("/x-codeSamples/0").map(|call| text(call, "source")).unwrap_or_default(),
            requests: operation.get("requestBody").map(examples).unwrap_or_default(),
            answers,
        }
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The examples of a request or answer, whatever its content type: name, and JSON as people read it.
fn examples(of: &Value) -> Vec<(String, String)> {
    let contents = of.get("content").and_then(Value::as_object).into_iter().flatten();
    contents
        .filter_map(|(_, content)| content.get("examples").and_then(Value::as_object))
        .flatten()
        .map(|(name, example)| {
            let value = example.get("value").unwrap_or(&Value::Null);
            // What is no JSON, as a key in PEM, is shown as it is sent.
            let shown = value
                .as_str()
                .map_or_else(|| serde_json::to_string_pretty(value).unwrap_or_default(), str::to_owned);
            (name.clone(), shown)
        })
        .collect()
}
