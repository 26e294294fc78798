//! The live list of steps: name, time and tick for a person, one JSON object a step for a program.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::journeys::Shown;
use crate::cli::Failure;
use crate::clock::Stopwatch;
use crate::config::Config;

/// The list.
pub(super) struct Steps {
    json: bool,
    journey: &'static str,
    name: String,
    watch: Stopwatch,
    spinner: Option<ProgressBar>,
    person_numbers: Vec<(String, String)>,
}

impl Steps {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            journey: "",
            name: String::new(),
            watch: Stopwatch::start(),
            spinner: None,
            person_numbers: Vec::new(),
        }
    }

    /// Begins a journey.
    pub(super) fn journey(&mut self, name: &'static str, title: &str) {
        self.journey = name;
        if !self.json {
            println!("\n{title}");
        }
    }

    /// Begins a step.
    pub(super) fn begin(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.watch = Stopwatch::start();
        if !self.json {
            let spinner = ProgressBar::new_spinner().with_message(name.to_owned());
            if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg}") {
                spinner.set_style(style);
            }
            spinner.enable_steady_tick(Duration::from_millis(80));
            self.spinner = Some(spinner);
        }
    }

    /// Ends a step that went well.
    pub(super) fn done(&mut self, detail: &str) {
        let ms = self.watch.elapsed().as_millis();
        if self.json {
            println!("{}", line(self.journey, &self.name, true, ms, detail));
        } else {
            self.clear();
            println!("  ✓ {:<58} {ms:>5} ms  {detail}", self.name);
        }
    }

    /// Remembers a number to log in with.
    pub(super) fn remember_person(&mut self, number: &str, acts_for: &str) {
        self.person_numbers.push((number.to_owned(), acts_for.to_owned()));
    }

    /// Ends the list with the step that did not go well.
    pub(super) fn failed(&mut self, error: &(dyn std::error::Error + 'static)) {
        let ms = self.watch.elapsed().as_millis();
        if self.json {
            println!("{}", line(self.journey, &self.name, false, ms, &error.to_string()));
        } else {
            self.clear();
            println!("  ✗ {:<58} {ms:>5} ms\n    {error}", self.name);
        }
    }

    fn clear(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }

    /// What the journeys led to.
    pub(super) fn finish(&self, shown: &Shown, elapsed: Duration, served: Option<&str>) {
        if self.json {
            return;
        }
        println!("\nThe refusal before the delegation, explained:");
        match served {
            Some(url) => println!("  fullmakt explain {} --server {url}", shown.trace_id),
            None => {
                println!("  (this world ends here; `fullmakt demo --keep` goes on, and prints the command)");
            }
        }
        println!("{}", shown.explanation);
        println!("The delegated token's claims:\n{}\n", pretty(&shown.claims));
        println!("The register's answer:\n{}\n", pretty(&shown.answer));
        println!("With brreg:reelle/media instead, the same company is answered without:");
        for line in &shown.only_here {
            println!("  {line}");
        }
        println!();
        println!("All of it took {} ms.", elapsed.as_millis());
    }

    /// Where to click.
    pub(super) fn keep(&self, config: &Config, handler_link: &str) {
        let smtp = config.smtp_listen.map(|address| address.to_string());
        if self.json {
            let person = self.person_numbers.first().map(|(number, _)| number);
            println!(
                "{}",
                json!({ "url": config.public_url, "smtp": smtp, "handler_link": handler_link, "person": person })
            );
            return;
        }
        println!("\nThe service goes on until Ctrl-C:");
        println!("  Start page               {}", config.public_url);
        println!("  Portal                   {}/logg-inn", config.public_url);
        for (number, acts_for) in &self.person_numbers {
            println!("  Log in there with        {number}, the fictional person of {acts_for}");
        }
        println!("  Letters                  {}/post", config.public_url);
        println!("  The handler logs in at   {handler_link}");
        println!("  Orders by mail           {}", smtp.as_deref().unwrap_or("off"));
    }
}

fn line(journey: &str, step: &str, ok: bool, ms: u128, detail: &str) -> Value {
    json!({ "journey": journey, "step": step, "ok": ok, "ms": u64::try_from(ms).unwrap_or(u64::MAX), "detail": detail })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A step that cannot go on, as a sentence.
pub(super) fn stop(text: impl Into<String>) -> Failure {
    text.into().into()
}
