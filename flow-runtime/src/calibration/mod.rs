//! Whether a trained flow can be trusted.

mod measure;
#[cfg(feature = "plot")]
mod picture;
mod ranks;
mod reference;
mod report;
mod uniformity;

pub use measure::{calibration, calibration_given};
pub use ranks::{Ranked, Ranks};
pub use uniformity::Uniformity;

/// What rows that a flow was not trained on say of it, by [`calibration`](crate::testing::calibration()).
///
/// **Ranks** ([`ranks`](Self::ranks)): one of every row in every dimension, uniform on [0, 1] if the flow is right. Too many in the
/// middle: the flow is too wide; too many at both ends: too narrow; too many at one end: shifted.
///
/// **Regions** ([`coverage`](Self::coverage)): the smallest region with 90 % of the flow's probability should hold 90 % of
/// the rows, and so on.
///
/// **Tests**: each row of ranks has two, by Kolmogorov and Smirnov and by χ². [`p_value`](Self::p_value) is the least of all their
/// probabilities, times their number (Bonferroni): if the flow is right, it lies below α with a probability of α at most, however
/// many dimensions there are. With very many rows the tests find errors that do not matter: look at distances and coverage too.
#[derive(Clone, Debug)]
pub struct Calibration {
    rows: usize,
    ranks: Vec<Ranks>,
    regions: Ranks,
}

impl Calibration {
    /// How many rows there were.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The ranks of the rows in each dimension. Of a flow that is autoregressive in some order, those in the conditional
    /// distributions along it; of others those among samples, and behind them those in the dimensions of the base.
    pub fn ranks(&self) -> &[Ranks] {
        &self.ranks
    }

    /// For each row, the probability of the highest-density region that ends there.
    pub fn regions(&self) -> &Ranks {
        &self.regions
    }

    /// The share of the rows that lie in the highest-density region with the probability `level`.
    pub fn coverage(&self, level: f64) -> f64 {
        self.regions.share(level)
    }

    /// The probability of what is least probable among all tests, if the flow is right, for so many tests (Bonferroni).
    pub fn p_value(&self) -> f64 {
        let least = self
            .all()
            .map(|ranks| ranks.uniformity().least())
            .fold(1.0, f64::min);
        (least * self.tests() as f64).min(1.0)
    }

    /// How many tests there are: two for each of the ranks, and for the regions.
    pub fn tests(&self) -> usize {
        2 * self.all().count()
    }

    /// All ranks, those of the regions last.
    fn all(&self) -> impl Iterator<Item = &Ranks> {
        self.ranks.iter().chain([&self.regions])
    }

    /// Those that are the least probable.
    fn worst(&self) -> &Ranks {
        let least = |ranks: &&Ranks| ranks.uniformity().least();
        let worst = self.all().min_by(|a, b| least(a).total_cmp(&least(b)));
        worst.unwrap_or(&self.regions)
    }
}
