//! How orders are carried out: in this world, through another side's self-service API, or by a handler's hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::ConfigError;

/// How one step of an order is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepMode {
    /// In this world: our own parties and grants.
    Embedded,
    /// Through the self-service API of another environment.
    External,
    /// By a handler in another environment, who ticks it off here.
    Manual,
}

impl StepMode {
    /// All.
    pub const ALL: [Self; 3] = [Self::Embedded, Self::External, Self::Manual];

    /// The word in the setting and the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::External => "external",
            Self::Manual => "manual",
        }
    }

    /// The mode of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.key() == key)
    }
}

/// The steps that can be carried out in more than one way, and the ways. The self-service API knows grants only.
pub const STEPS: [(&str, &[StepMode]); 5] = [
    ("import_vendor", &[StepMode::Embedded, StepMode::Manual]),
    ("import_customer", &[StepMode::Embedded, StepMode::Manual]),
    ("create_customer", &[StepMode::Embedded, StepMode::Manual]),
    ("person_with_role", &[StepMode::Embedded, StepMode::Manual]),
    ("grant_scope", &StepMode::ALL),
];

const SETTING: &str = "FULLMAKT_STEPS";
const EXAMPLE: &str =
    "FULLMAKT_STEPS=grant_scope=external,import_vendor=manual,import_customer=manual,person_with_role=manual";

/// How each step is carried out; what is not named is embedded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepModes(BTreeMap<&'static str, StepMode>);

impl StepModes {
    /// The mode of the step with this key.
    pub fn of(&self, step: &str) -> StepMode {
        self.0.get(step).copied().unwrap_or(StepMode::Embedded)
    }

    /// Reads `step=mode,step=mode`.
    pub(super) fn read(text: &str) -> Result<Self, ConfigError> {
        let fault = |problem: String| ConfigError { setting: SETTING, problem, example: EXAMPLE.into() };
        let mut modes = BTreeMap::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let Some((step, mode)) = pair.split_once('=') else {
                return Err(fault(format!("“{pair}” is not written as step=mode.")));
            };
            let (step, mode) = (step.trim(), mode.trim());
            let Some((key, offered)) = STEPS.into_iter().find(|(key, _)| *key == step) else {
                let known: Vec<&str> = STEPS.into_iter().map(|(key, _)| key).collect();
                return Err(fault(format!("there is no step “{step}”; the steps are {}.", known.join(", "))));
            };
            let Some(mode) = StepMode::from_key(mode).filter(|mode| offered.contains(mode)) else {
                let offered: Vec<&str> = offered.iter().map(|mode| mode.key()).collect();
                return Err(fault(format!("{key} cannot be “{mode}”; it can be {}.", offered.join(" or "))));
            };
            if modes.insert(key, mode).is_some() {
                return Err(fault(format!("{key} stands twice.")));
            }
        }
        let modes = Self(modes);
        // A person here has its role in an organisation here.
        if modes.of("import_customer") == StepMode::Manual
            && modes.of("person_with_role") == StepMode::Embedded
        {
            return Err(fault(
                "with import_customer=manual the customer is not in this world, so that person_with_role must be manual too."
                    .to_owned(),
            ));
        }
        Ok(modes)
    }

    /// Whether any step needs the other side's API.
    pub(super) fn need_self_service(&self) -> bool {
        self.0.values().any(|mode| *mode == StepMode::External)
    }
}

/// The self-service API of another environment, and the client that calls it (`maskinporten.md` §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfServiceSettings {
    /// `https://api.test.samarbeid.digdir.no/api/v1`, without a slash at the end.
    pub url: String,
    /// The issuer that our grant is addressed to, as it writes itself.
    pub issuer: String,
    /// Where the grant is sent.
    pub token_url: String,
    /// Our client there.
    pub client_id: String,
    /// The name of its key there; a JWK may carry it itself.
    pub kid: Option<String>,
    /// Its private key: PKCS #8 in PEM, or a JWK.
    pub key_file: PathBuf,
}

