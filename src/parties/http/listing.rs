//! Search: `/enheter?…` and `/underenheter?…`, in pages of HAL.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::asked::{Asked, Page, pages};
use super::one::linked;
use super::{BASE, Kind, answer, malformed, unavailable};
use crate::app::App;
use crate::db::Error;
use crate::parties::entities::{self, Order, Search};

/// The longest name that is searched, in letters, as at Enhetsregisteret.
const NAME: usize = 180;

/// Companies that are read at once while a page is written.
const AT_ONCE: usize = 256;

const KNOWN: &[&str] = &[
    "navn", "navnMetodeForSoek", "organisasjonsnummer", "organisasjonsform", "overordnetEnhet",
    "kommunenummer", "naeringskode", "konkurs", "sort",
];

/// `GET /enhetsregisteret/api/enheter`
pub async fn search_entities(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    search(&app, &uri, &headers, Kind::Entity).await
}

/// `GET /enhetsregisteret/api/underenheter`
pub async fn search_subunits(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    search(&app, &uri, &headers, Kind::Subunit).await
}

async fn search(app: &App, uri: &Uri, headers: &HeaderMap, kind: Kind) -> Response {
    let now = app.now();
    let mut asked = Asked::of(uri, KNOWN);
    let wanted = read(&mut asked, kind == Kind::Subunit);
    let page = asked.page();
    if !asked.faults.is_empty() {
        return malformed(now, uri, &asked.faults);
    }
    match list(app, &asked, &wanted, page).await {
        Ok(body) => answer(now, headers, uri, kind, body),
        Err(error) => unavailable(now, uri, &error),
    }
}

fn read(asked: &mut Asked, subunits: bool) -> Search {
    let digits = |count: usize| {
        move |value: &str| value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = |value: &str| value.chars().count() <= NAME && !value.chars().any(char::is_control);
    let name = asked.read("navn", "Navnet kan være høyst 180 tegn, uten kontrolltegn.", |value| {
        fits(value).then(|| value.to_owned())
    });
    // Words are searched by their beginnings, which is what the one other way that there is comes to.
    asked.read("navnMetodeForSoek", "Det som finnes her, er FORTLOEPENDE.", |value| {
        (value == "FORTLOEPENDE").then_some(())
    });
    let order = asked.read(
        "sort",
        "Det kan sorteres på navn og organisasjonsnummer, med asc eller desc etter et komma.",
        order_of,
    );
    Search {
        subunits,
        name,
        numbers: asked.numbers("organisasjonsnummer"),
        forms: asked.list_of(
            "organisasjonsform",
            "En organisasjonsform er en kode med store bokstaver.",
            |value| value.chars().count() <= 4 && value.chars().all(char::is_uppercase),
        ),
        parent: asked.number("overordnetEnhet"),
        municipalities: asked.list_of("kommunenummer", "Et kommunenummer har fire sifre.", digits(4)),
        industries: asked.list_of(
            "naeringskode",
            "En næringskode er to og tre sifre med punktum mellom.",
            |value| value.split_once('.').is_some_and(|(area, rest)| digits(2)(area) && digits(3)(rest)),
        ),
        bankrupt: asked.truth("konkurs"),
        order: order.unwrap_or_default(),
    }
}

/// `navn`, `navn,desc`, `organisasjonsnummer,ASC`; a direction alone is that of the numbers.
fn order_of(text: &str) -> Option<Order> {
    let (field, direction) = text.split_once(',').unwrap_or((text, ""));
    let descending = |word: &str| match word.to_ascii_lowercase().as_str() {
        "" | "asc" => Some(false),
        "desc" => Some(true),
        _ => None,
    };
    match field {
        "navn" | "navn.norwegian" => Some(Order::Name { descending: descending(direction)? }),
        "organisasjonsnummer" => Some(Order::Number { descending: descending(direction)? }),
        _ if direction.is_empty() && !text.contains(',') => {
            Some(Order::Number { descending: descending(field)? })
        }
        _ => None,
    }
}

/// The page as it is sent. It is written as it is read, since ten thousand companies may stand on it.
async fn list(app: &App, asked: &Asked, wanted: &Search, page: Page) -> Result<String, Error> {
    let mut tx = app.db.read().await?;
    let hits = entities::search(&mut tx, wanted, page.number, page.size).await?;
    let place = if wanted.subunits { "underenheter" } else { "enheter" };
    let mut body = "{".to_owned();
    if !hits.numbers.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(body, "\"_embedded\":{{\"{place}\":[");
        let mut first = true;
        for numbers in hits.numbers.chunks(AT_ONCE) {
            for shown in entities::list(&mut tx, numbers).await? {
                let _ = write!(body, "{}{}", if first { "" } else { "," }, linked(app, shown));
                first = false;
            }
        }
        body.push_str("]},");
    }
    let (page, links) = pages(&app.url(&format!("{BASE}/{place}")), asked, page, hits.total);
    let _ = write!(body, "\"_links\":{links},\"page\":{page}}}");
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_a_field_and_a_direction() {
        let (name, number) =
            (|descending| Some(Order::Name { descending }), |descending| Some(Order::Number { descending }));
        for (text, order) in [
            ("navn", name(false)),
            ("navn,DESC", name(true)),
            ("navn.norwegian,asc", name(false)),
            ("organisasjonsnummer,desc", number(true)),
            ("ASC", number(false)),
            ("DESC", number(true)),
            ("navn,ned", None),
            ("konkurs", None),
            (",", None),
            ("ASC,", None),
        ] {
            assert_eq!(order_of(text), order, "{text}");
        }
    }
}
