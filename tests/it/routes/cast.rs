//! One of everything, and everybody who may ask for it. What a row of the table names in braces stands in [`Cast::values`].

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use fullmakt::access::links::{self, NewLink};
use fullmakt::access::{Reach, api_keys};
use fullmakt::clients::{self, ADMIN_SCOPES, NewClient};
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::contacts::{self, Side};
use fullmakt::orders::drafts::{self, Origin};
use fullmakt::orders::{Contact, Order, OrderKind, casework, questions};
use fullmakt::parties;

use crate::clients::{key, token};
use crate::orders::{OTHER_VENDOR, SCOPE, VENDOR, approve, carried_out, draft, placed, with};
use crate::support::TestApp;
use crate::support::app::{Answer, Browser, PUBLIC_URL};

const ACCESS_CODE: &str = "oppdiktet-adgangskode";
const HANDLER: &str = "handler:Test Testesen";
const SCHEME: &str = "brreg-reelle-rapporteringspliktig";
const OTHER_SCHEME: &str = "brreg-reelle-media";

/// Everybody the design knows, and for each its twin of another organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Nobody we know.
    Visitor,
    /// The contact of the case's vendor.
    Party,
    /// The contact of another vendor.
    Stranger,
    /// The fictional person, acting for the customer.
    Person,
    Handler,
    Operator,
    /// A token of the organisation whose things these are, with every scope that opens something.
    Machine,
    /// The same scopes, another organisation.
    OtherMachine,
    /// A token whose scope opens nothing here.
    WrongScope,
    /// The API key of the case's vendor.
    Key,
    /// The API key of another vendor.
    OtherKey,
}

