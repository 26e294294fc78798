//! `/tilganger`: what an owner of scopes sees of them: who has access, who has delegated to whom, and what was refused
//! lately. It stands here and not in `clients/`, which knows nothing of delegations and of refusals.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::HELP;
use crate::access::{Principal, Visit};
use crate::clients::pages::shown_description;
use crate::clients::{self, Grant, GrantState, Scope, Visibility, named};
use crate::clock::DAY;
use crate::db::{self, Tx, Value};
use crate::delegation::{self, Delegation};
use crate::ledger::{self, LOOKED_THROUGH, Refusals, Refused};
use crate::numbers::OrgNumber;
use crate::web::Frame;
use crate::web::forms::percent_encode;

/// How many scopes one page lists; the next ones are a link away.
const SCOPES: usize = 100;

/// How many grants a scope's page shows.
const GRANTS: usize = 200;

/// How many delegations it shows.
const DELEGATIONS: usize = 50;

/// How many refusals it shows.
const REFUSALS: usize = 20;

/// How far back refusals are counted in the list, in days.
const COUNTED_DAYS: i64 = 7;

/// How far back a scope's page shows them, in days.
const SHOWN_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "token/owned_scopes.html")]
struct ListPage {
    frame: Frame,
    /// Whose scopes these are; nobody's in particular for staff, who sees all.
    owner: Option<String>,
    /// Whether the owner may make scopes: a prefix was handed out to it.
    has_prefix: bool,
    scopes: Vec<ScopeLine>,
    /// Where the next ones are.
    next: Option<String>,
    /// That there were more refusals than are counted.
    cut: Option<String>,
}

struct ScopeLine {
    href: String,
    name: String,
    description: String,
    owner: String,
    active: bool,
    holders: i64,
    delegations: i64,
    refusals: i64,
}

/// What both pages begin with: a look at the database, and who asks.
async fn open(visit: &Visit) -> Result<(Tx, Option<OrgNumber>), Box<Response>> {
    let mut tx = visit.app.db.read().await.map_err(|error| Box::new(visit.internal(&error)))?;
    let of = delegation::pages::asker(visit, &mut tx).await?;
    Ok((tx, of))
}

