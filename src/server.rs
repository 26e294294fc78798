//! The whole service in one place: every URL, every kind of job, and the life of a running process.

mod connections;
mod fallen;
mod jobs;
mod life;
mod metrics;
mod unmatched;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use tower_http::timeout::TimeoutLayer;

pub use life::{
    Held, Listeners, Running, Signals, StartError, assemble, hold_directory, nodes_have_looked_at_the_clock,
    open, open_database, services, start,
};

use crate::access;
use crate::access::limits::{LoginLimits, LookupLimits};
use crate::access::oidc::Oidc;
use crate::app::App;
use crate::clients;
use crate::delegation::{self, pages as portal};
use crate::keys;
use crate::mail::receiver::Reception;
use crate::orders::provision::external::SelfService;
use crate::orders::rules::Rules;
use crate::orders::{self, limits::OrderLimits};
use crate::parties;
use crate::privacy;
use crate::register::{self, Register};
use crate::token::{self, TokenServer};
use crate::web;

/// The long-lived parts that handlers are given. Every request takes a clone, which is one more reference.
#[derive(Debug, Clone)]
pub struct Services {
    parts: Arc<Parts>,
}

impl Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// What [`Services`] shares.
#[derive(Debug)]
pub struct Parts {
    /// The shared parts.
    pub app: Arc<App>,
    /// The token server's signing key and queue.
    pub token: Arc<TokenServer>,
    /// The register's API.
    pub register: Arc<Register>,
    /// How many orders one address and sender may place.
    pub limits: Arc<OrderLimits>,
    /// How many logins by number one address may try.
    pub login_limits: Arc<LoginLimits>,
    /// How many unknown organisation numbers one person may look up.
    pub lookup_limits: Arc<LookupLimits>,
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

impl FromRef<Services> for Arc<LookupLimits> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.lookup_limits)
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

impl FromRef<Services> for Arc<Register> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.register)
    }
}

