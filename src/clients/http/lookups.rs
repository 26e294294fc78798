//! What is looked up: prefixes, delegation sources and organisations' names.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::super::store::{self, Prefix};
use super::super::wire;
use super::scopes::READ_SCOPES;
use super::{AppState, answer, guarded, open, read_number};
use crate::db::Tx;

/// `GET /prefix`: the caller's prefixes.
pub async fn list_prefixes(State(app): AppState, headers: HeaderMap) -> Response {
    guarded(&app, &headers, READ_SCOPES, async |call| {
        let mut tx = call.app.db.read().await?;
        let mut prefixes = store::all_prefixes(&mut tx).await?;
        prefixes.retain(|prefix| prefix.owner == call.organisation());
        show_prefixes(&mut tx, &prefixes).await
    })
    .await
}

/// `GET /prefix/all`: every prefix and who owns it, for anybody.
pub async fn list_all_prefixes(State(app): AppState) -> Response {
    open(&app, async {
        let mut tx = app.db.read().await?;
        let prefixes = store::all_prefixes(&mut tx).await?;
        show_prefixes(&mut tx, &prefixes).await
    })
    .await
}

async fn show_prefixes(tx: &mut Tx, prefixes: &[Prefix]) -> Result<Response, Refusal> {
    let names = store::names_of(tx, prefixes.iter().map(|prefix| prefix.owner)).await?;
    let shown = prefixes.iter().map(|prefix| wire::show_prefix(prefix, names.get(&prefix.owner)));
    answer(StatusCode::OK, Value::Array(shown.collect()))
}

/// `GET /organizations/{orgnr}`: the name of an organisation of this world, for anybody. The real one asks Enhetsregisteret
/// for others; here that would let anybody ask it through us.
pub async fn show_organisation(State(app): AppState, Path(orgnr): Path<String>) -> Response {
    open(&app, async {
        let number = read_number("orgnr", &orgnr)?;
        let mut tx = app.db.read().await?;
        let names = store::names_of(&mut tx, std::iter::once(number)).await?;
        let name = names.get(&number).ok_or(Refusal::NoSuchOrganisation(number))?;
        answer(StatusCode::OK, wire::show_organisation(number, name))
    })
    .await
}

/// `GET /delegationsources`: who keeps delegations, which is this service alone.
pub async fn list_delegation_sources(State(app): AppState) -> Response {
    open(&app, async {
        let mut tx = app.db.read().await?;
        let since = store::all_scopes(&mut tx).await?.iter().map(|scope| scope.created_at).min();
        let source = app.config.delegation_source();
        answer(StatusCode::OK, json!([wire::show_delegation_source(&source, since.unwrap_or_default())]))
    })
    .await
}
