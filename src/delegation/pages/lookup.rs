//! Looking a supplier up by its number: every page on which a person finds out whose a number is comes by here, so that all
//! of them are held to one count of numbers that are nobody's.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::{SUPPLIERS, Stop};
use crate::access::limits::LookupLimits;
use crate::access::{Principal, Visit};
use crate::clock::SECOND;
use crate::db::Tx;
use crate::numbers::{OrgNumber, PartyUuid};
use crate::parties::{self, Organisation};

/// Look-ups by the person who asks.
pub(super) struct LookUp<'a> {
    visit: &'a Visit,
    limits: &'a LookupLimits,
}

impl<'a> LookUp<'a> {
    pub(super) const fn new(visit: &'a Visit, limits: &'a LookupLimits) -> Self {
        Self { visit, limits }
    }

    fn person(&self) -> Option<&PartyUuid> {
        match &self.visit.principal {
            Principal::Person(person) => Some(&person.party_uuid),
            _ => None,
        }
    }

    /// That the person has not tried too many numbers that are nobody's.
    pub(super) fn admit(&self) -> Result<(), Stop> {
        let visit = self.visit;
        let until = self.person().and_then(|person| self.limits.kept_out(person, visit.now.wall));
        let Some(until) = until else { return Ok(()) };
        let mut response: Response =
            visit.fault(StatusCode::TOO_MANY_REQUESTS, "portal-too-many-lookups", Some(SUPPLIERS));
        let seconds = (until - visit.now.wall + SECOND - 1) / SECOND;
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        Err(response.into())
    }

    /// Whose the number is; one that is nobody's is counted.
    pub(super) async fn organisation(
        &self,
        tx: &mut Tx,
        number: OrgNumber,
    ) -> Result<Option<Organisation>, Stop> {
        self.admit()?;
        let found = parties::find_organisation(tx, number).await?;
        if let (None, Some(person)) = (&found, self.person()) {
            self.limits.missed(person, self.visit.now.wall);
        }
        Ok(found)
    }
}
