//! Links that prove who somebody is: a contact's signed link and staff's one-time link.
//!
//! A contact's link is bound to one organisation, lasts 30 days on the world clock, and can be revoked. It opens its own
//! case, and all of the organisation's once the order is approved ([`Reach`]). Its secret is an
//! HMAC of its id, so nothing secret is stored and a letter can be written again after a crash with the same link. A
//! one-time link is a random secret of which only the hash is stored; it is used up by one conditional update.

use super::{Contact, Reach};
use crate::app::App;
use crate::clock::{HOUR, Now};
use crate::db::{Error, Row, Tx, params};
use crate::ids::sha256_hex;
use crate::numbers::OrgNumber;

/// How long staff has to use a one-time link, on the wall clock.
const ONE_TIME_LIFE: i64 = 24 * HOUR;

/// What a signed link is made for.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// The contact's organisation.
    pub organisation: OrgNumber,
    /// The case.
    pub case_number: &'a str,
    /// The contact's name, as the order gives it.
    pub contact_name: &'a str,
    /// The only address that the link is sent to.
    pub contact_email: &'a str,
    /// What it opens.
    pub reach: Reach,
}

/// Makes a signed link for a contact and gives its absolute address.
pub async fn create(tx: &mut Tx, app: &App, now: Now, link: NewLink<'_>) -> Result<String, Error> {
    let id = app.random.new_id(now.wall);
    tx.execute(
        "INSERT INTO signed_links
           (id, organisation, case_number, contact_name, contact_email, organisation_wide, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &id,
            link.organisation.to_string(),
            link.case_number,
            link.contact_name,
            link.contact_email,
            link.reach == Reach::Organisation,
            now.wall,
            now.world + app.config.link_life
        ],
    )
    .await?;
    Ok(url(app, &id))
}

/// Lets the links of a case open all that their organisation has: its order is approved.
pub async fn widen(tx: &mut Tx, case_number: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE signed_links SET organisation_wide = TRUE WHERE case_number = $1",
        params![case_number],
    )
    .await?;
    Ok(())
}

/// The absolute address of the link with this id.
pub fn url(app: &App, id: &str) -> String {
    app.url(&format!("/lenke/{id}/{}", app.keys.link_secret(id)))
}

/// What a signed link turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It is good for this contact.
    Contact(Contact),
    /// It was good once; a new one can be sent to the same address.
    Expired {
        /// The link's id, to renew it by.
        id: String,
    },
    /// It was never ours, or it was revoked.
    Unknown,
}

/// Opens a signed link.
pub async fn open(tx: &mut Tx, app: &App, now: Now, id: &str, secret: &str) -> Result<Opened, Error> {
    if !app.keys.link_secret_fits(id, secret) {
        return Ok(Opened::Unknown);
    }
    let Some(row) = find(tx, id).await? else { return Ok(Opened::Unknown) };
    if row.opt_int("revoked_at")?.is_some() {
        return Ok(Opened::Unknown);
    }
    if row.int("expires_at")? <= now.world {
        return Ok(Opened::Expired { id: id.to_owned() });
    }
    let Ok(organisation) = OrgNumber::parse(&row.text("organisation")?) else { return Ok(Opened::Unknown) };
    Ok(Opened::Contact(Contact {
        link_id: id.to_owned(),
        name: row.text("contact_name")?,
        organisation,
        case_number: row.text("case_number")?,
        reach: reach(&row)?,
    }))
}

/// The reach in a row that holds `organisation_wide`.
pub(super) fn reach(row: &Row) -> Result<Reach, Error> {
    Ok(if row.bool("organisation_wide")? { Reach::Organisation } else { Reach::Case })
}

/// A link's row: organisation, `case_number`, `contact_name`, `contact_email`, `organisation_wide`, `expires_at`,
/// `revoked_at`.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>, Error> {
    tx.fetch_optional(
        "SELECT organisation, case_number, contact_name, contact_email, organisation_wide, expires_at, revoked_at
         FROM signed_links WHERE id = $1",
        params![id],
    )
    .await
}

/// Whether a case is one of this organisation's: one of its contacts was sent a link to it.
pub async fn is_case_of(tx: &mut Tx, case_number: &str, organisation: OrgNumber) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id FROM signed_links WHERE case_number = $1 AND organisation = $2 LIMIT 1",
            params![case_number, organisation.to_string()],
        )
        .await?;
    Ok(row.is_some())
}

