//! The checks of an order: what speaks for it and what against it, each with a verdict and a sentence.
//!
//! They are made of what is stored: the warnings that Enhetsregisteret's answers left, the mail it came in, and earlier
//! orders. Nothing here refuses an order or asks the network; `orders.check` asks Enhetsregisteret again while an answer is
//! open. A check is made as of a moment, so that rules can be tried on orders that are decided long ago.

use serde_json::Value;

use super::place::{NOT_CHECKED, NOT_RENEWED, TROUBLES};
use super::{Order, OrderKind, PartyInOrder, legal_basis};
use crate::clock::{Millis, norwegian_day};
use crate::db::{Error, Tx, params};
use crate::language::{Language, foreign_letters};
use crate::numbers::OrgNumber;

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It speaks for the order.
    Green,
    /// A handler should look.
    Doubtful,
    /// It speaks against the order.
    Red,
    /// There is no answer, or nothing to compare with.
    Open,
}

impl Verdict {
    /// The word in catalogue keys and JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Doubtful => "doubtful",
            Self::Red => "red",
            Self::Open => "open",
        }
    }
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The organisation number is well-formed.
    Number,
    /// Enhetsregisteret, or this world, knows the organisation.
    Exists,
    /// The organisation is not deleted.
    Live,
    /// The name is like the registered one.
    Name,
    /// The contact writes from its organisation's domain.
    MailDomain,
    /// What became of the applicant's earlier orders.
    Earlier,
    /// The legal basis leads to a scope.
    LegalBasis,
    /// The sender's domain stands behind the mail.
    Sender,
    /// The customer has access, or has ordered it.
    Access,
}

impl About {
    /// The word in catalogue keys and JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Exists => "exists",
            Self::Live => "live",
            Self::Name => "name",
            Self::MailDomain => "mail-domain",
            Self::Earlier => "earlier",
            Self::LegalBasis => "legal-basis",
            Self::Sender => "sender",
            Self::Access => "access",
        }
    }

    /// Whether an open answer only means that there is nothing to compare with, or nothing yet.
    pub const fn may_stay_open(self) -> bool {
        matches!(self, Self::MailDomain | Self::Earlier | Self::Access)
    }
}

/// One check of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub about: About,
    /// `vendor` or `customer`, where it is about one of them.
    pub who: Option<&'static str>,
    /// What was found.
    pub verdict: Verdict,
    /// The last part of the sentence's key, behind `check-ABOUT-`.
    finding: &'static str,
    /// What the sentence is told: a domain, or numbers.
    values: Vec<(&'static str, String)>,
}

