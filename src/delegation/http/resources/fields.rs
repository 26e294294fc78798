//! A resource's fields (`altinn.md` §2): read from what an owner sends, with every fault named by the registry's own keys,
//! and written as the registry answers them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::clients;
use crate::delegation::registry::{Resource, SCHEME_TYPE, Sent};
use crate::delegation::{Policy, Scheme, Texts, owner_name};
use crate::numbers::{OrgNumber, mask_real_numbers};

/// Faults by the name of the field, in the registry's spelling.
pub(super) type Faults = BTreeMap<String, Vec<String>>;

/// Every field that is kept, as it is spelt; another is not looked at, as in the real registry.
const FIELDS: [&str; 23] = [
    "identifier", "version", "title", "description", "rightDescription", "homepage", "status", "spatial",
    "contactPoints", "produces", "isPartOf", "thematicAreas", "resourceReferences", "delegable", "visible",
    "hasCompetentAuthority", "keywords", "accessListMode", "selfIdentifiedUserEnabled",
    "enterpriseUserEnabled", "resourceType", "availableForType", "isOneTimeConsent",
];

/// The types of the registry.
const TYPES: [&str; 10] = [
    "Systemresource", "MaskinportenSchema", "Altinn2Service", "AltinnApp", "GenericAccessResource",
    "BrokerService", "CorrespondenceService", "Consent", "MigratedApp", "SiDialogService",
];

const SOURCES: [&str; 5] = ["Default", "Altinn1", "Altinn2", "Altinn3", "ExternalPlatform"];
const REFERENCES: [&str; 8] = [
    "Default", "Uri", "DelegationSchemeId", "MaskinportenScope", "ServiceCode", "ServiceEditionCode",
    "ApplicationId", "ServiceEditionVersion",
];

/// Whether a list of those who may use it is asked (`altinn.md` §2).
const ACCESS_LISTS: [&str; 2] = ["Disabled", "Enabled"];

/// The fields that decide nothing here, and the shape of each, with its key among the faults.
const SHAPES: [(&str, &str, Shape); 12] = [
    ("version", "Version", Shape::Text),
    ("homepage", "Homepage", Shape::Text),
    ("status", "Status", Shape::Text),
    ("isPartOf", "IsPartOf", Shape::Text),
    ("spatial", "Spatial", Shape::Texts),
    ("produces", "Produces", Shape::Texts),
    ("thematicAreas", "ThematicAreas", Shape::Texts),
    ("availableForType", "AvailableForType", Shape::Texts),
    ("keywords", "Keywords", Shape::Keywords),
    ("selfIdentifiedUserEnabled", "SelfIdentifiedUserEnabled", Shape::Truth),
    ("enterpriseUserEnabled", "EnterpriseUserEnabled", Shape::Truth),
    ("isOneTimeConsent", "IsOneTimeConsent", Shape::Truth),
];

/// What a field's value is.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    Keywords,
    Truth,
}

impl Shape {
    fn fits(self, value: &Value) -> bool {
        let list = |fits: fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(fits));
        match self {
            Self::Text => value.is_string(),
            Self::Texts => list(Value::is_string),
            Self::Keywords => list(|keyword| keyword.get("word").is_some_and(Value::is_string)),
            Self::Truth => value.is_boolean(),
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Text => "A text was expected",
            Self::Texts => "A list of texts was expected",
            Self::Keywords => "A list of keywords was expected, each with word and language",
            Self::Truth => "true or false was expected",
        }
    }
}

/// What refers to a scope.
const SCOPE: &str = "MaskinportenScope";

/// The longest title, identifier, scope …, and the most of anything that is listed.
const TEXT: usize = 4_000;
const LIST: usize = 200;

/// Reads what was sent.
pub(super) fn read(body: &Value, is_new: bool) -> Result<Sent, Faults> {
    let mut reader = Reader { faults: Faults::new(), fields: Map::new() };
    let Some(object) = body.as_object() else {
        reader.fault("$", "A JSON object with the resource's fields was expected");
        return Err(reader.faults);
    };
    for name in FIELDS {
        let found = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        if let Some(value) = found.filter(|value| !value.is_null()) {
            reader.fields.insert(name.to_owned(), value.clone());
        }
    }
    let sent = reader.sent(is_new);
    match sent {
        Some(sent) if reader.faults.is_empty() => Ok(sent),
        _ => Err(reader.faults),
    }
}

