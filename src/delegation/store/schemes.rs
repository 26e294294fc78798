//! Rows of schemes and their scopes.

use std::fmt::Write as _;

use super::number;
use crate::clock::Millis;
use crate::db::{Error, Row, Tx, Value, literal, params};
use crate::delegation::{Policy, Scheme, Texts, fold, owner_name, registry};
use crate::parties::name_key;

/// The most that a search shows. There are six schemes in a world until somebody makes more.
const SEARCH_LIMIT: usize = 50;

/// The longest search, in words; more words than any title has find nothing more.
const SEARCH_WORDS: usize = 12;

const SCHEME: &str = "SELECT s.id, s.owner_number, s.owner_code, s.title, s.description, s.delegable, s.visible, s.status, s.policy FROM schemes s";

/// What a scheme's row is made of, in the order of the placeholders.
async fn columns(tx: &mut Tx, scheme: &Scheme, now: Millis) -> Result<[Value; 11], Error> {
    Ok([
        scheme.id.as_str().into(),
        scheme.owner.to_string().into(),
        scheme.owner_code.as_str().into(),
        texts_to_json(&scheme.title).into(),
        texts_to_json(&scheme.description).into(),
        search_key(tx, scheme).await?.into(),
        scheme.delegable.into(),
        scheme.visible.into(),
        scheme.status.as_str().into(),
        now.into(),
        policy_to_json(&scheme.policy).into(),
    ])
}

/// Inserts a scheme with its scopes; false, and nothing changed, when the identifier is taken.
pub async fn insert_scheme(tx: &mut Tx, scheme: &Scheme, now: Millis) -> Result<bool, Error> {
    let values = columns(tx, scheme, now).await?;
    let inserted = tx
        .execute(
            "INSERT INTO schemes (id, owner_number, owner_code, title, description, search_key, delegable, visible, status, policy, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $10, $10)
             ON CONFLICT (id) DO NOTHING",
            &values,
        )
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    insert_scheme_scopes(tx, scheme).await?;
    Ok(true)
}

/// Since when the scheme cannot be given, in world time, where that is known.
pub(in crate::delegation) async fn closed_since(tx: &mut Tx, id: &str) -> Result<Option<Millis>, Error> {
    let row = tx.fetch_optional("SELECT closed_at FROM schemes WHERE id = $1", params![id]).await?;
    row.map_or(Ok(None), |row| row.opt_int("closed_at"))
}

/// Writes down since when the scheme cannot be given; without an instant, that it can.
pub(in crate::delegation) async fn mark_closed(
    tx: &mut Tx,
    id: &str,
    since: Option<Millis>,
) -> Result<(), Error> {
    tx.execute("UPDATE schemes SET closed_at = $2 WHERE id = $1", params![id, since]).await?;
    Ok(())
}

/// Writes a scheme that is there already anew, scopes and all.
pub async fn update_scheme(tx: &mut Tx, scheme: &Scheme, now: Millis) -> Result<(), Error> {
    let values = columns(tx, scheme, now).await?;
    tx.execute(
        "UPDATE schemes SET owner_number = $2, owner_code = $3, title = $4, description = $5, search_key = $6, delegable = $7,
                            visible = $8, status = $9, policy = $11, updated_at = $10 WHERE id = $1",
        &values,
    )
    .await?;
    tx.execute("DELETE FROM scheme_scopes WHERE scheme_id = $1", params![scheme.id.as_str()]).await?;
    insert_scheme_scopes(tx, scheme).await
}

