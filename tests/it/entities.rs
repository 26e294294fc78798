//! The population of companies that are no parties, and Enhetsregisteret's open API over both.

mod population;

use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::{self, NewEntity};
use serde_json::json;

use crate::support::TestApp;
use crate::support::app::START;

/// The valid fictional number at this place, counted from 310 000 000.
fn number_of(place: u32) -> OrgNumber {
    (31_000_000..).filter_map(OrgNumber::of_body).nth(place as usize).expect("a number")
}

/// A company of the population as the generator makes them.
fn company(place: u32, name: &str) -> NewEntity {
    let number = number_of(place);
    NewEntity {
        number,
        name: name.to_owned(),
        form: "AS".to_owned(),
        parent: None,
        description: json!({
            "organisasjonsnummer": number,
            "navn": name.to_uppercase(),
            "konkurs": false,
            "respons_klasse": "Enhet"
        }),
        roles: json!([]),
        deleted_at: None,
        updated_at: START,
    }
}

/// Puts companies in.
async fn insert(test: &TestApp, companies: &[NewEntity]) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    entities::insert_entities(&mut tx, companies).await.expect("put in");
    tx.commit().await.expect("commit");
}
