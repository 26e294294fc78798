//! Chance that can be asked again: what is drawn for the n-th thing of a world follows from the seed, its kind and n alone.
//!
//! [`crate::ids::Random`] takes a lock and a hash for every number, which would be most of the work of a million companies;
//! nothing here need be hard to guess.

/// `SplitMix64` (Steele, Lea and Flood, 2014): a good mixing of a counter.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    state: u64,
}

/// What is drawn for: two kinds of thing with the same place have nothing in common.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Company = 1,
    Person,
    Foreigner,
    Entity,
    Change,
    Asked,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Draw {
    /// The numbers of the `place`-th thing of a kind.
    pub(super) const fn new(seed: u64, stream: Stream, place: u64) -> Self {
        let state = mix(mix(seed.wrapping_add(STEP)) ^ (stream as u64).wrapping_mul(STEP));
        Self { state: mix(state ^ place.wrapping_mul(0xd134_2543_de82_ef95)) }
    }

    /// 64 bits.
    pub(super) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number below `bound`; zero for zero. The bounds here are so small that the bias of a product is none.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// True for so many of a thousand.
    pub(super) fn of_thousand(&mut self, many: u64) -> bool {
        self.below(1000) < many
    }

    /// One of several; `None` where there are none.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let place = self.below(all.len() as u64);
        usize::try_from(place).ok().and_then(|place| all.get(place))
    }

    /// One of several texts.
    pub(super) fn text(&mut self, all: &[&'static str]) -> &'static str {
        self.pick(all).copied().unwrap_or_default()
    }

    /// One of several, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, all: &[(T, u64)], otherwise: T) -> T {
        let mut left = self.below(all.iter().map(|(_, weight)| weight).sum());
        for (one, weight) in all {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        otherwise
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}
