//! The two lists of the portal, those that an organisation added and those that added it: searched and read page by page alike.

use super::{Named, named};
use crate::access::Visit;
use crate::db::Tx;
use crate::delegation::Error;
use crate::delegation::store::{self, Of, Wanted};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::web::forms::percent_encode;

/// How many a page shows.
const PER_PAGE: usize = 20;

/// The longest search.
const LONGEST: usize = 200;

/// One page of a list.
pub(super) struct Partners {
    /// Where the list stands; each line leads below it.
    pub(super) address: &'static str,
    pub(super) search: String,
    /// The field to search in: where there is more than a page, or something was searched for.
    pub(super) has_search: bool,
    /// How many there are in all.
    pub(super) found: usize,
    pub(super) lines: Vec<Line>,
    /// Addresses of the pages before and after this one.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// An organisation of the list.
pub(super) struct Line {
    pub(super) organisation: Named,
    /// How many schemes are given between the two now.
    pub(super) active: usize,
}

/// The page that `visit` asks for of the list at `address`: what `own` added, or who added it.
pub(super) async fn read(
    visit: &Visit,
    tx: &mut Tx,
    own: OrgNumber,
    side: Of,
    address: &'static str,
) -> Result<Partners, Error> {
    let search = mask_real_numbers(&visit.query_value("sok").unwrap_or_default()).0;
    let search: String = search.trim().chars().take(LONGEST).collect();
    let asked = visit.query_value("side").and_then(|side| side.parse::<usize>().ok()).unwrap_or(1);
    let mut page = asked.saturating_sub(1).min(usize::from(u16::MAX));
    let wanted = |page: usize| Wanted { search: &search, skip: page * PER_PAGE, take: PER_PAGE };
    let (found, mut partners) = store::partners(tx, own, side, wanted(page)).await?;
    // A page behind the last is the last.
    let last = found.saturating_sub(1) / PER_PAGE;
    if page > last {
        page = last;
        partners = store::partners(tx, own, side, wanted(page)).await?.1;
    }
    let mut lines = Vec::with_capacity(partners.len());
    for partner in partners {
        lines.push(Line { organisation: named(tx, partner.number).await?, active: partner.active });
    }
    let at = |page: usize| format!("{address}?sok={}&side={}", percent_encode(&search), page + 1);
    Ok(Partners {
        address,
        has_search: found > PER_PAGE || !search.is_empty(),
        found,
        lines,
        before: (page > 0).then(|| at(page - 1)),
        after: (page < last).then(|| at(page + 1)),
        search,
    })
}
