//! Signing keys follow each other: by command, and on schedule by a job that looks every hour.

use serde_json::json;

use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{HOUR, Millis, Now};
use crate::config::Rotation;
use crate::db::{self, Tx};
use crate::jobs::{self, Due, Outcome};
use crate::keys::{self, KeyRow, KeyState, KeysError};

/// Why a key cannot be taken out of the key set.
#[derive(Debug, thiserror::Error)]
pub enum RetireError {
    /// There is none of that name.
    #[error("there is no signing key {0}; `fullmakt keys list` shows those there are")]
    NoSuchKey(String),
    /// It has never signed, or signs now.
    #[error(
        "the key {kid} is {state}; only one that no longer signs can be retired. `fullmakt keys rotate --now` lets another one sign"
    )]
    InUse {
        /// The key.
        kid: String,
        /// Its state.
        state: &'static str,
    },
    /// It is out of the key set.
    #[error("the key {0} is retired already: it is out of the key set, and its private half is gone")]
    RetiredAlready(String),
    /// Tokens that it signed may be alive.
    #[error(
        "the key {0} signed until lately, and tokens that it signed may be alive; --force retires it all the same, and they are then refused everywhere"
    )]
    TokensAlive(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// What is due by a rotation's rules: pure.
#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    /// A key is to be made.
    make: bool,
    /// The coming one is to sign.
    promote: bool,
    /// These are to leave the key set.
    retire: Vec<String>,
}

fn due(rows: &[KeyRow], rotation: Rotation, now: Millis) -> Steps {
    let of = |state: KeyState| rows.iter().filter(move |row| row.state == state);
    let coming = of(KeyState::Coming).next();
    // One that was made ahead of the schedule, by command, takes over as soon as everybody can know it.
    let promote = coming.is_some_and(|key| now - key.since >= rotation.lead);
    let ripe = |every: Millis| of(KeyState::Signing).any(|key| now - key.since >= every - rotation.lead);
    let make = coming.is_none() && rotation.every.is_some_and(ripe);
    let over = of(KeyState::Published).filter(|key| now - key.since >= rotation.overlap);
    Steps { make, promote, retire: over.map(|key| key.kid.clone()).collect() }
}

/// Makes the next key and publishes it; gives the name of the one that waits, which may be one that waited already.
pub async fn prepare(app: &App, now: Now, actor: &str) -> Result<String, KeysError> {
    let waiting = coming(&mut app.db.read().await?).await?;
    if let Some(waiting) = waiting {
        return Ok(waiting);
    }
    // A key is made before the lock is taken; when another node was faster, it is thrown away.
    let key = keys::generate(app.config.signing_key_bits).await?;
    let mut tx = app.db.begin_write().await?;
    if keys::add_coming(&mut tx, &app.keys, &app.random, &key, now).await? {
        note(&mut tx, app, now, actor, "signing_key.made", key.kid()).await?;
        tx.commit().await?;
        return Ok(key.kid().to_owned());
    }
    coming(&mut tx).await?.ok_or(KeysError::Library("making a signing key"))
}

/// The name of the key that waits for its turn.
async fn coming(tx: &mut Tx) -> Result<Option<String>, db::Error> {
    let rows = keys::signing_keys(tx).await?;
    Ok(rows.into_iter().find(|row| row.state == KeyState::Coming).map(|row| row.kid))
}

/// Lets the coming key sign; gives the names of the one that signed and of the one that does, or nothing when none waits.
pub async fn take_over(app: &App, now: Now, actor: &str) -> Result<Option<(String, String)>, db::Error> {
    let mut tx = app.db.begin_write().await?;
    let changed = keys::promote(&mut tx, now).await?;
    if let Some((_, new)) = &changed {
        note(&mut tx, app, now, actor, "signing_key.signs", new).await?;
        tx.commit().await?;
    }
    Ok(changed)
}

