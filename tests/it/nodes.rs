//! Two nodes over one database: what is taken back at one is refused at the other at once.
//!
//! Real processes with whatever they keep in memory. In the suite there are twenty rounds; `make soak PART=withdrawal` makes
//! them a thousand by `TEST_SOAK_WITHDRAWALS`, and gives the program by `TEST_SOAK_PROGRAM`. Nothing waits by the clock: the
//! other node is asked until it refuses, and what it was asked later than a second after the withdrawal it must refuse.

use std::time::Duration;

use fullmakt::clients::{self, NewClient};
use fullmakt::clock::Stopwatch;
use fullmakt::ids::Random;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::{self, NewOrganisation};
use fullmakt::world::rehearse::{Rehearsal, list, rehearse};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::kill::{Place, Process, World, setting};
use crate::token::{KEY, SUPPLIER};

/// No withdrawal may be unknown to another node for longer.
const BOUND: Duration = Duration::from_secs(1);

/// What every node believes to be its address.
const ADDRESS: &str = "http://fullmakt.test";

const SUPPLIERS: &str = "/accessmanagement/api/v1/enduser/maskinportensuppliers";
const CONSUMERS: &str = "/accessmanagement/api/v1/enduser/maskinportenconsumers";

/// By whom, and how, a delegation is taken back; the rounds take turns.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// The customer takes the scheme back.
    ByTheCustomer,
    /// The vendor gives it back.
    ByTheVendor,
    /// The customer removes the vendor with all it holds.
    WithTheSupplier,
}

const WAYS: [Way; 3] = [Way::ByTheCustomer, Way::ByTheVendor, Way::WithTheSupplier];

/// A side of the delegation: its number and party, and the token of its person.
struct Side {
    number: OrgNumber,
    party: String,
    bearer: String,
}

struct Scene {
    http: Client,
    nodes: Vec<Process>,
    customer: Side,
    vendor: Side,
    scheme: String,
    scope: String,
    client: String,
    random: Random,
}

async fn personal(http: &Client, node: &Process, pid: &str) -> String {
    let url = format!("http://{}/api/GetPersonalToken?env=tt02&pid={pid}&ttl=86400", node.listen);
    let answer = http.get(url).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.expect("a token")
}

impl Scene {
    /// A vendor with a client and a person, a customer that is granted what it delegates, and two nodes that serve.
    async fn begin(world: &World, program: &str) -> Self {
        let app = world.open().await;
        let (now, number) = (app.now(), OrgNumber::parse(SUPPLIER).expect("a number"));
        let mut tx = app.db.begin_write().await.expect("write");
        let new = NewOrganisation {
            number,
            name: "Rolig Måke AS",
            form: "AS",
            parent: None,
            origin: "world_file",
            case_number: None,
            entity: &json!({}),
        };
        parties::insert_organisation(&mut tx, &app, now, new).await.expect("a vendor");
        let (manager, _) = parties::ensure_person_with_role(&mut tx, &app, now, number, "2026-00001")
            .await
            .expect("its person");
        let vendor = parties::find_organisation(&mut tx, number).await.expect("read").expect("there");
        tx.commit().await.expect("commit");

        let wanted = Rehearsal { vendor: number, customers: 1, seed: 1 };
        rehearse(&app, wanted, false, &mut |_| ()).await.expect("a customer");
        let mut customer = None;
        list(&app, wanted, &mut |one| {
            customer = Some(one.clone());
            Ok(())
        })
        .await
        .expect("a list")
        .expect("nothing is written");
        let customer = customer.expect("one");

        let scope = customer.scopes[0].clone();
        let mut tx = app.db.begin_write().await.expect("write");
        let new = NewClient::named(number, "prøve", vec![scope.clone()]);
        let client =
            clients::create_client(&mut tx, &app, now, new, Vec::new(), "operator").await.expect("a client");
        clients::replace_keys(&mut tx, &app, now, &client.id, number, &[KEY.public_jwk()], "operator")
            .await
            .expect("a key");
        tx.commit().await.expect("commit");

        let launch = world.launcher(std::path::Path::new(program));
        // A directory of SQLite's is served by one process; there it is the same node that must know at once.
        let mut nodes = vec![Process::launch(launch()).await];
        if matches!(world.place, Place::Postgres(_)) {
            nodes.push(Process::launch(launch()).await);
        }
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().expect("a client");
        let customer_token = personal(&http, &nodes[0], &customer.person.to_string()).await;
        let vendor_token = personal(&http, nodes.last().expect("one"), &manager.number.to_string()).await;
        Self {
            customer: Side {
                number: customer.number,
                party: customer.party_uuid.to_string(),
                bearer: customer_token,
            },
            vendor: Side { number, party: vendor.party_uuid.to_string(), bearer: vendor_token },
            scheme: customer.schemes[0].clone(),
            scope,
            client: client.id,
            random: Random::system(),
            http,
            nodes,
        }
    }

    /// One of Altinn's end-user calls, which must succeed.
    async fn call(&self, node: usize, method: Method, path: &str, side: &Side, query: &str) {
        let url = format!("http://{}{path}?party={}&{query}", self.nodes[node].listen, side.party);
        let answer =
            self.http.request(method, &url).bearer_auth(&side.bearer).send().await.expect("an answer");
        let status = answer.status();
        assert!(status.is_success(), "{url}: {status} {}", answer.text().await.unwrap_or_default());
    }

