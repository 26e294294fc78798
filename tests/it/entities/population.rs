//! Companies that are put in, replaced, changed and looked up; and what searches and the feed know of them after.

use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::{self, Entity};
use fullmakt::parties::registry::{self, Lookup};
use fullmakt::parties::{self, NewOrganisation, PartyError};
use serde_json::{Value, json};

use super::{company, empty, insert, number_of};
use crate::support::TestApp;
use crate::support::app::START;

async fn feed(test: &TestApp) -> Vec<(String, String, String)> {
    let mut tx = test.app.db.read().await.expect("read");
    let sql = "SELECT feed, number, change FROM entity_updates ORDER BY id";
    let rows = tx.fetch_all(sql, params![]).await.expect("the feed");
    rows.iter()
        .map(|row| (row.text("feed").unwrap(), row.text("number").unwrap(), row.text("change").unwrap()))
        .collect()
}

fn told(feed: &str, number: OrgNumber, change: &str) -> (String, String, String) {
    (feed.to_owned(), number.to_string(), change.to_owned())
}

#[tokio::test]
async fn a_company_of_the_population_is_found_as_it_was_put_in_and_looked_up() {
    let test = empty().await;
    let one = Entity { roles: json!([{ "type": { "kode": "DAGL" } }]), ..company(1, "Lystig Elg AS") };
    let subunit =
        Entity { form: "BEDR".to_owned(), parent: Some(one.number), ..company(2, "Lystig Elg AS avd Måke") };
    insert(&test, &[one.clone(), subunit.clone()]).await;
    let mut tx = test.app.db.read().await.expect("read");
    for entity in [&one, &subunit] {
        assert_eq!(
            entities::find_entity(&mut tx, entity.number).await.expect("found").as_ref(),
            Some(entity)
        );
    }
    assert_eq!(entities::find_entity(&mut tx, number_of(3)).await.expect("a look"), None);
    drop(tx);
    assert_eq!(
        feed(&test).await,
        [
            told("enheter", one.number, "Ny"),
            told("underenheter", subunit.number, "Ny"),
            told("roller", one.number, "Endring")
        ]
    );
    let Lookup::Found(found) = registry::look_up(&test.app, subunit.number).await else {
        panic!("not found")
    };
    assert_eq!((found.name.as_str(), found.form.as_str()), ("LYSTIG ELG AS AVD MÅKE", "BEDR"));
    assert_eq!(found.parent, Some(one.number));
    assert_eq!(registry::look_up(&test.app, number_of(3)).await, Lookup::Unknown);
}

#[tokio::test]
async fn a_company_that_is_put_in_again_is_replaced_and_of_two_in_one_batch_the_last_counts() {
    let test = empty().await;
    let first = company(1, "Rolig Rev AS");
    insert(&test, &[company(1, "Helt Annet AS"), first.clone()]).await;
    let second = Entity { updated_at: START + 5, ..company(1, "Modig Måke AS") };
    insert(&test, std::slice::from_ref(&second)).await;
    let mut tx = test.app.db.read().await.expect("read");
    assert_eq!(entities::find_entity(&mut tx, first.number).await.expect("found"), Some(second));
    let words = tx.fetch_all("SELECT number FROM entity_words", params![]).await.expect("words");
    assert_eq!(words.len(), 2, "the words of the former name are gone");
    drop(tx);
    assert_eq!(
        feed(&test).await,
        [told("enheter", first.number, "Ny"), told("enheter", first.number, "Endring")]
    );
}

