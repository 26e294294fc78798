//! The link that a vendor sends its customer: it opens the portal with supplier and scheme chosen, so that the customer
//! needs to search for neither, nor can pick the wrong one of two that look alike.

use axum::response::Response;

use super::give::{Offer, scheme_page};
use super::{Outcome, SUPPLIERS, Stop, acting, acting_by, answer};
use crate::access::limits::LookupLimits;
use crate::access::{Principal, Visit};
use crate::db::Tx;
use crate::delegation::{self, Error, Scheme};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties;
use crate::web::forms::percent_encode;
use crate::web::{Query, Submitted};

/// Where the link leads.
pub(super) const LINK: &str = "/fullmakt/gi";

/// The vendor's side: the schemes it can ask for, and the link to the one it chose.
pub(super) struct SentLink {
    pub(super) schemes: Vec<Choice>,
    pub(super) made: Option<Made>,
}

/// The link that was made.
pub(super) struct Made {
    /// What it asks for.
    pub(super) title: String,
    pub(super) url: String,
}

/// A scheme in the list.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) scopes: Vec<String>,
    pub(super) chosen: bool,
}

impl SentLink {
    /// As the page's query has it. A scheme that no customer can give is none to ask for; one that the search hides can be asked
    /// for by who names it.
    pub(super) async fn read(visit: &Visit, tx: &mut Tx, supplier: OrgNumber) -> Result<Self, Error> {
        let wanted = visit.query_value("skjema");
        let mut schemes = Vec::new();
        let mut found = delegation::search(tx, "").await?;
        if let Some(id) = wanted.as_ref().filter(|id| found.iter().all(|scheme| scheme.id != **id)) {
            found.extend(delegation::scheme(tx, id).await?);
        }
        for scheme in found.into_iter().filter(Scheme::can_be_given) {
            schemes.push(Choice {
                title: scheme.title.text(visit.lang).to_owned(),
                scopes: scheme.scopes,
                chosen: wanted.as_ref() == Some(&scheme.id),
                id: scheme.id,
            });
        }
        let made = schemes.iter().find(|choice| choice.chosen).map(|choice| {
            let base = &visit.app.config.public_url;
            let url = format!("{base}{LINK}?leverandor={supplier}&skjema={}", percent_encode(&choice.id));
            Made { title: choice.title.clone(), url }
        });
        Ok(Self { schemes, made })
    }
}

/// What a link names.
struct Asked {
    supplier: OrgNumber,
    scheme: Option<String>,
}

fn asked(visit: &Visit, supplier: &str, scheme: &str) -> Result<Asked, Stop> {
    let supplier = OrgNumber::parse_typed(supplier).map_err(|_| {
        Stop::from(visit.fault(axum::http::StatusCode::NOT_FOUND, "portal-link-broken", Some(SUPPLIERS)))
    })?;
    let scheme = Some(mask_real_numbers(scheme.trim()).0).filter(|scheme| !scheme.is_empty());
    Ok(Asked { supplier, scheme })
}

/// What is asked for by the link that leads on to `goto`, and by whom, for a page on the way there. A number that is nobody's
/// is a look-up like any other, and is counted.
pub(super) async fn asked_by(
    visit: &Visit,
    tx: &mut Tx,
    limits: &LookupLimits,
    goto: &str,
) -> Result<Option<String>, Error> {
    let Principal::Person(person) = &visit.principal else { return Ok(None) };
    let Some(query) = goto.strip_prefix(LINK).and_then(|rest| rest.strip_prefix('?')) else {
        return Ok(None);
    };
    let query = Query::new(Some(query.to_owned()));
    let number = query.get("leverandor").and_then(|number| OrgNumber::parse_typed(&number).ok());
    let Some(number) = number else { return Ok(None) };
    if limits.kept_out(&person.party_uuid, visit.now.wall).is_some() {
        return Ok(None);
    }
    let Some(supplier) = parties::find_organisation(tx, number).await? else {
        limits.missed(&person.party_uuid, visit.now.wall);
        return Ok(None);
    };
    let scheme = match query.get("skjema") {
        Some(id) => delegation::scheme(tx, &id).await?,
        None => None,
    };
    let number = number.to_string();
    let values = [("name", supplier.name.as_str()), ("number", &number)];
    Ok(Some(match scheme {
        Some(scheme) => {
            let [name, number] = values;
            let title = ("title", scheme.title.text(visit.lang));
            visit.lang.text_with("portal-choose-asked", &[name, number, title])
        }
        None => visit.lang.text_with("portal-choose-asked-any", &values),
    }))
}

/// `GET /fullmakt/gi?leverandor=NUMBER&skjema=ID`
pub async fn open(visit: Visit) -> Response {
    answer(&visit, show(&visit).await)
}

async fn show(visit: &Visit) -> Outcome {
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    acting.authority.to_give()?;
    let query = |name| visit.query_value(name).unwrap_or_default();
    let asked = asked(visit, &query("leverandor"), &query("skjema"))?;
    if asked.supplier == acting.number {
        return Err(Error::SupplierIsSelf.into());
    }
    match parties::find_organisation(&mut tx, asked.supplier).await? {
        None => return Err(Error::SupplierUnknown(asked.supplier).into()),
        Some(supplier) => {
            if let Some(at) = supplier.deleted_at {
                return Err(Error::Gone { number: asked.supplier, at }.into());
            }
        }
    }
    let Some(scheme_id) = asked.scheme else {
        // A link without a scheme leads to the supplier, or to where it is added.
        let added = delegation::supplier_exists(&mut tx, acting.number, asked.supplier).await?;
        return Ok(visit.go(&if added {
            format!("{SUPPLIERS}/{}/gi", asked.supplier)
        } else {
            format!("{SUPPLIERS}/ny?orgnr={}", asked.supplier)
        }));
    };
    let offer = Offer {
        action: LINK.to_owned(),
        back: SUPPLIERS.to_owned(),
        adds: !delegation::supplier_exists(&mut tx, acting.number, asked.supplier).await?,
    };
    scheme_page(visit, &mut tx, &acting, asked.supplier, &scheme_id, offer).await
}

/// `POST /fullmakt/gi`: adds the supplier where that is needed, and gives, both or neither.
pub async fn follow(visit: Visit, form: Submitted) -> Response {
    answer(&visit, give(&visit, &form).await)
}

async fn give(visit: &Visit, form: &Submitted) -> Outcome {
    let app = &visit.app;
    let mut tx = app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    acting.authority.to_give()?;
    let asked = asked(visit, form.get("leverandor"), form.get("skjema"))?;
    let scheme_id = asked.scheme.unwrap_or_default();
    delegation::add_supplier(&mut tx, app, visit.now, acting.number, asked.supplier, &acting.actor).await?;
    let given =
        delegation::give(&mut tx, app, visit.now, acting.number, asked.supplier, &scheme_id, &acting.actor)
            .await?;
    tx.commit().await?;
    let code = if given.was_there { "fantes" } else { "gitt" };
    Ok(visit.go_and_tell(&format!(
        "{SUPPLIERS}/{}?ok={code}&api={}",
        asked.supplier,
        percent_encode(&scheme_id)
    )))
}
