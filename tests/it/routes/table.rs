//! The table: every route with everybody, and what each writes. A new route is a new row here.
//!
//! `who` says what each is answered: `*` is everybody who is not named, `login` is the way to log in, and a minus sign
//! behind a status means that this one is let through and nothing is written. Whoever is answered with 2xx, or led on by
//! 303, writes what `writes` says; everybody else writes nothing.

mod altinn;

use axum::http::Method;

use super::cast::{Body, ORDER};

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) method: &'static str,
    /// As the router has it.
    pub(super) path: String,
    /// As it is called, with the cast's values in braces.
    pub(super) at: String,
    pub(super) body: Body,
    pub(super) who: &'static str,
    pub(super) writes: Writes,
    /// Whether it can be done again in the same world by somebody else.
    pub(super) repeatable: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Writes {
    /// It only reads.
    Nothing,
    /// These actions stand in the audit afterwards, by the one who asked.
    Audit(&'static [&'static str]),
    /// As `Audit`, by somebody else, of whom there may be two with a bar between: who logs in is not yet who it will be.
    AuditBy(&'static str, &'static [&'static str]),
    /// It is sent with a writing method and changes nothing that the audit is about; why.
    Unaudited(&'static str),
}

impl Row {
    fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            at: path.to_owned(),
            body: Body::None,
            who: "*:200",
            writes: Writes::Nothing,
            repeatable: false,
        }
    }

    fn at(self, at: &str) -> Self {
        Self { at: at.to_owned(), ..self }
    }

    fn form(self, fields: &'static [(&'static str, &'static str)]) -> Self {
        Self { body: Body::Form(fields), ..self }
    }

    fn json(self, text: &'static str) -> Self {
        Self { body: Body::Json(text), ..self }
    }

    fn who(self, who: &'static str) -> Self {
        Self { who, ..self }
    }

    fn writes(self, actions: &'static [&'static str]) -> Self {
        Self { writes: Writes::Audit(actions), ..self }
    }

    fn writes_by(self, actor: &'static str, actions: &'static [&'static str]) -> Self {
        Self { writes: Writes::AuditBy(actor, actions), ..self }
    }

    fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }

    fn unaudited(self, why: &'static str) -> Self {
        Self { writes: Writes::Unaudited(why), ..self }
    }

    pub(super) fn sent_as(&self) -> Method {
        match self.method {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "DELETE" => Method::DELETE,
            // A method that no route has stands for all the others.
            "PATCH" | "ANY" => Method::PATCH,
            _ => Method::GET,
        }
    }
}

fn get(path: &str) -> Row {
    Row::new("GET", path)
}

/// A form of our own page: without its token, which no program has, it is refused.
fn post(path: &str) -> Row {
    Row::new("POST", path).form(&[])
}