/// `GET /tilganger`: the scopes that the asker's organisation owns, in the order of their names.
pub async fn list(visit: Visit) -> Response {
    let (mut tx, of) = match open(&visit).await {
        Ok(opened) => opened,
        Err(answer) => return *answer,
    };
    match listed(&visit, &mut tx, of).await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

async fn listed(visit: &Visit, tx: &mut Tx, of: Option<OrgNumber>) -> Result<ListPage, db::Error> {
    let after = visit.query_value("etter").unwrap_or_default();
    let mut scopes = clients::all_scopes(tx).await?;
    scopes.retain(|scope| of.is_none_or(|owner| scope.owner == owner) && *scope.name > *after);
    let more = scopes.len() > SCOPES;
    scopes.truncate(SCOPES);
    let next = scopes.last().filter(|_| more);
    let next = next.map(|last| format!("/tilganger?etter={}", percent_encode(&last.name)));

    let asked: Vec<Value> = scopes.iter().map(|scope| Value::from(&scope.name)).collect();
    let holders = clients::count_holders(tx, &asked).await?;
    let delegations = delegation::count_active(tx, &asked).await?;
    let refused = if scopes.is_empty() {
        ledger::RefusedByScope::default()
    } else {
        ledger::refused_by_scope(tx, visit.now.wall - COUNTED_DAYS * DAY).await?
    };
    let names = clients::names_of(tx, scopes.iter().map(|scope| scope.owner).chain(of)).await?;
    let count = |counts: &HashMap<String, i64>, scope: &Scope| counts.get(&scope.name).copied().unwrap_or(0);
    let lines = scopes.iter().map(|scope| ScopeLine {
        href: address(&scope.name),
        description: shown_description(scope, visit.lang),
        owner: named(&names, scope.owner),
        active: scope.active,
        holders: count(&holders, scope),
        delegations: count(&delegations, scope),
        refusals: count(&refused.counts, scope),
        name: scope.name.clone(),
    });
    Ok(ListPage {
        frame: visit.frame(),
        has_prefix: match of {
            Some(owner) => clients::has_prefix(tx, owner).await?,
            None => true,
        },
        owner: of.map(|owner| named(&names, owner)),
        scopes: lines.collect(),
        next,
        cut: refused.cut.then(|| looked_through(visit)),
    })
}

/// Where a scope's page is: its name may hold what divides an address.
fn address(scope: &str) -> String {
    format!("/tilganger/{}", percent_encode(scope))
}

fn looked_through(visit: &Visit) -> String {
    visit.lang.text_with("owner-refused-cut", &[("limit", &LOOKED_THROUGH.to_string())])
}

#[derive(Template)]
#[template(path = "token/owned_scope.html")]
struct ScopePage {
    frame: Frame,
    scope: Scope,
    description: String,
    owner: String,
    visibility: String,
    lifetime: String,
    integrations: String,
    grants: Vec<GrantLine>,
    /// How many grants are shown of how many, where that is not all of them.
    grants_shown: Option<String>,
    delegations: Vec<DelegationLine>,
    /// How many delegations there are, and how many are shown where that is not all of them.
    delegations_shown: Option<String>,
    refusals: Vec<RefusalLine>,
    refusals_shown: Option<String>,
    cut: Option<String>,
}

struct GrantLine {
    organisation: String,
    colour: &'static str,
    state: String,
    since: String,
    case_number: String,
    /// Whether the asker may open the case at the desk.
    at_desk: bool,
}

struct DelegationLine {
    consumer: String,
    supplier: String,
    scheme: String,
    since: String,
}

struct RefusalLine {
    trace_id: String,
    at: String,
    code: String,
    /// Whether the code has a help page.
    help: bool,
    client: String,
    consumer: String,
}

/// `GET /tilganger/{scope}`: one scope. Somebody else's is answered as one that is not there.
pub async fn show(visit: Visit, Path(scope): Path<String>) -> Response {
    let (mut tx, of) = match open(&visit).await {
        Ok(opened) => opened,
        Err(answer) => return *answer,
    };
    let drawn = async {
        match clients::find_scope(&mut tx, &scope).await? {
            Some(scope) if of.is_none_or(|owner| scope.owner == owner) => {
                shown(&visit, &mut tx, scope).await.map(Some)
            }
            _ => Ok::<_, db::Error>(None),
        }
    };
    match drawn.await {
        Ok(Some(page)) => visit.page(&page),
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn shown(visit: &Visit, tx: &mut Tx, scope: Scope) -> Result<ScopePage, db::Error> {
    let limit = i64::try_from(GRANTS).unwrap_or(i64::MAX);
    let (grants, all_grants) = clients::holders_of(tx, &scope.name, limit).await?;
    let delegations = delegation::active_with_scope(tx, &scope.name, DELEGATIONS).await?;
    let counted = delegation::count_active(tx, &[Value::from(&scope.name)]).await?;
    let all_delegations = counted.get(&scope.name).copied().unwrap_or(0);
    let from = visit.now.wall - SHOWN_DAYS * DAY;
    let refusals = ledger::refused_with(tx, &scope.name, from, REFUSALS).await?;
    let names = clients::names_of(tx, numbers(&scope, &grants, &delegations, &refusals.rows)).await?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for delegation in &delegations {
        if !titles.contains_key(&delegation.scheme_id)
            && let Some(scheme) = delegation::scheme(tx, &delegation.scheme_id).await?
        {
            titles.insert(scheme.id, scheme.title.text(visit.lang).to_owned());
        }
    }
    let at_desk = matches!(visit.principal, Principal::Handler(_));
    Ok(ScopePage {
        frame: visit.frame(),
        description: shown_description(&scope, visit.lang),
        owner: named(&names, scope.owner),
        visibility: visit.t(match scope.visibility {
            Visibility::Public => "owner-visible-public",
            Visibility::Private => "owner-visible-private",
            Visibility::Internal => "owner-visible-internal",
        }),
        lifetime: match scope.at_max_age {
            0 => visit.t("owner-lifetime-unset"),
            seconds => visit.lang.text_count("owner-lifetime-seconds", seconds, &[]),
        },
        integrations: scope.allowed_integration_types.join(", "),
        grants_shown: some_of(visit, grants.len(), all_grants),
        grants: grants.iter().map(|grant| grant_line(visit, &names, grant, at_desk)).collect(),
        delegations_shown: some_of(visit, delegations.len(), all_delegations),
        delegations: delegations
            .iter()
            .map(|delegation| DelegationLine {
                consumer: named(&names, delegation.consumer),
                supplier: named(&names, delegation.supplier),
                scheme: titles
                    .get(&delegation.scheme_id)
                    .cloned()
                    .unwrap_or_else(|| delegation.scheme_id.clone()),
                since: visit.lang.instant(delegation.given_at),
            })
            .collect(),
        refusals_shown: refused_shown(visit, &refusals),
        refusals: refusals.rows.iter().map(|refused| refusal_line(visit, &names, refused)).collect(),
        cut: refusals.cut.then(|| looked_through(visit)),
        scope,
    })
}

/// Everybody whom the page names.
fn numbers(
    scope: &Scope,
    grants: &[Grant],
    delegations: &[Delegation],
    refused: &[Refused],
) -> impl Iterator<Item = OrgNumber> {
    let mut all = vec![scope.owner];
    all.extend(grants.iter().map(|grant| grant.consumer));
    all.extend(delegations.iter().flat_map(|held| [held.consumer, held.supplier]));
    all.extend(refused.iter().flat_map(|row| [row.client_organisation, row.consumer_organisation]).flatten());
    all.into_iter()
}

/// "The latest 50 of 812 are shown", where not all are.
fn some_of(visit: &Visit, shown: usize, all: i64) -> Option<String> {
    (i64::try_from(shown).unwrap_or(i64::MAX) < all).then(|| {
        let (shown, all) = (shown.to_string(), all.to_string());
        visit.lang.text_with("owner-some-of", &[("shown", &shown), ("all", &all)])
    })
}

fn refused_shown(visit: &Visit, refusals: &Refusals) -> Option<String> {
    let shown = refusals.rows.len().to_string();
    refusals.more.then(|| visit.lang.text_with("owner-refused-more", &[("shown", &shown)]))
}

fn grant_line(visit: &Visit, names: &BTreeMap<OrgNumber, String>, grant: &Grant, at_desk: bool) -> GrantLine {
    let (colour, state) = match grant.state {
        GrantState::Approved => ("success", "owner-grant-approved"),
        GrantState::Requested => ("warning", "owner-grant-requested"),
        GrantState::Denied => ("neutral", "owner-grant-denied"),
    };
    GrantLine {
        organisation: named(names, grant.consumer),
        colour,
        state: visit.t(state),
        since: visit.lang.instant(grant.since.unwrap_or(grant.updated_at)),
        case_number: grant.case_number.clone().unwrap_or_default(),
        at_desk,
    }
}

fn refusal_line(visit: &Visit, names: &BTreeMap<OrgNumber, String>, refused: &Refused) -> RefusalLine {
    let organisation = |number: Option<OrgNumber>| {
        number.map_or_else(|| visit.t("owner-unknown"), |number| named(names, number))
    };
    let code = refused.code.as_deref().unwrap_or("avvist");
    RefusalLine {
        trace_id: refused.trace_id.clone(),
        at: visit.lang.instant(refused.at),
        help: HELP.contains(&code),
        code: ledger::outcome(code, visit.lang),
        client: organisation(refused.client_organisation),
        consumer: organisation(refused.consumer_organisation),
    }
}
