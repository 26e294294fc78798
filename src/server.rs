//! The whole service in one place: every URL, every kind of job, and the life of a running process.

mod jobs;
mod metrics;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::access::limits::LoginLimits;
use crate::access::oidc::{Oidc, OidcError};
use crate::access::{self, Visit};
use crate::app::App;
use crate::clients;
use crate::clock::{Clock, DAY, HOUR, Now};
use crate::config::{Config, ConfigError, Database};
use crate::db::{self, Db};
use crate::delegation::{self, pages as portal};
use crate::ids::Random;
use crate::jobs::{Lane, Queue};
use crate::keys::{self, Keys, KeysError};
use crate::mail::receiver::{CertificateError, Receiver, Reception};
use crate::mail::{self, Outbox, RelayError};
use crate::orders::provision::external::SelfService;
use crate::orders::rules::{Rules, RulesError};
use crate::orders::{self, limits::OrderLimits};
use crate::parties;
use crate::privacy;
use crate::register;
use crate::token::{self, TokenServer, TokenServerError};
use crate::web;
use crate::world;

/// The long-lived parts that handlers are given.
#[derive(Debug, Clone)]
pub struct Services {
    /// The shared parts.
    pub app: Arc<App>,
    /// The token server's signing key and queue.
    pub token: Arc<TokenServer>,
    /// How many orders one address and sender may place.
    pub limits: Arc<OrderLimits>,
    /// How many logins by number one address may try.
    pub login_limits: Arc<LoginLimits>,
    /// The self-service API of another environment, when the settings name one.
    pub self_service: Option<Arc<SelfService>>,
    /// The rules that approve orders without a human.
    pub rules: Arc<Rules>,
    /// Staff's login with OIDC, when the settings name an issuer.
    pub oidc: Option<Arc<Oidc>>,
    /// Takes mail.
    pub reception: Reception,
}

impl FromRef<Services> for Arc<OrderLimits> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.limits)
    }
}

impl FromRef<Services> for Arc<LoginLimits> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.login_limits)
    }
}

impl FromRef<Services> for Arc<Rules> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.rules)
    }
}

impl FromRef<Services> for Option<Arc<Oidc>> {
    fn from_ref(services: &Services) -> Self {
        services.oidc.clone()
    }
}

impl FromRef<Services> for Arc<TokenServer> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.token)
    }
}

impl FromRef<Services> for Arc<App> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.app)
    }
}

/// The largest body any route takes; forms and the token endpoint have smaller limits of their own.
const BODY_LIMIT: usize = 1024 * 1024;

