//! The round numbers that stand along a logarithmic axis.

use super::spacing::{Spacing, label};

/// At most `count` (and 2 at least) powers of ten between two positive limits, with 2 and 5 of each or leaving some out, and how
/// they are written; within a decade equal steps.
pub(super) fn decades([low, high]: [f64; 2], count: usize) -> Vec<(f64, String)> {
    let count = count.max(2);
    let powers = low < 1e-4 || high >= 1e6;
    let [first, last] = [low, high].map(|limit| limit.log10().floor() as i32);
    let ticks = |digits: &[u8], every: i32| -> Vec<(f64, String)> {
        (first..=last)
            .filter(|exponent| exponent.rem_euclid(every) == 0)
            .flat_map(|exponent| digits.iter().map(move |&digit| (digit, exponent)))
            .map(|(digit, exponent)| {
                // The decimal number itself, not a product that is rounded.
                let tick = format!("{digit}e{exponent}").parse().unwrap_or(f64::NAN);
                (tick, label(tick, exponent, powers))
            })
            .filter(|(tick, _)| low * (1.0 - 1e-9) <= *tick && *tick <= high * (1.0 + 1e-9))
            .collect()
    };
    let dense = [ticks(&[1, 2, 5], 1)].into_iter();
    // The exponents of doubles lie between \u{2212}324 and 308.
    let mut choices = dense.chain((1..700).map(|every| ticks(&[1], every)));
    let chosen = choices
        .find(|ticks| ticks.len() <= count)
        .unwrap_or_default();
    if chosen.len() >= 2 {
        return chosen;
    }
    let steps = Spacing::new([low, high], count).map(|step| step.multiples(low, high));
    steps.unwrap_or(chosen)
}

#[cfg(test)]
mod tests {
    use super::decades;

    #[test]
    fn ticks_are_powers_of_ten_or_round() {
        let labels = |low: f64, high: f64, count: usize| {
            let labels: Vec<_> = decades([low, high], count)
                .into_iter()
                .map(|(_, label)| label)
                .collect();
            labels.join(" ")
        };
        for (low, high, count, expected) in [
            (1.0, 100.0, 7, "1 2 5 10 20 50 100"),
            (1.0, 100.0, 6, "1 10 100"),
            (0.001, 1000.0, 7, "0.001 0.01 0.1 1 10 100 1000"),
            (0.001, 1000.0, 4, "0.01 1 100"),
            (1e-6, 1.0, 7, "1e−6 1e−5 1e−4 1e−3 1e−2 1e−1 1e0"),
            (3.0, 4.5, 5, "3.0 3.5 4.0 4.5"),
            (1e-300, 1e300, 4, "1e−151 1e0 1e151"),
        ] {
            assert_eq!(labels(low, high, count), expected, "{low} to {high}");
        }
    }
}
