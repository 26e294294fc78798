//! A contact's pages for the clients of its organisation: make one, give it a key and scopes, take it out of use.
//!
//! A private key never reaches this server on purpose: the browser makes the pair and sends the public half, or the public
//! half is pasted. One that is pasted by mistake is refused, and neither stored, logged nor shown again.

mod closed;
mod key_lines;
mod meanwhile;
mod refused;
mod told;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::builtin::builtin_description;
use super::grants::scope_fault;
use super::keys::{self, looks_private, read_pasted};
use super::{
    Client, Error, MAX_KEYS, NewClient, Scope, ScopeReason, Why, allowed_scopes, clients_of, create_client,
    find_client, find_scope, has_prefix, registration,
};
use crate::access::{Contact, Principal, Visit};
use crate::db::{self, Tx};
use crate::ids::uuid_of;
use crate::language::Language;
use crate::numbers::OrgNumber;
use crate::parties::find_organisation;
use crate::web::{Faults, Frame, Submitted};
use closed::contact;
use key_lines::{KeyLine, key_lines, key_warning};
use meanwhile::Meanwhile;
use refused::{RefusalLine, refusals};
use told::{form_faults, key_text, refuse, why_text};

/// What a checkbox for a scope is called in its form.
const SCOPE_FIELD: &str = "scope:";

/// The field with the scopes that the client had when its form was drawn.
const DRAWN_FIELD: &str = "drawn";

#[derive(Template)]
#[template(path = "clients/list.html")]
struct ListPage {
    frame: Frame,
    organisation: String,
    clients: Vec<ClientLine>,
    /// Whether it may own scopes as well.
    owns: bool,
}

struct ClientLine {
    id: String,
    name: String,
    active: bool,
    scopes: usize,
    keys: usize,
    /// What is to be done about its keys, if anything.
    warning: Option<String>,
}

/// `GET /klienter`
pub async fn list(visit: Visit) -> Response {
    let contact = match contact(&visit) {
        Ok(contact) => contact.clone(),
        Err(refusal) => return refusal,
    };
    let read = async {
        let mut tx = visit.app.db.read().await?;
        let mut lines = Vec::new();
        for client in clients_of(&mut tx, contact.organisation).await? {
            let keys = keys::keys_of(&mut tx, &client.id).await?;
            lines.push(ClientLine {
                warning: if client.active { key_warning(&client, &keys, &visit) } else { None },
                id: client.id,
                name: client.name,
                active: client.active,
                scopes: client.scopes.len(),
                keys: keys.len(),
            });
        }
        Ok::<_, db::Error>((lines, has_prefix(&mut tx, contact.organisation).await?))
    };
    match read.await {
        Ok((clients, owns)) => {
            let organisation = contact.organisation.to_string();
            visit.page(&ListPage { frame: visit.frame(), organisation, clients, owns })
        }
        Err(error) => visit.internal(&error),
    }
}

/// Name and number; the number alone until the organisation is a party.
async fn shown_organisation(tx: &mut Tx, number: OrgNumber) -> Result<String, db::Error> {
    Ok(match find_organisation(tx, number).await? {
        Some(organisation) => format!("{} ({number})", organisation.name),
        None => number.to_string(),
    })
}

#[derive(Template)]
#[template(path = "clients/new.html")]
struct NewPage {
    frame: Frame,
    /// Makes one client of this form, however often it is sent.
    once: String,
    name: String,
    description: String,
    choices: Vec<ScopeChoice>,
    faults: Faults,
}

struct ScopeChoice {
    /// The form field's name.
    field: String,
    name: String,
    description: String,
    /// Why the client may have it.
    reason: String,
    checked: bool,
}

/// `GET /klienter/ny`
pub async fn new_form(visit: Visit) -> Response {
    let contact = match contact(&visit) {
        Ok(contact) => contact.clone(),
        Err(refusal) => return refusal,
    };
    draw_new(&visit, &contact, &Submitted::default(), Faults::default()).await
}

