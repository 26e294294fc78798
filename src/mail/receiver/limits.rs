//! How much one address and one sender may send. In memory, per node: it keeps a flood out, and decides nothing that must
//! hold over a restart.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::MailIn;

/// Keys that are kept before those long past are forgotten.
const KEYS: usize = 10_000;

/// The limits of this process.
pub(super) struct Limits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_sender: DefaultKeyedRateLimiter<String>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    in_all: usize,
    of_one: usize,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

/// Why a connection is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// There are too many in all.
    InAll,
    /// There are too many of this address.
    OfThisAddress,
}

/// A connection that counts for as long as it lives.
#[derive(Debug)]
pub(super) struct Place {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

impl Limits {
    pub(super) fn new(settings: &MailIn) -> Self {
        let quota = |per_hour| Quota::per_hour(NonZeroU32::new(per_hour).unwrap_or(NonZeroU32::MIN));
        Self {
            by_address: RateLimiter::keyed(quota(settings.messages_per_address)),
            by_sender: RateLimiter::keyed(quota(settings.messages_per_sender)),
            open: Arc::default(),
            in_all: settings.connections,
            of_one: settings.connections_per_address,
        }
    }

    /// A place for a connection from `address`.
    pub(super) fn enter(&self, address: IpAddr) -> Result<Place, Full> {
        let address = network_of(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= self.in_all {
            return Err(Full::InAll);
        }
        let count = open.entry(address).or_default();
        if *count >= self.of_one {
            return Err(Full::OfThisAddress);
        }
        *count += 1;
        drop(open);
        Ok(Place { open: Arc::clone(&self.open), address })
    }

    /// Counts a message; otherwise says of whom there were too many. A message without a sender (a bounce) counts for its
    /// address alone.
    pub(super) fn admit(&self, address: IpAddr, sender: &str) -> Result<(), &'static str> {
        if self.by_address.len() > KEYS {
            self.by_address.retain_recent();
        }
        if self.by_sender.len() > KEYS {
            self.by_sender.retain_recent();
        }
        if self.by_address.check_key(&network_of(address)).is_err() {
            return Err("450 4.7.1 too many messages from your server in an hour; try again later");
        }
        if !sender.is_empty() && self.by_sender.check_key(&sender.to_lowercase()).is_err() {
            return Err("450 4.7.1 too many messages of this sender in an hour; try again later");
        }
        Ok(())
    }
}

/// Who has one IPv6 address has the other 2^64 beside it, so that they count as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};

    fn limits(pairs: &'static [(&str, &str)]) -> Limits {
        let config = Config::from_lookup(Settings::default(), &|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        });
        Limits::new(&config.unwrap().mail_in)
    }

    #[test]
    fn one_network_counts_as_one_and_a_place_is_given_back() {
        let limits =
            limits(&[("FULLMAKT_SMTP_CONNECTIONS", "3"), ("FULLMAKT_SMTP_CONNECTIONS_PER_ADDRESS", "2")]);
        let enter = |address: &str| limits.enter(address.parse().unwrap());
        let (one, _two) = (enter("2001:db8::1").unwrap(), enter("2001:db8::2").unwrap());
        assert_eq!(enter("2001:db8::3").unwrap_err(), Full::OfThisAddress);
        let _three = enter("192.0.2.1").unwrap();
        assert_eq!(enter("192.0.2.2").unwrap_err(), Full::InAll);
        drop(one);
        assert!(enter("::ffff:192.0.2.1").is_ok());
    }

    #[test]
    fn messages_are_counted_by_address_and_by_sender() {
        let limits = limits(&[
            ("FULLMAKT_SMTP_MESSAGES_PER_ADDRESS", "4"),
            ("FULLMAKT_SMTP_MESSAGES_PER_SENDER", "1"),
        ]);
        let admit = |address: &str, sender: &str| limits.admit(address.parse().unwrap(), sender).is_ok();
        assert!(admit("192.0.2.1", "a@x.example") && !admit("192.0.2.1", "A@X.example"));
        assert!(admit("192.0.2.1", "") && admit("192.0.2.1", ""), "a bounce has no sender to count for");
        assert!(!admit("192.0.2.1", "b@x.example") && admit("192.0.2.2", "b@x.example"));
    }
}
