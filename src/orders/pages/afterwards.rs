//! What can be done with an access that exists: renew it, change contacts, add a scope or a vendor, end it. One page for the
//! handler at the desk and one for the contact of the case, who may do less.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::{CaseLine, masked};
use crate::access::Visit;
use crate::clients::BENEFICIAL_OWNER_SCOPES;
use crate::clock::norwegian_day;
use crate::orders::afterwards::{self, By, Refused, Seat, VENDOR_FIELDS};
use crate::orders::contacts::{self, Side};
use crate::orders::draft::{Fault, FaultKind};
use crate::orders::{Order, OrderError, OrderKind, OrderState, extend, renewal, store};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/afterwards.html")]
struct AfterPage {
    frame: Frame,
    case: CaseLine,
    base: String,
    done: Option<String>,
    fault: Option<String>,
    summary: Vec<(String, String)>,
    linked: Vec<(String, String)>,
    ends: Option<String>,
    may_renew: bool,
    contacts: Vec<ContactForm>,
    contacts_text: String,
    given: Vec<String>,
    scopes: Vec<&'static str>,
    vendor: Vec<Field>,
    vendor_text: String,
    once: String,
    may_end: bool,
    reason: String,
    reason_fault: Option<String>,
    sure_fault: Option<String>,
}

/// A contact and the form that replaces it.
struct ContactForm {
    side: &'static str,
    heading: String,
    now: Option<String>,
    /// What is other about it than about the rest.
    note: Option<String>,
    fields: Vec<Field>,
}

struct Field {
    id: String,
    name: &'static str,
    kind: &'static str,
    label: String,
    value: String,
    fault: Option<String>,
}

/// Where the pages of a seat begin.
fn base_of(seat: Seat, case_number: &str) -> String {
    match seat {
        Seat::Desk => format!("/saksbord/{case_number}"),
        Seat::Contact(_) | Seat::Program(_) => format!("/sak/{case_number}"),
    }
}

#[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
fn desk(visit: &Visit) -> Result<Seat, Response> {
    visit.handler().map(|_| Seat::Desk)
}

#[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
fn contact(visit: &Visit, case_number: &str) -> Result<Seat, Response> {
    visit.contact_in(case_number).map(|contact| Seat::Contact(contact.organisation))
}

/// What was typed into which form, and what is wrong with it.
#[derive(Default)]
struct Typed<'a> {
    form: Option<&'a Submitted>,
    /// `vendor`, or `contact-` and the side.
    which: String,
    faults: Vec<Fault>,
    fault: Option<String>,
}

impl Typed<'_> {
    fn fault_of(&self, field: &str) -> Option<FaultKind> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| fault.kind)
    }
}

/// `GET /saksbord/{case_number}/tiltak`
pub async fn show_desk(visit: Visit, Path(case_number): Path<String>) -> Response {
    match desk(&visit) {
        Ok(seat) => respond(&visit, seat, &case_number, StatusCode::OK, Typed::default()).await,
        Err(refusal) => refusal,
    }
}

/// `GET /sak/{case_number}/tiltak`
pub async fn show_contact(visit: Visit, Path(case_number): Path<String>) -> Response {
    match contact(&visit, &case_number) {
        Ok(seat) => respond(&visit, seat, &case_number, StatusCode::OK, Typed::default()).await,
        Err(refusal) => refusal,
    }
}

macro_rules! deeds {
    ($($at_desk:ident $at_case:ident $deed:ident $path:literal;)*) => {
        $(
            #[doc = concat!("`POST /saksbord/{case_number}/tiltak/", $path, "`")]
            pub async fn $at_desk(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
                let seat = match desk(&visit) {
                    Ok(seat) => seat,
                    Err(refusal) => return refusal,
                };
                let outcome = $deed(&visit, seat, &case_number, &form).await;
                after(&visit, seat, &case_number, $path, &form, outcome).await
            }

            #[doc = concat!("`POST /sak/{case_number}/tiltak/", $path, "`")]
            pub async fn $at_case(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
                let seat = match contact(&visit, &case_number) {
                    Ok(seat) => seat,
                    Err(refusal) => return refusal,
                };
                let outcome = $deed(&visit, seat, &case_number, &form).await;
                after(&visit, seat, &case_number, $path, &form, outcome).await
            }
        )*
    };
}

