//! Whether a message comes from whom it says it comes from: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 9989), asked of
//! the sender's own domain in the DNS.
//!
//! The check is made while the message arrives and kept with it, since an answer of the DNS holds for its moment and the
//! stored copy may be masked later. It is bounded in time, and a resolver that does not answer is no ground to refuse a
//! message or to doubt its sender: it is kept as what could not be checked.

use std::net::IpAddr;
use std::time::Duration;

use mail_auth::dkim::DkimError;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, SpfOutput, SpfResult,
};
use serde::{Deserialize, Serialize};

use super::inbox::{Envelope, Way};
use crate::config::{Config, Resolver};
use crate::language::Language;

/// How long a message waits for the DNS at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long one question waits for its answer, and how often it is asked.
const QUESTION: Duration = Duration::from_millis(1_500);
const ATTEMPTS: usize = 2;

/// Signatures that are looked at: each costs a question and a verification, and anybody can write hundreds.
const SIGNATURES: usize = 10;

/// What a standard said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// The domain thinks that it does not hold.
    SoftFail,
    /// The domain says nothing about it on purpose, or a signature cannot be judged.
    Neutral,
    /// The domain says nothing.
    None,
    /// The DNS did not answer.
    TempError,
    /// What the domain says is malformed.
    PermError,
    /// It came through a server of our own, so that nobody can tell which server sent it.
    Relayed,
}

impl Said {
    /// The end of its text's key.
    const fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Relayed => "relayed",
        }
    }
}

/// What it all comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The domain of the From address stands behind the message.
    Pass,
    /// It says that it does not: DMARC fails; or, where there is none, SPF fails and no signature is the domain's.
    Fail,
    /// It says nothing.
    None,
    /// It could not be asked.
    Unchecked,
}

/// One standard's answer, and whose domain it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was said.
    pub said: Said,
    /// By which domain.
    pub domain: String,
}

/// What was found out about a sender; kept with the message as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderFindings {
    /// What it comes to.
    pub verdict: Verdict,
    /// The domain of the From address.
    pub domain: String,
    /// Which servers may send.
    pub spf: Option<Finding>,
    /// Signatures.
    pub dkim: Vec<Finding>,
    /// The rule of the From address' domain.
    pub dmarc: Option<Finding>,
}

impl SenderFindings {
    fn unchecked(domain: String) -> Self {
        Self { verdict: Verdict::Unchecked, domain, spf: None, dkim: Vec::new(), dmarc: None }
    }

    /// What was kept with a message.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As it is kept.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The sentences for a handler, the one that matters first.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let verdict = match self.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::None => "none",
            Verdict::Unchecked => "unchecked",
        };
        let mut lines = vec![
            language
                .text_with(&format!("sender-check-verdict-{verdict}"), &[("domain", self.domain.as_str())]),
        ];
        let named = self.spf.iter().map(|finding| ("SPF", finding));
        let named = named.chain(self.dkim.iter().map(|finding| ("DKIM", finding)));
        for (standard, finding) in named.chain(self.dmarc.iter().map(|finding| ("DMARC", finding))) {
            let said = language.text(&format!("sender-check-said-{}", finding.said.key()));
            lines.push(if finding.domain.is_empty() {
                format!("{standard}: {said}")
            } else {
                format!("{standard}: {said} ({})", finding.domain)
            });
        }
        lines
    }
}

/// Asks about senders.
#[derive(Clone)]
pub struct SenderCheck {
    /// `None` when the system has no resolver that could be used.
    authenticator: Option<MessageAuthenticator>,
    host: String,
}

impl std::fmt::Debug for SenderCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SenderCheck")
    }
}

impl SenderCheck {
    /// What the settings ask for; `None` when they switch it off.
    pub fn new(config: &Config) -> Option<Self> {
        let made = match config.mail_in.resolver {
            Resolver::Off => return None,
            Resolver::System => mail_auth::hickory_resolver::system_conf::read_system_conf()
                .and_then(|(servers, options)| MessageAuthenticator::new(servers, patient(options))),
            Resolver::Address(address) => {
                let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
                (udp.port, tcp.port) = (address.port(), address.port());
                let server = NameServerConfig::new(address.ip(), true, vec![udp, tcp]);
                let servers = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                MessageAuthenticator::new(servers, patient(ResolverOpts::default()))
            }
        };
        let authenticator = made
            .inspect_err(|error| {
                tracing::warn!(%error, "this machine has no resolver; senders of mail cannot be checked. Set FULLMAKT_RESOLVER");
            })
            .ok();
        let host = config.mail_address.rsplit_once('@').map_or("fullmakt.example", |(_, host)| host);
        Some(Self { authenticator, host: host.to_owned() })
    }

