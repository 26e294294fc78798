//! The whole service in one place: every URL, every kind of job, and the life of a running process.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware;
use axum::routing::get;

use crate::app::App;
use crate::clock::Now;
use crate::jobs::{Handlers, Job, Work};
use crate::web;

/// The long-lived parts that handlers are given.
#[derive(Debug, Clone)]
pub struct Services {
    /// The shared parts.
    pub app: Arc<App>,
}

impl FromRef<Services> for Arc<App> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.app)
    }
}

/// Every URL of the service.
pub fn router(services: Services) -> Router {
    let app = Arc::clone(&services.app);
    Router::new()
        // The process itself.
        .route("/health/live", get(health_live))
        // Styles, fonts and scripts.
        .route("/assets/{file}", get(web::assets::serve))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), web::cookies::know_the_browser))
        .layer(middleware::from_fn_with_state(app, web::headers::guard_responses))
        .with_state(services)
}

async fn health_live() -> &'static str {
    "ok"
}

/// The table from job kind to function.
impl Handlers for Services {
    fn run<'a>(&'a self, job: &'a Job, _now: Now) -> Option<Work<'a>> {
        match job.kind.as_str() {
            _ => None,
        }
    }
}
