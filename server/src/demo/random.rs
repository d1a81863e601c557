//! Randomness that is the same in every run: a demo desk depends on its seed and on nothing else.

/// A sequence of numbers that looks random and depends on its seed only: `SplitMix64`, from "Fast splittable
/// pseudorandom number generators" (Steele, Lea, Flood, 2014). For stories and measurements, never for secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The sequence that belongs to a seed.
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A sequence of its own for one of many things, so that each can be made without the others.
    pub fn seeded_for(seed: u64, index: u64) -> Self {
        let mut own = Self { state: seed ^ index.wrapping_mul(0xD134_2543_DE82_EF95) };
        Self { state: own.roll() }
    }

    /// The next number, any of 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to below `high`; `low` where nothing lies between.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        match high.saturating_sub(low) {
            0 => low,
            span => low + self.roll() % span,
        }
    }

    /// One of some things; none of none.
    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(things.len()).unwrap_or(0);
        let index = usize::try_from(self.between(0, count)).unwrap_or(0);
        things.get(index)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn happens(&mut self, times_in_hundred: u64) -> bool {
        self.between(0, 100) < times_in_hundred
    }

    /// The random part of an id.
    pub fn id_bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        let (first, second) = (self.roll().to_le_bytes(), self.roll().to_le_bytes());
        for (byte, random) in bytes.iter_mut().zip(first.into_iter().chain(second)) {
            *byte = random;
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_give_the_published_sequence() {
        let mut dice = Dice::seeded(1_234_567);
        let rolls: Vec<u64> = (0..3).map(|_| dice.roll()).collect();
        assert_eq!(rolls, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn numbers_stay_between_their_bounds() {
        let mut dice = Dice::seeded(7);
        assert!((0..1000).map(|_| dice.between(3, 9)).all(|number| (3..9).contains(&number)));
        assert_eq!(dice.between(5, 5), 5);
    }
}
