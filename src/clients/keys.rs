//! The keys that clients sign their grants with (`maskinporten.md` §8.2).
//!
//! A key lasts one year from its posting, or shorter when it states an earlier end; posting it again renews it. The year
//! is of world time, so that moving the world's clock lets keys run out. A stated end is wall time, as every `exp`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::registration::{changed, lock};
use super::store;
use super::{Client, Error, Fault, Why, shortened};
use crate::app::App;
use crate::clock::{DAY, Millis, Now, SECOND};
use crate::db;
use crate::db::Tx;
use crate::jose::{Jwk, JwkError};
use crate::keys::{Leaf, certificates_of_pem, public_key_of_certificate};
use crate::numbers::{OrgNumber, mask_real_numbers};

/// Most keys on one client.
pub const MAX_KEYS: usize = 5;

/// The longest life of a key, on the world clock.
const YEAR: Millis = 365 * DAY;

/// A key as it is registered.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientKey {
    /// The key's name, unique within its client.
    pub kid: String,
    /// The public members, without `exp`.
    pub jwk: Value,
    /// The end that its sender stated, in seconds of wall time.
    pub stated_exp: Option<i64>,
    /// When it runs out, in world time.
    pub expires_at: Millis,
    /// When a key of this name and number was first posted, in world time.
    pub created_at: Millis,
    /// When it was last posted, in world time.
    pub updated_at: Millis,
}

impl ClientKey {
    /// The `exp` that is shown: when the key is of no use any more as wall time now tells it, in seconds. That is what was
    /// sent as long as the world's clock is where it was then.
    pub fn shown_exp(&self, now: Now) -> i64 {
        (self.ends_at() - now.offset()).div_euclid(SECOND)
    }

    /// Whether its own life is over; that of a certificate that it is locked to is asked beside.
    pub fn is_over(&self, now: Now) -> bool {
        self.expires_at <= now.world
    }
}

/// A key that was read and found good, and is not stored yet.
#[derive(Debug, Clone)]
struct PostedKey {
    jwk: Jwk,
}

impl PostedKey {
    fn read(value: &Value, now: Now, place: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let refuse = |faults: &mut Vec<Fault>, member: Option<&str>, why| {
            let field = match (place, member) {
                ("", member) => member.unwrap_or("key").to_owned(),
                (place, None) => place.to_owned(),
                (place, Some(member)) => format!("{place}.{member}"),
            };
            faults.push(Fault::new(field, why));
            None
        };
        let jwk = match Jwk::parse(value) {
            Ok(jwk) => jwk,
            Err(error) => return refuse(faults, member_of(&error), Why::Key(error)),
        };
        if mask_real_numbers(&jwk.kid).1 > 0 {
            return refuse(faults, Some("kid"), Why::RealPersonNumber);
        }
        if let Some(x5c) = &jwk.x5c
            && !x5c.as_array().is_some_and(|chain| chain.len() <= 10 && chain.iter().all(Value::is_string))
        {
            return refuse(
                faults,
                Some("x5c"),
                Why::WrongType("a list of at most 10 certificates in base64"),
            );
        }
        if let Some(x5c) = &jwk.x5c
            && certificate_key(x5c).is_none_or(|key| key.thumbprint() != jwk.thumbprint())
        {
            return refuse(faults, Some("x5c"), Why::CertificateOfAnotherKey);
        }
        if jwk.exp.is_some_and(|exp| exp <= now.wall_seconds()) {
            return refuse(faults, Some("exp"), Why::KeyOver);
        }
        if jwk.verifying_key().is_err() {
            return refuse(faults, Some("n"), Why::Key(JwkError::NotAKey));
        }
        Some(Self { jwk })
    }

    /// The row that this key becomes. `before` is the key of the same name that is there already.
    fn into_row(self, before: Option<&ClientKey>, now: Now) -> ClientKey {
        let year = now.world + YEAR;
        let stated = self.jwk.exp.map(|exp| (exp, exp.saturating_mul(SECOND).saturating_add(now.offset())));
        let mut jwk = self.jwk;
        jwk.exp = None;
        let jwk = jwk.to_value();
        // A later end than a year is not granted, and so not shown either. That of a certificate is shown as the key's, and
        // is the certificate's still when it is sent back.
        let certificate = jwk.get("x5c").and_then(Leaf::of_header).map_or(i64::MAX, |leaf| leaf.expires_at);
        let stated = stated.filter(|(_, end)| *end <= year && *end < certificate);
        let same = before.filter(|before| before.jwk.get("n") == jwk.get("n"));
        ClientKey {
            kid: jwk.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned(),
            stated_exp: stated.map(|(exp, _)| exp),
            expires_at: stated.map_or(year, |(_, end)| end),
            created_at: same.map_or(now.world, |before| before.created_at),
            updated_at: now.world,
            jwk,
        }
    }
}