impl FromRef<Services> for Arc<App> {
    fn from_ref(services: &Services) -> Self {
        Self::clone(&services.app)
    }
}

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
        .route("/logg-inn/oidc/ut", get(access::oidc::pages::logged_out))
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
        // Enhetsregisteret's open API (parties/).
        .merge(open_register())
        // The protected register (register/), and the guide to calling it.
        .route("/sak/{case_number}/veiledning", get(register::pages::show))
        .route("/registerkall", get(register::pages::calls::list))
        .route("/api/oppslag", get(register::pages::docs::overview))
        .route("/api/oppslag/", get(register::pages::docs::overview))
        .route("/api/oppslag/v1/docs/CHANGELOG.html", get(register::pages::docs::changelog))
        .route("/api/oppslag/v1/docs/TESTDATA.html", get(register::pages::testdata::show))
        .route("/api/oppslag/v1/docs/feltbeskrivelser.html", get(register::pages::docs::fields))
        .route("/api/oppslag/openapi/openapi.yaml", get(register::http::document::as_yaml))
        .route("/api/oppslag/openapi/openapi.json", get(register::http::document::as_json))
        .route("/api/oppslag/openapi/openapi.zip", get(register::http::document::as_zip))
        // Clients: the self-service API at both of its spellings, and a contact's pages (clients/).
        .merge(self_service())
        .nest("/api/v1", self_service())
        .route("/api/v1", get(clients::http::document::page))
        .route("/api/v1/openapi.json", get(clients::http::document::openapi))
        .route("/api/v2/clients/{client_id}/key", post(clients::http::add_key))
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
        .merge(resource_registry())
        .route("/forklar", get(token::pages::list::entry).post(token::pages::list::find))
        .route("/forklar/{trace_id}", get(token::pages::show))
        .route("/errors/{code}", get(token::pages::help))
        .route("/tilganger", get(token::pages::owner::list))
        .route("/tilganger/{scope}", get(token::pages::owner::show))
        // What is held about whom, and how usable the pages are (privacy/).
        .route("/personvern", get(privacy::pages::privacy))
        .route("/tilgjengelighet", get(privacy::pages::accessibility))
        // Styles, fonts and scripts.
        .route("/assets/{file}", get(web::assets::serve))
        .fallback(unmatched::no_such_path)
        .method_not_allowed_fallback(unmatched::wrong_method)
        .layer(middleware::from_fn_with_state(services.clone(), unmatched::unreadable_path))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), web::cookies::know_the_browser))
        // What programs ask for, and often, has neither browser nor cookies.
        .merge(protected_register())
        .route("/token", post(token::http::token).fallback(token::http::wrong_method))
        .layer(middleware::from_fn_with_state(app, web::headers::guard_responses))
        .layer(DefaultBodyLimit::max(web::BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(middleware::from_fn(fallen::answer_for_the_fallen))
        .with_state(services)
}

/// The order API and its documentation.
fn order_api() -> Router<Services> {
    use orders::http as api;
    Router::new()
        .route("/api/fullmakt/v1", get(api::document::page))
        .route("/api/fullmakt/v1/openapi.json", get(api::document::openapi))
        .route("/api/fullmakt/v1/orders", get(api::list).post(api::create))
        .route("/api/fullmakt/v1/orders/{case_number}", get(api::show))
        .route("/api/fullmakt/v1/orders/{case_number}/answer", post(api::deeds::answer))
        .route("/api/fullmakt/v1/orders/{case_number}/withdrawal", post(api::deeds::withdraw))
        .route("/api/fullmakt/v1/orders/{case_number}/renewal", post(api::afterwards::renew))
        .route("/api/fullmakt/v1/orders/{case_number}/ending", post(api::afterwards::end))
        .route("/api/fullmakt/v1/orders/{case_number}/contact", post(api::afterwards::change_contact))
        .route(
            "/api/fullmakt/v1/orders/{case_number}/production-contact",
            post(api::afterwards::change_production_contact),
        )
        .route("/api/fullmakt/v1/orders/{case_number}/vendors", post(api::afterwards::add_vendor))
        .route("/api/fullmakt/v1/order-checks", post(api::check))
}

/// The protected register's API.
fn protected_register() -> Router<Services> {
    use register::http as api;
    Router::new()
        .route("/api/oppslag/v1/kodelister", get(api::code_lists))
        .route("/api/oppslag/v1/sekvensnummer", get(api::changes::sequence))
        .route("/api/oppslag/v1/endringslogg", get(api::changes::changes))
        .route("/api/oppslag/v1/virksomheter/totalbestand", get(api::whole::whole))
        .route("/api/oppslag/v1/virksomheter", get(api::companies_by_person))
        .route("/api/oppslag/v1/virksomheter/{organisasjonsnummer}", get(api::company))
        .method_not_allowed_fallback(api::wrong_method)
}

/// Enhetsregisteret's open API.
fn open_register() -> Router<Services> {
    use parties::http as api;
    Router::new()
        .route("/enhetsregisteret/api/enheter", get(api::search_entities))
        .route("/enhetsregisteret/api/enheter/lastned", get(api::download_entities))
        .route("/enhetsregisteret/api/enheter/lastned/csv", get(api::download_csv_of_entities))
        .route("/enhetsregisteret/api/enheter/lastned/regneark", get(api::no_spreadsheet))
        .route("/enhetsregisteret/api/enheter/{organisasjonsnummer}", get(api::entity))
        .route("/enhetsregisteret/api/enheter/{organisasjonsnummer}/roller", get(api::roles))
        .route("/enhetsregisteret/api/underenheter", get(api::search_subunits))
        .route("/enhetsregisteret/api/underenheter/lastned", get(api::download_subunits))
        .route("/enhetsregisteret/api/underenheter/lastned/csv", get(api::download_csv_of_subunits))
        .route("/enhetsregisteret/api/underenheter/lastned/regneark", get(api::no_spreadsheet))
        .route("/enhetsregisteret/api/underenheter/{organisasjonsnummer}", get(api::subunit))
        .route("/enhetsregisteret/api/oppdateringer/enheter", get(api::updates_of_entities))
        .route("/enhetsregisteret/api/oppdateringer/underenheter", get(api::updates_of_subunits))
        .route("/enhetsregisteret/api/oppdateringer/roller", get(api::updates_of_roles))
        .route("/enhetsregisteret/api/organisasjonsformer", get(api::forms))
        .route("/enhetsregisteret/api/organisasjonsformer/{kode}", get(api::form))
        .route("/enhetsregisteret/api/roller/totalbestand", get(api::all_roles))
        .route("/enhetsregisteret/api/openapi.json", get(api::openapi))
        .route("/enhetsregisteret/api/dokumentasjon", get(api::documentation))
        .layer(middleware::map_response(async |response| api::open_to_all(response)))
}

/// Altinn's resource registry.
fn resource_registry() -> Router<Services> {
    use delegation::http::resources as api;
    Router::new()
        .route("/resourceregistry/api/v1/resource", post(api::create))
        .route("/resourceregistry/api/v1/resource/resourcelist", get(api::list))
        .route("/resourceregistry/api/v1/resource/Search", get(api::search))
        .route("/resourceregistry/api/v1/resource/search", get(api::search))
        .route("/resourceregistry/api/v1/resource/{id}", get(api::show).put(api::change).delete(api::remove))
        .route(
            "/resourceregistry/api/v1/resource/{id}/policy",
            get(api::show_policy).post(api::save_policy).put(api::save_policy),
        )
        .route("/resourceregistry/api/v1/resource/{id}/policy/subjects", get(api::subjects))
        .route("/resourceregistry/api/v1/resource/{id}/policy/rules", get(api::rules))
        .route("/resourceregistry/api/v1/resource/{id}/policy/rights", get(api::rights))
}

/// Altinn's end-user API for suppliers and consumers, and whom a person may act for.
fn end_user() -> Router<Services> {
    use delegation::http::{pairs as api, parties};
    Router::new()
        .route("/accessmanagement/api/v1/authorizedparties", get(parties::list))
        .route("/accessmanagement/api/v1/authorizedparty/{party_id}", get(parties::show))
        .route("/accessmanagement/api/v1/enduser/authorizedparties", get(parties::list_for_system))
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
        .route("/clients/{client_id}/secret", post(api::make_secret))
        .route(
            "/scopes",
            get(api::list_scopes).post(api::create_scope).put(api::change_scope).delete(api::close_scope),
        )
        .route("/scopes/scope", get(api::show_scope))
        .route("/scopes/all", get(api::list_all_scopes))
        .route("/scopes/access", get(api::list_grants))
        .route("/scopes/access/all", get(api::list_own_grants))
        .route("/scopes/access/{consumer_orgno}", put(api::grant).delete(api::withdraw))
        .route("/prefix", get(api::list_prefixes))
        .route("/prefix/all", get(api::list_all_prefixes))
        .route("/delegationsources", get(api::list_delegation_sources))
        .route("/organizations/{orgnr}", get(api::show_organisation))
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