/// A part of the table: its name, and its rows.
pub(super) type Part = (&'static str, fn() -> Vec<Row>);

/// The table's parts; each is a test of its own, so that they run side by side.
pub(super) const PARTS: [Part; 11] = [
    ("open", open),
    ("open register", open_register),
    ("ways in", ways_in),
    ("orders", orders),
    ("desk", desk),
    ("afterwards", afterwards),
    ("clients", clients),
    ("portal", portal),
    ("altinn", altinn::altinn),
    ("self-service", || self_service("")),
    ("self-service below /api/v1", || self_service("/api/v1")),
];

/// What anybody may read.
fn open() -> Vec<Row> {
    vec![
        get("/health/live"),
        get("/health/ready"),
        // The cast's world has an access code, and nobody's cookie is one.
        get("/metrics").who("*:401"),
        get("/"),
        get("/bestill"),
        get("/bestill/takk").at("/bestill/takk?sak={case}"),
        get("/bestill/navn/{number}").at("/bestill/navn/{vendor}"),
        get("/bestill/{slug}").at("/bestill/fiktiv-kunde"),
        get("/bestill/fortsett/{id}/{secret}").at("/bestill/fortsett/{draft}/{draft_secret}"),
        get("/personvern"),
        get("/tilgjengelighet"),
        get("/sak"),
        get("/logg-inn"),
        get("/api/fullmakt/v1"),
        get("/api/fullmakt/v1/openapi.json"),
        get("/jwk"),
        get("/jwks"),
        get("/.well-known/oauth-authorization-server"),
        get("/.well-known/oauth-authorization-server/"),
        get("/.well-known/openid-configuration").who("*:404"),
        get("/.well-known/openid-configuration/").who("*:404"),
        get("/authentication/api/v1/exchange/maskinporten")
            .who("*:401 machine:200 other-machine:200 wrong-scope:200"),
        get("/authentication/api/v1/openid/.well-known/openid-configuration"),
        get("/authentication/api/v1/openid/.well-known/openid-configuration/jwks"),
        get("/api/GetPersonalToken")
            .at("/api/GetPersonalToken?env=tt02&pid={person_number}")
            .who("*:403 operator:200"),
        get("/api/GetEnterpriseToken")
            .at("/api/GetEnterpriseToken?env=tt02&orgNo={customer}&scopes=x:y")
            .who("*:403 operator:200"),
        get("/forklar"),
        post("/forklar")
            .form(&[("trace_id", "{trace}")])
            .who("*:303 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .unaudited("it finds an address"),
        get("/forklar/{trace_id}").at("/forklar/{trace}"),
        get("/errors/{code}").at("/errors/MP-250"),
        get("/assets/{file}").at("/assets/app.css"),
        post("/token")
            .form(&[("grant_type", "x")])
            .who("*:400")
            .unaudited("every request is a row of the ledger"),
        Row::new("ANY", "/token").who("*:405"),
        get("/api/oppslag"),
        get("/api/oppslag/"),
        get("/api/oppslag/v1/docs/CHANGELOG.html"),
        get("/api/oppslag/v1/docs/TESTDATA.html"),
        get("/api/oppslag/v1/docs/feltbeskrivelser.html"),
        get("/api/oppslag/openapi/openapi.yaml"),
        get("/api/oppslag/openapi/openapi.json"),
        get("/api/oppslag/openapi/openapi.zip"),
        get("/api/oppslag/v1/kodelister"),
        get("/api/oppslag/v1/virksomheter/{organisasjonsnummer}")
            .at("/api/oppslag/v1/virksomheter/{company}")
            .who("*:401 machine:200 other-machine:200 wrong-scope:403"),
        // Their scopes open the look-up, and no search by person.
        get("/api/oppslag/v1/virksomheter")
            .at("/api/oppslag/v1/virksomheter?foedselsnummer=26920296504")
            .who("*:401 machine:403 other-machine:403 wrong-scope:403"),
        get("/api/oppslag/v1/sekvensnummer")
            .at("/api/oppslag/v1/sekvensnummer?tidspunkt=2020-01-01")
            .who("*:401 machine:200 other-machine:200 wrong-scope:403"),
        get("/api/oppslag/v1/endringslogg")
            .at("/api/oppslag/v1/endringslogg?sekvensnummer=0")
            .who("*:401 machine:200 other-machine:200 wrong-scope:403"),
        get("/api/oppslag/v1/virksomheter/totalbestand")
            .at("/api/oppslag/v1/virksomheter/totalbestand?format=json")
            .who("*:401 machine:403 other-machine:403 wrong-scope:403"),
    ]
}

/// Enhetsregisteret's open API.
fn open_register() -> Vec<Row> {
    let path = |rest: &str| format!("/enhetsregisteret/api/{rest}");
    let mut rows: Vec<Row> = [
        "enheter", "enheter/lastned", "enheter/lastned/csv", "underenheter", "underenheter/lastned",
        "underenheter/lastned/csv", "oppdateringer/enheter", "oppdateringer/underenheter",
        "oppdateringer/roller", "organisasjonsformer", "roller/totalbestand", "openapi.json",
        "dokumentasjon",
    ]
    .into_iter()
    .map(|rest| get(&path(rest)))
    .collect();
    for (rest, at, who) in [
        ("enheter/lastned/regneark", "enheter/lastned/regneark", "*:404"),
        ("underenheter/lastned/regneark", "underenheter/lastned/regneark", "*:404"),
        ("enheter/{organisasjonsnummer}", "enheter/{vendor}", "*:200"),
        ("enheter/{organisasjonsnummer}/roller", "enheter/{vendor}/roller", "*:200"),
        ("underenheter/{organisasjonsnummer}", "underenheter/{vendor}", "*:404"),
        ("organisasjonsformer/{kode}", "organisasjonsformer/AS", "*:200"),
    ] {
        rows.push(get(&path(rest)).at(&path(at)).who(who));
    }
    rows
}

fn ways_in() -> Vec<Row> {
    vec![
        get("/logg-inn/engang/{secret}").at("/logg-inn/engang/{one_time}"),
        post("/logg-inn/engang/{secret}")
            .at("/logg-inn/engang/{one_time}")
            .who(PAGE_POST_303)
            .writes_by("handler:", &["session.started"]),
        // Only with an issuer in the settings are they there; tests/it/oidc.rs goes through them.
        get("/logg-inn/oidc").who("*:404"),
        get("/logg-inn/oidc/svar").at("/logg-inn/oidc/svar?code=x&state=y").who("*:404"),
        get("/logg-inn/oidc/ut").who("*:404"),
        get("/lenke/{id}/{secret}")
            .at("/lenke/{link}/{link_secret}")
            .who("*:303")
            .repeatable()
            .writes_by("contact:", &["session.started"]),
        post("/lenke/{id}/{secret}/ny")
            .at("/lenke/{old_link}/{old_link_secret}/ny")
            .who("*:200 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .writes_by("system", &["link.renewed"]),
        post("/logg-inn")
            .form(&[("nummer", "{person_number}"), ("kode", "{code}")])
            .who(PAGE_POST_303)
            .repeatable()
            .writes_by("person:", &["person.logged_in"]),
        post("/logg-ut")
            .who("*:303 visitor:303- machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .repeatable()
            .writes(&["session.ended"]),
        // Letters are everybody's on a laptop; behind an access code they are the operator's.
        get("/post").who("*:403 operator:200"),
        get("/post/{id}").at("/post/{letter}").who("*:403 operator:200"),
        get("/post/{id}/html").at("/post/{letter}/html").who("*:403 operator:200"),
    ]
}

const PAGE_POST_303: &str = "*:303 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403";

/// A vendor that has no case yet.
const ANOTHER_VENDOR: &str = "{\"number\": \"810305002\", \"name\": \"Klok Hare SA\", \"contact\":
    {\"name\": \"Eli Oppdiktet\", \"email\": \"eli@klokhare.example\", \"phone\": \"22 33 44 55\"}}";

/// What the order API lets an organisation do with an access of its own.
fn deed(name: &str, body: &'static str, status: &str, writes: &'static [&'static str]) -> Row {
    let who: &'static str = match status {
        "200" => "*:401 key:200 other-key:404",
        "201" => "*:401 key:201 other-key:404",
        _ => "*:401 key:202 other-key:404",
    };
    Row::new("POST", &format!("/api/fullmakt/v1/orders/{{case_number}}/{name}"))
        .at(&format!("/api/fullmakt/v1/orders/{{case}}/{name}"))
        .json(body)
        .who(who)
        .writes(writes)
}

fn orders() -> Vec<Row> {
    vec![
        post("/bestill/{slug}")
            .at("/bestill/fiktiv-kunde")
            .form(FORM)
            .who(PAGE_POST_303)
            .writes(&["order.placed"]),
        post("/bestill/fortsett/{id}/{secret}")
            .at("/bestill/fortsett/{draft}/{draft_secret}")
            .form(FORM)
            .who(PAGE_POST_303)
            .writes(&["order.placed"]),
        Row::new("POST", "/api/fullmakt/v1/orders")
            .json(ORDER)
            .who("*:201 machine:401 other-machine:401 wrong-scope:401 other-key:403")
            // A browser's cookie is no way into an API.
            .writes_by("visitor|api_key:", &["order.placed"]),
        get("/api/fullmakt/v1/orders").who("*:401 key:200 other-key:200"),
        Row::new("POST", "/api/fullmakt/v1/order-checks")
            .json(ORDER)
            .who("*:401 key:200 other-key:403")
            .unaudited("it looks an order over and stores nothing"),
        get("/api/fullmakt/v1/orders/{case_number}")
            .at("/api/fullmakt/v1/orders/{case}")
            .who("*:401 key:200 other-key:404"),
        get("/sak/{case_number}").at("/sak/{case}").who("*:403 party:200 stranger:404 handler:303"),
        get("/sak/{case_number}/veiledning").at("/sak/{case}/veiledning").who("*:403 party:200 stranger:404"),
        // The cast's key belongs to a case that is carried out; tests/it/order_api.rs answers and withdraws others.
        Row::new("POST", "/api/fullmakt/v1/orders/{case_number}/answer")
            .at("/api/fullmakt/v1/orders/{case}/answer")
            .json("{\"answer\": \"Mari Oppdiktet.\"}")
            .who("*:401 key:409 other-key:404")
            .unaudited("nothing is asked in the cast's case"),
        Row::new("POST", "/api/fullmakt/v1/orders/{case_number}/withdrawal")
            .at("/api/fullmakt/v1/orders/{case}/withdrawal")
            .json("{}")
            .who("*:401 key:409 other-key:404")
            .unaudited("the cast's case is carried out"),
        Row::new("POST", "/api/fullmakt/v1/orders/{case_number}/production-contact")
            .at("/api/fullmakt/v1/orders/{case}/production-contact")
            .json("{\"name\": \"Ny Oppdiktet\", \"email\": \"ny@leverandor.example\", \"phone\": \"22 33 44 55\"}")
            .who("*:401 key:409 other-key:404")
            .unaudited("the cast's case is a vendor's; tests/it/order_api.rs changes a direct order's"),
        deed("renewal", "{}", "200", &["order.renewed"]),
        deed("ending", "{\"sure\": true}", "200", &["order.ending"]),
        deed(
            "contact",
            "{\"name\": \"Ny Oppdiktet\", \"email\": \"ny@leverandor.example\", \"phone\": \"22 33 44 55\"}",
            "202",
            &["contact.change_asked"],
        ),
        deed("vendors", ANOTHER_VENDOR, "201", &["order.placed", "order.vendor_added"]),
        get("/bestill/nei-takk/{id}/{secret}").at("/bestill/nei-takk/{draft}/{draft_secret}").who("*:404"),
        post("/bestill/nei-takk/{id}/{secret}")
            .at("/bestill/nei-takk/{draft}/{draft_secret}")
            .who("*:404 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .unaudited("another link's secret opens nothing; tests/it/invitations.rs declines one"),
        post("/sak/{case_number}/inviter")
            .at("/sak/{case}/inviter")
            .who("*:403 party:404 stranger:404")
            .unaudited("the cast's case has no customer to invite; tests/it/invitations.rs invites one"),
        post("/sak/{case_number}/svar")
            .at("/sak/{asked}/svar")
            .form(&[("answer", "Mari Oppdiktet.")])
            .who("*:403 party:303 stranger:404")
            .writes(&["order.answered"]),
        get("/sak/{case_number}/trekk").at("/sak/{received}/trekk").who("*:403 party:200 stranger:404"),
        post("/sak/{case_number}/trekk")
            .at("/sak/{received}/trekk")
            .who("*:403 party:303 stranger:404")
            .writes(&["order.withdrawn"]),
        post("/sak/{case_number}/bekreft")
            .at("/sak/{unconfirmed}/bekreft")
            .who("*:403 party:303 stranger:404")
            .writes(&["order.confirmed"]),
        post("/sak/{case_number}/api-nokkel")
            .at("/sak/{case}/api-nokkel")
            .who("*:403 party:200 stranger:404")
            .writes(&["api_key.created"]),
    ]
}

const FORM: &[(&str, &str)] = &[
    ("once", "form-1"),
    ("vendor.number", "910 049 356"),
    ("vendor.name", "Sprek Maur AS"),
    ("vendor.contact.name", "Kari Eksempel"),
    ("vendor.contact.email", "kari@sprekmaur.example"),
    ("vendor.contact.phone", "22 33 44 55"),
    ("wants_fictional_customer", "ja"),
    ("notice", "ja"),
];

/// The desk is the handlers' alone.
fn desk() -> Vec<Row> {
    let mut rows = vec![
        get("/saksbord"),
        get("/saksbord/jobber"),
        get("/saksbord/brev"),
        get("/saksbord/tall"),
        get("/saksbord/regler"),
        get("/saksbord/brev/eksempler"),
        get("/saksbord/brev/eksempler/{kind}").at("/saksbord/brev/eksempler/letter-receipt"),
        get("/saksbord/brev/eksempler/{kind}/html").at("/saksbord/brev/eksempler/letter-receipt/html"),
        get("/saksbord/post"),
        get("/saksbord/post/lagt-bort"),
        get("/saksbord/post/{id}").at("/saksbord/post/{mail}"),
        get("/saksbord/post/{id}/{slug}").at("/saksbord/post/{mail}/fiktiv-kunde"),
        get("/saksbord/{case_number}").at("/saksbord/{case}"),
        get("/saksbord/{case_number}/oppgave/{position}").at("/saksbord/{task}/oppgave/0"),
    ];
    for row in &mut rows {
        row.who = "*:403 handler:200";
    }
    let writing = [
        post("/saksbord/jobb/{id}").at("/saksbord/jobb/{job}").writes(&["job.retried"]),
        post("/saksbord/post/{id}/legg-bort")
            .at("/saksbord/post/{mail}/legg-bort")
            .writes(&["mail.set_aside"]),
        post("/saksbord/post/{id}/{slug}")
            .at("/saksbord/post/{mail}/fiktiv-kunde")
            .form(FORM)
            .writes(&["mail.became_order", "order.placed"]),
        post("/saksbord/{case_number}/godkjenn")
            .at("/saksbord/{received}/godkjenn")
            .form(&[("scope", "brreg:reelle/rapporteringspliktig")])
            .writes(&["order.approved"]),
        post("/saksbord/{case_number}/avslag")
            .at("/saksbord/{received}/avslag")
            .form(&[("reason", "Det mangler noe.")])
            .writes(&["order.rejected"]),
        post("/saksbord/{case_number}/spor")
            .at("/saksbord/{received}/spor")
            .form(&[("question", "Hvem er kontaktpersonen?")])
            .writes(&["order.asked"]),
        post("/saksbord/{case_number}/trekk")
            .at("/saksbord/{received}/trekk")
            .form(&[("withdraw_reason", "Avtalt på telefon.")])
            .writes(&["order.withdrawn"]),
        post("/saksbord/{case_number}/notat")
            .at("/saksbord/{received}/notat")
            .form(&[("note", "Ringt.")])
            .writes(&["order.noted"]),
        post("/saksbord/{case_number}/ta").at("/saksbord/{received}/ta").writes(&["order.taken"]),
        post("/saksbord/{case_number}/gi")
            .at("/saksbord/{received}/gi")
            .form(&[("to", "{handler}")])
            .writes(&["order.given"]),
        post("/saksbord/{case_number}/slipp").at("/saksbord/{mine}/slipp").writes(&["order.released"]),
        post("/saksbord/{case_number}/igjen").at("/saksbord/{failed}/igjen").writes(&["order.retried"]),
        post("/saksbord/{case_number}/oppgave/{position}")
            .at("/saksbord/{task}/oppgave/0")
            .writes(&["order.step_done"]),
    ];
    rows.extend(writing.into_iter().map(|row| row.who("*:403 handler:303")));
    rows.push(
        post("/saksbord/brev/{id}/igjen")
            .at("/saksbord/brev/{letter}/igjen")
            .form(&[("mottaker", "ny@a.example")])
            .unaudited("the cast's letter went well; tests/it/letters/relay.rs sends one in trouble again")
            .who("*:403 handler:409"),
    );
    rows
}

/// What follows a carried-out order: at the desk by handlers, at the case by its own contact.
fn afterwards() -> Vec<Row> {
    const VENDOR: &[(&str, &str)] = &[
        ("once", "en"),
        ("vendor.number", "{other_vendor}"),
        ("vendor.name", "Varsom Due AS"),
        ("vendor.contact.name", "Kari Eksempel"),
        ("vendor.contact.email", "kari@varsomdue.example"),
        ("vendor.contact.phone", "22 33 44 55"),
    ];
    const CONTACT: &[(&str, &str)] = &[
        ("side", "vendor"),
        ("name", "Ny Oppdiktet"),
        ("email", "ny@leverandor.example"),
        ("phone", "22 33 44 55"),
    ];
    const END: &[(&str, &str)] = &[("sure", "ja"), ("reason", "Testen er over.")];
    const HANDLER: &str = "*:403 handler:303";
    const PARTY: &str = "*:403 party:303 stranger:404";
    let desk = |deed: &str| {
        post(&format!("/saksbord/{{case_number}}/tiltak/{deed}"))
            .at(&format!("/saksbord/{{case}}/tiltak/{deed}"))
            .who(HANDLER)
    };
    let case = |deed: &str| {
        post(&format!("/sak/{{case_number}}/tiltak/{deed}"))
            .at(&format!("/sak/{{case}}/tiltak/{deed}"))
            .who(PARTY)
    };
    vec![
        get("/saksbord/{case_number}/tiltak").at("/saksbord/{case}/tiltak").who("*:403 handler:200"),
        desk("forny").writes(&["order.renewed"]),
        desk("kontakt").form(CONTACT).writes(&["contact.changed"]),
        desk("scope").form(&[("scope", "brreg:reelle/media")]).writes(&["order.scope_added"]),
        // What a handler adds is decided with it; what a contact adds waits for one.
        desk("leverandor").form(VENDOR).writes(&["order.approved", "order.placed", "order.vendor_added"]),
        desk("avslutt").form(END).writes(&["order.ending"]),
        get("/sak/{case_number}/tiltak").at("/sak/{case}/tiltak").who("*:403 party:200 stranger:404"),
        case("forny").writes(&["order.renewed"]),
        case("kontakt").form(CONTACT).writes(&["contact.change_asked"]),
        case("leverandor").form(VENDOR).writes(&["order.placed", "order.vendor_added"]),
        case("avslutt").form(END).writes(&["order.ending"]),
        get("/kontakt/{id}/{secret}").at("/kontakt/{wish}/{wish_secret}"),
        post("/kontakt/{id}/{secret}")
            .at("/kontakt/{wish}/{wish_secret}")
            .who("*:200 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .writes_by("contact-change:", &["contact.changed"]),
    ]
}

/// A contact's clients, and an owner's scopes.
fn clients() -> Vec<Row> {
    vec![
        get("/tilganger").who("*:login party:200 stranger:200 person:200 handler:200 operator:200"),
        get("/tilganger/{scope}")
            .at("/tilganger/brreg%3Areelle%2Fmedia")
            .who("*:login party:404 stranger:404 person:404 handler:200 operator:200"),
        get("/registerkall").who("*:login party:200 stranger:200 person:200 handler:200 operator:200"),
        get("/klienter").who("*:403 party:200 stranger:200"),
        get("/klienter/ny").who("*:403 party:200 stranger:200"),
        post("/klienter/ny")
            .form(&[("name", "Fagsystemet")])
            .who("*:403 party:303 stranger:303")
            .writes(&["client.created"]),
        get("/klienter/{id}")
            .at("/klienter/{client}")
            .who("*:403 party:200 stranger:404 handler:200 operator:200"),
        post("/klienter/{id}/nokler")
            .at("/klienter/{client}/nokler")
            .form(&[("jwk", "{jwk}")])
            .who("*:403 party:303 stranger:404")
            .writes(&["client.key_saved"]),
        post("/klienter/{id}/nokler/slett")
            .at("/klienter/{client}/nokler/slett")
            .form(&[("kid", "k")])
            .who("*:403 party:303 stranger:404")
            .writes(&["client.keys_removed"]),
        post("/klienter/{id}/scopes")
            .at("/klienter/{client}/scopes")
            .form(&[("scope:brreg:reelle/media", "ja")])
            .who("*:403 party:303 stranger:404")
            .writes(&["client.changed"]),
        post("/klienter/{id}/aktiv")
            .at("/klienter/{client}/aktiv")
            .form(&[("active", "nei")])
            .who("*:403 party:303 stranger:404")
            .writes(&["client.deactivated"]),
    ]
}

/// The fictional person gives and takes back; a contact reads what its organisation received, and may give it back.
fn portal() -> Vec<Row> {
    const PERSON: &str = "*:login person:200";
    const DOES: &str =
        "*:login person:303 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403";
    vec![
        get("/fullmakt").who("*:login person:200 party:303 stranger:303"),
        post("/fullmakt/velg").form(&[("virksomhet", "{customer}")]).who(DOES).writes(&["person.acts_for"]),
        get("/fullmakt/gi")
            .at("/fullmakt/gi?leverandor={other_vendor}&skjema={other_scheme}")
            .who(PERSON),
        post("/fullmakt/gi")
            .form(&[("leverandor", "{other_vendor}"), ("skjema", "{other_scheme}")])
            .who(DOES)
            .writes(&["delegation.given", "supplier.added"]),
        get("/fullmakt/leverandorer").who(PERSON),
        get("/fullmakt/leverandorer/ny").who(PERSON),
        post("/fullmakt/leverandorer/ny")
            .form(&[("orgnr", "{other_vendor}")])
            .who(DOES)
            .writes(&["supplier.added"]),
        get("/fullmakt/leverandorer/{orgnr}").at("/fullmakt/leverandorer/{vendor}").who(PERSON),
        get("/fullmakt/leverandorer/{orgnr}/slett").at("/fullmakt/leverandorer/{vendor}/slett").who(PERSON),
        post("/fullmakt/leverandorer/{orgnr}/slett")
            .at("/fullmakt/leverandorer/{vendor}/slett")
            .who(DOES)
            .writes(&["delegation.withdrawn", "supplier.removed"]),
        get("/fullmakt/leverandorer/{orgnr}/gi").at("/fullmakt/leverandorer/{vendor}/gi").who(PERSON),
        get("/fullmakt/leverandorer/{orgnr}/gi/{scheme}")
            .at("/fullmakt/leverandorer/{vendor}/gi/{other_scheme}")
            .who(PERSON),
        post("/fullmakt/leverandorer/{orgnr}/gi/{scheme}")
            .at("/fullmakt/leverandorer/{vendor}/gi/{other_scheme}")
            .who(DOES)
            .writes(&["delegation.given"]),
        get("/fullmakt/leverandorer/{orgnr}/fjern/{scheme}")
            .at("/fullmakt/leverandorer/{vendor}/fjern/{scheme}")
            .who(PERSON),
        post("/fullmakt/leverandorer/{orgnr}/fjern/{scheme}")
            .at("/fullmakt/leverandorer/{vendor}/fjern/{scheme}")
            .who(DOES)
            .writes(&["delegation.withdrawn"]),
        get("/fullmakt/konsumenter").who("*:login person:200 party:200 stranger:200"),
        get("/fullmakt/konsumenter/{orgnr}")
            .at("/fullmakt/konsumenter/{customer}")
            .who("*:login person:404 party:200 stranger:404"),
        get("/fullmakt/konsumenter/{orgnr}/slett")
            .at("/fullmakt/konsumenter/{customer}/slett")
            .who("*:login person:404 party:200 stranger:404"),
        post("/fullmakt/konsumenter/{orgnr}/slett")
            .at("/fullmakt/konsumenter/{customer}/slett")
            .who("*:login person:404 party:303 stranger:404 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .writes(&["delegation.withdrawn", "supplier.removed"]),
        get("/fullmakt/konsumenter/{orgnr}/fjern/{scheme}")
            .at("/fullmakt/konsumenter/{customer}/fjern/{scheme}")
            .who("*:login person:404 party:200 stranger:404"),
        post("/fullmakt/konsumenter/{orgnr}/fjern/{scheme}")
            .at("/fullmakt/konsumenter/{customer}/fjern/{scheme}")
            .who("*:login person:404 party:303 stranger:404 machine:403 other-machine:403 wrong-scope:403 key:403 other-key:403")
            .writes(&["delegation.withdrawn"]),
    ]
}

/// Digdir's self-service API, at both of its spellings.
fn self_service(prefix: &str) -> Vec<Row> {
    const CLIENT: &str = r#"{ "client_name": "Oppdiktet klient", "description": "Til prøve", "integration_type": "maskinporten", "scopes": ["brreg:reelle/rapporteringspliktig"] }"#;
    const OWN: &str = "*:401 machine:200 other-machine:200 wrong-scope:403";
    const ITS: &str = "*:401 machine:200 other-machine:403 wrong-scope:403";
    const GONE: &str = "*:401 machine:204 other-machine:403 wrong-scope:403";
    let mut rows = vec![
        get("/clients").who(OWN),
        Row::new("POST", "/clients")
            .json(CLIENT)
            .who("*:401 machine:201 other-machine:201 wrong-scope:403")
            .writes(&["client.created"]),
        get("/clients/{client_id}").at("/clients/{machine_client}").who(ITS),
        Row::new("PUT", "/clients/{client_id}")
            .at("/clients/{machine_client}")
            .json(CLIENT)
            .who(ITS)
            .writes(&["client.changed"]),
        Row::new("DELETE", "/clients/{client_id}")
            .at("/clients/{machine_client}")
            .who(GONE)
            .writes(&["client.deactivated"]),
        get("/clients/{client_id}/jwks").at("/clients/{machine_client}/jwks").who(ITS),
        Row::new("POST", "/clients/{client_id}/jwks")
            .at("/clients/{machine_client}/jwks")
            .json(r#"{ "keys": [{jwk}] }"#)
            .who("*:401 machine:201 other-machine:403 wrong-scope:403")
            .writes(&["client.keys_replaced"]),
        Row::new("DELETE", "/clients/{client_id}/jwks")
            .at("/clients/{machine_client}/jwks")
            .who(GONE)
            .writes(&["client.keys_removed"]),
        get("/clients/{client_id}/jwks/{kid}").at("/clients/{machine_client}/jwks/k").who(ITS),
        Row::new("PUT", "/clients/{client_id}/jwks/{kid}")
            .at("/clients/{machine_client}/jwks/ny")
            .json("{jwk}")
            .who(ITS)
            .writes(&["client.key_saved"]),
        Row::new("DELETE", "/clients/{client_id}/jwks/{kid}")
            .at("/clients/{machine_client}/jwks/k")
            .who(GONE)
            .writes(&["client.keys_removed"]),
        // The client is its own organisation's, and has no secret.
        Row::new("POST", "/clients/{client_id}/secret")
            .at("/clients/{machine_client}/secret")
            .who("*:401 machine:400 other-machine:403 wrong-scope:403")
            .unaudited("no client of Maskinporten has a secret"),
        get("/scopes").who(OWN),
        Row::new("POST", "/scopes")
            .json(r#"{ "prefix": "brreg", "subscope": "oppdiktet", "description": "Til prøve" }"#)
            .who("*:401 machine:201 other-machine:403 wrong-scope:403")
            .writes(&["scope.created"]),
        Row::new("PUT", "/scopes")
            .at("/scopes?scope=brreg:reelle/media")
            .json(r#"{ "description": "Til prøve" }"#)
            .who(ITS)
            .writes(&["scope.changed"]),
        Row::new("DELETE", "/scopes")
            .at("/scopes?scope=brreg:reelle/media")
            .who(ITS)
            .writes(&["scope.closed"]),
        get("/scopes/scope").at("/scopes/scope?scope=brreg:reelle/media").who(ITS),
        get("/scopes/all"),
        get("/scopes/access").at("/scopes/access?scope=brreg:reelle/media").who(ITS),
        get("/scopes/access/all").who(OWN),
        Row::new("PUT", "/scopes/access/{consumer_orgno}")
            .at("/scopes/access/{customer}?scope=brreg:reelle/media")
            .who(ITS)
            .writes(&["scope.granted"]),
        Row::new("DELETE", "/scopes/access/{consumer_orgno}")
            .at("/scopes/access/{customer}?scope=brreg:reelle/rapporteringspliktig")
            .who(ITS)
            .writes(&["scope.withdrawn"]),
        get("/prefix").who(OWN),
        get("/prefix/all"),
        get("/delegationsources"),
        get("/organizations/{orgnr}").at("/organizations/{customer}"),
    ];
    for row in &mut rows {
        row.path = format!("{prefix}{}", row.path);
        row.at = format!("{prefix}{}", row.at);
    }
    if !prefix.is_empty() {
        rows.push(get("/api/v1"));
        rows.push(get("/api/v1/openapi.json"));
        rows.push(
            Row::new("POST", "/api/v2/clients/{client_id}/key")
                .at("/api/v2/clients/{machine_client}/key")
                .json("{jwk}")
                .who("*:401 machine:201 other-machine:403 wrong-scope:403")
                .writes(&["client.key_saved"]),
        );
    }
    rows
}
