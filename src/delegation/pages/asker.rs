//! Who asks for a page that is about one organisation, whether it is read in the portal or by a case's contact.

use axum::http::StatusCode;
use axum::response::Response;

use crate::access::{Principal, Visit};
use crate::db::Tx;
use crate::delegation::{self, Error};
use crate::numbers::OrgNumber;
use crate::web::forms::percent_encode;

/// The organisation that a visit may read about, or nobody in particular: staff, who may read about all.
///
/// A person's roles are asked anew, as the portal does at every page; what is missing is an answer of its own.
pub async fn asker(visit: &Visit, tx: &mut Tx) -> Result<Option<OrgNumber>, Box<Response>> {
    match &visit.principal {
        Principal::Handler(_) | Principal::Operator(_) => return Ok(None),
        Principal::Contact(_) => return Ok(Some(visit.contact()?.organisation)),
        Principal::Person(_) | Principal::Visitor => {}
    }
    let person = visit.person()?;
    let choose = || visit.go(&format!("/fullmakt?ok=velg&goto={}", percent_encode(&visit.wanted())));
    let number = person.acting_for.ok_or_else(choose)?;
    match delegation::authority(tx, &person.party_uuid, number).await {
        Ok(_) => Ok(Some(number)),
        Err(Error::Database(error)) => Err(Box::new(visit.internal(&error))),
        Err(_) => Err(Box::new(visit.fault(StatusCode::FORBIDDEN, "portal-not-allowed", Some("/fullmakt")))),
    }
}