/// Revokes a link and with it every session that came by it; false when it was revoked already.
pub async fn revoke(tx: &mut Tx, id: &str, now: Now) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE signed_links SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            params![id, now.wall],
        )
        .await?;
    Ok(changed == 1)
}

/// Revokes every link of a case; gives how many were good until now.
pub async fn revoke_of_case(tx: &mut Tx, case_number: &str, now: Now) -> Result<u64, Error> {
    tx.execute(
        "UPDATE signed_links SET revoked_at = $2 WHERE case_number = $1 AND revoked_at IS NULL",
        params![case_number, now.wall],
    )
    .await
}

/// Revokes the links of one contact in a case; gives how many were good until now.
pub async fn revoke_of_contact(
    tx: &mut Tx,
    case_number: &str,
    organisation: OrgNumber,
    email: &str,
    now: Now,
) -> Result<u64, Error> {
    tx.execute(
        "UPDATE signed_links SET revoked_at = $4
         WHERE case_number = $1 AND organisation = $2 AND contact_email = $3 AND revoked_at IS NULL",
        params![case_number, organisation.to_string(), email, now.wall],
    )
    .await
}

/// A link that runs out.
#[derive(Debug, Clone)]
pub struct EndingLink {
    /// Its id.
    pub id: String,
    /// The organisation it is bound to.
    pub organisation: OrgNumber,
    /// The case it was made for.
    pub case_number: String,
    /// Who has it.
    pub contact_name: String,
    /// The address it went to.
    pub contact_email: String,
    /// When it runs out, in world time.
    pub expires_at: i64,
}

/// Links that somebody has come in by and that run out after `from` and not after `until` (world time), while their holder
/// has none for the case that lasts longer; some at a time, those that follow `after`.
pub async fn ending(tx: &mut Tx, from: i64, until: i64, after: &str) -> Result<Vec<EndingLink>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT l.id, l.organisation, l.case_number, l.contact_name, l.contact_email, l.expires_at FROM signed_links l
             WHERE l.revoked_at IS NULL AND l.expires_at > $1 AND l.expires_at <= $2 AND l.id > $3
               AND EXISTS (SELECT 1 FROM audit a WHERE a.subject = l.id AND a.action = 'session.started')
               AND NOT EXISTS (SELECT 1 FROM signed_links m
                               WHERE m.case_number = l.case_number AND m.organisation = l.organisation
                                 AND m.contact_email = l.contact_email AND m.revoked_at IS NULL AND m.expires_at > $2)
             ORDER BY l.id LIMIT 200",
            params![from, until, after],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let organisation = row.text("organisation")?;
            Ok(EndingLink {
                organisation: OrgNumber::parse(&organisation).map_err(|_| {
                    Error::inconsistent("signed_links", "organisation", &organisation, "it is no number")
                })?,
                id: row.text("id")?,
                case_number: row.text("case_number")?,
                contact_name: row.text("contact_name")?,
                contact_email: row.text("contact_email")?,
                expires_at: row.int("expires_at")?,
            })
        })
        .collect()
}

/// Makes a one-time link for staff: `kind` is `handler` or `operator`. Gives its absolute address.
pub async fn create_one_time(
    tx: &mut Tx,
    app: &App,
    now: Now,
    kind: &str,
    display_name: &str,
) -> Result<String, Error> {
    let secret = app.random.secret();
    tx.execute(
        "INSERT INTO one_time_links (token_hash, kind, display_name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![sha256_hex(secret.as_bytes()), kind, display_name, now.wall, now.wall + ONE_TIME_LIFE],
    )
    .await?;
    Ok(app.url(&format!("/logg-inn/engang/{secret}")))
}

/// Uses up a one-time link: its kind and name, once. Of two that try, the database lets one through.
pub async fn use_one_time(tx: &mut Tx, now: Now, secret: &str) -> Result<Option<(String, String)>, Error> {
    let row = tx
        .fetch_optional(
            "UPDATE one_time_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
             RETURNING kind, display_name",
            params![sha256_hex(secret.as_bytes()), now.wall],
        )
        .await?;
    row.map(|row| Ok((row.text("kind")?, row.text("display_name")?))).transpose()
}
