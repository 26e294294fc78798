//! The letters to a mail's sender: what is missing in its order, that nothing is missing any more, that time is over, and
//! that a number was masked. And what runs out.
//!
//! The sender is known by its address alone, until the order says more; so these letters have no signed link of an
//! organisation, but the link of the order's own form.

use super::{notice_of, write};
use crate::app::App;
use crate::clients::EndingKey;
use crate::clock::{DAY, Millis, Now, norwegian_day};
use crate::db::Tx;
use crate::language::Language;
use crate::mail::{Letter, send_letter, write as compose};
use crate::numbers::OrgNumber;
use crate::orders::awaiting::{Asker, Gap};
use crate::orders::drafts::Saved;
use crate::orders::{Draft, Order, OrderError, OrderKind, OrderState, PartyInOrder};

/// Longest value that is quoted back, in characters.
const QUOTED: usize = 100;

/// Most keys that one letter lists; of the others it says how many they are.
const LISTED_KEYS: usize = 20;

/// One letter to the sender of a mail.
async fn answer(
    tx: &mut Tx,
    app: &App,
    now: Now,
    kind: &'static str,
    case_number: Option<&str>,
    (recipient, in_reply_to, language): (&str, Option<&str>, Language),
    values: &[(&str, &str)],
) -> Result<(), OrderError> {
    let letter = Letter {
        kind,
        case_number,
        recipient,
        language,
        written: compose(language, &format!("letter-{kind}"), values, &app.config.public_url),
        in_reply_to,
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}

/// The one polite letter that says what is missing or doubtful, with the form that is filled in already.
#[expect(clippy::too_many_arguments, reason = "what the letter says, whom it answers, and where its form is")]
pub(in crate::orders) async fn missing(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    asker: Asker<'_>,
    draft: &Draft,
    gaps: &[Gap],
    saved: &Saved,
) -> Result<(), OrderError> {
    let language = order.language;
    let items: Vec<String> = gaps.iter().map(|gap| item(language, draft, gap)).collect();
    let reads_real_data = ["vendor.number", "customer.number"]
        .iter()
        .any(|path| OrgNumber::parse_typed(draft.get(path)).is_ok_and(OrgNumber::may_be_real));
    let notice = if reads_real_data { language.text("letter-notice") } else { String::new() };
    let days = ((saved.expires_at - now.world).max(0) + DAY - 1) / DAY;
    let what = language.text(&format!("order-kind-{}", order.kind.slug()));
    let link = format!("{}?sprak={}", saved.link, language.tag());
    let values = [
        ("case", order.case_number.as_str()),
        ("what", &what),
        ("items", &items.join("\n")),
        ("notice", &notice),
        ("link", &link),
        ("days", &days.to_string()),
    ];
    let to = (asker.email, Some(asker.message_id), language);
    answer(tx, app, now, "missing", Some(&order.case_number), to, &values).await
}

/// Whose fact a field is, and which, in words: “Leverandøren: Telefonnummer”.
pub fn field_in_words(language: Language, kind: OrderKind, field: &str) -> String {
    let (who, part) = field.split_once('.').unwrap_or(("", field));
    let fact = match (who, part) {
        ("", "wants_fictional_customer") => return language.text("order-field-wants_fictional_customer"),
        ("", "legal_basis" | "legal_basis_text") => return language.text("order-section-legal-basis"),
        ("", field) => return language.text(&format!("order-field-{field}")),
        ("production_contact", part) => format!("order-field-production-contact-{part}"),
        (_, part) => format!("order-field-{}", part.replace('.', "-")),
    };
    let whose = match who {
        "production_contact" => "order-section-production-contact",
        "customer" if kind == OrderKind::Direct => "order-section-applicant",
        "customer" => "order-section-customer",
        _ => "order-section-vendor",
    };
    format!("{}: {}", language.text(whose), language.text(&fact))
}

/// One line of what is asked for: the fact, and, where something was read, what and what is wrong with it.
fn item(language: Language, draft: &Draft, gap: &Gap) -> String {
    let label = field_in_words(language, draft.kind, &gap.field);
    let read = draft.get(&gap.field).split_whitespace().collect::<Vec<_>>().join(" ");
    if read.is_empty() || matches!(gap.field.as_str(), "legal_basis" | "wants_fictional_customer") {
        return label;
    }
    let read: String = read.chars().take(QUOTED).collect();
    let why = match gap.fault {
        Some(fault) => fault.text(language),
        None => language.text("letter-missing-doubtful"),
    };
    language.text_with("letter-missing-read", &[("label", &label), ("read", &read), ("why", &why)])
}

/// What was missing is there: the receipt of an order that waited for its sender. An order in somebody else's name is to
/// be confirmed first.
pub(in crate::orders) async fn completed(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
) -> Result<(), OrderError> {
    if order.state == OrderState::Unconfirmed {
        return super::receipt(tx, app, now, order, None).await;
    }
    let Some(applicant) = order.applicant() else { return Ok(()) };
    let what = order.language.text(&format!("order-kind-{}", order.kind.slug()));
    let values = [("notice", notice_of(order)), ("what", what)];
    write(tx, app, now, order, "completed", applicant, &values).await?;
    Ok(())
}

/// The sender never answered, and the case is closed.
pub(in crate::orders) async fn not_completed(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    sender: &str,
) -> Result<(), OrderError> {
    let again = app.url("/bestill");
    let values = [("case", order.case_number.as_str()), ("again", &again)];
    let to = (sender, order.reply_to.as_deref(), order.language);
    answer(tx, app, now, "not-completed", Some(&order.case_number), to, &values).await
}

/// A handler ended an order that waited for its sender, and says why.
pub(in crate::orders) async fn awaited_withdrawn(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    sender: &str,
    reason: &str,
) -> Result<(), OrderError> {
    let again = app.url("/bestill");
    let values = [("case", order.case_number.as_str()), ("again", &again), ("reason", reason)];
    let to = (sender, order.reply_to.as_deref(), order.language);
    answer(tx, app, now, "awaited-withdrawn", Some(&order.case_number), to, &values).await
}

/// A number that a real person may have stood in the mail and was masked.
pub(in crate::orders) async fn number_masked(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: Option<&str>,
    asker: Asker<'_>,
    (language, mail_subject): (Language, &str),
) -> Result<(), OrderError> {
    let to = (asker.email, Some(asker.message_id), language);
    answer(tx, app, now, "number-masked", case_number, to, &[("mail_subject", mail_subject)]).await
}

/// Keys of the organisation's clients run out; there is at least one. The link leads to the client, or to all of them.
pub(in crate::orders) async fn keys_expire(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    to: &PartyInOrder,
    keys: &[&EndingKey],
) -> Result<(), OrderError> {
    let language = order.language;
    let first = keys.iter().map(|ending| ending.key.ends_at()).min().unwrap_or_default();
    let mut values = vec![("date", norwegian_day(first))];
    let client = |ending: &EndingKey| format!("{} ({})", ending.client_name, ending.client_id);
    let end = |ending: &EndingKey| {
        let date = norwegian_day(ending.key.ends_at());
        let of_certificate = ending.key.ends_at() < ending.key.expires_at;
        let key = if of_certificate { "letter-key-end-certificate" } else { "letter-key-end" };
        language.text_with(key, &[("date", &date)])
    };
    let page = match keys {
        [first, rest @ ..] if rest.iter().all(|other| other.client_id == first.client_id) => {
            format!("/klienter/{}", first.client_id)
        }
        _ => "/klienter".to_owned(),
    };
    let kind = if let [one] = keys {
        values.extend([("client", client(one)), ("kid", one.key.kid.clone()), ("end", end(one))]);
        "key-expires"
    } else {
        let line = |ending: &&EndingKey| {
            let (client, end) = (client(ending), end(ending));
            let values = [("client", client.as_str()), ("kid", &ending.key.kid), ("end", &end)];
            language.text_with("letter-keys-expire-line", &values)
        };
        let mut lines: Vec<String> = keys.iter().take(LISTED_KEYS).map(line).collect();
        if let Some(more) = keys.len().checked_sub(LISTED_KEYS).filter(|more| *more > 0) {
            lines.push(language.text_with("letter-keys-expire-more", &[("more", &more.to_string())]));
        }
        values.push(("items", lines.join("\n")));
        "keys-expire"
    };
    super::write_towards(tx, app, now, order, kind, to, Some(&page), &values).await
}

/// A contact's signed link runs out at `at` (world time); the letter brings a new one.
pub(in crate::orders) async fn link_expires(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    to: &PartyInOrder,
    at: Millis,
) -> Result<(), OrderError> {
    super::write_anew(tx, app, now, order, "link-expires", to, &[("date", norwegian_day(at))]).await
}
