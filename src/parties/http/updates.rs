//! `/oppdateringer/…`: what changed, page by page, for those who keep a copy.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::{Asked, Page, pages};
use super::{BASE, Kind, answer, malformed, unavailable};
use crate::app::App;
use crate::clock::{iso8601, norwegian_instant};
use crate::db::Error;
use crate::parties::entities::{self, Feed, REACH, Update};

/// `GET /enhetsregisteret/api/oppdateringer/enheter`
pub async fn updates_of_entities(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    updates(&app, &uri, &headers, Feed::Entities).await
}

/// `GET /enhetsregisteret/api/oppdateringer/underenheter`
pub async fn updates_of_subunits(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    updates(&app, &uri, &headers, Feed::Subunits).await
}

/// `GET /enhetsregisteret/api/oppdateringer/roller`
pub async fn updates_of_roles(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    updates(&app, &uri, &headers, Feed::Roles).await
}

async fn updates(app: &App, uri: &Uri, headers: &HeaderMap, feed: Feed) -> Response {
    let now = app.now();
    let mut asked = Asked::of(uri, &["dato", "oppdateringsid"]);
    let text = "Datoen må være et tidspunkt som 2026-01-15T09:00:00.000Z.";
    // A plus in a query stands for a blank, and people forget to write it as %2B.
    let at = asked.read("dato", text, |value| norwegian_instant(&value.replace(' ', "+")));
    let id = asked.count("oppdateringsid", 0).unwrap_or(0);
    let page = asked.page();
    if !asked.faults.is_empty() {
        return malformed(now, uri, &asked.faults);
    }
    match list(app, &asked, feed, (id, at), page).await {
        Ok(body) => answer(now, headers, uri, Kind::Other, body.to_string()),
        Err(error) => unavailable(now, uri, &error),
    }
}

async fn list(
    app: &App,
    asked: &Asked,
    feed: Feed,
    from: (i64, Option<i64>),
    page: Page,
) -> Result<Value, Error> {
    let mut tx = app.db.read().await?;
    let (updates, total) =
        entities::list_updates(&mut tx, feed, from, (page.number, page.size), REACH).await?;
    let base = app.url(&format!("{BASE}/oppdateringer/{}", feed.name()));
    let (page, links) = pages(&base, asked, page, total);
    let mut body = json!({ "_links": links, "page": page });
    if let Value::Object(members) = &mut body
        && !updates.is_empty()
    {
        let name = embedded(feed);
        let told: Value = updates.iter().map(|update| told(app, feed, update)).collect();
        members.insert("_embedded".to_owned(), json!({ name: told }));
    }
    Ok(body)
}

/// What the changes of a feed are called in its pages.
pub(super) const fn embedded(feed: Feed) -> &'static str {
    match feed {
        Feed::Entities => "oppdaterteEnheter",
        Feed::Subunits => "oppdaterteUnderenheter",
        Feed::Roles => "oppdaterteRoller",
    }
}

pub(super) fn told(app: &App, feed: Feed, update: &Update) -> Value {
    let (name, path) = match feed {
        Feed::Entities => ("enhet", format!("{BASE}/enheter/{}", update.number)),
        Feed::Subunits => ("underenhet", format!("{BASE}/underenheter/{}", update.number)),
        Feed::Roles => ("roller", format!("{BASE}/enheter/{}/roller", update.number)),
    };
    json!({
        "oppdateringsid": update.id,
        "dato": iso8601(update.at),
        "organisasjonsnummer": update.number,
        "endringstype": update.change,
        "_links": { name: { "href": app.url(&path) } }
    })
}
