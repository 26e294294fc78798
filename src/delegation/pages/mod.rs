//! The portal's pages: who acts for whom, its suppliers, and those it is a supplier of.
//!
//! A page asks anew at every request whether the person may administer the organisation it acts for. All of them work
//! without script; what changes something is a form that leads on with a redirect, and the sentence about what happened
//! travels as a code from a fixed list, never as text, in an address that is sealed; the page says it while it is so.

mod asker;
mod choose;
mod consumers;
mod give;
mod link;
mod login;
mod lookup;
mod pair;
mod partners;
mod path;
mod sister;
mod suppliers;

use axum::http::StatusCode;
use axum::response::Response;

pub use asker::asker;
pub use choose::{choose, chosen};
pub use consumers::{
    confirm_give_back, confirm_remove_consumer, consumer, consumers, give_back, remove_consumer,
};
pub use give::{find_scheme, give_scheme, show_scheme};
pub use link::{follow, gift_path, open};
pub use login::{log_in, show_login};
pub use suppliers::{
    add_supplier, confirm_remove, confirm_withdraw, new_supplier, remove_supplier, show_supplier, suppliers,
    withdraw,
};

use super::{Authority, Delegation, Error, authority};
use crate::access::{Principal, Visit};
use crate::clients;
use crate::db::{self, Tx};
use crate::language::Language;
use crate::numbers::OrgNumber;
use crate::parties;
use crate::web::Submitted;
use crate::web::forms::percent_encode;

/// What a page's work ends with.
type Outcome = Result<Response, Stop>;

/// Why a page stopped before its end.
enum Stop {
    /// With an answer of its own: a redirect to log in, a page that says what is missing.
    Answer(Box<Response>),
    /// With a decision of the room, or a fault of the database.
    Rule(Error),
}

impl From<Response> for Stop {
    fn from(response: Response) -> Self {
        Self::Answer(Box::new(response))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Rule(error)
    }
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Rule(Error::Database(error))
    }
}

/// The answer of a page, however it ended: the one place that turns this room's decisions into pages.
fn answer(visit: &Visit, outcome: Outcome) -> Response {
    let error = match outcome {
        Ok(response) => return response,
        Err(Stop::Answer(response)) => return *response,
        Err(Stop::Rule(error)) => error,
    };
    let (status, key, next) = match &error {
        Error::NotAllowedToAdminister => (StatusCode::FORBIDDEN, "portal-not-allowed", "/fullmakt"),
        Error::RightNotHeld => (StatusCode::FORBIDDEN, "portal-right-not-held", SUPPLIERS),
        Error::ConsumerUnknown(_) => (StatusCode::NOT_FOUND, "portal-consumer-unknown", "/fullmakt"),
        Error::SupplierUnknown(_) => (StatusCode::NOT_FOUND, "portal-supplier-unknown", "/bestill"),
        Error::Gone { .. } => (StatusCode::CONFLICT, "portal-organisation-gone", SUPPLIERS),
        Error::SupplierIsSelf => (StatusCode::CONFLICT, "portal-supplier-is-self", SUPPLIERS),
        Error::SchemeUnknown(_) => (StatusCode::NOT_FOUND, "portal-scheme-unknown", SUPPLIERS),
        Error::SchemeNotDelegable(_) => (StatusCode::CONFLICT, "portal-scheme-not-delegable", SUPPLIERS),
        Error::SupplierNotAdded { .. } => (StatusCode::CONFLICT, "portal-supplier-not-added", NEW_SUPPLIER),
        Error::SupplierHasDelegations { .. } => {
            (StatusCode::CONFLICT, "portal-supplier-has-delegations", SUPPLIERS)
        }
        Error::Database(error) => return visit.internal(error),
    };
    visit.fault(status, key, Some(next))
}

const SUPPLIERS: &str = "/fullmakt/leverandorer";
const NEW_SUPPLIER: &str = "/fullmakt/leverandorer/ny";
const CONSUMERS: &str = "/fullmakt/konsumenter";

/// An organisation as pages name it.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    number: String,
    /// What it is a part of.
    part_of: PartOf,
    /// What has become of it: the catalogue's key of a word for it.
    ended: Option<&'static str>,
}

/// Whether an organisation stands for itself.
#[derive(Debug, Clone)]
enum PartOf {
    /// It is a main unit.
    Nothing,
    /// It is a subunit of the main unit of this name.
    Main(String),
    /// It is a subunit whose main unit is not here.
    Unknown,
}

