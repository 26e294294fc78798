//! The bulk files: every company, or every company's roles, in one compressed stream that is made while it is read.
//!
//! A few hundred companies are read at a time, each time anew, so that no transaction stays open while a client reads
//! slowly. What changes meanwhile may stand in the file as it was or as it became; the feed of changes tells.

use std::io::{self, Write as _};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde_json::json;

use super::{csv, spring, unavailable};
use crate::app::App;
use crate::db::Error;
use crate::parties::entities;

/// Companies that are read at once.
const AT_ONCE: i64 = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
    Roles,
}

/// `GET /enhetsregisteret/api/enheter/lastned`
pub async fn download_entities(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    download(app, &uri, &headers, "enheter_alle.json.gz", false, Form::Json).await
}

/// `GET /enhetsregisteret/api/underenheter/lastned`
pub async fn download_subunits(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    download(app, &uri, &headers, "underenheter_alle.json.gz", true, Form::Json).await
}

/// `GET /enhetsregisteret/api/enheter/lastned/csv`
pub async fn download_csv_of_entities(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    download(app, &uri, &headers, "enheter_alle.csv.gz", false, Form::Csv).await
}

/// `GET /enhetsregisteret/api/underenheter/lastned/csv`
pub async fn download_csv_of_subunits(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    download(app, &uri, &headers, "underenheter_alle.csv.gz", true, Form::Csv).await
}

/// `GET /enhetsregisteret/api/roller/totalbestand`
pub async fn all_roles(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    download(app, &uri, &headers, "roller_alle.json.gz", false, Form::Roles).await
}

/// `GET /enhetsregisteret/api/enheter/lastned/regneark`, and of subunits: what is not to be had here.
pub async fn no_spreadsheet(State(app): State<Arc<App>>, OriginalUri(uri): OriginalUri) -> Response {
    let message = "Regnearket lages ikke her. Det samme står i lastned (JSON) og lastned/csv.";
    spring(app.now(), StatusCode::NOT_FOUND, uri.path(), message)
}

async fn download(
    app: Arc<App>,
    uri: &Uri,
    headers: &HeaderMap,
    file: &str,
    subunits: bool,
    form: Form,
) -> Response {
    let last = async {
        let mut tx = app.db.read().await?;
        entities::last_update(&mut tx).await
    };
    let tag = match last.await {
        Ok(last) => format!("W/\"{file}-{last}\""),
        Err(error) => return unavailable(app.now(), uri, &error),
    };
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|one| one.trim() == tag || one.trim() == "*");
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""));
    if is_known {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    let writer = Writer {
        app,
        subunits,
        form,
        after: String::new(),
        rows: 0,
        encoder: Some(GzEncoder::new(Vec::new(), Compression::fast())),
    };
    let pieces = stream::unfold(writer, |mut writer| async move {
        writer.next().await.transpose().map(|piece| (piece, writer))
    });
    let disposition = format!("attachment; filename=\"{file}\"");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/gzip");
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition), (ETAG, tag)];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Writes the file piece by piece, as its reader asks for them.
struct Writer {
    app: Arc<App>,
    subunits: bool,
    form: Form,
    /// The last number that was written.
    after: String,
    rows: u64,
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Writer {
    /// The next piece; none behind the last. An error ends the connection before the file's end, which its reader sees.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            let Some(mut encoder) = self.encoder.take() else { return Ok(None) };
            let lines = match self.lines().await {
                Ok(lines) => lines,
                Err(error) => {
                    tracing::error!(%error, "a bulk file broke off");
                    return Err(io::Error::other("the database does not answer"));
                }
            };
            let Some(lines) = lines else {
                encoder.write_all(self.end().as_bytes())?;
                return Ok(Some(encoder.finish()?.into()));
            };
            encoder.write_all(lines.as_bytes())?;
            let piece = std::mem::take(encoder.get_mut());
            self.encoder = Some(encoder);
            if !piece.is_empty() {
                return Ok(Some(piece.into()));
            }
        }
    }

    fn end(&self) -> String {
        match (self.form, self.rows) {
            (Form::Csv, 0) => csv::header(),
            (Form::Csv, _) => String::new(),
            (_, 0) => "[]\n".to_owned(),
            _ => "\n]\n".to_owned(),
        }
    }

    /// What is in front of a row.
    fn between(&self) -> String {
        match (self.form, self.rows) {
            (Form::Csv, 0) => csv::header(),
            (Form::Csv, _) => String::new(),
            (_, 0) => "[\n".to_owned(),
            _ => ",\n".to_owned(),
        }
    }

    /// The next companies as text; none when all are written.
    async fn lines(&mut self) -> Result<Option<String>, Error> {
        let mut tx = self.app.db.read().await?;
        let numbers = entities::behind(&mut tx, self.subunits, &self.after, AT_ONCE).await?;
        let Some(last) = numbers.last() else { return Ok(None) };
        let shown = entities::list(&mut tx, &numbers).await?;
        let mut groups = match self.form {
            Form::Roles => entities::role_groups(&mut tx, &shown).await?,
            Form::Json | Form::Csv => std::collections::BTreeMap::new(),
        };
        drop(tx);
        let mut lines = String::new();
        for one in shown {
            let row = match self.form {
                Form::Json => one.body.to_string(),
                Form::Csv => csv::row(&one.body),
                Form::Roles => {
                    let Some(groups) = groups.remove(&one.number) else { continue };
                    if groups.as_array().is_none_or(Vec::is_empty) {
                        continue;
                    }
                    json!({ "organisasjonsnummer": one.number, "rollegrupper": groups }).to_string()
                }
            };
            lines.push_str(&self.between());
            lines.push_str(&row);
            self.rows += 1;
        }
        self.after = last.to_string();
        Ok(Some(lines))
    }
}