deeds! {
    renew_at_desk renew_at_case renew "forny";
    change_contact_at_desk change_contact_at_case change_contact "kontakt";
    add_vendor_at_desk add_vendor_at_case add_vendor "leverandor";
    end_at_desk end_at_case end "avslutt";
}

/// `POST /saksbord/{case_number}/tiltak/scope`: the desk alone grants.
pub async fn add_scope_at_desk(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
    let seat = match desk(&visit) {
        Ok(seat) => seat,
        Err(refusal) => return refusal,
    };
    let outcome = afterwards::add_scope(&visit.app, by(&visit, seat), &case_number, form.get("scope")).await;
    after(&visit, seat, &case_number, "scope", &form, outcome).await
}

fn by(visit: &Visit, seat: Seat) -> By {
    By { seat, actor: visit.principal.actor(), now: visit.now }
}

async fn renew(visit: &Visit, seat: Seat, case_number: &str, _form: &Submitted) -> Result<(), Refused> {
    afterwards::renew(&visit.app, by(visit, seat), case_number).await
}

async fn end(visit: &Visit, seat: Seat, case_number: &str, form: &Submitted) -> Result<(), Refused> {
    let is_sure = form.get("sure") == "ja";
    afterwards::end(&visit.app, by(visit, seat), case_number, form.get("reason"), is_sure).await
}

async fn change_contact(
    visit: &Visit,
    seat: Seat,
    case_number: &str,
    form: &Submitted,
) -> Result<(), Refused> {
    let side = Side::from_key(form.get("side"));
    let contact = (form.get("name"), form.get("email"), form.get("phone"));
    afterwards::change_contact(&visit.app, by(visit, seat), case_number, side, contact).await
}

async fn add_vendor(visit: &Visit, seat: Seat, case_number: &str, form: &Submitted) -> Result<(), Refused> {
    let (by, once) = (by(visit, seat), form.once(&visit.app.random));
    afterwards::add_vendor(&visit.app, by, case_number, |path| form.get(path), &once).await?;
    Ok(())
}

async fn after(
    visit: &Visit,
    seat: Seat,
    case_number: &str,
    deed: &str,
    form: &Submitted,
    outcome: Result<(), Refused>,
) -> Response {
    let which = match deed {
        "kontakt" => format!("contact-{}", form.get("side")),
        _ => "vendor".to_owned(),
    };
    let typed = Typed { form: Some(form), which, ..Typed::default() };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match outcome {
        Ok(()) => {
            visit.app.queue.wake();
            let base = base_of(seat, case_number);
            // An ended access is followed at the case; a contact's link ends with it, and the receipt comes by mail.
            if deed == "avslutt" {
                visit.go(&masked::after(base, form, "reason"))
            } else if deed == "kontakt" && form.get("side") == Side::Production.key() {
                visit.go(&format!("{base}/tiltak?gjort=produksjonskontakt"))
            } else {
                visit.go(&format!("{base}/tiltak?gjort={deed}"))
            }
        }
        Err(Refused::Faults(faults)) => {
            respond(visit, seat, case_number, unprocessable, Typed { faults, ..typed }).await
        }
        Err(Refused::Order(OrderError::NotFound)) => visit.not_found(),
        Err(Refused::Order(OrderError::ScopeUnknown)) => {
            let fault = Some(visit.t("desk-scope-unknown"));
            respond(visit, seat, case_number, unprocessable, Typed { fault, ..typed }).await
        }
        Err(Refused::Order(OrderError::NotPossibleNow(why))) => {
            let key = match why {
                "renewed" => "after-not-renewed",
                "scope_given" => "after-scope-given",
                "customers_case" => "after-customers-case",
                "no_vendors" => "after-no-vendors",
                "adding_scope" => "after-adding-scope",
                "too_many_wishes" => "after-too-many-wishes",
                _ => "after-not-now",
            };
            let fault = Some(visit.t(key));
            respond(visit, seat, case_number, StatusCode::CONFLICT, Typed { fault, ..typed }).await
        }
        Err(Refused::Order(OrderError::VendorHasCase(case))) => {
            let fault = Some(visit.lang.text_with("after-vendor-given", &[("case", &case)]));
            respond(visit, seat, case_number, StatusCode::CONFLICT, Typed { fault, ..typed }).await
        }
        Err(Refused::Order(error)) => visit.internal(&error),
    }
}

