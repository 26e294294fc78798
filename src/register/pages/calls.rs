//! `/registerkall`: who has called the register with an organisation's access, and what stands behind each call: the token,
//! the delegation and the order.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::response::Response;

use crate::access::{Principal, Visit};
use crate::clients::{self, named};
use crate::db::{self, Tx};
use crate::delegation;
use crate::ledger::{self, Behind};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::register::access_log::{Access, Call, calls_of};
use crate::web::Frame;
use crate::web::forms::percent_encode;

/// How many calls one page shows; older ones are a link away.
const CALLS: usize = 50;

#[derive(Template)]
#[template(path = "register/calls.html")]
struct CallsPage {
    frame: Frame,
    /// Whether staff asks, who chooses an organisation.
    chooses: bool,
    /// What was chosen, as it was typed.
    chosen: String,
    /// That it is no organisation number.
    fault: bool,
    /// Whose access it is; nobody's before one was chosen.
    organisation: Option<String>,
    /// How long calls are kept, in days.
    kept: String,
    lines: Vec<Line>,
    /// Where the older ones are.
    older: Option<String>,
}

struct Line {
    at: String,
    call: String,
    subject: Option<String>,
    caller: String,
    client: String,
    status: u16,
    found: String,
    trace_id: Option<String>,
    delegation: Option<String>,
    /// The order that gave the access.
    case_number: Option<String>,
    /// Whether the asker may open the case at the desk.
    at_desk: bool,
}

/// `GET /registerkall`
pub async fn list(visit: Visit) -> Response {
    let mut tx = match visit.app.db.read().await {
        Ok(tx) => tx,
        Err(error) => return visit.internal(&error),
    };
    let of = match delegation::pages::asker(&visit, &mut tx).await {
        Ok(of) => of,
        Err(answer) => return *answer,
    };
    match listed(&visit, &mut tx, of).await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

async fn listed(visit: &Visit, tx: &mut Tx, of: Option<OrgNumber>) -> Result<CallsPage, db::Error> {
    let chosen = visit.query_value("virksomhet").unwrap_or_default();
    let typed = OrgNumber::parse_typed(&chosen).ok();
    let chosen = mask_real_numbers(&chosen).0;
    let organisation = of.or(typed);
    let mut page = CallsPage {
        frame: visit.frame(),
        chooses: of.is_none(),
        fault: of.is_none() && typed.is_none() && !chosen.is_empty(),
        chosen,
        organisation: None,
        kept: visit.app.config.keep_register_calls_days.to_string(),
        lines: Vec::new(),
        older: None,
    };
    let Some(organisation) = organisation else { return Ok(page) };
    let before = visit.query_value("foer").filter(|id| !id.is_empty());
    let limit = i64::try_from(CALLS + 1).unwrap_or(i64::MAX);
    let mut calls = calls_of(tx, organisation, before.as_deref(), limit).await?;
    let more = calls.len() > CALLS;
    calls.truncate(CALLS);
    let last = calls.last().filter(|_| more);
    page.older = last.map(|last| {
        let whose = if of.is_none() { format!("&virksomhet={organisation}") } else { String::new() };
        format!("/registerkall?foer={}{whose}", percent_encode(&last.id))
    });
    let mut everybody = vec![organisation];
    everybody.extend(calls.iter().flat_map(|call| [call.supplier, call.subject]).flatten());
    let names = clients::names_of(tx, everybody.into_iter()).await?;
    page.organisation = Some(named(&names, organisation));
    let cases: HashMap<String, String> = clients::grants_of(tx, organisation)
        .await?
        .into_iter()
        .filter_map(|grant| Some((grant.scope, grant.case_number?)))
        .collect();
    // Many calls are made with one token.
    let mut behind: HashMap<String, Option<Behind>> = HashMap::new();
    for call in &calls {
        if let (Some(jti), Some(issued)) = (&call.token_jti, call.token_iat)
            && !behind.contains_key(jti)
        {
            let caller = call.supplier.unwrap_or(call.consumer);
            behind.insert(jti.clone(), ledger::behind_token(tx, caller, issued, jti).await?);
        }
    }
    page.lines = calls
        .iter()
        .map(|call| {
            let behind = call.token_jti.as_ref().and_then(|jti| behind.get(jti)).and_then(Option::as_ref);
            line(visit, &names, &cases, call, behind)
        })
        .collect();
    Ok(page)
}

fn line(
    visit: &Visit,
    names: &BTreeMap<OrgNumber, String>,
    cases: &HashMap<String, String>,
    call: &Access,
    behind: Option<&Behind>,
) -> Line {
    let count = i64::try_from(call.found).unwrap_or(i64::MAX);
    let counted = if call.call == Call::Changes { "calls-found-changes" } else { "calls-found" };
    Line {
        at: visit.lang.instant(call.at),
        call: visit.t(&format!("calls-{}", call.call.name())),
        subject: call.subject.map(|number| named(names, number)),
        caller: call.supplier.map_or_else(|| visit.t("calls-itself"), |number| named(names, number)),
        client: call.client_id.clone(),
        status: call.status,
        found: visit.lang.text_count(counted, count, &[]),
        trace_id: behind.map(|behind| behind.trace_id.clone()),
        delegation: behind.and_then(|behind| behind.delegation_id.clone()),
        case_number: call.scopes.split(' ').find_map(|scope| cases.get(scope)).cloned(),
        at_desk: matches!(visit.principal, Principal::Handler(_)),
    }
}
