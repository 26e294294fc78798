//! Giving: search a scheme, read what it holds, give it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::choose::role_name;
use super::pair::Pair;
use super::path::Elsewhere;
use super::sister::{SchemeLink, granted, lookalikes};
use super::{
    Acting, Head, Named, Outcome, SUPPLIERS, acting, acting_by, answer, named, number_in_path, owner_named,
};
use crate::access::Visit;
use crate::db::Tx;
use crate::delegation::{self, Error, Scheme};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::web::forms::percent_encode;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/find_scheme.html")]
struct FindPage {
    frame: Frame,
    head: Head,
    supplier: Named,
    search: String,
    /// The owners of what was found, for the filter: code, name, whether it is chosen.
    owners: Vec<(String, String, bool)>,
    found: usize,
    schemes: Vec<SchemeLine>,
    /// Addresses of the pages before and after this one.
    before: Option<String>,
    after: Option<String>,
}

/// How many schemes a page shows (`altinn.md` §3.2, step 4).
const PER_PAGE: usize = 7;

struct SchemeLine {
    href: String,
    title: String,
    owner: String,
    description: String,
    scopes: usize,
    /// The supplier holds it already.
    given: bool,
    /// The organisation was granted its scopes.
    granted: bool,
}

/// `GET /fullmakt/leverandorer/{orgnr}/gi`
pub async fn find_scheme(visit: Visit, Path(number): Path<String>) -> Response {
    answer(&visit, find(&visit, &number).await)
}

fn search_of(visit: &Visit) -> String {
    mask_real_numbers(&visit.query_value("sok").unwrap_or_default()).0
}

async fn find(visit: &Visit, number: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    acting.authority.to_give()?;
    if !delegation::supplier_exists(&mut tx, acting.number, number).await? {
        return Err(Error::SupplierNotAdded { consumer: acting.number, supplier: number }.into());
    }
    let search: String = search_of(visit).trim().chars().take(200).collect();
    let granted = granted(&mut tx, visit, acting.number).await?;
    let held = delegation::delegations_between(&mut tx, acting.number, number).await?;
    let wanted = visit.query_value("eier").unwrap_or_default();
    let mut hits = delegation::search(&mut tx, &search).await?;
    let mut owners: Vec<(String, String, bool)> = Vec::new();
    for scheme in &hits {
        if !owners.iter().any(|(code, ..)| *code == scheme.owner_code) {
            let name = owner_named(&mut tx, scheme.owner, visit.lang).await?;
            owners.push((scheme.owner_code.clone(), name, scheme.owner_code == wanted));
        }
    }
    // A filter that fits nothing that was found, perhaps left over from another search, filters nothing.
    let owner = owners.iter().find(|(.., chosen)| *chosen).map(|(code, ..)| code.clone()).unwrap_or_default();
    hits.retain(|scheme| owner.is_empty() || scheme.owner_code == owner);
    let found = hits.len();
    let last = found.saturating_sub(1) / PER_PAGE;
    let page = visit.query_value("side").and_then(|side| side.parse::<usize>().ok()).unwrap_or(1);
    let page = page.saturating_sub(1).min(last);
    let address = |page: usize| {
        let (search, owner) = (percent_encode(&search), percent_encode(&owner));
        format!("{SUPPLIERS}/{number}/gi?sok={search}&eier={owner}&side={}", page + 1)
    };
    let mut schemes = Vec::new();
    for scheme in hits.into_iter().skip(page * PER_PAGE).take(PER_PAGE) {
        schemes.push(SchemeLine {
            href: format!(
                "{SUPPLIERS}/{number}/gi/{}?sok={}",
                percent_encode(&scheme.id),
                percent_encode(&search)
            ),
            title: scheme.title.text(visit.lang).to_owned(),
            owner: owner_named(&mut tx, scheme.owner, visit.lang).await?,
            description: scheme.description.text(visit.lang).to_owned(),
            scopes: scheme.scopes.len(),
            given: held.iter().any(|held| held.is_active() && held.scheme_id == scheme.id),
            granted: granted.missing(&scheme).is_empty(),
        });
    }
    let supplier = named(&mut tx, number).await?;
    Ok(visit.page(&FindPage {
        frame: visit.frame(),
        head: acting.head(true),
        supplier,
        owners,
        found,
        schemes,
        before: (page > 0).then(|| address(page - 1)),
        after: (page < last).then(|| address(page + 1)),
        search,
    }))
}

#[derive(Template)]
#[template(path = "delegation/scheme.html")]
struct SchemePage {
    frame: Frame,
    head: Head,
    supplier: Named,
    id: String,
    title: String,
    owner: String,
    description: String,
    scopes: Vec<String>,
    given: bool,
    /// Why this person cannot give it.
    denied: Option<String>,
    /// The scopes that the organisation was not granted itself.
    missing: Vec<String>,
    /// Schemes of the same owner that fit what it was granted.
    fitting: Vec<SchemeLink>,
    /// Other units of the organisation that were granted what is missing.
    elsewhere: Vec<Elsewhere>,
    /// What its owner has closed, or has another in place of.
    notes: Vec<String>,
    /// Schemes whose titles are almost the same, with their scopes.
    alike: Vec<(String, String)>,
    offer: Offer,
}

/// How a scheme is offered: by the search, or by a link that a vendor sent.
pub(super) struct Offer {
    /// Where the form is sent.
    pub(super) action: String,
    pub(super) back: String,
    /// The supplier is added with it.
    pub(super) adds: bool,
}