async fn respond(
    visit: &Visit,
    seat: Seat,
    case_number: &str,
    status: StatusCode,
    typed: Typed<'_>,
) -> Response {
    match page(visit, seat, case_number, &typed).await {
        Ok(page) => visit.page_with(status, &page),
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn page(
    visit: &Visit,
    seat: Seat,
    case_number: &str,
    typed: &Typed<'_>,
) -> Result<AfterPage, OrderError> {
    let mut tx = visit.app.db.read().await?;
    let order = afterwards::find(&mut tx, seat, case_number).await?;
    let is_done = order.state == OrderState::Done;
    let ends = renewal::end_of(&mut tx, &order.id).await?.filter(|_| is_done);
    let given = extend::scopes_of_case(&mut tx, &order).await?;
    let at_desk = seat == Seat::Desk;
    let scopes = if at_desk && is_done && order.kind != OrderKind::ExistingCustomer {
        let free = |scope: &&str| !given.iter().any(|held| held == scope);
        BENEFICIAL_OWNER_SCOPES.into_iter().filter(free).collect()
    } else {
        Vec::new()
    };
    let linked = store::list_linked(&mut tx, &order).await?;
    let contacts: Vec<ContactForm> = if contacts::is_open(order.state) {
        seat.sides(&order).into_iter().map(|side| contact_form(visit, &order, side, typed)).collect()
    } else {
        Vec::new()
    };
    let vendor = if is_done && seat.may_add_vendor(&order) {
        let fields = VENDOR_FIELDS.iter().map(|path| field(visit, "vendor", path, path, typed, ""));
        fields.collect()
    } else {
        Vec::new()
    };
    let reason_fault = typed.fault_of("reason").map(|kind| kind.text(visit.lang));
    let sure_fault = typed.fault_of("sure").map(|_| visit.t("after-sure-missing"));
    let fields = contacts.iter().flat_map(|form| &form.fields).chain(&vendor);
    let summary = fields
        .filter_map(|field| Some((field.id.clone(), format!("{}: {}", field.label, field.fault.clone()?))))
        .chain(reason_fault.clone().map(|fault| ("begrunnelse".to_owned(), fault)))
        .chain(sure_fault.clone().map(|fault| ("sikker".to_owned(), fault)))
        .collect();
    let deed = visit.query_value("gjort").filter(|deed| {
        ["forny", "kontakt", "produksjonskontakt", "scope", "leverandor"].contains(&deed.as_str())
            && typed.form.is_none()
    });
    let seat_key = if at_desk { "desk" } else { "case" };
    Ok(AfterPage {
        frame: visit.frame(),
        case: CaseLine::of(&order, visit.lang),
        base: base_of(seat, case_number),
        done: deed.map(|deed| visit.t(&format!("after-done-{deed}-{seat_key}"))),
        fault: typed.fault.clone(),
        summary,
        linked: linked
            .into_iter()
            .filter(|other| seat.sees(other))
            .map(|other| {
                let line = CaseLine::of(&other, visit.lang);
                (
                    base_of(seat, &other.case_number),
                    format!("{} – {} ({})", line.number, line.who, line.state),
                )
            })
            .collect(),
        ends: ends.map(norwegian_day),
        may_renew: is_done && ends.is_some() && seat.may_decide(&order),
        contacts_text: visit.t(&format!("after-contacts-text-{seat_key}")),
        contacts,
        given: if at_desk { given } else { Vec::new() },
        scopes,
        vendor,
        vendor_text: visit.t(&format!("after-vendor-text-{seat_key}")),
        once: typed.form.map_or_else(|| visit.app.random.secret(), |form| form.once(&visit.app.random)),
        may_end: is_done && seat.may_decide(&order),
        reason: typed.form.map(|form| form.shown("reason")).unwrap_or_default(),
        reason_fault,
        sure_fault,
    })
}

fn contact_form(visit: &Visit, order: &Order, side: Side, typed: &Typed<'_>) -> ContactForm {
    let contact = side.contact(order);
    let which = format!("contact-{}", side.key());
    let own = |part: &'static str, path: &str| field(visit, &which, part, path, typed, "");
    let path = |part: &str| format!("{}.{part}", side.path());
    let fields = vec![own("name", &path("name")), own("email", &path("email")), own("phone", &path("phone"))];
    let heading = match (side, order.kind) {
        (Side::Customer, OrderKind::Direct) => "order-section-applicant",
        (Side::Customer, _) => "order-section-customer",
        (Side::Vendor, _) => "order-section-vendor",
        (Side::Production, _) => "order-section-production-contact",
    };
    ContactForm {
        side: side.key(),
        heading: visit.t(heading),
        now: contact.map(|contact| format!("{}, {}, {}", contact.name, contact.email, contact.phone)),
        note: (side == Side::Production).then(|| visit.t("after-production-contact-text")),
        fields,
    }
}

/// A field of the form `which`: `name` in the form, `path` in faults and in the catalogue.
fn field(
    visit: &Visit,
    which: &str,
    name: &'static str,
    path: &str,
    typed: &Typed<'_>,
    otherwise: &str,
) -> Field {
    let here = typed.which == which;
    let label = match path.split_once('.') {
        Some((who, part)) if who == Side::Production.path() => format!("production-contact-{part}"),
        Some((_, rest)) => rest.replace('.', "-"),
        None => path.to_owned(),
    };
    let value = typed.form.filter(|_| here).map_or_else(|| otherwise.to_owned(), |form| form.shown(name));
    let fault = typed.faults.iter().find(|fault| here && fault.field == path);
    Field {
        id: format!("{which}-{}", name.replace('.', "-")),
        name,
        kind: match path.rsplit('.').next() {
            Some("email") => "email",
            Some("phone") => "tel",
            _ => "text",
        },
        label: visit.t(&format!("order-field-{label}")),
        value,
        fault: fault.map(|fault| fault.kind.text(visit.lang)),
    }
}

#[derive(Template)]
#[template(path = "orders/confirm_contact.html")]
struct ConfirmPage {
    frame: Frame,
    action: String,
    text: String,
}

/// `GET /kontakt/{id}/{secret}`: what is confirmed, and a button. The visit alone changes nothing, since mail programs
/// visit links by themselves.
pub async fn show_wish(visit: Visit, Path((id, secret)): Path<(String, String)>) -> Response {
    let found = async {
        let mut tx = visit.app.db.read().await?;
        contacts::find_wish(&mut tx, &visit.app, visit.now, &id, &secret).await
    };
    match found.await {
        Ok(Some(wish)) => {
            let values = [
                ("case", wish.case_number.as_str()),
                ("organisation", &wish.organisation),
                ("name", &wish.name),
            ];
            visit.page(&ConfirmPage {
                frame: visit.frame(),
                action: format!("/kontakt/{id}/{secret}"),
                text: visit.lang.text_with("contact-confirm-text", &values),
            })
        }
        Ok(None) => visit.fault(StatusCode::GONE, "contact-wish-gone", Some("/sak")),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /kontakt/{id}/{secret}`
pub async fn confirm_wish(
    visit: Visit,
    Path((id, secret)): Path<(String, String)>,
    _form: Submitted,
) -> Response {
    let confirmed = async {
        let mut tx = visit.app.db.begin_write().await?;
        let order = contacts::confirm(&mut tx, &visit.app, visit.now, &id, &secret).await?;
        if order.is_some() {
            tx.commit().await?;
        }
        Ok::<_, OrderError>(order)
    };
    match confirmed.await {
        Ok(Some(_)) => {
            visit.app.queue.wake();
            visit.fault(StatusCode::OK, "contact-confirmed", Some("/"))
        }
        Ok(None) | Err(OrderError::NotPossibleNow(_)) => {
            visit.fault(StatusCode::GONE, "contact-wish-gone", Some("/sak"))
        }
        Err(error) => visit.internal(&error),
    }
}
