//! The shapes of the order API, for its `OpenAPI` document and its answers. Requests are read member by member in
//! [`super::request`], so that all faults are found at once; the types here describe what is read there.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::iso8601;
use crate::orders::{Contact, Order, OrderState, PartyInOrder};

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactBody {
    /// Name.
    #[schema(example = "Kari Eksempel", min_length = 1, max_length = 200)]
    name: String,
    /// E-mail address.
    #[schema(example = "kari@sprekmaur.example", format = Email, min_length = 5, max_length = 254)]
    email: String,
    /// Telephone number: eight Norwegian digits, or with a country code. Answers give it in E.164.
    #[schema(example = "+4722334455", min_length = 8, max_length = 30)]
    phone: String,
}

impl ContactBody {
    fn of(contact: &Contact) -> Self {
        Self { name: contact.name.clone(), email: contact.email.clone(), phone: contact.phone.clone() }
    }
}

/// An organisation and its test contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyBody {
    /// Organisation number, nine digits, the last a check digit.
    #[schema(example = "910049356", min_length = 9, max_length = 30)]
    number: String,
    /// Name of the organisation.
    #[schema(example = "Sprek Maur AS", min_length = 1, max_length = 200)]
    name: String,
    /// Test contact (*testansvarlig*).
    contact: ContactBody,
}

impl PartyBody {
    fn of(party: &PartyInOrder) -> Self {
        Self {
            number: party.number.to_string(),
            name: party.name.clone(),
            contact: ContactBody::of(&party.contact),
        }
    }
}

/// Language of the letters: bokmål, nynorsk or English.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) enum LanguageTag {
    Nb,
    Nn,
    En,
}

/// What gives the applicant a right to the information. Each leads to one scope, but for `reporting-profession`, which no
/// scope is defined for yet, and `other`, which a case handler reads.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) enum LegalBasisKey {
    PublicAuthority,
    ReportingEntity,
    ReportingEntityLimited,
    ReportingProfession,
    Media,
    CivilSociety,
    HigherEducation,
    Other,
}

macro_rules! one_kind {
    ($name:ident, $variant:ident, $text:literal) => {
        #[doc = $text]
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
        pub(super) enum $name {
            $variant,
        }
    };
}

one_kind!(FictionalCustomerKind, FictionalCustomer, "A vendor wants a fictional customer to delegate from.");
one_kind!(
    ExistingCustomerKind,
    ExistingCustomer,
    "A vendor wants to be delegated to by a customer of its own."
);
one_kind!(DirectKind, Direct, "A customer orders access on a legal basis.");

/// A vendor wants a fictional customer to delegate from.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct FictionalCustomerOrder {
    kind: FictionalCustomerKind,
    language: Option<LanguageTag>,
    /// The system vendor.
    vendor: PartyBody,
    /// The wish to delegate from a fictional organisation; must be true.
    wants_fictional_customer: bool,
    /// A message to the case handler.
    #[schema(max_length = 4000)]
    message: Option<String>,
    /// That production data about the organisations is imported into a test environment; must be true.
    notice: bool,
}

/// A vendor wants to be delegated to by a customer that has, or orders, access itself.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct ExistingCustomerOrder {
    kind: ExistingCustomerKind,
    language: Option<LanguageTag>,
    /// The system vendor.
    vendor: PartyBody,
    /// The customer that is to delegate.
    customer: PartyBody,
    /// Whether the customer's contact is sent an invitation to order, once this order is approved.
    invite_customer: Option<bool>,
    /// A message to the case handler.
    #[schema(max_length = 4000)]
    message: Option<String>,
    /// That production data about the organisations is imported into a test environment; must be true.
    notice: bool,
}

/// A customer orders access on a legal basis.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct DirectOrder {
    kind: DirectKind,
    language: Option<LanguageTag>,
    /// The applicant.
    customer: PartyBody,
    /// Whom to reach when the applicant goes on to production; may be left out in this test environment.
    production_contact: Option<ContactBody>,
    legal_basis: LegalBasisKey,
    /// More about the legal basis; needed when it is `other`.
    #[schema(max_length = 4000)]
    legal_basis_text: Option<String>,
    /// A message to the case handler.
    #[schema(max_length = 4000)]
    message: Option<String>,
    /// That production data about the organisations is imported into a test environment; must be true.
    notice: bool,
}

/// An order. Which members it has depends on `kind`.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) enum OrderBody {
    FictionalCustomer(FictionalCustomerOrder),
    ExistingCustomer(ExistingCustomerOrder),
    Direct(DirectOrder),
}

/// An answer to a case handler.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct AnswerBody {
    /// What is answered.
    #[schema(min_length = 1, max_length = 2000)]
    answer: String,
}

/// Why an order is taken back.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct WithdrawalBody {
    /// The reason; the case handler reads it.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// That an access is meant to end, and why.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct EndingBody {
    /// That all which the case gave is taken back; must be true.
    sure: bool,
    /// The reason; the case handler and the receipt tell it.
    #[schema(max_length = 1000)]
    reason: Option<String>,
}

/// Nothing more is said than by the address.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenewalBody {}

/// The case in the address.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it describes the request in the OpenAPI document")]
pub(super) struct CaseNumber {
    /// The case number
    #[param(pattern = "^[0-9]{4}-[0-9]{5,9}$", example = "2026-00001")]
    case_number: String,
}

/// Whether what a carried-out order gave is there still.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum AccessState {
    Active,
    Ended,
}

/// What a carried-out order gave: whether it is there still, and since when it is not.
#[derive(Debug)]
struct Access {
    access: Option<AccessState>,
    ended_at: Option<String>,
}

