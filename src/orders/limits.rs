//! How many orders, drafts and look-ups one address and one sender may cause. In memory, per node: it keeps a flood out,
//! and decides nothing that must hold over a restart.

use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Names that one address may look up in a minute: more than anybody types, fewer than a copy of the register takes.
const LOOK_UPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Links to drafts that one address is sent in an hour: somebody else's address may stand in the form.
const DRAFT_LETTERS_PER_HOUR: NonZeroU32 = NonZeroU32::new(5).unwrap();

/// The limits of this process.
pub struct OrderLimits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_sender: DefaultKeyedRateLimiter<String>,
    drafts: DefaultKeyedRateLimiter<IpAddr>,
    draft_letters: DefaultKeyedRateLimiter<String>,
    look_ups: DefaultKeyedRateLimiter<IpAddr>,
}

impl std::fmt::Debug for OrderLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OrderLimits")
    }
}

impl OrderLimits {
    /// At most `per_hour` orders from one address, and as many from one sender; and as many drafts saved from one address.
    pub fn new(per_hour: u32) -> Self {
        let quota = Quota::per_hour(NonZeroU32::new(per_hour).unwrap_or(NonZeroU32::MIN));
        Self {
            by_address: RateLimiter::keyed(quota),
            by_sender: RateLimiter::keyed(quota),
            drafts: RateLimiter::keyed(quota),
            draft_letters: RateLimiter::keyed(Quota::per_hour(DRAFT_LETTERS_PER_HOUR)),
            look_ups: RateLimiter::keyed(Quota::per_minute(LOOK_UPS_PER_MINUTE)),
        }
    }

    /// Counts an order; false when there were too many.
    pub fn admit(&self, address: Option<IpAddr>, sender: &str) -> bool {
        let by_address = address.is_none_or(|address| counted(&self.by_address, &address));
        let by_sender = sender.is_empty() || counted(&self.by_sender, &sender.to_lowercase());
        by_address && by_sender
    }

    /// Counts a draft that is saved; false when there were too many.
    pub fn admit_draft(&self, address: Option<IpAddr>) -> bool {
        counted(&self.drafts, &address.unwrap_or(NOWHERE))
    }

    /// Counts a letter with a draft's link; false when `recipient` got enough of them.
    pub fn admit_draft_letter(&self, recipient: &str) -> bool {
        counted(&self.draft_letters, &recipient.to_lowercase())
    }

    /// Counts a look-up of a name; false when there were too many.
    pub fn admit_look_up(&self, address: Option<IpAddr>) -> bool {
        counted(&self.look_ups, &address.unwrap_or(NOWHERE))
    }
}

/// Requests without an address (they did not come over the network) are counted together.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

fn counted<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> bool {
    // What is long past is forgotten, so that memory does not grow with every address that was ever seen.
    if limiter.len() > 10_000 {
        limiter.retain_recent();
    }
    limiter.check_key(key).is_ok()
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

    #[test]
    fn drafts_their_letters_and_look_ups_are_counted_apart_from_orders() {
        let limits = OrderLimits::new(1);
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        assert!(limits.admit(address, ""));
        assert!(limits.admit_draft(address) && !limits.admit_draft(address));
        assert!((0..5).all(|_| limits.admit_draft_letter("a@eksempel.example")));
        assert!(!limits.admit_draft_letter("A@eksempel.example"));
        assert!(limits.admit_draft_letter("b@eksempel.example"));
        assert!((0..30).all(|_| limits.admit_look_up(address)) && !limits.admit_look_up(address));
        assert!(limits.admit_look_up(Some(IpAddr::from([192, 0, 2, 2]))));
    }
}
