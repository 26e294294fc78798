//! Who may give what to whom, and what is left when several do it at once.

mod authorized;
mod life;
mod lookup;
mod matrix;
mod pairs;
mod races;
mod resources;
mod roles;

use fullmakt::clients;
use fullmakt::clock::{DAY, Millis};
use fullmakt::db::{Db, Tx, params};
use fullmakt::delegation::{self, Error, Scheme, Texts};
use fullmakt::ids::Random;
use fullmakt::numbers::{BirthDate, Kind, OrgNumber, PartyUuid, PersonNumber, Scheme as NumberScheme};

use crate::support::TestApp;

const OBLIGED: &str = "brreg-reelle-rapporteringspliktig";
const MEDIA: &str = "brreg-reelle-media";
const OBLIGED_SCOPE: &str = "brreg:reelle/rapporteringspliktig";

/// Two fictional organisations and a person with a role in the first.
pub(crate) struct World {
    pub(crate) customer: OrgNumber,
    pub(crate) vendor: OrgNumber,
    pub(crate) person: PersonNumber,
    pub(crate) person_uuid: PartyUuid,
}

impl World {
    /// `role` is what the person has in the customer.
    pub(crate) async fn with_role(test: &TestApp, role: &str) -> Self {
        let random = Random::seeded(77);
        let mut below = |bound| random.below(bound);
        let world = Self {
            customer: OrgNumber::make(3, &mut below),
            vendor: OrgNumber::make(3, &mut below),
            person: PersonNumber::make(
                BirthDate { year: 1980, month: 5, day: 17 },
                Kind::Identity,
                NumberScheme::Of1964,
                &mut below,
            ),
            person_uuid: PartyUuid::make(&random),
        };
        let mut tx = test.app.db.begin_write().await.expect("write");
        organisation(&mut tx, world.customer, "Oppdiktet Kunde AS").await;
        organisation(&mut tx, world.vendor, "Oppdiktet Leverandør AS").await;
        tx.execute(
            "INSERT INTO persons (party_uuid, party_id, user_id, number, name, birth_date, created_at) VALUES ($1, 1, 2, $2, 'Oppdiktet Testesen', '1980-05-17', 0)",
            params![world.person_uuid.as_str(), world.person.to_string()],
        )
        .await
        .expect("person");
        tx.commit().await.expect("commit");
        world.give_role(test, world.customer, role).await;
        world
    }

    pub(crate) async fn new(test: &TestApp) -> Self {
        Self::with_role(test, "DAGL").await
    }

