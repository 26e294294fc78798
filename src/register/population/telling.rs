//! What one registration of the population tells: owners with their positions, or why there are none, or where they stand.

use super::Population;
use super::draw::Draw;
use super::persons::elsewhere;
use super::words::foreign_company;
use crate::clock::Millis;
use crate::register::codes::{Country, Ground, Interval, OwnerStatus, PositionKind};
use crate::register::model::{Intermediate, Owner, Position, Told};
use crate::register::rules::{FormRule, has_owners};

/// What a registration says of owners.
pub(super) type Telling = (Option<OwnerStatus>, Told);

const DESCRIPTIONS: [&str; 5] = [
    "Avtale om å bestemme over driften",
    "Vetorett i alle større saker etter aksjonæravtalen",
    "Lån med rett til å overta aksjene",
    "Fullmakt til å stemme for de andre deltakerne",
    "Bestemmer etter vedtektene hvem som blir daglig leder",
];

/// EEA countries whose registers branches point to.
const REGISTERS: [&str; 6] = ["SWE", "DNK", "DEU", "LTU", "NLD", "POL"];

/// How many owners there are: most have one or two.
const OWNERS: [(usize, u64); 10] =
    [(1, 450), (2, 300), (3, 140), (4, 55), (5, 25), (6, 12), (7, 8), (8, 4), (9, 3), (10, 3)];

fn status(draw: &mut Draw, rule: &FormRule) -> OwnerStatus {
    use OwnerStatus::{
        AllIdentified, BoardAndOthers, BoardAndOthersSomeUnidentified, BoardOnly, ForeignPublicBody,
        NoOwners, NoneIdentified, NorwegianPublicBody, SomeIdentified,
    };
    match rule.code {
        "STI" => draw.weighted(
            &[(BoardOnly, 600), (BoardAndOthers, 300), (BoardAndOthersSomeUnidentified, 100)],
            BoardOnly,
        ),
        "BRL" | "BBL" | "SA" | "GFS" | "FLI" | "SPA" | "BA" => draw.weighted(
            &[(NoOwners, 720), (AllIdentified, 200), (NorwegianPublicBody, 50), (ForeignPublicBody, 30)],
            NoOwners,
        ),
        _ => draw.weighted(
            &[
                (AllIdentified, 850),
                (SomeIdentified, 40),
                (NoneIdentified, 25),
                (NorwegianPublicBody, 20),
                (ForeignPublicBody, 10),
                (NoOwners, 55),
            ],
            AllIdentified,
        ),
    }
}

/// The same with owners who are told of.
fn status_with_owners(draw: &mut Draw, rule: &FormRule) -> OwnerStatus {
    let some = draw.of_thousand(60);
    match (rule.code, some) {
        ("STI", false) => OwnerStatus::BoardAndOthers,
        ("STI", true) => OwnerStatus::BoardAndOthersSomeUnidentified,
        (_, false) => OwnerStatus::AllIdentified,
        (_, true) => OwnerStatus::SomeIdentified,
    }
}

impl Population {
    /// What a company of the form tells at `at`, as if nothing had been told before. `own` is its place.
    pub(super) fn telling(&self, draw: &mut Draw, rule: &FormRule, own: u64, at: Millis) -> Telling {
        if rule.market && draw.of_thousand(450) {
            let name = draw.text(&["Euronext Oslo", "Euronext Expand Oslo"]).to_owned();
            let address = "https://marked.example".to_owned();
            return (None, Told::RegulatedMarket { name, country: Country::of("NOR"), address });
        }
        if rule.foreign_register && draw.of_thousand(350) {
            let country = Country::of(draw.text(&REGISTERS));
            let address = format!("https://register-{}.example", country.alpha2().to_ascii_lowercase());
            return (None, Told::ForeignRegister { country, address });
        }
        let status = status(draw, rule);
        if !has_owners(status) {
            return (Some(status), Told::Nothing);
        }
        let count = draw.weighted(&OWNERS, 1);
        let mut owners = Vec::with_capacity(count);
        for place in 0..count {
            self.add_owner(draw, rule, own, at, (&mut owners, place, count));
        }
        (Some(status), Told::Owners(owners))
    }

