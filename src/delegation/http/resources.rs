//! Altinn's resource registry, `resourceregistry/api/v1/resource` (`altinn.md` §2): anybody may read; the owner of a
//! resource, and of the prefixes of its scopes, writes with a token of Altinn's kind.

mod fields;
mod writing;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub use writing::{change, create, remove, save_policy};

use crate::app::App;
use crate::db;
use crate::delegation::fold;
use crate::delegation::registry::{self, Resource};
use crate::web::Query;

fn unavailable(error: &db::Error) -> Response {
    tracing::error!(%error, "the resource registry could not be read");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

fn answer(outcome: Result<Response, db::Error>) -> Response {
    outcome.unwrap_or_else(|error| unavailable(&error))
}

async fn find(app: &App, id: &str) -> Result<Option<Resource>, db::Error> {
    if id.contains('\0') {
        return Ok(None);
    }
    let mut tx = app.db.read().await?;
    registry::resource(&mut tx, id).await
}

/// `GET …/resource/resourcelist`
pub async fn list(State(app): State<Arc<App>>) -> Response {
    let listed = async {
        let mut tx = app.db.read().await?;
        let found = registry::resources(&mut tx).await?;
        Ok(Json(Value::Array(found.iter().map(|one| fields::write(one, &app.config.public_url)).collect()))
            .into_response())
    };
    answer(listed.await)
}

/// `GET …/resource/{id}`
pub async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let shown = async {
        let found = find(&app, &id).await?;
        Ok(found.map_or_else(
            || StatusCode::NOT_FOUND.into_response(),
            |found| Json(fields::write(&found, &app.config.public_url)).into_response(),
        ))
    };
    answer(shown.await)
}

/// `GET …/resource/Search`: every parameter that is given must hold. Texts are looked for in all languages, and it does not
/// matter how they are spelt.
pub async fn search(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    let wanted = Query::new(query);
    let searched = async {
        let mut tx = app.db.read().await?;
        let all = registry::resources(&mut tx).await?;
        let found: Vec<Value> = all
            .iter()
            .map(|one| fields::write(one, &app.config.public_url))
            .filter(|resource| fits(resource, &wanted))
            .collect();
        Ok(Json(Value::Array(found)).into_response())
    };
    answer(searched.await)
}

fn fits(resource: &Value, wanted: &Query) -> bool {
    let holds = |name: &str, says: &dyn Fn(&str) -> bool| wanted.get(name).is_none_or(|value| says(&value));
    let text = |pointer: &str| resource.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    // What is nothing but signs is in no text.
    let contains = |held: &str, part: &str| {
        let part = fold(part);
        !part.is_empty() && fold(held).contains(&part)
    };
    let any_language = |field: &str, part: &str| {
        ["nb", "nn", "en"].iter().any(|language| contains(text(&format!("/{field}/{language}")), part))
    };
    let any_of = |list: &str, member: &str, part: &str| {
        let members = resource.get(list).and_then(Value::as_array);
        let held = |item: &Value| item.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
        members.is_some_and(|members| {
            members.iter().any(|item| held(item).to_lowercase().contains(&part.to_lowercase()))
        })
    };
    holds("Id", &|part| text("/identifier").contains(&part.to_lowercase()))
        && holds("Title", &|part| any_language("title", part))
        && holds("Description", &|part| any_language("description", part))
        && holds("ResourceType", &|kind| text("/resourceType").eq_ignore_ascii_case(kind))
        && holds("Keyword", &|part| any_of("keywords", "word", part))
        && holds("Reference", &|part| any_of("resourceReferences", "reference", part))
        && holds("OrgCode", &|code| text("/hasCompetentAuthority/orgcode").eq_ignore_ascii_case(code))
        && holds("OrganizationId", &|number| text("/hasCompetentAuthority/organization") == number)
}

/// `GET …/resource/{id}/policy`: XACML.
pub async fn show_policy(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let shown = async {
        let Some(found) = find(&app, &id).await? else { return Ok(not_found("Unable to find resource")) };
        let Some(document) = found.policy_document() else {
            return Ok(not_found("Unable to find requested policy"));
        };
        let kind = [(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))];
        Ok((kind, document).into_response())
    };
    answer(shown.await)
}

fn not_found(said: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(said)).into_response()
}

/// What a policy is shown as: its subjects, its rules one by one, or its rights with who has them.
type Shape = fn(&Resource) -> Option<Value>;

async fn policy_as(app: &App, id: &str, shape: Shape) -> Response {
    let shown = async {
        let found = find(app, id).await?;
        Ok(found
            .as_ref()
            .and_then(shape)
            .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |value| Json(value).into_response()))
    };
    answer(shown.await)
}

fn urn(kind: &str, value: &str) -> Value {
    json!({ "type": kind, "value": value, "urn": format!("{kind}:{value}") })
}

/// The subjects of the policy, roles in small letters; none, and it has no policy.
fn subjects_of(resource: &Resource) -> Vec<Value> {
    let Some(scheme) = &resource.scheme else { return Vec::new() };
    let roles = scheme.policy.roles.iter().map(|role| urn("urn:altinn:rolecode", &role.to_lowercase()));
    let packages = scheme.policy.packages.iter().map(|name| urn("urn:altinn:accesspackage", name));
    roles.chain(packages).collect()
}

fn actions_of(resource: &Resource) -> Vec<Value> {
    let actions = resource.scheme.as_ref().map(|scheme| scheme.policy.actions.as_slice()).unwrap_or_default();
    actions.iter().map(|action| urn("urn:oasis:names:tc:xacml:1.0:action:action-id", action)).collect()
}

/// `GET …/resource/{id}/policy/subjects`
pub async fn subjects(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    policy_as(&app, &id, |resource| {
        let subjects = subjects_of(resource);
        (!subjects.is_empty()).then(|| json!({ "links": { "next": null }, "data": subjects }))
    })
    .await
}

/// `GET …/resource/{id}/policy/rules`
pub async fn rules(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    policy_as(&app, &id, |resource| {
        let own = urn("urn:altinn:resource", resource.id());
        let mut rules = Vec::new();
        for subject in subjects_of(resource) {
            for action in actions_of(resource) {
                rules.push(json!({ "subject": [subject], "action": action, "resource": [own] }));
            }
        }
        (!rules.is_empty()).then_some(Value::Array(rules))
    })
    .await
}

/// `GET …/resource/{id}/policy/rights`
pub async fn rights(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    policy_as(&app, &id, |resource| {
        let subjects: Vec<Value> = subjects_of(resource)
            .into_iter()
            .map(|subject| json!({ "subjectAttributes": [subject] }))
            .collect();
        let kinds: Vec<Value> = {
            let policy = &resource.scheme.as_ref()?.policy;
            let named = [
                (!policy.roles.is_empty(), "urn:altinn:rolecode"),
                (!policy.packages.is_empty(), "urn:altinn:accesspackage"),
            ];
            named.into_iter().filter(|(is_named, _)| *is_named).map(|(_, kind)| json!(kind)).collect()
        };
        let own = urn("urn:altinn:resource", resource.id());
        let right = |action: Value| {
            let name = action.get("value").and_then(Value::as_str).unwrap_or_default().to_lowercase();
            json!({
                "rightKey": format!("{};urn:altinn:resource:{}", name, resource.id()),
                "action": action, "resource": [own], "subjects": subjects, "subjectTypes": kinds,
            })
        };
        let rights: Vec<Value> = actions_of(resource).into_iter().map(right).collect();
        (!rights.is_empty()).then_some(Value::Array(rights))
    })
    .await
}
