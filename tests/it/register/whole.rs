//! The whole register as a file: what it holds, when it is made, and how it is served.

use std::io::Read as _;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use fullmakt::clock::DAY;
use fullmakt::register::population::Population;
use fullmakt::register::population::examples::built_in;
use fullmakt::register::population::make::make;
use fullmakt::register::{Change, Written, changes_after, last_sequence, snapshot, write_companies};
use serde_json::Value;
use tower::ServiceExt as _;

use super::matrices::write_company;
use super::{PATH, token};
use crate::support::TestApp;

const WHOLE: &str = "/api/oppslag/v1/virksomheter/totalbestand?format=json";

async fn response(test: &TestApp, method: Method, headers: &[(&str, &str)]) -> Response {
    let token = token(test, "brreg:reelle/offentlig", |_| {}).await;
    let mut request =
        Request::builder().method(method).uri(WHOLE).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let router = fullmakt::server::router(test.services.clone());
    router.oneshot(request.body(Body::empty()).expect("a request")).await.expect("infallible")
}

async fn get(test: &TestApp, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    let (parts, body) = response(test, Method::GET, headers).await.into_parts();
    (parts.status, parts.headers, to_bytes(body, 64 << 20).await.expect("a body"))
}

fn field(bytes: &[u8], at: usize, size: usize) -> usize {
    bytes[at..at + size].iter().rev().fold(0, |value, byte| (value << 8) | usize::from(*byte))
}

/// The only entry of a ZIP file, found from its end as an unpacker does: name and content, its sum checked.
pub(super) fn unzip(file: &[u8]) -> (String, Vec<u8>) {
    let end = file.len() - 22;
    assert_eq!(&file[end..end + 4], b"PK\x05\x06");
    let directory = field(file, end + 16, 4);
    assert_eq!(&file[directory..directory + 4], b"PK\x01\x02");
    assert_eq!(directory + field(file, end + 12, 4), end);
    let (sum, packed, length) =
        (field(file, directory + 16, 4), field(file, directory + 20, 4), field(file, directory + 24, 4));
    assert_eq!(field(file, directory + 42, 4), 0);
    let name = String::from_utf8(file[30..30 + field(file, 26, 2)].to_vec()).expect("a name");
    let from = 30 + name.len() + field(file, 28, 2);
    let mut content = Vec::new();
    let mut stream = flate2::read::DeflateDecoder::new(&file[from..from + packed]);
    stream.read_to_end(&mut content).expect("a stream of deflate");
    assert_eq!(usize::try_from(stream.total_in()), Ok(packed), "the stream ends with the entry");
    assert_eq!((content.len(), usize::try_from(crc32fast::hash(&content))), (length, Ok(sum)));
    (name, content)
}

fn companies(file: &[u8]) -> Vec<Value> {
    serde_json::from_slice(&unzip(file).1).expect("a list")
}

#[tokio::test]
async fn the_file_has_every_company_with_its_newest_registration_as_an_authority_sees_it() {
    let test = TestApp::new().await;
    write_company(&test, &[(-30, None), (-60, Some(-20))]).await;
    let (status, headers, file) = get(&test, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "application/zip");
    assert_eq!(headers["content-length"], file.len().to_string());
    let (name, _) = unzip(&file);
    assert_eq!(name, "totalbestand.json");

    let found = companies(&file);
    assert_eq!(found.len(), built_in().len() + 1);
    let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    for company in found {
        let number = company["organisasjonsnummer"].as_str().expect("a number");
        let mut looked_up =
            test.json(Method::GET, &format!("{PATH}/{number}"), Some(&bearer), &Value::Null).await.json();
        looked_up["registreringer"]
            .as_array_mut()
            .expect("a list")
            .retain(|registration| registration["erGjeldendeRegistrering"] == true);
        assert_eq!(company, looked_up, "the look-up without its history");
    }
}

#[tokio::test]
async fn an_empty_register_is_an_empty_list() {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.run_script("DELETE FROM register_companies").await.expect("emptied");
    tx.commit().await.expect("committed");
    assert_eq!(unzip(&get(&test, &[]).await.2).1, b"[]");
}