/// `POST /klienter/ny`
pub async fn create(visit: Visit, form: Submitted) -> Response {
    let contact = match contact(&visit) {
        Ok(contact) => contact.clone(),
        Err(refusal) => return refusal,
    };
    let mut new = NewClient::named(contact.organisation, form.get("name"), chosen_scopes(&form));
    form.get("description").clone_into(&mut new.rest.description);
    // The id is made of the form's own word, so that the database itself refuses a second client of a double click.
    let once = form.once(&visit.app.random);
    new.id = Some(uuid_of(format!("client:{}:{once}", contact.organisation).as_bytes()));
    let work = async {
        let mut tx = visit.app.db.begin_write().await?;
        let client =
            create_client(&mut tx, &visit.app, visit.now, new, Vec::new(), &visit.principal.actor()).await?;
        tx.commit().await?;
        Ok::<_, Error>(client)
    };
    match work.await {
        Ok(client) => visit.go(&format!("/klienter/{}?gjort=laget", client.id)),
        Err(Error::Invalid(faults)) => {
            draw_new(&visit, &contact, &form, form_faults(visit.lang, &faults)).await
        }
        // Only this organisation and this form can have made it.
        Err(Error::ClientIdTaken(id)) => visit.go(&format!("/klienter/{id}?gjort=laget")),
        Err(error) => refuse(&visit, &error),
    }
}

async fn draw_new(visit: &Visit, contact: &Contact, form: &Submitted, faults: Faults) -> Response {
    let chosen = chosen_scopes(form);
    let read = async {
        let mut tx = visit.app.db.read().await?;
        choices(&mut tx, visit.lang, contact, None, &chosen).await
    };
    let choices = match read.await {
        Ok(choices) => choices,
        Err(error) => return visit.internal(&error),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NewPage {
        frame: visit.frame(),
        once: form.once(&visit.app.random),
        name: form.shown("name"),
        description: form.shown("description"),
        choices,
        faults,
    };
    visit.page_with(status, &page)
}

/// The scopes to choose among: those the organisation's clients may have, and those the client has already.
async fn choices(
    tx: &mut Tx,
    lang: Language,
    contact: &Contact,
    client: Option<&Client>,
    chosen: &[String],
) -> Result<Vec<ScopeChoice>, db::Error> {
    let allowed = allowed_scopes(tx, contact.organisation).await?;
    let mut choices: Vec<ScopeChoice> = Vec::with_capacity(allowed.len());
    if let Some(client) = client {
        for name in &client.scopes {
            if allowed.iter().any(|allowed| allowed.scope.name == *name) {
                continue;
            }
            let reason = lang.text(why_not_offered(tx, client, name).await?);
            choices.push(ScopeChoice {
                field: format!("{SCOPE_FIELD}{name}"),
                name: name.clone(),
                description: String::new(),
                reason,
                checked: chosen.contains(name),
            });
        }
    }
    for allowed in allowed {
        let reason = match allowed.reason {
            ScopeReason::Granted => "client-scope-granted",
            ScopeReason::OpenToAll => "client-scope-open",
            ScopeReason::Delegable => "client-scope-delegable",
        };
        choices.push(ScopeChoice {
            field: format!("{SCOPE_FIELD}{}", allowed.scope.name),
            checked: chosen.contains(&allowed.scope.name),
            description: shown_description(&allowed.scope, lang),
            name: allowed.scope.name,
            reason: lang.text(reason),
        });
    }
    Ok(choices)
}

/// Why a scope that the client has would not be offered to it now.
async fn why_not_offered(tx: &mut Tx, client: &Client, scope: &str) -> Result<&'static str, db::Error> {
    let fault = scope_fault(tx, scope, client.organisation, &client.integration_type).await?;
    Ok(match fault.map(|fault| fault.why) {
        None => "client-scope-granted",
        Some(Why::ScopeInactive(_)) => {
            let own = find_scope(tx, scope).await?.is_some_and(|scope| scope.owner == client.organisation);
            if own { "client-scope-closed-own" } else { "client-scope-closed" }
        }
        Some(Why::ScopeOtherIntegration { .. }) => "client-scope-other-kind",
        Some(_) => "client-scope-lost",
    })
}

/// What a scope opens, in the reader's language: those we were born with have their words in the catalogue, until somebody
/// writes others.
pub fn shown_description(scope: &Scope, lang: Language) -> String {
    let key = format!("scope-about-{}", scope.name.replace([':', '/', '.'], "-"));
    if lang.has(&key) && builtin_description(&scope.name) == Some(scope.description.as_str()) {
        return lang.text(&key);
    }
    scope.description.clone()
}

