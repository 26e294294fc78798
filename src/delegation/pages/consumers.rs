//! The tab of consumers: who gave something to the organisation, and giving it back. A vendor's contact reads it too.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::{
    CONSUMERS, Confirm, Head, Named, Outcome, Stop, answer, named, notice, number_in_path, receiving,
};
use crate::access::Visit;
use crate::delegation::{self, Error};
use crate::web::forms::percent_encode;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/consumers.html")]
struct ConsumersPage {
    frame: Frame,
    head: Head,
    consumers: Vec<ConsumerLine>,
}

struct ConsumerLine {
    organisation: Named,
    active: usize,
}

/// `GET /fullmakt/konsumenter`
pub async fn consumers(visit: Visit) -> Response {
    answer(&visit, list(&visit).await)
}

async fn list(visit: &Visit) -> Outcome {
    let mut tx = visit.app.db.read().await?;
    let receiving = receiving(visit, &mut tx).await?;
    let mut consumers: Vec<ConsumerLine> = Vec::new();
    for delegation in delegation::delegations_to(&mut tx, receiving.number).await? {
        let number = delegation.consumer.to_string();
        match consumers.last_mut() {
            Some(line) if line.organisation.number == number => line.active += 1,
            _ => {
                let organisation = named(&mut tx, delegation.consumer).await?;
                consumers.push(ConsumerLine { organisation, active: 1 });
            }
        }
    }
    Ok(visit.page(&ConsumersPage { frame: visit.frame(), head: receiving.head, consumers }))
}

#[derive(Template)]
#[template(path = "delegation/consumer.html")]
struct ConsumerPage {
    frame: Frame,
    head: Head,
    consumer: Named,
    held: Vec<Held>,
}

struct Held {
    scheme_id: String,
    title: String,
    scopes: String,
    given_at: String,
}

/// `GET /fullmakt/konsumenter/{orgnr}`
pub async fn consumer(visit: Visit, Path(number): Path<String>) -> Response {
    answer(&visit, show(&visit, &number).await)
}

async fn show(visit: &Visit, number: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let receiving = receiving(visit, &mut tx).await?;
    let all = delegation::delegations_between(&mut tx, number, receiving.number).await?;
    if all.is_empty() {
        return Err(Stop::from(visit.not_found()));
    }
    let mut held = Vec::new();
    for delegation in all.into_iter().filter(delegation::Delegation::is_active) {
        let Some(scheme) = delegation::scheme(&mut tx, &delegation.scheme_id).await? else { continue };
        held.push(Held {
            title: scheme.title.text(visit.lang).to_owned(),
            scopes: scheme.scopes.join(" "),
            given_at: visit.lang.instant(delegation.given_at),
            scheme_id: scheme.id,
        });
    }
    let consumer = named(&mut tx, number).await?;
    let mut frame = visit.frame();
    frame.notice = notice(visit, &mut tx, &consumer.name).await?;
    Ok(visit.page(&ConsumerPage { frame, head: receiving.head, consumer, held }))
}

/// `GET /fullmakt/konsumenter/{orgnr}/fjern/{scheme}`
pub async fn confirm_give_back(visit: Visit, Path((number, scheme)): Path<(String, String)>) -> Response {
    answer(&visit, ask(&visit, &number, &scheme).await)
}

async fn ask(visit: &Visit, number: &str, scheme_id: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let receiving = receiving(visit, &mut tx).await?;
    let scheme = delegation::scheme(&mut tx, scheme_id)
        .await?
        .ok_or_else(|| Error::SchemeUnknown(scheme_id.to_owned()))?;
    let held = delegation::delegations_between(&mut tx, number, receiving.number).await?;
    if !held.iter().any(|held| held.scheme_id == scheme.id) {
        return Err(Stop::from(visit.not_found()));
    }
    let consumer = named(&mut tx, number).await?;
    let frame = visit.frame();
    Ok(visit.page(&Confirm {
        heading: frame.t1("portal-give-back-heading", "name", &consumer.name),
        consequences: vec![
            frame.t2(
                "portal-withdraw-consequence", "name", &receiving.head.acting.name, "consumer",
                &consumer.name,
            ),
            frame.t1("portal-give-back-again", "name", &consumer.name),
        ],
        schemes: vec![scheme.title.text(visit.lang).to_owned()],
        action: visit.path.clone(),
        button: frame.t("portal-give-back"),
        cancel: format!("{CONSUMERS}/{number}"),
        head: receiving.head,
        frame,
    }))
}

/// `POST /fullmakt/konsumenter/{orgnr}/fjern/{scheme}`
pub async fn give_back(
    visit: Visit,
    Path((number, scheme)): Path<(String, String)>,
    _form: Submitted,
) -> Response {
    answer(&visit, end(&visit, &number, &scheme).await)
}

async fn end(visit: &Visit, number: &str, scheme_id: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let receiving = receiving(visit, &mut tx).await?;
    if delegation::scheme(&mut tx, scheme_id).await?.is_none() {
        return Err(Error::SchemeUnknown(scheme_id.to_owned()).into());
    }
    if delegation::delegations_between(&mut tx, number, receiving.number).await?.is_empty() {
        return Err(Stop::from(visit.not_found()));
    }
    // Sent twice, or taken back by the consumer meanwhile: it is gone, which is what was asked for.
    delegation::withdraw(
        &mut tx, &visit.app, visit.now, number, receiving.number, scheme_id, &receiving.actor,
    )
    .await?;
    tx.commit().await?;
    Ok(visit.go(&format!("{CONSUMERS}/{number}?ok=levert-tilbake&api={}", percent_encode(scheme_id))))
}
