//! A draft: what somebody typed, from any channel, and the check that finds all its faults at once.
//!
//! Fields have dotted paths (`vendor.contact.email`) that are the same in form, API, mail and at the desk.

use std::collections::BTreeMap;

use super::{Contact, OrderKind, PartyInOrder, legal_basis, words};
use crate::language::Language;
use crate::numbers::{OrgNumber, OrgNumberError, mask_real_numbers};

/// The fields of each kind, in the order they are asked for.
pub fn fields(kind: OrderKind) -> &'static [&'static str] {
    match kind {
        OrderKind::FictionalCustomer => &[
            "vendor.number", "vendor.name", "vendor.contact.name", "vendor.contact.email",
            "vendor.contact.phone", "wants_fictional_customer", "message", "notice",
        ],
        OrderKind::ExistingCustomer => &[
            "vendor.number", "vendor.name", "vendor.contact.name", "vendor.contact.email",
            "vendor.contact.phone", "customer.number", "customer.name", "customer.contact.name",
            "customer.contact.email", "customer.contact.phone", "invite_customer", "message", "notice",
        ],
        OrderKind::Direct => &[
            "customer.number", "customer.name", "customer.contact.name", "customer.contact.email",
            "customer.contact.phone", "production_contact.name", "production_contact.email",
            "production_contact.phone", "legal_basis", "legal_basis_text", "message", "notice",
        ],
    }
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The kind of order.
    pub kind: OrderKind,
    /// The language of the answers.
    pub language: Language,
    /// Raw values by path; checkboxes hold `ja`.
    pub fields: BTreeMap<String, String>,
}

/// What is wrong with a field. The catalogue's text is `order-fault-KEY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing was given.
    Missing,
    /// More characters than the field takes.
    TooLong(usize),
    /// Characters that no keyboard writes.
    ControlCharacters,
    /// Something else than nine digits.
    NumberNotDigits,
    /// Too many or too few digits.
    NumberWrongLength,
    /// The check digit does not fit.
    NumberWrongCheckDigit,
    /// What may be the number of a real person stands where an organisation's belongs.
    NumberOfPerson,
    /// Vendor and customer are the same.
    SameOrganisation,
    /// Not an e-mail address.
    EmailMalformed,
    /// The desk's own address: letters to it would come back to us.
    EmailOurs,
    /// Not a telephone number.
    PhoneMalformed,
    /// A real person's number stands in the text.
    RealPersonNumber,
    /// The notice about production data was not acknowledged.
    NoticeNotAcknowledged,
    /// The wish for a fictional customer was not said.
    WishNotSaid,
    /// Not one of the legal bases.
    LegalBasisUnknown,
    /// Enhetsregisteret does not know the number.
    OrganisationUnknown,
    /// Enhetsregisteret says that the organisation is deleted.
    OrganisationDeleted,
    /// A fictional number that is not a party of this world.
    FictionalUnknown,
    /// Sent in another type than text.
    WrongType,
    /// Sent in another type than true or false.
    NotTrueOrFalse,
    /// Sent in another type than an object with members.
    NotAnObject,
    /// Not one of the three languages.
    LanguageUnknown,
    /// Not a field of this kind of order.
    UnknownField,
}

impl FaultKind {
    /// The part of the catalogue's key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong(_) => "too-long",
            Self::ControlCharacters => "control-characters",
            Self::NumberNotDigits => "number-not-digits",
            Self::NumberWrongLength => "number-wrong-length",
            Self::NumberWrongCheckDigit => "number-wrong-check-digit",
            Self::NumberOfPerson => "number-of-person",
            Self::SameOrganisation => "same-organisation",
            Self::EmailMalformed => "email-malformed",
            Self::EmailOurs => "email-ours",
            Self::PhoneMalformed => "phone-malformed",
            Self::RealPersonNumber => "real-person-number",
            Self::NoticeNotAcknowledged => "notice",
            Self::WishNotSaid => "wish",
            Self::LegalBasisUnknown => "legal-basis-unknown",
            Self::OrganisationUnknown => "organisation-unknown",
            Self::OrganisationDeleted => "organisation-deleted",
            Self::FictionalUnknown => "fictional-unknown",
            Self::WrongType => "wrong-type",
            Self::NotTrueOrFalse => "not-true-or-false",
            Self::NotAnObject => "not-an-object",
            Self::LanguageUnknown => "language-unknown",
            Self::UnknownField => "unknown-field",
        }
    }

    /// The sentence in `language`.
    pub fn text(self, language: Language) -> String {
        let key = format!("order-fault-{}", self.key());
        match self {
            Self::TooLong(limit) => language.text_with(&key, &[("limit", &limit.to_string())]),
            _ => language.text(&key),
        }
    }
}

