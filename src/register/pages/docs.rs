//! The API's documentation: what it is and who sees what, every field, and its changelog. All of it is drawn from the data
//! that the API is made of, in the reader's language, and asks no other host.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::access::Visit;
use crate::language::Language;
use crate::register::codes::{self, CodeList, NameLanguage};
use crate::register::fields::{Field, Kind, OBJECTS, Object, Opening, Presence, short};
use crate::register::http::document::{DOCUMENTS, Needs, OPERATIONS, is_written, operation_key};
use crate::register::versions::{ANSWERS_AS, VERSIONS};
use crate::register::view::VIEWS;
use crate::register::{Change, Register};
use crate::web::{Frame, OperationView};

/// A matrix of `register.md` §2: what a column is, and what each scope has of it.
struct Matrix {
    columns: Vec<String>,
    rows: Vec<(String, Vec<bool>)>,
}

impl Matrix {
    /// Who is answered by which operation.
    fn of_operations(lang: Language) -> Self {
        let columns = OPERATIONS.iter().map(|of| lang.text(&operation_key(of, "name"))).collect();
        let nobody = OPERATIONS.iter().map(|of| of.needs == Needs::Nothing).collect();
        let mut rows = vec![(lang.text("register-docs-no-token"), nobody)];
        for (scope, view) in VIEWS {
            let opened = OPERATIONS.iter().map(|of| match of.needs {
                Needs::Nothing | Needs::Token => true,
                Needs::Opened(opening) => opening.is_of(view),
            });
            rows.push((short(scope).to_owned(), opened.collect()));
        }
        Self { columns, rows }
    }

    /// Who sees which fields.
    fn of_fields(lang: Language) -> Self {
        let columns = Opening::FIELDS.iter().map(|opening| lang.text(opening.key())).collect();
        let rows = VIEWS.map(|(scope, view)| {
            (short(scope).to_owned(), Opening::FIELDS.iter().map(|opening| opening.is_of(view)).collect())
        });
        Self { columns, rows: rows.into() }
    }
}

