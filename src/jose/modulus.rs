//! What can be told of an RSA modulus without its factors: whether it is plainly no product of two large primes.
//!
//! NIST SP 800-89 §5.3.3 asks for the same of a public key from elsewhere: no small factor, and no power of a number. Who
//! registers such a key has no key, since anybody finds the private half.

use std::sync::LazyLock;

/// Primes below this are tried as factors (NIST SP 800-89 §5.3.3).
const SMALL: u32 = 752;

/// The longest modulus that is looked at, in bits.
const LONGEST: u32 = 8192;

/// How many bits of certainty stand behind "this is a power": a modulus that is none is taken for one with a chance of
/// one in two to this power.
const CERTAINTY: f64 = 80.0;

/// Why a modulus protects nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weakness {
    /// This number divides it.
    Factor(u32),
    /// It is a number to this power.
    Power(u32),
}

/// The odd primes below [`SMALL`], as products that fit in 32 bits with the primes of each.
static PRODUCTS: LazyLock<Vec<(u32, Vec<u32>)>> = LazyLock::new(|| {
    let mut products: Vec<(u32, Vec<u32>)> = Vec::new();
    for prime in (3..SMALL).step_by(2).filter(|number| is_prime(*number)) {
        match products.last_mut() {
            Some((product, primes)) if product.checked_mul(prime).is_some() => {
                *product *= prime;
                primes.push(prime);
            }
            _ => products.push((prime, vec![prime])),
        }
    }
    products
});

/// The exponents that a power can have, and for each some primes `q` of which `exponent` divides `q - 1`.
///
/// By Fermat a number to the power `k` is 1 modulo such a prime when it is raised to `(q - 1) / k`; another number is so
/// for one prime in `k`. Only prime exponents are needed, and with no factor below [`SMALL`] none is larger than the
/// modulus has times the length of that.
static EXPONENTS: LazyLock<Vec<(u32, Vec<u32>)>> = LazyLock::new(|| {
    let largest = LONGEST / SMALL.ilog2();
    let exponents = (2..=largest).filter(|number| is_prime(*number));
    exponents
        .map(|exponent| {
            let mut certainty = 0.0;
            let primes = (1..).map(|factor| factor * exponent + 1).filter(|q| *q > SMALL && is_prime(*q));
            let primes = primes.take_while(|_| {
                let enough = certainty >= CERTAINTY;
                certainty += f64::from(exponent).log2();
                !enough
            });
            (exponent, primes.collect())
        })
        .collect()
});

/// Whether `modulus`, odd and big-endian, has a small factor or is a power; `None` tells that neither was found.
pub(super) fn weakness(modulus: &[u8]) -> Option<Weakness> {
    let words = words(modulus);
    for (product, primes) in &*PRODUCTS {
        let rest = remainder(&words, *product);
        if let Some(prime) = primes.iter().find(|prime| rest.is_multiple_of(**prime)) {
            return Some(Weakness::Factor(*prime));
        }
    }
    for (exponent, primes) in &*EXPONENTS {
        let mut every = true;
        for prime in primes {
            let rest = remainder(&words, *prime);
            if rest == 0 {
                return Some(Weakness::Factor(*prime));
            }
            if power(rest, (prime - 1) / exponent, *prime) != 1 {
                every = false;
                break;
            }
        }
        if every {
            return Some(Weakness::Power(*exponent));
        }
    }
    None
}

/// The number in words of 32 bits, the highest first.
fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .rchunks(4)
        .rev()
        .map(|chunk| chunk.iter().fold(0, |word, byte| word << 8 | u32::from(*byte)))
        .collect()
}

fn remainder(words: &[u32], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let rest = words.iter().fold(0_u64, |rest, word| (rest << 32 | u64::from(*word)) % divisor);
    u32::try_from(rest).unwrap_or_default()
}

/// `base` to the power `exponent`, modulo `modulus`.
fn power(base: u32, mut exponent: u32, modulus: u32) -> u64 {
    let modulus = u64::from(modulus);
    let (mut square, mut result) = (u64::from(base) % modulus, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % modulus;
        }
        square = square * square % modulus;
        exponent >>= 1;
    }
    result
}

fn is_prime(number: u32) -> bool {
    number >= 2 && (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::super::SigningKey;
    use super::*;

    /// `base` to the power `exponent`, big-endian.
    fn raised(base: u32, exponent: u32) -> Vec<u8> {
        (0..exponent).fold(vec![1], |number, _| times(&number, base))
    }

    fn times(number: &[u8], factor: u32) -> Vec<u8> {
        let mut carry = 0_u64;
        let mut out = Vec::new();
        for byte in number.iter().rev() {
            carry += u64::from(*byte) * u64::from(factor);
            out.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
        while carry > 0 {
            out.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
        out.reverse();
        out
    }

    #[test]
    fn small_factors_and_powers_are_found_and_a_key_is_neither() {
        assert_eq!(weakness(&raised(3, 1295)), Some(Weakness::Factor(3)));
        assert_eq!(weakness(&times(&raised(1_000_003, 100), 751)), Some(Weakness::Factor(751)));
        // Primes above those that are tried, so that only the power can tell.
        for (base, exponent, told) in
            [(1_000_003, 128, 2), (1_000_003, 135, 3), (999_983, 113, 113), (4_294_967_291, 211, 211)]
        {
            assert_eq!(weakness(&raised(base, exponent)), Some(Weakness::Power(told)), "{base}^{exponent}");
        }
        // A power that somebody hid behind one more prime is no power, and has no small factor.
        assert_eq!(weakness(&times(&raised(1_000_003, 128), 999_983)), None);
        let key = SigningKey::generate(2048).expect("a key");
        let numbers = key.public_jwk();
        let modulus = URL_SAFE_NO_PAD.decode(numbers["n"].as_str().expect("n")).expect("base64url");
        assert_eq!(weakness(&modulus), None);
    }
}