    pub(crate) async fn give_role(&self, test: &TestApp, organisation: OrgNumber, role: &str) {
        let mut tx = test.app.db.begin_write().await.expect("write");
        tx.execute(
            "INSERT INTO roles (person_uuid, organisation, role, created_at) VALUES ($1, $2, $3, 0)",
            params![self.person_uuid.as_str(), organisation.to_string(), role],
        )
        .await
        .expect("role");
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn take_role(&self, test: &TestApp, organisation: OrgNumber, role: &str) {
        let mut tx = test.app.db.begin_write().await.expect("write");
        tx.execute(
            "DELETE FROM roles WHERE person_uuid = $1 AND organisation = $2 AND role = $3",
            params![self.person_uuid.as_str(), organisation.to_string(), role],
        )
        .await
        .expect("role");
        tx.commit().await.expect("commit");
    }

    /// Another fictional organisation.
    pub(crate) async fn another(test: &TestApp, seed: u64, name: &str) -> OrgNumber {
        let random = Random::seeded(seed);
        let number = OrgNumber::make(3, &mut |bound| random.below(bound));
        let mut tx = test.app.db.begin_write().await.expect("write");
        organisation(&mut tx, number, name).await;
        tx.commit().await.expect("commit");
        number
    }

    /// Grants `scope` to the customer.
    pub(crate) async fn grant(&self, test: &TestApp, scope: &str) {
        let mut tx = test.app.db.begin_write().await.expect("write");
        clients::grant_scope(
            &mut tx,
            &test.app,
            test.app.now(),
            scope,
            self.customer,
            Some("2026-00001"),
            "system",
        )
        .await
        .expect("grant");
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn add(&self, test: &TestApp) {
        let mut tx = test.app.db.begin_write().await.expect("write");
        delegation::add_supplier(&mut tx, &test.app, test.app.now(), self.customer, self.vendor, "system")
            .await
            .expect("added");
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn give(
        &self,
        test: &TestApp,
        db: &Db,
        scheme: &str,
    ) -> Result<delegation::Given, Error> {
        let mut tx = db.begin_write().await?;
        let now = test.app.now();
        let given =
            delegation::give(&mut tx, &test.app, now, self.customer, self.vendor, scheme, "person:a").await?;
        tx.commit().await?;
        Ok(given)
    }

    async fn withdraw(&self, test: &TestApp, db: &Db, scheme: &str) -> Result<bool, Error> {
        let mut tx = db.begin_write().await?;
        let now = test.app.now();
        let ended = delegation::withdraw(
            &mut tx,
            &test.app,
            now,
            self.customer,
            self.vendor,
            scheme,
            delegation::By::supplier("contact:b"),
        )
        .await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn remove(&self, test: &TestApp, db: &Db, cascade: bool) -> Result<usize, Error> {
        let mut tx = db.begin_write().await?;
        let now = test.app.now();
        let ended = delegation::remove_supplier(
            &mut tx,
            &test.app,
            now,
            self.customer,
            self.vendor,
            cascade,
            delegation::By::consumer("person:a"),
        )
        .await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn history(&self, test: &TestApp, scope: &str) -> delegation::History {
        let mut tx = test.app.db.read().await.expect("read");
        delegation::history(&mut tx, self.customer, self.vendor, scope).await.expect("history")
    }
}

async fn organisation(tx: &mut Tx, number: OrgNumber, name: &str) {
    let digits: i64 = number.to_string().parse().expect("digits");
    tx.execute(
        "INSERT INTO organisations (number, party_uuid, party_id, name, name_key, form, origin, entity, created_at)
         VALUES ($1, $2, $3, $4, $5, 'AS', 'fictional', '{}', 0)",
        params![
            number.to_string(),
            format!("00000000-0000-4000-8000-000{number}"),
            digits,
            name,
            fullmakt::parties::name_key(name)
        ],
    )
    .await
    .expect("organisation");
}

async fn active(test: &TestApp) -> i64 {
    test.count("SELECT count(*) AS n FROM delegations WHERE withdrawn_at IS NULL").await
}

async fn audited(test: &TestApp, action: &str) -> i64 {
    test.count(&format!("SELECT count(*) AS n FROM audit WHERE action = '{action}'")).await
}

#[tokio::test]
async fn the_six_schemes_are_there_from_the_start_and_seeding_again_changes_nothing() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    delegation::seed_builtin(&mut tx, &test.app, test.app.now()).await.expect("seed");
    tx.commit().await.expect("commit");
    let mut tx = test.app.db.read().await.expect("read");
    let schemes = delegation::schemes(&mut tx).await.expect("schemes");
    let pairs: Vec<(String, String)> =
        schemes.iter().map(|scheme| (scheme.id.clone(), scheme.scopes.join(" "))).collect();
    let expected = [
        ("brreg-reelle-hoeyereutdanningsinstitusjon", "brreg:reelle/hoeyereutdanningsinstitusjon"),
        ("brreg-reelle-media", "brreg:reelle/media"),
        ("brreg-reelle-offentlig", "brreg:reelle/offentlig"),
        ("brreg-reelle-rapporteringspliktig", "brreg:reelle/rapporteringspliktig"),
        ("brreg-reelle-rapporteringspliktig-begrenset", "brreg:reelle/rapporteringspliktig.begrenset"),
        ("brreg-reelle-sivilsamfunnsorganisasjon", "brreg:reelle/sivilsamfunnsorganisasjon"),
    ];
    assert_eq!(pairs, expected.map(|(id, scope)| (id.to_owned(), scope.to_owned())));
    let found = delegation::scheme_of_scope(&mut tx, OBLIGED_SCOPE).await.expect("query").expect("found");
    assert_eq!(
        found.title.nb,
        "Register over reelle rettighetshavere - Rapporteringspliktig virksomhet - På vegne av"
    );
}

#[tokio::test]
async fn a_search_looks_through_titles_owner_identifier_and_scopes_and_needs_every_word() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.read().await.expect("read");
    for (query, expected) in [
        ("", 6),
        ("rettighetshavere", 6),
        ("Brønnøysund", 6),
        ("bronnoysundregistrene", 6),
        ("brreg:reelle/media", 1),
        ("MEDIA", 1),
        ("høyere utdanning", 1),
        ("hoeyereutdanningsinstitusjon", 1),
        ("rapporteringspliktig begrenset", 1),
        ("offentleg styresmakt", 1),
        ("public authority", 1),
        ("media offentlig", 0),
        ("%", 0),
        ("_", 0),
        ("finnes ikke", 0),
        ("' OR 1=1 --", 0),
    ] {
        let found = delegation::search(&mut tx, query).await.expect("search");
        assert_eq!(found.len(), expected, "{query:?}");
    }
}

#[tokio::test]
async fn giving_needs_two_organisations_of_this_world_an_added_supplier_and_a_scheme_that_may_be_handed_on() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let stranger = OrgNumber::parse("810414782").expect("a number");
    let owned = Scheme {
        id: "annen-eier".to_owned(),
        owner: OrgNumber::parse(clients::REGISTER).expect("a number"),
        owner_code: "brg".to_owned(),
        title: Texts::of(["Stengt", "Stengt", "Closed"]),
        description: Texts::of(["-", "-", "-"]),
        scopes: vec!["brreg:annet".to_owned()],
        delegable: false,
        visible: true,
        status: "Active".to_owned(),
        policy: delegation::Policy::usual(),
    };
    let mut tx = test.app.db.begin_write().await.expect("write");
    assert!(delegation::insert_scheme(&mut tx, &owned, 0).await.expect("insert"));
    assert!(!delegation::insert_scheme(&mut tx, &owned, 0).await.expect("the second is none"));
    tx.commit().await.expect("commit");

    let now = test.app.now();
    let cases: [(OrgNumber, OrgNumber, &str, &str); 6] = [
        (world.customer, world.customer, OBLIGED, "SupplierIsSelf"),
        (world.customer, stranger, OBLIGED, "SupplierUnknown"),
        (stranger, world.vendor, OBLIGED, "ConsumerUnknown"),
        (world.customer, world.vendor, "finnes-ikke", "SchemeUnknown"),
        (world.customer, world.vendor, "annen-eier", "SchemeNotDelegable"),
        (world.customer, world.vendor, OBLIGED, "SupplierNotAdded"),
    ];
    for (consumer, supplier, scheme, expected) in cases {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let refused = delegation::give(&mut tx, &test.app, now, consumer, supplier, scheme, "person:a").await;
        let name = format!("{:?}", refused.expect_err("a refusal"));
        assert!(name.starts_with(expected), "{consumer} {supplier} {scheme}: {name}");
    }
    for (consumer, supplier, expected) in [
        (world.customer, world.customer, "SupplierIsSelf"),
        (world.customer, stranger, "SupplierUnknown"),
        (stranger, world.vendor, "ConsumerUnknown"),
    ] {
        let mut tx = test.app.db.begin_write().await.expect("write");
        let refused = delegation::add_supplier(&mut tx, &test.app, now, consumer, supplier, "person:a").await;
        assert!(format!("{:?}", refused.expect_err("a refusal")).starts_with(expected));
    }
    assert_eq!(active(&test).await, 0);
    assert_eq!(audited(&test, "delegation.given").await, 0);
    assert_eq!(audited(&test, "supplier.added").await, 0);
}

#[tokio::test]
async fn giving_twice_is_giving_once_and_either_side_takes_back() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    world.add(&test).await;
    let db = &test.app.db;

    let first = world.give(&test, db, OBLIGED).await.expect("given");
    let second = world.give(&test, db, OBLIGED).await.expect("given");
    assert!(!first.was_there && second.was_there);
    assert_eq!(first.id, second.id);

    let mut tx = db.read().await.expect("read");
    let found = delegation::find_active(&mut tx, world.customer, world.vendor, OBLIGED_SCOPE)
        .await
        .expect("query")
        .expect("it holds");
    assert_eq!((found.id.as_str(), found.scheme_id.as_str()), (first.id.as_str(), OBLIGED));
    for (consumer, supplier, scope) in [
        (world.customer, world.vendor, "brreg:reelle/rapporteringspliktig.begrenset"),
        (world.customer, world.vendor, "brreg:reelle"),
        (world.vendor, world.customer, OBLIGED_SCOPE),
    ] {
        let none = delegation::find_active(&mut tx, consumer, supplier, scope).await.expect("query");
        assert_eq!(none, None, "{consumer} {supplier} {scope}");
    }
    drop(tx);

    test.advance(DAY);
    assert!(world.withdraw(&test, db, OBLIGED).await.expect("withdrawn"));
    assert!(!world.withdraw(&test, db, OBLIGED).await.expect("nothing left"));
    assert_eq!(active(&test).await, 0);
    let third = world.give(&test, db, OBLIGED).await.expect("given anew");
    assert_ne!(third.id, first.id, "history is kept, and a new delegation is a new row");
    assert_eq!(audited(&test, "supplier.added").await, 1);
    assert_eq!(audited(&test, "delegation.given").await, 2);
    assert_eq!(audited(&test, "delegation.withdrawn").await, 1);
}

#[tokio::test]
async fn a_supplier_with_delegations_is_removed_only_together_with_them() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let db = &test.app.db;
    world.give(&test, db, OBLIGED).await.expect("given");
    world.give(&test, db, MEDIA).await.expect("given");

