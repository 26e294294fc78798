//! Companies of the register in a world file: what an entry holds, and how it becomes the register's.
//!
//! A company is an organisation of the world, or one that only the register and Enhetsregisteret's open API know. What
//! is registered about it is held to the register's combination rules, so that no file makes what the real one could
//! not answer. The registrations of an entry are the whole history: what it leaves out is gone.

mod read;
mod write;

use serde_json::{Value, json};

use super::dump::in_order;
use super::entries::{Entries, OrganisationEntry};
use super::load::{Loader, maybe_real};
use super::reader::Origin;
use super::{Error, Outcome};
use crate::clock::Millis;
use crate::db;
use crate::numbers::OrgNumber;
use crate::parties::entities::{Entity, find_entity, insert_entities};
use crate::parties::find_organisation;
use crate::register::model::{Company, Intermediate, Reporter, Told};
use crate::register::population::examples::entity_of;
use crate::register::rules::{self, Fault};
use crate::register::{Change, Written, find_company, write_from_file};

pub(super) use read::{COMPANY_FIELDS, read_company};
pub(super) use write::companies;

/// The member of `entity` that holds a company's roles, as a dump writes them.
const ROLES: &str = "rollegrupper";

/// A company as a file tells of it.
pub(super) struct CompanyEntry {
    pub(super) origin: Origin,
    /// Its name and form, when it is no organisation of the world.
    pub(super) name: Option<String>,
    pub(super) form: Option<String>,
    /// What Enhetsregisteret tells of it, in its own shape.
    pub(super) entity: Option<Value>,
    /// As it will be stored. A registration whose id is not written has an empty one.
    pub(super) company: Company,
    /// Where its registrations stand.
    pub(super) places: Vec<RegistrationPlace>,
}

/// Where a registration stands in the file, and its owners with their positions.
pub(super) struct RegistrationPlace {
    pub(super) origin: Origin,
    pub(super) owners: Vec<(Origin, Vec<Origin>)>,
}

impl CompanyEntry {
    /// Where the file says what a rule found wrong.
    fn place_of(&self, fault: &Fault) -> &Origin {
        let mut origin = &self.origin;
        let (mut registration, mut owner) = (None, None);
        for (what, place) in &fault.place {
            let found = match *what {
                "registration" => {
                    registration = self.places.get(*place);
                    registration.map(|found| &found.origin)
                }
                "owner" => {
                    owner = registration.and_then(|registration| registration.owners.get(*place));
                    owner.map(|(origin, _)| origin)
                }
                _ => owner.and_then(|(_, positions)| positions.get(*place)),
            };
            origin = found.unwrap_or(origin);
        }
        origin
    }

    /// Every instant with its field and where it stands.
    fn instants(&self) -> Vec<(&Origin, &'static str, Millis)> {
        let mut all = vec![(&self.origin, "first_registered", self.company.first_registered)];
        all.extend(self.company.deleted.map(|at| (&self.origin, "deleted", at)));
        for (registration, place) in self.company.registrations.iter().zip(&self.places) {
            all.push((&place.origin, "registered", registration.registered));
            if let Some(discrepancy) = &registration.discrepancy {
                all.push((&place.origin, "discrepancy", discrepancy.received));
                all.extend(discrepancy.settled.map(|at| (&place.origin, "discrepancy", at)));
            }
            if let Told::Owners(owners) = &registration.told {
                all.extend(
                    owners
                        .iter()
                        .zip(&place.owners)
                        .map(|(owner, (origin, _))| (origin, "changed", owner.changed)),
                );
            }
        }
        all
    }
}

