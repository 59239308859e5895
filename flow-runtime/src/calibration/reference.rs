//! Samples of the flow, to compare rows with.

use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// The numbers that a row is compared with.
pub(super) enum Reference {
    /// The same for all rows, in increasing order.
    Shared(Vec<f64>),
    /// So many for each row, one row after the other.
    Each(Vec<f64>, usize),
}

impl Reference {
    /// The share of its reference below each value. Where several are alike, chance decides which comes first: then ranks of
    /// samples among samples are uniform, whatever they are.
    pub(super) fn ranks(&self, values: &[f64], rng: &mut Xoshiro256PlusPlus) -> Vec<f64> {
        let rank = |(i, value): (usize, &f64)| {
            let (less, alike, of) = match self {
                Self::Shared(sorted) => {
                    let less = sorted.partition_point(|other| other < value);
                    let most = sorted.partition_point(|other| other <= value);
                    (less, most.saturating_sub(less), sorted.len())
                }
                Self::Each(all, per_row) => {
                    let own = &all[i * per_row..][..*per_row];
                    let less = own.iter().filter(|other| *other < value).count();
                    let alike = own.iter().filter(|other| *other == value).count();
                    (less, alike, *per_row)
                }
            };
            let between: f64 = rng.random();
            let place = less as f64 + between * (alike + 1) as f64;
            if value.is_nan() {
                f64::NAN
            } else {
                place / (of + 1) as f64
            }
        };
        values.iter().enumerate().map(rank).collect()
    }

    /// How many independent rows say as much as `rows` of them compared with this: what is shared by all rows errs for all
    /// alike.
    pub(super) fn independent(&self, rows: usize) -> f64 {
        let n = rows as f64;
        match self {
            Self::Shared(samples) => n * samples.len() as f64 / (n + samples.len() as f64),
            Self::Each(..) => n,
        }
    }
}