fn member_of(error: &JwkError) -> Option<&'static str> {
    match error {
        JwkError::MissingMember(member)
        | JwkError::WrongType(member, _)
        | JwkError::PrivateMember(member)
        | JwkError::BadBase64(member) => Some(member),
        JwkError::KeyTypeNotRsa => Some("kty"),
        JwkError::AlgNotAllowed => Some("alg"),
        JwkError::UseNotSig => Some("use"),
        JwkError::KidMissing | JwkError::KidNotAllowed => Some("kid"),
        JwkError::BadExpiry => Some("exp"),
        JwkError::ModulusTooSmall(_)
        | JwkError::ModulusTooLarge(_)
        | JwkError::EvenModulus
        | JwkError::SmallFactor(_)
        | JwkError::PerfectPower(_) => Some("n"),
        JwkError::BadExponent => Some("e"),
        JwkError::NotAnObject
        | JwkError::PrivateKeyPem
        | JwkError::NotPublicPem
        | JwkError::NotACertificate
        | JwkError::NotAKey => None,
    }
}

/// The keys of a client, oldest first.
pub async fn keys_of(tx: &mut Tx, client_id: &str) -> Result<Vec<ClientKey>, db::Error> {
    store::keys_of_client(tx, client_id).await
}

/// Replaces the whole set of keys of a client of `owner`. Of two that do it at once, the later one's set stands alone.
pub async fn replace_keys(
    tx: &mut Tx,
    app: &App,
    now: Now,
    client_id: &str,
    owner: OrgNumber,
    posted: &[Value],
    actor: &str,
) -> Result<Vec<ClientKey>, Error> {
    let mut client = lock(tx, client_id, owner).await?;
    let keys = read_set(posted, now)?;
    let before = store::keys_of_client(tx, client_id).await?;
    store::delete_keys(tx, client_id).await?;
    for key in keys {
        let old = before.iter().find(|old| old.kid == key.jwk.kid);
        store::upsert_key(tx, client_id, &key.into_row(old, now)).await?;
    }
    let after = store::keys_of_client(tx, client_id).await?;
    record_keys(tx, app, now, "client.keys_replaced", &mut client, &after, actor).await?;
    Ok(after)
}

fn read_set(posted: &[Value], now: Now) -> Result<Vec<PostedKey>, Error> {
    if posted.is_empty() {
        return Err(Error::Invalid(vec![Fault::new("keys", Why::NoKeys)]));
    }
    if posted.len() > MAX_KEYS {
        return Err(Error::Invalid(vec![Fault::new("keys", Why::TooManyKeys)]));
    }
    let mut faults = Vec::new();
    let mut keys: Vec<PostedKey> = Vec::new();
    for (position, value) in posted.iter().enumerate() {
        let place = format!("keys[{position}]");
        let Some(key) = PostedKey::read(value, now, &place, &mut faults) else { continue };
        if keys.iter().any(|other| other.jwk.kid == key.jwk.kid) {
            faults.push(Fault::new(format!("{place}.kid"), Why::KidTwice(key.jwk.kid.clone())));
        }
        keys.push(key);
    }
    if faults.is_empty() { Ok(keys) } else { Err(Error::Invalid(faults)) }
}

/// Adds a key to a client of `owner`, or renews the key of the same name. `kid` is the name in the address, when there is
/// one; a key without a name of its own takes it.
#[expect(
    clippy::too_many_arguments,
    reason = "the four shared ones, whose client it is, the key, and who does it"
)]
pub async fn save_key(
    tx: &mut Tx,
    app: &App,
    now: Now,
    client_id: &str,
    owner: OrgNumber,
    kid: Option<&str>,
    posted: &Value,
    actor: &str,
) -> Result<ClientKey, Error> {
    let mut client = lock(tx, client_id, owner).await?;
    let mut value = posted.clone();
    if let (Some(kid), Some(object)) = (kid, value.as_object_mut()) {
        match object.get("kid") {
            None => {
                object.insert("kid".to_owned(), json!(kid));
            }
            Some(own) if own == kid => {}
            Some(_) => return Err(Error::Invalid(vec![Fault::new("kid", Why::KidMismatch)])),
        }
    }
    let mut faults = Vec::new();
    let Some(key) = PostedKey::read(&value, now, "", &mut faults) else { return Err(Error::Invalid(faults)) };
    let before = store::keys_of_client(tx, client_id).await?;
    let old = before.iter().find(|old| old.kid == key.jwk.kid);
    if old.is_none() && before.len() >= MAX_KEYS {
        return Err(Error::Invalid(vec![Fault::new("keys", Why::TooManyKeys)]));
    }
    let row = key.into_row(old, now);
    store::upsert_key(tx, client_id, &row).await?;
    record_keys(tx, app, now, "client.key_saved", &mut client, std::slice::from_ref(&row), actor).await?;
    Ok(row)
}