impl From<OrgNumberError> for FaultKind {
    fn from(error: OrgNumberError) -> Self {
        match error {
            OrgNumberError::Empty => Self::Missing,
            OrgNumberError::NotDigits => Self::NumberNotDigits,
            OrgNumberError::WrongLength(_) => Self::NumberWrongLength,
            OrgNumberError::WrongCheckDigit => Self::NumberWrongCheckDigit,
            OrgNumberError::RealPerson => Self::NumberOfPerson,
        }
    }
}

/// A fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field's path.
    pub field: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// A draft without faults.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The kind of order.
    pub kind: OrderKind,
    /// The language of the answers.
    pub language: Language,
    /// The vendor.
    pub vendor: Option<PartyInOrder>,
    /// The customer or applicant.
    pub customer: Option<PartyInOrder>,
    /// The production contact.
    pub production_contact: Option<Contact>,
    /// Key of the legal basis.
    pub legal_basis: Option<String>,
    /// What was written about it.
    pub legal_basis_text: Option<String>,
    /// What was added.
    pub message: Option<String>,
    /// Whether the vendor wants its customer invited to order when its own order is approved.
    pub invite_customer: bool,
}

impl Checked {
    /// Who orders: the vendor, or the applicant of a direct order.
    pub fn applicant(&self) -> Option<&PartyInOrder> {
        if self.kind == OrderKind::Direct { self.customer.as_ref() } else { self.vendor.as_ref() }
    }

    /// A digest of everything that was ordered: tells a repeated request from another one under the same key.
    pub fn digest(&self) -> String {
        let mut said = self.clone();
        // The language decides the letters' words, not what is ordered.
        said.language = Language::Nb;
        crate::ids::sha256_hex(format!("{said:?}").as_bytes())
    }
}

/// Longest values, in characters.
fn limit(path: &str) -> usize {
    match path.rsplit('.').next() {
        Some("email") => 254,
        Some("phone" | "number") => 30,
        Some("message" | "legal_basis_text") => 4_000,
        _ => 200,
    }
}

impl Draft {
    /// A draft of `kind` with nothing in it.
    pub fn new(kind: OrderKind, language: Language) -> Self {
        Self { kind, language, fields: BTreeMap::new() }
    }

    /// The value of a field, without blanks around it.
    pub fn get(&self, path: &str) -> &str {
        self.fields.get(path).map_or("", |value| value.trim())
    }

    /// The organisation `who` (`vendor`, `customer`), when everything about it is there and faultless.
    pub fn whole_party(&self, who: &str) -> Option<PartyInOrder> {
        let mut check = Check { draft: self, faults: Vec::new() };
        let prefix = format!("{who}.");
        for path in fields(self.kind).iter().filter(|path| path.starts_with(&prefix)) {
            check.plain(path);
        }
        let party = check.party(who);
        party.filter(|_| check.faults.is_empty())
    }

    /// The name of the organisation `who`, when it is given and faultless, whatever else is missing.
    pub fn given_name(&self, who: &str) -> Option<String> {
        let path = format!("{who}.name");
        if !fields(self.kind).contains(&path.as_str()) {
            return None;
        }
        let mut check = Check { draft: self, faults: Vec::new() };
        check.plain(&path);
        check.name(&path).filter(|_| check.faults.is_empty())
    }

