//! The three forms. A form shows all its faults at once, each beside its field, and keeps what was typed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::access::{Principal, Visit};
use crate::orders::draft::{Draft, Fault, fields};
use crate::orders::limits::OrderLimits;
use crate::orders::place::{Arrival, Placed, check_registry, place};
use crate::orders::{Channel, OrderError, OrderKind, legal_basis};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/form.html")]
pub(super) struct FormPage {
    pub(super) frame: Frame,
    pub(super) back: (String, String),
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) summary: Vec<SummaryLine>,
    pub(super) mail: Option<super::desk_mail::MailText>,
    pub(super) action: String,
    pub(super) once: String,
    pub(super) sections: Vec<Section>,
    pub(super) submit: String,
}

pub(super) struct SummaryLine {
    id: String,
    label: String,
    text: String,
}

pub(super) struct Section {
    heading: String,
    text: String,
    fields: Vec<Field>,
}

struct Field {
    id: String,
    name: &'static str,
    kind: &'static str,
    label: String,
    hint: String,
    autocomplete: &'static str,
    required: bool,
    value: String,
    fault: String,
    options: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "orders/thanks.html")]
struct ThanksPage {
    frame: Frame,
    case_number: String,
    show_post: bool,
    warnings: Vec<String>,
    steps: Vec<String>,
}

/// `GET /bestill/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Response {
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let draft = Draft::new(kind, visit.lang);
    visit.page(&form_page(&visit, &draft, &[], &visit.app.random.secret()))
}

/// `POST /bestill/{slug}`
pub async fn submit(
    visit: Visit,
    State(limits): State<Arc<OrderLimits>>,
    Path(slug): Path<String>,
    form: Submitted,
) -> Response {
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let draft = draft_of(kind, &visit, &form);
    let sender =
        draft.get(if kind == OrderKind::Direct { "customer.contact.email" } else { "vendor.contact.email" });
    // Only what could become an order is counted: a form with faults may be sent as often as its writer needs.
    if draft.check().is_ok() && !limits.admit(visit.address, sender) {
        return visit.fault(StatusCode::TOO_MANY_REQUESTS, "order-too-many", Some("/bestill"));
    }
    let once = form.get("once").to_owned();
    match store(&visit, &draft, Channel::Form, &format!("form:{once}"), None).await {
        Ok(Ok(placed)) => {
            let (Placed::New(order) | Placed::Same(order) | Placed::Conflict(order)) = placed;
            visit.app.fault_point("order:placed:after-commit");
            visit.app.queue.wake();
            visit.go(&format!("/bestill/takk?sak={}", order.case_number))
        }
        Ok(Err(faults)) => {
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &form_page(&visit, &draft, &faults, &once))
        }
        Err(error) => visit.internal(&error),
    }
}

/// What was typed, by path.
pub(super) fn draft_of(kind: OrderKind, visit: &Visit, form: &Submitted) -> Draft {
    let mut draft = Draft::new(kind, visit.lang);
    for path in fields(kind) {
        if form.has(path) {
            draft.fields.insert((*path).to_owned(), form.get(path).to_owned());
        }
    }
    draft
}

/// Checks a draft, asks Enhetsregisteret, and stores the order: faults, or what came of placing.
pub(super) async fn store(
    visit: &Visit,
    draft: &Draft,
    channel: Channel,
    once_key: &str,
    reply_to: Option<&str>,
) -> Result<Result<Placed, Vec<Fault>>, OrderError> {
    let checked = match draft.check() {
        Ok(checked) => checked,
        Err(faults) => return Ok(Err(faults)),
    };
    let findings = check_registry(&visit.app, &checked).await?;
    if !findings.faults.is_empty() {
        return Ok(Err(findings.faults));
    }
    let mut tx = visit.app.db.begin_write().await?;
    let arrival =
        Arrival { channel, once_key, actor: &visit.principal.actor(), unconfirmed: false, reply_to };
    let placed = place(&mut tx, &visit.app, visit.now, &checked, &findings.warnings, arrival).await?;
    tx.commit().await?;
    Ok(Ok(placed))
}

/// `GET /bestill/takk?sak=…`: says what happens next. It shows the case number that the visitor brought, and nothing of
/// the case itself: that is behind the link in the letter.
pub async fn thanks(visit: Visit) -> Response {
    let number = visit.query_value("sak").filter(|number| is_case_number(number)).unwrap_or_default();
    let show_post =
        visit.app.config.access_code.is_none() || matches!(visit.principal, Principal::Operator(_));
    let steps = ["decide", "carry-out", "letter", "go-on"]
        .into_iter()
        .map(|step| visit.t(&format!("order-thanks-{step}")))
        .collect();
    visit.page(&ThanksPage {
        frame: visit.frame(),
        case_number: number,
        show_post,
        warnings: Vec::new(),
        steps,
    })
}