struct Reader {
    faults: Faults,
    fields: Map<String, Value>,
}

impl Reader {
    fn fault(&mut self, key: &str, said: impl Into<String>) {
        self.faults.entry(key.to_owned()).or_default().push(said.into());
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str().filter(|text| !text.trim().is_empty())
    }

    fn truth(&mut self, name: &str, key: &str, usual: bool) -> bool {
        match self.fields.get(name) {
            None => usual,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                self.fault(key, "true or false was expected");
                usual
            }
        }
    }

    fn sent(&mut self, is_new: bool) -> Option<Sent> {
        let everything = Value::Object(self.fields.clone()).to_string();
        if mask_real_numbers(&everything).1 > 0 {
            self.fault(
                "$",
                "A field holds the number of a real person, which this environment never keeps. Take it out",
            );
        }
        if everything.contains("\\u0000") {
            self.fault("$", "A field holds the character U+0000. Take it out");
        }
        let resource_type = self.resource_type();
        let id = self.identifier(is_new, resource_type.as_deref());
        let owner = self.owner();
        let title = self.texts("title", "Title", "title");
        let description = self.texts("description", "Description", "Description");
        let delegable = self.truth("delegable", "Delegable", true);
        let visible = self.truth("visible", "Visible", true);
        for (name, key, shape) in SHAPES {
            if self.fields.get(name).is_some_and(|value| !shape.fits(value)) {
                self.fault(key, shape.expected());
            }
        }
        self.access_list_mode();
        if delegable {
            self.texts("rightDescription", "RightDescription", "RightDescription");
        }
        let scopes = self.scopes(resource_type.as_deref());
        self.contact_points();
        let status = self.status();
        let (id, resource_type, (owner, owner_code)) = (id?, resource_type?, owner?);
        let scheme = (resource_type == SCHEME_TYPE).then(|| {
            Some(Scheme {
                id: id.clone(),
                owner,
                owner_code,
                title: title?,
                description: description?,
                scopes: scopes.clone(),
                delegable,
                visible,
                status,
                policy: Policy::nobody(),
            })
        });
        let scheme = match scheme {
            Some(None) => return None,
            Some(Some(scheme)) => Some(scheme),
            None => None,
        };
        Some(Sent { id, resource_type, owner, document: self.fields.clone(), scopes, scheme })
    }

    /// One of the two, however it is spelt.
    fn access_list_mode(&mut self) {
        let Some(value) = self.fields.get("accessListMode") else { return };
        let written = value.as_str().unwrap_or_default();
        match ACCESS_LISTS.into_iter().find(|known| known.eq_ignore_ascii_case(written)) {
            Some(mode) => {
                self.fields.insert("accessListMode".to_owned(), json!(mode));
            }
            None => self.fault("AccessListMode", format!("One of {} was expected", ACCESS_LISTS.join(", "))),
        }
    }

    fn resource_type(&mut self) -> Option<String> {
        let written = self.text("resourceType").map(str::to_owned);
        let known = written
            .as_deref()
            .and_then(|kind| TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(kind)));
        match (known, written) {
            (Some(kind), _) => {
                self.fields.insert("resourceType".to_owned(), json!(kind));
                Some(kind.to_owned())
            }
            (None, None) => {
                self.fault("ResourceType", "ResourceType needs to be set");
                None
            }
            (None, Some(written)) => {
                self.fault(
                    "ResourceType",
                    format!(
                        "“{}” is no resource type; one of {} was expected",
                        short(&written),
                        TYPES.join(", ")
                    ),
                );
                None
            }
        }
    }

    fn identifier(&mut self, is_new: bool, resource_type: Option<&str>) -> Option<String> {
        let id = self.text("identifier").unwrap_or_default().to_owned();
        let is_app = matches!(resource_type, Some("AltinnApp" | "MigratedApp"));
        if id.starts_with("se_") && resource_type != Some("Altinn2Service") {
            self.fault("Identifier", "Invalid prefix. Only to be used for Altinn 2 services");
        }
        if id.starts_with("app_") && !is_app {
            self.fault("Identifier", "Invalid Prefix. app_ is only for Altinn Studio apps");
        }
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c);
        let fits = (4..=200).contains(&id.len()) && id.bytes().all(plain);
        if is_new && !fits {
            self.fault(
                "Identifier",
                "Invalid id. Only a-z and 0-9 is allowed together with _ and -.  Minimum 4 characters",
            );
        }
        (!id.is_empty()).then_some(id)
    }

    /// Number and code of the owner.
    fn owner(&mut self) -> Option<(OrgNumber, String)> {
        let authority = self.fields.get("hasCompetentAuthority").cloned().unwrap_or_default();
        let member =
            |name: &str| authority.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let code = member("orgcode");
        if code.len() > 20 {
            self.fault("HasCompetentAuthority.Orgcode", "At most 20 characters were expected");
        }
        let Ok(number) = OrgNumber::parse(&member("organization")) else {
            self.fault(
                "HasCompetentAuthority.Organization",
                "HasCompetentAuthority needs to be set with valid organization number",
            );
            return None;
        };
        Some((number, code.to_lowercase()))
    }

    fn texts(&mut self, name: &str, key: &str, said: &str) -> Option<Texts> {
        let held = self.fields.get(name).cloned().unwrap_or_default();
        let mut text = |language: &str, called: &str| {
            let text = held.get(language).and_then(Value::as_str).unwrap_or_default();
            if text.trim().is_empty() {
                self.fault(key, format!("Missing {said} in {called} {language}"));
            } else if text.chars().count() > TEXT {
                self.fault(key, format!("At most {TEXT} characters were expected in {language}"));
            }
            text.to_owned()
        };
        let texts = Texts { en: text("en", "english"), nb: text("nb", "bokmal"), nn: text("nn", "nynorsk") };
        let complete = [&texts.nb, &texts.nn, &texts.en].iter().all(|text| !text.trim().is_empty());
        complete.then_some(texts)
    }

    /// The scopes among its references, in the order of their names.
    fn scopes(&mut self, resource_type: Option<&str>) -> Vec<String> {
        let mut scopes = Vec::new();
        let references = match self.fields.get("resourceReferences") {
            None => Vec::new(),
            Some(Value::Array(references)) => references.clone(),
            Some(_) => {
                self.fault("ResourceReferences", "A list was expected");
                Vec::new()
            }
        };
        if references.len() > LIST {
            self.fault("ResourceReferences", format!("At most {LIST} were expected"));
        }
        for reference in references.iter().take(LIST) {
            let member = |name: &str| reference.get(name).and_then(Value::as_str);
            for (name, known) in [("referenceSource", SOURCES.as_slice()), ("referenceType", &REFERENCES)] {
                let held = reference.get(name).filter(|value| !value.is_null());
                if held.is_some_and(|held| !held.as_str().is_some_and(|held| known.contains(&held))) {
                    self.fault("ResourceReferences", format!("{name} is one of {}", known.join(", ")));
                }
            }
            if member("referenceType") == Some(SCOPE) {
                match member("reference").map(str::trim) {
                    Some(scope) if clients::is_scope_name(scope) => scopes.push(scope.to_owned()),
                    _ => self.fault(
                        "ResourceReferences",
                        "The reference of a MaskinportenScope is a scope, as brreg:reelle/media",
                    ),
                }
            }
        }
        scopes.sort();
        scopes.dedup();
        if resource_type == Some(SCHEME_TYPE) && scopes.is_empty() {
            self.fault("ResourceReferences", "Missing maskinporten scopen for MaskinportenSchema resource");
        }
        scopes
    }

    fn contact_points(&mut self) {
        let some =
            self.fields.get("contactPoints").and_then(Value::as_array).is_some_and(|points| {
                (1..=LIST).contains(&points.len()) && points.iter().all(says_something)
            });
        if !some {
            self.fault(
                "ContactPoints",
                "At least one contact point was expected, with category, email, telephone or contactPage",
            );
        }
    }

    /// Free text, without which it is in use.
    fn status(&mut self) -> String {
        let status = self.text("status").unwrap_or("Active").to_owned();
        if status.chars().count() > 40 {
            self.fault("Status", "At most 40 characters were expected");
        }
        status
    }
}

