//! The test authority: a certificate authority of this world's own, whose certificates are believed here and nowhere else.
//!
//! Made when the first certificate is issued. Its root signs one certificate, that of the issuing authority below it, and its
//! private key is then forgotten; the issuing authority's is sealed like every other secret.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, SerialNumber,
};
use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use super::{Keys, KeysError, Trust};
use crate::clock::{DAY, HOUR, Millis, Now, SECOND};
use crate::db::{Db, Error, Tx, params};
use crate::ids::{Random, hex};
use crate::numbers::OrgNumber;

/// How long the authority's own certificates last.
const AUTHORITY_LIFE: Millis = 30 * 365 * DAY;

/// `organizationIdentifier`, for the profile SEID2.
const ORGANIZATION_IDENTIFIER: [u64; 4] = [2, 5, 4, 97];

/// `serialNumber`, for the older profile.
const SERIAL_NUMBER: [u64; 4] = [2, 5, 4, 5];

/// Where a certificate names its organisation (`maskinporten.md` §8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// In `organizationIdentifier`, as `NTRNO-` and the number.
    Seid2,
    /// In the subject's `serialNumber`, as the number alone.
    Seid1,
}

/// What is issued to an organisation. The private key is kept nowhere else.
pub struct Issued {
    /// Its certificate, the issuing authority's and the root's, in DER.
    pub chain: Vec<Vec<u8>>,
    /// Its private key as PKCS #8.
    pub pkcs8: Vec<u8>,
    /// The certificate's serial number, in hexadecimal.
    pub serial: String,
    /// The last instant of its life, in world time.
    pub expires_at: Millis,
}

/// The private key must never be printed.
impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued({})", self.serial)
    }
}

fn library(_: rcgen::Error) -> KeysError {
    KeysError::Library("making a certificate")
}

fn instant(at: Millis) -> Result<OffsetDateTime, KeysError> {
    OffsetDateTime::from_unix_timestamp(at / SECOND)
        .map_err(|_| KeysError::Library("the certificate's dates"))
}

fn serial(random: &Random) -> SerialNumber {
    let mut bytes = random.bytes::<16>();
    // RFC 5280 §4.1.2.2: positive, and the first byte not zero.
    bytes[0] = bytes[0] & 0x7f | 0x40;
    SerialNumber::from_slice(&bytes)
}

fn authority_params(name: &str, path: u8, now: Now, random: &Random) -> Result<CertificateParams, KeysError> {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "NO");
    subject.push(DnType::OrganizationName, "Fullmakt (test)");
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = instant(now.world - HOUR)?;
    params.not_after = instant(now.world + AUTHORITY_LIFE)?;
    params.serial_number = Some(serial(random));
    Ok(params)
}

/// Makes the authority when there is none. Of two processes that try at once the database keeps one.
async fn ensure(db: &Db, keys: &Keys, random: &Random, now: Now) -> Result<(), KeysError> {
    if !certificates(&mut db.read().await?).await?.is_empty() {
        return Ok(());
    }
    // Worlds are told apart by the name of their authority: somebody may trust several.
    let mark: String = random.uuid().chars().take(8).collect();
    let root_key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072).map_err(library)?;
    let root_params = authority_params(&format!("Fullmakt testrot {mark}"), 1, now, random)?;
    let root = root_params.self_signed(&root_key).map_err(library)?;
    let issuing_key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(library)?;
    let issuing = authority_params(&format!("Fullmakt testutsteder {mark}"), 0, now, random)?
        .signed_by(&issuing_key, &Issuer::from_params(&root_params, &root_key))
        .map_err(library)?;
    let sealed = keys.seal(random, "test_authority", issuing_key.serialized_der())?;
    let mut tx = db.begin_write().await?;
    // One row, so that no root is kept without the authority it signed.
    tx.execute(
        "INSERT INTO test_authority (one, root, issuing, sealed_pkcs8, created_at) VALUES (1, $1, $2, $3, $4)
         ON CONFLICT (one) DO NOTHING",
        params![root.der().to_vec(), issuing.der().to_vec(), sealed, now.wall],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The authority's certificates in DER, root first; none as long as nothing was issued.
pub async fn certificates(tx: &mut Tx) -> Result<Vec<Vec<u8>>, Error> {
    match tx.fetch_optional("SELECT root, issuing FROM test_authority WHERE one = 1", params![]).await? {
        Some(row) => Ok(vec![row.bytes("root")?, row.bytes("issuing")?]),
        None => Ok(Vec::new()),
    }
}

/// The trust in this world's own authority.
pub async fn own_trust(tx: &mut Tx) -> Result<Trust, Error> {
    let mut trust = Trust::default();
    for certificate in certificates(tx).await? {
        if let Err(error) = trust.add(CertificateDer::from(certificate)) {
            return Err(Error::inconsistent("test_authority", "root", "1".to_owned(), error.to_string()));
        }
    }
    Ok(trust)
}

/// Issues a certificate to `organisation`, which is called `name`, for `life` from now on.
pub async fn issue(
    db: &Db,
    keys: &Keys,
    random: &Random,
    now: Now,
    (organisation, name): (OrgNumber, &str),
    profile: Profile,
    life: Millis,
) -> Result<Issued, KeysError> {
    ensure(db, keys, random, now).await?;
    let mut tx = db.read().await?;
    let row = tx
        .fetch_optional("SELECT root, issuing, sealed_pkcs8 FROM test_authority WHERE one = 1", params![])
        .await?
        .ok_or(KeysError::Library("reading the test authority"))?;
    drop(tx);
    let (root, issuing) = (row.bytes("root")?, row.bytes("issuing")?);
    let pkcs8 = keys.open_sealed("test_authority", &row.bytes("sealed_pkcs8")?)?;
    let authority_key = KeyPair::try_from(pkcs8.as_slice()).map_err(library)?;
    let authority = Issuer::from_ca_cert_der(&CertificateDer::from(issuing.as_slice()), authority_key)
        .map_err(library)?;

    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "NO");
    subject.push(DnType::OrganizationName, name);
    match profile {
        Profile::Seid2 => subject
            .push(DnType::CustomDnType(ORGANIZATION_IDENTIFIER.to_vec()), format!("NTRNO-{organisation}")),
        Profile::Seid1 => {
            subject.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), organisation.to_string());
        }
    }
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    let expires_at = now.world + life;
    params.not_before = instant(now.world - HOUR)?;
    params.not_after = instant(expires_at)?;
    let number = serial(random);
    params.serial_number = Some(number.clone());
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(library)?;
    let certificate = params.signed_by(&key, &authority).map_err(library)?;
    Ok(Issued {
        chain: vec![certificate.der().to_vec(), issuing, root],
        pkcs8: key.serialized_der().to_vec(),
        serial: hex(&number.to_bytes()),
        expires_at,
    })
}
