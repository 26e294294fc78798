//! The tab of suppliers: who received something from the organisation, adding one, and taking back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::lookup::LookUp;
use super::pair::{Told, titles};
use super::partners::{self, Partners};
use super::path::{Elsewhere, Nearness, ScopePath, scopes_at};
use super::sister::{Instead, granted, lookalikes};
use super::{
    Acting, Confirm, Head, Named, Outcome, SUPPLIERS, acting, acting_by, answer, named, not_given, notice,
    number_in_path, removed_notice,
};
use crate::access::Visit;
use crate::access::limits::LookupLimits;
use crate::db::Tx;
use crate::delegation::store::Of;
use crate::delegation::{self, By, Delegation, Error, Scheme};
use crate::numbers::{OrgNumber, OrgNumberError, mask_real_numbers};
use crate::web::forms::percent_encode;
use crate::web::{Faults, Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/suppliers.html")]
struct SuppliersPage {
    frame: Frame,
    head: Head,
    partners: Partners,
}

/// `GET /fullmakt/leverandorer`
pub async fn suppliers(visit: Visit) -> Response {
    answer(&visit, list(&visit).await)
}

async fn list(visit: &Visit) -> Outcome {
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    let partners = partners::read(visit, &mut tx, acting.number, Of::Consumer, SUPPLIERS).await?;
    let mut frame = visit.frame();
    let with = |number| acting.with(number);
    frame.notice = removed_notice(visit, &mut tx, "leverandor", "portal-notice-removed", with).await?;
    Ok(visit.page(&SuppliersPage { frame, head: acting.head(true), partners }))
}

#[derive(Template)]
#[template(path = "delegation/add_supplier.html")]
struct AddPage {
    frame: Frame,
    head: Head,
    faults: Faults,
    typed: String,
    found: Option<Found>,
    /// The number is good but no party: an order must import it first.
    must_be_ordered: bool,
}

/// An organisation that could be added.
struct Found {
    organisation: Named,
    form: String,
}

/// `GET /fullmakt/leverandorer/ny`: the field, and with `?orgnr=` what the number stands for.
pub async fn new_supplier(visit: Visit, State(limits): State<Arc<LookupLimits>>) -> Response {
    let typed = visit.query_value("orgnr");
    answer(&visit, look_up(&visit, &limits, typed.as_deref()).await)
}

async fn look_up(visit: &Visit, limits: &LookupLimits, typed: Option<&str>) -> Outcome {
    let look_up = LookUp::new(visit, limits);
    if typed.is_some() {
        look_up.admit()?;
    }
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    let mut page = AddPage {
        frame: visit.frame(),
        head: acting.head(true),
        faults: Faults::default(),
        typed: mask_real_numbers(typed.unwrap_or_default().trim()).0.chars().take(40).collect(),
        found: None,
        must_be_ordered: false,
    };
    let Some(typed) = typed else { return Ok(visit.page(&page)) };
    match OrgNumber::parse_typed(typed) {
        Err(error) => page.faults.add("orgnr", number_fault(visit, error)),
        Ok(number) if number == acting.number => page.faults.add("orgnr", visit.t("portal-orgnr-own")),
        Ok(number) => {
            if let Some(organisation) = look_up.organisation(&mut tx, number).await? {
                if let Some(at) = organisation.deleted_at {
                    let at = visit.lang.instant(at);
                    let values = [("name", organisation.name.as_str()), ("at", &at)];
                    page.faults.add("orgnr", visit.lang.text_with("portal-orgnr-gone", &values));
                    return Ok(visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
                }
                let form = organisation.form.clone();
                page.found = Some(Found { organisation: Named::of(&mut tx, &organisation).await?, form });
            } else {
                page.faults.add("orgnr", visit.t("portal-orgnr-not-found"));
                page.must_be_ordered = true;
            }
        }
    }
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(visit.page_with(status, &page))
}

fn number_fault(visit: &Visit, error: OrgNumberError) -> String {
    match error {
        OrgNumberError::Empty => visit.t("portal-orgnr-missing"),
        OrgNumberError::NotDigits => visit.t("portal-orgnr-not-digits"),
        OrgNumberError::WrongLength(length) => {
            visit.lang.text_count("portal-orgnr-wrong-length", i64::try_from(length).unwrap_or(i64::MAX), &[])
        }
        OrgNumberError::WrongCheckDigit => visit.t("portal-orgnr-wrong-check-digit"),
        OrgNumberError::RealPerson => visit.t("portal-orgnr-real-person"),
    }
}

/// `POST /fullmakt/leverandorer/ny`
pub async fn add_supplier(
    visit: Visit,
    State(limits): State<Arc<LookupLimits>>,
    form: Submitted,
) -> Response {
    answer(&visit, add(&visit, &limits, &form).await)
}

async fn add(visit: &Visit, limits: &LookupLimits, form: &Submitted) -> Outcome {
    LookUp::new(visit, limits).admit()?;
    let app = &visit.app;
    let mut tx = app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    let typed = form.get("orgnr");
    let Ok(number) = OrgNumber::parse_typed(typed) else {
        drop(tx);
        return look_up(visit, limits, Some(&form.shown("orgnr"))).await;
    };
    match delegation::add_supplier(&mut tx, app, visit.now, acting.number, number, &acting.actor).await {
        Ok(_) => tx.commit().await?,
        // The form again, with the fault beside its field.
        Err(Error::SupplierIsSelf | Error::SupplierUnknown(_) | Error::Gone { .. }) => {
            drop(tx);
            return look_up(visit, limits, Some(&form.shown("orgnr"))).await;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(visit.go_and_tell(&format!("{SUPPLIERS}/{number}?ok=lagt-til")))
}

#[derive(Template)]
#[template(path = "delegation/supplier.html")]
struct SupplierPage {
    frame: Frame,
    head: Head,
    supplier: Named,
    active: Vec<Held>,
    paths: Vec<ScopePath>,
    /// Everything that was ever given, which may all be taken back.
    history: Vec<Told>,
    /// It was removed: there is only the history left to read.
    former: bool,
    /// It is deleted.
    gone: bool,
    /// What has become of the two, and what owners have closed.
    notes: Vec<String>,
    may_give: bool,
    /// Why nothing can be given, when that is for want of a right.
    lacks: Option<String>,
    /// What comes next, where the organisation has done what is its own.
    next: Vec<Next>,
}

/// What the supplier can do now, or when it has a client, with scopes that are open, granted and given.
struct Next {
    told: String,
    scopes: Vec<String>,
}

/// A delegation as a line of the page.
struct Held {
    scheme_id: String,
    title: String,
    scopes: Vec<String>,
    given_at: String,
    /// The scopes that the organisation was not granted itself, for a warning.
    missing: Vec<String>,
    /// Its owner lets nobody give it any more.
    closed: bool,
    /// What was probably meant, when this one does not fit what the organisation was granted.
    instead: Instead,
    /// Other units of the organisation that were granted what is missing.
    elsewhere: Vec<Elsewhere>,
}

/// `GET /fullmakt/leverandorer/{orgnr}`
pub async fn show_supplier(visit: Visit, Path(number): Path<String>) -> Response {
    answer(&visit, show(&visit, &number).await)
}

async fn show(visit: &Visit, number: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    let all = delegation::delegations_between(&mut tx, acting.number, number).await?;
    let former = !delegation::supplier_exists(&mut tx, acting.number, number).await?;
    if former && all.is_empty() {
        return Err(Error::SupplierNotAdded { consumer: acting.number, supplier: number }.into());
    }
    let supplier = named(&mut tx, number).await?;
    let granted = granted(&mut tx, visit, acting.number).await?;
    let pair = acting.with(number);
    let schemes = pair.active_schemes(&mut tx).await?;
    let mut active = Vec::new();
    for scheme in &schemes {
        let given = all.iter().find(|held| held.is_active() && held.scheme_id == scheme.id);
        let Some(delegation) = given else { continue };
        let mut line = held(visit, delegation, scheme, granted.missing(scheme));
        if !line.missing.is_empty() {
            let alike = lookalikes(&mut tx, visit, scheme).await?;
            line.instead = granted.instead_of(scheme, &alike, &schemes);
            line.elsewhere = pair.elsewhere(&mut tx, visit, scheme, &line.missing).await?;
        }
        active.push(line);
    }
    let gone = !delegation::can_be_given_between(&mut tx, acting.number, number).await?;
    let paths = if former { Vec::new() } else { pair.paths(&mut tx, visit, &schemes, &[]).await? };
    let next = [(Nearness::Ready, "portal-next-text"), (Nearness::WithoutClient, "portal-next-waits")]
        .map(|(near, key)| Next {
            told: visit.lang.text_with(key, &[("name", &supplier.name)]),
            scopes: scopes_at(&paths, near),
        })
        .into_iter()
        .filter(|next| !next.scopes.is_empty())
        .collect();
    let mut frame = visit.frame();
    frame.notice = notice(visit, &mut tx, &supplier.name, &all).await?;
    let hands_on = acting.authority.hands_on;
    Ok(visit.page(&SupplierPage {
        frame,
        head: acting.head(true),
        supplier,
        active,
        paths,
        former,
        gone,
        history: pair.history(&mut tx, visit, &all).await?,
        notes: pair.notes(&mut tx, visit, &schemes).await?,
        may_give: hands_on && !gone,
        lacks: (!hands_on && !gone).then(|| visit.t("portal-lacks-package")),
        next,
    }))
}

/// The supplier's name, when it was added.
async fn added(tx: &mut Tx, acting: &Acting, number: OrgNumber) -> Result<Named, Error> {
    if !delegation::supplier_exists(tx, acting.number, number).await? {
        return Err(Error::SupplierNotAdded { consumer: acting.number, supplier: number });
    }
    named(tx, number).await
}

fn held(visit: &Visit, delegation: &Delegation, scheme: &Scheme, missing: Vec<String>) -> Held {
    Held {
        scheme_id: scheme.id.clone(),
        title: scheme.title.text(visit.lang).to_owned(),
        scopes: scheme.scopes.clone(),
        given_at: visit.lang.instant(delegation.given_at),
        missing,
        closed: !scheme.delegable,
        instead: Instead::default(),
        elsewhere: Vec::new(),
    }
}

/// `GET /fullmakt/leverandorer/{orgnr}/fjern/{scheme}`
pub async fn confirm_withdraw(visit: Visit, Path((number, scheme)): Path<(String, String)>) -> Response {
    answer(&visit, ask_withdraw(&visit, &number, &scheme).await)
}

async fn ask_withdraw(visit: &Visit, number: &str, scheme_id: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    let scheme = delegation::scheme(&mut tx, scheme_id)
        .await?
        .ok_or_else(|| Error::SchemeUnknown(scheme_id.to_owned()))?;
    let frame = visit.frame();
    let pair = acting.with(number);
    let cancel = page_of(&mut tx, &acting, number).await?;
    let supplier = named(&mut tx, number).await?;
    if pair.was_given(&mut tx, &scheme.id).await? != Some(true) {
        return Err(not_given(visit, &cancel));
    }
    let mut consequences = pair.consequences(&mut tx, visit, std::slice::from_ref(&scheme)).await?;
    consequences.push(frame.t(if scheme.delegable {
        "portal-withdraw-again"
    } else {
        "portal-withdraw-not-again"
    }));
    Ok(visit.page(&Confirm {
        heading: frame.t1("portal-withdraw-heading", "name", &supplier.name),
        consequences,
        schemes: titles(visit, &[scheme]),
        action: visit.path.clone(),
        button: frame.t("portal-withdraw"),
        cancel,
        head: acting.head(true),
        frame,
    }))
}

/// `POST /fullmakt/leverandorer/{orgnr}/fjern/{scheme}`
pub async fn withdraw(
    visit: Visit,
    Path((number, scheme)): Path<(String, String)>,
    form: Submitted,
) -> Response {
    answer(&visit, take_back(&visit, &number, &scheme, &form).await)
}

async fn take_back(visit: &Visit, number: &str, scheme_id: &str, form: &Submitted) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    if delegation::scheme(&mut tx, scheme_id).await?.is_none() {
        return Err(Error::SchemeUnknown(scheme_id.to_owned()).into());
    }
    if acting.with(number).was_given(&mut tx, scheme_id).await?.is_none() {
        let page = page_of(&mut tx, &acting, number).await?;
        return Err(not_given(visit, &page));
    }
    // Sent twice, or taken back by the other side meanwhile: it is gone, which is what was asked for.
    let by = By::consumer(&acting.actor);
    delegation::withdraw(&mut tx, &visit.app, visit.now, acting.number, number, scheme_id, by).await?;
    let stays = delegation::supplier_exists(&mut tx, acting.number, number).await?;
    tx.commit().await?;
    if !stays {
        // It was removed meanwhile, with all it held, and has no page of its own any more.
        return Ok(visit.go_and_tell(&removed(number)));
    }
    Ok(visit.go_and_tell(&format!("{SUPPLIERS}/{number}?ok=fjernet&api={}", percent_encode(scheme_id))))
}

/// The page of a supplier; of one that was removed, the list that it stood in.
async fn page_of(tx: &mut Tx, acting: &Acting, number: OrgNumber) -> Result<String, Error> {
    let stays = delegation::supplier_exists(tx, acting.number, number).await?;
    Ok(if stays { format!("{SUPPLIERS}/{number}") } else { SUPPLIERS.to_owned() })
}

/// The list, which tells that the supplier was removed from it.
fn removed(number: OrgNumber) -> String {
    format!("{SUPPLIERS}?ok=slettet&leverandor={number}")
}

/// `GET /fullmakt/leverandorer/{orgnr}/slett`
pub async fn confirm_remove(visit: Visit, Path(number): Path<String>) -> Response {
    answer(&visit, ask_remove(&visit, &number).await)
}

async fn ask_remove(visit: &Visit, number: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    let supplier = added(&mut tx, &acting, number).await?;
    let pair = acting.with(number);
    let schemes = pair.active_schemes(&mut tx).await?;
    let frame = visit.frame();
    let consequences = if schemes.is_empty() {
        vec![frame.t1("portal-remove-nothing", "name", &supplier.name)]
    } else {
        let mut told = pair.consequences(&mut tx, visit, &schemes).await?;
        told.push(frame.t("portal-remove-all"));
        told
    };
    Ok(visit.page(&Confirm {
        heading: frame.t1("portal-remove-heading", "name", &supplier.name),
        consequences,
        schemes: titles(visit, &schemes),
        action: visit.path.clone(),
        button: frame.t("portal-remove-supplier"),
        cancel: format!("{SUPPLIERS}/{number}"),
        head: acting.head(true),
        frame,
    }))
}

/// `POST /fullmakt/leverandorer/{orgnr}/slett`
pub async fn remove_supplier(visit: Visit, Path(number): Path<String>, form: Submitted) -> Response {
    answer(&visit, remove(&visit, &number, &form).await)
}

async fn remove(visit: &Visit, number: &str, form: &Submitted) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    let by = By::consumer(&acting.actor);
    delegation::remove_supplier(&mut tx, &visit.app, visit.now, acting.number, number, true, by).await?;
    tx.commit().await?;
    Ok(visit.go_and_tell(&removed(number)))
}
