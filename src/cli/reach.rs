//! Asking a server from a command: what went wrong, in words that tell the cases apart, and answers that are bounded and
//! safe to show.

use super::Failure;

/// Most bytes of an answer that are read.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// Why `url` could not be asked.
pub(super) fn failure(url: &str, error: &reqwest::Error) -> Failure {
    // The address may be the issuer's own word for its token endpoint.
    let url = shown(url);
    if let Some(status) = error.status() {
        return format!("{url} answered {status}").into();
    }
    if error.is_decode() {
        return format!("{url} answered with something that was not expected of it").into();
    }
    if error.is_builder() {
        return format!(
            "{url} is no address that can be asked; it begins with https:// or http:// and names a host"
        )
        .into();
    }
    if error.is_timeout() {
        return format!("{url} did not answer in time").into();
    }
    // The outer words only say that the request failed; the innermost ones say what happened.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    format!("{url} cannot be reached: {cause}").into()
}

/// The body of an answer, read no further than any answer of an issuer is long.
pub(super) async fn body(url: &str, mut response: reqwest::Response) -> Result<String, Failure> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| failure(url, &error))? {
        if body.len() + piece.len() > ANSWER_LIMIT {
            return Err(
                format!("{url} answered with more than {ANSWER_LIMIT} bytes, which is no token").into()
            );
        }
        body.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// What a stranger sent, for a terminal: without the characters that would steer it.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(2_000).collect()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_steers_a_terminal_is_left_out() {
        assert_eq!(shown("a\u{1b}[31mb\u{7}\nc"), "a[31mbc");
    }
}
