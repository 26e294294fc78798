//! Tokens under load while the program is killed at random: never two for one `jti`, and a row of the ledger for every one.
//!
//! Every grant names an API of its own, so that the token and the ledger's row tell which grant they are of. Who gets no
//! answer sends the same grant again, to any process. In the suite it is small; `make soak PART=tokens` makes it large by
//! `TEST_SOAK_TOKENS` and `TEST_SOAK_KILLS`. On PostgreSQL two processes serve at once and are killed apart from each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fullmakt::app::App;
use fullmakt::clients::{self, NewClient};
use fullmakt::db::params;
use fullmakt::ids::Random;
use fullmakt::jose::CompactJws;
use fullmakt::parties::{NewOrganisation, insert_organisation};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{PATIENCE, Place, Process, World, setting};
use crate::token::{KEY, SCOPE, SUPPLIER, number};

/// Who asks at the same time.
const ASKERS: usize = 12;

/// Of so many tokens, one's grant is sent again all the same.
const SENT_AGAIN: u64 = 5;

/// The last part of the work, in per cent, is left to processes that live.
const KILLED_UNTIL: usize = 85;

/// What the askers were told.
#[derive(Debug, Default)]
struct Told {
    /// The token's `jti`, by the grant's number.
    tokens: BTreeMap<usize, String>,
    /// Grants that were used up by a request that got no answer.
    used_up_unseen: BTreeSet<usize>,
    cut_off: usize,
    put_off: usize,
    refused_again: usize,
    kills: usize,
}

struct Scene {
    app: App,
    client: String,
    whole: usize,
    random: Random,
    http: reqwest::Client,
    doors: watch::Sender<Vec<Option<String>>>,
    progress: watch::Sender<usize>,
    next: AtomicUsize,
    told: Mutex<Told>,
    looked_at: bool,
}

/// What `/token` said.
enum Said {
    Token(String),
    UsedBefore,
    NotNow,
    Nothing,
}

impl Scene {
    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn grant(&self, index: usize) -> String {
        let now = self.app.now().wall_seconds();
        let claims = json!({
            "aud": "http://fullmakt.test/", "iss": self.client, "scope": SCOPE, "iat": now, "exp": now + 120,
            "jti": format!("grant-{index}"), "resource": api(index)
        });
        KEY.sign_with_header(&json!({ "alg": "RS256", "kid": KEY.kid() }), &claims).expect("a grant")
    }

    /// Any process that serves; waits for one when all are dead.
    async fn door(&self) -> String {
        let mut doors = self.doors.subscribe();
        loop {
            let living: Vec<String> = doors.borrow_and_update().iter().flatten().cloned().collect();
            let any = usize::try_from(self.random.below(living.len().max(1) as u64)).expect("an index");
            if let Some(door) = living.get(any) {
                return door.clone();
            }
            doors.changed().await.expect("the scene stands");
        }
    }

    async fn ask(&self, grant: &str) -> Said {
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", grant)];
        let url = format!("{}/token", self.door().await);
        let Ok(response) = self.http.post(url).form(&form).send().await else { return Said::Nothing };
        let status = response.status().as_u16();
        let Ok(body) = response.json::<Value>().await else { return Said::Nothing };
        match (status, body["access_token"].as_str(), body["error_description"].as_str()) {
            (200, Some(token), _) => Said::Token(token.to_owned()),
            (503, ..) => Said::NotNow,
            (400, _, Some(text)) if text.contains("Grant is used before") => Said::UsedBefore,
            _ => panic!("{status} {body}"),
        }
    }
}

/// The API that a grant names.
fn api(index: usize) -> String {
    format!("https://api.example/{index}")
}

async fn asks(scene: Arc<Scene>) {
    loop {
        let index = scene.next.fetch_add(1, Ordering::SeqCst);
        if index >= scene.whole {
            return;
        }
        let grant = scene.grant(index);
        let mut unanswered = false;
        loop {
            match scene.ask(&grant).await {
                Said::Token(token) => {
                    let claims = CompactJws::parse(&token).expect("a token").payload;
                    assert_eq!(claims["aud"], api(index), "the token is of another grant");
                    let jti = claims["jti"].as_str().expect("a jti").to_owned();
                    scene.told().tokens.insert(index, jti);
                    break;
                }
                Said::UsedBefore => {
                    assert!(unanswered, "grant {index} was used before by nobody");
                    scene.told().used_up_unseen.insert(index);
                    break;
                }
                Said::NotNow => {
                    scene.told().put_off += 1;
                    unanswered = true;
                }
                Said::Nothing => {
                    scene.told().cut_off += 1;
                    unanswered = true;
                }
            }
        }
        scene.progress.send_modify(|progress| *progress += 1);
        if scene.random.below(SENT_AGAIN) == 0 {
            match scene.ask(&grant).await {
                Said::Token(_) => panic!("grant {index} gave two tokens"),
                Said::UsedBefore => scene.told().refused_again += 1,
                Said::NotNow | Said::Nothing => {}
            }
        }
    }
}

