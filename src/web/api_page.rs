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

/// The page.
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    frame: Frame,
    text: ApiText,
    operations: Vec<OperationView>,
}

impl ApiPage {
    /// The page of a document.
    pub fn of(frame: Frame, text: ApiText, document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object);
        let operations = paths
            .into_iter()
            .flatten()
            .flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |of| (path, of)))
            .map(|(path, (method, operation))| OperationView::of(path, method, operation))
            .collect();
        Self { frame, text, operations }
    }
}

/// An operation as the page shows it, read out of the document.
#[derive(Debug)]
struct OperationView {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<(String, String, String)>,
    requests: Vec<(String, String)>,
    answers: Vec<AnswerView>,
}

#[derive(Debug)]
struct AnswerView {
    status: String,
    description: String,
    examples: Vec<(String, String)>,
}

impl OperationView {
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