/// Whether a contact point has any of its members.
fn says_something(point: &Value) -> bool {
    ["category", "email", "telephone", "contactPage"]
        .iter()
        .any(|name| point.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty()))
}

fn short(text: &str) -> String {
    mask_real_numbers(&text.chars().take(60).collect::<String>()).0
}

/// Writes a resource as the registry answers it: what its owner keeps of it, and of a scheme what holds. Where nobody said whom
/// to ask, it is this environment at `home`.
pub(super) fn write(resource: &Resource, home: &str) -> Value {
    let mut kept = resource.kept.as_ref().map(|kept| kept.document.clone()).unwrap_or_default();
    if let Some(scheme) = &resource.scheme {
        described(&mut kept, scheme, home);
    }
    for (name, usual) in [
        ("accessListMode", json!("Disabled")),
        ("selfIdentifiedUserEnabled", json!(false)),
        ("enterpriseUserEnabled", json!(false)),
        ("isOneTimeConsent", json!(false)),
    ] {
        kept.entry(name).or_insert(usual);
    }
    let own = json!([{ "id": "urn:altinn:resource", "value": resource.id() }]);
    let version = resource.kept.as_ref().map_or(1, |kept| kept.version);
    let mut out = Map::new();
    for name in FIELDS {
        if let Some(value) = kept.remove(name) {
            out.insert(name.to_owned(), value);
        }
    }
    out.insert("authorizationReference".to_owned(), own);
    out.insert("versionId".to_owned(), json!(version));
    Value::Object(out)
}