impl Named {
    async fn of(tx: &mut Tx, organisation: &parties::Organisation) -> Result<Self, db::Error> {
        let main = match organisation.parent.filter(|_| organisation.is_subunit()) {
            Some(parent) => parties::find_organisation(tx, parent).await?,
            None => None,
        };
        let part_of = match main {
            Some(main) => PartOf::Main(main.name),
            None if organisation.is_subunit() => PartOf::Unknown,
            None => PartOf::Nothing,
        };
        Ok(Self {
            name: organisation.name.clone(),
            number: organisation.number.to_string(),
            part_of,
            ended: match (organisation.deleted_at, organisation.bankrupt_at) {
                (Some(_), _) => Some("portal-tag-deleted"),
                (None, Some(_)) => Some("portal-tag-bankrupt"),
                (None, None) => None,
            },
        })
    }

    /// That it is a subunit, and whose: a subunit is easily taken for its main unit, and gives and receives for itself alone.
    fn unit(&self, frame: &crate::web::Frame) -> Option<String> {
        match &self.part_of {
            PartOf::Nothing => None,
            PartOf::Main(name) => Some(frame.t1("portal-subunit-of", "name", name)),
            PartOf::Unknown => Some(frame.t("portal-subunit")),
        }
    }
}

/// The organisation as pages name it; one that is no party (any more) is named by its number.
async fn named(tx: &mut Tx, number: OrgNumber) -> Result<Named, Error> {
    if let Some(found) = parties::find_organisation(tx, number).await? {
        return Ok(Named::of(tx, &found).await?);
    }
    let number = number.to_string();
    Ok(Named { name: number.clone(), number, part_of: PartOf::Nothing, ended: None })
}

/// The head of every page behind the login: for whom, and which of the two lists.
#[derive(Debug, Clone)]
struct Head {
    acting: Named,
    /// A contact reads its own organisation's consumers and has no list of suppliers.
    is_contact: bool,
    on_suppliers: bool,
    /// It may own scopes as well, whose pages are elsewhere.
    owns: bool,
}

/// A person who administers the organisation it acts for.
struct Acting {
    number: OrgNumber,
    named: Named,
    authority: Authority,
    actor: String,
    owns: bool,
}

impl Acting {
    /// The pair of this consumer and a supplier.
    fn with(&self, supplier: OrgNumber) -> pair::Pair {
        pair::Pair { consumer: self.number, supplier, seen_by: pair::Side::Consumer }
    }

    fn head(&self, on_suppliers: bool) -> Head {
        Head { acting: self.named.clone(), is_contact: false, on_suppliers, owns: self.owns }
    }
}

/// Who acts, or the page that says what is missing: a login, a choice, a role.
async fn acting(visit: &Visit, tx: &mut Tx) -> Result<Acting, Stop> {
    let person = visit.person()?;
    // Who is sent to choose comes back to the page it wanted to read.
    let choose = || visit.go(&format!("/fullmakt?ok=velg&goto={}", percent_encode(&visit.wanted())));
    let number = person.acting_for.ok_or_else(choose)?;
    let authority = authority(tx, &person.party_uuid, number).await?;
    let named = Named::of(tx, &authority.organisation).await?;
    let owns = clients::has_prefix(tx, number).await?;
    Ok(Acting { number, named, authority, actor: visit.principal.actor(), owns })
}

/// Who reads the list of consumers and may give back: a person who administers, or a contact of the organisation.
struct Receiving {
    number: OrgNumber,
    head: Head,
    actor: String,
}

impl Receiving {
    /// The pair of a consumer and this supplier.
    fn with(&self, consumer: OrgNumber) -> pair::Pair {
        let seen_by = if self.head.is_contact { pair::Side::SuppliersContact } else { pair::Side::Supplier };
        pair::Pair { consumer, supplier: self.number, seen_by }
    }
}

async fn receiving(visit: &Visit, tx: &mut Tx) -> Result<Receiving, Stop> {
    if let Principal::Contact(_) = &visit.principal {
        let contact = visit.contact()?;
        let number = contact.organisation;
        let owns = clients::has_prefix(tx, number).await?;
        let head = Head { acting: named(tx, number).await?, is_contact: true, on_suppliers: false, owns };
        return Ok(Receiving { number, head, actor: visit.principal.actor() });
    }
    let acting = acting(visit, tx).await?;
    Ok(Receiving { number: acting.number, head: acting.head(false), actor: acting.actor })
}

/// The field in which a form carries the organisation that its page was about.
const FOR: &str = "virksomhet";

