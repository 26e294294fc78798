//! What a grant is signed with: a key that is registered on the client, or an enterprise certificate of its organisation
//! (`maskinporten.md` §2.2, §8).

use super::TokenServer;
use super::grant::Trail;
use super::refusal::Refusal;
use super::sent;
use crate::clients::TokenClient;
use crate::clock::Now;
use crate::db::Error;
use crate::jose::{CompactJws, VerifyingKey};
use crate::keys::{CHAIN_LIMIT, CertificateError, Enterprise, Leaf, test_authority};
use crate::ledger::Fact;
use crate::numbers::OrgNumber;

/// The key that must have signed the grant.
pub(super) struct Proof {
    pub(super) key: VerifyingKey,
    /// `client_amr` of the token (`maskinporten.md` §3.2).
    pub(super) amr: &'static str,
}

/// The certificate in the header, read but not proved. That its shape is right is asked before anything is looked up
/// (`maskinporten.md` §4.4), and of a grant that has `kid` as well.
pub(super) fn certificate(
    jws: &CompactJws<'_>,
    trail: &mut Trail,
) -> Result<Option<Result<Enterprise, CertificateError>>, Refusal> {
    let Some(x5c) = jws.header.get("x5c") else { return Ok(None) };
    match Enterprise::of_header(x5c) {
        Err(CertificateError::Malformed) => {
            let count = x5c.as_array().map_or(0, Vec::len);
            let seen = if count > CHAIN_LIMIT {
                sent::too_many("x5c", count, CHAIN_LIMIT)
            } else {
                Fact::plain("x5c")
            };
            let required = Fact::said("fact-x5c", []);
            Err(trail.failed("assertion", seen, required, Refusal::BadCertificateHeader))
        }
        read => Ok(Some(read)),
    }
}

/// The key behind the grant: the one that `kid` names; without `kid`, and of a client without keys, that of the certificate.
pub(super) async fn find(
    server: &TokenServer,
    now: Now,
    jws: &CompactJws<'_>,
    certificate: Option<Result<Enterprise, CertificateError>>,
    client: &TokenClient,
    trail: &mut Trail,
) -> Result<Result<Proof, Refusal>, Error> {
    match certificate {
        Some(certificate) if jws.kid().is_none() && client.keys.is_empty() => {
            let mut tx = server.app.db.read().await?;
            let trust = server.trust.and(&test_authority::own_trust(&mut tx).await?);
            let proved =
                certificate.and_then(|found| found.verify(&trust, now.world).map(|()| found.clone()));
            Ok(of_certificate(now, proved, client, trail))
        }
        _ => Ok(registered(now, jws, client, trail)),
    }
}

fn of_certificate(
    now: Now,
    proved: Result<Enterprise, CertificateError>,
    client: &TokenClient,
    trail: &mut Trail,
) -> Result<Proof, Refusal> {
    let certificate = proved.map_err(|error| {
        let at = |key: &str, at| Fact::said(key, [("when", Fact::At { at })]);
        let seen = match error {
            CertificateError::Malformed | CertificateError::Untrusted => {
                Fact::said("fact-certificate-untrusted", [])
            }
            CertificateError::Expired(when) => at("fact-certificate-expired", when),
            CertificateError::IssuerExpired(when) => at("fact-certificate-issuer-expired", when),
            CertificateError::NotYet(when) => at("fact-certificate-not-yet", when),
            CertificateError::Unfit => Fact::said("fact-certificate-unfit", []),
            CertificateError::Usage => Fact::said("fact-certificate-usage", []),
            CertificateError::NoOrganisation => Fact::said("fact-certificate-no-organisation", []),
            CertificateError::WrongOrganisation(named) => {
                Fact::said("fact-certificate-wrong-organisation", [("named", sent::value(&named))])
            }
            CertificateError::Key => Fact::said("fact-certificate-key", []),
        };
        let required = match seen.key() {
            Some(
                "fact-certificate-expired" | "fact-certificate-issuer-expired" | "fact-certificate-not-yet",
            ) => Fact::said("fact-certificate-now", [("now", Fact::At { at: now.world })]),
            _ => Fact::said("fact-certificate", []),
        };
        trail.failed("certificate", seen, required, Refusal::WrongCertificate)
    })?;
    if certificate.organisation != client.organisation {
        return Err(of_another(certificate.organisation, &certificate.subject, client, trail));
    }
    trail.passed("certificate", Fact::plain(&certificate.subject), None);
    Ok(Proof { key: certificate.key, amr: "virksomhetssertifikat" })
}

/// The certificate names another organisation than the client's.
fn of_another(named: OrgNumber, subject: &str, client: &TokenClient, trail: &mut Trail) -> Refusal {
    let seen = Fact::Plain(format!("{named} ({subject})"));
    let required = Fact::plain(client.organisation.to_string());
    trail.failed("certificate", seen, required, Refusal::CertificateOfAnother)
}

/// The key that `kid` names, its life, and that of the certificate that it is locked to.
fn registered(
    now: Now,
    jws: &CompactJws<'_>,
    client: &TokenClient,
    trail: &mut Trail,
) -> Result<Proof, Refusal> {
    let existing = client.keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>().join(", ");
    let existing = if existing.is_empty() { Fact::said("fact-no-keys", []) } else { Fact::Plain(existing) };
    let Some(kid) = jws.kid() else {
        return Err(trail.failed("key", Fact::plain("–"), existing, Refusal::MissingKid));
    };
    let shown = sent::value(kid);
    let Some(held) = client.key(kid) else {
        return Err(trail.failed("key", shown, existing, Refusal::UnknownKid));
    };
    if held.expires_at <= now.world {
        let seen = Fact::Several(vec![shown, Fact::At { at: held.expires_at }]);
        return Err(trail.failed("key", seen, Fact::said("fact-living-key", []), Refusal::ExpiredKey));
    }
    let Some(key) = held.key.clone() else {
        return Err(trail.failed("key", shown, Fact::said("fact-readable-key", []), Refusal::UnknownKid));
    };
    trail.passed("key", shown, None);
    if let Some(certificate) = &held.certificate {
        hold_lock(now, certificate, client, trail)?;
    }
    Ok(Proof { key, amr: "private_key_jwt" })
}

/// Whether the certificate that a key is locked to still is its client's. Who issued it is not asked: the key was
/// registered by whom the client belongs to, and any certificate may be registered with it.
fn hold_lock(now: Now, certificate: &Leaf, client: &TokenClient, trail: &mut Trail) -> Result<(), Refusal> {
    let wrong = if now.world < certificate.valid_from {
        Some(("fact-lock-early", certificate.valid_from))
    } else if now.world > certificate.expires_at {
        Some(("fact-lock-over", certificate.expires_at))
    } else {
        None
    };
    if let Some((said, at)) = wrong {
        let seen = Fact::said(said, [("when", Fact::At { at })]);
        let required = Fact::said("fact-lock", []);
        return Err(trail.failed("certificate", seen, required, Refusal::WrongCertificate));
    }
    match certificate.organisation {
        Some(named) if named != client.organisation => {
            Err(of_another(named, &certificate.subject, client, trail))
        }
        _ => {
            trail.passed("certificate", Fact::plain(&certificate.subject), None);
            Ok(())
        }
    }
}
