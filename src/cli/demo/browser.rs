//! A small browser: it keeps cookies, reads pages and sends their forms.

use std::time::Duration;

use reqwest::redirect::Policy;

use super::steps::stop;
use crate::cli::Failure;

/// How long something that a job does may take to show.
const PATIENCE: u32 = 1_000;

/// One person's browser.
pub(super) struct Browser {
    http: reqwest::Client,
    base: String,
    page: String,
}

impl Browser {
    pub(super) fn new(base: &str) -> Result<Self, Failure> {
        // The process may have chosen its cryptographic provider already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::limited(5))
            .timeout(Duration::from_secs(20))
            .build()?;
        Ok(Self { http, base: base.to_owned(), page: String::new() })
    }

    /// Opens a page.
    pub(super) async fn open(&mut self, path: &str) -> Result<&str, Failure> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let response =
            self.http.get(&url).header("accept", "text/html").header("accept-language", "nb").send().await?;
        self.read(response, path).await
    }

    /// Sends a form of the page that is open, with its anti-forgery token.
    pub(super) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<&str, Failure> {
        let token = between(&self.page, "name=\"csrf\" value=\"", "\"").unwrap_or_default().to_owned();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        let response = self.http.post(format!("{}{path}", self.base)).form(&all).send().await?;
        self.read(response, path).await
    }

    async fn read(&mut self, response: reqwest::Response, path: &str) -> Result<&str, Failure> {
        let status = response.status();
        self.page = response.text().await?;
        if status.is_success() {
            return Ok(&self.page);
        }
        let heading = between(&self.page, "<h1", "</h1>")
            .and_then(|h1| h1.split_once('>'))
            .map_or("", |(_, text)| text);
        let faults: Vec<&str> = self
            .page
            .split("ds-validation-message")
            .skip(1)
            .filter_map(|rest| between(rest, ">", "<"))
            .collect();
        Err(stop(format!("{path} answered {status}: {heading} {}", faults.join(" "))))
    }

    /// Opens a page again and again until it has `text`: what a job does shows a moment later.
    pub(super) async fn wait_for(&mut self, path: &str, text: &str) -> Result<&str, Failure> {
        for _ in 0..PATIENCE {
            self.open(path).await?;
            if self.page.contains(text) {
                return Ok(&self.page);
            }
            pause().await;
        }
        Err(stop(format!("{path} never showed “{text}”")))
    }

    /// Opens the newest letter to `recipient` whose subject begins with `subject`, and gives its page.
    pub(super) async fn letter(&mut self, recipient: &str, subject: &str) -> Result<String, Failure> {
        for _ in 0..PATIENCE {
            let list = self.open("/post").await?.to_owned();
            let row = list.split("<tr>").find(|row| row.contains(recipient) && row.contains(subject));
            if let Some(href) = row.and_then(|row| between(row, "href=\"", "\"")) {
                return Ok(self.open(href).await?.to_owned());
            }
            pause().await;
        }
        Err(stop(format!("no letter “{subject}” came to {recipient}")))
    }
}

#[expect(clippy::disallowed_methods, reason = "the demonstration waits as a person does who reloads a page")]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// The text between two marks.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The first run of exactly `digits` digits that stands in the text after `label`.
pub(super) fn number_after(text: &str, label: &str, digits: usize) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    rest.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == digits).map(str::to_owned)
}
