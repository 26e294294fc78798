//! The whole service for one test: the real router, a database of its own, frozen clocks, seeded randomness, the built-in
//! mailbox, and jobs that run when the test says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use fullmakt::access::links;
use fullmakt::app::App;
use fullmakt::clock::{Clock, Millis};
use fullmakt::config::{Config, Settings};
use fullmakt::db::params;
use fullmakt::ids::Random;
use fullmakt::keys::Keys;
use fullmakt::mail::receiver::{self, Receiver};
use fullmakt::server::{self, Services};
use fullmakt::web::forms::{percent_decode, percent_encode};
use tower::ServiceExt as _;

use super::database::{self, TestDatabase};

/// 2026-01-15T09:00:00Z: the moment at which every test begins.
pub(crate) const START: Millis = 1_768_467_600_000;

/// The address the service believes to have.
pub(crate) const PUBLIC_URL: &str = "http://fullmakt.test";

pub(crate) struct TestApp {
    pub(crate) services: Services,
    pub(crate) app: Arc<App>,
    pub(crate) clock: Clock,
    pub(crate) database: TestDatabase,
    router: Router,
}

impl TestApp {
    /// A fresh world with default settings.
    pub(crate) async fn new() -> Self {
        Self::with_env(&[]).await
    }

    /// A fresh world with settings as the environment would give them.
    pub(crate) async fn with_env(env: &[(&str, &str)]) -> Self {
        let database = database::fresh().await;
        Self::over(database, env, 1).await
    }

    /// A world of its own that really listens, for those that call it over HTTP. Its public URL is its address.
    pub(crate) async fn listening() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let test = Self::over(database::fresh().await, &[("FULLMAKT_PUBLIC_URL", &url)], 2).await;
        let router = test.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        test
    }

    async fn over(database: TestDatabase, env: &[(&str, &str)], seed: u64) -> Self {
        let mut pairs: BTreeMap<String, String> =
            env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        pairs.entry("FULLMAKT_PUBLIC_URL".to_owned()).or_insert_with(|| PUBLIC_URL.to_owned());
        // No test asks the world's name servers.
        pairs.entry("FULLMAKT_RESOLVER".to_owned()).or_insert_with(|| "off".to_owned());
        let config = Config::from_lookup(Settings::default(), &|name| pairs.get(name).cloned())
            .expect("test settings");
        let clock = Clock::frozen(START);
        let random = Random::seeded(seed);
        let keys = Keys::ephemeral(&random).expect("keys");
        let app = server::assemble(config, database.db.clone(), keys, clock.clone(), random)
            .await
            .expect("a world");
        let services = server::services(app).await.expect("services");
        let router = server::router(services.clone());
        Self { app: Arc::clone(&services.app), services, clock, database, router }
    }

    /// Runs every job that is due until none is left; gives how many ran.
    pub(crate) async fn run_jobs(&self) -> usize {
        self.app.queue.run_until_idle(&self.services).await.expect("jobs run")
    }

    /// Moves the wall clock, and with it the world's.
    pub(crate) fn advance(&self, by: Millis) {
        self.clock.advance(by);
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { test: self, cookies: BTreeMap::new(), language: "nb" }
    }

    /// A browser in which a handler is logged in.
    pub(crate) async fn handler(&self) -> Browser<'_> {
        self.handler_named("Test Saksbehandler").await
    }

    /// As [`Self::handler`], by another name.
    pub(crate) async fn handler_named(&self, name: &str) -> Browser<'_> {
        let mut tx = self.app.db.begin_write().await.expect("write");
        let link =
            links::create_one_time(&mut tx, &self.app, self.app.now(), "handler", name).await.expect("link");
        tx.commit().await.expect("commit");
        let mut browser = self.browser();
        let path = link.strip_prefix(PUBLIC_URL).unwrap_or(&link).to_owned();
        browser.get(&path).await;
        let page = browser.post(&path, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "the one-time link logs in: {}", page.body);
        browser
    }

    /// Sends a request as a program does.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Sends a request that was put together elsewhere.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.expect("infallible")).await
    }

    /// Sends JSON.
    pub(crate) async fn json(
        &self,
        method: Method,
        path: &str,
        bearer: Option<&str>,
        body: &serde_json::Value,
    ) -> Answer {
        let authorization = bearer.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        if let Some(value) = &authorization {
            headers.push(("authorization", value));
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        self.call(method, path, &headers, text).await
    }

    /// Stores a mail as the receiver does when its client has sent it, and gives its id; nothing has read it yet.
    pub(crate) async fn store_mail(&self, envelope_from: &str, raw: &str) -> String {
        let app = &self.app;
        let receiver = Receiver {
            db: app.db.clone(),
            keys: app.keys.clone(),
            random: app.random.clone(),
            clock: app.clock.clone(),
            config: app.config.clone(),
            queue: app.queue.clone(),
        };
        receiver::store(&receiver, envelope_from, raw.as_bytes(), app.now()).await.expect("stored")
    }

    /// Every letter that reached the built-in mailbox, oldest first.
    pub(crate) async fn mailbox(&self) -> Vec<Mail> {
        let mut tx = self.app.db.read().await.expect("read");
        let rows = tx
            .fetch_all("SELECT letter_id, message_id, recipient, subject, sealed_body FROM mailbox ORDER BY letter_id", params![])
            .await
            .expect("mailbox");
        rows.iter()
            .map(|row| Mail {
                message_id: row.text("message_id").expect("message_id"),
                to: row.text("recipient").expect("recipient"),
                subject: row.text("subject").expect("subject"),
                body: fullmakt::mail::open_body(&self.app.keys, &row.text("letter_id").expect("id"), row)
                    .expect("body"),
            })
            .collect()
    }

    /// How many rows `sql` (a `SELECT count(*) AS n …`) counts.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let mut tx = self.app.db.read().await.expect("read");
        tx.fetch_optional(sql, params![]).await.expect("query").expect("a row").int("n").expect("n")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) message_id: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Mail {
    /// The first address in the text that begins with `prefix` after the public URL, as a path.
    pub(crate) fn path_starting(&self, prefix: &str) -> Option<String> {
        let whole = format!("{PUBLIC_URL}{prefix}");
        let at = self.body.find(&whole)?;
        let rest = &self.body[at + PUBLIC_URL.len()..];
        Some(rest.split([' ', '\n', '>', ')']).next().unwrap_or_default().trim_end_matches('.').to_owned())
    }
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.expect("a body");
        Self {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The page's text without tags, blanks folded.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                _ if !inside => out.push(c),
                _ => {}
            }
        }
        let out = out
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A browser: it keeps cookies and sends forms with the anti-forgery token of the page.
pub(crate) struct Browser<'a> {
    test: &'a TestApp,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