#[derive(Template)]
#[template(path = "register/docs.html")]
struct OverviewPage {
    frame: Frame,
    version: &'static str,
    documents: [&'static str; 3],
    endpoints: Matrix,
    fields: Matrix,
    operations: Vec<OperationView>,
    spoken: &'static str,
    points: Vec<PointRow>,
}

struct PointRow {
    setting: &'static str,
    about: String,
    value: String,
}

/// `GET /api/oppslag`
pub async fn overview(State(register): State<Arc<Register>>, visit: Visit) -> Response {
    let lang = visit.lang;
    let document = register.documents.of(&register.app, lang);
    let points = register.app.config.register.in_effect().into_iter().map(|(setting, value)| PointRow {
        setting,
        about: lang.text(
            &setting.replace("FULLMAKT_REGISTER_", "register-point-").replace('_', "-").to_ascii_lowercase(),
        ),
        // An address of our own is said when the setting says nothing.
        value: value.unwrap_or_else(|| register.app.url("/api/oppslag/v1")),
    });
    visit.page(&OverviewPage {
        frame: visit.frame(),
        version: ANSWERS_AS,
        documents: DOCUMENTS,
        endpoints: Matrix::of_operations(lang),
        fields: Matrix::of_fields(lang),
        operations: OperationView::all_of(document),
        spoken: lang.tag(),
        points: points.collect(),
    })
}

#[derive(Template)]
#[template(path = "register/fields.html")]
struct FieldsPage {
    frame: Frame,
    objects: Vec<ObjectView>,
    lists: Vec<CodeList>,
    events: Vec<(&'static str, String)>,
}

struct ObjectView {
    name: &'static str,
    about: String,
    fields: Vec<FieldRow>,
}

struct FieldRow {
    name: &'static str,
    kind: String,
    /// Where on the page the kind is described.
    place: Option<String>,
    presence: String,
    opened: String,
    about: String,
}

/// What a value is, in words, and where on the page more is said of it.
fn kind(kind: Kind, lang: Language) -> (String, Option<String>) {
    let key = match kind {
        Kind::Object(name) => return (name.to_owned(), Some(name.to_owned())),
        Kind::Code(list) => {
            return (lang.text_with("kind-code", &[("list", list)]), Some(format!("kodeliste-{list}")));
        }
        Kind::Many(one, _) => {
            let (one, place) = self::kind(*one, lang);
            return (lang.text_with("kind-many", &[("kind", &one)]), place);
        }
        Kind::EventType => return (lang.text("kind-eventtype"), Some("hendelser".to_owned())),
        Kind::PersonsCountry => return (lang.text("kind-personscountry"), Some("Land".to_owned())),
        Kind::PlacesCountry => return (lang.text("kind-placescountry"), Some("Land".to_owned())),
        Kind::OrgNumber => "kind-orgnumber",
        Kind::PersonNumber => "kind-personnumber",
        Kind::Instant => "kind-instant",
        Kind::Date => "kind-date",
        Kind::Year => "kind-year",
        Kind::Uuid => "kind-uuid",
        Kind::Address => "kind-address",
        Kind::Text => "kind-text",
        Kind::Truth => "kind-truth",
        Kind::Number | Kind::Sequence => "kind-number",
        Kind::AnyCode => "kind-anycode",
        Kind::CountryCode => "kind-countrycode",
    };
    (lang.text(key), None)
}

/// Which scopes see a field, in words; nothing when all do.
fn opened(field: &Field, lang: Language) -> String {
    let said: Vec<String> = field
        .opened_by
        .iter()
        .map(|opening| {
            let key = match opening {
                Opening::ExemptPersons => "register-docs-of-exempt",
                Opening::SettledDiscrepancies => "register-docs-of-settled",
                _ => "register-docs-only",
            };
            lang.text_with(key, &[("scopes", &opening.scopes().join(", "))])
        })
        .collect();
    if said.is_empty() { lang.text("register-docs-all") } else { said.join("; ") }
}

fn row(object: &Object, field: &Field, lang: Language) -> FieldRow {
    let (kind, place) = kind(field.kind, lang);
    let presence = match field.presence {
        Presence::Always => "presence-always",
        Presence::WhenKnown => "presence-whenknown",
        Presence::OneOf => "presence-oneof",
        Presence::AtMostOne => "presence-atmostone",
    };
    FieldRow {
        name: field.name,
        kind,
        place,
        presence: lang.text(presence),
        opened: opened(field, lang),
        about: field.about(object.name, lang),
    }
}

/// `GET /api/oppslag/v1/docs/feltbeskrivelser.html`
pub async fn fields(State(register): State<Arc<Register>>, visit: Visit) -> Response {
    let (lang, points) = (visit.lang, &register.app.config.register);
    let objects = OBJECTS.iter().filter(|object| object.name != "Feil" || !points.problem_documents);
    let objects = objects.map(|object| {
        let written = object.fields.iter().filter(|field| is_written(object, field, points));
        ObjectView {
            name: object.name,
            about: object.about(lang),
            fields: written.map(|field| row(object, field, lang)).collect(),
        }
    });
    visit.page(&FieldsPage {
        frame: visit.frame(),
        objects: objects.collect(),
        events: Change::ALL.map(|change| (change.event_type(), change.about(lang))).into(),
        lists: codes::lists(NameLanguage::of_page(lang)),
    })
}

#[derive(Template)]
#[template(path = "register/changelog.html")]
struct ChangelogPage {
    frame: Frame,
    version: &'static str,
    ours: &'static str,
    versions: Vec<(&'static str, String, String)>,
}

/// `GET /api/oppslag/v1/docs/CHANGELOG.html`
pub async fn changelog(visit: Visit) -> Response {
    let lang = visit.lang;
    let day = |iso: &str| iso.split('-').rev().collect::<Vec<_>>().join(".");
    let versions = VERSIONS.iter().map(|version| (version.number, day(version.date), version.about(lang)));
    visit.page(&ChangelogPage {
        frame: visit.frame(),
        version: ANSWERS_AS,
        ours: env!("CARGO_PKG_VERSION"),
        versions: versions.collect(),
    })
}
