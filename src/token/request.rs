//! The token request (RFC 6749 §3.2): parameters in the body, or in the query as one widely used client sends them.

use super::refusal::{Refusal, RequestFault};

/// The only grant type (RFC 7523 §8.1).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Largest request body, in bytes.
pub const BODY_LIMIT: usize = 96 * 1024;

/// Parameters that are looked at.
const PARAMETER_LIMIT: usize = 100;

/// Finds the assertion. Other parameters are not looked at, since clients add some that the protocol does not know.
pub fn assertion(content_type: Option<&str>, query: &str, body: &[u8]) -> Result<String, Refusal> {
    if !body.is_empty() && !is_form(content_type) {
        return Err(Refusal::InvalidRequest(RequestFault::NotAForm));
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
            return Err(Refusal::InvalidRequest(RequestFault::ParameterTwice));
        }
    }
    match grant_type.as_deref() {
        None | Some("") => return Err(Refusal::InvalidRequest(RequestFault::GrantTypeMissing)),
        Some(JWT_BEARER) => {}
        Some(_) => return Err(Refusal::UnsupportedGrantType),
    }
    assertion.filter(|text| !text.is_empty()).ok_or(Refusal::InvalidRequest(RequestFault::AssertionMissing))
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
            let found = assertion(kind, query, body.as_bytes());
            assert_eq!(found.as_deref().map_err(Refusal::error), expected, "{query} {body}");
        }
    }
}
