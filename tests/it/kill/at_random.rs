//! Orders by mail and by API at the same time, decided at the desk, while the program is killed at random again and again.
//!
//! In the suite it is small. `make soak PART=orders` makes it large by `TEST_SOAK_ORDERS` and `TEST_SOAK_KILLS`, and gives
//! the program to kill by `TEST_SOAK_PROGRAM`. Senders behave as mail servers and programs do: who got no answer sends the
//! same again, and a few give up. On PostgreSQL two processes serve at once and are killed apart from each other.

mod proof;
mod senders;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fullmakt::access::api_keys;
use fullmakt::app::App;
use fullmakt::clock::Stopwatch;
use fullmakt::ids::Random;
use fullmakt::numbers::OrgNumber;
use tokio::sync::{Barrier, watch};

use super::{Arrived, PATIENCE, Place, Process, World, count, setting};

/// The vendors that order, by number and name.
const VENDORS: [(&str, &str); 3] =
    [("910049356", "Sprek Maur AS"), ("810414782", "Varsom Due AS"), ("810844612", "Lydig Laks ASA")];

/// Connections that bring mail, and programs that order by API.
const MAIL_SENDERS: usize = 6;
const API_SENDERS: usize = 6;

/// Handlers, who have the same list before them and press the same buttons.
const HANDLERS: usize = 2;

/// Of so many senders that got no answer, one gives up.
const GIVES_UP: u64 = 20;

/// Of so many orders that were answered, one is sent again all the same.
const SENT_AGAIN: u64 = 10;

/// Of so many kills, one hits a process that has not begun to serve.
const WHILE_STARTING: u64 = 8;

/// The last part of the work, in per cent, is left to processes that live.
const KILLED_UNTIL: u64 = 85;

/// How much is done, and by what.
struct Plan {
    by_mail: usize,
    by_api: usize,
    kills: usize,
    nodes: usize,
    program: PathBuf,
    /// Whether somebody looks on.
    told: bool,
}

impl Plan {
    fn read(nodes: usize) -> Self {
        let number = |name: &str| setting(name).map(|text| text.parse::<usize>().expect(name));
        let orders = number("TEST_SOAK_ORDERS");
        let program =
            setting("TEST_SOAK_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_fullmakt").to_owned());
        Self {
            by_mail: orders.unwrap_or(60),
            by_api: orders.unwrap_or(60),
            kills: number("TEST_SOAK_KILLS").unwrap_or(6),
            nodes,
            program: PathBuf::from(program),
            told: orders.is_some(),
        }
    }

    /// What is counted: an order acknowledged, its receipt arrived, its confirmation arrived.
    const fn whole(&self) -> usize {
        3 * (self.by_mail + self.by_api)
    }
}

/// Where a process answers.
#[derive(Debug, Clone)]
struct Doors {
    smtp: String,
    http: String,
}

/// What senders were told. Nothing else is believed when it is counted in the end.
#[derive(Debug, Default)]
struct Told {
    /// Message-IDs that were acknowledged.
    mails: BTreeSet<String>,
    /// Case numbers by Idempotency-Key.
    orders: BTreeMap<String, String>,
    /// Message-IDs and keys that were given up without an answer.
    given_up: BTreeSet<String>,
    /// Deliveries and requests that ended without an answer.
    cut_off: usize,
    /// “Not now”: 4xx by SMTP, 503 by HTTP.
    put_off: usize,
    /// Answered orders that were sent again, and answered with the same case.
    repeated: usize,
    /// Decisions that were sent.
    decisions: usize,
    /// Kills, and those of a process that had not begun to serve.
    kills: usize,
    while_starting: usize,
}

/// What everybody who takes part can see.
struct Scene {
    plan: Plan,
    app: App,
    keys: Vec<String>,
    random: Random,
    doors: watch::Sender<Vec<Option<Doors>>>,
    progress: watch::Sender<usize>,
    next_mail: AtomicUsize,
    next_order: AtomicUsize,
    finished: AtomicBool,
    told: Mutex<Told>,
}

impl Scene {
    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one_in(&self, many: u64) -> bool {
        self.random.below(many) == 0
    }

    fn went_on(&self) {
        self.progress.send_modify(|progress| *progress += 1);
    }

    fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Relaxed)
    }

    /// A process that serves, any of them; waits for one when all are dead.
    async fn doors(&self) -> Doors {
        let mut watch = self.doors.subscribe();
        loop {
            let living: Vec<Doors> = watch.borrow_and_update().iter().flatten().cloned().collect();
            let any = self.random.below(living.len().max(1) as u64);
            if let Some(doors) = usize::try_from(any).ok().and_then(|any| living.get(any)) {
                return doors.clone();
            }
            watch.changed().await.expect("the scene stands");
        }
    }

    /// Waits until a process comes or goes, and not long.
    async fn change(&self) {
        let mut watch = self.doors.subscribe();
        let _ = tokio::time::timeout(Duration::from_millis(50), watch.changed()).await;
    }
}

/// One place where a process runs: started, killed when the work has come so far, started again.
async fn keep(
    scene: Arc<Scene>,
    node: usize,
    kills: Vec<usize>,
    launch: impl Fn() -> Command,
    all_dead: Arc<Barrier>,
) -> Process {
    for at in kills {
        let mut command = launch();
        if scene.one_in(WHILE_STARTING) {
            let mut child = command.spawn().expect("the binary starts");
            moment(&scene.random, 300).await;
            child.kill().expect("killed");
            child.wait().expect("it ended");
            let mut told = scene.told();
            told.while_starting += 1;
            told.kills += 1;
            continue;
        }
        let mut process = Process::launch(command).await;
        open(&scene, node, &process);
        let mut progress = scene.progress.subscribe();
        progress.wait_for(|progress| *progress >= at).await.expect("the scene stands");
        moment(&scene.random, 20).await;
        let ended = process.child.try_wait().expect("a process");
        assert!(ended.is_none(), "the program ended without being killed: {ended:?}");
        scene.doors.send_modify(|doors| doors[node] = None);
        process.child.kill().expect("killed");
        process.child.wait().expect("it ended");
        scene.told().kills += 1;
    }
    // The suite does not wait until the claims of the dead run out; while nobody lives they may be freed.
    if all_dead.wait().await.is_leader() && !scene.plan.told {
        World::free_claims(&scene.app).await;
    }
    all_dead.wait().await;
    let process = Process::launch(launch()).await;
    open(&scene, node, &process);
    process
}

fn open(scene: &Scene, node: usize, process: &Process) {
    let doors = Doors { smtp: process.smtp.clone(), http: process.http.clone() };
    scene.doors.send_modify(|all| all[node] = Some(doors));
}

#[expect(clippy::disallowed_methods, reason = "a kill at random falls between two events, and not upon one")]
pub(super) async fn moment(random: &Random, at_most: u64) {
    tokio::time::sleep(Duration::from_micros(random.below(at_most * 1000))).await;
}

/// What stands in the database while the work goes on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Standing {
    orders: i64,
    undecided: i64,
    done: i64,
    unread: i64,
    unsent: i64,
    due: i64,
}

impl Standing {
    async fn read(app: &App) -> Self {
        let n = async |what: String| count(app, &format!("SELECT count(*) AS n FROM {what}")).await;
        Self {
            orders: n("orders".to_owned()).await,
            undecided: n("orders WHERE state = 'received'".to_owned()).await,
            done: n("orders WHERE state = 'done'".to_owned()).await,
            unread: n("inbound_mail WHERE state = 'stored'".to_owned()).await,
            unsent: n("letters WHERE state <> 'sent'".to_owned()).await,
            due: n(format!("jobs WHERE done_at IS NULL AND failed_at IS NULL AND on_world_clock = FALSE AND due_at <= {}", app.now().wall)).await,
        }
    }