/// `GET /fullmakt/leverandorer/{orgnr}/gi/{scheme}`
pub async fn show_scheme(visit: Visit, Path((number, scheme)): Path<(String, String)>) -> Response {
    answer(&visit, show(&visit, &number, &scheme).await)
}

async fn show(visit: &Visit, number: &str, scheme_id: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let acting = acting(visit, &mut tx).await?;
    acting.authority.to_give()?;
    if !delegation::supplier_exists(&mut tx, acting.number, number).await? {
        return Err(Error::SupplierNotAdded { consumer: acting.number, supplier: number }.into());
    }
    let offer = Offer {
        action: format!("{SUPPLIERS}/{number}/gi/{}", percent_encode(scheme_id)),
        back: format!("{SUPPLIERS}/{number}/gi?sok={}", percent_encode(&search_of(visit))),
        adds: false,
    };
    scheme_page(visit, &mut tx, &acting, number, scheme_id, offer).await
}

/// Why the person cannot give this scheme, when it cannot: the reasons that Altinn's portal tells (`altinn.md` §3.2, step 5),
/// and by which package or role it could.
fn denied(visit: &Visit, acting: &Acting, scheme: &Scheme) -> Option<String> {
    match acting.authority.to_give_scheme(scheme) {
        Ok(()) => return None,
        Err(Error::SchemeNotDelegable(_)) => return Some(visit.t("portal-cannot-give")),
        Err(_) => {}
    }
    let need = |key, kind, name| visit.lang.text_with(key, &[(kind, &role_name(visit, name))]);
    let packages = scheme.policy.packages.iter().map(|name| need("portal-needs-package", "package", name));
    let roles = scheme.policy.roles.iter().map(|name| need("portal-needs-role", "role", name));
    let needed = packages.chain(roles).reduce(|one, other| {
        visit.lang.text_with("portal-needs-either", &[("one", &one), ("other", &other)])
    });
    Some(match needed {
        Some(needed) => {
            let name = &acting.authority.organisation.name;
            visit.lang.text_with("portal-cannot-give-needs", &[("needed", &needed), ("name", name)])
        }
        None => visit.t("portal-cannot-give-yet"),
    })
}

/// What a reader should know before it gives the scheme: that its owner has closed a scope of it, or has another scheme in its
/// place by now.
async fn notes(tx: &mut Tx, visit: &Visit, scheme: &Scheme) -> Result<Vec<String>, Error> {
    let mut notes = Pair::closed(tx, visit, std::slice::from_ref(scheme)).await?;
    if scheme.is_deprecated() {
        notes.push(visit.t("portal-scheme-deprecated"));
    }
    Ok(notes)
}

/// The page of one scheme for one supplier.
pub(super) async fn scheme_page(
    visit: &Visit,
    tx: &mut Tx,
    acting: &Acting,
    number: OrgNumber,
    scheme_id: &str,
    offer: Offer,
) -> Outcome {
    let scheme =
        delegation::scheme(tx, scheme_id).await?.ok_or_else(|| Error::SchemeUnknown(scheme_id.to_owned()))?;
    let granted = granted(tx, visit, acting.number).await?;
    let pair = acting.with(number);
    let given = pair.active_schemes(tx).await?;
    let alike = lookalikes(tx, visit, &scheme).await?;
    let missing = granted.missing(&scheme);
    Ok(visit.page(&SchemePage {
        frame: visit.frame(),
        head: acting.head(true),
        supplier: named(tx, number).await?,
        title: scheme.title.text(visit.lang).to_owned(),
        owner: owner_named(tx, scheme.owner, visit.lang).await?,
        description: scheme.description.text(visit.lang).to_owned(),
        given: given.iter().any(|held| held.id == scheme.id),
        denied: denied(visit, acting, &scheme),
        fitting: granted.instead_of(&scheme, &alike, &given).fitting,
        elsewhere: pair.elsewhere(tx, visit, &scheme, &missing).await?,
        notes: notes(tx, visit, &scheme).await?,
        missing,
        alike: alike
            .iter()
            .map(|other| (other.title.text(visit.lang).to_owned(), other.scopes.join(" ")))
            .collect(),
        offer,
        id: scheme.id,
        scopes: scheme.scopes,
    }))
}

/// `POST /fullmakt/leverandorer/{orgnr}/gi/{scheme}`
pub async fn give_scheme(
    visit: Visit,
    Path((number, scheme)): Path<(String, String)>,
    form: Submitted,
) -> Response {
    answer(&visit, give(&visit, &number, &scheme, &form).await)
}

async fn give(visit: &Visit, number: &str, scheme_id: &str, form: &Submitted) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let acting = acting_by(visit, &mut tx, form).await?;
    hand_on(visit, tx, &acting, number, scheme_id).await
}

/// Gives, where the person may give just this, and leads on to the supplier's page, which says so.
pub(super) async fn hand_on(
    visit: &Visit,
    mut tx: Tx,
    acting: &Acting,
    number: OrgNumber,
    scheme_id: &str,
) -> Outcome {
    acting.authority.to_give()?;
    if let Some(scheme) = delegation::scheme(&mut tx, scheme_id).await? {
        acting.authority.to_give_scheme(&scheme)?;
    }
    let given =
        delegation::give(&mut tx, &visit.app, visit.now, acting.number, number, scheme_id, &acting.actor)
            .await?;
    tx.commit().await?;
    let code = if given.was_there { "fantes" } else { "gitt" };
    Ok(visit.go_and_tell(&format!("{SUPPLIERS}/{number}?ok={code}&api={}", percent_encode(scheme_id))))
}
