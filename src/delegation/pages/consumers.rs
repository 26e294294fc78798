//! The tab of consumers: who gave something to the organisation, and giving it back. A vendor's contact reads it too.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::link::SentLink;
use super::pair::{Told, titles};
use super::partners::{self, Partners};
use super::path::ScopePath;
use super::sister::Sister;
use super::{
    CONSUMERS, Confirm, Head, Named, Outcome, Stop, answer, named, not_given, notice, number_in_path,
    receiving, receiving_by, removed_notice,
};
use crate::access::Visit;
use crate::delegation::store::Of;
use crate::delegation::{self, By, Error};
use crate::web::forms::percent_encode;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "delegation/consumers.html")]
struct ConsumersPage {
    frame: Frame,
    head: Head,
    partners: Partners,
    /// The link that asks a customer for a scheme.
    link: SentLink,
}

/// `GET /fullmakt/konsumenter`
pub async fn consumers(visit: Visit) -> Response {
    answer(&visit, list(&visit).await)
}

async fn list(visit: &Visit) -> Outcome {
    let mut tx = visit.app.db.read().await?;
    let receiving = receiving(visit, &mut tx).await?;
    let partners = partners::read(visit, &mut tx, receiving.number, Of::Supplier, CONSUMERS).await?;
    let mut frame = visit.frame();
    let with = |number| receiving.with(number);
    frame.notice =
        removed_notice(visit, &mut tx, "konsument", "portal-notice-consumer-removed", with).await?;
    let link = SentLink::read(visit, &mut tx, receiving.number).await?;
    Ok(visit.page(&ConsumersPage { frame, head: receiving.head, partners, link }))
}

#[derive(Template)]
#[template(path = "delegation/consumer.html")]
struct ConsumerPage {
    frame: Frame,
    head: Head,
    consumer: Named,
    held: Vec<Held>,
    /// Whether anything was given before, which may all be taken back.
    ever_given: bool,
    paths: Vec<ScopePath>,
    history: Vec<Told>,
    /// What has become of the two, and what owners have closed.
    notes: Vec<String>,
    /// It has the organisation as a supplier no more: there is only the history left to read.
    former: bool,
}

struct Held {
    scheme_id: String,
    title: String,
    scopes: Vec<String>,
    given_at: String,
    /// Its owner lets nobody give it any more.
    closed: bool,
    /// That it was given in place of another, for a warning.
    sister: Option<Sister>,
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
    let is_supplier = delegation::supplier_exists(&mut tx, number, receiving.number).await?;
    if all.is_empty() && !is_supplier {
        return Err(Stop::from(visit.not_found()));
    }
    let (mut held, mut schemes) = (Vec::new(), Vec::new());
    for delegation in all.iter().filter(|held| held.is_active()) {
        let Some(scheme) = delegation::scheme(&mut tx, &delegation.scheme_id).await? else { continue };
        held.push(Held {
            title: scheme.title.text(visit.lang).to_owned(),
            scopes: scheme.scopes.clone(),
            given_at: visit.lang.instant(delegation.given_at),
            closed: !scheme.delegable,
            sister: None,
            scheme_id: scheme.id.clone(),
        });
        schemes.push(scheme);
    }
    let pair = receiving.with(number);
    let mut wanted = Vec::new();
    for (line, sister) in held.iter_mut().zip(pair.sisters(&mut tx, visit, &schemes).await?) {
        wanted.extend(sister.iter().flat_map(|sister| sister.instead.scopes()));
        line.sister = sister;
    }
    let consumer = named(&mut tx, number).await?;
    let mut frame = visit.frame();
    frame.notice = notice(visit, &mut tx, &consumer.name, &all).await?;
    Ok(visit.page(&ConsumerPage {
        frame,
        consumer,
        held,
        paths: pair.paths(&mut tx, visit, &schemes, &wanted).await?,
        history: pair.history(&mut tx, visit, &all).await?,
        notes: pair.notes(&mut tx, visit, &schemes).await?,
        former: !is_supplier,
        ever_given: !all.is_empty(),
        head: receiving.head,
    }))
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
    let pair = receiving.with(number);
    let cancel = format!("{CONSUMERS}/{number}");
    if pair.was_given(&mut tx, &scheme.id).await? != Some(true) {
        return Err(not_given(visit, &cancel));
    }
    let consumer = named(&mut tx, number).await?;
    let frame = visit.frame();
    let mut consequences = pair.consequences(&mut tx, visit, std::slice::from_ref(&scheme)).await?;
    consequences.push(frame.t1("portal-give-back-again", "name", &consumer.name));
    Ok(visit.page(&Confirm {
        heading: frame.t1("portal-give-back-heading", "name", &consumer.name),
        consequences,
        schemes: titles(visit, &[scheme]),
        action: visit.path.clone(),
        button: frame.t("portal-give-back"),
        cancel,
        head: receiving.head,
        frame,
    }))
}