    async fn give(&self, node: usize) {
        let to = format!("supplier={}", self.vendor.number);
        self.call(node, Method::POST, SUPPLIERS, &self.customer, &to).await;
        let what = format!("{to}&resource={}", self.scheme);
        self.call(node, Method::POST, &format!("{SUPPLIERS}/resources"), &self.customer, &what).await;
    }

    async fn take_back(&self, node: usize, way: Way) {
        let scheme = &self.scheme;
        let (path, side, query) = match way {
            Way::ByTheCustomer => {
                let query = format!("supplier={}&resource={scheme}", self.vendor.number);
                (format!("{SUPPLIERS}/resources"), &self.customer, query)
            }
            Way::ByTheVendor => {
                let query = format!("consumer={}&resource={scheme}", self.customer.number);
                (format!("{CONSUMERS}/resources"), &self.vendor, query)
            }
            Way::WithTheSupplier => {
                let query = format!("supplier={}&cascade=true", self.vendor.number);
                (SUPPLIERS.to_owned(), &self.customer, query)
            }
        };
        self.call(node, Method::DELETE, &path, side, &query).await;
    }

    /// Asks a node for a token: the code of its refusal, or nothing when it gave one.
    async fn ask(&self, node: usize) -> Option<String> {
        let now = fullmakt::clock::Clock::system().now().wall_seconds();
        let claims = json!({
            "aud": format!("{ADDRESS}/"), "iss": self.client, "scope": self.scope, "consumer_org": self.customer.number,
            "iat": now, "exp": now + 100, "jti": self.random.uuid(),
        });
        let assertion =
            KEY.sign_with_header(&json!({ "alg": "RS256", "kid": KEY.kid() }), &claims).expect("a grant");
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &assertion)];
        let url = format!("http://{}/token", self.nodes[node].listen);
        let answer = self.http.post(url).form(&form).send().await.expect("an answer");
        let status = answer.status();
        let body: Value = answer.json().await.expect("JSON");
        if status == StatusCode::OK {
            assert!(body["access_token"].is_string(), "{body}");
            return None;
        }
        let code = body["error_uri"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or_default();
        assert_eq!((status, code), (StatusCode::BAD_REQUEST, "MP-251"), "{body}");
        Some(code.to_owned())
    }

    /// Asks until the answer is the wanted one: how long that took, and how many answers were still the old ones.
    async fn until(&self, node: usize, refused: bool, round: usize) -> (Duration, usize) {
        let watch = Stopwatch::start();
        let mut stale = 0;
        loop {
            let asked = watch.elapsed();
            if self.ask(node).await.is_some() == refused {
                return (watch.elapsed(), stale);
            }
            stale += 1;
            // A slow machine is no excuse: this request began when the second was over.
            assert!(asked < BOUND, "round {round}: after {asked:?} the other node did not know yet");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_at_one_node_refuses_the_token_at_the_other_within_a_second() {
    let mut world = World::new().await;
    world.more.insert("FULLMAKT_PUBLIC_URL", ADDRESS.to_owned());
    let wanted = setting("TEST_SOAK_WITHDRAWALS").map(|text| text.parse::<usize>().expect("a number"));
    let program = setting("TEST_SOAK_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_fullmakt").to_owned());
    let rounds = wanted.unwrap_or(20);
    let scene = Scene::begin(&world, &program).await;
    let mut delays = Vec::new();
    let mut stale = 0;
    for round in 0..rounds {
        let (here, there) = (round % scene.nodes.len(), (round + 1) % scene.nodes.len());
        // In half of the rounds it was the other node that gave, so that either has seen the delegation hold.
        scene.give(if round % 4 < 2 { here } else { there }).await;
        scene.until(there, false, round).await;
        scene.until(here, false, round).await;
        scene.take_back(here, WAYS[round % WAYS.len()]).await;
        let (delay, old) = scene.until(there, true, round).await;
        delays.push(delay);
        stale += old;
        assert!(scene.ask(here).await.is_some(), "round {round}: the node itself knows");
        if wanted.is_some() && (round + 1) % 100 == 0 {
            say(&format!("{:>5} of {rounds} withdrawals", round + 1));
        }
    }
    delays.sort_unstable();
    let [median, worst] = [delays.len() / 2, delays.len() - 1].map(|at| delays[at].as_secs_f64() * 1_000.0);
    let served = if scene.nodes.len() == 2 { "PostgreSQL, two processes" } else { "SQLite, one process" };
    say(&format!(
        "{served}: {rounds} withdrawals, from the answer to the withdrawal until the other node's refusal was \
         there: median {median:.1} ms, worst {worst:.1} ms; tokens given after a withdrawal: {stale}"
    ));
    for node in scene.nodes {
        node.stop().await;
    }
}

fn say(line: &str) {
    #[expect(clippy::print_stderr, reason = "who waits for a soak wants to see what came of it")]
    {
        eprintln!("{line}");
    }
}
