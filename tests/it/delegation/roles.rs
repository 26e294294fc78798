//! Roles in world files, and what they open for main units and their subunits.

use axum::http::Method;
use fullmakt::delegation::{self, Error, Policy, Reason};
use fullmakt::numbers::{OrgNumber, PersonNumber};
use fullmakt::parties::{self, Party};
use fullmakt::world::{self, Format};

use crate::support::TestApp;

const WORLD: &str = r#"
[[organisation]]
number = "313513408"
name = "Lystig Elg AS"

[[organisation]]
number = "312246538"
name = "Lystig Elg avd. Sør"
form = "BEDR"
parent = "313513408"

[[scheme]]
id = "prove-nuf"
owner = "974760673"
owner_code = "brg"
title = "Bare for filialer"
scopes = ["brreg:reelle/media"]
roles = ["APIADMNUF"]
packages = ["maskinporten-scopes-nuf"]
actions = ["read", "write"]
minimum_level = 3

[[person]]
number = "NUMBER"
name = "Modig Murstein"
birth_date = "1980-05-17"
roles = [
  { organisation = "313513408", role = "ROLE" },
]
"#;

pub(super) fn person() -> PersonNumber {
    let random = fullmakt::ids::Random::seeded(3);
    PersonNumber::make(
        fullmakt::numbers::BirthDate { year: 1980, month: 5, day: 17 },
        fullmakt::numbers::Kind::Identity,
        fullmakt::numbers::Scheme::Of1964,
        &mut |bound| random.below(bound),
    )
}

pub(super) fn file(role: &str) -> String {
    WORLD.replace("NUMBER", &person().to_string()).replace("ROLE", role)
}

pub(super) async fn load(test: &TestApp, written: &str) -> Result<world::Report, world::Error> {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let report = world::load(&mut tx, &test.app, test.app.now(), written, Format::Toml).await?;
    tx.commit().await.expect("commit");
    Ok(report)
}

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

/// `altinn.md` §2, both questions, by a role of a world file: may it administer, may it give a usual scheme, may it give one
/// that is for branches; each asked for the main unit and for its subunit.
async fn check(role: &str, administers: bool, usual: bool, of_branches: bool) {
    let test = TestApp::new().await;
    load(&test, &file(role)).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    for unit in ["313513408", "312246538"] {
        let authority = delegation::authority(&mut tx, &held.party_uuid, number(unit)).await;
        if !administers {
            assert!(matches!(authority, Err(Error::NotAllowedToAdminister)), "{unit}");
            continue;
        }
        let authority = authority.expect("administers");
        for (scheme, may) in [("brreg-reelle-media", usual), ("prove-nuf", of_branches)] {
            let scheme = delegation::scheme(&mut tx, scheme).await.expect("read").expect("a scheme");
            assert_eq!(authority.to_give_scheme(&scheme).is_ok(), may, "{unit} {}", scheme.id);
            let check = delegation::check(&authority.rights, &scheme);
            let missing = [Reason::MissingRoleAccess, Reason::MissingPackageAccess];
            assert_eq!(check.reasons == missing, !may, "{unit} {}", scheme.id);
        }
    }
}

/// A row of the table, or a role that a row names.
macro_rules! roles {
    ($($test:ident: $role:literal => $administers:literal, $usual:literal, $of_branches:literal;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                check($role, $administers, $usual, $of_branches).await;
            }
        )*

        #[test]
        fn every_role_that_opens_something_is_tested_here() {
            let tested = [$($role),*];
            for role in fullmakt::parties::roles::ROLES {
                let opens = role.altinn_role.is_some() || !role.holds.is_empty() || !role.hands_on.is_empty();
                assert!(!opens || tested.contains(&role.code), "{}", role.code);
            }
        }
    };
}