    /// The next thing that a company tells after `before`: often another owner, another share, or all anew.
    pub(super) fn next_telling(
        &self,
        draw: &mut Draw,
        rule: &FormRule,
        own: u64,
        at: Millis,
        before: &Telling,
    ) -> Telling {
        let (Some(status), Told::Owners(owners)) = before else {
            return self.telling(draw, rule, own, at);
        };
        let mut owners = owners.clone();
        let count = owners.len();
        match draw.below(1000) {
            0..350 => {
                let place = usize::try_from(draw.below(count as u64)).unwrap_or(0);
                if let Some(owner) = owners.get_mut(place) {
                    owner.positions = self.positions(draw, rule, own, (place, count));
                    owner.changed = at;
                }
                (Some(*status), Told::Owners(owners))
            }
            350..600 if count < 10 => {
                self.add_owner(draw, rule, own, at, (&mut owners, count, count + 1));
                (Some(status_with_owners(draw, rule)), Told::Owners(owners))
            }
            600..750 if count > 1 => {
                owners.remove(usize::try_from(draw.below(count as u64)).unwrap_or(0));
                (Some(*status), Told::Owners(owners))
            }
            _ => self.telling(draw, rule, own, at),
        }
    }

    /// Adds a person who is not there yet; the pool is far larger than any list.
    fn add_owner(
        &self,
        draw: &mut Draw,
        rule: &FormRule,
        own: u64,
        at: Millis,
        (owners, place, count): (&mut Vec<Owner>, usize, usize),
    ) {
        let positions = self.positions(draw, rule, own, (place, count));
        let (person, exempt) = loop {
            let drawn = self.pool().draw(draw, at);
            if !owners.iter().any(|owner| owner.person == drawn.0) {
                break drawn;
            }
        };
        owners.push(Owner { person, exempt, first_registered: at, changed: at, positions });
    }

    fn positions(
        &self,
        draw: &mut Draw,
        rule: &FormRule,
        own: u64,
        (place, count): (usize, usize),
    ) -> Vec<Position> {
        if rule.positions.contains(&PositionKind::Ownership) {
            return self.company_positions(draw, own, (place, count));
        }
        let several = if draw.of_thousand(250) { 2 } else { 1 };
        let first = draw.below(rule.positions.len() as u64);
        let kinds = rule.positions.iter().cycle().skip(usize::try_from(first).unwrap_or(0)).take(several);
        kinds.map(|kind| plain(*kind, None, &[])).collect()
    }

    fn company_positions(&self, draw: &mut Draw, own: u64, (place, count): (usize, usize)) -> Vec<Position> {
        use Interval::{Half, Quarter, ThreeQuarters};
        let interval = match (count, place) {
            (1, _) => draw.weighted(&[(ThreeQuarters, 600), (Half, 250), (Quarter, 150)], ThreeQuarters),
            (2, 0) => draw.weighted(&[(Half, 600), (Quarter, 400)], Half),
            (2, 1) => draw.weighted(&[(Quarter, 800), (Half, 200)], Quarter),
            _ => Quarter,
        };
        // More than three cannot own more than a quarter each.
        if place >= 3 || draw.of_thousand(60) {
            return vec![match draw.below(3) {
                0 => plain(PositionKind::BoardAppointment, None, &[Ground::Agreement]),
                1 => plain(PositionKind::VotingRights, Some(interval), &[Ground::Agreement]),
                _ => Position {
                    description: Some(draw.text(&DESCRIPTIONS).to_owned()),
                    ..plain(PositionKind::OtherControl, None, &[])
                },
            }];
        }
        let grounds: &[Ground] = match draw.below(1000) {
            0..720 => &[Ground::Direct],
            720..950 => &[Ground::Indirect],
            _ => &[Ground::Direct, Ground::Indirect],
        };
        let mut share = plain(PositionKind::Ownership, Some(interval), grounds);
        if grounds.contains(&Ground::Indirect) {
            share.intermediates = (0..=draw.below(3)).map(|_| self.between(draw, own)).collect();
        }
        if draw.of_thousand(250) {
            let votes = Position { kind: PositionKind::VotingRights, ..share.clone() };
            return vec![share, votes];
        }
        vec![share]
    }

    /// A company between: mostly another one of the population.
    fn between(&self, draw: &mut Draw, own: u64) -> Intermediate {
        let other = draw.below(self.size);
        if other != own && !draw.of_thousand(250) {
            return Intermediate::Norwegian(self.number(other));
        }
        let country = elsewhere(draw);
        let name = foreign_company(draw, country.alpha3());
        let number = draw.of_thousand(700).then(|| (10_000_000 + draw.below(90_000_000)).to_string());
        let street = format!(
            "{} {}",
            draw.text(&["Otter Street", "Bävergatan", "Rue de la Loutre", "Biberweg"]),
            1 + draw.below(99)
        );
        Intermediate::Foreign { number, name, address: vec![street], country }
    }
}

fn plain(kind: PositionKind, interval: Option<Interval>, grounds: &[Ground]) -> Position {
    Position { kind, interval, description: None, grounds: grounds.to_vec(), intermediates: Vec::new() }
}
