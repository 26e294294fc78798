//! The master key: where it comes from, and what is derived from it.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::config::{Config, Database};
use crate::ids::{Random, equal_in_constant_time};

/// Why the master key cannot be had, or a sealed secret cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// PostgreSQL is shared by nodes, so each must be given the same key.
    #[error(
        "with --database the master key must be given, since every node needs the same one: set FULLMAKT_MASTER_KEY to 32 random bytes in base64, for example the output of `openssl rand -base64 32`"
    )]
    SettingRequired,
    /// The setting or file does not hold 32 bytes in base64.
    #[error("{0} does not hold 32 bytes in base64; make one with `openssl rand -base64 32`")]
    Malformed(String),
    /// The key file cannot be read or made.
    #[error("the master key at {path} cannot be read or made: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A sealed secret was made under another key, or was changed.
    #[error("a sealed secret cannot be opened: it was made under another master key, or was changed")]
    CannotOpen,
    /// The cryptographic library refused.
    #[error("the cryptographic library refused: {0}")]
    Library(&'static str),
    /// The database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

/// The master key and what is derived from it. Cloning shares it.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<Inner>,
}

struct Inner {
    seal: LessSafeKey,
    links: hmac::Key,
    forms: hmac::Key,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// The master key as `config` says: the setting, else `DIR/master.key`, made when it is not there.
    pub fn open(config: &Config, random: &Random) -> Result<Self, KeysError> {
        if let Some(setting) = &config.master_key {
            return Self::from_base64(setting, "FULLMAKT_MASTER_KEY");
        }
        match &config.database {
            Database::Postgres { .. } => Err(KeysError::SettingRequired),
            Database::Directory(directory) => Self::from_file(&directory.join("master.key"), random),
        }
    }

    /// A key for one process only: tests and the demonstration's temporary world.
    pub fn ephemeral(random: &Random) -> Result<Self, KeysError> {
        Self::derive(&random.bytes())
    }

    fn from_file(path: &Path, random: &Random) -> Result<Self, KeysError> {
        let fault = |source| KeysError::File { path: path.display().to_string(), source };
        match std::fs::read_to_string(path) {
            Ok(text) => return Self::from_base64(&text, &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(fault(error)),
        }
        let text = STANDARD.encode(random.bytes::<32>());
        let mut options = std::fs::OpenOptions::new();
        // A second process that starts at the same moment must not overwrite the first one's key.
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        match options.open(path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(fault)?;
                file.sync_all().map_err(fault)?;
                Self::from_base64(&text, "master.key")
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let text = std::fs::read_to_string(path).map_err(fault)?;
                Self::from_base64(&text, &path.display().to_string())
            }
            Err(error) => Err(fault(error)),
        }
    }