#[tokio::test]
async fn a_company_is_changed_deleted_and_removed_and_each_is_told() {
    let test = empty().await;
    let mut entity = company(1, "Rolig Rev AS");
    insert(&test, std::slice::from_ref(&entity)).await;
    let change = async |entity: &Entity| {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let changed = entities::update_entity(&mut tx, entity).await.expect("changed");
        tx.commit().await.expect("commit");
        changed
    };
    assert!(!change(&company(2, "Ingen AS")).await, "who is not there is not changed");
    entity.name = "Munter Mus AS".to_owned();
    assert!(change(&entity).await);
    entity.deleted_at = Some(START);
    assert!(change(&entity).await);
    assert_eq!(registry::look_up(&test.app, entity.number).await, Lookup::Deleted);
    entity.description = json!({ "fjernet": true });
    assert!(change(&entity).await);
    assert_eq!(registry::look_up(&test.app, entity.number).await, Lookup::Removed);
    let changes: Vec<String> = feed(&test).await.into_iter().map(|(_, _, change)| change).collect();
    assert_eq!(changes, ["Ny", "Endring", "Sletting", "Fjernet"]);
    for table in ["entity_index", "entity_words"] {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {table}")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_real_number_is_no_company_of_the_population() {
    let test = empty().await;
    let real = Entity { number: OrgNumber::parse("910049356").expect("a number"), ..company(1, "X") };
    let mut tx = test.app.db.begin_write().await.expect("write");
    let refused = entities::insert_entities(&mut tx, &[company(2, "Y"), real]).await;
    assert!(matches!(refused, Err(PartyError::RealWithoutOrder(_))), "{refused:?}");
}

#[tokio::test]
async fn a_party_stands_before_a_company_of_its_number() {
    let test = empty().await;
    let entity = company(1, "Skjult Skrei AS");
    let mut tx = test.app.db.begin_write().await.expect("write");
    let new = NewOrganisation {
        number: entity.number,
        name: "Synlig Sel AS",
        form: "AS",
        parent: None,
        origin: "world_file",
        case_number: None,
        entity: &json!({ "konkurs": false }),
    };
    assert!(parties::insert_organisation(&mut tx, &test.app, test.app.now(), new).await.expect("made"));
    entities::insert_entities(&mut tx, &[entity.clone(), company(2, "Annen Oter AS")]).await.expect("put in");
    tx.commit().await.expect("commit");
    let mut tx = test.app.db.read().await.expect("read");
    let sql = "SELECT name_key FROM entity_index WHERE number = $1";
    let row = tx.fetch_optional(sql, params![entity.number.to_string()]).await.expect("read").expect("a row");
    assert_eq!(row.text("name_key").expect("text"), " synlig sel");
    assert_eq!(
        feed(&test).await,
        [told("enheter", entity.number, "Ny"), told("enheter", number_of(2), "Ny")]
    );
}

#[tokio::test]
async fn many_are_put_in_with_few_statements() {
    let test = empty().await;
    let many: Vec<Entity> = (0..1_000).map(|place| company(place, &format!("Firma {place} AS"))).collect();
    let before = test.app.db.effort().statements;
    insert(&test, &many).await;
    let statements = test.app.db.effort().statements - before;
    assert!(statements < 300, "{statements} statements for 1 000 companies");
    assert_eq!(test.count("SELECT count(*) AS n FROM entity_index").await, 1_000);
    assert_eq!(test.count("SELECT count(*) AS n FROM entity_words").await, 2_000);
}

#[tokio::test]
async fn the_parties_of_a_database_from_before_are_indexed_by_a_job() {
    let test = empty().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let made = parties::create_fictional_organisation(&mut tx, &test.app, test.app.now(), "2026-00001").await;
    let number = made.expect("made").number;
    for table in ["entity_index", "entity_words", "entity_updates"] {
        tx.execute(&format!("DELETE FROM {table}"), params![]).await.expect("as it was before");
    }
    tx.execute(
        "INSERT INTO jobs (id, kind, payload, on_world_clock, due_at, attempts, created_at)
         VALUES ('0030-parties-index', 'parties.index', '{}', FALSE, 0, 0, 0)",
        params![],
    )
    .await
    .expect("as the migration writes it");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
    assert_eq!(feed(&test).await, [told("enheter", number, "Ny")]);
    let row: Value = json!(test.count("SELECT count(*) AS n FROM entity_words").await);
    assert_eq!(row, 2);
}