/// Removes one key of a client of `owner`, or with `None` all of them.
pub async fn remove_key(
    tx: &mut Tx,
    app: &App,
    now: Now,
    client_id: &str,
    owner: OrgNumber,
    kid: Option<&str>,
    actor: &str,
) -> Result<(), Error> {
    let mut client = lock(tx, client_id, owner).await?;
    let before = store::keys_of_client(tx, client_id).await?;
    let gone: Vec<ClientKey> =
        before.into_iter().filter(|key| kid.is_none_or(|kid| key.kid == kid)).collect();
    if let Some(kid) = kid {
        if store::delete_key(tx, client_id, kid).await? == 0 {
            return Err(Error::NoSuchKey(shortened(kid)));
        }
    } else {
        store::delete_keys(tx, client_id).await?;
    }
    if !gone.is_empty() {
        record_keys(tx, app, now, "client.keys_removed", &mut client, &gone, actor).await?;
    }
    Ok(())
}

async fn record_keys(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    client: &mut Client,
    keys: &[ClientKey],
    actor: &str,
) -> Result<(), db::Error> {
    let kids: Vec<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    changed(tx, app, now, action, client, json!({ "kids": kids }), actor).await
}

/// Reads what a person pasted: a public key in PEM, or a JWK. What a person leaves out is filled in: the name is then the
/// key's thumbprint (RFC 7638), the use signatures.
pub fn read_pasted(text: &str) -> Result<Value, JwkError> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return Jwk::from_public_pem(text, "").map(|jwk| jwk.to_value());
    }
    let Ok(Value::Object(mut object)) = serde_json::from_str::<Value>(text) else {
        // A private key that was cut off while copying is one all the same.
        return Err(if looks_private(text) { JwkError::PrivateMember("d") } else { JwkError::NotAnObject });
    };
    object = only_key(object);
    object.entry("use").or_insert_with(|| json!("sig"));
    if !object.contains_key("kid") {
        object.insert("kid".to_owned(), json!("thumbprint"));
        let thumbprint = Jwk::parse(&Value::Object(object.clone()))?.thumbprint();
        object.insert("kid".to_owned(), json!(thumbprint));
    }
    let value = Value::Object(object);
    Jwk::parse(&value)?;
    Ok(value)
}

/// The key of the first certificate of an `x5c`, when that can be read.
fn certificate_key(x5c: &Value) -> Option<Jwk> {
    let leaf = x5c.as_array()?.first()?.as_str()?;
    let joined: String = leaf.split_ascii_whitespace().collect();
    let der = STANDARD.decode(joined).ok()?;
    Jwk::from_spki(&public_key_of_certificate(&der)?, "").ok()
}

/// Reads what a program posts as text: a certificate in PEM with those above it, a public key in PEM, or a JWK. A
/// certificate stays with its key.
pub(super) fn read_posted(text: &str) -> Result<Value, JwkError> {
    if looks_private(text) {
        return Err(JwkError::PrivateKeyPem);
    }
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        return read_pasted(text);
    }
    let chain = certificates_of_pem(text).ok_or(JwkError::NotACertificate)?;
    let leaf =
        chain.first().and_then(|der| public_key_of_certificate(der)).ok_or(JwkError::NotACertificate)?;
    let mut jwk = Jwk::from_spki(&leaf, "")?;
    jwk.x5c = Some(chain.iter().map(|der| Value::from(STANDARD.encode(der))).collect());
    Ok(jwk.to_value())
}

/// The one key of a key set, as some tools write it; any other object as it is.
fn only_key(mut object: Map<String, Value>) -> Map<String, Value> {
    let one = match object.get_mut("keys").and_then(Value::as_array_mut) {
        Some(keys) if keys.len() == 1 => keys.pop(),
        _ => None,
    };
    match one {
        Some(Value::Object(key)) => key,
        _ => object,
    }
}

/// Whether a text may hold a private key in any of the usual forms. Such a text is never stored, logged or shown again, so
/// that a wrong yes costs a second paste and a wrong no a key.
pub fn looks_private(text: &str) -> bool {
    const MEMBERS: [&str; 8] = ["\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"oth\"", "\"k\""];
    text.contains("PRIVATE") || MEMBERS.iter().any(|member| text.contains(member))
}
