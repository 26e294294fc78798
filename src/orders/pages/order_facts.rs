//! The facts of an order for the handler, each with its path; and the mail it came in beside them, the place of each fact
//! marked.

use crate::access::Visit;
use crate::db::{Tx, params};
use crate::language::Language;
use crate::mail::MailError;
use crate::numbers::OrgNumber;
use crate::orders::draft::{Draft, fields};
use crate::orders::marks::{self, Piece};
use crate::orders::{Contact, Order, OrderError, OrderKind, PartyInOrder, inbound};

/// Facts that belong together.
pub(super) struct FactGroup {
    /// Whose they are.
    pub(super) heading: String,
    /// The facts.
    pub(super) facts: Vec<FactRow>,
}

/// One fact.
pub(super) struct FactRow {
    /// What it is.
    pub(super) label: String,
    /// Its value.
    pub(super) value: String,
    /// Its path as an id: `vendor-contact-email`.
    pub(super) id: String,
    /// Whether the mail shows where it was read.
    pub(super) marked: bool,
    /// Whether the reader would have a person look at it.
    pub(super) doubtful: bool,
}

/// Which facts the mail marks, and which of all it read are doubtful.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    marked: Vec<&'static str>,
    doubtful: Vec<&'static str>,
}

/// A mail with its marks.
pub(super) struct MarkedMail {
    /// From.
    pub(super) sender: String,
    /// Subject.
    pub(super) subject: String,
    /// The names of what is attached.
    pub(super) attachments: String,
    /// The text in pieces.
    pub(super) pieces: Vec<MarkedPiece>,
}

/// A piece of the mail's text.
pub(super) struct MarkedPiece {
    /// Its words.
    pub(super) text: String,
    /// Whether a fact was read from them.
    pub(super) marked: bool,
    /// The ids of the facts whose words begin here.
    pub(super) ids: Vec<String>,
    /// What those facts are, for who cannot see the mark.
    pub(super) labels: String,
}

/// As Norwegians write it: 310 000 012, and never over two lines.
pub(super) fn grouped(number: OrgNumber) -> String {
    let digits: Vec<char> = number.to_string().chars().collect();
    digits.chunks(3).map(String::from_iter).collect::<Vec<_>>().join("\u{a0}")
}

fn id_of(path: &str) -> String {
    path.replace(['.', '_'], "-")
}

/// The label of a fact, without whose it is.
fn label(path: &str, language: Language) -> String {
    let name = path.rsplit('.').next().unwrap_or_default();
    let key = match (path.contains("contact."), name) {
        (true, "name") if path.starts_with("production") => "order-section-production-contact".to_owned(),
        (true, "name") => "order-section-contact".to_owned(),
        (true, name) if path.starts_with("production") => format!("order-field-production-contact-{name}"),
        (true, name) => format!("order-field-contact-{name}"),
        (false, "legal_basis") => "order-section-legal-basis".to_owned(),
        (false, name) => format!("order-field-{name}"),
    };
    language.text(&key)
}

/// The facts of an order, in the order of the form. `seen` is what the mail says of them.
pub(super) fn fact_groups(order: &Order, language: Language, seen: &Seen) -> Vec<FactGroup> {
    let row = |path: &str, value: &str| FactRow {
        label: label(path, language),
        value: value.to_owned(),
        id: id_of(path),
        marked: seen.marked.contains(&path),
        doubtful: seen.doubtful.contains(&path),
    };
    let of_contact = |prefix: &str, contact: &Contact| {
        vec![
            row(&format!("{prefix}.name"), &contact.name),
            row(&format!("{prefix}.email"), &contact.email),
            row(&format!("{prefix}.phone"), &contact.phone),
        ]
    };
    let of_party = |who: &str, party: &PartyInOrder| {
        let mut facts = vec![
            row(&format!("{who}.number"), &grouped(party.number)),
            row(&format!("{who}.name"), &party.name),
        ];
        facts.extend(of_contact(&format!("{who}.contact"), &party.contact));
        facts
    };
    let mut groups = Vec::new();
    for (who, party) in [("vendor", &order.vendor), ("customer", &order.customer)] {
        let heading = if who == "customer" && order.kind == OrderKind::Direct { "applicant" } else { who };
        let heading = language.text(&format!("order-section-{heading}"));
        // Of a party that is not known whole, the name is shown as soon as it is given.
        let facts = match (party, order.given_names.of(who)) {
            (Some(party), _) => of_party(who, party),
            (None, Some(name)) => vec![row(&format!("{who}.name"), name)],
            (None, None) => continue,
        };
        groups.push(FactGroup { heading, facts });
    }
    if let Some(contact) = &order.production_contact {
        let heading = language.text("order-section-production-contact");
        groups.push(FactGroup { heading, facts: of_contact("production_contact", contact) });
    }
    let mut rest = Vec::new();
    if let Some(basis) = &order.legal_basis {
        rest.push(row("legal_basis", &language.text(&format!("legal-basis-{basis}"))));
    }
    for (path, value) in [("legal_basis_text", &order.legal_basis_text), ("message", &order.message)] {
        if let Some(value) = value {
            rest.push(row(path, value));
        }
    }
    if let Some(case) = &order.linked_case {
        rest.push(FactRow {
            label: language.text("case-linked"),
            value: case.clone(),
            id: "linked-case".to_owned(),
            marked: false,
            doubtful: false,
        });
    }
    rest.push(FactRow {
        label: language.text("case-channel"),
        value: language.text(&format!("order-channel-{}", order.channel)),
        id: "channel".to_owned(),
        marked: false,
        doubtful: false,
    });
    groups.push(FactGroup { heading: language.text("desk-more"), facts: rest });
    groups
}