    /// Checks everything; all faults at once, in the order of the fields.
    pub fn check(&self) -> Result<Checked, Vec<Fault>> {
        let mut check = Check { draft: self, faults: Vec::new() };
        for path in fields(self.kind) {
            check.plain(path);
        }
        let vendor = (self.kind != OrderKind::Direct).then(|| check.party("vendor"));
        let customer = (self.kind != OrderKind::FictionalCustomer).then(|| check.party("customer"));
        let production_contact = (self.kind == OrderKind::Direct && check.production_is_given())
            .then(|| check.contact("production_contact"));
        let legal_basis = (self.kind == OrderKind::Direct).then(|| check.legal_basis());
        if let (Some(Some(vendor)), Some(Some(customer))) = (&vendor, &customer)
            && vendor.number == customer.number
        {
            check.fault("customer.number", FaultKind::SameOrganisation);
        }
        if self.kind == OrderKind::FictionalCustomer && self.get("wants_fictional_customer") != "ja" {
            check.fault("wants_fictional_customer", FaultKind::WishNotSaid);
        }
        if self.get("notice") != "ja" {
            check.fault("notice", FaultKind::NoticeNotAcknowledged);
        }
        let mut faults = check.faults;
        if !faults.is_empty() {
            let order = fields(self.kind);
            faults.sort_by_key(|fault| order.iter().position(|path| *path == fault.field));
            return Err(faults);
        }
        let text =
            |path: &str| Some(words::with_plain_lines(self.get(path))).filter(|value| !value.is_empty());
        Ok(Checked {
            kind: self.kind,
            language: self.language,
            vendor: vendor.flatten(),
            customer: customer.flatten(),
            production_contact: production_contact.flatten(),
            legal_basis: legal_basis.flatten(),
            legal_basis_text: text("legal_basis_text"),
            message: text("message"),
            invite_customer: self.kind == OrderKind::ExistingCustomer && self.get("invite_customer") == "ja",
        })
    }
}

struct Check<'a> {
    draft: &'a Draft,
    faults: Vec<Fault>,
}

impl Check<'_> {
    /// A field keeps its first fault.
    fn fault(&mut self, path: &str, kind: FaultKind) {
        if !self.faults.iter().any(|fault| fault.field == path) {
            self.faults.push(Fault { field: path.to_owned(), kind });
        }
    }

    /// What holds for every field: length, characters, and that no real person's number stands in it.
    fn plain(&mut self, path: &str) {
        let value = self.draft.get(path);
        let lines = matches!(path, "message" | "legal_basis_text");
        if let Some(kind) = words::fault_of(value, limit(path), lines) {
            self.fault(path, kind);
        } else if mask_real_numbers(value).1 > 0 {
            let is_number = matches!(path, "vendor.number" | "customer.number");
            self.fault(path, if is_number { FaultKind::NumberOfPerson } else { FaultKind::RealPersonNumber });
        }
    }

    fn required(&mut self, path: &str) -> Option<String> {
        let value = self.draft.get(path);
        if value.is_empty() {
            self.fault(path, FaultKind::Missing);
            return None;
        }
        Some(value.to_owned())
    }

    /// A name is something that can be read out: dots and dashes alone are none.
    fn name(&mut self, path: &str) -> Option<String> {
        let name = self.required(path)?;
        if !name.chars().any(char::is_alphanumeric) {
            self.fault(path, FaultKind::Missing);
            return None;
        }
        Some(name)
    }

    fn party(&mut self, who: &str) -> Option<PartyInOrder> {
        let number_path = format!("{who}.number");
        let number = match OrgNumber::parse_typed(self.draft.get(&number_path)) {
            Ok(number) => Some(number),
            Err(error) => {
                self.fault(&number_path, error.into());
                None
            }
        };
        let name = self.name(&format!("{who}.name"));
        let contact = self.contact(&format!("{who}.contact"));
        Some(PartyInOrder { number: number?, name: name?, contact: contact? })
    }

    fn contact(&mut self, path: &str) -> Option<Contact> {
        let name = self.name(&format!("{path}.name"));
        let email_path = format!("{path}.email");
        let email = self.required(&email_path).filter(|email| {
            let good = is_email(email);
            if !good {
                self.fault(&email_path, FaultKind::EmailMalformed);
            }
            good
        });
        let phone_path = format!("{path}.phone");
        let phone = self.required(&phone_path).and_then(|phone| {
            let normal = e164(&phone);
            if normal.is_none() {
                self.fault(&phone_path, FaultKind::PhoneMalformed);
            }
            normal
        });
        Some(Contact { name: name?, email: email?, phone: phone? })
    }

    /// The production contact is optional, but not in part.
    fn production_is_given(&self) -> bool {
        ["name", "email", "phone"]
            .iter()
            .any(|part| !self.draft.get(&format!("production_contact.{part}")).is_empty())
    }

    fn legal_basis(&mut self) -> Option<String> {
        let key = self.required("legal_basis")?;
        if legal_basis::find(&key).is_none() {
            self.fault("legal_basis", FaultKind::LegalBasisUnknown);
            return None;
        }
        // A basis in one's own words must be said in words.
        if key == legal_basis::OWN_WORDS && self.draft.get("legal_basis_text").is_empty() {
            self.fault("legal_basis_text", FaultKind::Missing);
        }
        Some(key)
    }
}