pub(super) fn is_case_number(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, number)| {
        year.len() == 4
            && (5..=9).contains(&number.len())
            && (year.to_owned() + number).bytes().all(|b| b.is_ascii_digit())
    })
}

/// The form for `draft` with its faults.
pub(super) fn form_page(visit: &Visit, draft: &Draft, faults: &[Fault], once: &str) -> FormPage {
    let slug = draft.kind.slug();
    let mut sections: Vec<Section> = Vec::new();
    for path in fields(draft.kind) {
        let key = section_of(path, draft.kind);
        let field = field(visit, draft, path, faults);
        match sections.last_mut() {
            Some(section) if section.heading == visit.t(&format!("order-section-{key}")) => {
                section.fields.push(field);
            }
            _ => sections.push(Section {
                heading: visit.t(&format!("order-section-{key}")),
                text: visit.t(&format!("order-section-{key}-text")),
                fields: vec![field],
            }),
        }
    }
    let summary = faults
        .iter()
        .map(|fault| SummaryLine {
            id: element_id(&fault.field),
            label: visit.t(&label_key(&fault.field)),
            text: fault.kind.text(visit.lang),
        })
        .collect();
    FormPage {
        frame: visit.frame(),
        back: ("/bestill".to_owned(), visit.t("order-form-back")),
        title: visit.t(&format!("start-{slug}-title")),
        intro: visit.t(&format!("order-form-{slug}-intro")),
        summary,
        mail: None,
        action: format!("/bestill/{slug}"),
        once: once.to_owned(),
        sections,
        submit: visit.t("order-form-submit"),
    }
}

fn section_of(path: &str, kind: OrderKind) -> &'static str {
    match path {
        _ if path.starts_with("vendor") => "vendor",
        _ if path.starts_with("customer") && kind == OrderKind::Direct => "applicant",
        _ if path.starts_with("customer") => "customer",
        _ if path.starts_with("production_contact") => "production-contact",
        _ if path.starts_with("legal_basis") => "legal-basis",
        "wants_fictional_customer" => "wish",
        _ => "rest",
    }
}

fn element_id(path: &str) -> String {
    path.replace('.', "-")
}

/// Labels are the same for both parties; the section's heading says whose the field is.
fn label_key(path: &str) -> String {
    let name = match path.split_once('.') {
        Some(("production_contact", part)) => format!("contact-{part}"),
        Some((_, part)) => part.replace('.', "-"),
        None => path.to_owned(),
    };
    format!("order-field-{name}")
}

fn field(visit: &Visit, draft: &Draft, path: &'static str, faults: &[Fault]) -> Field {
    let last = path.rsplit('.').next().unwrap_or(path);
    let person = path.contains("contact");
    let (kind, autocomplete) = match last {
        "number" => ("number", "off"),
        "email" => ("email", "email"),
        "phone" => ("tel", "tel"),
        "name" if person => ("text", "name"),
        "name" => ("text", "organization"),
        "legal_basis" => ("select", "off"),
        "message" | "legal_basis_text" => ("textarea", "off"),
        _ => ("checkbox", "off"),
    };
    // A browser fills in its user's own facts; on a page with two contacts it would fill in both with the same.
    let autocomplete = if path.starts_with("customer.contact") && draft.kind == OrderKind::ExistingCustomer {
        "off"
    } else {
        autocomplete
    };
    let hint = match (path, last) {
        ("legal_basis" | "legal_basis_text", _) => visit.t(&format!("order-hint-{path}")),
        (_, "number") => visit.t("order-hint-number"),
        (_, "phone") => visit.t("order-hint-phone"),
        _ => String::new(),
    };
    let options = if path == "legal_basis" {
        legal_basis::ALL.iter().map(|basis| (basis.key, legal_basis_text(visit, basis))).collect()
    } else {
        Vec::new()
    };
    Field {
        id: element_id(path),
        name: path,
        kind,
        label: visit.t(&label_key(path)),
        hint,
        autocomplete,
        required: !path.starts_with("production_contact") && !matches!(last, "message" | "legal_basis_text"),
        value: draft.get(path).to_owned(),
        fault: faults
            .iter()
            .find(|fault| fault.field == path)
            .map(|fault| fault.kind.text(visit.lang))
            .unwrap_or_default(),
        options,
    }
}

fn legal_basis_text(visit: &Visit, basis: &legal_basis::LegalBasis) -> String {
    let text = visit.t(&format!("legal-basis-{}", basis.key));
    if basis.key == "other" { text } else { format!("{text} ({})", basis.provision) }
}