/// The other organisations that a company's registrations name: companies between, and who reported something.
fn named(company: &Company) -> Vec<OrgNumber> {
    let mut numbers = Vec::new();
    for registration in &company.registrations {
        let reporter = registration.discrepancy.as_ref().and_then(|one| one.reporter.as_ref());
        numbers.extend(reporter.and_then(|reporter| match reporter {
            Reporter::Organisation(number) => Some(*number),
            _ => None,
        }));
        let Told::Owners(owners) = &registration.told else { continue };
        let positions = owners.iter().flat_map(|owner| &owner.positions);
        numbers.extend(positions.flat_map(|position| &position.intermediates).filter_map(|between| {
            match between {
                Intermediate::Norwegian(number) => Some(*number),
                Intermediate::Foreign { .. } => None,
            }
        }));
    }
    numbers
}

impl Loader<'_> {
    /// An organisation that is in the register keeps a form that its company can have: a dump could not be loaded otherwise.
    pub(super) async fn check_form(
        &mut self,
        world: &Entries,
        entry: &OrganisationEntry,
    ) -> Result<(), db::Error> {
        let Some(company) = find_company(self.tx, entry.number).await? else { return Ok(()) };
        let told_here = world.companies.iter().any(|other| other.company.number == entry.number);
        let before = find_organisation(self.tx, entry.number).await?;
        if told_here || before.is_some_and(|before| before.form == entry.form) {
            return Ok(());
        }
        if let Some(fault) = rules::faults(&company, &entry.form).first() {
            let problem = format!(
                "its company in the register cannot have this form: {fault}; keep the form, or write its [[company]] here too"
            );
            self.reader.fault(&entry.origin, "form", problem);
        }
        Ok(())
    }

    /// Whether the company can be in the register of this world.
    pub(super) async fn check_company(
        &mut self,
        world: &Entries,
        entry: &CompanyEntry,
    ) -> Result<(), db::Error> {
        let number = entry.company.number;
        for other in named(&entry.company) {
            self.check_reference(world, &entry.origin, "registration", other).await?;
        }
        let declared = world.organisations.iter().find(|one| one.number == number);
        let form = match declared {
            Some(declared) => Some(declared.form.clone()),
            None => find_organisation(self.tx, number).await?.map(|found| found.form),
        };
        let known = form.is_some() || world.declared_organisations.contains(&number);
        for (field, written) in [
            ("name", entry.name.is_some()),
            ("form", entry.form.is_some()),
            ("entity", entry.entity.is_some()),
        ] {
            if known && written {
                let problem = format!(
                    "{number} is an organisation of this world, whose [[organisation]] says this; leave it out here"
                );
                self.reader.fault(&entry.origin, field, problem);
            }
        }
        if !known && number.may_be_real() {
            self.reader.fault(&entry.origin, "number", maybe_real(number));
            return Ok(());
        }
        if !known && !number.is_fictional() {
            let problem = "a fictional organisation's number begins with 2 or 3";
            self.reader.fault(&entry.origin, "number", problem);
            return Ok(());
        }
        let there = if known { None } else { find_entity(self.tx, number).await? };
        if !known && there.is_none() {
            for (field, missing) in [("name", entry.name.is_none()), ("form", entry.form.is_none())] {
                if missing {
                    let problem = format!(
                        "this is required, because {number} is no organisation of this world or file; for example “{}”",
                        if field == "name" { "Lystig Elg AS" } else { "AS" }
                    );
                    self.reader.fault(&entry.origin, field, problem);
                }
            }
        }
        let Some(form) = form.or_else(|| entry.form.clone()).or_else(|| there.map(|there| there.form)) else {
            return Ok(());
        };
        for fault in rules::faults(&entry.company, &form) {
            let origin = entry.place_of(&fault).clone();
            self.reader.fault(&origin, "", fault.problem);
        }
        Ok(())
    }

    /// Brings the company into the state that the file tells of. The change log tells of it as of now: whoever keeps a
    /// copy has read what came before.
    pub(super) async fn apply_company(&mut self, entry: &CompanyEntry) -> Result<Outcome, Error> {
        for (origin, field, at) in entry.instants() {
            if at > self.now.world {
                let problem = "this lies ahead of the world's clock; name an instant that is over, or move the clock: ahead = \"12d\" in [clock]";
                self.reader.fault(origin, field, problem);
            }
        }
        let number = entry.company.number;
        let before = find_company(self.tx, number).await?;
        let company = self.completed(&entry.company, before.as_ref());
        let other_entity = self.apply_entity(entry, &company).await?;
        let change = match &before {
            None => Some(Change::of_new(&company)),
            Some(before) if *before == company => None,
            Some(before) => Some(Change::between(before, &company)),
        };
        if change.is_none() && !other_entity {
            return Ok(Outcome::Unchanged);
        }
        let written = change.map(|change| Written { company, change, at: self.now.world });
        write_from_file(self.tx, number, written.as_ref()).await?;
        Ok(if before.is_some() { Outcome::Changed } else { Outcome::Created })
    }

    /// The company with what a file need not say: registrations without an id keep the one that they have, that of the same
    /// instant, and minors are exempt.
    fn completed(&self, company: &Company, before: Option<&Company>) -> Company {
        let mut company = company.clone();
        for registration in company.registrations.iter_mut().filter(|one| one.id.is_empty()) {
            let held = before.into_iter().flat_map(|before| &before.registrations);
            let held = held.filter(|held| held.registered == registration.registered);
            registration.id =
                held.map(|held| held.id.clone()).next().unwrap_or_else(|| self.app.random.uuid());
        }
        company.exempt_minors(self.now.world);
        company
    }

    /// What Enhetsregisteret tells of a company that is no organisation of the world; whether that was news.
    async fn apply_entity(&mut self, entry: &CompanyEntry, company: &Company) -> Result<bool, Error> {
        let number = company.number;
        if find_organisation(self.tx, number).await?.is_some() {
            return Ok(false);
        }
        let before = find_entity(self.tx, number).await?;
        let (name, form) = match (&entry.name, &entry.form, &before) {
            (Some(name), Some(form), _) => (name.clone(), form.clone()),
            (name, form, Some(before)) => (
                name.clone().unwrap_or_else(|| before.name.clone()),
                form.clone().unwrap_or_else(|| before.form.clone()),
            ),
            // The check has told of it.
            _ => return Ok(false),
        };
        let mut after = before.clone().unwrap_or_else(|| entity_of(company, &name, &form, self.now.world));
        if let Some(told) = &entry.entity {
            set_told(&mut after, told);
        }
        if let (true, Value::Object(members)) =
            ((&after.name, &after.form) != (&name, &form), &mut after.description)
        {
            members.insert("navn".to_owned(), json!(name));
            members.insert("organisasjonsform".to_owned(), json!({ "kode": form }));
        }
        (after.name, after.form) = (name, form);
        // Only an end is told of in both registers: one that was deleted here alone may live on there.
        after.deleted_at = company.deleted.or(after.deleted_at);
        let told = |entity: &Entity| {
            (entity.name.clone(), entity.form.clone(), entity.deleted_at, in_order(&told_of(entity)))
        };
        if before.as_ref().map(told) == Some(told(&after)) {
            return Ok(false);
        }
        after.updated_at = self.now.world;
        insert_entities(self.tx, &[after]).await?;
        Ok(true)
    }
}

/// What Enhetsregisteret tells of a company, as a file holds it: the roles are a member like the others.
fn told_of(entity: &Entity) -> Value {
    let mut told = entity.description.clone();
    if let Value::Object(members) = &mut told {
        members.insert(ROLES.to_owned(), entity.roles.clone());
    }
    told
}

fn set_told(entity: &mut Entity, told: &Value) {
    let mut description = told.clone();
    let roles = description.as_object_mut().and_then(|members| members.remove(ROLES));
    entity.description = description;
    entity.roles = roles.filter(Value::is_array).unwrap_or_else(|| json!([]));
}
