//! How many logins by number one address may try. In memory, per node: it keeps guessing out, of numbers and of the access
//! code alike, and decides nothing that must hold over a restart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// What is counted where no address is known, which is in tests alone.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// The limits of this process.
pub struct LoginLimits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
}

impl std::fmt::Debug for LoginLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginLimits")
    }
}

impl LoginLimits {
    /// At most `per_minute` attempts from one address.
    pub fn new(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        Self { by_address: RateLimiter::keyed(quota) }
    }

    /// Counts an attempt, good or not; false when there were too many.
    pub fn admit(&self, address: Option<IpAddr>) -> bool {
        let admitted = self.by_address.check_key(&network(address.unwrap_or(NOWHERE))).is_ok();
        // What is long past is forgotten, so that memory does not grow with every address that was ever seen.
        if self.by_address.len() > 10_000 {
            self.by_address.retain_recent();
        }
        admitted
    }
}

/// Whoever has one IPv6 address has the whole /64 around it (RFC 4291 §2.5.4), and is counted as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_too_often_is_kept_out_and_others_are_not() {
        let limits = LoginLimits::new(2);
        let check = |address: &str, admitted: bool| {
            assert_eq!(limits.admit(address.parse().ok()), admitted, "{address}");
        };
        check("192.0.2.1", true);
        check("::ffff:192.0.2.1", true);
        check("192.0.2.1", false);
        check("192.0.2.2", true);
        check("2001:db8::1", true);
        check("2001:db8::2", true);
        check("2001:db8::ffff:3", false);
        check("2001:db8:0:1::1", true);
    }
}
