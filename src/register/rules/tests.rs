//! Each rule, by a company that breaks it and nothing else.

use super::super::codes::{Country, Ground, Interval, OwnerStatus, PositionKind, RegistrationStatus};
use super::super::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Name, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};
use super::*;
use crate::clock::DAY;
use crate::numbers::{OrgNumber, PersonNumber};

const AT: i64 = 1_700_000_000_000;

fn number() -> OrgNumber {
    OrgNumber::parse("313513408").unwrap()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn position(kind: PositionKind) -> Position {
    let rule = position_rule(kind);
    Position {
        kind,
        interval: rule.interval.then_some(Interval::Half),
        description: rule.description.then(|| "Avtale".to_owned()),
        grounds: rule.grounds.first().copied().into_iter().collect(),
        intermediates: Vec::new(),
    }
}

fn person() -> RegisteredPerson {
    RegisteredPerson {
        number: None,
        birth_date: Some("1980-02-03".to_owned()),
        birth_year: 1980,
        name: None,
        dead: false,
        residence: None,
        citizenships: Vec::new(),
    }
}

fn owned(positions: Vec<Position>) -> Company {
    let owner = Owner {
        person: Person::Registered(person()),
        exempt: false,
        first_registered: AT,
        changed: AT,
        positions,
    };
    told(Some(OwnerStatus::AllIdentified), Told::Owners(vec![owner]))
}

fn told(owner_status: Option<OwnerStatus>, told: Told) -> Company {
    Company {
        number: number(),
        first_registered: AT - DAY,
        deleted: None,
        registrations: vec![Registration {
            id: "00000000-0000-4000-8000-000000000001".to_owned(),
            status: RegistrationStatus::Registered,
            registered: AT,
            current: true,
            owner_status,
            discrepancy: None,
            told,
        }],
    }
}

fn market(name: &str) -> Company {
    let address = "https://marked.example".to_owned();
    told(None, Told::RegulatedMarket { name: name.to_owned(), country: country("NOR"), address })
}

fn register(code: &str) -> Company {
    let address = "https://register.example".to_owned();
    told(None, Told::ForeignRegister { country: country(code), address })
}

fn owners(company: &mut Company) -> &mut Vec<Owner> {
    match &mut company.registrations[0].told {
        Told::Owners(owners) => owners,
        _ => panic!("no owners"),
    }
}

#[track_caller]
fn good(company: &Company, form: &str) {
    assert_eq!(faults(company, form), Vec::new(), "{form}");
}

#[track_caller]
fn broken(company: &Company, form: &str, expected: &str) {
    let told: Vec<String> = faults(company, form).iter().map(Fault::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(expected), "{told:?}");
}

fn share() -> Position {
    position(PositionKind::Ownership)
}

#[test]
fn a_form_that_is_not_subject_to_registration_is_told_with_those_that_are() {
    good(&owned(vec![share()]), "AS");
    broken(&owned(vec![share()]), "ENK", "“ENK” is not subject to registration; expected one of AS, ASA");
    broken(&owned(vec![share()]), "ESEK", "is not subject");
}

#[test]
fn each_form_has_its_own_positions() {
    for rule in &FORMS {
        for kind in PositionKind::ALL {
            let mut company = owned(vec![position(*kind)]);
            if rule.code == "STI" {
                company.registrations[0].owner_status = Some(OwnerStatus::BoardAndOthers);
            }
            if rule.positions.contains(kind) {
                good(&company, rule.code);
            } else {
                broken(&company, rule.code, "does not go with the form");
            }
        }
    }
    assert_eq!(FORMS.iter().filter(|rule| rule.positions == COMPANY_POSITIONS).count(), 17);
}

#[test]
fn shares_and_votes_have_an_interval_and_nothing_else_has() {
    for kind in COMPANY_POSITIONS {
        let has = position_rule(*kind).interval;
        assert_eq!(has, matches!(kind, PositionKind::Ownership | PositionKind::VotingRights));
        let wrong = Position { interval: (!has).then_some(Interval::Quarter), ..position(*kind) };
        broken(&owned(vec![wrong]), "AS", if has { "has an interval, one of" } else { "has no interval" });
    }
}

#[test]
fn each_position_has_its_own_grounds() {
    for kind in COMPANY_POSITIONS {
        for ground in Ground::ALL {
            let company = owned(vec![Position { grounds: vec![*ground], ..position(*kind) }]);
            let fits = match kind {
                PositionKind::Ownership => *ground != Ground::Agreement,
                PositionKind::VotingRights => true,
                PositionKind::BoardAppointment => *ground == Ground::Agreement,
                _ => false,
            };
            if fits {
                good(&company, "AS");
            } else {
                broken(&company, "AS", "is not held by");
            }
        }
    }
    broken(&owned(vec![Position { grounds: Vec::new(), ..share() }]), "AS", "on which ground");
    let twice = vec![Ground::Direct, Ground::Direct];
    broken(&owned(vec![Position { grounds: twice, ..share() }]), "AS", "the same ground stands twice");
}

#[test]
fn other_control_is_told_in_words_and_nothing_else_is() {
    let silent = Position { description: Some(" ".to_owned()), ..position(PositionKind::OtherControl) };
    broken(&owned(vec![silent]), "AS", "is told in words");
    let wordy = Position { description: Some("Avtale".to_owned()), ..share() };
    broken(&owned(vec![wordy]), "AS", "is not told in words");
}

#[test]
fn companies_between_go_with_what_is_held_indirectly() {
    let other = Intermediate::Norwegian(OrgNumber::parse("314208641").unwrap());
    let own = Intermediate::Norwegian(number());
    let abroad = |address: &[&str], code| Intermediate::Foreign {
        number: None,
        name: "QUIET OTTER LTD".to_owned(),
        address: address.iter().map(|line| (*line).to_owned()).collect(),
        country: country(code),
    };
    let through = |between, ground| {
        owned(vec![Position { intermediates: vec![between], grounds: vec![ground], ..share() }])
    };
    good(&through(other.clone(), Ground::Indirect), "AS");
    good(&through(abroad(&["1 Otter Street"], "GBR"), Ground::Indirect), "AS");
    broken(&through(other, Ground::Direct), "AS", "held indirectly alone");
    broken(&through(own, Ground::Indirect), "AS", "between itself");
    broken(&through(abroad(&[], "GBR"), Ground::Indirect), "AS", "has an address");
    broken(&through(abroad(&["?"], "XUK"), Ground::Indirect), "AS", "an address has a country");
}

#[test]
fn some_positions_combine_and_some_stand_alone() {
    good(&owned(vec![share(), position(PositionKind::VotingRights)]), "AS");
    for alone in [PositionKind::BoardAppointment, PositionKind::OtherControl] {
        broken(&owned(vec![share(), position(alone)]), "AS", "stands alone");
    }
    broken(&owned(vec![share(), share()]), "AS", "stands twice");
    broken(&owned(Vec::new()), "AS", "at least one position");
    let mut foundation = owned(FOUNDATION_POSITIONS.iter().map(|kind| position(*kind)).collect());
    foundation.registrations[0].owner_status = Some(OwnerStatus::BoardAndOthersSomeUnidentified);
    good(&foundation, "STI");
}

#[test]
fn a_regulated_market_and_a_foreign_register_go_with_their_forms() {
    for rule in &FORMS {
        let form = rule.code;
        let (listed, abroad) = (market("Euronext Oslo"), register("LT"));
        if matches!(form, "ASA" | "SE" | "SPA") {
            good(&listed, form);
        } else {
            broken(&listed, form, "a regulated market does not go with");
        }
        if form == "NUF" {
            good(&abroad, form);
        } else {
            broken(&abroad, form, "register does not go with");
        }
    }
    broken(&market("Børsen"), "ASA", "the market is “Euronext Oslo” or “Euronext Expand Oslo”");
    for elsewhere in ["GB", "NO"] {
        broken(&register(elsewhere), "NUF", "of another EEA country");
    }
    let with_status = Company {
        registrations: vec![Registration {
            owner_status: Some(OwnerStatus::NoOwners),
            ..market("Euronext Oslo").registrations.remove(0)
        }],
        ..market("Euronext Oslo")
    };
    broken(&with_status, "ASA", "no status of owners here");
}

#[test]
fn where_owners_are_told_of_elsewhere_is_an_address_of_the_web() {
    for (address, fits) in [
        ("http://register.example", true),
        ("javascript:alert(1)", false),
        ("register.example", false),
        ("", false),
    ] {
        let mut company = register("LTU");
        company.registrations[0].told =
            Told::ForeignRegister { country: country("LTU"), address: address.to_owned() };
        if fits {
            good(&company, "NUF");
        } else {
            broken(&company, "NUF", "begins with https://");
        }
        let mut company = market("Euronext Oslo");
        if let Told::RegulatedMarket { address: told, .. } = &mut company.registrations[0].told {
            address.clone_into(told);
        }
        if fits {
            good(&company, "ASA");
        } else {
            broken(&company, "ASA", "begins with https://");
        }
    }
}

#[test]
fn who_is_under_eighteen_is_a_minor_and_exempt() {
    // 2023-11-14 in UTC.
    for (date, year, minor) in [
        (Some("2005-11-14"), 2005, false),
        (Some("2005-11-15"), 2005, true),
        (None, 2005, true),
        (None, 2004, false),
        (Some("1980-02-03"), 1980, false),
    ] {
        let mut company = owned(vec![share()]);
        let birth_date = date.map(str::to_owned);
        owners(&mut company)[0].person =
            Person::Registered(RegisteredPerson { birth_date, birth_year: year, ..person() });
        company.exempt_minors(AT);
        assert_eq!(owners(&mut company)[0].exempt, minor, "{date:?} {year}");
    }
}

#[test]
fn the_status_says_what_the_list_of_owners_shows() {
    for rule in &FORMS {
        for status in OwnerStatus::ALL {
            let company = told(Some(*status), Told::Nothing);
            match (rule.statuses.contains(status), has_owners(*status)) {
                (true, false) => good(&company, rule.code),
                (true, true) => broken(&company, rule.code, "tells of none"),
                (false, _) => assert!(!faults(&company, rule.code).is_empty(), "{status:?}"),
            }
        }
    }
    let mut company = owned(vec![share()]);
    company.registrations[0].owner_status = Some(OwnerStatus::NoOwners);
    broken(&company, "AS", "none to tell of");
    company.registrations[0].owner_status = None;
    broken(&company, "AS", "none to tell of");
    broken(&told(None, Told::Nothing), "AS", "neither of owners");
    broken(
        &told(Some(OwnerStatus::AllIdentified), Told::Owners(Vec::new())),
        "AS",
        "list of owners is empty",
    );
    broken(&told(Some(OwnerStatus::BoardOnly), Told::Nothing), "AS", "does not go with the form AS");
}

#[test]
fn what_was_not_reported_tells_nothing() {
    for status in [RegistrationStatus::NotReported, RegistrationStatus::Deleted] {
        let mut company = told(None, Told::Nothing);
        company.registrations[0].status = status;
        good(&company, "AS");
        company.registrations[0].owner_status = Some(OwnerStatus::NoOwners);
        broken(&company, "AS", "nothing is told");
    }
}

#[test]
fn one_registration_is_current_and_it_is_the_newest() {
    let mut company = owned(vec![share()]);
    let mut older = company.registrations[0].clone();
    older.id.push('2');
    older.registered -= 1;
    owners(&mut company)[0].changed = AT;
    if let Told::Owners(owners) = &mut older.told {
        owners[0].first_registered = AT - 1;
    }
    company.registrations.push(older);
    broken_two(&company);
    company.registrations[1].current = false;
    good(&company, "AS");
    company.registrations[1].registered += DAY;
    broken(&company, "AS", "newest first");
    company.registrations[1].registered = AT;
    broken(&company, "AS", "an instant of its own");
    company.registrations[1].registered = AT - 1;
    company.registrations[1].id = company.registrations[0].id.clone();
    broken(&company, "AS", "the same id");
    // Those that are to come have none yet.
    company.registrations[0].id.clear();
    company.registrations[1].id.clear();
    good(&company, "AS");
    let none = Company { registrations: Vec::new(), ..company.clone() };
    assert!(faults(&none, "AS").iter().any(|fault| fault.problem.contains("at least one")));
    company.registrations.truncate(1);
    company.registrations[0].current = false;
    broken(&company, "AS", "0 registrations are the current one");
    company.registrations[0].current = true;
    company.deleted = Some(AT - 1);
    broken(&company, "AS", "later than the company's deletion");
    company.deleted = None;
    company.first_registered = AT + 1;
    assert!(
        faults(&company, "AS").iter().any(|fault| fault.problem.contains("older than the company's being"))
    );
}

fn broken_two(company: &Company) {
    let told = faults(company, "AS");
    assert!(
        told[0].problem.contains("2 registrations are the current one")
            && told[1].problem.contains("newest first"),
        "{told:?}"
    );
}

#[test]
fn a_person_is_told_without_contradiction() {
    let mut company = owned(vec![share()]);
    let twice = owners(&mut company)[0].clone();
    owners(&mut company).push(twice);
    broken(&company, "AS", "registration 1, owner 2: the same person stands here twice");

    // Whatever else is told of it, a number is one person.
    let number = PersonNumber::parse_synthetic("05910298382").unwrap();
    let named = |given: &str| {
        let name = Some(Name { given: given.to_owned(), middle: None, family: "MURSTEIN".to_owned() });
        let born = number.birth_date().unwrap().to_string();
        let person = RegisteredPerson { number: Some(number), name, birth_year: 2002, ..person() };
        Person::Registered(RegisteredPerson { birth_date: Some(born), ..person })
    };
    let mut company = owned(vec![share()]);
    let other = Owner { person: named("TREG"), ..owners(&mut company)[0].clone() };
    owners(&mut company)[0].person = named("MODIG");
    good(&company, "AS");
    owners(&mut company).push(other);
    broken(&company, "AS", "registration 1, owner 2: the same person stands here twice");

    // The number tells the birth date.
    for (date, year, fits) in [(None, 2002, true), (None, 1999, false), (Some("1999-01-01"), 1999, false)] {
        let mut company = owned(vec![share()]);
        let birth_date = date.map(str::to_owned);
        let person = RegisteredPerson { number: Some(number), birth_date, birth_year: year, ..person() };
        owners(&mut company)[0].person = Person::Registered(person);
        if fits {
            good(&company, "AS");
        } else {
            broken(&company, "AS", "than the identity number tells");
        }
    }

    for (date, year) in [(Some("2099-01-01"), 2099), (None, 2099), (Some("2023-11-15"), 2023)] {
        let mut company = owned(vec![share()]);
        let birth_date = date.map(str::to_owned);
        owners(&mut company)[0].person =
            Person::Registered(RegisteredPerson { birth_date, birth_year: year, ..person() });
        broken(&company, "AS", "born later");
    }

    for (date, problem) in [("1981-02-03", "differ"), ("3.2.1980", "YYYY-MM-DD")] {
        let mut company = owned(vec![share()]);
        owners(&mut company)[0].person =
            Person::Registered(RegisteredPerson { birth_date: Some(date.to_owned()), ..person() });
        broken(&company, "AS", problem);
    }

    let mut company = owned(vec![share()]);
    owners(&mut company)[0].person = Person::Foreign(ForeignPerson {
        birth_date: None,
        birth_year: 1980,
        name: None,
        residence: country("XUK"),
        citizenships: Vec::new(),
    });
    broken(&company, "AS", "citizen of some country");

    for (first, changed) in [(AT, AT - 1), (AT + 1, AT + 1), (AT - 2 * DAY, AT)] {
        let mut company = owned(vec![share()]);
        (owners(&mut company)[0].first_registered, owners(&mut company)[0].changed) = (first, changed);
        broken(&company, "AS", "first registered after");
    }
}

#[test]
fn a_discrepancy_is_received_before_it_is_settled() {
    let with = |text: &str, received, settled, reporter| {
        let mut company = owned(vec![share()]);
        company.registrations[0].discrepancy =
            Some(Discrepancy { text: text.to_owned(), received, settled, reporter });
        company
    };
    good(&with("Feil eier", AT, Some(AT), None), "AS");
    broken(&with("", AT, None, None), "AS", "says what is wrong");
    broken(&with("Feil eier", AT + 1, Some(AT), None), "AS", "settled before");
    broken(&with("Feil eier", AT - 1, None, None), "AS", "before what it is about");
    let who = Reporter::Person(RegisteredPerson { birth_year: 1979, ..person() });
    broken(&with("Feil eier", AT, None, Some(who)), "AS", "differ");
}
