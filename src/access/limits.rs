//! How many logins by number one address may try, and how many unknown organisation numbers one person. In memory, per node:
//! it keeps guessing out, of numbers and of the access code alike, and decides nothing that must hold over a restart.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::clock::{HOUR, Millis};
use crate::numbers::PartyUuid;

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

/// How often a person may look up an organisation number that is nobody's, before it is kept out for an hour as Altinn's
/// portal does (`altinn.md` §3.2, step 2, whose own number is not public).
#[derive(Debug)]
pub struct LookupLimits {
    misses: u32,
    by_person: Mutex<HashMap<PartyUuid, Misses>>,
}

/// A person's misses of the last hour.
#[derive(Debug, Clone, Copy)]
struct Misses {
    count: u32,
    /// When they are forgotten, in wall time: an hour after the first, or after the one that was too many.
    until: Millis,
}

/// Most persons that are remembered. Those beyond it are let in: a limit must not fill the memory.
const PERSONS: usize = 10_000;

impl LookupLimits {
    /// At most `misses` in an hour.
    pub fn new(misses: u32) -> Self {
        Self { misses, by_person: Mutex::default() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<PartyUuid, Misses>) -> T) -> T {
        work(&mut self.by_person.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Until when `person` is kept out, in wall time, if it is.
    pub fn kept_out(&self, person: &PartyUuid, now: Millis) -> Option<Millis> {
        let misses = self.with(|known| known.get(person).copied())?;
        (misses.count >= self.misses && misses.until > now).then_some(misses.until)
    }

    /// Counts a number that was nobody's.
    pub fn missed(&self, person: &PartyUuid, now: Millis) {
        self.with(|known| {
            if known.len() >= PERSONS {
                known.retain(|_, misses| misses.until > now);
            }
            if known.len() >= PERSONS && !known.contains_key(person) {
                return;
            }
            let misses = known.entry(person.clone()).or_insert(Misses { count: 0, until: now + HOUR });
            if misses.until <= now {
                *misses = Misses { count: 0, until: now + HOUR };
            }
            misses.count = misses.count.saturating_add(1);
            if misses.count == self.misses {
                misses.until = now + HOUR;
            }
        });
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
    #[test]
    fn a_person_who_misses_too_often_is_kept_out_for_an_hour() {
        let limits = LookupLimits::new(3);
        let uuid = |last: u8| PartyUuid::parse(&format!("00000000-0000-4000-8000-00000000000{last}"));
        let (person, other) = (&uuid(1).expect("a UUID"), &uuid(2).expect("a UUID"));
        limits.missed(person, 0);
        limits.missed(person, HOUR - 2);
        assert_eq!(limits.kept_out(person, HOUR - 2), None);
        limits.missed(person, HOUR - 1);
        assert_eq!(limits.kept_out(person, HOUR), Some(2 * HOUR - 1));
        assert_eq!(limits.kept_out(other, HOUR), None);
        assert_eq!(limits.kept_out(person, 2 * HOUR - 1), None);
        // What was long ago does not count.
        limits.missed(person, 2 * HOUR);
        assert_eq!(limits.kept_out(person, 2 * HOUR), None);
        limits.missed(person, 3 * HOUR);
        limits.missed(person, 3 * HOUR + 1);
        assert_eq!(limits.kept_out(person, 3 * HOUR + 1), None);
    }
}
