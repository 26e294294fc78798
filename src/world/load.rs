//! Loading a world file: first everything is checked against the world, then everything is applied.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::entries::{
    ClientEntry, DelegationEntry, Entries, GrantEntry, OWN_PORTAL, OrganisationEntry, PersonEntry, RoleEntry,
    SchemeEntry, ScopeEntry, read,
};
use super::reader::{Origin, Reader};
use super::{Error, Format, Outcome, Report, clock_offset, move_forward};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clients::{self, RestoredClient, RestoredKey, Scope};
use crate::clock::Now;
use crate::db::{self, Tx};
use crate::delegation::{self, Scheme};
use crate::numbers::{OrgNumber, PartyUuid};
use crate::orders::{OrderState, store as orders};
use crate::parties::{self, End, NewOrganisation, PartyError, Person};

/// Who loads, in the audit.
const ACTOR: &str = "operator";

/// How often a free party id is looked for.
const ATTEMPTS: usize = 20;

/// Brings the world into the state that `text` names. The caller commits; after an error it must not.
///
/// With the clock in the file, everything is loaded as of the moved clock. The caller copies [`clock_offset`] into the
/// running clock and wakes the queue after its commit, as waiting orders may go on by a grant.
pub async fn load(tx: &mut Tx, app: &App, now: Now, text: &str, format: Format) -> Result<Report, Error> {
    let (world, reader) = read(text, format)?;
    let mut loader = Loader { tx, app, now, reader, report: Report::default() };
    loader.check(&world).await?;
    loader.stop_at_faults()?;
    loader.apply(&world).await?;
    loader.stop_at_faults()?;
    let report = loader.report;
    if !report.changed_nothing() {
        let detail = serde_json::to_value(report).unwrap_or_default();
        let event = Event {
            actor: ACTOR,
            action: "world.loaded",
            subject: "world",
            organisation: None,
            case_number: None,
            detail,
        };
        audit::record(tx, &app.random, now, event).await?;
    }
    Ok(report)
}

/// An organisation as Enhetsregisteret would describe it, when a file says no more than its name and form.
pub(super) fn default_entity(number: OrgNumber, name: &str, form: &str, parent: Option<OrgNumber>) -> Value {
    let description = match form {
        "AS" => "Aksjeselskap",
        "ASA" => "Allmennaksjeselskap",
        "ENK" => "Enkeltpersonforetak",
        "ANS" => "Ansvarlig selskap",
        "DA" => "Ansvarlig selskap med delt ansvar",
        "SA" => "Samvirkeforetak",
        "STI" => "Stiftelse",
        "NUF" => "Norskregistrert utenlandsk foretak",
        "BEDR" => "Underenhet til næringsdrivende og offentlig forvaltning",
        other => other,
    };
    let mut entity = json!({
        "organisasjonsnummer": number,
        "navn": name.to_uppercase(),
        "organisasjonsform": { "kode": form, "beskrivelse": description },
        "konkurs": false,
        "respons_klasse": parties::response_class(form, false)
    });
    if let (Some(parent), Value::Object(members)) = (parent, &mut entity) {
        members.insert("overordnetEnhet".to_owned(), json!(parent));
    }
    entity
}

pub(super) struct Loader<'a> {
    pub(super) tx: &'a mut Tx,
    pub(super) app: &'a App,
    pub(super) now: Now,
    pub(super) reader: Reader<'a>,
    report: Report,
}

