//! The settings of staff's login with OIDC.

use super::ConfigError;

const ISSUER: &str = "FULLMAKT_OIDC_ISSUER";
const EXAMPLE: &str = "FULLMAKT_OIDC_ISSUER=https://login.example.no FULLMAKT_OIDC_CLIENT_ID=fullmakt FULLMAKT_OIDC_CLIENT_SECRET=… FULLMAKT_OIDC_HANDLER_VALUE=saksbehandlere";

/// How handlers and operators log in with OIDC.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// The issuer exactly as its discovery document names it (`FULLMAKT_OIDC_ISSUER`).
    pub issuer: String,
    /// Our client there (`FULLMAKT_OIDC_CLIENT_ID`).
    pub client_id: String,
    /// Its secret (`FULLMAKT_OIDC_CLIENT_SECRET`); `None` is a public client, which PKCE alone protects.
    pub client_secret: Option<String>,
    /// What is asked for (`FULLMAKT_OIDC_SCOPE`).
    pub scope: String,
    /// The claim and value that make a handler (`FULLMAKT_OIDC_HANDLER_CLAIM`, `FULLMAKT_OIDC_HANDLER_VALUE`).
    pub handler: (String, String),
    /// The claim and value that make an operator (`FULLMAKT_OIDC_OPERATOR_CLAIM`, `FULLMAKT_OIDC_OPERATOR_VALUE`).
    pub operator: Option<(String, String)>,
}

impl std::fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not its secret.
        write!(f, "OidcSettings({} at {})", self.client_id, self.issuer)
    }
}

impl OidcSettings {
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, ConfigError> {
        let Some(issuer) = env(ISSUER) else { return Ok(None) };
        if !is_safe_url(&issuer) {
            return Err(ConfigError {
                setting: ISSUER,
                problem: "it must start with https://; http:// is for 127.0.0.1 alone.".to_owned(),
                example: EXAMPLE.into(),
            });
        }
        let required = |setting: &'static str| {
            env(setting).ok_or_else(|| ConfigError {
                setting,
                problem: format!("it must be set, since {ISSUER} is."),
                example: EXAMPLE.into(),
            })
        };
        let client_id = required("FULLMAKT_OIDC_CLIENT_ID")?;
        let handler_claim = env("FULLMAKT_OIDC_HANDLER_CLAIM").unwrap_or_else(|| "groups".to_owned());
        let handler_value = required("FULLMAKT_OIDC_HANDLER_VALUE")?;
        let operator_claim = env("FULLMAKT_OIDC_OPERATOR_CLAIM").unwrap_or_else(|| handler_claim.clone());
        Ok(Some(Self {
            issuer,
            client_id,
            client_secret: env("FULLMAKT_OIDC_CLIENT_SECRET"),
            scope: env("FULLMAKT_OIDC_SCOPE").unwrap_or_else(|| "openid profile email".to_owned()),
            handler: (handler_claim, handler_value),
            operator: env("FULLMAKT_OIDC_OPERATOR_VALUE").map(|value| (operator_claim, value)),
        }))
    }
}

/// Whether secrets may be sent to `url`: over TLS, or without leaving this machine.
pub fn is_safe_url(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_unsafe_is_named() {
        let all = [
            (ISSUER, "https://login.example"),
            ("FULLMAKT_OIDC_CLIENT_ID", "fullmakt"),
            ("FULLMAKT_OIDC_HANDLER_VALUE", "desk"),
        ];
        let read = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> =
                pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            OidcSettings::read(&|name| pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()))
        };
        assert_eq!(read(&[]).unwrap(), None);
        let settings = read(&all).unwrap().unwrap();
        assert_eq!(settings.handler, ("groups".to_owned(), "desk".to_owned()));
        for left_out in 1..all.len() {
            let pairs: Vec<_> =
                all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, pair)| *pair).collect();
            let error = read(&pairs).unwrap_err().to_string();
            assert!(error.starts_with(all[left_out].0) && error.contains("Example: "), "{error}");
        }
        for (url, safe) in [
            ("http://127.0.0.1:4000/x", true),
            ("http://[::1]:4000", true),
            ("http://login.example", false),
            ("http://127.0.0.1@evil.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("ftp://x", false),
        ] {
            assert_eq!(is_safe_url(url), safe, "{url}");
        }
    }
}