impl Who {
    pub(super) const ALL: [(Self, &'static str); 11] = [
        (Self::Visitor, "visitor"),
        (Self::Party, "party"),
        (Self::Stranger, "stranger"),
        (Self::Person, "person"),
        (Self::Handler, "handler"),
        (Self::Operator, "operator"),
        (Self::Machine, "machine"),
        (Self::OtherMachine, "other-machine"),
        (Self::WrongScope, "wrong-scope"),
        (Self::Key, "key"),
        (Self::OtherKey, "other-key"),
    ];

    /// How the audit names it.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Party | Self::Stranger => "contact:",
            Self::Person => "person:",
            Self::Handler => "handler:",
            Self::Operator => "operator:",
            Self::Machine | Self::OtherMachine | Self::WrongScope => "machine:",
            Self::Key | Self::OtherKey => "api_key:",
        }
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    None,
    Form(&'static [(&'static str, &'static str)]),
    /// The same fields and others, with characters in them that no keyboard writes.
    Junk(&'static [(&'static str, &'static str)]),
    Json(&'static str),
}

/// A world with one of everything.
pub(super) struct Cast {
    pub(super) test: TestApp,
    pub(super) values: BTreeMap<&'static str, String>,
    person_number: String,
}

impl Cast {
    pub(super) async fn new() -> Self {
        let test =
            TestApp::with_env(&[("FULLMAKT_ACCESS_CODE", ACCESS_CODE), ("FULLMAKT_ACCESS_LIFE_DAYS", "90")])
                .await;
        let mut values = BTreeMap::from([
            ("code", ACCESS_CODE.to_owned()),
            ("scheme", SCHEME.to_owned()),
            ("other_scheme", OTHER_SCHEME.to_owned()),
            ("vendor", VENDOR.to_owned()),
            ("other_vendor", OTHER_VENDOR.to_owned()),
        ]);
        let done = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        carried_out(
            &test,
            &with(
                OrderKind::FictionalCustomer,
                &[("vendor.number", OTHER_VENDOR), ("vendor.name", "Varsom Due AS")],
            ),
        )
        .await;
        let customer = done.customer_number().expect("a customer");
        let received = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        let (failed, task) = (
            placed(&test, &draft(OrderKind::FictionalCustomer)).await,
            placed(&test, &draft(OrderKind::FictionalCustomer)).await,
        );
        let (asked, mine) = (
            placed(&test, &draft(OrderKind::FictionalCustomer)).await,
            placed(&test, &draft(OrderKind::FictionalCustomer)).await,
        );
        let mut tx = test.app.db.begin_write().await.expect("write");
        let (app, now) = (&test.app, test.app.now());
        questions::ask(&mut tx, app, now, &asked.case_number, "Hvem?", HANDLER).await.expect("asked");
        casework::take(&mut tx, app, now, &mine.case_number, HANDLER).await.expect("taken");
        let other = Contact {
            name: "Ny Oppdiktet".to_owned(),
            email: "ny@leverandor.example".to_owned(),
            phone: "+4722334455".to_owned(),
        };
        contacts::ask(&mut tx, app, now, &mine, Side::Vendor, &other, "contact:x").await.expect("asked");
        let wishes = tx.fetch_all("SELECT id FROM contact_changes", params![]).await.expect("a wish");
        let wish = wishes.first().expect("a wish").text("id").expect("id");
        values.insert("wish_secret", app.keys.link_secret(&wish));
        values.insert("wish", wish);
        // An access that is at its beginning has nothing to renew.
        tx.execute(
            "UPDATE orders SET access_expires_at = $2 WHERE id = $1",
            params![done.id.as_str(), now.world + 1],
        )
        .await
        .expect("an end");
        tx.commit().await.expect("commit");
        values.extend([
            ("handler", HANDLER.to_owned()),
            ("asked", asked.case_number.clone()),
            ("mine", mine.case_number.clone()),
            ("case", done.case_number.clone()),
            ("received", received.case_number.clone()),
            ("failed", failed.case_number.clone()),
            ("task", task.case_number.clone()),
            ("customer", customer.to_string()),
        ]);
        // Not word for word what the table's row sends, which would be this order.
        let mut stranger: serde_json::Value = serde_json::from_str(ORDER).expect("JSON");
        stranger["message"] = "Ubekreftet".into();
        let unconfirmed = test.json(Method::POST, "/api/fullmakt/v1/orders", None, &stranger).await;
        values.insert("unconfirmed", unconfirmed.json()["case_number"].as_str().expect("a case").to_owned());
        let mut cast = Self { test, values, person_number: String::new() };
        cast.parties(customer).await;
        cast.mail_and_links(&done.case_number).await;
        // Last of all: jobs that ran would carry these on.
        cast.stuck(&failed, &task).await;
        let refused = cast.test.call(Method::POST, "/token", &[("content-type", FORM)], "grant_type=x").await;
        let trace = refused
            .body
            .split(|c: char| !c.is_ascii_hexdigit())
            .find(|word| word.len() == 32)
            .unwrap_or_else(|| panic!("a trace id: {}", refused.body))
            .to_owned();
        cast.values.insert("trace", trace);
        cast
    }

    /// A step that failed, a step that waits for a handler, and a job that was given up.
    async fn stuck(&mut self, failed: &Order, task: &Order) {
        for order in [failed, task] {
            approve(&self.test.app, &order.case_number, None).await.expect("approved");
        }
        let mut tx = self.test.app.db.begin_write().await.expect("write");
        for (order, change) in [(failed, "state = 'failed'"), (task, "mode = 'manual'")] {
            let sql = format!("UPDATE order_steps SET {change} WHERE order_id = $1 AND position = 0");
            tx.execute(&sql, params![order.id.as_str()]).await.expect("a step");
        }
        tx.execute(
            "INSERT INTO jobs (id, kind, payload, on_world_clock, due_at, attempts, created_at, failed_at)
             VALUES ('given-up', 'orders.check', '{}', FALSE, 0, 12, 0, 0)",
            params![],
        )
        .await
        .expect("a job");
        tx.commit().await.expect("commit");
        self.values.insert("job", "given-up".to_owned());
    }

    /// Clients, keys and delegations.
    async fn parties(&mut self, customer: OrgNumber) {
        let (app, now) = (&self.test.app, self.test.app.now());
        let register = OrgNumber::parse(clients::REGISTER).expect("a number");
        let vendor = OrgNumber::parse(VENDOR).expect("a number");
        let other = OrgNumber::parse(OTHER_VENDOR).expect("a number");
        let mut tx = app.db.begin_write().await.expect("write");
        let person = parties::person_of_customer(&mut tx, customer).await.expect("query").expect("a person");
        for (name, owner) in [("client", vendor), ("machine_client", register)] {
            let new = NewClient::named(owner, "Oppdiktet klient", vec![SCOPE.to_owned()]);
            let made =
                clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("client");
            clients::save_key(&mut tx, app, now, &made.id, owner, None, &key("k"), "operator")
                .await
                .expect("a key");
            self.values.insert(name, made.id);
        }
        for (name, owner) in [("key", vendor), ("other_key", other)] {
            let (_, secret) =
                api_keys::create(&mut tx, app, now, owner, "prøve", "operator").await.expect("a key");
            self.values.insert(name, secret);
        }
        delegation::add_supplier(&mut tx, app, now, customer, vendor, "operator").await.expect("added");
        delegation::give(&mut tx, app, now, customer, vendor, SCHEME, "operator").await.expect("given");
        tx.commit().await.expect("commit");
        self.person_number = person.number.to_string();
        self.values.insert("person_number", person.number.to_string());
        let company = fullmakt::register::population::examples::built_in()
            .into_iter()
            .next()
            .expect("a company")
            .company;
        self.values.insert("company", company.number.to_string());
        self.values.insert("jwk", key("ny").to_string());
    }

    /// A mail that waits, a letter, and a link of every sort that was not used yet.
    async fn mail_and_links(&mut self, case: &str) {
        let raw = "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <fri@x>\r\n\r\nKan vi komme i gang?\r\n";
        crate::desk::receive(&self.test, raw).await;
        let (app, now) = (&self.test.app, self.test.app.now());
        let vendor = OrgNumber::parse(VENDOR).expect("a number");
        let mut tx = app.db.begin_write().await.expect("write");
        for (id, secret, ends) in [("link", "link_secret", now.world + 1), ("old_link", "old_link_secret", 0)]
        {
            let url = links::create(
                &mut tx,
                app,
                now,
                NewLink {
                    organisation: vendor,
                    case_number: case,
                    contact_name: "Mari Oppdiktet",
                    contact_email: "mari@leverandor.example",
                    reach: Reach::Organisation,
                },
            )
            .await
            .expect("a link");
            let mut parts = url.rsplit('/');
            let (secret_part, id_part) = (parts.next().expect("a secret"), parts.next().expect("an id"));
            tx.execute("UPDATE signed_links SET expires_at = $2 WHERE id = $1", params![id_part, ends])
                .await
                .expect("a life");
            self.values.insert(id, id_part.to_owned());
            self.values.insert(secret, secret_part.to_owned());
        }
        let url = links::create_one_time(&mut tx, app, now, "handler", "Test").await.expect("a link");
        self.values.insert("one_time", url.rsplit('/').next().expect("a secret").to_owned());
        let saved =
            drafts::save(&mut tx, app, now, &draft(OrderKind::FictionalCustomer), &Origin::Form, "visitor")
                .await
                .expect("a draft");
        self.values.insert("draft", saved.id);
        self.values.insert("draft_secret", saved.link.rsplit('/').next().expect("a secret").to_owned());
        let one = |rows: Vec<fullmakt::db::Row>| rows.first().expect("a row").text("id").expect("id");
        let mails = tx.fetch_all("SELECT id FROM inbound_mail", params![]).await.expect("mails");
        self.values.insert("mail", one(mails));
        let letters = tx
            .fetch_all("SELECT letter_id AS id FROM mailbox ORDER BY letter_id LIMIT 1", params![])
            .await
            .expect("letters");
        self.values.insert("letter", one(letters));
        tx.commit().await.expect("commit");
    }

    /// `text` with the values it names in braces.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, value) in &self.values {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }

    /// Everybody's way in, made before anything is counted.
    pub(super) async fn come_in(&self, who: Who) -> Caller<'_> {
        let organisation = |number: &str| OrgNumber::parse(number).expect("a number");
        let bearer = match who {
            Who::Visitor => return Caller::Browser(self.test.browser()),
            Who::Party => return Caller::Browser(self.contact(VENDOR).await),
            Who::Stranger => return Caller::Browser(self.contact(OTHER_VENDOR).await),
            Who::Person => return Caller::Browser(self.person().await),
            Who::Handler => return Caller::Browser(self.staff("handler").await),
            Who::Operator => return Caller::Browser(self.staff("operator").await),
            Who::Machine => self.token(organisation(clients::REGISTER), &every_scope()).await,
            Who::OtherMachine => self.token(organisation(VENDOR), &every_scope()).await,
            Who::WrongScope => self.token(organisation(clients::REGISTER), &["brreg:reelle"]).await,
            Who::Key => self.values["key"].clone(),
            Who::OtherKey => self.values["other_key"].clone(),
        };
        Caller::Program(&self.test, bearer)
    }

    async fn token(&self, organisation: OrgNumber, scopes: &[&str]) -> String {
        token(&self.test, organisation, scopes).await
    }

    async fn contact(&self, organisation: &str) -> Browser<'_> {
        let mut tx = self.test.app.db.begin_write().await.expect("write");
        let link = links::create(
            &mut tx,
            &self.test.app,
            self.test.app.now(),
            NewLink {
                organisation: OrgNumber::parse(organisation).expect("a number"),
                case_number: &self.values["case"],
                contact_name: "Oppdiktet Kontakt",
                contact_email: "kontakt@leverandor.example",
                reach: Reach::Organisation,
            },
        )
        .await
        .expect("link");
        tx.commit().await.expect("commit");
        let mut browser = self.test.browser();
        let entered = browser.get(link.strip_prefix(PUBLIC_URL).unwrap_or(&link)).await;
        assert!(entered.location().starts_with("/sak/"), "{}", entered.text());
        browser
    }

    async fn person(&self) -> Browser<'_> {
        let mut browser = self.test.browser();
        let fields = [("nummer", self.person_number.as_str()), ("kode", ACCESS_CODE), ("goto", "")];
        let entered = browser.post("/logg-inn", &fields).await;
        assert_eq!(entered.location(), "/fullmakt", "{}", entered.text());
        let chosen = browser.post("/fullmakt/velg", &[("virksomhet", &self.values["customer"])]).await;
        assert_eq!(chosen.location(), "/fullmakt/leverandorer", "{}", chosen.text());
        browser
    }