/// One place where a process runs: killed when the work has come so far, and started again.
async fn keep(
    scene: Arc<Scene>,
    node: usize,
    kills: Vec<usize>,
    launch: impl Fn() -> std::process::Command,
) -> Process {
    for at in kills {
        let mut process = Process::launch(launch()).await;
        scene.doors.send_modify(|doors| doors[node] = Some(format!("http://{}", process.listen)));
        let mut progress = scene.progress.subscribe();
        progress.wait_for(|progress| *progress >= at).await.expect("the scene stands");
        super::at_random::moment(&scene.random, 20).await;
        let ended = process.child.try_wait().expect("a process");
        assert!(ended.is_none(), "the program ended without being killed: {ended:?}");
        scene.doors.send_modify(|doors| doors[node] = None);
        process.child.kill().expect("killed");
        process.child.wait().expect("it ended");
        let mut told = scene.told();
        told.kills += 1;
        if scene.looked_at && told.kills.is_multiple_of(10) {
            super::at_random::say(&format!("{:>4} kills, {} tokens", told.kills, told.tokens.len()));
        }
    }
    let process = Process::launch(launch()).await;
    scene.doors.send_modify(|doors| doors[node] = Some(format!("http://{}", process.listen)));
    process
}

/// A client with the scope granted to its own organisation.
pub(crate) async fn client(app: &App) -> String {
    let mut tx = app.db.begin_write().await.expect("write");
    let now = app.now();
    let new = NewOrganisation {
        number: number(SUPPLIER),
        name: "Prøve AS",
        form: "AS",
        parent: None,
        origin: "world_file",
        case_number: None,
        entity: &json!({}),
    };
    insert_organisation(&mut tx, app, now, new).await.expect("a party");
    clients::grant_scope(&mut tx, app, now, SCOPE, number(SUPPLIER), None, "operator")
        .await
        .expect("a grant");
    let new = NewClient::named(number(SUPPLIER), "prøve", vec![SCOPE.to_owned()]);
    let made =
        clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
    let jwk = KEY.public_jwk();
    clients::replace_keys(&mut tx, app, now, &made.id, number(SUPPLIER), &[jwk], "operator")
        .await
        .expect("a key");
    tx.commit().await.expect("commit");
    made.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_under_load_survive_kills_at_random() {
    let mut world = World::new().await;
    world.more.insert("FULLMAKT_PUBLIC_URL", "http://fullmakt.test".to_owned());
    // A grant that got no answer is sent again after the restart, which must not be too late.
    world.more.insert("FULLMAKT_CLOCK_SKEW_SECONDS", "300".to_owned());
    let nodes = if matches!(world.place, Place::Postgres(_)) { 2 } else { 1 };
    let number = |name: &str| setting(name).map(|text| text.parse::<usize>().expect(name));
    let (whole, kills) =
        (number("TEST_SOAK_TOKENS").unwrap_or(1_500), number("TEST_SOAK_KILLS").unwrap_or(5));
    let program =
        setting("TEST_SOAK_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_fullmakt").into(), PathBuf::from);
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let app = world.open().await;
    let client = client(&app).await;
    let scene = Arc::new(Scene {
        app,
        client,
        whole,
        random: Random::system(),
        http: reqwest::Client::builder().timeout(PATIENCE).build().expect("a client"),
        doors: watch::Sender::new(vec![None; nodes]),
        progress: watch::Sender::new(0),
        next: AtomicUsize::new(0),
        told: Mutex::default(),
        looked_at: setting("TEST_SOAK_TOKENS").is_some(),
    });
    let until = (whole * KILLED_UNTIL / 100) as u64;
    let mut places: Vec<usize> =
        (0..kills).map(|_| usize::try_from(scene.random.below(until)).expect("a place")).collect();
    places.sort_unstable();
    let keepers: Vec<_> = (0..nodes)
        .map(|node| {
            let kills = places.iter().skip(node).step_by(nodes).copied().collect();
            tokio::spawn(keep(Arc::clone(&scene), node, kills, world.launcher(&program)))
        })
        .collect();
    let askers: Vec<_> = (0..ASKERS).map(|_| tokio::spawn(asks(Arc::clone(&scene)))).collect();
    for asker in askers {
        asker.await.expect("an asker");
    }
    for keeper in keepers {
        keeper.await.expect("a process that lives").stop().await;
    }
    prove(&scene, kills).await;
}

/// The ledger against what the askers were told.
async fn prove(scene: &Scene, kills: usize) {
    // Rows by the API that the grant named, with the jti of the token they tell of.
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    {
        let mut tx = scene.app.db.read().await.expect("read");
        let found = tx
            .fetch_all("SELECT token_claims FROM ledger WHERE granted = TRUE", params![])
            .await
            .expect("rows");
        for row in found {
            let claims: Value =
                serde_json::from_str(&row.text("token_claims").expect("claims")).expect("JSON");
            let text = |name: &str| claims[name].as_str().expect(name).to_owned();
            rows.entry(text("aud")).or_default().push(text("jti"));
        }
    }
    let told = scene.told();
    assert_eq!(told.kills, kills);
    assert_eq!(told.tokens.len() + told.used_up_unseen.len(), scene.whole);
    assert!(told.refused_again > 0);
    for (api, jtis) in &rows {
        assert_eq!(jtis.len(), 1, "{api}: more than one token was decided for one grant");
    }
    for (index, jti) in &told.tokens {
        assert_eq!(rows.get(&api(*index)), Some(&vec![jti.clone()]), "grant {index}: no row for its token");
    }
    for index in &told.used_up_unseen {
        assert!(
            rows.contains_key(&api(*index)),
            "grant {index} is used up, and the ledger knows nothing of it"
        );
    }
    if scene.looked_at {
        super::at_random::say(&format!(
            "{} grants: {} tokens, {} used up by a request whose answer was lost, {} requests cut off, {} put off; {} sent again and refused; {} kills; {} rows",
            scene.whole,
            told.tokens.len(),
            told.used_up_unseen.len(),
            told.cut_off,
            told.put_off,
            told.refused_again,
            told.kills,
            rows.len()
        ));
    }
}
