//! The start page: helps to choose among the three orders and says what happens next.

use askama::Template;
use axum::response::Response;

use crate::access::Visit;
use crate::orders::OrderKind;
use crate::web::Frame;

#[derive(Template)]
#[template(path = "orders/start.html")]
struct StartPage {
    frame: Frame,
    cards: Vec<Card>,
    journey: Vec<(String, String)>,
    mail_address: String,
}

struct Card {
    href: String,
    title: String,
    when: String,
    next: String,
    mail_lines: String,
}

/// `GET /` and `GET /bestill`
pub async fn show(visit: Visit) -> Response {
    let cards = OrderKind::ALL
        .into_iter()
        .map(|kind| {
            let slug = kind.slug();
            Card {
                href: format!("/bestill/{slug}"),
                title: visit.t(&format!("start-{slug}-title")),
                when: visit.t(&format!("start-{slug}-when")),
                next: visit.t(&format!("start-{slug}-next")),
                mail_lines: visit.t(&format!("start-{slug}-lines")),
            }
        })
        .collect();
    let journey = ["order", "grant", "delegation", "client", "token", "register"]
        .into_iter()
        .map(|node| (visit.t(&format!("journey-{node}")), visit.t(&format!("journey-{node}-text"))))
        .collect();
    visit.page(&StartPage {
        frame: visit.frame(),
        cards,
        journey,
        mail_address: visit.app.config.mail_address.clone(),
    })
}
