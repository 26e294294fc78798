//! The token request (RFC 6749 §3.2): parameters in the body, or in the query as one widely used client sends them.

use super::refusal::{Refusal, RequestFault};
use super::sent;
use crate::ledger::Fact;

/// The only grant type (RFC 7523 §8.1).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Largest request body, in bytes.
pub const BODY_LIMIT: usize = 96 * 1024;

/// Parameters that are looked at.
const PARAMETER_LIMIT: usize = 100;

/// A token request as it came.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// `Content-Type`
    pub content_type: Option<&'a str>,
    /// `Content-Encoding`
    pub encoding: Option<&'a str>,
    /// What stands behind the path's `?`.
    pub query: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// A request that has no assertion to look at.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Why it is refused.
    pub refusal: Refusal,
    /// What was seen instead, where that can be said.
    pub seen: Option<Fact>,
}

/// Finds the assertion, or says why there is none. Other parameters are not looked at, since clients
/// add some that the protocol does not know.
pub fn assertion(sent: Sent<'_>) -> Result<String, Box<Unread>> {
    let Sent { content_type, encoding, query, body } = sent;
    let refused = |refusal, seen| Err(Box::new(Unread { refusal, seen }));
    let fault = |fault, seen| refused(Refusal::InvalidRequest(fault), seen);
    if !body.is_empty() && !is_form(content_type) {
        let seen = content_type.map(|kind| sent::part("Content-Type", kind));
        return fault(RequestFault::NotAForm, seen);
    }
    let mut grant_type = None;
    let mut assertion = None;
    let parameters = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
    for (name, value) in parameters.take(PARAMETER_LIMIT) {
        let slot = match &*name {
            "grant_type" => &mut grant_type,
            "assertion" => &mut assertion,
            _ => continue,
        };
        // RFC 6749 §3.2: parameters must not be included more than once.
        if slot.replace(value.into_owned()).is_some() {
            return fault(RequestFault::ParameterTwice, Some(Fact::Plain(name.into_owned())));
        }
    }
    // A compressed body has no parameters that can be read: what is missing may stand in it.
    let packed = || encoding.map(|encoding| sent::part("Content-Encoding", encoding));
    match grant_type.as_deref() {
        None | Some("") => return fault(RequestFault::GrantTypeMissing, packed()),
        Some(JWT_BEARER) => {}
        Some(other) => return refused(Refusal::UnsupportedGrantType, Some(sent::part("grant_type", other))),
    }
    match assertion.filter(|text| !text.is_empty()) {
        Some(assertion) => Ok(assertion),
        None => fault(RequestFault::AssertionMissing, packed()),
    }
}

/// A missing type is understood: the real service's answer to it is not known (`maskinporten.md` §11).
fn is_form(content_type: Option<&str>) -> bool {
    content_type.is_none_or(|kind| {
        kind.split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assertion_is_found_in_body_or_query_and_faults_are_told() {
        let form = Some("application/x-www-form-urlencoded;charset=UTF-8");
        let good = format!("assertion=a.b.c&grant_type={JWT_BEARER}&client_id=x");
        let grant_alone = format!("grant_type={JWT_BEARER}");
        let twice = format!("{good}&assertion=d");
        for (kind, query, body, expected) in [
            (form, "", good.as_str(), Ok("a.b.c")),
            (None, "", good.as_str(), Ok("a.b.c")),
            (None, good.as_str(), "", Ok("a.b.c")),
            (
                form,
                "",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x",
                Ok("x"),
            ),
            (form, "", "assertion=x", Err("invalid_request")),
            (form, "", "grant_type=client_credentials", Err("unsupported_grant_type")),
            (form, "", grant_alone.as_str(), Err("invalid_request")),
            (form, "", twice.as_str(), Err("invalid_request")),
            (Some("application/json"), "", "{}", Err("invalid_request")),
            (form, "", "", Err("invalid_request")),
        ] {
            let sent = Sent { content_type: kind, encoding: None, query, body: body.as_bytes() };
            let found = assertion(sent);
            let found = found.as_deref().map_err(|unread| unread.refusal.error());
            assert_eq!(found, expected, "{query} {body}");
        }
        for (sent, expected) in [
            (
                Sent { content_type: Some("application/json"), encoding: None, query: "", body: b"{}" },
                "Content-Type: application/json",
            ),
            (
                Sent { content_type: form, encoding: Some("gzip"), query: "", body: b"\x1f\x8b" },
                "Content-Encoding: gzip",
            ),
            (
                Sent { content_type: form, encoding: None, query: "grant_type=implicit", body: b"" },
                "grant_type: implicit",
            ),
            (
                Sent { content_type: form, encoding: None, query: "grant_type=a&grant_type=b", body: b"" },
                "grant_type",
            ),
        ] {
            let seen = assertion(sent).expect_err("no assertion").seen;
            assert_eq!(seen, Some(Fact::plain(expected)), "{sent:?}");
        }
    }
}
