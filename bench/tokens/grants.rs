//! The requests: who asks for what is drawn, and each assertion is signed before it is sent.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

use fullmakt::clock::Clock;
use fullmakt::ids::Random;
use fullmakt::jose::{SigningKey, pem_of_private_key, private_key_from_pem};
use fullmakt::numbers::OrgNumber;
use serde::Serialize;
use serde_json::json;

use crate::Failure;
use crate::machine::cores;

/// Making ten thousand keys would take longer than measuring: so many are shared by all clients, each of which registers
/// one as its own. The program does not know: it reads and keeps a key for each client.
const KEYS: usize = 16;

/// The longest that an assertion may last (`maskinporten.md` §2.3).
const LIFE: i64 = 120;

/// The keys that clients sign with, kept in `place` so that a world there can be taken again.
pub(crate) fn keys(place: &Path) -> Result<Vec<SigningKey>, Failure> {
    let mut keys = Vec::new();
    for number in 0..KEYS {
        let path = place.join(format!("key-{number}.pem"));
        if let Ok(text) = std::fs::read_to_string(&path) {
            let der = private_key_from_pem(&text).ok_or("a kept key is no private key")?;
            keys.push(SigningKey::from_pkcs8(&der)?);
        } else {
            let key = SigningKey::generate(2048)?;
            std::fs::write(path, pem_of_private_key(&key.to_pkcs8()?))?;
            keys.push(key);
        }
    }
    Ok(keys)
}

/// What is asked for: by which clients, and about whom.
#[derive(Debug)]
pub(crate) struct Population {
    /// The identifiers of the clients; the one at `n` signs with key `n % KEYS`.
    pub(crate) clients: Vec<String>,
    pub(crate) scopes: Vec<String>,
    /// Customers with a place in `scopes`; empty asks for the first scope for the client's own organisation.
    pub(crate) delegations: Vec<(OrgNumber, u8)>,
}

/// A key's name within each of its clients.
pub(crate) fn kid(client: usize) -> String {
    format!("key-{}", client % KEYS)
}

/// The key of the client at this place.
pub(crate) fn key_of(keys: &[SigningKey], client: usize) -> Result<&SigningKey, Failure> {
    Ok(keys.get(client % KEYS).ok_or("there are no keys")?)
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer_org: Option<OrgNumber>,
    iat: i64,
    exp: i64,
    jti: String,
}

/// One request before it is signed.
struct Draw {
    client: usize,
    delegation: Option<(OrgNumber, u8)>,
}

/// Draws and signs the requests to one server.
pub(crate) struct Source {
    population: Population,
    keys: Vec<SigningKey>,
    address: SocketAddr,
    issuer: String,
    /// oidc-provider wants to be told the client beside the assertion.
    says_client: bool,
    /// What is drawn is the same in every run.
    draws: Random,
    jtis: Random,
    clock: Clock,
    pub(crate) drawn: usize,
    pub(crate) clients_drawn: BTreeSet<usize>,
    pub(crate) delegations_drawn: BTreeSet<usize>,
}

impl Source {
    pub(crate) fn new(
        population: Population,
        keys: Vec<SigningKey>,
        (url, address): (&str, SocketAddr),
        says_client: bool,
    ) -> Self {
        Self {
            population,
            keys,
            address,
            issuer: format!("{url}/"),
            says_client,
            draws: Random::seeded(1),
            jtis: Random::system(),
            clock: Clock::system(),
            drawn: 0,
            clients_drawn: BTreeSet::new(),
            delegations_drawn: BTreeSet::new(),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    fn below(&self, bound: usize) -> Result<usize, Failure> {
        Ok(usize::try_from(self.draws.below(u64::try_from(bound)?))?)
    }

    /// Every client and every delegation is as likely as any other, so that what a cache knows is asked for as well as
    /// what it does not.
    fn draw(&mut self) -> Result<Draw, Failure> {
        let client = self.below(self.population.clients.len())?;
        self.clients_drawn.insert(client);
        self.drawn += 1;
        if self.population.delegations.is_empty() {
            return Ok(Draw { client, delegation: None });
        }
        let at = self.below(self.population.delegations.len())?;
        self.delegations_drawn.insert(at);
        Ok(Draw { client, delegation: self.population.delegations.get(at).copied() })
    }

    fn assertion(&self, draw: &Draw) -> Result<String, Failure> {
        let iss = self.population.clients.get(draw.client).ok_or("there are no clients")?;
        let scope = draw.delegation.map_or(0, |(_, scope)| usize::from(scope));
        let iat = self.clock.now().wall_seconds();
        let claims = Claims {
            aud: &self.issuer,
            iss,
            scope: self.population.scopes.get(scope).ok_or("there are no scopes")?,
            consumer_org: draw.delegation.map(|(consumer, _)| consumer),
            iat,
            exp: iat + LIFE,
            jti: self.jtis.uuid(),
        };
        let header = json!({ "alg": "RS256", "kid": kid(draw.client) });
        Ok(key_of(&self.keys, draw.client)?.sign_with_header(&header, &claims)?)
    }

    /// The assertion of one request, not counted among those that were drawn.
    pub(crate) fn example(&self) -> Result<String, Failure> {
        self.assertion(&Draw { client: 0, delegation: self.population.delegations.first().copied() })
    }

    fn request(&self, draw: &Draw) -> Result<Vec<u8>, Failure> {
        let assertion = self.assertion(draw)?;
        let mut body =
            format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        if self.says_client {
            let client = self.population.clients.get(draw.client).ok_or("there are no clients")?;
            body = format!("{body}&client_id={client}");
        }
        let (host, length) = (self.address, body.len());
        Ok(format!(
            "POST /token HTTP/1.1\r\nhost: {host}\r\nuser-agent: bench\r\naccept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes())
    }

    /// So many whole requests, signed by as many threads as there are cores.
    pub(crate) fn sign(&mut self, count: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let draws: Vec<Draw> = (0..count).map(|_| self.draw()).collect::<Result<_, _>>()?;
        let source = &*self;
        std::thread::scope(|scope| {
            let threads: Vec<_> = draws
                .chunks(count.div_ceil(cores()).max(1))
                .map(|part| {
                    scope.spawn(move || {
                        part.iter().map(|draw| source.request(draw)).collect::<Result<Vec<_>, _>>()
                    })
                })
                .collect();
            let mut all = Vec::with_capacity(count);
            for thread in threads {
                all.append(&mut thread.join().map_err(|_| "a signing thread panicked")??);
            }
            Ok(all)
        })
    }
}