#[tokio::test]
async fn a_new_one_is_made_at_midnight_in_norway_and_the_old_one_is_still_read_to_its_end() {
    let test = TestApp::new().await;
    let (_, first, _) = get(&test, &[]).await;
    write_company(&test, &[(0, None)]).await;
    assert_eq!(get(&test, &[]).await.1["etag"], first["etag"], "changes wait for the night");

    // A download begins; the night comes, and the file is another.
    let under_way = response(&test, Method::GET, &[]).await;
    test.clock.set_offset(DAY);
    test.run_jobs().await;
    let (_, second, file) = get(&test, &[]).await;
    assert_ne!(second["etag"], first["etag"]);
    assert_eq!(companies(&file).len(), built_in().len() + 1);
    let old = to_bytes(under_way.into_body(), 64 << 20).await.expect("the old file, whole");
    assert_eq!(companies(&old).len(), built_in().len());

    // The night after next it is gone.
    for day in 2..4 {
        test.clock.set_offset(day * DAY);
        test.run_jobs().await;
        assert_eq!(test.count("SELECT count(*) AS n FROM register_snapshots").await, 2);
        assert_eq!(test.count("SELECT count(*) AS n FROM register_snapshot_parts").await, 2);
    }
    // One look of the world's clock is one snapshot, however many nights it went over.
    test.clock.set_offset(30 * DAY);
    test.run_jobs().await;
    let waiting = "SELECT count(*) AS n FROM jobs WHERE kind = 'register.snapshot' AND done_at IS NULL";
    assert_eq!(test.count(waiting).await, 1);
}

#[tokio::test]
async fn after_the_clock_has_jumped_the_file_has_what_the_population_did_in_between() {
    let test = TestApp::new().await;
    make(&test.app, Population::new(5, 400), &mut |_| ()).await.expect("a population");
    get(&test, &[]).await;
    // More days than one look at them makes.
    test.advance(300 * DAY);
    test.run_jobs().await;
    let (_, _, file) = get(&test, &[]).await;
    let told = companies(&file);
    let mut tx = test.app.db.read().await.expect("read");
    let after = last_sequence(&mut tx).await.expect("a number") - 20;
    let changes = changes_after(&mut tx, after, 20).await.expect("changes");
    drop(tx);
    assert!(changes.iter().all(|change| change.at > test.app.now().world - 30 * DAY), "{changes:?}");
    let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    for change in changes {
        let number = change.number.to_string();
        let held = told.iter().find(|company| company["organisasjonsnummer"] == number.as_str());
        let path = format!("{PATH}/{number}");
        let now = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await.json();
        let held = held.unwrap_or_else(|| panic!("{number} is not in the file"));
        assert_eq!(held["registreringer"][0], now["registreringer"][0], "{number}");
    }
}

#[tokio::test]
async fn a_build_of_several_pieces_goes_on_where_it_was_and_takes_each_piece_once() {
    let test = TestApp::new().await;
    let example = built_in().into_iter().find(|one| one.shows == "three-owners").expect("one").company;
    let now = test.app.now();
    let numbers: Vec<_> = (0..)
        .filter_map(|n| fullmakt::numbers::OrgNumber::parse(&(300_000_000 + n).to_string()).ok())
        .take(1_700)
        .collect();
    let written: Vec<Written> = numbers
        .iter()
        .map(|number| {
            let mut company = example.clone();
            company.number = *number;
            for (place, registration) in company.registrations.iter_mut().enumerate() {
                // What cannot be compressed, so that a few companies make several pieces.
                let noise = (0..40).map(|_| test.app.random.secret()).collect::<String>();
                registration.id = format!("{place}-{noise}");
            }
            Written { company, change: Change::Registered, at: now.world }
        })
        .collect();
    let mut tx = test.app.db.begin_write().await.expect("write");
    write_companies(&mut tx, &written).await.expect("written");
    tx.commit().await.expect("committed");

    // Several at once, as nodes and an operator may be.
    let (mut one, mut other) = (|_| {}, |_| {});
    let (first, second, _) = tokio::join!(
        snapshot::build_now(&test.app, &mut one),
        snapshot::build_now(&test.app, &mut other),
        test.run_jobs()
    );
    let (first, second) = (first.expect("built"), second.expect("built"));
    assert_eq!(first.companies, second.companies);
    assert!(test.count("SELECT count(*) AS n FROM register_snapshot_parts").await > 2);

    let (_, headers, file) = get(&test, &[]).await;
    let found = companies(&file);
    assert_eq!(found.len(), built_in().len() + numbers.len());
    let inside: Vec<&str> = found.iter().map(|one| one["organisasjonsnummer"].as_str().unwrap()).collect();
    assert!(inside.is_sorted());

    // Ranges over the seams, put together again.
    let mut together = Vec::new();
    let step = 700_001;
    for from in (0..file.len()).step_by(step) {
        let range = format!("bytes={from}-{}", from + step - 1);
        let (status, part, bytes) = get(&test, &[("range", &range)]).await;
        assert_eq!(status, 206);
        let until = (from + step).min(file.len()) - 1;
        assert_eq!(part["content-range"], format!("bytes {from}-{until}/{}", file.len()));
        assert_eq!(part["content-length"], bytes.len().to_string());
        assert_eq!(part["etag"], headers["etag"]);
        together.extend_from_slice(&bytes);
    }
    assert_eq!(together, file);
    let (status, _, end) = get(&test, &[("range", "bytes=-30")]).await;
    assert_eq!((status, &end[..]), (StatusCode::PARTIAL_CONTENT, &file[file.len() - 30..]));
}

