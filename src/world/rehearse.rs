//! A rehearsal: a vendor with many fictional customers, each with its person, role, grants and delegations.
//!
//! A seed stands for a series of customers of a vendor: their numbers, names, persons and schemes follow from it. A rehearsal
//! makes the first so many of the series, a few hundred in each transaction, so that a server beside it goes on, and one
//! that was stopped is gone on with by running it again: whom it finds it leaves alone, whatever became of them since.
//!
//! A number that is somebody else's is passed over, and so is one that an order names: nobody may be waiting for what a
//! rehearsed customer is granted or gives, since nobody is told of it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::app::App;
use crate::clients;
use crate::db;
use crate::delegation::{self, Gift, Scheme};
use crate::ids::{Random, sha256_hex};
use crate::numbers::{OrgNumber, PartyUuid, PersonNumber};
use crate::orders;
use crate::parties::roles::Rights;
use crate::parties::{self, NewCustomer, fictional};

/// The most customers of one rehearsal.
pub const MOST_CUSTOMERS: usize = 1_000_000;

/// Customers in one transaction: a server's own writers wait for it.
const AT_ONCE: usize = 200;

/// How often a transaction that another one was in the way of is tried again.
const TRIES: usize = 5;

/// Numbers that begin with 3, by their next seven digits.
const FIRST_BODY: u64 = 30_000_000;
const BODIES: u64 = 10_000_000;

/// Of a hundred customers, so many have two schemes.
const WITH_TWO: u64 = 25;

/// Of a hundred customers, so many give this scheme first. Most that ask the register have a duty to report, and few are
/// universities.
const SPREAD: [(&str, u64); 6] = [
    ("brreg-reelle-rapporteringspliktig", 52),
    ("brreg-reelle-rapporteringspliktig-begrenset", 22),
    ("brreg-reelle-offentlig", 10),
    ("brreg-reelle-hoeyereutdanningsinstitusjon", 6),
    ("brreg-reelle-sivilsamfunnsorganisasjon", 5),
    ("brreg-reelle-media", 5),
];

/// A form of organisation: code and name, the role that its person has, how many of a hundred are of it, and what stands
/// before and behind its name.
struct Form {
    code: &'static str,
    name: &'static str,
    role: &'static str,
    of_hundred: u64,
    around: (&'static str, &'static str),
}

const FORMS: [Form; 5] = [
    Form { code: "AS", name: "Aksjeselskap", role: "DAGL", of_hundred: 76, around: ("", " AS") },
    Form { code: "ENK", name: "Enkeltpersonforetak", role: "INNH", of_hundred: 10, around: ("", "") },
    Form { code: "ASA", name: "Allmennaksjeselskap", role: "DAGL", of_hundred: 5, around: ("", " ASA") },
    Form { code: "SA", name: "Samvirkeforetak", role: "LEDE", of_hundred: 5, around: ("", " SA") },
    Form { code: "STI", name: "Stiftelse", role: "LEDE", of_hundred: 4, around: ("Stiftelsen ", "") },
];

/// What is to be rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rehearsal {
    /// Whom they all delegate to.
    pub vendor: OrgNumber,
    /// How many customers there shall be.
    pub customers: usize,
    /// Which series they are of.
    pub seed: u64,
}

/// What a rehearsal did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rehearsed {
    /// Customers that were made, each with a person and its role.
    pub customers: usize,
    /// Grants of scopes to them.
    pub grants: usize,
    /// What they gave to the vendor.
    pub delegations: usize,
    /// The same by scheme.
    pub by_scheme: BTreeMap<String, usize>,
    /// Customers that were there already.
    pub there: usize,
    /// Numbers of the series that are somebody else's.
    pub passed_over: usize,
}

/// A customer of a rehearsal as it is now.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Its number.
    pub number: OrgNumber,
    /// Its party UUID in Altinn's APIs.
    pub party_uuid: PartyUuid,
    /// Its name.
    pub name: String,
    /// The synthetic number with which its person logs in.
    pub person: PersonNumber,
    /// The person's name.
    pub person_name: String,
    /// The schemes that the vendor holds.
    pub schemes: Vec<String>,
    /// Their scopes.
    pub scopes: Vec<String>,
}

