//! How well a score tells anomalies from normal rows.

/// Of all pairs and of all thresholds.
pub(crate) struct Ranking {
    /// The probability that an anomaly has a larger score than a normal row; a tie counts half.
    pub(crate) auroc: f64,
    /// The mean precision over all anomalies, at the threshold of each.
    pub(crate) average_precision: f64,
}

impl Ranking {
    pub(crate) fn of(normal: &[f64], anomalous: &[f64]) -> Self {
        let (mut auroc, mut average_precision) = (0.0, 0.0);
        for score in anomalous {
            let less = normal.iter().filter(|other| *other < score).count();
            let alike = normal.iter().filter(|other| *other == score).count();
            auroc += less as f64 + 0.5 * alike as f64;
            let found = anomalous.iter().filter(|other| *other >= score).count();
            let alarms = normal.iter().filter(|other| *other >= score).count();
            average_precision += found as f64 / (found + alarms) as f64;
        }
        let n = anomalous.len() as f64;
        Self {
            auroc: auroc / n / normal.len() as f64,
            average_precision: average_precision / n,
        }
    }
}

/// The score below which this share of the scores lies.
pub(crate) fn quantile(scores: &[f64], share: f64) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rankings_are_those_of_the_definition() {
        let all = Ranking::of(&[1.0, 2.0], &[3.0, 4.0]);
        assert_eq!((all.auroc, all.average_precision), (1.0, 1.0));
        // Of four pairs three are in order; the anomalies are found first and third.
        let some = Ranking::of(&[1.0, 3.0], &[2.0, 4.0]);
        assert_eq!(some.auroc, 0.75);
        assert!((some.average_precision - f64::midpoint(1.0, 2.0 / 3.0)).abs() < 1e-15);
        assert_eq!(Ranking::of(&[1.0], &[1.0]).auroc, 0.5);
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
    }
}
