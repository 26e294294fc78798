//! The order desk: an order comes in by form, API or mail, is checked, decided and carried out, each step once and with a
//! receipt.
//!
//! Rules stand here and in the files below: what an order may hold ([`draft`]), how it is placed ([`place`]), decided
//! ([`decide`]) and carried out ([`provision`]), and what letters it causes ([`letters`]). A state changes only by one
//! conditional update, so that two handlers, two nodes or a handler and a clock cannot both win.

mod after_letters;
pub mod afterwards;
pub mod awaiting;
pub mod casework;
pub mod check;
pub mod checks;
pub mod contacts;
pub mod decide;
pub mod draft;
pub mod ending;
pub mod expiring;
pub mod extend;
pub mod drafts;
pub mod figures;
pub mod http;
pub mod inbound;
pub mod invitations;
pub mod legal_basis;
pub mod letters;
pub mod limits;
pub mod lost;
pub mod marks;
pub mod missing;
pub mod names;
mod ordered;
pub mod pages;
pub mod place;
pub mod provision;
pub mod questions;
pub mod queue;
pub mod reading;
pub mod reasons;
pub mod renewal;
mod repeats;
pub mod rules;
pub mod search;
pub mod store;
mod unanswered;
pub mod waiting;
pub mod withdraw;
pub mod words;

use crate::access::Reach;
use crate::access::links::NewLink;
use crate::clock::Millis;
use crate::language::Language;
use crate::numbers::OrgNumber;

pub use draft::{Checked, Draft, Fault, FaultKind};

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderKind {
    /// A vendor wants a fictional customer to delegate from.
    FictionalCustomer,
    /// A vendor wants to be delegated to by a customer that has, or orders, access itself.
    ExistingCustomer,
    /// A customer orders access on a legal basis.
    Direct,
}

impl OrderKind {
    /// All, in the order the start page shows them.
    pub const ALL: [Self; 3] = [Self::FictionalCustomer, Self::ExistingCustomer, Self::Direct];

    /// The word in the database and the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::FictionalCustomer => "fictional_customer",
            Self::ExistingCustomer => "existing_customer",
            Self::Direct => "direct",
        }
    }

    /// The kind of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The last part of its form's address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::FictionalCustomer => "fiktiv-kunde",
            Self::ExistingCustomer => "eksisterende-kunde",
            Self::Direct => "direkte",
        }
    }

    /// The kind of a form's address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The field that holds the number of who orders.
    pub const fn applicant_number(self) -> &'static str {
        match self {
            Self::Direct => "customer.number",
            Self::FictionalCustomer | Self::ExistingCustomer => "vendor.number",
        }
    }

    /// The field that holds the address of who orders.
    pub const fn applicant_email(self) -> &'static str {
        match self {
            Self::Direct => "customer.contact.email",
            Self::FictionalCustomer | Self::ExistingCustomer => "vendor.contact.email",
        }
    }

    /// Its steps, in the order of the authority's own page.
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::FictionalCustomer => &[
                Step::ImportVendor,
                Step::CreateCustomer,
                Step::PersonWithRole,
                Step::GrantScope,
                Step::Letters,
            ],
            Self::Direct => &[Step::ImportCustomer, Step::GrantScope, Step::Letters],
            Self::ExistingCustomer => &[
                Step::WaitForGrant,
                Step::ImportVendor,
                Step::ImportCustomer,
                Step::PersonWithRole,
                Step::Letters,
            ],
        }
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Placed by somebody unknown over the API; its contact has not confirmed it yet.
    Unconfirmed,
    /// Something is missing in it or unclear, and its sender has been asked.
    AwaitingSender,
    /// Waits for a decision.
    Received,
    /// Approved; waits until its customer has access.
    WaitingForCustomer,
    /// Approved; its steps are carried out.
    Provisioning,
    /// Everything is done and the letters are on their way.
    Done,
    /// Refused, with a reason.
    Rejected,
    /// Ended without a decision of ours: its customer never came.
    Closed,
    /// Taken back before it was carried out.
    Withdrawn,
    /// Its access is being taken back, step by step.
    Ending,
    /// All that was made for it is taken back.
    Ended,
}

/// A change of state that the rules do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {from:?} cannot become {to:?}")]
pub struct InvalidTransition {
    /// Where it stands.
    pub from: OrderState,
    /// Where it should have gone.
    pub to: OrderState,
}