/// No request takes longer; a client that stops sending is cut off.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Every URL of the service.
pub fn router(services: Services) -> Router {
    let app = Arc::clone(&services.app);
    Router::new()
        // The process itself.
        .route("/health/live", get(health_live))
        .route("/health/ready", get(health_ready))
        .route("/metrics", get(metrics::show))
        // Ways in and out (access/).
        .route("/logg-inn/engang/{secret}", get(access::pages::one_time).post(access::pages::use_one_time))
        .route("/logg-inn/oidc", get(access::oidc::pages::begin))
        .route("/logg-inn/oidc/svar", get(access::oidc::pages::answer))
        .route("/lenke/{id}/{secret}", get(access::pages::signed_link))
        .route("/lenke/{id}/{secret}/ny", post(access::pages::renew_link))
        .route("/logg-ut", post(access::pages::log_out))
        .route("/post", get(access::post::list))
        .route("/post/{id}", get(access::post::show))
        .route("/post/{id}/html", get(access::post::show_html))
        // The order desk (orders/): start and forms, a contact's case, the handler's desk.
        .route("/", get(orders::pages::start::show))
        .route("/bestill", get(orders::pages::start::show))
        .route("/bestill/takk", get(orders::pages::form::thanks))
        .route("/bestill/navn/{number}", get(orders::pages::form::name))
        .route(
            "/bestill/fortsett/{id}/{secret}",
            get(orders::pages::go_on::show).post(orders::pages::go_on::submit),
        )
        .route(
            "/bestill/nei-takk/{id}/{secret}",
            get(orders::pages::invite::no_thanks).post(orders::pages::invite::decline),
        )
        .route("/sak/{case_number}/inviter", post(orders::pages::invite::invite))
        .route("/bestill/{slug}", get(orders::pages::form::show).post(orders::pages::form::submit))
        .route("/sak", get(orders::pages::case::list))
        .route("/sak/{case_number}", get(orders::pages::case::show))
        .route("/sak/{case_number}/bekreft", post(orders::pages::case::confirm))
        .route("/sak/{case_number}/svar", post(orders::pages::case::answer))
        .route(
            "/sak/{case_number}/trekk",
            get(orders::pages::case::confirm_withdraw).post(orders::pages::case::withdraw),
        )
        .route("/sak/{case_number}/api-nokkel", post(orders::pages::case::make_key))
        .merge(order_api())
        .route("/saksbord", get(orders::pages::queue::list))
        .route("/saksbord/jobber", get(orders::pages::queue::failed_jobs))
        .route("/saksbord/jobb/{id}", post(orders::pages::queue::retry_job))
        .route("/saksbord/brev", get(orders::pages::queue::troubled_letters))
        .route("/saksbord/tall", get(orders::pages::figures::show))
        .route("/saksbord/brev/{id}/igjen", post(orders::pages::letters::send_again))
        .route("/saksbord/brev/eksempler", get(orders::pages::letters::samples))
        .route("/saksbord/brev/eksempler/{kind}", get(orders::pages::letters::sample))
        .route("/saksbord/brev/eksempler/{kind}/html", get(orders::pages::letters::sample_html))
        .route("/saksbord/post", get(orders::pages::queue::mails))
        .route("/saksbord/post/lagt-bort", get(orders::pages::queue::mails_set_aside))
        .route("/saksbord/post/{id}", get(orders::pages::desk_mail::show_mail))
        .route("/saksbord/post/{id}/legg-bort", post(orders::pages::desk_mail::set_aside))
        .route(
            "/saksbord/post/{id}/{slug}",
            get(orders::pages::desk_mail::mail_form).post(orders::pages::desk_mail::mail_order),
        )
        .route("/saksbord/regler", get(orders::pages::rules::show))
        .route("/saksbord/{case_number}", get(orders::pages::desk::show))
        .route("/saksbord/{case_number}/godkjenn", post(orders::pages::deeds::approve))
        .route("/saksbord/{case_number}/avslag", post(orders::pages::deeds::reject))
        .route("/saksbord/{case_number}/igjen", post(orders::pages::deeds::retry))
        .route("/saksbord/{case_number}/spor", post(orders::pages::deeds::ask))
        .route("/saksbord/{case_number}/trekk", post(orders::pages::deeds::withdraw))
        .route("/saksbord/{case_number}/notat", post(orders::pages::deeds::note))
        .route("/saksbord/{case_number}/ta", post(orders::pages::deeds::take))
        .route("/saksbord/{case_number}/gi", post(orders::pages::deeds::give))
        .route("/saksbord/{case_number}/slipp", post(orders::pages::deeds::release))
        .route(
            "/saksbord/{case_number}/oppgave/{position}",
            get(orders::pages::task::show).post(orders::pages::task::submit),
        )
        // What follows a carried-out order: renewal, contacts, more scopes and vendors, the end.
        .route("/saksbord/{case_number}/tiltak", get(orders::pages::afterwards::show_desk))
        .route("/saksbord/{case_number}/tiltak/forny", post(orders::pages::afterwards::renew_at_desk))
        .route(
            "/saksbord/{case_number}/tiltak/kontakt",
            post(orders::pages::afterwards::change_contact_at_desk),
        )
        .route("/saksbord/{case_number}/tiltak/scope", post(orders::pages::afterwards::add_scope_at_desk))
        .route(
            "/saksbord/{case_number}/tiltak/leverandor",
            post(orders::pages::afterwards::add_vendor_at_desk),
        )
        .route("/saksbord/{case_number}/tiltak/avslutt", post(orders::pages::afterwards::end_at_desk))
        .route("/sak/{case_number}/tiltak", get(orders::pages::afterwards::show_contact))
        .route("/sak/{case_number}/tiltak/forny", post(orders::pages::afterwards::renew_at_case))
        .route("/sak/{case_number}/tiltak/kontakt", post(orders::pages::afterwards::change_contact_at_case))
        .route("/sak/{case_number}/tiltak/leverandor", post(orders::pages::afterwards::add_vendor_at_case))
        .route("/sak/{case_number}/tiltak/avslutt", post(orders::pages::afterwards::end_at_case))
        .route(
            "/kontakt/{id}/{secret}",
            get(orders::pages::afterwards::show_wish).post(orders::pages::afterwards::confirm_wish),
        )
        // Enhetsregisteret's open look-up (parties/).
        .route("/enhetsregisteret/api/enheter/{organisasjonsnummer}", get(parties::http::entity))
        // The protected register (register/), and the guide to calling it.
        .route("/sak/{case_number}/veiledning", get(register::pages::show))
        .route("/api/oppslag/v1/kodelister", get(register::http::code_lists))
        .route("/api/oppslag/v1/virksomheter/{organisasjonsnummer}", get(register::http::company))
        // Clients: the self-service API at both of its spellings, and a contact's pages (clients/).
        .merge(self_service())
        .nest("/api/v1", self_service())
        .route("/klienter", get(clients::pages::list))
        .route("/klienter/ny", get(clients::pages::new_form).post(clients::pages::create))
        .route("/klienter/{id}", get(clients::pages::show))
        .route("/klienter/{id}/nokler", post(clients::pages::add_key))
        .route("/klienter/{id}/nokler/slett", post(clients::pages::remove_key))
        .route("/klienter/{id}/scopes", post(clients::pages::set_scopes))
        .route("/klienter/{id}/aktiv", post(clients::pages::set_active))
        // The portal (delegation/): log in as a fictional person, choose whom to act for, delegate.
        .route("/logg-inn", get(portal::show_login).post(portal::log_in))
        .route("/fullmakt", get(portal::choose))
        .route("/fullmakt/velg", post(portal::chosen))
        .route("/fullmakt/gi", get(portal::open).post(portal::follow))
        .route("/fullmakt/leverandorer", get(portal::suppliers))
        .route("/fullmakt/leverandorer/ny", get(portal::new_supplier).post(portal::add_supplier))
        .route("/fullmakt/leverandorer/{orgnr}", get(portal::show_supplier))
        .route(
            "/fullmakt/leverandorer/{orgnr}/slett",
            get(portal::confirm_remove).post(portal::remove_supplier),
        )
        .route("/fullmakt/leverandorer/{orgnr}/gi", get(portal::find_scheme))
        .route(
            "/fullmakt/leverandorer/{orgnr}/gi/{scheme}",
            get(portal::show_scheme).post(portal::give_scheme),
        )
        .route(
            "/fullmakt/leverandorer/{orgnr}/fjern/{scheme}",
            get(portal::confirm_withdraw).post(portal::withdraw),
        )
        .route("/fullmakt/konsumenter", get(portal::consumers))
        .route("/fullmakt/konsumenter/{orgnr}", get(portal::consumer))
        .route(
            "/fullmakt/konsumenter/{orgnr}/slett",
            get(portal::confirm_remove_consumer).post(portal::remove_consumer),
        )
        .route(
            "/fullmakt/konsumenter/{orgnr}/fjern/{scheme}",
            get(portal::confirm_give_back).post(portal::give_back),
        )
        // The token server and its explanations (token/).
        .route("/token", post(token::http::token).fallback(token::http::wrong_method))
        .route("/jwk", get(token::http::jwks))
        .route("/jwks", get(token::http::jwks))
        .route("/.well-known/oauth-authorization-server", get(token::http::metadata))
        .route("/.well-known/oauth-authorization-server/", get(token::http::metadata))
        .route("/.well-known/openid-configuration", get(token::http::no_openid_configuration))
        .route("/.well-known/openid-configuration/", get(token::http::no_openid_configuration))
        // Altinn's own tokens and its look-up of delegations (token/, delegation/).
        .route("/authentication/api/v1/exchange/maskinporten", get(token::http::altinn::exchange))
        .route(
            "/authentication/api/v1/openid/.well-known/openid-configuration",
            get(token::http::altinn::configuration),
        )
        .route("/authentication/api/v1/openid/.well-known/openid-configuration/jwks", get(token::http::jwks))
        .route("/api/GetPersonalToken", get(token::http::altinn::personal))
        .route("/api/GetEnterpriseToken", get(token::http::altinn::enterprise))
        .route(
            "/accessmanagement/api/v1/maskinporten/delegations",
            get(delegation::http::lookup::delegations),
        )
        .route(
            "/accessmanagement/api/v1/maskinporten/delegations/",
            get(delegation::http::lookup::delegations),
        )
        .merge(end_user())
        .route("/forklar", get(token::pages::entry).post(token::pages::find))
        .route("/forklar/{trace_id}", get(token::pages::show))
        .route("/errors/{code}", get(token::pages::help))
        // What is held about whom, and how usable the pages are (privacy/).
        .route("/personvern", get(privacy::pages::privacy))
        .route("/tilgjengelighet", get(privacy::pages::accessibility))
        // Styles, fonts and scripts.
        .route("/assets/{file}", get(web::assets::serve))
        .fallback(not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), web::cookies::know_the_browser))
        .layer(middleware::from_fn_with_state(app, web::headers::guard_responses))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .with_state(services)
}

