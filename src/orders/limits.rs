//! How many orders one address and one sender may place. In memory, per node: it keeps a flood out, and decides nothing
//! that must hold over a restart.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// The limits of this process.
pub struct OrderLimits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_sender: DefaultKeyedRateLimiter<String>,
}

impl std::fmt::Debug for OrderLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OrderLimits")
    }
}

impl OrderLimits {
    /// At most `per_hour` orders from one address, and as many from one sender.
    pub fn new(per_hour: u32) -> Self {
        let quota = Quota::per_hour(NonZeroU32::new(per_hour).unwrap_or(NonZeroU32::MIN));
        Self { by_address: RateLimiter::keyed(quota), by_sender: RateLimiter::keyed(quota) }
    }

    /// Counts an order; false when there were too many.
    pub fn admit(&self, address: Option<IpAddr>, sender: &str) -> bool {
        let by_address = address.is_none_or(|address| self.by_address.check_key(&address).is_ok());
        let by_sender = sender.is_empty() || self.by_sender.check_key(&sender.to_lowercase()).is_ok();
        // What is long past is forgotten, so that memory does not grow with every address that was ever seen.
        if self.by_address.len() > 10_000 {
            self.by_address.retain_recent();
        }
        if self.by_sender.len() > 10_000 {
            self.by_sender.retain_recent();
        }
        by_address && by_sender
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_too_many_is_kept_out_and_others_are_not() {
        let limits = OrderLimits::new(2);
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        assert!(limits.admit(address, "a@eksempel.example"));
        assert!(limits.admit(address, "b@eksempel.example"));
        assert!(!limits.admit(address, "c@eksempel.example"));
        assert!(limits.admit(None, "A@eksempel.example"));
        assert!(!limits.admit(None, "a@eksempel.example"));
    }
}
