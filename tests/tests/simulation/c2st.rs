//! The classifier two-sample test against `reference/c2st.txt`, which scikit-learn has computed.

use flow_runtime::inference::simulation::c2st;
use flow_runtime::prelude::*;

const REFERENCE: &str = include_str!("../../reference/c2st.txt");

/// The samples of `reference/c2st.py`: sums of four numbers of a linear congruential generator, shifted and stretched.
fn samples(seed: u64, n: usize, shift: f64, scale: f64, two: bool) -> Vec<SVector<f64, 2>> {
    let mut state = seed;
    let mut number = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / 2_f64.powi(53) - 0.5
    };
    let mut sum = || number() + number() + number() + number();
    let mut sample = |i: usize| {
        let [a, b] = [sum(), sum()];
        let side = if two && i.is_multiple_of(2) {
            -1.5
        } else {
            1.5
        };
        let apart = if two { side } else { 0.0 };
        SVector::from([shift + scale * a + apart, b + 0.5 * a])
    };
    (0..n).map(&mut sample).collect()
}

/// Folds and first weights are drawn at random: two runs of scikit-learn differ by 0.007 too.
#[test]
fn agrees_with_scikit_learn() {
    let mut cases = 0;
    for line in REFERENCE.lines().filter(|line| !line.starts_with('#')) {
        let (case, accuracy) = line.split_once(" | ").unwrap();
        let case: Vec<f64> = case.split(' ').map(|x| x.parse().unwrap()).collect();
        let theirs: f64 = accuracy.parse().unwrap();
        let reference = samples(1, 2000, 0.0, 1.0, case[2] > 0.0);
        let other = samples(2, 2000, case[0], case[1], case[2] > 0.0);
        let ours = c2st(&reference, &other, 0);
        assert!((ours - theirs).abs() < 0.015, "{ours}, not {line}");
        cases += 1;
    }
    assert!(cases >= 5);
}

#[test]
fn says_nothing_of_too_few_samples() {
    let few = samples(1, 4, 0.0, 1.0, false);
    assert!(c2st(&few, &few, 0).is_nan());
    // The same seed, the same number.
    let (one, two) = (
        samples(1, 200, 0.0, 1.0, false),
        samples(2, 200, 1.0, 1.0, false),
    );
    assert_eq!(c2st(&one, &two, 3), c2st(&one, &two, 3));
}
