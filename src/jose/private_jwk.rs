//! Private keys as JWK (RFC 7518 §6.3.2), for the command line: many clients keep theirs in this form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The members of an RSA private key in the order of PKCS #1 (RFC 8017 A.1.2), after the version.
const MEMBERS: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/// The key as PKCS #1 DER; nothing when a member is missing or no base64url.
pub(super) fn pkcs1_of_jwk(jwk: &Value) -> Option<Vec<u8>> {
    if jwk.get("kty").and_then(Value::as_str) != Some("RSA") {
        return None;
    }
    let mut body = integer(&[0]);
    for member in MEMBERS {
        let number = URL_SAFE_NO_PAD.decode(jwk.get(member)?.as_str()?).ok()?;
        body.extend(integer(&number));
    }
    Some(tagged(0x30, &body))
}

/// A number that is not negative as a DER INTEGER.
fn integer(big_endian: &[u8]) -> Vec<u8> {
    let start = big_endian.iter().position(|byte| *byte != 0).unwrap_or(big_endian.len());
    let digits = big_endian.get(start..).unwrap_or_default();
    let mut content = Vec::with_capacity(digits.len() + 1);
    // Without the zero in front, a first bit of 1 would make the number negative.
    if digits.first().is_none_or(|byte| *byte >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    tagged(0x02, &content)
}

/// Tag, length and content (X.690 §8.1).
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let start = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
    let length = length.get(start..).unwrap_or_default();
    let mut out = vec![tag];
    match length {
        [short @ 0..=0x7f] => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(0));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_are_written_as_der_wants_them() {
        assert_eq!(integer(&[0]), [2, 1, 0]);
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(tagged(0x30, &[7; 127])[..2], [0x30, 127]);
        assert_eq!(tagged(0x30, &[7; 128])[..3], [0x30, 0x81, 128]);
        assert_eq!(tagged(0x30, &[7; 256])[..4], [0x30, 0x82, 1, 0]);
    }
}
