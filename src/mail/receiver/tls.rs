//! The certificate that STARTTLS (RFC 3207) shows.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// The certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "{setting}: {path}: {problem} Example: FULLMAKT_SMTP_CERT=/etc/fullmakt/mail.crt FULLMAKT_SMTP_KEY=/etc/fullmakt/mail.key"
)]
pub struct CertificateError {
    setting: &'static str,
    path: String,
    problem: String,
}

/// Reads certificate chain and key, both PEM.
pub(super) fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, CertificateError> {
    let wrong = |setting, path: &Path, problem: &dyn std::fmt::Display| CertificateError {
        setting,
        path: path.display().to_string(),
        problem: format!("{problem}."),
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong("FULLMAKT_SMTP_CERT", certificate, &error))?;
    if chain.is_empty() {
        return Err(wrong("FULLMAKT_SMTP_CERT", certificate, &"it holds no certificate"));
    }
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|error| wrong("FULLMAKT_SMTP_KEY", key, &error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|error| wrong("FULLMAKT_SMTP_KEY", key, &error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