/// The order API and its documentation.
fn order_api() -> Router<Services> {
    use orders::http as api;
    let wrong = api::wrong_method;
    Router::new()
        .route("/api/fullmakt/v1", get(api::document::page))
        .route("/api/fullmakt/v1/openapi.json", get(api::document::openapi).fallback(wrong))
        .route("/api/fullmakt/v1/orders", get(api::list).post(api::create).fallback(wrong))
        .route("/api/fullmakt/v1/orders/{case_number}", get(api::show).fallback(wrong))
        .route("/api/fullmakt/v1/orders/{case_number}/answer", post(api::deeds::answer).fallback(wrong))
        .route("/api/fullmakt/v1/orders/{case_number}/withdrawal", post(api::deeds::withdraw).fallback(wrong))
        .route("/api/fullmakt/v1/orders/{case_number}/renewal", post(api::afterwards::renew).fallback(wrong))
        .route("/api/fullmakt/v1/orders/{case_number}/ending", post(api::afterwards::end).fallback(wrong))
        .route(
            "/api/fullmakt/v1/orders/{case_number}/contact",
            post(api::afterwards::change_contact).fallback(wrong),
        )
        .route(
            "/api/fullmakt/v1/orders/{case_number}/vendors",
            post(api::afterwards::add_vendor).fallback(wrong),
        )
        .route("/api/fullmakt/v1/order-checks", post(api::check).fallback(wrong))
}