/// Why there is no rehearsal.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The vendor is not here.
    #[error(
        "{0} is no organisation of this world; bring it in by a world file (fullmakt world load FILE) or by an order, and run this again"
    )]
    NoVendor(OrgNumber),
    /// The vendor is not here, and may not be brought in by hand.
    #[error(
        "{0} is no organisation of this world, and may be a real one, which comes in by an approved order only; place and approve an order of its, or name a fictional vendor (a number that begins with 2 or 3)"
    )]
    RealVendor(OrgNumber),
    /// No scheme can be given.
    #[error(
        "none of the register's schemes can be handed on by those who manage a customer: their owner has closed them; open one in the resource registry, and run this again"
    )]
    NothingToGive,
    /// Nothing of the series is left.
    #[error("this seed's numbers are used up after {0} customers; another --seed has others")]
    NumbersUsedUp(usize),
    /// Parties.
    #[error(transparent)]
    Parties(#[from] parties::PartyError),
    /// Scopes and grants.
    #[error(transparent)]
    Clients(#[from] clients::Error),
    /// Delegations.
    #[error(transparent)]
    Delegation(#[from] delegation::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl RehearsalError {
    fn is_retryable(&self) -> bool {
        match self {
            Self::Database(error)
            | Self::Parties(parties::PartyError::Database(error))
            | Self::Clients(clients::Error::Database(error))
            | Self::Delegation(delegation::Error::Database(error)) => error.is_retryable(),
            _ => false,
        }
    }
}

/// A source that is the same for the same words.
fn source(words: &str) -> Random {
    let digest = sha256_hex(words.as_bytes());
    Random::seeded(digest.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default())
}

/// The numbers of a seed, each once. They rise, but for one place, so that a million of them are added at the end of a
/// database's indexes and not all over.
struct Series {
    at: u64,
    left: u64,
}

/// Without a factor in common with the number of bodies, these steps come to every body before one comes again; the first
/// time round is enough for the largest rehearsal.
const STEP: u64 = 9;

impl Series {
    fn new(wanted: &Rehearsal) -> Self {
        let random = source(&format!("customers of {} by {}", wanted.vendor, wanted.seed));
        Self { at: random.below(BODIES), left: BODIES }
    }
}

impl Iterator for Series {
    type Item = OrgNumber;

    fn next(&mut self) -> Option<OrgNumber> {
        while self.left > 0 {
            self.left -= 1;
            self.at = (self.at + STEP) % BODIES;
            let number = u32::try_from(FIRST_BODY + self.at).ok().and_then(OrgNumber::of_body);
            if number.is_some() {
                return number;
            }
        }
        None
    }
}

/// One of several, by how many of all they are.
fn drawn<'a, T>(random: &Random, among: &'a [T], weight: impl Fn(&T) -> u64) -> Option<&'a T> {
    let mut point = random.below(among.iter().map(&weight).sum());
    among.iter().find(|one| {
        let hit = point < weight(one);
        point = point.saturating_sub(weight(one));
        hit
    })
}

/// What a customer of the series is.
struct Design {
    customer: NewCustomer,
    /// What it gives, if it can be given.
    schemes: Vec<&'static str>,
}

fn design(wanted: &Rehearsal, number: OrgNumber) -> Design {
    let random = source(&format!("customer {number} of {} by {}", wanted.vendor, wanted.seed));
    let [first, ..] = &FORMS;
    let form = drawn(&random, &FORMS, |form| form.of_hundred).unwrap_or(first);
    let name = format!("{}{}{}", form.around.0, fictional::long_name(&random), form.around.1);
    let draws = if random.below(100) < WITH_TWO { 2 } else { 1 };
    let mut schemes: Vec<&'static str> = (0..draws)
        .filter_map(|_| drawn(&random, &SPREAD, |(_, weight)| *weight))
        .map(|(id, _)| *id)
        .collect();
    schemes.dedup();
    let customer = NewCustomer { number, name, form: (form.code, form.name), role: form.role, random };
    Design { customer, schemes }
}

/// The schemes that can be given, with those of a role that may hand them on.
struct Open(Vec<Scheme>);

impl Open {
    async fn read(tx: &mut db::Tx) -> Result<Self, RehearsalError> {
        let mut open = Vec::new();
        for (id, _) in SPREAD {
            open.extend(delegation::scheme(tx, id).await?.filter(|scheme| scheme.delegable));
        }
        let open = Self(open);
        if FORMS.iter().any(|form| open.may_hand_on(form.role).next().is_none()) {
            return Err(RehearsalError::NothingToGive);
        }
        Ok(open)
    }

    /// What a person with this role alone may hand on, by the rules that hold for everybody.
    fn may_hand_on(&self, role: &str) -> impl Iterator<Item = &Scheme> {
        let rights = Rights::of([role]);
        self.0
            .iter()
            .filter(move |scheme| rights.administers() && delegation::check(&rights, scheme).delegable)
    }

