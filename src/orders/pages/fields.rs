//! How a draft looks as a form: its sections and fields, the faults beside them, and the texts that help to fill it in.

use askama::Template;

use crate::access::Visit;
use crate::numbers::mask_real_numbers;
use crate::orders::draft::{Draft, Fault, fields};
use crate::orders::{OrderKind, legal_basis, letters};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "orders/form.html")]
pub(super) struct FormPage {
    pub(super) frame: Frame,
    pub(super) back: (String, String),
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) summary: Vec<SummaryLine>,
    pub(super) mail: Option<super::desk_mail::MailText>,
    /// The link of a draft that was just saved.
    pub(super) saved: Option<SavedNote>,
    /// Who invited, in a draft that a vendor's invitation prefilled.
    pub(super) invited_by: Option<String>,
    pub(super) action: String,
    pub(super) once: String,
    pub(super) sections: Vec<Section>,
    pub(super) submit: String,
    /// Whether the form can be saved, and names looked up by a button.
    pub(super) tools: bool,
    /// Whether what is shown is kept as a draft, and can be deleted.
    pub(super) kept: bool,
}

pub(super) struct SavedNote {
    pub(super) link: String,
    pub(super) until: String,
    pub(super) mailed_to: Option<String>,
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
    answer: String,
    autofocus: bool,
    options: Vec<Choice>,
}

struct Choice {
    id: String,
    value: &'static str,
    label: String,
    text: String,
}

/// What a look-up of a name said, and about which field's number.
pub(super) struct Answer {
    pub(super) path: &'static str,
    pub(super) text: String,
}

impl FormPage {
    /// With the buttons that a visitor has and the desk has not.
    pub(super) fn with_tools(mut self) -> Self {
        self.tools = true;
        self
    }

    /// With the answer of a look-up: beside the number, and the cursor in the name that follows it.
    pub(super) fn with_answer(mut self, answer: &Answer) -> Self {
        let name = answer.path.replace(".number", ".name");
        for field in self.sections.iter_mut().flat_map(|section| &mut section.fields) {
            if field.name == answer.path {
                field.answer.clone_from(&answer.text);
            }
            field.autofocus = field.name == name;
        }
        self
    }
}

/// The form for `draft` with its faults.
pub(super) fn form_page(visit: &Visit, draft: &Draft, faults: &[Fault], once: &str) -> FormPage {
    let slug = draft.kind.slug();
    let mut sections: Vec<(&'static str, Section)> = Vec::new();
    for path in fields(draft.kind) {
        let key = section_of(path, draft.kind);
        let field = field(visit, draft, path, faults);
        match sections.last_mut() {
            Some((last, section)) if *last == key => section.fields.push(field),
            _ => {
                let section = Section {
                    heading: visit.t(&format!("order-section-{key}")),
                    text: visit.t(&format!("order-section-{key}-text")),
                    fields: vec![field],
                };
                sections.push((key, section));
            }
        }
    }
    let summary: Vec<SummaryLine> = faults
        .iter()
        .map(|fault| SummaryLine {
            id: element_id(&fault.field),
            label: label_with_party(visit, &fault.field, draft.kind),
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
        saved: None,
        invited_by: None,
        action: format!("/bestill/{slug}"),
        once: once.to_owned(),
        sections: sections.into_iter().map(|(_, section)| section).collect(),
        submit: visit.t("order-form-submit"),
        tools: false,
        kept: false,
    }
}

fn section_of(path: &str, kind: OrderKind) -> &'static str {
    match path {
        _ if path.starts_with("vendor") => "vendor",
        _ if path.starts_with("customer") && kind == OrderKind::Direct => "applicant",
        _ if path.starts_with("customer") || path == "invite_customer" => "customer",
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
        Some(("production_contact", part)) => format!("production-contact-{part}"),
        Some((_, part)) => part.replace('.', "-"),
        None => path.to_owned(),
    };
    format!("order-field-{name}")
}

/// In the summary no heading stands above a field, so that two telephone numbers would be one.
fn label_with_party(visit: &Visit, path: &str, kind: OrderKind) -> String {
    let label = visit.t(&label_key(path));
    if path.contains('.') {
        format!("{}, {}", visit.t(&format!("order-section-{}", section_of(path, kind))), lower_first(&label))
    } else {
        label
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // An abbreviation keeps its capitals.
        Some(first) if !chars.clone().next().is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
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
        "legal_basis" => ("radio", "off"),
        "message" | "legal_basis_text" => ("textarea", "off"),
        _ => ("checkbox", "off"),
    };
    // A browser fills in its user's own facts; on a page with two contacts it would fill in both with the same.
    let others = match draft.kind {
        OrderKind::ExistingCustomer => path.starts_with("customer"),
        OrderKind::Direct => path.starts_with("production_contact"),
        OrderKind::FictionalCustomer => false,
    };
    let autocomplete = if others { "off" } else { autocomplete };
    let hint = match (path, last) {
        ("legal_basis" | "legal_basis_text", _) => visit.t(&format!("order-hint-{path}")),
        (_, "number") => visit.t("order-hint-number"),
        (_, "phone") => visit.t("order-hint-phone"),
        _ => String::new(),
    };
    let options = if path == "legal_basis" {
        legal_basis::ALL.iter().enumerate().map(|(at, basis)| choice(visit, at, basis)).collect()
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
        required: !path.starts_with("production_contact")
            && !matches!(last, "message" | "legal_basis_text" | "invite_customer"),
        // A real person's number is refused, and stands on no page, not even on its sender's.
        value: mask_real_numbers(draft.get(path)).0,
        fault: faults
            .iter()
            .find(|fault| fault.field == path)
            .map(|fault| fault.kind.text(visit.lang))
            .unwrap_or_default(),
        answer: String::new(),
        autofocus: false,
        options,
    }
}

/// A legal basis in plain words, with its provision and what it leads to.
fn choice(visit: &Visit, at: usize, basis: &'static legal_basis::LegalBasis) -> Choice {
    let leads = match basis.scope {
        Some(scope) => visit.lang.text_with(
            "legal-basis-leads",
            &[
                ("provision", basis.provision),
                ("scope", scope),
                ("opens", &visit.t(&letters::scope_key(scope))),
            ],
        ),
        None if basis.key == legal_basis::OWN_WORDS => visit.t("legal-basis-own-words"),
        None => visit.lang.text_with("legal-basis-no-scope", &[("provision", basis.provision)]),
    };
    Choice {
        // The summary's link leads to the first of them.
        id: if at == 0 { "legal_basis".to_owned() } else { format!("legal_basis-{}", basis.key) },
        value: basis.key,
        label: visit.t(&format!("legal-basis-{}", basis.key)),
        text: leads,
    }
}