/// What the scheme is for: its title, in a language in which nobody said more.
fn described_by(scheme: &Scheme) -> Texts {
    let or_title = |text: &str, title: &str| if text.trim().is_empty() { title } else { text }.to_owned();
    Texts {
        nb: or_title(&scheme.description.nb, &scheme.title.nb),
        nn: or_title(&scheme.description.nn, &scheme.title.nn),
        en: or_title(&scheme.description.en, &scheme.title.en),
    }
}

fn described(kept: &mut Map<String, Value>, scheme: &Scheme, home: &str) {
    let texts = |texts: &Texts| json!({ "en": texts.en, "nb": texts.nb, "nn": texts.nn });
    let mut put = |name: &str, value: Value| kept.insert(name.to_owned(), value);
    put("identifier", json!(scheme.id));
    put("title", texts(&scheme.title));
    // A world file may say nothing of what it is for; the registry has no resource without a description, and takes none back.
    let description = described_by(scheme);
    put("description", texts(&description));
    put("status", json!(scheme.status));
    put("delegable", json!(scheme.delegable));
    put("visible", json!(scheme.visible));
    put("resourceType", json!(SCHEME_TYPE));
    kept.entry("rightDescription").or_insert_with(|| texts(&description));
    kept.entry("contactPoints").or_insert_with(
        || json!([{ "category": "Testmiljø", "email": "", "telephone": "", "contactPage": home }]),
    );
    let authority = kept.entry("hasCompetentAuthority").or_insert_with(|| json!({}));
    if let Some(authority) = authority.as_object_mut() {
        authority.insert("organization".to_owned(), json!(scheme.owner));
        authority.insert("orgcode".to_owned(), json!(scheme.owner_code));
        authority.entry("name").or_insert_with(|| match owner_name(scheme.owner) {
            Some(name) => texts(&name),
            None => json!({ "en": scheme.owner_code, "nb": scheme.owner_code, "nn": scheme.owner_code }),
        });
    }
    let references = kept.entry("resourceReferences").or_insert_with(|| json!([]));
    if let Some(references) = references.as_array_mut() {
        let is_scope =
            |reference: &Value| reference.get("referenceType").and_then(Value::as_str) == Some(SCOPE);
        let mut named: Vec<&str> = references
            .iter()
            .filter(|reference| is_scope(reference))
            .filter_map(|reference| reference.get("reference")?.as_str())
            .collect();
        named.sort_unstable();
        // A world file may have given the scheme other scopes since.
        if named != scheme.scopes {
            references.retain(|reference| !is_scope(reference));
            references.extend(scheme.scopes.iter().map(|scope| {
                json!({ "referenceSource": "ExternalPlatform", "reference": scope, "referenceType": SCOPE })
            }));
        }
    }
}