impl Browser<'_> {
    /// Fetches a page; redirects are not followed.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], String::new()).await
    }

    /// Fetches a page and follows redirects on this service.
    pub(crate) async fn follow(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..10 {
            if !answer.status.is_redirection() {
                break;
            }
            let next = answer.location().to_owned();
            answer = self.get(&next).await;
        }
        answer
    }

    /// Sends a form as our own page would.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if !self.cookies.contains_key("fullmakt_browser") {
            self.get("/").await;
        }
        let csrf = self.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// Sends a form exactly as given, without a token of its own.
    pub(crate) async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(k, v)| format!("{}={}", percent_encode(k), percent_encode(v))).collect();
        self.send(
            Method::POST,
            path,
            &[("content-type", "application/x-www-form-urlencoded")],
            body.join("&"),
        )
        .await
    }

    /// The token that this browser's forms carry.
    pub(crate) fn csrf(&self) -> String {
        self.cookies
            .get("fullmakt_browser")
            .map(|value| self.test.app.keys.form_token(value))
            .unwrap_or_default()
    }

    /// Sends anything with the browser's cookies.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        extra: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let cookie_line = cookies.join("; ");
        let mut headers =
            vec![("accept", "text/html"), ("accept-language", self.language), ("host", "fullmakt.test")];
        headers.extend_from_slice(extra);
        if !cookie_line.is_empty() {
            headers.push(("cookie", &cookie_line));
        }
        let path = path.strip_prefix(PUBLIC_URL).unwrap_or(path);
        let answer = self.test.call(method, path, &headers, body).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), percent_decode(value.as_bytes()));
            }
        }
        answer
    }
}