    /// What the customer gives: of what it would, what can be given, or else the first that can.
    fn of(&self, design: &Design) -> Vec<&Scheme> {
        let possible: Vec<&Scheme> = self.may_hand_on(design.customer.role).collect();
        let mut given: Vec<&Scheme> =
            possible.iter().copied().filter(|scheme| design.schemes.contains(&scheme.id.as_str())).collect();
        if given.is_empty() {
            given.extend(possible.first());
        }
        given
    }
}

/// What becomes of a stretch of the series.
struct Stretch {
    missing: Vec<Design>,
    there: Vec<OrgNumber>,
    passed_over: usize,
}

async fn look(tx: &mut db::Tx, wanted: &Rehearsal, numbers: Vec<OrgNumber>) -> Result<Stretch, db::Error> {
    let known = parties::known_among(tx, &numbers).await?;
    let ordered = orders::store::customers_among(tx, &numbers).await?;
    let mut stretch = Stretch { missing: Vec::new(), there: Vec::new(), passed_over: 0 };
    for number in numbers {
        let design = design(wanted, number);
        match known.get(&number) {
            _ if number == wanted.vendor || ordered.contains(&number) => stretch.passed_over += 1,
            None => stretch.missing.push(design),
            Some(known) if known.case_number.is_none() && known.name == design.customer.name => {
                stretch.there.push(number);
            }
            Some(_) => stretch.passed_over += 1,
        }
    }
    Ok(stretch)
}

/// Makes what is missing of one stretch, in one transaction.
async fn make(
    app: &App,
    wanted: &Rehearsal,
    missing: &[Design],
    done: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let now = app.now();
    let mut tx = app.db.begin_write().await?;
    let open = Open::read(&mut tx).await?;
    let customers: Vec<&NewCustomer> = missing.iter().map(|design| &design.customer).collect();
    let made = parties::create_many(&mut tx, app, now, &customers).await?;
    let mut grants: Vec<(&str, OrgNumber)> = Vec::new();
    let mut gifts = Vec::new();
    for design in missing {
        let consumer = design.customer.number;
        let Some(person) = made.get(&consumer) else { continue };
        for scheme in open.of(design) {
            grants.extend(scheme.scopes.iter().map(|scope| (scope.as_str(), consumer)));
            let actor = format!("person:{}", person.party_uuid);
            gifts.push(Gift { consumer, scheme_id: scheme.id.clone(), actor });
        }
    }
    grants.sort_unstable();
    grants.dedup();
    let granted = clients::grant_many(&mut tx, app, now, &grants, "operator").await?;
    let given = delegation::give_many(&mut tx, app, now, wanted.vendor, &gifts).await?;
    tx.commit().await?;
    done.customers += made.len();
    // Whoever made the others meanwhile rehearses the same series.
    done.there += missing.len() - made.len();
    done.grants += granted;
    done.delegations += given;
    for gift in gifts {
        *done.by_scheme.entry(gift.scheme_id).or_default() += 1;
    }
    Ok(())
}

/// What [`make`] would do.
async fn pretend(app: &App, missing: &[Design], done: &mut Rehearsed) -> Result<(), RehearsalError> {
    let mut tx = app.db.read().await?;
    let open = Open::read(&mut tx).await?;
    done.customers += missing.len();
    for design in missing {
        for scheme in open.of(design) {
            done.grants += scheme.scopes.len();
            done.delegations += 1;
            *done.by_scheme.entry(scheme.id.clone()).or_default() += 1;
        }
    }
    Ok(())
}

async fn check(app: &App, wanted: &Rehearsal) -> Result<(), RehearsalError> {
    let mut tx = app.db.read().await?;
    if parties::find_organisation(&mut tx, wanted.vendor).await?.is_some() {
        return Open::read(&mut tx).await.map(drop);
    }
    Err(if wanted.vendor.may_be_real() {
        RehearsalError::RealVendor(wanted.vendor)
    } else {
        RehearsalError::NoVendor(wanted.vendor)
    })
}

