//! PEM (RFC 7468): the two kinds of block that people paste and files hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a PEM text holds, by its label.
pub(super) enum PemBlock {
    /// `PUBLIC KEY` or `RSA PUBLIC KEY`.
    Public(Vec<u8>),
    /// `PRIVATE KEY`: PKCS #8. Other private labels come with an empty body, only to be recognised.
    Private(Vec<u8>),
}

/// The first block of `text` that is a key.
pub(super) fn read_pem(text: &str) -> Option<PemBlock> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    if label.ends_with("PRIVATE KEY") && label != "PRIVATE KEY" {
        return Some(PemBlock::Private(Vec::new()));
    }
    let body = rest.split("-----END").next()?;
    let joined: String = body.split_whitespace().collect();
    match (label, STANDARD.decode(joined)) {
        ("PUBLIC KEY" | "RSA PUBLIC KEY", Ok(der)) => Some(PemBlock::Public(der)),
        // A damaged private key is recognised as one all the same: it must not be stored or shown again.
        ("PRIVATE KEY", der) => Some(PemBlock::Private(der.unwrap_or_default())),
        _ => None,
    }
}

/// The PKCS #8 bytes of a private key in PEM (`BEGIN PRIVATE KEY`, RFC 5958), for the command line.
pub fn private_key_from_pem(text: &str) -> Option<Vec<u8>> {
    match read_pem(text)? {
        PemBlock::Private(der) if !der.is_empty() => Some(der),
        _ => None,
    }
}

/// A private key's PKCS #8 bytes in PEM, for a file of its owner.
pub fn pem_of_private_key(pkcs8: &[u8]) -> String {
    pem_of("PRIVATE KEY", pkcs8)
}

/// A certificate's DER in PEM.
pub fn pem_of_certificate(der: &[u8]) -> String {
    pem_of("CERTIFICATE", der)
}

/// RFC 7468 §2: lines of 64 characters between the labels.
fn pem_of(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}
