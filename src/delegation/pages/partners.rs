//! The two lists of the portal, those that an organisation added and those that added it: searched and read page by page alike,
//! and below them those who are so no more, whose history stays readable.

use super::{Named, named};
use crate::access::Visit;
use crate::db::Tx;
use crate::delegation::Error;
use crate::delegation::store::{self, Of, Wanted, When};
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
    pub(super) former: Former,
}

/// A page of those who were removed.
pub(super) struct Former {
    pub(super) found: usize,
    pub(super) lines: Vec<Line>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// They are shown at once: something was searched for, or they were turned over.
    pub(super) is_open: bool,
}

/// An organisation of the list.
pub(super) struct Line {
    pub(super) organisation: Named,
    /// How many schemes are given between the two now.
    pub(super) active: usize,
    /// When the last that was given ended, of one that was removed.
    pub(super) until: String,
}

/// A page of one of the lists.
struct Page {
    found: usize,
    lines: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
}

/// Whose list it is, and what it is asked.
struct List<'a> {
    visit: &'a Visit,
    own: OrgNumber,
    side: Of,
    address: &'static str,
    search: &'a str,
}

impl List<'_> {
    /// The page of those of `when` that the query's `field` names, whose neighbours lead to the place `anchor` of the page.
    async fn page(&self, tx: &mut Tx, when: When, field: &str, anchor: &str) -> Result<Page, Error> {
        let asked = self.visit.query_value(field).and_then(|side| side.parse::<usize>().ok()).unwrap_or(1);
        let mut page = asked.saturating_sub(1).min(usize::from(u16::MAX));
        let wanted =
            |page: usize| Wanted { when, search: self.search, skip: page * PER_PAGE, take: PER_PAGE };
        let (found, mut partners) = store::partners(tx, self.own, self.side, wanted(page)).await?;
        // A page behind the last is the last.
        let last = found.saturating_sub(1) / PER_PAGE;
        if page > last {
            page = last;
            partners = store::partners(tx, self.own, self.side, wanted(page)).await?.1;
        }
        let mut lines = Vec::with_capacity(partners.len());
        for partner in partners {
            lines.push(Line {
                organisation: named(tx, partner.number).await?,
                active: partner.active,
                until: partner.until.map(|at| self.visit.lang.instant(at)).unwrap_or_default(),
            });
        }
        let (address, search) = (self.address, percent_encode(self.search));
        let at = |page: usize| format!("{address}?sok={search}&{field}={}{anchor}", page + 1);
        Ok(Page {
            found,
            lines,
            before: (page > 0).then(|| at(page - 1)),
            after: (page < last).then(|| at(page + 1)),
        })
    }
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
    let list = List { visit, own, side, address, search: &search };
    let now = list.page(tx, When::Now, "side", "").await?;
    let former = list.page(tx, When::Before, "tidligere", "#tidligere").await?;
    Ok(Partners {
        address,
        has_search: now.found > PER_PAGE || former.found > PER_PAGE || !search.is_empty(),
        found: now.found,
        lines: now.lines,
        before: now.before,
        after: now.after,
        former: Former {
            is_open: !search.is_empty() || visit.query_value("tidligere").is_some(),
            found: former.found,
            lines: former.lines,
            before: former.before,
            after: former.after,
        },
        search,
    })
}
