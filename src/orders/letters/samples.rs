//! Every kind of letter with made-up values: for looking at before a real one is sent, and for the tests that hold the
//! words still.

use crate::app::App;
use crate::language::Language;
use crate::mail::{Written, write};

/// The kinds of letter by their keys in the catalogue, in the order in which a case meets them.
pub const KINDS: &[&str] = &[
    "draft-letter",
    "letter-confirm",
    "letter-confirm-added",
    "letter-receipt",
    "letter-receipt-added",
    "letter-missing",
    "letter-completed",
    "letter-not-completed",
    "letter-awaited-withdrawn",
    "letter-number-masked",
    "letter-question",
    "letter-withdrawn",
    "letter-withdrawn-by-handler",
    "letter-rejected",
    "letter-ready-fictional",
    "letter-ready-direct",
    "letter-ready-vendor",
    "letter-ready-customer",
    "letter-customer-ordered",
    "letter-customer-delegated",
    "letter-customer-refused",
    "letter-reminder-vendor",
    "letter-reminder-customer",
    "letter-closed",
    "letter-invitation",
    "letter-new-link",
    "letter-link-expires",
    "letter-key-expires",
    "letter-keys-expire",
    "after-confirm-contact",
    "after-contact-new",
    "after-contact-replaced",
    "after-production-contact-new",
    "after-production-contact-replaced",
    "after-customer-ended",
    "after-ended",
    "after-expires-soon",
    "after-renewed",
    "after-renewed-for-good",
    "after-scope-added",
];

/// The letter `kind` in `language`, to nobody.
pub fn sample(app: &App, language: Language, kind: &str) -> Written {
    let link = app.url("/lenke/01EKSEMPEL/hemmelig");
    let (portal, again, order) = (app.url("/logg-inn"), app.url("/bestill"), app.url("/bestill/direkte"));
    let stop = app.url("/bestill/invitasjon/01EKSEMPEL/hemmelig");
    let decline = app.url("/bestill/nei-takk/01EKSEMPEL/hemmelig");
    let guide = app.url("/sak/2026-00042/veiledning");
    let (notice, what) = (language.text("letter-notice"), language.text("order-kind-fiktiv-kunde"));
    let opens = language.text("scope-opens-rapporteringspliktig");
    let items = [
        language.text_with(
            "taken-back-delegation",
            &[("scheme", "brg-rrh"), ("supplier", "310000019"), ("consumer", "320000025")],
        ),
        language.text_with("taken-back-links", &[]),
    ]
    .join("\n");
    let gaps = [
        language.text("order-section-vendor") + ": " + &language.text("order-field-contact-phone"),
        language.text_with(
            "letter-missing-read",
            &[
                (
                    "label",
                    &(language.text("order-section-vendor") + ": " + &language.text("order-field-number")),
                ),
                ("read", "310 000 018"),
                ("why", &language.text("order-fault-number-wrong-check-digit")),
            ],
        ),
    ]
    .join("\n");
    let end = language.text_with("letter-key-end", &[("date", "14.02.2026")]);
    let of_certificate = language.text_with("letter-key-end-certificate", &[("date", "20.02.2026")]);
    let keys = [("min-nokkel-2026", &end), ("med-sertifikat", &of_certificate)]
        .map(|(kid, end)| {
            let values = [("client", "Min klient (01J5)"), ("kid", kid), ("end", end.as_str())];
            language.text_with("letter-keys-expire-line", &values)
        })
        .join("\n");
    let items = match kind {
        "letter-missing" => gaps,
        "letter-keys-expire" => keys,
        _ => items,
    };
    let reason = match language {
        Language::Nb => {
            "Vi finner ingen hjemmel for tilgangen.\n\nSend oss gjerne en ny bestilling med hjemmel."
        }
        Language::Nn => "Vi finn ingen heimel for tilgangen.\n\nSend oss gjerne ei ny tinging med heimel.",
        Language::En => "We find no legal basis for the access.\n\nYou are welcome to order again with one.",
    };
    let asker =
        language.text_with("asker-contact", &[("name", "Ola Prøve"), ("organisation", "Varsom Due AS")]);
    let subject = match language {
        Language::Nb | Language::Nn => "Bestilling av tilgang",
        Language::En => "Order of access",
    };
    let values = [
        ("name", "Kari Eksempel"),
        ("asker", &asker),
        ("linked", "2026-00007"),
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
        ("stop", &stop),
        ("scheme", "Reelle rettighetshavere"),
        ("days", "23"),
        ("until", "14.02.2026"),
        ("notice", &notice),
        ("what", &what),
        ("reason", reason),
        ("question", reason),
        ("date", "14.02.2026"),
        ("new_name", "Ola Prøve"),
        ("contact", "Ola Prøve"),
        ("items", &items),
        ("inviter", "Kari Eksempel"),
        ("inviter_email", "kari@sprekmaur.example"),
        ("decline", &decline),
        ("mail_subject", subject),
        ("client", "Min klient (01J5)"),
        ("kid", "min-nokkel-2026"),
        ("end", &end),
    ];
    write(language, kind, &values, &app.config.public_url)
}