async fn insert_scheme_scopes(tx: &mut Tx, scheme: &Scheme) -> Result<(), Error> {
    for scope in &scheme.scopes {
        tx.execute(
            "INSERT INTO scheme_scopes (scheme_id, scope) VALUES ($1, $2) ON CONFLICT (scheme_id, scope) DO NOTHING",
            params![scheme.id.as_str(), scope.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// What a search looks through: titles and descriptions in all languages, identifier, owner, scopes, and the words that its
/// owner keeps of it in the registry. The owner's name as an organisation is looked up by the search itself, since it changes.
async fn search_key(tx: &mut Tx, scheme: &Scheme) -> Result<String, Error> {
    let owner = owner_name(scheme.owner);
    let kept = registry::search_words(tx, &scheme.id).await?;
    let mut parts: Vec<&str> = vec![&scheme.id, &scheme.owner_code];
    for texts in [Some(&scheme.title), Some(&scheme.description), owner.as_ref()].into_iter().flatten() {
        parts.extend([texts.nb.as_str(), &texts.nn, &texts.en]);
    }
    parts.extend(scheme.scopes.iter().map(String::as_str));
    parts.extend(kept.iter().map(String::as_str));
    Ok(fold(&parts.join(" ")))
}

fn texts_to_json(texts: &Texts) -> String {
    serde_json::json!({ "nb": texts.nb, "nn": texts.nn, "en": texts.en }).to_string()
}

fn policy_to_json(policy: &Policy) -> String {
    serde_json::to_string(policy).unwrap_or_default()
}

fn policy(row: &Row) -> Result<Policy, Error> {
    let text = row.text("policy")?;
    serde_json::from_str(&text)
        .map_err(|error| Error::inconsistent("schemes", "policy", "?", error.to_string()))
}

/// The policies of the schemes that may be handed on, each once.
pub(in crate::delegation) async fn delegable_policies(tx: &mut Tx) -> Result<Vec<Policy>, Error> {
    let rows = tx.fetch_all("SELECT DISTINCT policy FROM schemes WHERE delegable", params![]).await?;
    rows.iter().map(policy).collect()
}

/// A text column that is not the JSON we wrote is shown as it stands, in all languages.
fn texts_from_json(text: String) -> Texts {
    serde_json::from_str(&text).unwrap_or_else(|_| Texts { nb: text.clone(), nn: text.clone(), en: text })
}

async fn with_scopes(tx: &mut Tx, row: &Row) -> Result<Scheme, Error> {
    let id = row.text("id")?;
    let scopes = tx
        .fetch_all(
            "SELECT scope FROM scheme_scopes WHERE scheme_id = $1 ORDER BY scope",
            params![id.as_str()],
        )
        .await?;
    Ok(Scheme {
        owner: number(row, "owner_number")?,
        owner_code: row.text("owner_code")?,
        title: texts_from_json(row.text("title")?),
        description: texts_from_json(row.text("description")?),
        scopes: scopes.iter().map(|row| row.text("scope")).collect::<Result<_, _>>()?,
        delegable: row.bool("delegable")?,
        visible: row.bool("visible")?,
        status: row.text("status")?,
        policy: policy(row)?,
        id,
    })
}

async fn fetch_schemes(tx: &mut Tx, sql: &str, values: &[Value]) -> Result<Vec<Scheme>, Error> {
    let rows = tx.fetch_all(sql, values).await?;
    let mut schemes = Vec::with_capacity(rows.len());
    for row in &rows {
        schemes.push(with_scopes(tx, row).await?);
    }
    Ok(schemes)
}

/// All schemes, in the order of their identifiers.
pub async fn schemes(tx: &mut Tx) -> Result<Vec<Scheme>, Error> {
    fetch_schemes(tx, &format!("{SCHEME} ORDER BY s.id"), params![]).await
}

/// The scheme with this identifier.
pub async fn scheme(tx: &mut Tx, id: &str) -> Result<Option<Scheme>, Error> {
    // What no database can hold is nobody's name.
    if id.contains('\0') {
        return Ok(None);
    }
    Ok(fetch_schemes(tx, &format!("{SCHEME} WHERE s.id = $1"), params![id]).await?.pop())
}

/// The scheme that people should give for this scope: one that the portal's search finds and that can be given comes first, then
/// the one that opens the least.
pub async fn scheme_of_scope(tx: &mut Tx, scope: &str) -> Result<Option<Scheme>, Error> {
    let sql = format!(
        "{SCHEME} JOIN scheme_scopes p ON p.scheme_id = s.id WHERE p.scope = $1
         ORDER BY CASE WHEN s.visible AND s.delegable AND s.status <> 'Deprecated' THEN 0 ELSE 1 END,
                  CASE WHEN s.delegable THEN 0 ELSE 1 END,
                  (SELECT count(*) FROM scheme_scopes q WHERE q.scheme_id = s.id), s.id"
    );
    let mut found = fetch_schemes(tx, &sql, params![scope]).await?;
    // Whom a policy names is not asked of the database: one that names nobody comes last.
    let at = found.iter().position(Scheme::can_be_given).unwrap_or(0);
    Ok((at < found.len()).then(|| found.swap_remove(at)))
}

/// What the portal's search finds: visible schemes in use that hold every word of `query` somewhere, or in their owner's
/// name. A query of signs alone finds nothing.
pub async fn search(tx: &mut Tx, query: &str) -> Result<Vec<Scheme>, Error> {
    let mut sql = format!(
        "{SCHEME} LEFT JOIN organisations w ON w.number = s.owner_number
         WHERE s.visible AND s.status <> 'Deprecated'"
    );
    let mut values = Vec::new();
    let words: Vec<&str> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(SEARCH_WORDS)
        .collect();
    if words.is_empty() && !query.trim().is_empty() {
        return Ok(Vec::new());
    }
    for word in words {
        // The two keys are folded each in its own way.
        values.push(Value::from(format!("%{}%", literal(&fold(word)))));
        values.push(Value::from(format!("%{}%", literal(&name_key(word)))));
        let (own, owners) = (values.len() - 1, values.len());
        let _ = write!(
            sql,
            " AND (s.search_key LIKE ${own} ESCAPE '\\' OR w.name_key LIKE ${owners} ESCAPE '\\')"
        );
    }
    let _ = write!(sql, " ORDER BY s.id LIMIT {SEARCH_LIMIT}");
    fetch_schemes(tx, &sql, &values).await
}