    let refused = world.remove(&test, db, false).await.expect_err("a refusal");
    assert!(matches!(refused, Error::SupplierHasDelegations { active: 2 }), "{refused:?}");
    assert_eq!(active(&test).await, 2);

    assert_eq!(world.remove(&test, db, true).await.expect("removed"), 2);
    assert_eq!(world.remove(&test, db, true).await.expect("gone already"), 0);
    assert_eq!(active(&test).await, 0);
    assert_eq!(audited(&test, "delegation.withdrawn").await, 2);
    assert_eq!(audited(&test, "supplier.removed").await, 1);
    let refused = world.give(&test, db, MEDIA).await.expect_err("a refusal");
    assert!(matches!(refused, Error::SupplierNotAdded { .. }), "{refused:?}");
}

#[tokio::test]
async fn the_history_tells_what_was_taken_back_when_and_what_was_given_instead() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let before = world.history(&test, OBLIGED_SCOPE).await;
    assert!(!before.supplier_added);
    assert_eq!(before.would_serve.len(), 1);
    assert_eq!(before.withdrawn, None);

    world.add(&test).await;
    let db = &test.app.db;
    world.give(&test, db, OBLIGED).await.expect("given");
    test.advance(DAY);
    let taken_back_at: Millis = test.app.now().world;
    world.withdraw(&test, db, OBLIGED).await.expect("withdrawn");
    world.give(&test, db, MEDIA).await.expect("given");

    let after = world.history(&test, OBLIGED_SCOPE).await;
    assert!(after.supplier_added);
    let withdrawn = after.withdrawn.expect("it was taken back");
    assert_eq!(withdrawn.withdrawn_at, Some(taken_back_at));
    assert_eq!(withdrawn.withdrawn_by.as_deref(), Some("contact:b"));
    let instead: Vec<&str> = after.given_instead.iter().map(|(_, scheme)| scheme.id.as_str()).collect();
    assert_eq!(instead, [MEDIA]);

    let unknown = world.history(&test, "brreg:finnes/ikke").await;
    assert!(unknown.would_serve.is_empty() && unknown.given_instead.is_empty());
}