fn chosen_scopes(form: &Submitted) -> Vec<String> {
    form.fields().keys().filter_map(|field| field.strip_prefix(SCOPE_FIELD)).map(str::to_owned).collect()
}

#[derive(Template)]
#[template(path = "clients/show.html")]
struct ShowPage {
    frame: Frame,
    client: Client,
    organisation: String,
    created: String,
    token_address: String,
    issuer: String,
    keys: Vec<KeyLine>,
    may_add_key: bool,
    choices: Vec<ScopeChoice>,
    faults: Faults,
    /// What was pasted, unless it may be a private key.
    pasted: String,
    /// What others saved since the form was drawn that came in.
    meanwhile: Option<Vec<String>>,
    /// Whether the reader may change it; staff, to whom refusals lead here as well, only reads.
    may_change: bool,
    refusals: Vec<RefusalLine>,
    /// All of them, and the rest of what the client asked for.
    ledger_href: String,
}

/// `GET /klienter/{id}`
pub async fn show(visit: Visit, Path(id): Path<String>) -> Response {
    draw_show(&visit, &id, Sent::default()).await
}

/// `POST /klienter/{id}/nokler`: adds a key.
pub async fn add_key(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    let organisation = match contact(&visit) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let pasted = form.get("jwk");
    let mut faults = Faults::default();
    // A private key is kept out before anything else is done with the text.
    if looks_private(pasted) {
        faults.add("jwk", visit.t("client-key-private"));
        return draw_show(&visit, &id, Sent::of_key(faults, String::new())).await;
    }
    if pasted.is_empty() {
        faults.add("jwk", visit.t("client-key-missing"));
        return draw_show(&visit, &id, Sent::of_key(faults, String::new())).await;
    }
    let value = match read_pasted(pasted) {
        Ok(value) => value,
        Err(error) => {
            faults.add("jwk", key_text(visit.lang, &error));
            return draw_show(&visit, &id, Sent::of_key(faults, form.shown("jwk"))).await;
        }
    };
    let work = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        let saved =
            keys::save_key(&mut tx, &visit.app, visit.now, &id, organisation, None, &value, &actor).await?;
        tx.commit().await?;
        Ok::<_, Error>(saved.lock_fault(organisation, visit.now).is_some())
    };
    match work.await {
        Ok(false) => visit.go(&format!("/klienter/{id}?gjort=nokkel")),
        Ok(true) => visit.go(&format!("/klienter/{id}?gjort=nokkel-ubrukelig#nokler")),
        Err(Error::Invalid(found)) => {
            for fault in &found {
                faults.add("jwk", why_text(visit.lang, &fault.why));
            }
            draw_show(&visit, &id, Sent::of_key(faults, form.shown("jwk"))).await
        }
        Err(error) => refuse(&visit, &error),
    }
}

/// `POST /klienter/{id}/nokler/slett`: removes a key.
pub async fn remove_key(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    let organisation = match contact(&visit) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let work = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        let kid = Some(form.get("kid"));
        keys::remove_key(&mut tx, &visit.app, visit.now, &id, organisation, kid, &actor).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    match work.await {
        // A key that is gone already is gone: a double click ends where a single one does.
        Ok(()) | Err(Error::NoSuchKey(_)) => visit.go(&format!("/klienter/{id}?gjort=nokkel-fjernet")),
        Err(error) => refuse(&visit, &error),
    }
}

/// `POST /klienter/{id}/scopes`: replaces the client's scopes, unless others were saved since the form was drawn.
pub async fn set_scopes(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    let organisation = match contact(&visit) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let scopes = chosen_scopes(&form);
    let work = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        if form.has(DRAWN_FIELD) {
            let drawn: Vec<String> = form.get(DRAWN_FIELD).split_whitespace().map(str::to_owned).collect();
            let client = registration::lock(&mut tx, &id, organisation).await?;
            if let Some(meanwhile) = Meanwhile::between(&drawn, &client.scopes, &scopes) {
                return Ok(Some(meanwhile));
            }
        }
        registration::set_scopes(&mut tx, &visit.app, visit.now, &id, organisation, scopes.clone(), &actor)
            .await?;
        tx.commit().await?;
        Ok::<_, Error>(None)
    };
    match work.await {
        Ok(None) => visit.go(&format!("/klienter/{id}?gjort=scopes")),
        Ok(Some(meanwhile)) => {
            draw_show(&visit, &id, Sent { meanwhile: Some(meanwhile), ..Sent::default() }).await
        }
        Err(Error::Invalid(found)) => {
            let faults = form_faults(visit.lang, &found);
            draw_show(&visit, &id, Sent { faults, chosen: Some(scopes), ..Sent::default() }).await
        }
        Err(error) => refuse(&visit, &error),
    }
}

