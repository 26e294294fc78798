//! The styles, fonts and the script of the pages, served from the binary itself: a page asks no other host for anything.
//!
//! The files are built by `make ui`; `build.rs` writes their table. Templates ask for them with `?v=VERSION`, and such an
//! answer may be kept for ever; any other request is answered with an entity tag to compare (RFC 9110 §8.8.3).

use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// Changes whenever any of the files does; templates put it behind each address.
pub const VERSION: &str = env!("FULLMAKT_ASSETS_VERSION");

struct Asset {
    name: &'static str,
    content_type: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
}

static ASSETS: &[Asset] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// `GET /assets/{file}`
pub async fn serve(Path(file): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == file) else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let versioned = query.is_some_and(|query| query.starts_with("v="));
    let cache = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == asset.etag);
    if known {
        return (StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, cache), (ETAG, asset.etag)]).into_response();
    }
    ([(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, cache), (ETAG, asset.etag)], asset.bytes)
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    async fn get(file: &str, query: Option<&str>, headers: HeaderMap) -> Response {
        serve(Path(file.to_owned()), RawQuery(query.map(str::to_owned)), headers).await
    }

    #[tokio::test]
    async fn an_address_with_its_version_may_be_kept_for_ever_and_one_without_is_asked_for_again() {
        let kept = get("app.css", Some(&format!("v={VERSION}")), HeaderMap::new()).await;
        assert_eq!(kept.status(), StatusCode::OK);
        assert_eq!(kept.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(kept.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");

        let first = get("app.css", None, HeaderMap::new()).await;
        assert_eq!(first.headers()[CACHE_CONTROL], "no-cache");
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, HeaderValue::from_bytes(first.headers()[ETAG].as_bytes()).unwrap());
        assert_eq!(get("app.css", None, headers).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn every_file_the_styles_ask_for_is_there_and_none_outside_the_table() {
        let css = ASSETS
            .iter()
            .find(|asset| asset.name == "app.css")
            .map(|asset| std::str::from_utf8(asset.bytes).unwrap())
            .unwrap();
        let fonts: Vec<&str> = css
            .split("url(")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap().trim_matches(['"', '\'']))
            .filter(|address| !address.starts_with("data:"))
            .collect();
        assert_eq!(fonts.len(), 2, "{fonts:?}");
        for font in fonts {
            let (name, version) = font.trim_start_matches("./").split_once('?').unwrap();
            assert_eq!(get(name, Some(version), HeaderMap::new()).await.status(), StatusCode::OK, "{name}");
        }
        assert_eq!(get("../Cargo.toml", None, HeaderMap::new()).await.status(), StatusCode::NOT_FOUND);
    }
}