impl OrderState {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::Unconfirmed,
        Self::AwaitingSender,
        Self::Received,
        Self::WaitingForCustomer,
        Self::Provisioning,
        Self::Done,
        Self::Rejected,
        Self::Closed,
        Self::Withdrawn,
        Self::Ending,
        Self::Ended,
    ];

    /// The word in the database and the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::AwaitingSender => "awaiting_sender",
            Self::Received => "received",
            Self::WaitingForCustomer => "waiting_for_customer",
            Self::Provisioning => "provisioning",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Ending => "ending",
            Self::Ended => "ended",
        }
    }

    /// The state of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether the order has come to its end. What a carried-out order gave can still be taken back: that is a life after it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Rejected | Self::Closed | Self::Withdrawn | Self::Ended)
    }

    /// The state after a step to `to`, if the rules know the step. The database decides whether it is still possible.
    pub const fn to(self, to: Self) -> Result<Self, InvalidTransition> {
        let allowed = matches!(
            (self, to),
            (Self::Unconfirmed | Self::AwaitingSender, Self::Received | Self::Closed | Self::Withdrawn)
                | (Self::AwaitingSender, Self::Unconfirmed)
                | (
                    Self::Received,
                    Self::Provisioning | Self::WaitingForCustomer | Self::Rejected | Self::Withdrawn
                )
                | (Self::WaitingForCustomer, Self::Provisioning | Self::Closed | Self::Withdrawn)
                | (Self::Provisioning, Self::Done)
                | (Self::Done, Self::Ending)
                | (Self::Ending, Self::Ended)
        );
        if allowed { Ok(to) } else { Err(InvalidTransition { from: self, to }) }
    }
}

/// How an order came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The form on the pages.
    Form,
    /// The JSON API.
    Api,
    /// A mail in the labelled lines.
    Mail,
    /// A handler, from a mail in another shape.
    Desk,
}

impl Channel {
    /// All, in the order the desk shows them.
    pub const ALL: [Self; 4] = [Self::Form, Self::Api, Self::Mail, Self::Desk];

    /// The channel of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Api => "api",
            Self::Mail => "mail",
            Self::Desk => "desk",
        }
    }
}

/// One step of carrying out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Go on when the customer has been granted a scope.
    WaitForGrant,
    /// Import the vendor's organisation.
    ImportVendor,
    /// Import the customer's organisation, if it is not here yet.
    ImportCustomer,
    /// Make the fictional customer.
    CreateCustomer,
    /// Make the fictional person who may delegate for the customer, or find the one it has.
    PersonWithRole,
    /// Grant the scope to the customer.
    GrantScope,
    /// Write the letters.
    Letters,
    /// Grant one more scope to the customer of a case that is carried out.
    AddScope,
    /// Take back the delegations that were given under the case.
    WithdrawDelegations,
    /// Withdraw one grant of the case.
    WithdrawGrant,
    /// Take clients out of use whose organisation has no other case.
    DeactivateClients,
    /// Remove the fictional organisation and person, and production data that was read in.
    RemoveParties,
    /// Remove what was made by hand in another environment.
    RemoveElsewhere,
    /// Revoke signed links and API keys.
    RevokeLinks,
    /// Write the letters that list what was taken back.
    EndReceipt,
}

impl Step {
    /// All.
    pub const ALL: [Self; 15] = [
        Self::WaitForGrant,
        Self::ImportVendor,
        Self::ImportCustomer,
        Self::CreateCustomer,
        Self::PersonWithRole,
        Self::GrantScope,
        Self::Letters,
        Self::AddScope,
        Self::WithdrawDelegations,
        Self::WithdrawGrant,
        Self::DeactivateClients,
        Self::RemoveParties,
        Self::RemoveElsewhere,
        Self::RevokeLinks,
        Self::EndReceipt,
    ];

    /// Whether it is carried out while the order stands in `state`.
    pub const fn belongs_to(self, state: OrderState) -> bool {
        match self {
            Self::WaitForGrant
            | Self::ImportVendor
            | Self::ImportCustomer
            | Self::CreateCustomer
            | Self::PersonWithRole
            | Self::GrantScope
            | Self::Letters => matches!(state, OrderState::Provisioning | OrderState::WaitingForCustomer),
            Self::AddScope => matches!(state, OrderState::Done),
            Self::WithdrawDelegations
            | Self::WithdrawGrant
            | Self::DeactivateClients
            | Self::RemoveParties
            | Self::RemoveElsewhere
            | Self::RevokeLinks
            | Self::EndReceipt => matches!(state, OrderState::Ending),
        }
    }