/// `POST /klienter/{id}/aktiv`: takes the client out of use, or into use again.
pub async fn set_active(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    let organisation = match contact(&visit) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let active = form.get("active") == "ja";
    let work = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        registration::set_active(&mut tx, &visit.app, visit.now, &id, organisation, active, &actor).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    match work.await {
        Ok(()) => visit.go(&format!("/klienter/{id}?gjort={}", if active { "i-bruk" } else { "stanset" })),
        Err(error) => refuse(&visit, &error),
    }
}

/// What came in with a form of the page that was not carried out.
#[derive(Default)]
struct Sent {
    faults: Faults,
    /// What was pasted, unless it may be a private key.
    pasted: String,
    /// The scopes that were chosen, where they are others than the client's.
    chosen: Option<Vec<String>>,
    /// What others saved since the form was drawn.
    meanwhile: Option<Meanwhile>,
}

impl Sent {
    fn of_key(faults: Faults, pasted: String) -> Self {
        Self { faults, pasted, ..Self::default() }
    }
}

async fn draw_show(visit: &Visit, id: &str, sent: Sent) -> Response {
    let Sent { faults, pasted, chosen, meanwhile } = sent;
    let chosen = meanwhile.as_ref().map(|meanwhile| meanwhile.merged.clone()).or(chosen);
    let contact = match &visit.principal {
        Principal::Handler(_) | Principal::Operator(_) => None,
        _ => match contact(visit) {
            Ok(contact) => Some(contact),
            Err(refusal) => return refusal,
        },
    };
    let read = async {
        let mut tx = visit.app.db.read().await?;
        let shown =
            |client: &Client| contact.is_none_or(|contact| client.organisation == contact.organisation);
        let Some(client) = find_client(&mut tx, id).await?.filter(shown) else {
            return Ok::<_, db::Error>(None);
        };
        let keys = keys::keys_of(&mut tx, id).await?;
        let chosen = chosen.as_ref().unwrap_or(&client.scopes);
        let choices = match contact {
            Some(contact) => choices(&mut tx, visit.lang, contact, Some(&client), chosen).await?,
            None => Vec::new(),
        };
        let organisation = shown_organisation(&mut tx, client.organisation).await?;
        let refusals = refusals(&mut tx, &client, visit).await?;
        let keys = key_lines(&mut tx, &client, &keys, visit).await?;
        Ok(Some((client, keys, choices, organisation, refusals)))
    };
    let (client, keys, choices, organisation, refusals) = match read.await {
        Ok(Some(found)) => found,
        Ok(None) => return visit.not_found(),
        Err(error) => return visit.internal(&error),
    };
    let mut frame = visit.frame();
    frame.notice = notice(visit);
    let status = match (&meanwhile, faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = ShowPage {
        frame,
        organisation,
        created: visit.lang.instant(client.created_at),
        token_address: visit.app.url("/token"),
        issuer: visit.app.config.issuer(),
        may_change: contact.is_some(),
        refusals,
        ledger_href: refused::all_of(&client),
        may_add_key: contact.is_some() && keys.len() < MAX_KEYS,
        keys,
        client,
        choices,
        faults,
        pasted,
        meanwhile: meanwhile.map(|meanwhile| meanwhile.lines(visit)),
    };
    visit.page_with(status, &page)
}

fn notice(visit: &Visit) -> Option<String> {
    let key = match visit.query_value("gjort")?.as_str() {
        "laget" => "client-done-created",
        "nokkel" => "client-done-key",
        "nokkel-ubrukelig" => "client-done-key-useless",
        "nokkel-fjernet" => "client-done-key-removed",
        "scopes" => "client-done-scopes",
        "stanset" => "client-done-stopped",
        "i-bruk" => "client-done-started",
        _ => return None,
    };
    Some(visit.t(key))
}
