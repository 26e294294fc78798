//! Enterprise certificates (*virksomhetssertifikat*): whom one names, and whether somebody we trust says so
//! (`maskinporten.md` §8.1).
//!
//! The path to a trusted root, its signatures and dates are `webpki`'s to judge; what stands in the certificate is read by
//! `x509-parser`. Dates are held against world time, as those of registered keys are. Revocation is not asked for: a test
//! authority publishes no list, and the clock can be moved past a certificate's end instead.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::oid_registry::{Oid, asn1_rs::oid};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::clock::{Millis, SECOND};
use crate::jose::VerifyingKey;
use crate::numbers::OrgNumber;

/// Most certificates that a chain may have: the real ones have three.
pub const CHAIN_LIMIT: usize = 10;

/// `organizationIdentifier` (X.520), where a certificate of the profile SEID2 names its organisation.
const ORGANIZATION_IDENTIFIER: Oid<'static> = oid!(2.5.4.97);

/// `serialNumber` (X.520), where one of the older profile does.
const SERIAL_NUMBER: Oid<'static> = oid!(2.5.4.5);

/// What stands before the number in `organizationIdentifier` (ETSI EN 319 412-1 §5.1.4).
const NATIONAL_TRADE_REGISTER: &str = "NTRNO-";

/// Why a certificate chain does not prove whom a grant comes from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// `x5c` is not a list of certificates in base64.
    #[error("x5c must be a list of certificates, each its DER in base64")]
    Malformed,
    /// No authority that is trusted here stands at its end.
    #[error("nobody who is trusted here has issued it")]
    Untrusted,
    /// Its time was over at this instant of world time.
    #[error("its time is over")]
    Expired(Millis),
    /// The time of one above it was over at this instant of world time.
    #[error("the time of a certificate above it is over")]
    IssuerExpired(Millis),
    /// Its time, or that of one above it, begins at this instant of world time.
    #[error("its time has not come yet")]
    NotYet(Millis),
    /// It or one above it has a critical extension that is not understood, or breaks a constraint on names or on the chain's
    /// length, or was issued by one that may issue none (RFC 5280 §4.2, §6.1).
    #[error("it breaks a rule that it or its issuer states")]
    Unfit,
    /// It is not for signing in a client's name.
    #[error("it is not for digital signatures of a client")]
    Usage,
    /// It names no Norwegian organisation.
    #[error("it names no Norwegian organisation number")]
    NoOrganisation,
    /// Where an organisation number stands, it has something that is none.
    #[error("what it names is no valid organisation number")]
    WrongOrganisation(String),
    /// Its key is not an RSA key that grants are signed with.
    #[error("its key is not an RSA key of 2048 to 8192 bits")]
    Key,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    anchors: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Believes in `certificate`: as the end of chains when it is its own issuer, else as a step on the way to one.
    pub fn add(&mut self, certificate: CertificateDer<'static>) -> Result<(), CertificateError> {
        let (_, parsed) = X509Certificate::from_der(&certificate).map_err(|_| CertificateError::Malformed)?;
        if parsed.issuer() == parsed.subject() {
            let anchor =
                anchor_from_trusted_cert(&certificate).map_err(|_| CertificateError::Malformed)?.to_owned();
            self.anchors.push(anchor);
        } else {
            self.intermediates.push(certificate);
        }
        Ok(())
    }

    /// Believes in every certificate of a PEM text; says how many there were.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<usize, CertificateError> {
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            self.add(certificate.map_err(|_| CertificateError::Malformed)?)?;
            count += 1;
        }
        Ok(count)
    }

    /// This trust and another.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            anchors: self.anchors.iter().chain(&other.anchors).cloned().collect(),
            intermediates: self.intermediates.iter().chain(&other.intermediates).cloned().collect(),
        }
    }
}

/// The public key of a certificate in DER (`SubjectPublicKeyInfo`), believed or not.
pub fn public_key_of_certificate(der: &[u8]) -> Option<Vec<u8>> {
    let (rest, parsed) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then(|| parsed.public_key().raw.to_vec())
}

/// The certificates of a PEM text in DER, in its order; none when there is none, one cannot be read, or they are too many.
pub fn certificates_of_pem(pem: &str) -> Option<Vec<Vec<u8>>> {
    let all = CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(|certificate| certificate.ok().map(|der| der.to_vec()))
        .collect::<Option<Vec<_>>>()?;
    (1..=CHAIN_LIMIT).contains(&all.len()).then_some(all)
}

/// What a certificate says of itself, believed or not: whom it names, and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The organisation that it names, if any.
    pub organisation: Option<OrgNumber>,
    /// What stands where the number stands, whether it is one or not.
    named: Option<String>,
    /// Its subject, as one line.
    pub subject: String,
    /// The first instant of its life.
    pub valid_from: Millis,
    /// The last one.
    pub expires_at: Millis,
}

impl Leaf {
    /// Of the first certificate of an `x5c`, where that can be read.
    pub fn of_header(x5c: &serde_json::Value) -> Option<Self> {
        let der = der_of(x5c.as_array()?.first()?)?;
        X509Certificate::from_der(&der).ok().map(|(_, parsed)| Self::of_parsed(&parsed))
    }

