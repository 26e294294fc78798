//! Orders by form and API: killed around their storing, and sent again by a sender that got no answer.

use fullmakt::access::api_keys;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::decide;

use super::{Process, World, count, nothing_is_lost_or_doubled};

/// A sender that is cut off: it sends again what it sent before, as a person or a program does that got no answer.
struct Sender {
    http: reqwest::Client,
    csrf: String,
    key: String,
}

impl Sender {
    /// A browser that has the form open, and a program that has an API key.
    async fn new(world: &World, process: &Process) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let page = http.get(format!("{}/bestill/fiktiv-kunde", process.http)).send().await.expect("the form");
        let page = page.text().await.expect("the form");
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let app = world.open().await;
        let vendor = OrgNumber::parse("910049356").expect("a number");
        let mut tx = app.db.begin_write().await.expect("write");
        let (_, key) =
            api_keys::create(&mut tx, &app, app.now(), vendor, "prøve", "operator").await.expect("a key");
        tx.commit().await.expect("commit");
        Self { http, csrf: csrf.expect("a token").to_owned(), key }
    }

    /// Sends the order by this channel; the case number that was answered, if anything was.
    async fn send(&self, process: &Process, channel: &str, once: &str) -> Option<String> {
        if channel == "form" {
            let form = [
                ("csrf", self.csrf.as_str()),
                ("once", once),
                ("vendor.number", "910049356"),
                ("vendor.name", "Sprek Maur AS"),
                ("vendor.contact.name", "Mari Oppdiktet"),
                ("vendor.contact.email", "mari@leverandor.example"),
                ("vendor.contact.phone", "22334455"),
                ("wants_fictional_customer", "ja"),
                ("notice", "ja"),
            ];
            // The cookie knows no port, and each process has one of its own.
            let address = format!("{}/bestill/fiktiv-kunde", process.http);
            let answer = self.http.post(address).form(&form).send().await.ok()?;
            let to = answer.headers().get("location")?.to_str().ok()?.to_owned();
            return to.split_once("sak=").map(|(_, case)| case.to_owned());
        }
        let order = serde_json::json!({
            "kind": "fictional_customer", "notice": true, "wants_fictional_customer": true,
            "vendor": {
                "number": "910049356", "name": "Sprek Maur AS",
                "contact": { "name": "Mari Oppdiktet", "email": "mari@leverandor.example", "phone": "22334455" }
            }
        });
        let request = self.http.post(format!("{}/api/fullmakt/v1/orders", process.http)).json(&order);
        let request = request.bearer_auth(&self.key).header("idempotency-key", once);
        let answer: serde_json::Value = request.send().await.ok()?.json().await.ok()?;
        answer["case_number"].as_str().map(str::to_owned)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_by_form_or_api_survives_a_kill_around_its_storing_and_sent_again_is_the_same() {
    let mut world = World::new().await;
    let first = world.start(None).await;
    let sender = Sender::new(&world, &first).await;
    first.stop().await;
    let mut rounds = 0;
    for channel in ["form", "api"] {
        for place in ["order:placed:before-commit", "order:placed:after-commit"] {
            let point = format!("{channel} {place}");
            let before = usize::try_from(2 * rounds).expect("few");
            rounds += 1;
            let once = format!("en-gang-{rounds}");
            let doomed = world.start(Some(place)).await;
            assert_eq!(sender.send(&doomed, channel, &once).await, None, "{point}: nobody was answered");
            doomed.dies(&point).await;
            let app = world.open().await;
            let stored = i64::from(place.ends_with("after-commit"));
            let held = count(&app, "SELECT count(*) AS n FROM orders").await;
            assert_eq!(held, rounds - 1 + stored, "{point}: all of it was stored, or nothing");

            world.let_claims_run_out(&app).await;
            let process = world.start(None).await;
            let case = sender.send(&process, channel, &once).await.expect("an answer");
            assert_eq!(sender.send(&process, channel, &once).await.as_ref(), Some(&case), "{point}");
            assert_eq!(count(&app, "SELECT count(*) AS n FROM orders").await, rounds, "{point}");
            world.relay.wait_for(before + 1, &point).await;
            let mut tx = app.db.begin_write().await.expect("write");
            decide::approve(&mut tx, &app, app.now(), &case, Some(crate::orders::SCOPE), "handler:Test")
                .await
                .expect("approved");
            tx.commit().await.expect("commit");
            world.relay.wait_for(before + 2, &point).await;
            process.stop().await;
            let expected = [
                ("orders", rounds),
                ("case_numbers WHERE last = (SELECT count(*) FROM orders)", 1),
                ("organisations WHERE origin = 'fictional'", rounds),
                ("persons", rounds),
                ("scope_access", rounds),
                ("letters", 2 * rounds),
                ("audit WHERE action = 'order.placed'", rounds),
            ];
            nothing_is_lost_or_doubled(&mut world, &app, &point, &expected).await;
        }
    }
}