/// Altinn's end-user API for suppliers and consumers.
fn end_user() -> Router<Services> {
    use delegation::http::pairs as api;
    Router::new()
        .route(
            "/accessmanagement/api/v1/enduser/maskinportensuppliers",
            get(api::suppliers).post(api::add_supplier).delete(api::remove_supplier),
        )
        .route(
            "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources",
            get(api::given).post(api::give).delete(api::take_back),
        )
        .route(
            "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources/delegationcheck",
            get(api::delegation_check),
        )
        .route(
            "/accessmanagement/api/v1/enduser/maskinportenconsumers",
            get(api::consumers).delete(api::remove_consumer),
        )
        .route(
            "/accessmanagement/api/v1/enduser/maskinportenconsumers/resources",
            get(api::received).delete(api::give_back),
        )
}

/// The self-service API: Digdir's own texts show it with and without `/api/v1` in front.
fn self_service() -> Router<Services> {
    use clients::http as api;
    Router::new()
        .route("/clients", get(api::list_clients).post(api::create_client))
        .route(
            "/clients/{client_id}",
            get(api::show_client).put(api::change_client).delete(api::delete_client),
        )
        .route(
            "/clients/{client_id}/jwks",
            get(api::list_keys).post(api::replace_keys).delete(api::delete_keys),
        )
        .route(
            "/clients/{client_id}/jwks/{kid}",
            get(api::show_key).put(api::save_key).delete(api::delete_key),
        )
        .route("/scopes", get(api::list_scopes))
        .route("/scopes/scope", get(api::show_scope))
        .route("/scopes/all", get(api::list_all_scopes))
        .route("/scopes/access", get(api::list_grants))
        .route("/scopes/access/all", get(api::list_own_grants))
        .route("/scopes/access/{consumer_orgno}", put(api::grant).delete(api::withdraw))
        .route("/delegationsources", get(api::list_delegation_sources))
}

async fn health_live() -> &'static str {
    "ok"
}