    /// The word in the database, and in the names of fault points.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WaitForGrant => "wait_for_grant",
            Self::ImportVendor => "import_vendor",
            Self::ImportCustomer => "import_customer",
            Self::CreateCustomer => "create_customer",
            Self::PersonWithRole => "person_with_role",
            Self::GrantScope => "grant_scope",
            Self::Letters => "letters",
            Self::AddScope => "add_scope",
            Self::WithdrawDelegations => "withdraw_delegations",
            Self::WithdrawGrant => "withdraw_grant",
            Self::DeactivateClients => "deactivate_clients",
            Self::RemoveParties => "remove_parties",
            Self::RemoveElsewhere => "remove_elsewhere",
            Self::RevokeLinks => "revoke_links",
            Self::EndReceipt => "end_receipt",
        }
    }

    /// The step of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }
}

/// Somebody at an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number in E.164.
    pub phone: String,
}

/// An organisation as an order names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyInOrder {
    /// Its number.
    pub number: OrgNumber,
    /// Its name, as the sender wrote it.
    pub name: String,
    /// Its test contact.
    pub contact: Contact,
}

/// What is known of parties that are not known whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenNames {
    /// The vendor's name.
    pub vendor: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
}

impl GivenNames {
    /// The name of `vendor` or `customer`.
    pub fn of(&self, who: &str) -> Option<&str> {
        if who == "vendor" { self.vendor.as_deref() } else { self.customer.as_deref() }
    }
}

/// An order as it is stored.
#[derive(Debug, Clone)]
pub struct Order {
    /// The row's id.
    pub id: String,
    /// `YYYY-NNNNN`.
    pub case_number: String,
    /// What is ordered.
    pub kind: OrderKind,
    /// Where it stands.
    pub state: OrderState,
    /// How it came: `form`, `api`, `mail` or `desk`.
    pub channel: String,
    /// The language of its letters.
    pub language: Language,
    /// The vendor, in the two kinds that have one.
    pub vendor: Option<PartyInOrder>,
    /// The customer: the applicant of a direct order, the customer of an existing one.
    pub customer: Option<PartyInOrder>,
    /// The names of parties of which more is missing, as the sender wrote them.
    pub given_names: GivenNames,
    /// The fictional customer, once it is made.
    pub fictional_customer: Option<(OrgNumber, String)>,
    /// The production contact of a direct order.
    pub production_contact: Option<Contact>,
    /// Key of the legal basis of a direct order.
    pub legal_basis: Option<String>,
    /// What the applicant wrote about it.
    pub legal_basis_text: Option<String>,
    /// What the sender added.
    pub message: Option<String>,
    /// The scope that is, or will be, granted.
    pub scope: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Wall time of the decision.
    pub decided_at: Option<i64>,
    /// Why it was rejected or closed.
    pub reason: Option<String>,
    /// What a handler should look at, as keys.
    pub warnings: Vec<String>,
    /// The Message-ID that letters answer.
    pub reply_to: Option<String>,
    /// Wall time of its coming.
    pub received_at: i64,
    /// The handler who works with it, as the audit names it.
    pub assigned_to: Option<String>,
    /// Wall time since when its sender's answer to a question is waited for.
    pub asked_at: Option<i64>,
    /// Wall time since when it stands where it stands.
    pub state_since: Option<i64>,
    /// The case that it was added to as another vendor's.
    pub linked_case: Option<String>,
    /// That the access it gave is there no more, or is being taken back; as the lists know it ([`lost`]).
    pub access_ended: Option<lost::Ended>,
    /// World time when Enhetsregisteret last answered for all its organisations.
    pub checked_at: Millis,
}

impl Order {
    /// Who ordered: the vendor, or the applicant of a direct order.
    pub fn applicant(&self) -> Option<&PartyInOrder> {
        if self.kind == OrderKind::Direct { self.customer.as_ref() } else { self.vendor.as_ref() }
    }

    /// The name of who ordered, known as soon as it is given.
    pub fn applicant_name(&self) -> Option<&str> {
        let who = if self.kind == OrderKind::Direct { "customer" } else { "vendor" };
        self.applicant().map(|party| party.name.as_str()).or_else(|| self.given_names.of(who))
    }

    /// Whether `organisation` is who ordered: only it answers for the order and may withdraw it.
    pub fn is_applicant(&self, organisation: OrgNumber) -> bool {
        self.applicant().is_some_and(|party| party.number == organisation)
    }

    /// Whether the applicant's contact has yet to say that the order is its own, or never did.
    pub fn is_unconfirmed(&self) -> bool {
        match self.state {
            OrderState::Unconfirmed => true,
            OrderState::Closed => self.reason.as_deref() == Some("never-confirmed"),
            _ => false,
        }
    }

    /// Where it stands for whoever reads a list: a case that is done has ended when its access has.
    pub const fn shown_state(&self) -> OrderState {
        match self.state {
            OrderState::Done if self.access_ended.is_some() => OrderState::Ended,
            state => state,
        }
    }

