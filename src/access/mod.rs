//! Who is asking.
//!
//! Deny is the default: a handler takes a [`Visit`] and asks it for the principal it needs; what it does not ask for it
//! cannot reach. Persons, contacts and handlers prove themselves with a session cookie, machines with a token of our own
//! token server ([`bearer`]).

pub mod api_keys;
pub mod altinn;
pub mod bearer;
pub mod limits;
pub mod links;
pub mod oidc;
pub mod pages;
pub mod post;
mod sessions;
mod visit;

pub use sessions::{NewSession, end_session, end_sessions_of, list_handlers, set_acting_for, start_session};
pub use visit::{Visit, safe_goto};

use crate::numbers::{OrgNumber, PartyUuid};

/// Somebody who asks, as design §4 lists them. The machine client is [`bearer::Machine`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Nobody we know: may read public pages and place an order.
    Visitor,
    /// A real person at a vendor or customer, by the signed link from its own mail.
    Contact(Contact),
    /// A fictional person, by its synthetic number.
    Person(Person),
    /// A case handler at the register authority.
    Handler(Staff),
    /// The operator, where its rights are needed on a page.
    Operator(Staff),
}

/// A contact's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The signed link it came by.
    pub link_id: String,
    /// Its name, as the order gave it.
    pub name: String,
    /// The organisation the link is bound to.
    pub organisation: OrgNumber,
    /// The case the link was made for.
    pub case_number: String,
    /// How much of the organisation's it opens.
    pub reach: Reach,
}

/// How far a contact's link reaches.
///
/// Anybody can place an order in the name of any organisation. Until a handler or a rule has approved one, nothing says
/// that its contact speaks for the organisation, and its link must not open what others of it have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The case the link was made for, and nothing else.
    Case,
    /// All of its organisation's cases, clients and delegations.
    Organisation,
}

impl Contact {
    /// The organisation that the contact speaks for: its own, once an order with it as contact is approved.
    pub fn speaks_for(&self) -> Option<OrgNumber> {
        (self.reach == Reach::Organisation).then_some(self.organisation)
    }

    /// Whether the link opens this case of its organisation.
    pub fn opens(&self, case_number: &str) -> bool {
        self.reach == Reach::Organisation || self.case_number == case_number
    }
}

/// A fictional person's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's party UUID; its number is not kept in the session.
    pub party_uuid: PartyUuid,
    /// Its name.
    pub name: String,
    /// Whom it acts for, once chosen.
    pub acting_for: Option<OrgNumber>,
}

/// A handler's or operator's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who it is, for audit rows and receipts.
    pub name: String,
}

impl Principal {
    /// The name that audit rows carry.
    pub fn actor(&self) -> String {
        match self {
            Self::Visitor => "visitor".to_owned(),
            Self::Contact(contact) => format!("contact:{}", contact.link_id),
            Self::Person(person) => format!("person:{}", person.party_uuid),
            Self::Handler(staff) => format!("handler:{}", staff.name),
            Self::Operator(staff) => format!("operator:{}", staff.name),
        }
    }

    /// The name shown in the page header.
    pub fn shown_as(&self) -> Option<String> {
        match self {
            Self::Visitor => None,
            Self::Contact(contact) => Some(contact.name.clone()),
            Self::Person(person) => Some(person.name.clone()),
            Self::Handler(staff) | Self::Operator(staff) => Some(staff.name.clone()),
        }
    }
}