    async fn staff(&self, kind: &str) -> Browser<'_> {
        let mut tx = self.test.app.db.begin_write().await.expect("write");
        let link =
            links::create_one_time(&mut tx, &self.test.app, self.test.app.now(), kind, "Test Testesen")
                .await
                .expect("link");
        tx.commit().await.expect("commit");
        let mut browser = self.test.browser();
        let entered = browser.post(link.strip_prefix(PUBLIC_URL).unwrap_or(&link), &[]).await;
        assert!(entered.status.is_redirection(), "{}", entered.text());
        browser
    }

    /// What is written in the audit: id, action and actor.
    pub(super) async fn audit(&self) -> BTreeSet<(String, String, String)> {
        let mut tx = self.test.app.db.read().await.expect("read");
        let rows = tx.fetch_all("SELECT id, action, actor FROM audit", params![]).await.expect("audit");
        rows.iter()
            .map(|row| {
                let text = |name| row.text(name).expect("a column");
                (text("id"), text("action"), text("actor"))
            })
            .collect()
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) const ORDER: &str = r#"{
    "kind": "fictional_customer", "notice": true, "wants_fictional_customer": true,
    "vendor": {
        "number": "910049356", "name": "Sprek Maur AS",
        "contact": { "name": "Kari Eksempel", "email": "kari@sprekmaur.example", "phone": "22334455" }
    }
}"#;