/// `POST /fullmakt/konsumenter/{orgnr}/fjern/{scheme}`
pub async fn give_back(
    visit: Visit,
    Path((number, scheme)): Path<(String, String)>,
    form: Submitted,
) -> Response {
    answer(&visit, end(&visit, &number, &scheme, &form).await)
}

async fn end(visit: &Visit, number: &str, scheme_id: &str, form: &Submitted) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let receiving = receiving_by(visit, &mut tx, form).await?;
    if delegation::scheme(&mut tx, scheme_id).await?.is_none() {
        return Err(Error::SchemeUnknown(scheme_id.to_owned()).into());
    }
    let pair = receiving.with(number);
    if pair.was_given(&mut tx, scheme_id).await?.is_none() {
        return Err(not_given(visit, &format!("{CONSUMERS}/{number}")));
    }
    // Sent twice, or taken back by the consumer meanwhile: it is gone, which is what was asked for.
    delegation::withdraw(
        &mut tx,
        &visit.app,
        visit.now,
        number,
        receiving.number,
        scheme_id,
        By::supplier(&receiving.actor),
    )
    .await?;
    tx.commit().await?;
    Ok(visit
        .go_and_tell(&format!("{CONSUMERS}/{number}?ok=levert-tilbake&api={}", percent_encode(scheme_id))))
}

/// `GET /fullmakt/konsumenter/{orgnr}/slett`
pub async fn confirm_remove_consumer(visit: Visit, Path(number): Path<String>) -> Response {
    answer(&visit, ask_remove(&visit, &number).await)
}

async fn ask_remove(visit: &Visit, number: &str) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.read().await?;
    let receiving = receiving(visit, &mut tx).await?;
    if !delegation::supplier_exists(&mut tx, number, receiving.number).await? {
        return Err(Stop::from(visit.not_found()));
    }
    let consumer = named(&mut tx, number).await?;
    let pair = receiving.with(number);
    let schemes = pair.active_schemes(&mut tx).await?;
    let frame = visit.frame();
    let consequences = if schemes.is_empty() {
        vec![frame.t1("portal-remove-consumer-nothing", "name", &consumer.name)]
    } else {
        let mut told = pair.consequences(&mut tx, visit, &schemes).await?;
        told.push(frame.t("portal-remove-all"));
        told.push(frame.t1("portal-give-back-again", "name", &consumer.name));
        told
    };
    Ok(visit.page(&Confirm {
        heading: frame.t1("portal-remove-consumer-heading", "name", &consumer.name),
        consequences,
        schemes: titles(visit, &schemes),
        action: visit.path.clone(),
        button: frame.t("portal-remove-consumer"),
        cancel: format!("{CONSUMERS}/{number}"),
        head: receiving.head,
        frame,
    }))
}

/// `POST /fullmakt/konsumenter/{orgnr}/slett`
pub async fn remove_consumer(visit: Visit, Path(number): Path<String>, form: Submitted) -> Response {
    answer(&visit, remove(&visit, &number, &form).await)
}

async fn remove(visit: &Visit, number: &str, form: &Submitted) -> Outcome {
    let number = number_in_path(visit, number)?;
    let mut tx = visit.app.db.begin_write().await?;
    let receiving = receiving_by(visit, &mut tx, form).await?;
    let ours = receiving.number;
    // One that never gave anything is not told apart from one that is not there.
    if !delegation::supplier_exists(&mut tx, number, ours).await?
        && delegation::delegations_between(&mut tx, number, ours).await?.is_empty()
    {
        return Err(Stop::from(visit.not_found()));
    }
    let by = By::supplier(&receiving.actor);
    delegation::remove_supplier(&mut tx, &visit.app, visit.now, number, ours, true, by).await?;
    tx.commit().await?;
    Ok(visit.go_and_tell(&format!("{CONSUMERS}?ok=slettet&konsument={number}")))
}
