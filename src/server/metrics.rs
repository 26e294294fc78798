//! `/metrics`: what an operator watches, in the `OpenMetrics` text format. Counts only, read from the database when asked.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::access::bearer::is_operator;
use crate::app::App;
use crate::clock::HOUR;
use crate::db::{Error, Tx, params};
use crate::token::TokenServer;

type Labelled = Family<Vec<(String, String)>, Gauge<i64, AtomicI64>>;

/// `GET /metrics`
///
/// What the counts tell of a test environment (how many orders, which refusals) is its operator's business.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    State(token): State<Arc<TokenServer>>,
    headers: HeaderMap,
) -> Response {
    if !is_operator(&app, &headers) {
        let told = "The figures are the operator's: send the header Authorization: Bearer CODE, with the access code that FULLMAKT_ACCESS_CODE sets.\n";
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], told).into_response();
    }
    match collect(&app).await {
        Ok(mut registry) => {
            let sizes = token.batch_sizes();
            registry.register(
                "token_batch_size",
                "Token requests that were written in one transaction",
                sizes,
            );
            let mut text = String::new();
            if encode(&mut text, &registry).is_err() {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
            ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
                .into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "the metrics could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn collect(app: &App) -> Result<Registry, Error> {
    let mut registry = Registry::with_prefix("fullmakt");
    let mut tx = app.db.read().await?;
    let orders =
        by_label(&mut tx, "state", "SELECT state AS label, count(*) AS n FROM orders GROUP BY state", 0)
            .await?;
    registry.register("orders", "Orders by state", orders);
    let letters =
        by_label(&mut tx, "state", "SELECT state AS label, count(*) AS n FROM letters GROUP BY state", 0)
            .await?;
    registry.register("letters", "Letters by state", letters);
    let jobs = by_label(
        &mut tx,
        "state",
        "SELECT CASE WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END AS label, count(*) AS n FROM jobs
         WHERE done_at IS NULL AND due_at <= $1 GROUP BY 1",
        app.now().wall,
    )
    .await?;
    registry.register("jobs", "Jobs that are due, and jobs that were given up", jobs);
    let tokens = by_label(
        &mut tx,
        "outcome",
        "SELECT COALESCE(code, 'granted') AS label, count(*) AS n FROM ledger WHERE at >= $1 GROUP BY 1",
        app.now().wall - HOUR,
    )
    .await?;
    registry.register("token_requests_last_hour", "Token requests of the last hour by outcome", tokens);
    Ok(registry)
}

/// One gauge per label. `since` is `$1` of a statement that has one.
async fn by_label(tx: &mut Tx, name: &str, sql: &str, since: i64) -> Result<Labelled, Error> {
    let family = Labelled::default();
    let rows = if sql.contains("$1") {
        tx.fetch_all(sql, params![since]).await?
    } else {
        tx.fetch_all(sql, params![]).await?
    };
    for row in rows {
        family.get_or_create(&vec![(name.to_owned(), row.text("label")?)]).set(row.int("n")?);
    }
    Ok(family)
}