    /// The number of the customer that is, or will be, granted the scope.
    pub fn customer_number(&self) -> Option<OrgNumber> {
        self.customer
            .as_ref()
            .map(|party| party.number)
            .or(self.fictional_customer.as_ref().map(|(number, _)| *number))
    }

    /// Whether `organisation` is a party of this order, and its contact may follow it.
    pub fn concerns(&self, organisation: OrgNumber) -> bool {
        self.vendor.as_ref().is_some_and(|party| party.number == organisation)
            || self.customer.as_ref().is_some_and(|party| party.number == organisation)
    }

    /// The signed link of a contact of `organisation` in this case. It opens the rest of the organisation's only when the
    /// order is approved.
    pub fn link_for<'a>(&'a self, organisation: OrgNumber, name: &'a str, email: &'a str) -> NewLink<'a> {
        let approved = matches!(
            self.state,
            OrderState::WaitingForCustomer
                | OrderState::Provisioning
                | OrderState::Done
                | OrderState::Ending
                | OrderState::Ended
        );
        let reach = if approved { Reach::Organisation } else { Reach::Case };
        NewLink {
            organisation,
            case_number: &self.case_number,
            contact_name: name,
            contact_email: email,
            reach,
        }
    }

    /// Whether real organisations' data is read in when it is carried out.
    pub fn reads_real_data(&self) -> bool {
        [&self.vendor, &self.customer].into_iter().flatten().any(|party| party.number.may_be_real())
    }
}

/// Why an order cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// There is no such order.
    #[error("there is no such case")]
    NotFound,
    /// Somebody was faster, or the order stands where this cannot be done.
    #[error("the case is no longer waiting for this: it is {0}")]
    NotPossibleNow(&'static str),
    /// The vendor has this customer in another case, or is about to: its case number.
    #[error("the vendor has the customer in case {0} already")]
    VendorHasCase(String),
    /// A scope must be chosen among the register's six.
    #[error("choose one of the register's scopes")]
    ScopeUnknown,
    /// Whoever approves says which scope is granted.
    #[error("choose the scope that is granted")]
    ScopeMissing,
    /// What was typed cannot be taken as it is.
    #[error("the text cannot be taken: {}", .0.text(Language::En))]
    Words(FaultKind),
    /// A legal basis that no scope is defined for cannot be approved.
    #[error("no scope is defined for this legal basis, so the order cannot be approved")]
    NoScopeForLegalBasis,
    /// A rejection needs a reason, in words that the sender will read.
    #[error("write the reason; the sender gets it by mail")]
    ReasonMissing,
    /// A question, an answer or a note without words.
    #[error("write something")]
    TextMissing,
    /// Another handler works with it.
    #[error("another handler works with the case")]
    AlreadyTaken,
    /// A case is given to somebody who has been at the desk.
    #[error("nobody of this name has been at the desk")]
    HandlerUnknown,
    /// One question waits for its answer at a time.
    #[error("a question waits for its answer already")]
    AlreadyAsked,
    /// Nothing is asked, or the answer came already.
    #[error("no question waits for an answer")]
    NothingAsked,
    /// The database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
    /// A letter.
    #[error(transparent)]
    Mail(#[from] crate::mail::MailError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_slugs_lead_back() {
        for kind in OrderKind::ALL {
            assert_eq!(OrderKind::from_key(kind.key()), Some(kind));
            assert_eq!(OrderKind::from_slug(kind.slug()), Some(kind));
        }
        for state in OrderState::ALL {
            assert_eq!(OrderState::from_key(state.key()), Some(state));
        }
        for step in Step::ALL {
            assert_eq!(Step::from_key(step.key()), Some(step));
        }
    }

    #[test]
    fn an_ended_order_goes_nowhere_and_no_order_is_done_without_provisioning() {
        for from in OrderState::ALL {
            for to in OrderState::ALL {
                let step = from.to(to);
                if from.is_final() {
                    let taken_back = from == OrderState::Done && to == OrderState::Ending;
                    assert_eq!(step.is_ok(), taken_back, "{from:?} to {to:?}");
                }
                if to == OrderState::Ended {
                    assert_eq!(step.is_ok(), from == OrderState::Ending);
                }
                if to == OrderState::Withdrawn {
                    let carried_out = matches!(from, OrderState::Provisioning | OrderState::Ending);
                    assert_eq!(step.is_ok(), !from.is_final() && !carried_out, "{from:?}");
                }
                if to == OrderState::Done {
                    assert_eq!(step.is_ok(), from == OrderState::Provisioning);
                }
                assert!(from != to || step.is_err());
            }
        }
    }
}