#[tokio::test]
async fn authority_comes_from_a_role_in_that_very_organisation() {
    let test = TestApp::new().await;
    let world = World::with_role(&test, "KNUF").await;
    let other = World::another(&test, 5, "Uvedkommende AS").await;
    let mut tx = test.app.db.read().await.expect("read");
    let authority =
        delegation::authority(&mut tx, &world.person_uuid, world.customer).await.expect("may administer");
    let media = delegation::scheme(&mut tx, MEDIA).await.expect("read").expect("a scheme");
    assert!(matches!(authority.to_give_scheme(&media), Err(Error::RightNotHeld)));
    let stranger = PartyUuid::make(&Random::seeded(6));
    for (person, organisation) in [(&world.person_uuid, other), (&stranger, world.customer)] {
        let refused = delegation::authority(&mut tx, person, organisation).await.expect_err("a refusal");
        assert!(matches!(refused, Error::NotAllowedToAdminister), "{person} {organisation}: {refused:?}");
    }
    drop(tx);
    world.give_role(&test, world.customer, "LEDE").await;
    let mut tx = test.app.db.read().await.expect("read");
    let authority =
        delegation::authority(&mut tx, &world.person_uuid, world.customer).await.expect("may administer");
    assert!(authority.to_give_scheme(&media).is_ok(), "all roles count together");
}

