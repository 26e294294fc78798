//! Sessions: rows found by the hash of a cookie's value, so that a stolen database opens nothing.

use super::{Contact, Person, Principal, Staff};
use crate::app::App;
use crate::clock::{HOUR, Now};
use crate::db::{Error, Row, Tx, params};
use crate::ids::sha256_hex;
use crate::numbers::{OrgNumber, PartyUuid};

/// The cookie that holds a session's secret.
pub(super) const COOKIE: &str = "fullmakt_okt";

/// How long a session lasts without being renewed, on the wall clock.
const LIFE: i64 = 12 * HOUR;

/// How many handlers a case can be given to.
const MOST_HANDLERS: i64 = 500;

/// What a new session needs.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// `person`, `contact`, `handler` or `operator`.
    pub kind: &'a str,
    /// Party UUID, link id or name.
    pub subject: &'a str,
    /// What the header shows.
    pub display_name: &'a str,
    /// The contact's organisation, or whom the person acts for.
    pub organisation: Option<OrgNumber>,
    /// The contact's case.
    pub case_number: Option<&'a str>,
}

/// Starts a session and gives the secret for its cookie. The caller ends the browser's former session, so that a session
/// never survives a login (session fixation).
pub async fn start_session(
    tx: &mut Tx,
    app: &App,
    now: Now,
    session: NewSession<'_>,
) -> Result<String, Error> {
    let secret = app.random.secret();
    tx.execute(
        "INSERT INTO sessions (id_hash, kind, subject, display_name, organisation, case_number, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            sha256_hex(secret.as_bytes()),
            session.kind,
            session.subject,
            session.display_name,
            session.organisation.map(|number| number.to_string()),
            session.case_number,
            now.wall,
            now.wall + LIFE
        ],
    )
    .await?;
    Ok(secret)
}

/// Ends the session with this secret.
pub async fn end_session(tx: &mut Tx, secret: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM sessions WHERE id_hash = $1", params![sha256_hex(secret.as_bytes())]).await?;
    Ok(())
}

/// Ends every session of somebody who is gone.
pub async fn end_sessions_of(tx: &mut Tx, kind: &str, subject: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM sessions WHERE kind = $1 AND subject = $2", params![kind, subject]).await?;
    Ok(())
}

/// Lets the person of this session act for `organisation`. The caller has checked that it may.
pub async fn set_acting_for(tx: &mut Tx, secret: &str, organisation: OrgNumber) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET organisation = $2 WHERE id_hash = $1 AND kind = 'person'",
        params![sha256_hex(secret.as_bytes()), organisation.to_string()],
    )
    .await?;
    Ok(())
}

/// The handlers who have been at the desk, as the audit names them.
pub async fn list_handlers(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT DISTINCT subject FROM sessions WHERE kind = 'handler' LIMIT $1",
            params![MOST_HANDLERS],
        )
        .await?;
    let mut handlers = rows
        .iter()
        .map(|row| Ok(Principal::Handler(Staff { name: row.text("subject")? }).actor()))
        .collect::<Result<Vec<_>, Error>>()?;
    handlers.sort();
    Ok(handlers)
}

/// The principal behind a cookie's secret. A contact's session ends with its link, also when the link is revoked.
pub(super) async fn find_principal(tx: &mut Tx, secret: &str, now: Now) -> Result<Principal, Error> {
    let row = tx
        .fetch_optional(
            "SELECT s.kind, s.subject, s.display_name, s.organisation, s.case_number,
                    COALESCE(l.organisation_wide, FALSE) AS organisation_wide
             FROM sessions s
             LEFT JOIN signed_links l ON s.kind = 'contact' AND l.id = s.subject
             WHERE s.id_hash = $1 AND s.expires_at > $2
               AND (s.kind <> 'contact' OR (l.revoked_at IS NULL AND l.expires_at > $3))",
            params![sha256_hex(secret.as_bytes()), now.wall, now.world],
        )
        .await?;
    row.as_ref().map_or(Ok(Principal::Visitor), principal)
}

fn principal(row: &Row) -> Result<Principal, Error> {
    let organisation = row.opt_text("organisation")?.and_then(|number| OrgNumber::parse(&number).ok());
    let subject = row.text("subject")?;
    let name = row.text("display_name")?;
    Ok(match (row.text("kind")?.as_str(), organisation) {
        ("person", acting_for) => match PartyUuid::parse(&subject) {
            Some(party_uuid) => Principal::Person(Person { party_uuid, name, acting_for }),
            None => Principal::Visitor,
        },
        ("contact", Some(organisation)) => Principal::Contact(Contact {
            link_id: subject,
            name,
            organisation,
            case_number: row.opt_text("case_number")?.unwrap_or_default(),
            reach: super::links::reach(row)?,
        }),
        ("handler", _) => Principal::Handler(Staff { name: subject }),
        ("operator", _) => Principal::Operator(Staff { name: subject }),
        _ => Principal::Visitor,
    })
}