impl Access {
    fn of(order: &Order) -> Self {
        let access = match (order.state, order.access_ended) {
            (_, Some(_)) => Some(AccessState::Ended),
            (OrderState::Done, None) => Some(AccessState::Active),
            _ => None,
        };
        Self { access, ended_at: order.access_ended.and_then(|ended| ended.since).map(iso8601) }
    }
}

/// A placed order in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderAnswer {
    /// Case number.
    #[schema(example = "2026-00001")]
    case_number: String,
    /// `fictional_customer`, `existing_customer` or `direct`.
    kind: &'static str,
    /// `unconfirmed`, `awaiting_sender`, `received`, `waiting_for_customer`, `provisioning`, `done`, `rejected`, `closed`,
    /// `withdrawn`, `ending` or `ended`. An order that is `done` was carried out and stays so: whether the access that it
    /// gave is there still is told by `access`.
    state: &'static str,
    /// `active` when the order is done and its access is there; `ended` when the access is there no more, whoever ended it,
    /// and from the moment at which it begins to be taken back; null when there was none.
    access: Option<AccessState>,
    /// Since when the access has ended, in UTC and by this world's clock; null while it has not, and where it is not known.
    #[schema(format = DateTime, example = "2026-02-14T09:00:00.000Z")]
    access_ended_at: Option<String>,
    /// When it came, in UTC.
    received_at: String,
    /// What a case handler will look at, such as `name-unlike:vendor`.
    warnings: Vec<String>,
}

impl OrderAnswer {
    pub(super) fn of(order: &Order) -> Self {
        let access = Access::of(order);
        Self {
            case_number: order.case_number.clone(),
            kind: order.kind.key(),
            state: order.state.key(),
            access: access.access,
            access_ended_at: access.ended_at,
            received_at: iso8601(order.received_at),
            warnings: order.warnings.clone(),
        }
    }
}

/// What came of a check: the order could be placed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckAnswer {
    /// `fictional_customer`, `existing_customer` or `direct`.
    pub(super) kind: &'static str,
    /// What a case handler would look at, such as `name-unlike:vendor`.
    pub(super) warnings: Vec<String>,
    /// The scope that the legal basis of a direct order leads to, if one is defined.
    pub(super) scope: Option<&'static str>,
}

/// Orders, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderList {
    /// The orders of this page.
    pub(super) orders: Vec<OrderAnswer>,
    /// What to send as `before` for the next page; null when this was the last.
    pub(super) next: Option<String>,
}

/// A step of carrying out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepAnswer {
    /// `wait_for_grant`, `import_vendor`, `import_customer`, `create_customer`, `person_with_role`, `grant_scope`, `letters` …
    pub(super) name: &'static str,
    /// `pending`, `done` or `failed`.
    pub(super) state: String,
    /// When it was done, in UTC.
    pub(super) done_at: Option<String>,
}

/// What the order led to, as far as the caller may know it.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct ResultAnswer {
    /// Number of the customer that was made.
    pub(super) fictional_customer_number: Option<String>,
    /// Name of the customer that was made.
    pub(super) fictional_customer_name: Option<String>,
    /// The scope that was granted. The vendor of an existing customer is told it by its customer.
    pub(super) scope: Option<String>,
    /// Name of the fictional person who may delegate.
    pub(super) person_name: Option<String>,
    /// The number with which it logs in: synthetic, month + 80.
    pub(super) person_number: Option<String>,
}

/// An order in full, for its parties.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderDetail {
    /// Case number.
    #[schema(example = "2026-00001")]
    case_number: String,
    /// `fictional_customer`, `existing_customer` or `direct`.
    kind: &'static str,
    /// As in the list of orders.
    state: &'static str,
    /// As in the list of orders.
    access: Option<AccessState>,
    /// As in the list of orders.
    #[schema(format = DateTime, example = "2026-02-14T09:00:00.000Z")]
    access_ended_at: Option<String>,
    /// When it came, in UTC.
    received_at: String,
    /// How it came: `form`, `api`, `mail` or `desk`.
    channel: String,
    /// Language of its letters.
    language: &'static str,
    /// The system vendor.
    vendor: Option<PartyBody>,
    /// The customer, or the applicant of a direct order.
    customer: Option<PartyBody>,
    /// Production contact of a direct order.
    production_contact: Option<ContactBody>,
    /// Legal basis of a direct order.
    legal_basis: Option<String>,
    /// What was written about it.
    legal_basis_text: Option<String>,
    /// The message to the case handler.
    message: Option<String>,
    /// What a case handler will look at, such as `name-unlike:vendor`.
    warnings: Vec<String>,
    /// What a case handler asks, until it is answered. Only who ordered sees it.
    question: Option<String>,
    /// Why it was rejected, closed or withdrawn.
    reason: Option<String>,
    /// The steps, once it is approved.
    steps: Vec<StepAnswer>,
    /// What it led to, once it is done.
    result: Option<ResultAnswer>,
}

impl OrderDetail {
    pub(super) fn of(
        order: &Order,
        question: Option<String>,
        steps: Vec<StepAnswer>,
        result: Option<ResultAnswer>,
    ) -> Self {
        let access = Access::of(order);
        Self {
            case_number: order.case_number.clone(),
            kind: order.kind.key(),
            state: order.state.key(),
            access: access.access,
            access_ended_at: access.ended_at,
            received_at: iso8601(order.received_at),
            channel: order.channel.clone(),
            language: order.language.tag(),
            vendor: order.vendor.as_ref().map(PartyBody::of),
            customer: order.customer.as_ref().map(PartyBody::of),
            production_contact: order.production_contact.as_ref().map(ContactBody::of),
            legal_basis: order.legal_basis.clone(),
            legal_basis_text: order.legal_basis_text.clone(),
            message: order.message.clone(),
            warnings: order.warnings.clone(),
            question,
            reason: order.reason.clone(),
            steps,
            result,
        }
    }
}