/// That a form's page was about the organisation acted for now: another may have been chosen in another tab since, and what
/// the person read and confirmed must not be done to that one. Every form of these pages has the field; what is sent without
/// it came from no page, and is about the organisation acted for.
fn still_for(visit: &Visit, form: &Submitted, acting: OrgNumber) -> Result<(), Stop> {
    let was_for = form.get(FOR);
    if was_for.is_empty() || was_for == acting.to_string() {
        return Ok(());
    }
    Err(Stop::from(visit.fault(StatusCode::CONFLICT, "portal-other-organisation", Some("/fullmakt"))))
}

/// Who sends a form, as [`acting`], for the organisation that its page was about.
async fn acting_by(visit: &Visit, tx: &mut Tx, form: &Submitted) -> Result<Acting, Stop> {
    let acting = acting(visit, tx).await?;
    still_for(visit, form, acting.number)?;
    Ok(acting)
}

/// Who sends a form, as [`receiving`], for the organisation that its page was about.
async fn receiving_by(visit: &Visit, tx: &mut Tx, form: &Submitted) -> Result<Receiving, Stop> {
    let receiving = receiving(visit, tx).await?;
    still_for(visit, form, receiving.number)?;
    Ok(receiving)
}

/// The organisation number in an address; what is none leads nowhere.
fn number_in_path(visit: &Visit, text: &str) -> Result<OrgNumber, Stop> {
    OrgNumber::parse(text).map_err(|_| Stop::from(visit.not_found()))
}

/// The name of an owner of schemes or scopes, which need not be a party.
async fn owner_named(tx: &mut Tx, owner: OrgNumber, language: Language) -> Result<String, Error> {
    match super::owner_name(owner) {
        Some(name) => Ok(name.text(language).to_owned()),
        None => Ok(named(tx, owner).await?.name),
    }
}

/// The sentence about what just happened between the two of a page, from the fixed list; `name` is the other one, and `all`
/// what was ever given between them. It is said to whoever did it, and only while it is so: what the same person, or the
/// other side, has undone since is not claimed by a page that is read again.
async fn notice(visit: &Visit, tx: &mut Tx, name: &str, all: &[Delegation]) -> Result<Option<String>, Error> {
    let said = visit.query_value("ok").filter(|_| visit.follows_a_deed());
    let (key, holds) = match said.as_deref() {
        Some("gitt") => ("portal-notice-given", true),
        Some("fantes") => ("portal-notice-was-given", true),
        Some("fjernet") => ("portal-notice-withdrawn", false),
        Some("levert-tilbake") => ("portal-notice-given-back", false),
        Some("lagt-til") => return Ok(Some(visit.lang.text_with("portal-notice-added", &[("name", name)]))),
        _ => return Ok(None),
    };
    let of_scheme: Vec<&Delegation> = match visit.query_value("api") {
        Some(id) => all.iter().filter(|held| held.scheme_id == id).collect(),
        None => Vec::new(),
    };
    let Some(any) = of_scheme.first() else { return Ok(None) };
    if of_scheme.iter().any(|held| held.is_active()) != holds {
        return Ok(None);
    }
    let Some(scheme) = super::scheme(tx, &any.scheme_id).await? else { return Ok(None) };
    Ok(Some(visit.lang.text_with(key, &[("name", name), ("title", scheme.title.text(visit.lang))])))
}

/// The sentence of a list about one that was just removed from it: `key`, when the organisation that the query's `field`
/// names is there no more.
async fn removed_notice(
    visit: &Visit,
    tx: &mut Tx,
    field: &str,
    key: &str,
    pair: impl FnOnce(OrgNumber) -> pair::Pair,
) -> Result<Option<String>, Error> {
    if visit.query_value("ok").as_deref() != Some("slettet") || !visit.follows_a_deed() {
        return Ok(None);
    }
    let Some(Ok(number)) = visit.query_value(field).map(|text| OrgNumber::parse(&text)) else {
        return Ok(None);
    };
    let pair = pair(number);
    if super::supplier_exists(tx, pair.consumer, pair.supplier).await? {
        return Ok(None);
    }
    let name = named(tx, number).await?.name;
    Ok(Some(visit.lang.text_with(key, &[("name", &name)])))
}

/// The page for taking back what is not given, with the way back to `page`.
fn not_given(visit: &Visit, page: &str) -> Stop {
    Stop::from(visit.fault(StatusCode::NOT_FOUND, "portal-not-given", Some(page)))
}

/// A page that asks before something is ended, and says what stops working.
#[derive(askama::Template)]
#[template(path = "delegation/confirm.html")]
struct Confirm {
    frame: crate::web::Frame,
    head: Head,
    heading: String,
    consequences: Vec<String>,
    /// The schemes that go.
    schemes: Vec<String>,
    action: String,
    button: String,
    cancel: String,
}