    fn from_base64(text: &str, place: &str) -> Result<Self, KeysError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| KeysError::Malformed(place.to_owned()))?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeysError::Malformed(place.to_owned()))?;
        Self::derive(&bytes)
    }

    /// Each use has a key of its own (HKDF, RFC 5869), so that none can stand in for another.
    fn derive(master: &[u8; 32]) -> Result<Self, KeysError> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fullmakt").extract(master);
        let expand = |purpose: &'static [u8]| -> Result<[u8; 32], KeysError> {
            let mut key = [0_u8; 32];
            let info = [purpose];
            let okm = root.expand(&info, hkdf::HKDF_SHA256).map_err(|_| KeysError::Library("HKDF"))?;
            okm.fill(&mut key).map_err(|_| KeysError::Library("HKDF"))?;
            Ok(key)
        };
        let seal = UnboundKey::new(&AES_256_GCM, &expand(b"seal")?)
            .map_err(|_| KeysError::Library("AES-256-GCM"))?;
        Ok(Self {
            inner: Arc::new(Inner {
                seal: LessSafeKey::new(seal),
                links: hmac::Key::new(hmac::HMAC_SHA256, &expand(b"links")?),
                forms: hmac::Key::new(hmac::HMAC_SHA256, &expand(b"forms")?),
            }),
        })
    }

    /// Seals `plain` for the column or row named by `context`; it opens only with the same context, so that one sealed
    /// value cannot be put in another's place. The result is nonce, ciphertext and tag.
    pub fn seal(&self, random: &Random, context: &str, plain: &[u8]) -> Result<Vec<u8>, KeysError> {
        let nonce = random.bytes::<12>();
        let mut sealed = plain.to_vec();
        self.inner
            .seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| KeysError::Library("sealing"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Keys::seal`] made.
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, KeysError> {
        let (nonce, rest) = sealed.split_first_chunk::<12>().ok_or(KeysError::CannotOpen)?;
        let mut buffer = rest.to_vec();
        let plain = self
            .inner
            .seal
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context.as_bytes()), &mut buffer)
            .map_err(|_| KeysError::CannotOpen)?;
        Ok(plain.to_vec())
    }

    /// Opens sealed text.
    pub fn open_text(&self, context: &str, sealed: &[u8]) -> Result<String, KeysError> {
        String::from_utf8(self.open_sealed(context, sealed)?).map_err(|_| KeysError::CannotOpen)
    }

    /// The secret part of the signed link with this id. Nothing secret is stored: the letter can be written again.
    pub fn link_secret(&self, link_id: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.inner.links, link_id.as_bytes()))
    }

    /// Whether `secret` belongs to the link with this id.
    pub fn link_secret_fits(&self, link_id: &str, secret: &str) -> bool {
        equal_in_constant_time(self.link_secret(link_id).as_bytes(), secret.as_bytes())
    }

    /// The anti-forgery token for a browser (synchroniser token bound to its cookie).
    pub fn form_token(&self, browser: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.inner.forms, browser.as_bytes()))
    }

    /// The seal of an address that a deed of this browser leads to, so that no other address can say it was done.
    pub fn deed_seal(&self, browser: &str, address: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.inner.forms, format!("deed {browser} {address}").as_bytes()))
    }

    /// Whether `seal` is that of this address for this browser.
    pub fn deed_seal_fits(&self, browser: &str, address: &str, seal: &str) -> bool {
        equal_in_constant_time(self.deed_seal(browser, address).as_bytes(), seal.as_bytes())
    }

    /// Whether a submitted form's token belongs to the browser that sent it.
    pub fn form_token_fits(&self, browser: &str, token: &str) -> bool {
        equal_in_constant_time(self.form_token(browser).as_bytes(), token.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_only_in_its_own_place_and_unchanged() {
        let random = Random::seeded(1);
        let keys = Keys::ephemeral(&random).unwrap();
        let mut sealed = keys.seal(&random, "letters:1", b"hemmelig").unwrap();
        assert_eq!(keys.open_sealed("letters:1", &sealed).unwrap(), b"hemmelig");
        assert!(keys.open_sealed("letters:2", &sealed).is_err());
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert!(keys.open_sealed("letters:1", &sealed).is_err());
        assert!(keys.open_sealed("letters:1", b"short").is_err());
    }

    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone_and_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        let random = Random::seeded(2);
        let first = Keys::from_file(&path, &random).unwrap();
        let second = Keys::from_file(&path, &random).unwrap();
        assert_eq!(first.link_secret("x"), second.link_secret("x"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "not a key").unwrap();
        assert!(matches!(Keys::from_file(&path, &random), Err(KeysError::Malformed(_))));
    }

    #[test]
    fn a_link_or_form_secret_fits_only_its_own_id() {
        let keys = Keys::ephemeral(&Random::seeded(3)).unwrap();
        assert!(keys.link_secret_fits("a", &keys.link_secret("a")));
        assert!(!keys.link_secret_fits("b", &keys.link_secret("a")));
        assert!(!keys.link_secret_fits("a", &keys.form_token("a")));
        assert!(keys.deed_seal_fits("a", "/x?ok=y", &keys.deed_seal("a", "/x?ok=y")));
        assert!(!keys.deed_seal_fits("b", "/x?ok=y", &keys.deed_seal("a", "/x?ok=y")));
        assert!(!keys.deed_seal_fits("a", "/x?ok=z", &keys.deed_seal("a", "/x?ok=y")));
    }
}