/// Two nodes at once, several times over: the outcome is one that some order of the two would have had.
#[tokio::test]
async fn two_who_give_the_same_scheme_at_once_make_one_delegation() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let (one, two) = (test.database.another_node().await, test.database.another_node().await);
    for round in 1..=10 {
        let (a, b) = tokio::join!(world.give(&test, &one, OBLIGED), world.give(&test, &two, OBLIGED));
        let (a, b) = (a.expect("given"), b.expect("given"));
        assert_eq!(a.id, b.id, "round {round}");
        assert!(a.was_there != b.was_there, "round {round}: one of the two made it");
        assert_eq!(active(&test).await, 1);
        assert_eq!(audited(&test, "delegation.given").await, round);
        assert!(world.withdraw(&test, &one, OBLIGED).await.expect("withdrawn"));
    }
}

#[tokio::test]
async fn giving_and_taking_back_at_once_end_in_one_of_two_states_with_a_history_that_tells_both() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let (one, two) = (test.database.another_node().await, test.database.another_node().await);
    for round in 0..10 {
        world.give(&test, &one, OBLIGED).await.expect("given before");
        let given_before = audited(&test, "delegation.given").await;
        let (given, ended) =
            tokio::join!(world.give(&test, &one, OBLIGED), world.withdraw(&test, &two, OBLIGED));
        let (given, ended) = (given.expect("give answers"), ended.expect("withdraw answers"));
        assert!(ended, "round {round}: there was one to take back");
        // Either the give came first and found the old one, or it came second and made a new one.
        let expected = i64::from(!given.was_there);
        assert_eq!(active(&test).await, expected, "round {round}");
        assert_eq!(audited(&test, "delegation.given").await, given_before + expected, "round {round}");
        let history = world.history(&test, OBLIGED_SCOPE).await;
        assert!(history.withdrawn.is_some(), "round {round}: what was taken back is still told");
    }
}

#[tokio::test]
async fn two_who_take_back_at_once_do_it_once() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    world.add(&test).await;
    let (one, two) = (test.database.another_node().await, test.database.another_node().await);
    for round in 1..=10 {
        world.give(&test, &one, MEDIA).await.expect("given");
        let (a, b) = tokio::join!(world.withdraw(&test, &one, MEDIA), world.withdraw(&test, &two, MEDIA));
        assert!(a.expect("answers") != b.expect("answers"), "round {round}");
        assert_eq!(audited(&test, "delegation.withdrawn").await, round);
    }
}

#[tokio::test]
async fn nothing_is_given_to_a_supplier_that_is_removed_at_the_same_time() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let (one, two) = (test.database.another_node().await, test.database.another_node().await);
    for round in 0..10 {
        world.add(&test).await;
        let (given, removed) = tokio::join!(world.give(&test, &one, MEDIA), world.remove(&test, &two, true));
        let ended = removed.expect("removing answers");
        match given {
            Ok(_) => assert_eq!(ended, 1, "round {round}: given first, and gone with the supplier"),
            Err(Error::SupplierNotAdded { .. }) => assert_eq!(ended, 0, "round {round}: removed first"),
            Err(error) => panic!("round {round}: {error}"),
        }
        assert_eq!(active(&test).await, 0, "round {round}: nothing is left behind");
    }
}
