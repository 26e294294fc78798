//! Keys: the master key that seals secrets at rest, the token server's signing keys, and enterprise certificates: the test
//! authority that issues them and the trust that they are held against.
//!
//! Everything secret in the database (signing keys, raw mail, letters) is sealed under one master key with AES-256-GCM.
//! The key comes from a setting, else from `DIR/master.key`, made at the first start and readable by its owner alone.
//! Nothing here is ever logged.

mod enterprise;
mod master;
mod signing;
pub mod test_authority;

pub use enterprise::{
    CHAIN_LIMIT, CertificateError, Enterprise, Leaf, Trust, certificates_of_pem, public_key_of_certificate,
};
pub use master::{Keys, KeysError};
pub use signing::{
    KeyRow, KeyState, PublishedKey, active_signing_key, add_coming, ensure_signing_key, generate,
    is_published, open_signing_key, promote, published_key, published_keys, published_kids, retire,
    signing_keys, signing_kid,
};