fn every_scope() -> Vec<&'static str> {
    let mut scopes = ADMIN_SCOPES.to_vec();
    scopes.push(SCOPE);
    scopes
}

/// Somebody who has come in.
pub(super) enum Caller<'a> {
    Browser(Browser<'a>),
    Program(&'a TestApp, String),
}

impl Caller<'_> {
    pub(super) async fn send(&mut self, method: &Method, path: &str, body: Body, cast: &Cast) -> Answer {
        let fields: Vec<(String, String)> = match body {
            Body::Form(fields) => {
                fields.iter().map(|(name, value)| (cast.fill(name), cast.fill(value))).collect()
            }
            Body::Junk(fields) => {
                let names = fields.iter().map(|(name, _)| cast.fill(name));
                let others = ["scope", "reason", "sok", "nummer", "kid", "to", "from"].map(str::to_owned);
                let junk = "a\0b\u{202e}\u{fffd}'--\u{1b}".to_owned();
                names.chain(others).map(|name| (name, junk.clone())).collect()
            }
            _ => Vec::new(),
        };
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let json = match body {
            Body::Json(text) => cast.fill(text),
            _ => String::new(),
        };
        match (self, body) {
            (Self::Browser(browser), Body::Form(_) | Body::Junk(_)) => browser.post(path, &fields).await,
            (Self::Browser(browser), Body::Json(_)) => {
                browser.send(method.clone(), path, &[("content-type", "application/json")], json).await
            }
            (Self::Browser(browser), Body::None) => browser.send(method.clone(), path, &[], json).await,
            (Self::Program(test, bearer), body) => {
                let authorization = format!("Bearer {bearer}");
                let (kind, sent) = match body {
                    Body::Json(_) => ("application/json", json),
                    Body::Form(_) | Body::Junk(_) | Body::None => (FORM, form_text(&fields)),
                };
                let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
                test.call(method.clone(), path, &headers, sent).await
            }
        }
    }
}

fn form_text(fields: &[(&str, &str)]) -> String {
    use fullmakt::web::forms::percent_encode;
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    pairs.join("&")
}