    /// Asks. Never fails, and never takes longer than a few seconds.
    pub async fn check(&self, envelope: &Envelope, raw: &[u8]) -> SenderFindings {
        let domain = from_domains(raw).into_iter().next().unwrap_or_default();
        let Some(authenticator) = self.authenticator.clone() else {
            return SenderFindings::unchecked(domain);
        };
        let (envelope, raw, host) = (envelope.clone(), raw.to_vec(), self.host.clone());
        // A task of its own: what a hostile message could break in the libraries breaks there, and is one check less.
        let mut asking = tokio::spawn(async move { ask(&authenticator, &envelope, &raw, &host).await });
        match tokio::time::timeout(PATIENCE, &mut asking).await {
            Ok(Ok(findings)) => findings,
            Ok(Err(error)) => {
                tracing::warn!(%error, "a sender's check ended early");
                SenderFindings::unchecked(domain)
            }
            Err(_) => {
                asking.abort();
                SenderFindings::unchecked(domain)
            }
        }
    }
}

fn patient(mut options: ResolverOpts) -> ResolverOpts {
    (options.timeout, options.attempts) = (QUESTION, ATTEMPTS);
    options
}

async fn ask(
    authenticator: &MessageAuthenticator,
    envelope: &Envelope,
    raw: &[u8],
    host: &str,
) -> SenderFindings {
    let domains = from_domains(raw);
    let domain = domains.first().cloned().unwrap_or_default();
    let Some(mut message) = AuthenticatedMessage::parse(raw) else {
        return SenderFindings { verdict: Verdict::Fail, ..SenderFindings::unchecked(domain) };
    };
    message.dkim_headers.truncate(SIGNATURES);
    message.errors.truncate(SIGNATURES);
    let signatures = authenticator.verify_dkim(&message).await;
    let helo = envelope.helo.as_deref().unwrap_or_default();
    let peer = envelope.peer.filter(|peer| envelope.way == Way::Smtp && !is_ours(*peer));
    let (spf, spf_domain) = match peer {
        Some(peer) => {
            let envelope_domain =
                envelope.from.rsplit_once('@').map_or(helo, |(_, domain)| domain).to_owned();
            let question = SpfParameters::verify_mail_from(peer.to_canonical(), helo, host, &envelope.from);
            (authenticator.verify_spf(question).await, envelope_domain)
        }
        // As an answer that did not come: then DMARC cannot fail for want of SPF.
        None => (SpfOutput::new(domain.clone()).with_result(SpfResult::TempError), domain.clone()),
    };
    let question = DmarcParameters::new(&message, &signatures, &spf_domain, &spf);
    let dmarc = authenticator.verify_dmarc(question).await;
    let spf_said = if peer.is_some() { of_spf(spf.result()) } else { Said::Relayed };
    let dkim: Vec<Finding> = signatures.iter().map(finding_of).collect();
    let dmarc_said = of_dmarc(&dmarc.result());
    SenderFindings {
        verdict: verdict(&domains, spf_said, &spf_domain, &dkim, dmarc_said),
        spf: Some(Finding {
            said: spf_said,
            domain: if peer.is_some() { spf_domain } else { String::new() },
        }),
        dkim,
        dmarc: Some(Finding { said: dmarc_said, domain: domain.clone() }),
        domain,
    }
}

/// What the answers come to.
fn verdict(domains: &[String], spf: Said, spf_domain: &str, dkim: &[Finding], dmarc: Said) -> Verdict {
    // No sender at all, or several of different domains, of which DMARC would look at none (RFC 9989 §4.10.1).
    let [domain] = domains else { return Verdict::Fail };
    match dmarc {
        Said::Pass => return Verdict::Pass,
        Said::Fail | Said::PermError => return Verdict::Fail,
        Said::TempError => return Verdict::Unchecked,
        _ => {}
    }
    let signed = |said| dkim.iter().any(|finding| finding.said == said && aligned(&finding.domain, domain));
    if signed(Said::Pass) || spf == Said::Pass && aligned(spf_domain, domain) {
        return Verdict::Pass;
    }
    match spf {
        Said::Fail | Said::SoftFail if signed(Said::TempError) => Verdict::Unchecked,
        Said::Fail | Said::SoftFail => Verdict::Fail,
        Said::TempError => Verdict::Unchecked,
        _ => Verdict::None,
    }
}

/// Whether one domain may speak for the other: the same, or one below the other. A domain of one label is a registry's.
fn aligned(one: &str, other: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        outer.contains('.')
            && inner.len().checked_sub(outer.len() + 1).and_then(|at| inner.split_at_checked(at)).is_some_and(
                |(_, rest)| rest.strip_prefix('.').is_some_and(|rest| rest.eq_ignore_ascii_case(outer)),
            )
    };
    one.eq_ignore_ascii_case(other) || below(one, other) || below(other, one)
}