#[tokio::test]
async fn conditions_and_ranges_that_cannot_be() {
    let test = TestApp::new().await;
    let (_, headers, file) = get(&test, &[]).await;
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let (etag, made) = (header("etag"), header("last-modified"));
    assert_eq!((header("accept-ranges").as_str(), made.as_str()), ("bytes", "Thu, 15 Jan 2026 09:00:00 GMT"));
    let behind = format!("bytes={}-", file.len());
    for (sent, status, length) in [
        (vec![("if-none-match", etag.as_str())], 304, 0),
        (vec![("if-none-match", "\"x\", *")], 304, 0),
        (vec![("if-none-match", "\"x\"")], 200, file.len()),
        (vec![("if-none-match", "\"x\""), ("if-modified-since", &made)], 200, file.len()),
        (vec![("if-modified-since", &made)], 304, 0),
        (vec![("if-modified-since", "Wed, 14 Jan 2026 09:00:00 GMT")], 200, file.len()),
        (vec![("range", "bytes=0-9"), ("if-range", &etag)], 206, 10),
        (vec![("range", "bytes=0-9"), ("if-range", &made)], 206, 10),
        (vec![("range", "bytes=0-9"), ("if-range", "\"x\"")], 200, file.len()),
        (vec![("range", "bytes=0-9,20-29")], 200, file.len()),
        (vec![("range", "lines=0-9")], 200, file.len()),
        (vec![("range", &behind)], 416, usize::MAX),
        (vec![("range", "bytes=-0")], 416, usize::MAX),
    ] {
        let (found, headers, body) = get(&test, &sent).await;
        assert_eq!(found, status, "{sent:?}");
        if status == 416 {
            assert_eq!(headers["content-range"], format!("bytes */{}", file.len()));
            let message = serde_json::from_slice::<Value>(&body).expect("JSON")["message"].to_string();
            assert!(message.contains(&file.len().to_string()), "{message}");
        } else {
            assert_eq!(body.len(), length, "{sent:?}");
            assert_eq!(headers["etag"], etag);
        }
    }
    let head = response(&test, Method::HEAD, &[("range", "bytes=0-9")]).await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], file.len().to_string());
    assert!(to_bytes(head.into_body(), 1).await.expect("no body").is_empty());
}

#[tokio::test]
async fn the_format_must_be_json_and_a_call_is_written_down() {
    let test = TestApp::new().await;
    let bearer = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    for query in ["", "?format=csv", "?format=JSON", "?format=json&format=json", "?fomat=json"] {
        let path = format!("{PATH}/totalbestand{query}");
        let answer = test.json(Method::GET, &path, Some(&bearer), &Value::Null).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.json()["message"].as_str().is_some_and(|said| said.contains("format")), "{query}");
    }
    get(&test, &[]).await;
    let written = format!(
        "SELECT count(*) AS n FROM register_access WHERE call = 'whole' AND status = 200 AND found = {}",
        built_in().len()
    );
    assert_eq!(test.count(&written).await, 1);
}

#[tokio::test]
async fn a_client_that_hangs_up_in_the_middle_leaves_nothing_behind() {
    let test = TestApp::new().await;
    for _ in 0..50 {
        // The body is let go unread, as a server does whose client is gone.
        drop(response(&test, Method::GET, &[]).await);
    }
    // Neither a connection nor a lock is held: a write goes through, and so does the next call.
    write_company(&test, &[(0, None)]).await;
    assert_eq!(get(&test, &[]).await.0, 200);
}

#[tokio::test]
async fn name_and_type_of_the_file_follow_the_settings() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_REGISTER_WHOLE_NAME", "virksomheter.json"),
        ("FULLMAKT_REGISTER_WHOLE_TYPE", "application/octet-stream"),
    ])
    .await;
    let (_, headers, file) = get(&test, &[]).await;
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(unzip(&file).0, "virksomheter.json");
}