/// Takes a key out of the key set before its time. `force` does so while tokens that it signed may be alive.
pub async fn retire(app: &App, now: Now, kid: &str, force: bool, actor: &str) -> Result<(), RetireError> {
    let mut tx = app.db.begin_write().await?;
    let rows = keys::signing_keys(&mut tx).await?;
    let Some(row) = rows.into_iter().find(|row| row.kid == kid) else {
        return Err(RetireError::NoSuchKey(kid.to_owned()));
    };
    if row.state == KeyState::Retired {
        return Err(RetireError::RetiredAlready(row.kid));
    }
    if row.state != KeyState::Published {
        return Err(RetireError::InUse { kid: row.kid, state: row.state.name() });
    }
    if !force && now.wall - row.since < app.config.rotation.overlap {
        return Err(RetireError::TokensAlive(row.kid));
    }
    if keys::retire(&mut tx, kid, now).await? {
        note(&mut tx, app, now, actor, "signing_key.retired", kid).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn note(
    tx: &mut Tx,
    app: &App,
    now: Now,
    actor: &str,
    action: &'static str,
    kid: &str,
) -> Result<(), db::Error> {
    let event =
        Event { actor, action, subject: kid, organisation: None, case_number: None, detail: json!({}) };
    audit::record(tx, &app.random, now, event).await
}

/// The function of jobs of kind `token.rotate`: does what is due, and comes back in an hour.
pub async fn run(app: &App, now: Now) -> Outcome {
    let turned = async {
        let mut tx = app.db.read().await?;
        let rows = keys::signing_keys(&mut tx).await?;
        drop(tx);
        let steps = due(&rows, app.config.rotation, now.wall);
        if steps.promote {
            take_over(app, now, "system").await?;
        }
        if steps.make {
            prepare(app, now, "system").await?;
        }
        let mut tx = app.db.begin_write().await?;
        for kid in &steps.retire {
            if keys::retire(&mut tx, kid, now).await? {
                note(&mut tx, app, now, "system", "signing_key.retired", kid).await?;
            }
        }
        schedule(&mut tx, app, now, HOUR).await?;
        tx.commit().await?;
        Ok::<_, KeysError>(())
    };
    match turned.await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Puts the next look into the queue, unless one waits.
pub async fn schedule(tx: &mut Tx, app: &App, now: Now, after: Millis) -> Result<(), db::Error> {
    // A look that is running still holds its own key, so the next one is named by its hour.
    let due = now.wall + after;
    let key = format!("token.rotate:{}", due / HOUR);
    jobs::enqueue(tx, &app.random, now, "token.rotate", &json!({}), Due::Wall(due), Some(&key)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY;

    fn row(state: KeyState, since: Millis) -> KeyRow {
        KeyRow { kid: format!("{}-{since}", state.name()), state, created_at: since, since }
    }

    #[test]
    fn a_key_is_made_ahead_signs_after_the_lead_and_goes_after_the_overlap() {
        let rotation = Rotation { every: Some(100 * DAY), lead: DAY, overlap: 30 * DAY };
        let signing = row(KeyState::Signing, 0);
        let (coming, published) = (row(KeyState::Coming, 99 * DAY), row(KeyState::Published, 0));
        let nothing = Steps::default;
        let gone = || vec![published.kid.clone()];
        for (rows, now, expected) in [
            (vec![signing.clone()], 99 * DAY - 1, nothing()),
            (vec![signing.clone()], 99 * DAY, Steps { make: true, ..nothing() }),
            (vec![signing.clone(), coming.clone()], 100 * DAY - 1, nothing()),
            (vec![signing.clone(), coming.clone()], 100 * DAY, Steps { promote: true, ..nothing() }),
            (vec![signing.clone(), published.clone()], 30 * DAY - 1, nothing()),
            (vec![signing.clone(), published.clone()], 30 * DAY, Steps { retire: gone(), ..nothing() }),
        ] {
            assert_eq!(due(&rows, rotation, now), expected, "{rows:?} at {now}");
        }
        let by_hand = Rotation { every: None, ..rotation };
        assert_eq!(due(&[signing], by_hand, 1_000 * DAY), nothing());
    }
}