roles! {
    apiadm_given_by_hand: "APIADM" => true, true, false;
    apiadm_by_best: "BEST" => true, true, false;
    apiadm_by_bobe: "BOBE" => true, true, false;
    apiadm_by_dagl: "DAGL" => true, true, false;
    apiadm_by_dtpr: "DTPR" => true, true, false;
    apiadm_by_dtso: "DTSO" => true, true, false;
    apiadm_by_innh: "INNH" => true, true, false;
    apiadm_by_kemn: "KEMN" => true, true, false;
    apiadm_by_komp: "KOMP" => true, true, false;
    apiadm_by_lede: "LEDE" => true, true, false;
    apiadm_by_repr: "REPR" => true, true, false;
    apiadmnuf_given_by_hand: "APIADMNUF" => true, false, true;
    apiadmnuf_by_knuf: "KNUF" => true, false, true;
    hadm_hovedadministrator: "HADM" => true, true, true;
    admai_tilgangsstyring: "ADMAI" => false, false, false;
    another_role_of_the_register: "MEDL" => false, false, false;
    package_maskinporten_administrator: "maskinporten-administrator" => true, false, false;
    package_maskinporten_scopes: "maskinporten-scopes" => false, false, false;
    package_maskinporten_scopes_nuf: "maskinporten-scopes-nuf" => false, false, false;
}

/// What a package for schemes opens shows only beside one that lets administer.
async fn check_beside_administrator(package: &str, usual: bool, of_branches: bool) {
    let one = "{ organisation = \"313513408\", role = \"maskinporten-administrator\" },";
    let both = format!("{one}\n  {}", one.replace("maskinporten-administrator", package));
    let test = TestApp::new().await;
    load(&test, &file("maskinporten-administrator").replace(one, &both)).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    let authority = delegation::authority(&mut tx, &held.party_uuid, number("313513408")).await;
    let authority = authority.expect("administers");
    for (scheme, may) in [("brreg-reelle-media", usual), ("prove-nuf", of_branches)] {
        let scheme = delegation::scheme(&mut tx, scheme).await.expect("read").expect("a scheme");
        assert_eq!(authority.to_give_scheme(&scheme).is_ok(), may, "{}", scheme.id);
        let check = delegation::check(&authority.rights, &scheme);
        assert_eq!(check.reasons == [Reason::PackageAccess], may, "{}: by the package alone", scheme.id);
    }
}

#[tokio::test]
async fn package_maskinporten_scopes_beside_the_administrators() {
    check_beside_administrator("maskinporten-scopes", true, false).await;
}

#[tokio::test]
async fn package_maskinporten_scopes_nuf_beside_the_administrators() {
    check_beside_administrator("maskinporten-scopes-nuf", false, true).await;
}

/// A person for itself has no role, and its own party is none that delegates.
#[tokio::test]
async fn priv_a_person_for_itself() {
    let test = TestApp::new().await;
    assert!(load(&test, &file("PRIV")).await.is_err(), "it is no role that a file gives");
    load(&test, &file("DAGL")).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    drop(tx);
    let token = format!("/api/GetPersonalToken?env=tt02&pid={}&scopes=altinn:portal/enduser", person());
    let bearer = format!("Bearer {}", test.call(Method::GET, &token, &[], "").await.body);
    let path = format!("/accessmanagement/api/v1/enduser/maskinportensuppliers?party={}", held.party_uuid);
    let answer = test.call(Method::GET, &path, &[("authorization", bearer.as_str())], "").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, ""));
}

#[tokio::test]
async fn a_role_in_the_subunit_opens_nothing_above_it_and_a_part_of_an_authority_inherits_nothing() {
    let test = TestApp::new().await;
    let below = file("DAGL").replace(
        "{ organisation = \"313513408\", role = \"DAGL\" }",
        "{ organisation = \"312246538\", role = \"DAGL\" }",
    );
    load(&test, &below).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    assert!(delegation::authority(&mut tx, &held.party_uuid, number("312246538")).await.is_ok());
    assert!(delegation::authority(&mut tx, &held.party_uuid, number("313513408")).await.is_err());
    drop(tx);

    let test = TestApp::new().await;
    load(&test, &file("DAGL").replace("\"BEDR\"", "\"ORGL\"")).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    assert!(delegation::authority(&mut tx, &held.party_uuid, number("313513408")).await.is_ok());
    assert!(delegation::authority(&mut tx, &held.party_uuid, number("312246538")).await.is_err());
}

