//! Every kind of letter with made-up values: for looking at before a real one is sent, and for the tests that hold the
//! words still.

use crate::app::App;
use crate::language::Language;
use crate::mail::{Written, write};

/// The kinds of letter, in the order in which a case meets them.
pub const KINDS: &[&str] = &[
    "confirm",
    "receipt",
    "question",
    "withdrawn",
    "withdrawn-by-handler",
    "rejected",
    "ready-fictional",
    "ready-direct",
    "ready-vendor",
    "ready-customer",
    "customer-refused",
    "reminder-vendor",
    "reminder-customer",
    "closed",
    "new-link",
];

/// The letter `kind` in `language`, to nobody.
pub fn sample(app: &App, language: Language, kind: &str) -> Written {
    let link = app.url("/lenke/01EKSEMPEL/hemmelig");
    let (portal, again, order) = (app.url("/logg-inn"), app.url("/bestill"), app.url("/bestill/direkte"));
    let guide = app.url("/sak/2026-00042/veiledning");
    let (notice, what) = (language.text("letter-notice"), language.text("order-kind-fiktiv-kunde"));
    let opens = language.text("scope-opens-rapporteringspliktig");
    let reason = match language {
        Language::Nb => {
            "Vi finner ingen hjemmel for tilgangen.\n\nSend oss gjerne en ny bestilling med hjemmel."
        }
        Language::Nn => "Vi finn ingen heimel for tilgangen.\n\nSend oss gjerne ei ny tinging med heimel.",
        Language::En => "We find no legal basis for the access.\n\nYou are welcome to order again with one.",
    };
    let values = [
        ("name", "Kari Eksempel"),
        ("case", "2026-00042"),
        ("organisation", "Sprek Maur AS"),
        ("vendor", "Sprek Maur AS"),
        ("vendor_number", "310000019"),
        ("customer", "Varsom Due AS"),
        ("customer_number", "320000025"),
        ("person", "Prøvende Fjelltopp"),
        ("person_number", "01810199999"),
        ("scope", "brreg:reelle/rapporteringspliktig"),
        ("opens", &opens),
        ("link", &link),
        ("link_days", "30"),
        ("portal", &portal),
        ("guide", &guide),
        ("again", &again),
        ("order", &order),
        ("days", "23"),
        ("until", "14.02.2026"),
        ("notice", &notice),
        ("what", &what),
        ("reason", reason),
        ("question", reason),
    ];
    write(language, &format!("letter-{kind}"), &values, &app.config.public_url)
}