/// What is known so far of an order that waits for its sender, in the order of the form.
pub(super) fn groups_of_draft(draft: &Draft, language: Language, seen: &Seen) -> Vec<FactGroup> {
    let mut groups: Vec<FactGroup> = Vec::new();
    for path in fields(draft.kind) {
        let value = draft.get(path);
        if value.is_empty() || matches!(*path, "notice" | "wants_fictional_customer" | "invite_customer") {
            continue;
        }
        let heading = match path.split_once('.').map(|(who, _)| who) {
            Some("customer") if draft.kind == OrderKind::Direct => "order-section-applicant",
            Some("customer") => "order-section-customer",
            Some("vendor") => "order-section-vendor",
            Some(_) => "order-section-production-contact",
            None => "desk-more",
        };
        let value = match (path.ends_with(".number"), *path) {
            (true, _) => OrgNumber::parse_typed(value).map_or_else(|_| value.to_owned(), grouped),
            (_, "legal_basis") => language.text(&format!("legal-basis-{value}")),
            _ => value.to_owned(),
        };
        let fact = FactRow {
            label: label(path, language),
            value,
            id: id_of(path),
            marked: seen.marked.contains(path),
            doubtful: seen.doubtful.contains(path),
        };
        let heading = language.text(heading);
        match groups.last_mut().filter(|group| group.heading == heading) {
            Some(group) => group.facts.push(fact),
            None => groups.push(FactGroup { heading, facts: vec![fact] }),
        }
    }
    groups
}

/// The mail that became this order, with what it says of the facts.
pub(super) async fn marked_mail(
    tx: &mut Tx,
    visit: &Visit,
    order: &Order,
) -> Result<Option<(MarkedMail, Seen)>, OrderError> {
    let row = tx
        .fetch_optional(
            "SELECT id, sender, subject, sealed_text, sealed_raw FROM inbound_mail WHERE order_id = $1 ORDER BY received_at, id LIMIT 1",
            params![&order.id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    // What the retention job has taken is not shown; the order's facts stay.
    let Some(sealed) = row.opt_bytes("sealed_text")? else { return Ok(None) };
    let id = row.text("id")?;
    let context = inbound::text_context(&id);
    let text = visit.app.keys.open_text(&context, &sealed).map_err(MailError::from)?;
    let found = marks::found_in(&text);
    let pieces = marks::mark(&text, &found);
    let seen = Seen {
        marked: pieces.iter().flat_map(|piece| piece.paths.clone()).collect(),
        doubtful: found.iter().filter(|found| found.doubtful).map(|found| found.path).collect(),
    };
    let piece = |Piece { text, marked, paths }: Piece| MarkedPiece {
        text,
        marked,
        ids: paths.iter().map(|path| id_of(path)).collect(),
        labels: paths.iter().map(|path| label(path, visit.lang)).collect::<Vec<_>>().join(", "),
    };
    let mail = MarkedMail {
        sender: row.opt_text("sender")?.unwrap_or_default(),
        subject: row.opt_text("subject")?.unwrap_or_default(),
        attachments: inbound::attachments(&visit.app.keys, &id, row.opt_bytes("sealed_raw")?.as_deref())?
            .join(", "),
        pieces: pieces.into_iter().map(piece).collect(),
    };
    Ok(Some((mail, seen)))
}