impl Loader<'_> {
    fn stop_at_faults(&mut self) -> Result<(), Error> {
        if self.reader.faults.is_empty() {
            return Ok(());
        }
        let mut faults = std::mem::take(&mut self.reader.faults);
        faults.sort();
        Err(Error::Faults(faults))
    }

    // Checks against the world

    async fn check(&mut self, world: &Entries) -> Result<(), Error> {
        for entry in &world.organisations {
            self.check_case(entry).await?;
            self.check_form(world, entry).await?;
            if let Some(parent) = entry.parent {
                self.check_parent(world, entry, parent).await?;
            }
            if let Some(into) = entry.merged_into {
                self.check_party(world, &entry.origin, "merged_into", into).await?;
            }
        }
        for entry in &world.persons {
            if let Some(customer) = entry.customer {
                self.check_reference(world, &entry.origin, "customer", customer).await?;
                let held_by = parties::person_of_customer(self.tx, customer).await?;
                if held_by.is_some_and(|held_by| held_by.number != entry.number) {
                    let problem = format!("{customer} has another person already; a customer has one");
                    self.reader.fault(&entry.origin, "customer", problem);
                }
            }
            for role in &entry.roles {
                self.check_party(world, &role.origin, "organisation", role.organisation).await?;
            }
        }
        for entry in &world.scopes {
            self.check_prefix(world, entry).await?;
        }
        for entry in &world.schemes {
            self.check_owner(world, &entry.origin, entry.owner).await?;
            for scope in &entry.scopes {
                self.check_scope(world, &entry.origin, "scopes", scope).await?;
            }
        }
        for entry in &world.grants {
            self.check_scope(world, &entry.origin, "scope", &entry.scope).await?;
            self.check_holder(world, &entry.origin, entry.organisation).await?;
        }
        for entry in &world.delegations {
            self.check_party(world, &entry.origin, "consumer", entry.consumer).await?;
            self.check_party(world, &entry.origin, "supplier", entry.supplier).await?;
            for scheme in &entry.schemes {
                let there = world.declared_schemes.contains(scheme)
                    || delegation::scheme(self.tx, scheme).await?.is_some();
                if !there {
                    let problem =
                        format!("there is no scheme “{scheme}”, neither in this world nor in this file");
                    self.reader.fault(&entry.origin, "schemes", problem);
                } else if !self.may_be_given(world, entry, scheme).await? {
                    let error = delegation::Error::SchemeNotDelegable(scheme.clone());
                    self.reader.fault(&entry.origin, "schemes", error.to_string());
                }
            }
        }
        for (origin, field, scope) in &world.loose_scopes {
            self.check_scope(world, origin, field, scope).await?;
        }
        for (origin, field, number) in &world.loose_parties {
            if *field == "organisation" {
                self.check_holder(world, origin, *number).await?;
            } else {
                self.check_party(world, origin, field, *number).await?;
            }
        }
        for entry in &world.clients {
            self.check_holder(world, &entry.origin, entry.organisation).await?;
            for scope in &entry.scopes {
                self.check_scope(world, &entry.origin, "scopes", scope).await?;
            }
            for fault in clients::faults_of_restored(self.tx, self.now, &restored(entry)).await? {
                self.client_fault(entry, &fault.field, &fault.why.to_string());
            }
        }
        for entry in &world.companies {
            self.check_company(world, entry).await?;
        }
        Ok(())
    }

    /// A subunit's main unit must be a party, since its roles hold for the subunit; a main unit is no subunit itself.
    async fn check_parent(
        &mut self,
        world: &Entries,
        entry: &OrganisationEntry,
        parent: OrgNumber,
    ) -> Result<(), db::Error> {
        if !parties::is_subunit_form(&entry.form) {
            return self.check_reference(world, &entry.origin, "parent", parent).await;
        }
        self.check_party(world, &entry.origin, "parent", parent).await?;
        let declared = world.organisations.iter().find(|other| other.number == parent);
        let form = match declared {
            Some(declared) => Some(declared.form.clone()),
            None => parties::find_organisation(self.tx, parent).await?.map(|parent| parent.form),
        };
        if form.is_some_and(|form| parties::is_subunit_form(&form)) {
            let problem = format!("{parent} is a subunit itself; name the main unit");
            self.reader.fault(&entry.origin, "parent", problem);
        }
        Ok(())
    }

    /// A number that may be real needs an approved order of this world that is about it.
    async fn check_case(&mut self, entry: &OrganisationEntry) -> Result<(), db::Error> {
        let Some(case) = entry.case.as_ref().filter(|_| entry.number.may_be_real()) else { return Ok(()) };
        let problem = match orders::find_by_case(self.tx, case).await? {
            None => {
                format!("this world has no order {case}; a real organisation comes in by an approved order")
            }
            Some(order)
                if !matches!(
                    order.state,
                    OrderState::WaitingForCustomer | OrderState::Provisioning | OrderState::Done
                ) =>
            {
                format!("the order {case} is not approved")
            }
            Some(order) => {
                let parties =
                    [order.vendor.map(|party| party.number), order.customer.map(|party| party.number)];
                if parties.contains(&Some(entry.number)) {
                    return Ok(());
                }
                format!("the order {case} is not about {}", entry.number)
            }
        };
        self.reader.fault(&entry.origin, "case", problem);
        Ok(())
    }

    async fn is_party(&mut self, world: &Entries, number: OrgNumber) -> Result<bool, db::Error> {
        Ok(world.declared_organisations.contains(&number)
            || parties::find_organisation(self.tx, number).await?.is_some())
    }

    /// An organisation that must be a party.
    async fn check_party(
        &mut self,
        world: &Entries,
        origin: &Origin,
        field: &str,
        number: OrgNumber,
    ) -> Result<(), db::Error> {
        if !self.is_party(world, number).await? {
            let problem = if number.may_be_real() {
                maybe_real(number)
            } else {
                format!("{number} is neither in this world nor in this file; add an [[organisation]] for it")
            };
            self.reader.fault(origin, field, problem);
        }
        Ok(())
    }

    /// Who holds a grant or a client: a party, or one of the authorities that are built in as owners.
    async fn check_holder(
        &mut self,
        world: &Entries,
        origin: &Origin,
        number: OrgNumber,
    ) -> Result<(), db::Error> {
        if clients::owner_name(number).is_some() {
            return Ok(());
        }
        self.check_party(world, origin, "organisation", number).await
    }

    /// Whether a scheme can be given, or was while it could.
    async fn may_be_given(
        &mut self,
        world: &Entries,
        entry: &DelegationEntry,
        scheme: &str,
    ) -> Result<bool, db::Error> {
        let delegable = match world.schemes.iter().find(|declared| declared.id == scheme) {
            Some(declared) => declared.delegable,
            // An entry with faults has been told of.
            None if world.declared_schemes.contains(scheme) => true,
            None => delegation::scheme(self.tx, scheme).await?.is_some_and(|scheme| scheme.delegable),
        };
        if delegable {
            return Ok(true);
        }
        let held = delegation::delegations_by(self.tx, entry.consumer).await?;
        Ok(held.iter().any(|held| held.supplier == entry.supplier && held.scheme_id == scheme))
    }

    /// An organisation that need not be a party, but must not be a real one either.
    pub(super) async fn check_reference(
        &mut self,
        world: &Entries,
        origin: &Origin,
        field: &str,
        number: OrgNumber,
    ) -> Result<(), db::Error> {
        let free = !number.may_be_real() || clients::owner_name(number).is_some();
        if !free && !self.is_party(world, number).await? {
            self.reader.fault(origin, field, maybe_real(number));
        }
        Ok(())
    }

    async fn check_owner(
        &mut self,
        world: &Entries,
        origin: &Origin,
        owner: OrgNumber,
    ) -> Result<(), db::Error> {
        self.check_reference(world, origin, "owner", owner).await
    }

    /// A prefix belongs to one owner.
    async fn check_prefix(&mut self, world: &Entries, entry: &ScopeEntry) -> Result<(), db::Error> {
        self.check_owner(world, &entry.origin, entry.owner).await?;
        let prefix = |name: &str| name.split_once(':').map(|(prefix, _)| prefix.to_owned());
        let mut others: Vec<(String, OrgNumber)> =
            world.scopes.iter().map(|other| (other.name.clone(), other.owner)).collect();
        let here = clients::all_scopes(self.tx).await?;
        // One that was handed out, and has no scope yet.
        let unused = clients::all_prefixes(self.tx)
            .await?
            .into_iter()
            .map(|one| (format!("{}:", one.name), one.owner));
        others
            .extend(unused.filter(|(name, _)| !here.iter().any(|scope| prefix(&scope.name) == prefix(name))));
        others.extend(
            here.into_iter()
                .filter(|scope| !world.declared_scopes.contains(&scope.name))
                .map(|scope| (scope.name, scope.owner)),
        );
        let other =
            others.iter().find(|(name, owner)| prefix(name) == prefix(&entry.name) && *owner != entry.owner);
        if let Some((name, owner)) = other {
            let problem = format!("the prefix belongs to {owner}, who owns {name}; a prefix has one owner");
            self.reader.fault(&entry.origin, "owner", problem);
        }
        Ok(())
    }

    async fn check_scope(
        &mut self,
        world: &Entries,
        origin: &Origin,
        field: &str,
        scope: &str,
    ) -> Result<(), db::Error> {
        if !world.declared_scopes.contains(scope) && clients::find_scope(self.tx, scope).await?.is_none() {
            let shown: String = scope.chars().filter(|c| !c.is_control()).take(80).collect();
            let problem = format!("there is no scope “{shown}”, neither in this world nor in this file");
            self.reader.fault(origin, field, problem);
        }
        Ok(())
    }

    // Applying

    async fn apply(&mut self, world: &Entries) -> Result<(), Error> {
        if let Some(ahead) = world.ahead {
            let before = clock_offset(self.tx).await?;
            // World time never goes back: a world that is further ahead stays where it is.
            let outcome = if ahead > before {
                let offset = move_forward(self.tx, self.app, self.now, ahead - before).await?;
                self.now = Now { wall: self.now.wall, world: self.now.wall + offset };
                Outcome::Changed
            } else {
                Outcome::Unchanged
            };
            self.report.clock.add(outcome);
        }
        let mut outcomes = Vec::new();
        for entry in &world.organisations {
            outcomes.push(self.apply_organisation(entry).await?);
        }
        // Who takes another over may stand further down.
        for (entry, outcome) in world.organisations.iter().zip(outcomes) {
            let ended = self.apply_ends(entry).await?;
            let changed = ended && outcome == Outcome::Unchanged;
            self.report.organisations.add(if changed { Outcome::Changed } else { outcome });
        }
        for entry in &world.persons {
            let (uuid, outcome) = self.apply_person(entry).await?;
            self.report.persons.add(outcome);
            for role in &entry.roles {
                let outcome = self.apply_role(&uuid, role).await?;
                self.report.roles.add(outcome);
            }
        }
        let own = clients::own_portal(self.tx).await?.unwrap_or_default();
        for entry in &world.scopes {
            let outcome = self.apply_scope(entry, &own).await?;
            self.report.scopes.add(outcome);
        }
        for entry in &world.schemes {
            let outcome = self.apply_scheme(entry).await?;
            self.report.schemes.add(outcome);
        }
        self.apply_grants(&world.grants).await?;
        for entry in &world.delegations {
            self.apply_delegation(entry).await?;
        }
        for entry in &world.clients {
            self.apply_client(entry).await?;
        }
        for entry in &world.companies {
            let outcome = self.apply_company(entry).await?;
            self.report.companies.add(outcome);
        }
        Ok(())
    }

    async fn apply_organisation(&mut self, entry: &OrganisationEntry) -> Result<Outcome, Error> {
        let Some(mut before) = parties::find_organisation(self.tx, entry.number).await? else {
            let usual = default_entity(entry.number, &entry.name, &entry.form, entry.parent);
            let new = NewOrganisation {
                number: entry.number,
                name: &entry.name,
                form: &entry.form,
                parent: entry.parent,
                origin: "world_file",
                case_number: entry.case.as_deref(),
                entity: entry.entity.as_ref().unwrap_or(&usual),
            };
            let created = parties::insert_organisation(self.tx, self.app, self.now, new).await?;
            return Ok(if created { Outcome::Created } else { Outcome::Unchanged });
        };
        let same_names =
            before.name == entry.name && before.form == entry.form && before.parent == entry.parent;
        let same_entity = entry.entity.as_ref().is_none_or(|entity| *entity == before.entity);
        if same_names && same_entity {
            return Ok(Outcome::Unchanged);
        }
        let usual = default_entity(entry.number, &entry.name, &entry.form, entry.parent);
        before.name.clone_from(&entry.name);
        before.form.clone_from(&entry.form);
        before.parent = entry.parent;
        match (&entry.entity, &mut before.entity, usual) {
            (Some(entity), held, _) => held.clone_from(entity),
            (None, Value::Object(held), Value::Object(usual)) => {
                held.remove("overordnetEnhet");
                held.extend(usual);
            }
            (None, held, usual) => *held = usual,
        }
        parties::life::describe(&mut before);
        parties::update_organisation(self.tx, self.now, &before).await?;
        Ok(Outcome::Changed)
    }

    /// Whether what the file says became of an organisation was news to the world.
    async fn apply_ends(&mut self, entry: &OrganisationEntry) -> Result<bool, Error> {
        let deleted = entry.merged_into.map_or(End::Deleted, End::MergedInto);
        let mut changed = false;
        for (field, at, end) in
            [("bankrupt", entry.bankrupt, End::Bankrupt), ("deleted", entry.deleted, deleted)]
        {
            let Some(at) = at else { continue };
            if at > self.now.world {
                let problem =
                    "this lies ahead of the world's clock; a timeline lets it happen: fullmakt world play";
                self.reader.fault(&entry.origin, field, problem);
                continue;
            }
            let organisation = parties::find_organisation(self.tx, entry.number).await?;
            if end == End::Bankrupt && organisation.is_some_and(|found| found.bankrupt_at.is_some()) {
                continue;
            }
            // As of the day on which it happened.
            let then = Now { wall: self.now.wall, world: at };
            match delegation::organisation_ends(self.tx, self.app, then, entry.number, end, ACTOR).await {
                Ok(ended) => changed |= !ended.organisations.is_empty(),
                Err(PartyError::Database(error)) => return Err(error.into()),
                Err(error) => self.reader.fault(&entry.origin, field, error.to_string()),
            }
        }
        Ok(changed)
    }

    async fn apply_person(&mut self, entry: &PersonEntry) -> Result<(PartyUuid, Outcome), Error> {
        for _ in 0..ATTEMPTS {
            if let Some(before) = parties::find_person_by_number(self.tx, &entry.number).await? {
                let held = parties::customer_of_person(self.tx, &before.party_uuid).await?;
                let customer = entry.customer.or(held);
                let after = Person {
                    name: entry.name.clone(),
                    birth_date: entry.birth_date.clone(),
                    ..before.clone()
                };
                let same =
                    after.name == before.name && after.birth_date == before.birth_date && customer == held;
                if !same {
                    parties::update_person(self.tx, &after, customer).await?;
                }
                return Ok((before.party_uuid, if same { Outcome::Unchanged } else { Outcome::Changed }));
            }
            let person = Person {
                party_uuid: PartyUuid::make(&self.app.random),
                number: entry.number,
                name: entry.name.clone(),
                birth_date: entry.birth_date.clone(),
            };
            if parties::insert_person(self.tx, self.app, self.now, &person, entry.customer, None).await? {
                return Ok((person.party_uuid, Outcome::Created));
            }
        }
        Err(PartyError::NoFreeNumber(ATTEMPTS).into())
    }

    async fn apply_role(&mut self, person: &PartyUuid, entry: &RoleEntry) -> Result<Outcome, Error> {
        match parties::insert_role(self.tx, self.now, person, entry.organisation, &entry.role, None).await {
            Ok(given) => Ok(if given { Outcome::Created } else { Outcome::Unchanged }),
            Err(error @ PartyError::Gone { .. }) => {
                self.reader.fault(&entry.origin, "organisation", error.to_string());
                Ok(Outcome::Unchanged)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn apply_scope(&mut self, entry: &ScopeEntry, own: &str) -> Result<Outcome, Error> {
        let before = clients::find_scope(self.tx, &entry.name).await?;
        let (prefix, subscope) = entry.name.split_once(':').unwrap_or((&entry.name, ""));
        let source = entry.delegation_source.as_deref();
        let after = Scope {
            name: entry.name.clone(),
            prefix: prefix.to_owned(),
            subscope: subscope.to_owned(),
            owner: entry.owner,
            description: entry.description.clone(),
            visibility: entry.visibility,
            delegation_source: source
                .map(|source| if source == OWN_PORTAL { own } else { source }.to_owned()),
            accessible_for_all: entry.accessible_for_all,
            at_max_age: entry.at_max_age,
            allowed_integration_types: entry.allowed_integration_types.clone(),
            active: entry.active,
            extra: entry.extra.clone(),
            version: before.as_ref().map_or(1, |before| before.version),
            created_at: before.as_ref().map_or(self.now.wall, |before| before.created_at),
            updated_at: before.as_ref().map_or(self.now.wall, |before| before.updated_at),
        };
        let Some(mut before) = before else {
            clients::save_scope(self.tx, self.now, &after).await?;
            return Ok(Outcome::Created);
        };
        before.allowed_integration_types.sort();
        if before == after {
            return Ok(Outcome::Unchanged);
        }
        clients::save_scope(self.tx, self.now, &after).await?;
        Ok(Outcome::Changed)
    }

    async fn apply_scheme(&mut self, entry: &SchemeEntry) -> Result<Outcome, Error> {
        let after = Scheme {
            id: entry.id.clone(),
            owner: entry.owner,
            owner_code: entry.owner_code.clone(),
            title: entry.title.clone(),
            description: entry.description.clone(),
            scopes: entry.scopes.clone(),
            delegable: entry.delegable,
            visible: entry.visible,
            status: entry.status.clone(),
            policy: entry.policy.clone(),
        };
        let Some(mut before) = delegation::scheme(self.tx, &entry.id).await? else {
            delegation::insert_scheme(self.tx, &after, self.now.wall).await?;
            return Ok(Outcome::Created);
        };
        before.scopes.sort();
        if before == after {
            return Ok(Outcome::Unchanged);
        }
        delegation::registry::rewrite(self.tx, self.now, &before, &after).await?;
        Ok(Outcome::Changed)
    }

    async fn apply_grants(&mut self, entries: &[GrantEntry]) -> Result<(), Error> {
        let named: BTreeSet<(&str, OrgNumber)> =
            entries.iter().map(|entry| (entry.scope.as_str(), entry.organisation)).collect();
        let named: Vec<(&str, OrgNumber)> = named.into_iter().collect();
        let created = clients::grant_many(self.tx, self.app, self.now, &named, ACTOR).await?;
        for at in 0..entries.len() {
            self.report.grants.add(if at < created { Outcome::Created } else { Outcome::Unchanged });
        }
        Ok(())
    }

    async fn apply_delegation(&mut self, entry: &DelegationEntry) -> Result<(), Error> {
        let (consumer, supplier) = (entry.consumer, entry.supplier);
        let added = delegation::add_supplier(self.tx, self.app, self.now, consumer, supplier, ACTOR).await;
        if let Err(error @ delegation::Error::Gone { number, .. }) = added {
            let field = if number == consumer { "consumer" } else { "supplier" };
            self.reader.fault(&entry.origin, field, error.to_string());
            return Ok(());
        }
        added?;
        for scheme in &entry.schemes {
            let held = delegation::delegations_by(self.tx, consumer).await?;
            // A scheme that can no longer be handed on may have been, while it could.
            if held.iter().any(|held| held.supplier == supplier && held.scheme_id == *scheme) {
                self.report.delegations.add(Outcome::Unchanged);
                continue;
            }
            match delegation::give(self.tx, self.app, self.now, consumer, supplier, scheme, ACTOR).await {
                Ok(_) => self.report.delegations.add(Outcome::Created),
                Err(
                    error @ (delegation::Error::SchemeNotDelegable(_) | delegation::Error::SchemeUnknown(_)),
                ) => {
                    self.reader.fault(&entry.origin, "schemes", error.to_string());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn apply_client(&mut self, entry: &ClientEntry) -> Result<(), Error> {
        match clients::restore_client(self.tx, self.app, self.now, &restored(entry), ACTOR).await {
            Ok((was_there, changed)) => self.report.clients.add(match (was_there, changed) {
                (false, _) => Outcome::Created,
                (true, true) => Outcome::Changed,
                (true, false) => Outcome::Unchanged,
            }),
            Err(clients::Error::Invalid(faults)) => {
                for fault in faults {
                    self.client_fault(entry, &fault.field, &fault.why.to_string());
                }
            }
            Err(clients::Error::NotAParty(number)) => {
                self.reader.fault(&entry.origin, "organisation", maybe_real(number));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// A fault of a client at its own line, or at its key's when it is about a key.
    fn client_fault(&mut self, entry: &ClientEntry, field: &str, problem: &str) {
        for (position, key) in entry.keys.iter().enumerate() {
            let place = format!("key[{position}]");
            if let Some(rest) = field.strip_prefix(&place) {
                self.reader.fault(&key.origin, rest.trim_start_matches('.'), problem);
                return;
            }
        }
        self.reader.fault(&entry.origin, field, problem);
    }
}

fn restored(entry: &ClientEntry) -> RestoredClient {
    let keys = entry.keys.iter().map(|key| RestoredKey { jwk: key.jwk.clone(), expires_at: key.expires });
    RestoredClient {
        id: entry.id.clone(),
        organisation: entry.organisation,
        integration_type: entry.integration_type.clone(),
        name: entry.name.clone(),
        description: entry.description.clone(),
        active: entry.active,
        access_token_lifetime: entry.access_token_lifetime,
        scopes: entry.scopes.clone(),
        extra: entry.extra.clone(),
        keys: keys.collect(),
    }
}

pub(super) fn maybe_real(number: OrgNumber) -> String {
    format!("{number} may be a real organisation; it comes into a world by an approved order, not by a file")
}