    const fn is_the_end(&self) -> bool {
        self.undecided == 0
            && self.done == self.orders
            && self.unread == 0
            && self.unsent == 0
            && self.due == 0
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_under_load_survive_kills_at_random() {
    let mut world = World::new().await;
    for (name, value) in [
        ("FULLMAKT_ORDERS_PER_HOUR", "1000000"),
        ("FULLMAKT_SMTP_MESSAGES_PER_ADDRESS", "10000000"),
        ("FULLMAKT_SMTP_MESSAGES_PER_SENDER", "10000000"),
    ] {
        world.more.insert(name, value.to_owned());
    }
    let plan = Plan::read(if matches!(world.place, Place::Postgres(_)) { 2 } else { 1 });
    let app = world.open().await;
    let mut keys = Vec::new();
    for (number, _) in VENDORS {
        let vendor = OrgNumber::parse(number).expect("a number");
        let mut tx = app.db.begin_write().await.expect("write");
        let made = api_keys::create(&mut tx, &app, app.now(), vendor, "prøve", "operator").await;
        tx.commit().await.expect("commit");
        keys.push(made.expect("a key").1);
    }
    let (nodes, whole) = (plan.nodes, plan.whole());
    let kills = plan.kills;
    let program = plan.program.clone();
    let scene = Arc::new(Scene {
        plan,
        app,
        keys,
        random: Random::system(),
        doors: watch::Sender::new(vec![None; nodes]),
        progress: watch::Sender::new(0),
        next_mail: AtomicUsize::new(0),
        next_order: AtomicUsize::new(0),
        finished: AtomicBool::new(false),
        told: Mutex::new(Told::default()),
    });

    let until = whole as u64 * KILLED_UNTIL / 100;
    let mut places: Vec<usize> =
        (0..kills).map(|_| usize::try_from(scene.random.below(until)).expect("a place")).collect();
    places.sort_unstable();
    let all_dead = Arc::new(Barrier::new(nodes));
    let keepers: Vec<_> = (0..nodes)
        .map(|node| {
            let kills = places.iter().skip(node).step_by(nodes).copied().collect();
            let launch = world.launcher(&program);
            tokio::spawn(keep(Arc::clone(&scene), node, kills, launch, Arc::clone(&all_dead)))
        })
        .collect();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..MAIL_SENDERS {
        senders.spawn(senders::send_mails(Arc::clone(&scene)));
    }
    for _ in 0..API_SENDERS {
        senders.spawn(senders::send_orders(Arc::clone(&scene)));
    }
    let handlers: Vec<_> = (0..HANDLERS).map(|_| tokio::spawn(senders::decide(Arc::clone(&scene)))).collect();

    let arrived = look_on(&scene, &mut world, &mut senders, &keepers).await;
    scene.finished.store(true, Ordering::Relaxed);
    for handler in handlers {
        handler.await.expect("a handler");
    }
    proof::by_api(&scene).await;
    for keeper in keepers {
        keeper.await.expect("a process that lives").stop().await;
    }
    proof::by_database(&scene, &arrived).await;
}

/// Waits for the end: every sender answered, everything decided, carried out and sent. Gives what the relay got.
async fn look_on(
    scene: &Arc<Scene>,
    world: &mut World,
    senders: &mut tokio::task::JoinSet<()>,
    keepers: &[tokio::task::JoinHandle<Process>],
) -> Vec<Arrived> {
    let watch = Stopwatch::start();
    let mut ids = BTreeSet::new();
    let mut arrived = Vec::new();
    let mut looked = Duration::ZERO;
    let mut moved = Duration::ZERO;
    let mut before = Standing::default();
    // Claims of the dead run out after two minutes.
    let patience = if scene.plan.told { 5 * PATIENCE } else { PATIENCE };
    loop {
        if let Ok(letter) = tokio::time::timeout(Duration::from_millis(200), world.relay.letters.recv()).await
        {
            let letter = letter.expect("the relay runs");
            if ids.insert(letter.message_id.clone()) {
                scene.went_on();
            }
            arrived.push(letter);
        }
        while let Some(ended) = senders.try_join_next() {
            ended.expect("a sender");
        }
        let now = watch.elapsed();
        let often = Duration::from_secs(if scene.plan.told { 5 } else { 1 });
        if now.saturating_sub(looked) < often && !looked.is_zero() {
            continue;
        }
        looked = now;
        let standing = Standing::read(&scene.app).await;
        tell(scene, now, &standing, arrived.len());
        let alive = keepers.iter().all(tokio::task::JoinHandle::is_finished);
        if senders.is_empty() && alive && standing.is_the_end() {
            while let Ok(letter) = world.relay.letters.try_recv() {
                arrived.push(letter);
            }
            return arrived;
        }
        if standing != before {
            before = standing;
            moved = now;
        }
        let stuck = now.saturating_sub(moved);
        assert!(
            stuck < patience,
            "nothing moved for {} s: {before:?}, {:?}",
            stuck.as_secs(),
            scene.told().kills
        );
    }
}

fn tell(scene: &Scene, elapsed: Duration, standing: &Standing, letters: usize) {
    if !scene.plan.told {
        return;
    }
    let told = scene.told();
    let (answered, whole) = (told.mails.len() + told.orders.len(), scene.plan.by_mail + scene.plan.by_api);
    let Standing { undecided, done, due, .. } = standing;
    say(&format!(
        "{:>5} s  answered {answered:>6} of {whole}  undecided {undecided:>6}  carried out {done:>6}  letters {letters:>6}  jobs due {due:>6}  kills {:>4} of {}",
        elapsed.as_secs(),
        told.kills,
        scene.plan.kills
    ));
}

pub(super) fn say(line: &str) {
    #[expect(clippy::print_stderr, reason = "who waits for half an hour wants to see how far it is")]
    {
        eprintln!("{line}");
    }
}
