//! The link that a vendor sends its customer: it opens the portal with supplier and scheme chosen, so that the customer
//! needs to search for neither, nor can pick the wrong one of two that look alike.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::give::{Offer, hand_on, scheme_page};
use super::lookup::LookUp;
use super::{Acting, Outcome, SUPPLIERS, Stop, acting, acting_by, answer};
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

/// The address of the page on which a customer gives `supplier` the scheme, whether or not it has added it before.
pub fn gift_path(supplier: OrgNumber, scheme_id: &str) -> String {
    format!("{LINK}?leverandor={supplier}&skjema={}", percent_encode(scheme_id))
}

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
            let url = format!("{}{}", visit.app.config.public_url, gift_path(supplier, &choice.id));
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
    let Principal::Person(_) = &visit.principal else { return Ok(None) };
    let Some(query) = goto.strip_prefix(LINK).and_then(|rest| rest.strip_prefix('?')) else {
        return Ok(None);
    };
    let query = Query::new(Some(query.to_owned()));
    let number = query.get("leverandor").and_then(|number| OrgNumber::parse_typed(&number).ok());
    let Some(number) = number else { return Ok(None) };
    let supplier = match LookUp::new(visit, limits).organisation(tx, number).await {
        Ok(Some(supplier)) => supplier,
        Ok(None) | Err(Stop::Answer(_)) => return Ok(None),
        Err(Stop::Rule(error)) => return Err(error),
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
pub async fn open(visit: Visit, State(limits): State<Arc<LookupLimits>>) -> Response {
    answer(&visit, show(&visit, &limits).await)
}

/// Whether the supplier was added before. One that was not is looked up here, by anybody who writes a link, and so counts.
async fn is_added(
    tx: &mut Tx,
    acting: &Acting,
    supplier: OrgNumber,
    look_up: &LookUp<'_>,
) -> Result<bool, Stop> {
    let added = delegation::supplier_exists(tx, acting.number, supplier).await?;
    let found = if added {
        parties::find_organisation(tx, supplier).await?
    } else {
        look_up.organisation(tx, supplier).await?
    };
    match found.ok_or(Error::SupplierUnknown(supplier))?.deleted_at {
        Some(at) => Err(Error::Gone { number: supplier, at }.into()),
        None => Ok(added),
    }
}

async fn show(visit: &Visit, limits: &LookupLimits) -> Outcome {
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    acting.authority.to_give()?;
    let query = |name| visit.query_value(name).unwrap_or_default();
    let asked = asked(visit, &query("leverandor"), &query("skjema"))?;
    if asked.supplier == acting.number {
        return Err(Error::SupplierIsSelf.into());
    }
    let added = is_added(&mut tx, &acting, asked.supplier, &LookUp::new(visit, limits)).await?;
    let Some(scheme_id) = asked.scheme else {
        // A link without a scheme leads to the supplier, or to where it is added.
        return Ok(visit.go(&if added {
            format!("{SUPPLIERS}/{}/gi", asked.supplier)
        } else {
            format!("{SUPPLIERS}/ny?orgnr={}", asked.supplier)
        }));
    };
    let offer = Offer { action: LINK.to_owned(), back: SUPPLIERS.to_owned(), adds: !added };
    scheme_page(visit, &mut tx, &acting, asked.supplier, &scheme_id, offer).await
}

/// `POST /fullmakt/gi`: adds the supplier where that is needed, and gives, both or neither.
pub async fn follow(visit: Visit, State(limits): State<Arc<LookupLimits>>, form: Submitted) -> Response {
    answer(&visit, give(&visit, &limits, &form).await)
}

async fn give(visit: &Visit, limits: &LookupLimits, form: &Submitted) -> Outcome {
    let app = &visit.app;
    let mut tx = app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    acting.authority.to_give()?;
    let asked = asked(visit, form.get("leverandor"), form.get("skjema"))?;
    let scheme_id = asked.scheme.unwrap_or_default();
    if asked.supplier != acting.number {
        is_added(&mut tx, &acting, asked.supplier, &LookUp::new(visit, limits)).await?;
    }
    delegation::add_supplier(&mut tx, app, visit.now, acting.number, asked.supplier, &acting.actor).await?;
    hand_on(visit, tx, &acting, asked.supplier, &scheme_id).await
}