/// Whether mail can be sent there: what the mail library takes, with a domain that has a dot. A quoted name and the number of a
/// machine (RFC 5321 §4.1.3) are none that a person has, and no letter could be addressed to them.
pub fn is_email(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok_and(|address| {
        let (local, domain) = (address.user(), address.domain());
        let a_name = domain.contains('.') && !domain.starts_with(['.', '[']) && !domain.ends_with('.');
        a_name && !local.contains('"')
    })
}

/// A telephone number in E.164. Eight digits are Norwegian; others need a country code.
pub fn e164(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let others_are_fine = text.trim().chars().enumerate().all(|(at, c)| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '-' | '.' | '(' | ')' | '/')
            || (c == '+' && at == 0)
    });
    if !others_are_fine {
        return None;
    }
    let international = if text.trim().starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if digits.len() == 8 {
        format!("47{digits}")
    } else {
        return None;
    };
    let good = (8..=15).contains(&international.len()) && !international.starts_with('0');
    good.then(|| format!("+{international}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(kind: OrderKind) -> Draft {
        let mut draft = Draft::new(kind, Language::Nb);
        for path in fields(kind) {
            let value = match *path {
                "vendor.number" => "910049356",
                "customer.number" => "810844612",
                "legal_basis" => "reporting-entity",
                "wants_fictional_customer" | "notice" => "ja",
                path if path.ends_with("email") => "kari@eksempel.example",
                path if path.ends_with("phone") => "22 33 44 55",
                _ => "Noe",
            };
            draft.fields.insert((*path).to_owned(), value.to_owned());
        }
        draft
    }

    #[test]
    fn a_full_draft_of_each_kind_passes() {
        for kind in OrderKind::ALL {
            let checked = good(kind).check().unwrap_or_else(|faults| panic!("{kind:?}: {faults:?}"));
            assert_eq!(checked.vendor.is_some(), kind != OrderKind::Direct);
            assert_eq!(checked.customer.is_some(), kind != OrderKind::FictionalCustomer);
        }
    }

    #[test]
    fn each_fault_of_each_field_is_named() {
        use FaultKind as F;
        for (kind, path, value, expected) in [
            (OrderKind::FictionalCustomer, "vendor.number", "", F::Missing),
            (OrderKind::FictionalCustomer, "vendor.number", "91004935", F::NumberWrongLength),
            (OrderKind::FictionalCustomer, "vendor.number", "910049357", F::NumberWrongCheckDigit),
            (OrderKind::FictionalCustomer, "vendor.number", "020132 99997", F::NumberOfPerson),
            (OrderKind::Direct, "customer.number", "•••••••••••", F::NumberOfPerson),
            (OrderKind::FictionalCustomer, "vendor.number", "abcdefghi", F::NumberNotDigits),
            (OrderKind::FictionalCustomer, "vendor.name", "", F::Missing),
            (OrderKind::FictionalCustomer, "vendor.name", "a\u{7}b", F::ControlCharacters),
            (OrderKind::FictionalCustomer, "vendor.contact.name", "\u{200b}", F::ControlCharacters),
            (
                OrderKind::FictionalCustomer,
                "vendor.contact.name",
                "Kari \u{202e}rutangis",
                F::ControlCharacters,
            ),
            (OrderKind::FictionalCustomer, "vendor.contact.name", "- .", F::Missing),
            (OrderKind::FictionalCustomer, "message", "hei\u{2066}", F::ControlCharacters),
            (OrderKind::FictionalCustomer, "vendor.name", "02013299997", F::RealPersonNumber),
            (OrderKind::FictionalCustomer, "vendor.contact.name", "", F::Missing),
            (OrderKind::FictionalCustomer, "vendor.contact.email", "kari", F::EmailMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.email", "kari@x", F::EmailMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.email", "a b@x.no", F::EmailMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.email", "\"a b\"@x.no", F::EmailMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.email", "a@[127.0.0.1]", F::EmailMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.phone", "12", F::PhoneMalformed),
            (OrderKind::FictionalCustomer, "vendor.contact.phone", "ring meg", F::PhoneMalformed),
            (OrderKind::FictionalCustomer, "wants_fictional_customer", "", F::WishNotSaid),
            (OrderKind::FictionalCustomer, "notice", "", F::NoticeNotAcknowledged),
            (OrderKind::FictionalCustomer, "message", "fnr 020132 99997", F::RealPersonNumber),
            (OrderKind::ExistingCustomer, "customer.number", "910049356", F::SameOrganisation),
            (OrderKind::ExistingCustomer, "customer.contact.phone", "", F::Missing),
            (OrderKind::Direct, "legal_basis", "", F::Missing),
            (OrderKind::Direct, "legal_basis", "magic", F::LegalBasisUnknown),
            (OrderKind::Direct, "production_contact.email", "", F::Missing),
        ] {
            let mut draft = good(kind);
            draft.fields.insert(path.to_owned(), value.to_owned());
            let faults = draft.check().unwrap_err();
            assert_eq!(faults, [Fault { field: path.to_owned(), kind: expected }], "{path} = {value:?}");
            for language in Language::ALL {
                assert!(language.has(&format!("order-fault-{}", expected.key())), "{expected:?}");
            }
        }
        for path in fields(OrderKind::ExistingCustomer) {
            let mut draft = good(OrderKind::ExistingCustomer);
            draft.fields.insert((*path).to_owned(), "x".repeat(5_000));
            let faults = draft.check().unwrap_err();
            assert!(
                faults
                    .iter()
                    .any(|fault| fault.field == *path && matches!(fault.kind, FaultKind::TooLong(_))),
                "{path}"
            );
        }
    }

    #[test]
    fn an_empty_draft_gives_all_its_faults_at_once() {
        let faults = Draft::new(OrderKind::ExistingCustomer, Language::Nb).check().unwrap_err();
        assert_eq!(faults.len(), 11, "{faults:?}");
    }

    #[test]
    fn the_production_contact_may_be_left_out_whole() {
        let mut draft = good(OrderKind::Direct);
        for part in ["name", "email", "phone"] {
            draft.fields.remove(&format!("production_contact.{part}"));
        }
        assert!(draft.check().unwrap().production_contact.is_none());
    }

    #[test]
    fn telephone_numbers_become_e164() {
        for (text, expected) in [
            ("22 33 44 55", Some("+4722334455")),
            ("+47 22334455", Some("+4722334455")),
            ("004722334455", Some("+4722334455")),
            ("+46 (8) 123-456", Some("+468123456")),
            ("2233445", None),
            ("+0123456789", None),
            ("22+334455", None),
            ("", None),
        ] {
            assert_eq!(e164(text).as_deref(), expected, "{text}");
        }
    }
}