impl Check {
    fn new(about: About, who: Option<&'static str>, verdict: Verdict, finding: &'static str) -> Self {
        Self { about, who, verdict, finding, values: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// What is checked, as a label.
    pub fn label(&self, language: Language) -> String {
        let about = language.text(&format!("check-label-{}", self.about.key()));
        match self.who {
            Some(who) => format!("{}: {about}", language.text(&format!("check-who-{who}"))),
            None => about,
        }
    }

    /// What was found, as a sentence.
    pub fn sentence(&self, language: Language) -> String {
        let values: Vec<(&str, &str)> =
            self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        language.text_with(&format!("check-{}-{}", self.about.key(), self.finding), &values)
    }
}

/// Domains where anybody gets an address: they say nothing of an organisation.
const FREE_MAIL: [&str; 24] = [
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.no", "live.com", "live.no",
    "msn.com", "yahoo.com", "yahoo.no", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.net",
    "proton.me", "protonmail.com", "online.no", "broadpark.no", "getmail.no", "lyse.net", "altibox.no",
    "frisurf.no",
];

/// The checks of `order` as they stood at `at` (wall time).
///
/// What Enhetsregisteret answered is the last answer that is kept, also for an earlier moment; orders, mails and grants
/// are those of that moment.
pub async fn of_order(tx: &mut Tx, order: &Order, at: Millis) -> Result<Vec<Check>, Error> {
    let mut checks = Vec::new();
    for (who, party) in [("vendor", &order.vendor), ("customer", &order.customer)] {
        if party.is_some() {
            checks.extend(of_party(who, &order.warnings, order.checked_at));
        }
    }
    if let Some(applicant) = order.applicant() {
        let mail = find_mail(tx, order).await?;
        let earlier = find_earlier(tx, order, applicant.number, at).await?;
        let sender = mail.as_ref().map(|mail| mail.sender.as_str());
        checks.push(mail_domain(applicant, sender, &earlier.domains));
        checks.push(earlier_orders(&earlier));
        // Whoever wrote it: before the contact has confirmed, nobody knows that the order is the applicant's.
        match mail.and_then(|mail| mail.verdict) {
            Some(verdict) if verdict == "fail" || !order.is_unconfirmed() => {
                checks.push(sender_check(&verdict));
            }
            _ if order.is_unconfirmed() => {
                checks.push(Check::new(About::Sender, None, Verdict::Doubtful, "unconfirmed"));
            }
            _ => {}
        }
    }
    match order.kind {
        OrderKind::Direct => checks.push(basis(order.legal_basis.as_deref())),
        OrderKind::ExistingCustomer => {
            if let Some(customer) = order.customer_number() {
                checks.push(access(tx, customer, at).await?);
            }
        }
        OrderKind::FictionalCustomer => {}
    }
    Ok(checks)
}

/// What the stored warnings say of a party. A number is well-formed by its type.
fn of_party(who: &'static str, warnings: &[String], checked_at: Millis) -> Vec<Check> {
    let warned = |kind: &str| warnings.iter().any(|warning| *warning == format!("{kind}{who}"));
    let of = |about, verdict, finding| Check::new(about, Some(who), verdict, finding);
    let mut checks = vec![of(About::Number, Verdict::Green, "valid")];
    if warned(NOT_CHECKED) {
        checks.push(of(About::Exists, Verdict::Open, "not-asked"));
        return checks;
    }
    if warned("unknown:") {
        checks.push(of(About::Exists, Verdict::Red, "unknown"));
        return checks;
    }
    checks.push(of(About::Exists, Verdict::Green, "known"));
    let trouble =
        TROUBLES.into_iter().map(|(trouble, _)| trouble).find(|trouble| warned(&format!("{trouble}:")));
    checks.push(match trouble {
        _ if warned("deleted:") => of(About::Live, Verdict::Red, "deleted"),
        Some(trouble) => of(About::Live, Verdict::Doubtful, trouble),
        None if warned(NOT_RENEWED) => {
            of(About::Live, Verdict::Open, "old").with("when", &norwegian_day(checked_at))
        }
        None => of(About::Live, Verdict::Green, "live"),
    });
    if trouble.is_some() && warned(NOT_RENEWED) {
        checks.push(of(About::Live, Verdict::Open, "old").with("when", &norwegian_day(checked_at)));
    }
    checks.push(if warned("name-unlike:") {
        of(About::Name, Verdict::Doubtful, "unlike")
    } else {
        of(About::Name, Verdict::Green, "alike")
    });
    checks
}

/// The domain of an address, folded.
fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.trim_end_matches('.').to_lowercase();
    (!domain.is_empty()).then_some(domain)
}

/// Whether two domains are one, or one lies below the other: `mail.bank.example` and `bank.example`.
fn same_house(one: &str, other: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        outer.contains('.') && inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || below(one, other) || below(other, one)
}

/// Where the contact writes from, held against the mail's sender and those who carried out orders before.
fn mail_domain(applicant: &PartyInOrder, sender: Option<&str>, known: &[String]) -> Check {
    let of = |verdict, finding| Check::new(About::MailDomain, None, verdict, finding);
    let Some(domain) = domain_of(&applicant.contact.email) else {
        return of(Verdict::Doubtful, "unclear");
    };
    // Said before anything else: beside the address that it imitates, nobody sees a difference.
    let foreign: Vec<String> = foreign_letters(&applicant.contact.email)
        .map(|letter| format!("{letter} (U+{:04X})", u32::from(letter)))
        .collect();
    if !foreign.is_empty() {
        return of(Verdict::Doubtful, "look-alike")
            .with("domain", &domain)
            .with("letters", &foreign.join(", "));
    }
    if FREE_MAIL.contains(&domain.as_str()) {
        return of(Verdict::Doubtful, "free").with("domain", &domain);
    }
    if let Some(other) = sender.and_then(domain_of).filter(|sender| !same_house(sender, &domain)) {
        return of(Verdict::Doubtful, "other-sender").with("domain", &domain).with("other", &other);
    }
    if known.iter().any(|known| same_house(known, &domain)) {
        return of(Verdict::Green, "known").with("domain", &domain);
    }
    match (known.first(), sender) {
        (Some(other), _) => of(Verdict::Doubtful, "new").with("domain", &domain).with("other", &other),
        (None, Some(_)) => of(Verdict::Green, "as-sender").with("domain", &domain),
        (None, None) => of(Verdict::Open, "first").with("domain", &domain),
    }
}

fn earlier_orders(earlier: &Earlier) -> Check {
    let (done, rejected) = (earlier.done, earlier.rejected);
    let (verdict, finding) = match (done, rejected) {
        (0, 0) => (Verdict::Open, "none"),
        _ if rejected > done => (Verdict::Doubtful, "some"),
        (0, _) => (Verdict::Doubtful, "some"),
        _ => (Verdict::Green, "some"),
    };
    let check = Check::new(About::Earlier, None, verdict, finding);
    if finding == "none" { check } else { check.with("done", &done).with("rejected", &rejected) }
}

fn basis(key: Option<&str>) -> Check {
    let of = |verdict, finding| Check::new(About::LegalBasis, None, verdict, finding);
    match key.and_then(legal_basis::find) {
        Some(basis) if basis.key == legal_basis::OWN_WORDS => of(Verdict::Doubtful, "own-words"),
        Some(basis) => match basis.scope {
            Some(scope) => of(Verdict::Green, "scope").with("scope", &scope),
            None => of(Verdict::Red, "no-scope"),
        },
        None => of(Verdict::Red, "missing"),
    }
}

fn sender_check(verdict: &str) -> Check {
    let of = |verdict, finding| Check::new(About::Sender, None, verdict, finding);
    match verdict {
        "pass" => of(Verdict::Green, "pass"),
        "fail" => of(Verdict::Red, "fail"),
        "none" => of(Verdict::Doubtful, "silent"),
        _ => of(Verdict::Open, "not-asked"),
    }
}

async fn access(tx: &mut Tx, customer: OrgNumber, at: Millis) -> Result<Check, Error> {
    let has = tx
        .fetch_optional(
            "SELECT id FROM orders WHERE customer_number = $1 AND kind = 'direct' AND state = 'done' AND finished_at <= $2
             LIMIT 1",
            params![customer.to_string(), at],
        )
        .await?
        .is_some();
    let granted = tx
        .fetch_optional(
            "SELECT scope FROM scope_access WHERE consumer_number = $1 AND state = 'APPROVED' AND created_at <= $2 LIMIT 1",
            params![customer.to_string(), at],
        )
        .await?
        .is_some();
    let ordered = tx
        .fetch_optional(
            "SELECT id FROM orders WHERE customer_number = $1 AND kind = 'direct' AND received_at <= $2
               AND state <> 'unconfirmed' AND (finished_at IS NULL OR finished_at > $2) LIMIT 1",
            params![customer.to_string(), at],
        )
        .await?
        .is_some();
    let of = |verdict, finding| Check::new(About::Access, Some("customer"), verdict, finding);
    Ok(if has || granted {
        of(Verdict::Green, "has")
    } else if ordered {
        of(Verdict::Green, "ordered")
    } else {
        of(Verdict::Open, "none")
    })
}

/// The mail that an order came in.
struct CameIn {
    sender: String,
    /// What was found out about its sender on arrival, when anybody looked.
    verdict: Option<String>,
}

async fn find_mail(tx: &mut Tx, order: &Order) -> Result<Option<CameIn>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT sender, sender_check FROM inbound_mail WHERE order_id = $1 ORDER BY id LIMIT 1",
            params![&order.id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let verdict = row
        .opt_text("sender_check")?
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .and_then(|found| found.get("verdict").and_then(Value::as_str).map(str::to_owned));
    Ok(row.opt_text("sender")?.filter(|sender| !sender.is_empty()).map(|sender| CameIn { sender, verdict }))
}

/// What is known of an organisation's earlier orders.
#[derive(Debug, Default)]
pub struct Earlier {
    /// How many were carried out.
    pub done: i64,
    /// How many were rejected.
    pub rejected: i64,
    /// The domains of those whose orders were carried out, newest first.
    domains: Vec<String>,
}

/// How many earlier orders are looked at.
const EARLIER_LIMIT: i64 = 200;

/// The earlier orders of `applicant` that had ended by `at`. An order counts once it is carried out: anybody can place one.
pub async fn find_earlier(
    tx: &mut Tx,
    order: &Order,
    applicant: OrgNumber,
    at: Millis,
) -> Result<Earlier, Error> {
    let rows = tx
        .fetch_all(
            "SELECT state, kind, vendor_contact_email, customer_contact_email FROM orders
             WHERE id <> $1 AND received_at <= $3 AND finished_at IS NOT NULL AND finished_at <= $3
               AND state IN ('done', 'ending', 'ended', 'rejected')
               AND (vendor_number = $2 OR (customer_number = $2 AND kind = 'direct'))
             ORDER BY received_at DESC, id DESC LIMIT $4",
            params![&order.id, applicant.to_string(), at, EARLIER_LIMIT],
        )
        .await?;
    let mut earlier = Earlier::default();
    for row in rows {
        if row.text("state")? == "rejected" {
            earlier.rejected += 1;
            continue;
        }
        earlier.done += 1;
        let column = if row.text("kind")? == OrderKind::Direct.key() {
            "customer_contact_email"
        } else {
            "vendor_contact_email"
        };
        if let Some(domain) = row.opt_text(column)?.as_deref().and_then(domain_of)
            && !earlier.domains.contains(&domain)
            && !FREE_MAIL.contains(&domain.as_str())
        {
            earlier.domains.push(domain);
        }
    }
    Ok(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::Contact;

    fn applicant(email: &str) -> PartyInOrder {
        PartyInOrder {
            number: OrgNumber::parse("910049356").unwrap(),
            name: "Sprek Maur AS".to_owned(),
            contact: Contact {
                name: "Mari Oppdiktet".to_owned(),
                email: email.to_owned(),
                phone: "+4722334455".to_owned(),
            },
        }
    }

    #[test]
    fn a_contacts_domain_is_held_against_the_sender_and_those_before() {
        use Verdict::{Doubtful, Green, Open};
        let email = "mari@leverandor.example";
        for (email, sender, known, expected, finding) in [
            (email, None, &[][..], Open, "first"),
            (email, Some("mari@leverandor.example"), &[], Green, "as-sender"),
            (email, Some("mari@post.leverandor.example"), &[], Green, "as-sender"),
            (email, Some("mari@annen.example"), &[], Doubtful, "other-sender"),
            (email, Some("mari@annenleverandor.example"), &[], Doubtful, "other-sender"),
            (email, None, &["leverandor.example"], Green, "known"),
            ("mari@Post.Leverandor.example", None, &["leverandor.example"], Green, "known"),
            (email, None, &["gammel.example"], Doubtful, "new"),
            (email, Some("x@annen.example"), &["leverandor.example"], Doubtful, "other-sender"),
            ("mari@gmail.com", None, &["gmail.com"], Doubtful, "free"),
            // The second has a Cyrillic а.
            ("måri@blåbær.example", None, &["blåbær.example"], Green, "known"),
            (
                "mari@lever\u{430}ndor.example",
                Some("mari@lever\u{430}ndor.example"),
                &[],
                Doubtful,
                "look-alike",
            ),
            ("mari", None, &[], Doubtful, "unclear"),
        ] {
            let known: Vec<String> = known.iter().map(|domain| (*domain).to_owned()).collect();
            let check = mail_domain(&applicant(email), sender, &known);
            assert_eq!((check.verdict, check.finding), (expected, finding), "{email} {sender:?} {known:?}");
        }
    }

    #[test]
    fn what_enhetsregisteret_said_becomes_verdicts() {
        use Verdict::{Doubtful, Green, Open, Red};
        for (warning, expected) in [
            ("", vec![Green, Green, Green, Green]),
            ("not-checked:vendor", vec![Green, Open]),
            ("unknown:vendor", vec![Green, Red]),
            ("deleted:vendor", vec![Green, Green, Red, Green]),
            ("bankrupt:vendor", vec![Green, Green, Doubtful, Green]),
            ("winding-up:vendor", vec![Green, Green, Doubtful, Green]),
            ("forced-winding-up:vendor", vec![Green, Green, Doubtful, Green]),
            ("name-unlike:vendor", vec![Green, Green, Green, Doubtful]),
            ("name-unlike:customer", vec![Green, Green, Green, Green]),
            ("not-renewed:vendor", vec![Green, Green, Open, Green]),
        ] {
            let verdicts: Vec<Verdict> =
                of_party("vendor", &[warning.to_owned()], 0).iter().map(|check| check.verdict).collect();
            assert_eq!(verdicts, expected, "{warning}");
        }
    }

    #[test]
    fn a_legal_basis_is_plausible_when_it_leads_to_a_scope() {
        for basis_key in legal_basis::ALL.iter().map(|basis| basis.key) {
            let expected = match basis_key {
                legal_basis::OWN_WORDS => Verdict::Doubtful,
                "reporting-profession" => Verdict::Red,
                _ => Verdict::Green,
            };
            assert_eq!(basis(Some(basis_key)).verdict, expected, "{basis_key}");
        }
        assert_eq!(basis(None).verdict, Verdict::Red);
    }

    #[test]
    fn every_finding_has_words() {
        let verdicts = |about, findings: &[&'static str]| {
            findings.iter().map(|finding| Check::new(about, None, Verdict::Open, finding)).collect::<Vec<_>>()
        };
        let all = [
            verdicts(About::Number, &["valid"]),
            verdicts(About::Exists, &["not-asked", "unknown", "known"]),
            verdicts(About::Live, &["deleted", "live", "bankrupt", "forced-winding-up", "winding-up", "old"]),
            verdicts(About::Name, &["unlike", "alike"]),
            verdicts(
                About::MailDomain,
                &["unclear", "look-alike", "free", "other-sender", "known", "new", "as-sender", "first"],
            ),
            verdicts(About::Earlier, &["none", "some"]),
            verdicts(About::LegalBasis, &["own-words", "scope", "no-scope", "missing"]),
            verdicts(About::Sender, &["pass", "fail", "silent", "not-asked", "unconfirmed"]),
            verdicts(About::Access, &["has", "ordered", "none"]),
        ];
        for check in all.iter().flatten() {
            for key in [
                format!("check-{}-{}", check.about.key(), check.finding),
                format!("check-label-{}", check.about.key()),
                format!("check-verdict-{}", check.verdict.key()),
            ] {
                assert!(Language::Nb.has(&key), "{key}");
            }
        }
    }
}
