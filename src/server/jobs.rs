//! Every kind of job with the function that runs it: the one place where a job row becomes a call.

use serde_json::Value;

use super::Services;
use crate::clock::Now;
use crate::jobs::{Handlers, Job, Work};
use crate::numbers::OrgNumber;
use crate::{mail, orders, parties, privacy, register, token};

/// Whose grants changed: one organisation, or many.
fn customers(job: &Job) -> Vec<OrgNumber> {
    let many = job.payload.get("customers").and_then(Value::as_array).into_iter().flatten();
    let numbers = job.payload.get("customer").into_iter().chain(many);
    numbers.filter_map(|number| OrgNumber::parse(number.as_str()?).ok()).collect()
}

/// The table from job kind to function.
impl Handlers for Services {
    fn run<'a>(&'a self, job: &'a Job, now: Now) -> Option<Work<'a>> {
        let app = &*self.app;
        let text = |name: &str| job.payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let int = |name: &str| job.payload.get(name).and_then(Value::as_i64).unwrap_or_default();
        Some(match job.kind.as_str() {
            "mail.send" => {
                let letter_id = text("letter_id");
                Box::pin(async move { mail::run_send(&app.outbox, &letter_id, now).await })
            }
            "orders.read_mail" => {
                let mail_id = text("mail_id");
                Box::pin(async move { orders::inbound::run_read(app, &mail_id, now).await })
            }
            "orders.check" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::check::run(app, &order_id, now).await })
            }
            "orders.rule" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::rules::run(app, &self.rules, &order_id, now).await })
            }
            "orders.provision" => {
                let (order_id, attempts) = (text("order_id"), job.attempts);
                let other = self.self_service.as_deref();
                Box::pin(async move { orders::provision::run(app, other, &order_id, attempts, now).await })
            }
            "orders.resume_waiting" => {
                let customers = customers(job);
                Box::pin(async move { orders::waiting::run_resume(app, &customers, now).await })
            }
            "orders.note_access" => {
                let customers = customers(job);
                Box::pin(async move { orders::lost::run(app, &customers).await })
            }
            "orders.remind" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::waiting::run_remind(app, &order_id, now).await })
            }
            "orders.close_waiting" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::waiting::run_close(app, &order_id, now).await })
            }
            "orders.close_unconfirmed" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::waiting::run_close_unconfirmed(app, &order_id, now).await })
            }
            "orders.close_awaiting" => {
                let order_id = text("order_id");
                Box::pin(async move { orders::awaiting::run_close(app, &order_id, now).await })
            }
            "expiries.warn" => Box::pin(orders::expiring::run(app, now)),
            "orders.sweep_drafts" => Box::pin(orders::drafts::run_sweep(app, now)),
            "orders.warn_expiry" => {
                let (order_id, end, days) = (text("order_id"), int("end"), int("days"));
                Box::pin(async move { orders::renewal::run_warn(app, &order_id, end, days, now).await })
            }
            "orders.expire" => {
                let (order_id, end) = (text("order_id"), int("end"));
                Box::pin(async move { orders::renewal::run_expire(app, &order_id, end, now).await })
            }
            "orders.tell_delegated" => {
                let (consumer, supplier, scheme) = (text("consumer"), text("supplier"), text("scheme"));
                Box::pin(async move {
                    orders::letters::run_tell_delegated(app, &consumer, &supplier, &scheme, now).await
                })
            }
            "parties.index" => Box::pin(parties::entities::run_index(app, now)),
            "privacy.end" => Box::pin(privacy::ending::run(app, now)),
            "population.change" => Box::pin(register::population::changes::run(app, now)),
            "register.sweep" => Box::pin(register::access_log::run_sweep(app, now)),
            "register.snapshot" => {
                let nightly = job.payload.get("nightly").is_some();
                Box::pin(register::snapshot::run(app, nightly, now))
            }
            "token.rotate" => Box::pin(token::rotation::run(app, now)),
            "token.sweep" => Box::pin(token::run_sweep(app, now)),
            _ => return None,
        })
    }
}