/// Makes the customers that are missing, or only counts them; tells after each transaction how many there are.
pub async fn rehearse(
    app: &App,
    wanted: Rehearsal,
    dry_run: bool,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Rehearsed, RehearsalError> {
    check(app, &wanted).await?;
    let mut done = Rehearsed::default();
    let mut series = Series::new(&wanted);
    loop {
        let there = done.customers + done.there;
        progress(there);
        let numbers: Vec<OrgNumber> = series.by_ref().take(AT_ONCE.min(wanted.customers - there)).collect();
        if there >= wanted.customers {
            return Ok(done);
        }
        if numbers.is_empty() {
            return Err(RehearsalError::NumbersUsedUp(there));
        }
        let mut tx = app.db.read().await?;
        let stretch = look(&mut tx, &wanted, numbers).await?;
        drop(tx);
        done.there += stretch.there.len();
        done.passed_over += stretch.passed_over;
        if stretch.missing.is_empty() {
            continue;
        }
        if dry_run {
            pretend(app, &stretch.missing, &mut done).await?;
            continue;
        }
        let mut tries = 1;
        while let Err(error) = make(app, &wanted, &stretch.missing, &mut done).await {
            if tries == TRIES || !error.is_retryable() {
                return Err(error);
            }
            tries += 1;
        }
    }
}

/// Gives every customer of the rehearsal that is there, in the order of the series.
pub async fn list(
    app: &App,
    wanted: Rehearsal,
    each: &mut (dyn FnMut(&Listed) -> std::io::Result<()> + Send),
) -> Result<std::io::Result<()>, RehearsalError> {
    let mut tx = app.db.read().await?;
    let schemes = delegation::schemes(&mut tx).await?;
    drop(tx);
    let mut series = Series::new(&wanted);
    let mut listed = 0;
    while listed < wanted.customers {
        let numbers: Vec<OrgNumber> = series.by_ref().take(AT_ONCE.min(wanted.customers - listed)).collect();
        if numbers.is_empty() {
            break;
        }
        let mut tx = app.db.read().await?;
        let stretch = look(&mut tx, &wanted, numbers).await?;
        if stretch.there.is_empty() && stretch.passed_over == 0 {
            break;
        }
        listed += stretch.there.len();
        let mut held = delegation::schemes_from(&mut tx, wanted.vendor, &stretch.there).await?;
        let mut customers = parties::customers_among(&mut tx, &stretch.there).await?;
        drop(tx);
        for number in &stretch.there {
            let Some(customer) = customers.remove(number) else { continue };
            let given = held.remove(&customer.number.to_string()).unwrap_or_default();
            let one = Listed {
                number: customer.number,
                party_uuid: customer.party_uuid,
                name: customer.name,
                person: customer.person.number,
                person_name: customer.person.name,
                scopes: schemes
                    .iter()
                    .filter(|scheme| given.contains(&scheme.id))
                    .flat_map(|scheme| scheme.scopes.clone())
                    .collect(),
                schemes: given.into_iter().collect(),
            };
            if let Err(error) = each(&one) {
                return Ok(Err(error));
            }
        }
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn of(seed: u64) -> Rehearsal {
        let vendor = OrgNumber::parse("314208641").expect("a number");
        Rehearsal { vendor, customers: 20_000, seed }
    }

    #[test]
    fn a_seed_gives_the_same_customers_twice_each_number_once_and_another_seed_others() {
        let numbers: Vec<OrgNumber> = Series::new(&of(1)).take(20_000).collect();
        assert_eq!(numbers, Series::new(&of(1)).take(20_000).collect::<Vec<_>>());
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 20_000);
        assert!(numbers.iter().all(|number| number.to_string().starts_with('3')));
        let other: BTreeSet<OrgNumber> = Series::new(&of(2)).take(20_000).collect();
        assert!(numbers.iter().filter(|number| other.contains(number)).count() < 200);
        for number in numbers.iter().take(50) {
            let (a, b) = (design(&of(1), *number), design(&of(1), *number));
            assert_eq!((&a.customer.name, &a.schemes), (&b.customer.name, &b.schemes));
        }
    }

    #[test]
    fn a_series_rises_but_once_for_as_many_as_may_be_wanted_and_ends_when_every_number_came() {
        let numbers: Vec<OrgNumber> = Series::new(&of(4)).take(MOST_CUSTOMERS).collect();
        let falls = numbers.windows(2).filter(|pair| matches!(pair, [a, b] if a > b)).count();
        assert!(falls <= 1, "{falls}");
        assert!(Series::new(&of(4)).count() > 8 * MOST_CUSTOMERS);
    }

    #[test]
    fn the_spread_is_of_a_hundred_and_comes_out_so() {
        assert_eq!(SPREAD.iter().map(|(_, weight)| weight).sum::<u64>(), 100);
        assert_eq!(FORMS.iter().map(|form| form.of_hundred).sum::<u64>(), 100);
        let designs: Vec<Design> =
            Series::new(&of(3)).take(4_000).map(|number| design(&of(3), number)).collect();
        for (id, weight) in SPREAD {
            let given = designs.iter().filter(|design| design.schemes.first() == Some(&id)).count() as u64;
            assert!(given.abs_diff(weight * 40) < 120, "{id}: {given} of 4 000");
        }
        let several = designs.iter().filter(|design| design.schemes.len() == 2).count();
        assert!((500..900).contains(&several), "{several} of 4 000 give two schemes");
    }
}
