//! A calibration as a text.

use super::{Calibration, Ranked, Ranks};
use std::fmt::{self, Display, Formatter};

/// Levels whose coverage is told.
const LEVELS: [f64; 3] = [0.5, 0.9, 0.99];
/// Below this the last line says that the flow is wrong.
const SMALL: f64 = 0.01;

fn kind(ranks: &Ranks) -> &'static str {
    match ranks.ranked() {
        Ranked::Conditional => "given those before",
        Ranked::Marginal => "among samples",
        Ranked::Base => "in the base",
        Ranked::Region => "of the density",
    }
}

/// A probability, to be read.
struct Probability(f64);

impl Display for Probability {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = if self.0 < 1e-3 {
            format!("{:.0e}", self.0)
        } else {
            format!("{:.3}", self.0)
        };
        f.pad(&text)
    }
}

impl Display for Calibration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = self.all().map(|ranks| ranks.name().chars().count());
        let width = names.max().unwrap_or(0).max("ranks".len());
        if self.rows == 0 {
            return write!(f, "calibration on 0 rows: nothing can be said");
        }
        writeln!(f, "calibration on {} rows", self.rows)?;
        let title = ["distance", "p (KS)", "p (χ²)"];
        writeln!(
            f,
            "{:width$}  {:18}  {:>8}  {:>8}  {:>8}",
            "ranks", "", title[0], title[1], title[2]
        )?;
        for ranks in self.all() {
            let found = ranks.uniformity();
            let [distance, chi_squared] = [found.p_distance, found.p_chi_squared].map(Probability);
            writeln!(
                f,
                "{:width$}  {:18}  {:>8.3}  {distance:>8}  {chi_squared:>8}",
                ranks.name(),
                kind(ranks),
                found.distance
            )?;
        }
        for level in LEVELS {
            let (region, share) = (100.0 * level, 100.0 * self.coverage(level));
            writeln!(
                f,
                "the region of {region:.0} % holds {share:.1} % of the rows"
            )?;
        }
        let (p, tests) = (self.p_value(), self.tests());
        let (p, verdict) = (
            Probability(p),
            if p < SMALL {
                format!(": the flow is wrong in `{}`", self.worst().name())
            } else {
                ": nothing here speaks against the flow".to_owned()
            },
        );
        write!(
            f,
            "the least of {tests} probabilities, times {tests}, is {p}{verdict}"
        )
    }
}