/// Behind a server of our own the peer's address says nothing about the sender.
fn is_ours(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// The different domains of the From addresses, folded; a message should have one.
fn from_domains(raw: &[u8]) -> Vec<String> {
    let Some(message) = mail_parser::MessageParser::new().with_address_headers().parse_headers(raw) else {
        return Vec::new();
    };
    let mut domains = Vec::new();
    for header in message.headers().iter().filter(|header| header.name == mail_parser::HeaderName::From) {
        let addresses = header.value.as_address().into_iter().flat_map(|address| address.iter());
        for address in addresses.filter_map(|address| address.address()) {
            let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
            let domain: String = domain.chars().filter(|c| !c.is_control()).take(255).collect();
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
    }
    domains
}

fn finding_of(output: &DkimOutput<'_>) -> Finding {
    let said = match output.result() {
        DkimResult::Pass => Said::Pass,
        // The library is mild where a text was changed after it was signed.
        DkimResult::Neutral(mail_auth::Error::Dkim(DkimError::FailedBodyHashMatch)) | DkimResult::Fail(_) => {
            Said::Fail
        }
        DkimResult::Neutral(_) => Said::Neutral,
        DkimResult::PermError(_) => Said::PermError,
        DkimResult::TempError(_) => Said::TempError,
        DkimResult::None => Said::None,
    };
    let domain = output.signature().map(|signature| signature.d.to_lowercase()).unwrap_or_default();
    Finding { said, domain: domain.chars().filter(|c| !c.is_control()).take(255).collect() }
}

const fn of_spf(result: SpfResult) -> Said {
    match result {
        SpfResult::Pass => Said::Pass,
        SpfResult::Fail => Said::Fail,
        SpfResult::SoftFail => Said::SoftFail,
        SpfResult::Neutral => Said::Neutral,
        SpfResult::TempError => Said::TempError,
        SpfResult::PermError => Said::PermError,
        SpfResult::None => Said::None,
    }
}

const fn of_dmarc(result: &DmarcResult) -> Said {
    match result {
        DmarcResult::Pass => Said::Pass,
        DmarcResult::Fail(_) => Said::Fail,
        DmarcResult::TempError(_) => Said::TempError,
        DmarcResult::PermError(_) => Said::PermError,
        DmarcResult::None => Said::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_speaks_for_itself_and_those_below() {
        for (one, other, expected) in [
            ("kunde.example", "kunde.example", true),
            ("Post.Kunde.example", "kunde.EXAMPLE", true),
            ("kunde.example", "post.kunde.example", true),
            ("ondkunde.example", "kunde.example", false),
            ("kunde.example", "example", false),
            ("", "kunde.example", false),
            ("æ.example", "xæ.example", false),
        ] {
            assert_eq!(aligned(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn every_from_line_counts() {
        let domains = |raw: &str| from_domains(raw.as_bytes());
        assert_eq!(domains("From: A <a@X.example>\r\n\r\n"), ["x.example"]);
        assert_eq!(domains("From: a@x.example\r\nFrom: b@y.example\r\n\r\n"), ["x.example", "y.example"]);
        assert_eq!(domains("From: a@x.example, b@x.example\r\n\r\n"), ["x.example"]);
        assert_eq!(domains("Subject: x\r\n\r\n"), [""; 0]);
    }

    #[test]
    fn what_the_answers_come_to() {
        let dkim = |said, domain: &str| vec![Finding { said, domain: domain.to_owned() }];
        let one = ["kunde.example".to_owned()];
        let two = ["kunde.example".to_owned(), "andre.example".to_owned()];
        #[rustfmt::skip]
        let cases = [
            (&one[..], Said::Fail, "kunde.example", vec![], Said::Pass, Verdict::Pass),
            (&one[..], Said::Pass, "kunde.example", vec![], Said::Fail, Verdict::Fail),
            (&one[..], Said::None, "kunde.example", vec![], Said::TempError, Verdict::Unchecked),
            (&one[..], Said::Pass, "kunde.example", vec![], Said::None, Verdict::Pass),
            (&one[..], Said::Pass, "andre.example", vec![], Said::None, Verdict::None),
            (&one[..], Said::Fail, "kunde.example", vec![], Said::None, Verdict::Fail),
            (&one[..], Said::SoftFail, "kunde.example", vec![], Said::None, Verdict::Fail),
            (&one[..], Said::Fail, "kunde.example", dkim(Said::Pass, "kunde.example"), Said::None, Verdict::Pass),
            (&one[..], Said::Fail, "kunde.example", dkim(Said::Pass, "andre.example"), Said::None, Verdict::Fail),
            (&one[..], Said::Fail, "kunde.example", dkim(Said::TempError, "kunde.example"), Said::None, Verdict::Unchecked),
            (&one[..], Said::Neutral, "kunde.example", dkim(Said::Fail, "kunde.example"), Said::None, Verdict::None),
            (&one[..], Said::TempError, "kunde.example", vec![], Said::None, Verdict::Unchecked),
            (&one[..], Said::Relayed, "kunde.example", vec![], Said::None, Verdict::None),
            (&two[..], Said::Pass, "kunde.example", vec![], Said::None, Verdict::Fail),
            (&[], Said::Pass, "kunde.example", vec![], Said::None, Verdict::Fail),
        ];
        for (domains, spf, spf_domain, dkim, dmarc, expected) in cases {
            assert_eq!(
                verdict(domains, spf, spf_domain, &dkim, dmarc),
                expected,
                "{domains:?} {spf:?} {dkim:?} {dmarc:?}"
            );
        }
    }
}
