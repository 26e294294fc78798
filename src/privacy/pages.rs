//! `/personvern` and `/tilgjengelighet`: what is held about whom and how long, drawn from the list that the daily job ends
//! by; and how far the pages can be used by everybody.

use askama::Template;
use axum::response::Response;

use super::{KINDS, Kind};
use crate::access::Visit;
use crate::clock::{DAY, HOUR, Millis};
use crate::config::Config;
use crate::language::Language;
use crate::web::Frame;

#[derive(Template)]
#[template(path = "privacy/privacy.html")]
struct PrivacyPage {
    frame: Frame,
    kinds: Vec<Line>,
    address: String,
}

struct Line {
    key: &'static str,
    what: String,
    why: String,
    end: String,
}

#[derive(Template)]
#[template(path = "privacy/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
    address: String,
}

/// `GET /personvern`
pub async fn privacy(visit: Visit) -> Response {
    let config = &visit.app.config;
    let page = PrivacyPage {
        frame: visit.frame(),
        kinds: KINDS.iter().map(|kind| line(visit.lang, config, kind)).collect(),
        address: config.mail_address.clone(),
    };
    visit.page(&page)
}

/// `GET /tilgjengelighet`
pub async fn accessibility(visit: Visit) -> Response {
    let page = AccessibilityPage { frame: visit.frame(), address: visit.app.config.mail_address.clone() };
    visit.page(&page)
}

fn line(lang: Language, config: &Config, kind: &Kind) -> Line {
    let text = |part: &str| lang.text(&format!("privacy-kind-{}-{part}", kind.key));
    let life = kind.life.map(|life| period(lang, life(config))).unwrap_or_default();
    let end = lang.text_with(&format!("privacy-kind-{}-end", kind.key), &[("period", &life)]);
    Line { key: kind.key, what: text("what"), why: text("why"), end }
}

/// A period in words: whole years are told in months, as rules about privacy tell them.
fn period(lang: Language, life: Millis) -> String {
    let (days, hours) = (life / DAY, life / HOUR);
    if days > 0 && days % 365 == 0 {
        lang.text_count("privacy-months", days / 365 * 12, &[])
    } else if hours > 24 {
        lang.text_count("privacy-days", days, &[])
    } else {
        lang.text_count("privacy-hours", hours, &[])
    }
}
