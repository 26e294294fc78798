//! The test data: each special case that the world begins with, by the numbers under which it is found.

use askama::Template;
use axum::response::Response;

use crate::access::Visit;
use crate::db::Error;
use crate::register::find_company;
use crate::register::population::examples::{Example, built_in};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "register/testdata.html")]
struct TestDataPage {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    about: String,
    number: String,
    name: &'static str,
    form: &'static str,
    /// The identity numbers and D-numbers of those who own it or have owned it.
    persons: Vec<String>,
}

/// `GET /api/oppslag/v1/docs/TESTDATA.html`
pub async fn show(visit: Visit) -> Response {
    match there(&visit).await {
        Ok(examples) => {
            let rows = examples.into_iter().map(|example| Row {
                about: visit.t(&format!("testdata-{}", example.shows)),
                number: example.company.number.to_string(),
                name: example.name,
                form: example.form,
                persons: example.company.owners_by_number().iter().map(ToString::to_string).collect(),
            });
            visit.page(&TestDataPage { frame: visit.frame(), rows: rows.collect() })
        }
        Err(error) => visit.internal(&error),
    }
}

/// The examples that this world has: a register that was filled otherwise has none.
async fn there(visit: &Visit) -> Result<Vec<Example>, Error> {
    let mut tx = visit.app.db.read().await?;
    let mut found = Vec::new();
    for example in built_in() {
        if find_company(&mut tx, example.company.number).await?.is_some() {
            found.push(example);
        }
    }
    Ok(found)
}
