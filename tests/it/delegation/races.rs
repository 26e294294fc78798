//! Two persons of one organisation, at the same time, through the API: one of the two states is left, and the history tells
//! both.

use axum::http::Method;
use fullmakt::delegation;
use fullmakt::ids::Random;
use fullmakt::numbers::{BirthDate, Kind, PartyUuid, PersonNumber, Scheme as NumberScheme};

use super::{OBLIGED, World, active, audited};
use crate::support::TestApp;
use crate::support::app::Answer;

const RESOURCES: &str = "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources";

async fn call(test: &TestApp, method: Method, query: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    test.call(method, &format!("{RESOURCES}?{query}"), &[("authorization", bearer.as_str())], "").await
}

async fn personal(test: &TestApp, number: &PersonNumber) -> String {
    let path = format!("/api/GetPersonalToken?env=tt02&pid={number}&scopes=altinn:portal/enduser");
    test.call(Method::GET, &path, &[], "").await.body
}

/// A second person who manages the customer.
async fn colleague(test: &TestApp, world: &World) -> (PersonNumber, PartyUuid) {
    let random = Random::seeded(78);
    let born = BirthDate { year: 1975, month: 2, day: 3 };
    let number =
        PersonNumber::make(born, Kind::Identity, NumberScheme::Of1964, &mut |bound| random.below(bound));
    let uuid = PartyUuid::make(&random);
    let mut tx = test.app.db.begin_write().await.expect("write");
    for (sql, values) in [
        (
            "INSERT INTO persons (party_uuid, party_id, user_id, number, name, birth_date, created_at) VALUES ($1, 3, 4, $2, 'Oppdiktet Kollega', '1975-02-03', 0)",
            [uuid.to_string(), number.to_string()],
        ),
        (
            "INSERT INTO roles (person_uuid, organisation, role, created_at) VALUES ($1, $2, 'LEDE', 0)",
            [uuid.to_string(), world.customer.to_string()],
        ),
    ] {
        let [one, two] = values;
        tx.execute(sql, fullmakt::db::params![one, two]).await.expect("inserted");
    }
    tx.commit().await.expect("commit");
    (number, uuid)
}

#[tokio::test]
async fn two_persons_who_give_and_take_back_at_once_end_in_one_of_the_two_states_with_a_history_of_both() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let (other, other_uuid) = colleague(&test, &world).await;
    let (first, second) = (personal(&test, &world.person).await, personal(&test, &other).await);
    let party = {
        let mut tx = test.app.db.read().await.expect("read");
        fullmakt::parties::find_organisation(&mut tx, world.customer)
            .await
            .expect("read")
            .expect("there")
            .party_uuid
    };
    let query = format!("party={party}&supplier={}&resource={OBLIGED}", world.vendor);
    for round in 0..20 {
        // Half of the rounds begin with the scheme given.
        if round % 2 == 1 {
            assert_eq!(call(&test, Method::POST, &query, &first).await.status.as_u16(), 200);
        }
        let before = audited(&test, "delegation.withdrawn").await;
        let (given, taken) = if round % 4 < 2 {
            tokio::join!(
                call(&test, Method::POST, &query, &first),
                call(&test, Method::DELETE, &query, &second)
            )
        } else {
            let (taken, given) = tokio::join!(
                call(&test, Method::DELETE, &query, &second),
                call(&test, Method::POST, &query, &first)
            );
            (given, taken)
        };
        assert_eq!((given.status.as_u16(), given.body.as_str(), taken.status.as_u16()), (200, "true", 204));
        let left = active(&test).await;
        assert!(left == 0 || left == 1, "round {round}: {left} hold");
        let ended = audited(&test, "delegation.withdrawn").await - before;
        assert!(ended == 1 || (ended == 0 && left == 1), "round {round}: {ended} taken back, {left} left");

        let mut tx = test.app.db.read().await.expect("read");
        let history =
            delegation::delegations_between(&mut tx, world.customer, world.vendor).await.expect("history");
        drop(tx);
        let (by_first, by_second) = (format!("person:{}", world.person_uuid), format!("person:{other_uuid}"));
        assert!(history.iter().all(|entry| entry.given_by == by_first), "{history:?}");
        assert!(
            history.iter().all(|entry| entry.is_active() || entry.withdrawn_by.as_ref() == Some(&by_second)),
            "{history:?}"
        );
        assert_eq!(
            history.iter().filter(|entry| entry.is_active()).count(),
            usize::try_from(left).expect("few")
        );
        assert_eq!(
            i64::try_from(history.len()).expect("few"),
            audited(&test, "delegation.given").await,
            "every delegation stands in the history and in the audit"
        );
        call(&test, Method::DELETE, &query, &second).await;
    }
}