impl SelfServiceSettings {
    /// Reads them. They may stand without any external step: orders that were approved under one are then carried to their
    /// end as they began.
    pub(super) fn read(
        env: &dyn Fn(&str) -> Option<String>,
        steps: &StepModes,
    ) -> Result<Option<Self>, ConfigError> {
        let Some(url) = env("FULLMAKT_SELF_SERVICE_URL") else {
            if steps.need_self_service() {
                return Err(missing(
                    "FULLMAKT_SELF_SERVICE_URL",
                    "FULLMAKT_SELF_SERVICE_URL=https://api.test.samarbeid.digdir.no/api/v1",
                ));
            }
            return Ok(None);
        };
        let address =
            |setting: &'static str, example: &'static str, value: String| match value.split_once("://") {
                Some(("https" | "http", rest)) if !rest.is_empty() => Ok(value),
                _ => Err(ConfigError {
                    setting,
                    problem: format!("“{value}” must start with https:// or http://."),
                    example: example.into(),
                }),
            };
        let url = address(
            "FULLMAKT_SELF_SERVICE_URL",
            "FULLMAKT_SELF_SERVICE_URL=https://api.test.samarbeid.digdir.no/api/v1",
            url,
        )?;
        let example = "FULLMAKT_SELF_SERVICE_ISSUER=https://test.maskinporten.no/";
        let issuer = env("FULLMAKT_SELF_SERVICE_ISSUER")
            .ok_or_else(|| missing("FULLMAKT_SELF_SERVICE_ISSUER", example))?;
        let issuer = address("FULLMAKT_SELF_SERVICE_ISSUER", example, issuer)?;
        let token_url = env("FULLMAKT_SELF_SERVICE_TOKEN_URL")
            .unwrap_or_else(|| format!("{}/token", issuer.trim_end_matches('/')));
        let token_url = address(
            "FULLMAKT_SELF_SERVICE_TOKEN_URL",
            "FULLMAKT_SELF_SERVICE_TOKEN_URL=https://test.maskinporten.no/token",
            token_url,
        )?;
        let client_id = env("FULLMAKT_SELF_SERVICE_CLIENT_ID").ok_or_else(|| {
            missing(
                "FULLMAKT_SELF_SERVICE_CLIENT_ID",
                "FULLMAKT_SELF_SERVICE_CLIENT_ID=0c6a1c7e-5f2b-4f0e-9a51-5d6c3c1f0a11",
            )
        })?;
        let key_file = env("FULLMAKT_SELF_SERVICE_KEY_FILE").ok_or_else(|| {
            missing(
                "FULLMAKT_SELF_SERVICE_KEY_FILE",
                "FULLMAKT_SELF_SERVICE_KEY_FILE=/etc/fullmakt/self-service.pem",
            )
        })?;
        Ok(Some(Self {
            url: url.trim_end_matches('/').to_owned(),
            issuer,
            token_url,
            client_id,
            kid: env("FULLMAKT_SELF_SERVICE_KID"),
            key_file: PathBuf::from(key_file),
        }))
    }
}

fn missing(setting: &'static str, example: &'static str) -> ConfigError {
    ConfigError { setting, problem: "an external step needs it.".to_owned(), example: example.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_steps_is_read_and_every_fault_names_what_would_do() {
        let modes = StepModes::read(" grant_scope=external , import_vendor = manual,").unwrap();
        assert_eq!(modes.of("grant_scope"), StepMode::External);
        assert_eq!(modes.of("import_vendor"), StepMode::Manual);
        assert_eq!(modes.of("letters"), StepMode::Embedded);
        for (text, told) in [
            ("grant_scope", "step=mode"),
            ("grant_scopes=manual", "create_customer, person_with_role, grant_scope"),
            ("letters=manual", "there is no step “letters”"),
            ("import_vendor=external", "embedded or manual"),
            ("grant_scope=by-hand", "embedded or external or manual"),
            ("grant_scope=manual,grant_scope=external", "twice"),
            ("import_customer=manual", "person_with_role must be manual too"),
        ] {
            let error = StepModes::read(text).unwrap_err().to_string();
            assert!(error.contains(told) && error.contains("Example: FULLMAKT_STEPS="), "{text}: {error}");
        }
    }

    #[test]
    fn an_external_step_needs_its_settings_and_names_the_first_that_is_missing() {
        let steps = StepModes::read("grant_scope=external").unwrap();
        let all = [
            ("FULLMAKT_SELF_SERVICE_URL", "https://api.example/api/v1/"),
            ("FULLMAKT_SELF_SERVICE_ISSUER", "https://issuer.example/"),
            ("FULLMAKT_SELF_SERVICE_CLIENT_ID", "a-client"),
            ("FULLMAKT_SELF_SERVICE_KEY_FILE", "/key.pem"),
        ];
        let read = |without: &str, steps: &StepModes| {
            let env = |name: &str| {
                let pair = all.iter().find(|(key, _)| *key == name && name != without);
                pair.map(|(_, value)| (*value).to_owned())
            };
            SelfServiceSettings::read(&env, steps)
        };
        let settings = read("", &StepModes::default()).unwrap().unwrap();
        assert_eq!(settings.url, "https://api.example/api/v1");
        assert_eq!(settings.token_url, "https://issuer.example/token");
        for (name, _) in all {
            let error = read(name, &steps).unwrap_err().to_string();
            assert!(error.starts_with(name) && error.contains("Example: "), "{error}");
        }
        assert_eq!(SelfServiceSettings::read(&|_| None, &StepModes::default()), Ok(None));
    }
}