/// Ready means that a token could be signed: the database answers and there is a key.
async fn health_ready(State(app): State<Arc<App>>) -> Response {
    match keys::published_keys(&app.db).await {
        Ok(published) if !published.is_empty() => (StatusCode::OK, "ready").into_response(),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "no signing key yet").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

async fn not_found(visit: Visit) -> Response {
    visit.not_found()
}

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The master key or a signing key.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The database.
    #[error("the database cannot be used: {0}")]
    Database(#[from] db::Error),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The mail receiver's certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The file of rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The login with OIDC.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The token server.
    #[error(transparent)]
    Token(#[from] TokenServerError),
    /// The data directory.
    #[error("the directory {path} cannot be made: {source}. Choose another with --data DIR.")]
    Directory {
        /// The directory.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// An address.
    #[error(
        "{address} cannot be listened on: {source}. Choose another with {flag}, for example {flag} 127.0.0.1:0."
    )]
    Listen {
        /// The flag that sets it.
        flag: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// PostgreSQL is migrated by a command of its own, so that nodes never race and an operator sees the step.
    #[error(
        "the database needs migrations that were not run yet ({0}). Run: fullmakt migrate --database URL"
    )]
    Migrations(String),
}

/// Opens the database that `config` names, brought to this program's schema.
pub async fn open_database(config: &Config, now: Now) -> Result<Db, StartError> {
    match &config.database {
        Database::Directory(directory) => {
            std::fs::create_dir_all(directory)
                .map_err(|source| StartError::Directory { path: directory.display().to_string(), source })?;
            let db = Db::open_sqlite(&directory.join("fullmakt.db")).await?;
            db.migrate(now.wall).await?;
            Ok(db)
        }
        Database::Postgres { url, ca_file } => {
            let db = Db::open_postgres(url, ca_file.as_deref(), 10).await?;
            let pending = db.pending_migrations().await?;
            if pending.is_empty() { Ok(db) } else { Err(StartError::Migrations(pending.join(", "))) }
        }
    }
}

/// Opens a world: database, keys, and what is built in. Commands and `serve` begin alike.
pub async fn open(config: Config, clock: Clock, random: Random) -> Result<App, StartError> {
    let db = open_database(&config, clock.now()).await?;
    let keys = Keys::open(&config, &random)?;
    assemble(config, db, keys, clock, random).await
}

/// Puts the shared parts together over an open database.
pub async fn assemble(
    config: Config,
    db: Db,
    keys: Keys,
    clock: Clock,
    random: Random,
) -> Result<App, StartError> {
    let config = Arc::new(config);
    let app = App {
        outbox: Outbox::new(db.clone(), keys.clone(), random.clone(), Arc::clone(&config))?,
        queue: Queue::new(db.clone(), clock.clone(), &random),
        registry_places: Arc::new(Semaphore::new(parties::registry::AT_ONCE)),
        config,
        db,
        clock,
        random,
        keys,
    };
    follow_world_clock(&app).await?;
    orders::search::index_older_orders(&app.db).await?;
    let now = app.now();
    keys::ensure_signing_key(&app.db, &app.keys, &app.random, app.config.signing_key_bits, now).await?;
    seed(&app, now).await?;
    Ok(app)
}

/// What every world has from the start: scopes, schemes and the register's small population.
async fn seed(app: &App, now: Now) -> Result<(), db::Error> {
    let mut tx = app.db.begin_write().await?;
    clients::seed_builtin(&mut tx, app, now).await?;
    delegation::seed_builtin(&mut tx, app, now).await?;
    register::seed_population(&mut tx, now).await?;
    token::schedule_sweep(&mut tx, app, now, HOUR).await?;
    privacy::ending::schedule(&mut tx, app, now).await?;
    orders::expiring::schedule(&mut tx, app, now, DAY).await?;
    tx.commit().await
}

/// Copies the world's offset from the database into the clock.
async fn follow_world_clock(app: &App) -> Result<(), db::Error> {
    let mut tx = app.db.read().await?;
    let offset = world::clock_offset(&mut tx).await?;
    app.clock.set_offset(offset);
    Ok(())
}

/// The long-lived parts over an opened world.
pub async fn services(app: App) -> Result<Services, StartError> {
    let mut tx = app.db.begin_write().await?;
    clients::follow_settings(&mut tx, &app, app.now()).await?;
    tx.commit().await?;
    let app = Arc::new(app);
    let token = Arc::new(TokenServer::open(Arc::clone(&app)).await?);
    let limits = Arc::new(OrderLimits::new(app.config.orders_per_hour));
    let login_limits = Arc::new(LoginLimits::new(app.config.logins_per_minute));
    let rules = Arc::new(Rules::open(&app)?);
    let oidc = Oidc::open(&app.config)?.map(Arc::new);
    let self_service = SelfService::open(&app.config)?.map(Arc::new);
    let App { db, keys, random, clock, config, queue, .. } = (*app).clone();
    let reception = Reception::new(Receiver { db, keys, random, clock, config, queue })?;
    Ok(Services { app, token, limits, login_limits, self_service, rules, oidc, reception })
}