#[tokio::test]
async fn the_roles_forms_parents_and_policies_of_a_file_come_out_of_a_dump_again() {
    let test = TestApp::new().await;
    load(&test, &file("maskinporten-administrator")).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let dumped = world::dump(&mut tx, test.app.now(), Format::Toml, false).await.expect("dumped");
    let scheme = delegation::scheme(&mut tx, "prove-nuf").await.expect("read").expect("a scheme");
    let expected = Policy {
        actions: vec!["read".to_owned(), "write".to_owned()],
        minimum_level: 3,
        ..Policy::of_branches()
    };
    assert_eq!(scheme.policy, expected);
    drop(tx);
    let again = load(&test, &dumped).await.expect("loaded again");
    assert!(again.changed_nothing(), "{again:?}\n{dumped}");
}

#[tokio::test]
async fn a_fault_in_roles_forms_and_policies_is_told_at_its_line_and_field() {
    let good = file("DAGL");
    for (from, to, field, said) in [
        ("role = \"DAGL\"", "role = \"SJEF\"", "person[0].roles[0].role", "this is no role"),
        ("role = \"DAGL\"", "role = \"PRIV\"", "person[0].roles[0].role", "this is no role"),
        ("parent = \"313513408\"\n", "", "organisation[1].parent", "a subunit has a main unit"),
        (
            "parent = \"313513408\"", "parent = \"312246538\"", "organisation[1].parent",
            "a unit is not a part of itself",
        ),
        ("[\"APIADMNUF\"]", "[\"DAGL\"]", "scheme[0].roles", "expected one of APIADM"),
        ("scopes-nuf\"]", "alt\"]", "scheme[0].packages", "expected one of maskinporten-administrator"),
        ("[\"read\", \"write\"]", "[]", "scheme[0].actions", "at least one action"),
        ("minimum_level = 3", "minimum_level = 5", "scheme[0].minimum_level", ""),
    ] {
        let test = TestApp::new().await;
        assert!(good.contains(from), "{from}");
        let bad = good.replacen(from, to, 1);
        let error = load(&test, &bad).await.expect_err("refused");
        let world::Error::Faults(faults) = error else { panic!("{field}: {error}") };
        let fault = faults.iter().find(|fault| fault.field == field);
        let fault = fault.unwrap_or_else(|| panic!("{field} is not among {faults:?}"));
        assert!(fault.problem.contains(said), "{field}: {}", fault.problem);
        let line = bad.lines().nth(fault.line - 1).unwrap_or_default();
        assert!(!line.is_empty(), "{field}: line {} is empty", fault.line);
    }
}

#[tokio::test]
async fn a_party_is_found_by_its_uuid_whichever_kind_it_is_and_a_person_has_two_integers() {
    let test = TestApp::new().await;
    load(&test, &file("DAGL")).await.expect("loaded");
    let mut tx = test.app.db.read().await.expect("read");
    let held = parties::find_person_by_number(&mut tx, &person()).await.expect("read").expect("loaded");
    let unit = parties::find_organisation(&mut tx, number("313513408")).await.expect("read").expect("there");
    match parties::find_party(&mut tx, &held.party_uuid).await.expect("read") {
        Some(Party::Person(person, ids)) => {
            assert_eq!(person.party_uuid, held.party_uuid);
            assert_ne!(ids.party_id.value(), ids.user_id.value());
        }
        other => panic!("{other:?}"),
    }
    match parties::find_party(&mut tx, &unit.party_uuid).await.expect("read") {
        Some(Party::Organisation(found)) => assert_eq!(found.number, unit.number),
        other => panic!("{other:?}"),
    }
    let reached = parties::reachable(&mut tx, &held.party_uuid).await.expect("read");
    let numbers: Vec<String> = reached.iter().map(|unit| unit.number.to_string()).collect();
    assert_eq!(numbers, ["313513408", "312246538"], "the main unit, then its subunit");
}