    fn of_parsed(parsed: &X509Certificate<'_>) -> Self {
        let text = |wanted: &Oid<'_>| {
            parsed
                .subject()
                .iter_attributes()
                .find(|attribute| attribute.attr_type() == wanted)
                .and_then(|attribute| attribute.as_str().ok())
        };
        // SEID2 first: such a certificate may have a serial number of another meaning beside.
        let number = match text(&ORGANIZATION_IDENTIFIER) {
            Some(identifier) => identifier.strip_prefix(NATIONAL_TRADE_REGISTER),
            None => text(&SERIAL_NUMBER),
        };
        let validity = parsed.validity();
        Self {
            organisation: number.and_then(|number| OrgNumber::parse(number).ok()),
            named: number.map(short),
            subject: short(&parsed.subject().to_string()),
            valid_from: validity.not_before.timestamp() * SECOND,
            expires_at: validity.not_after.timestamp() * SECOND,
        }
    }
}

/// A certificate's text as it can be shown.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A certificate as `x5c` has it. Blanks and line breaks inside are forgiven, since clients paste PEM bodies.
fn der_of(item: &serde_json::Value) -> Option<Vec<u8>> {
    let joined: String = item.as_str()?.split_ascii_whitespace().collect();
    STANDARD.decode(joined).ok()
}

/// A certificate's content; nothing of it is proved before [`Enterprise::verify`].
#[derive(Debug, Clone)]
pub struct Enterprise {
    /// The organisation that it names.
    pub organisation: OrgNumber,
    /// Its subject, as one line.
    pub subject: String,
    /// The last instant of its life.
    pub expires_at: Millis,
    /// The first one.
    pub valid_from: Millis,
    /// Its public key.
    pub key: VerifyingKey,
    chain: Vec<CertificateDer<'static>>,
}

impl Enterprise {
    /// Reads the header `x5c` (RFC 7515 §4.1.6): the leaf first, in standard base64.
    pub fn of_header(x5c: &serde_json::Value) -> Result<Self, CertificateError> {
        let items = x5c.as_array().filter(|items| !items.is_empty() && items.len() <= CHAIN_LIMIT);
        let mut chain = Vec::new();
        for item in items.ok_or(CertificateError::Malformed)? {
            let der = der_of(item).ok_or(CertificateError::Malformed)?;
            chain.push(CertificateDer::from(der));
        }
        Self::of_chain(chain)
    }

    /// Reads a chain, the leaf first.
    pub fn of_chain(chain: Vec<CertificateDer<'static>>) -> Result<Self, CertificateError> {
        for certificate in &chain {
            let (rest, _) =
                X509Certificate::from_der(certificate).map_err(|_| CertificateError::Malformed)?;
            if !rest.is_empty() {
                return Err(CertificateError::Malformed);
            }
        }
        let first = chain.first().ok_or(CertificateError::Malformed)?;
        let (_, parsed) = X509Certificate::from_der(first).map_err(|_| CertificateError::Malformed)?;
        let leaf = Leaf::of_parsed(&parsed);
        let organisation = match (leaf.organisation, leaf.named) {
            (Some(organisation), _) => organisation,
            (None, Some(named)) => return Err(CertificateError::WrongOrganisation(named)),
            (None, None) => return Err(CertificateError::NoOrganisation),
        };
        let key = VerifyingKey::from_spki(parsed.public_key().raw).map_err(|_| CertificateError::Key)?;
        Ok(Self {
            organisation,
            subject: leaf.subject,
            valid_from: leaf.valid_from,
            expires_at: leaf.expires_at,
            key,
            chain,
        })
    }

    /// Proves that somebody in `trust` says what the certificate says, at the instant `now` of world time.
    pub fn verify(&self, trust: &Trust, now: Millis) -> Result<(), CertificateError> {
        let (leaf, sent) = self.chain.split_first().ok_or(CertificateError::Malformed)?;
        let end = EndEntityCert::try_from(leaf).map_err(|error| self.judged(&error))?;
        let steps: Vec<CertificateDer<'_>> = sent.iter().chain(&trust.intermediates).cloned().collect();
        let seconds = u64::try_from(now / SECOND).unwrap_or_default();
        end.verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &trust.anchors,
            &steps,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::client_auth(),
            None,
            None,
        )
        .map_err(|error| self.judged(&error))?;
        let (_, parsed) = X509Certificate::from_der(leaf).map_err(|_| CertificateError::Malformed)?;
        match parsed.key_usage() {
            Ok(Some(usage)) if usage.value.digital_signature() => Ok(()),
            _ => Err(CertificateError::Usage),
        }
    }

    /// A verdict in our words.
    fn judged(&self, error: &webpki::Error) -> CertificateError {
        let millis = |time: &UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX / SECOND) * SECOND;
        match error {
            webpki::Error::CertExpired { not_after, .. } if millis(not_after) == self.expires_at => {
                CertificateError::Expired(self.expires_at)
            }
            webpki::Error::CertExpired { not_after, .. } => {
                CertificateError::IssuerExpired(millis(not_after))
            }
            webpki::Error::CertNotValidYet { not_before, .. } => CertificateError::NotYet(millis(not_before)),
            webpki::Error::RequiredEkuNotFoundContext(_)
            | webpki::Error::EmptyEkuExtension
            | webpki::Error::CaUsedAsEndEntity => CertificateError::Usage,
            webpki::Error::UnsupportedCriticalExtension
            | webpki::Error::PathLenConstraintViolated
            | webpki::Error::NameConstraintViolation
            | webpki::Error::EndEntityUsedAsCa => CertificateError::Unfit,
            _ => CertificateError::Untrusted,
        }
    }
}