/// Listening sockets, bound before the settings are final: with port 0 the public URL is known only afterwards.
#[derive(Debug)]
pub struct Listeners {
    http: TcpListener,
    smtp: Option<TcpListener>,
}

impl Listeners {
    /// Binds the addresses of `config` and puts the real ports into it.
    pub async fn bind(config: &mut Config) -> Result<Self, StartError> {
        let default_url = format!("http://{}", config.listen);
        let http = TcpListener::bind(config.listen).await.map_err(|source| StartError::Listen {
            flag: "--listen",
            address: config.listen,
            source,
        })?;
        if let Ok(address) = http.local_addr() {
            config.listen = address;
            if config.public_url == default_url {
                config.public_url = format!("http://{address}");
            }
        }
        let smtp = match config.smtp_listen {
            None => None,
            Some(address) => {
                let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen {
                    flag: "--smtp-listen",
                    address,
                    source,
                })?;
                config.smtp_listen = listener.local_addr().ok();
                Some(listener)
            }
        };
        Ok(Self { http, smtp })
    }
}

/// A running service. [`Running::stop`] drains it.
#[derive(Debug)]
pub struct Running {
    /// The long-lived parts.
    pub services: Services,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Letters that one process hands to the relay at the same time: a relay that takes its time over one does not hold the others.
const LETTERS_AT_ONCE: usize = 4;

/// How often the world's offset is read from the database, so that every node sees a change within a second.
const CLOCK_LOOK: Duration = Duration::from_millis(500);

/// Starts serving on bound sockets.
pub fn start(services: Services, listeners: Listeners) -> Running {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();

    let routes = router(services.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let mut http_stop = stopped.clone();
    tasks.spawn(async move {
        let drained = axum::serve(listeners.http, routes).with_graceful_shutdown(async move {
            let _ = http_stop.wait_for(|stop| *stop).await;
        });
        if let Err(error) = drained.await {
            tracing::error!(%error, "serving ended");
        }
    });

    for _ in 0..LETTERS_AT_ONCE {
        let letters = services.clone();
        let letters_stop = stopped.clone();
        tasks.spawn(async move {
            letters.app.queue.run(&letters, Lane::Letters, letters_stop).await;
        });
    }

    let worker = services.clone();
    let worker_stop = stopped.clone();
    tasks.spawn(async move {
        if !worker.app.db.is_postgres()
            && let Err(error) = worker.app.queue.release_claims_of_the_dead().await
        {
            tracing::warn!(%error, "claims of an earlier process could not be released");
        }
        worker.app.queue.run(&worker, Lane::Work, worker_stop).await;
    });

    let follower = Arc::clone(&services.app);
    let mut clock_stop = stopped;
    tasks.spawn(async move {
        while !*clock_stop.borrow() {
            if let Err(error) = follow_world_clock(&follower).await {
                tracing::warn!(%error, "the world's clock could not be read");
            }
            tokio::select! {
                () = pause(CLOCK_LOOK) => {}
                _ = clock_stop.changed() => {}
            }
        }
    });

    if let Some(mailbox) = services.app.config.imap.clone() {
        tasks.spawn(mail::imap::follow(services.reception.clone(), mailbox, stop.subscribe()));
    }
    if let Some(listener) = listeners.smtp {
        tasks.spawn(mail::receiver::receive(services.reception.clone(), listener, stop.subscribe()));
    }
    Running { services, stop, tasks }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the look at the world's clock is one of the few places that wait"
)]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

impl Running {
    /// Stops taking requests and mail, lets those under way end, and returns when all is quiet.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }

    /// Serves until SIGTERM or Ctrl-C, then drains.
    pub async fn until_signalled(self) {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            if let Ok(mut terminate) = signal(SignalKind::terminate()) {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            } else {
                let _ = interrupt.await;
            }
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
        tracing::info!("stopping: requests under way are finished first");
        self.stop().await;
    }
}
