//! Shapes: a step of Glow is its three elements, a reordering of a shape is the same wherever it is written, and pictures of
//! 32 × 32 in three colours are dimensions like others.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{points, rng};

flow! {
    struct Glowing<f64, [2, 4, 4]> = Glow(conv(4)) >> Unsqueeze >> Glow(conv(4));
    struct Written<f64, [2, 4, 4]> = ActNorm(over = channels) >> Linear(over = channels) >> RealNVP(conv(4), split = channels)
        >> Unsqueeze
        >> ActNorm(over = channels) >> Linear(over = channels) >> RealNVP(conv(4), split = channels);

    /// What was a place of four channels becomes a square of 2 × 2, row by row.
    struct Squares<f64, [1, 2, 4]> = MAF(8) >> Unsqueeze >> MAF(8);
    struct Listed<f64, 8> = MAF(8) >> Permute[0, 2, 1, 3, 4, 6, 5, 7] >> MAF(8);

    #[allow(deprecated, reason = "a small network sees few places")]
    struct Colours<f64, [3, 32, 32]> = Glow(conv(2)) >> Unsqueeze >> Glow(conv(2)) >> Split >> Unsqueeze >> Glow(conv(2));
}

/// Asserts that two flows are one density if they have the same parameters.
fn same<const D: usize, F, G>(one: &mut F, other: &mut G)
where
    F: Density<f64, D> + Flow<D, 0, Scalar = f64>,
    G: Density<f64, D> + Flow<D, 0, Scalar = f64>,
{
    let mut numbers = points::<f64, 1>(one.params().len(), 0.3).into_iter();
    one.params_mut()
        .fill_with(|| numbers.next().expect("one for each")[0]);
    other.params_mut().copy_from_slice(one.params());
    for x in points(20, 1.0) {
        let (one, other) = (one.log_prob(&x), other.log_prob(&x));
        assert!((one - other).abs() < 1e-12 * one.abs(), "{one} {other}");
    }
}

#[test]
fn a_step_of_glow_is_its_three_elements() {
    same(&mut Glowing::new(&mut rng()), &mut Written::new(&mut rng()));
}

#[test]
fn channels_become_squares_row_by_row() {
    same(&mut Squares::new(&mut rng()), &mut Listed::new(&mut rng()));
}

#[test]
fn three_thousand_dimensions_are_dimensions_like_others() {
    let flow = Colours::new(&mut rng());
    let (x, log_density) = flow.sample_and_log_prob(&mut rng());
    let again = flow.log_prob(&x);
    assert!(
        (log_density - again).abs() < 1e-9 * again.abs(),
        "{log_density} {again}"
    );
}

/// Saves and loads: the same parameters, and so the same density.
fn comes_back<const D: usize, F>(mut flow: F)
where
    F: Density<f64, D> + Flow<D, 0, Scalar = f64>,
{
    let mut numbers = points::<f64, 1>(flow.params().len(), 0.3).into_iter();
    flow.params_mut()
        .fill_with(|| numbers.next().expect("one for each")[0]);
    let again = F::from_bytes(&flow.to_bytes().expect("bytes")).expect("what was saved");
    let x = points(1, 1.0)[0];
    assert_eq!(flow.log_prob(&x), again.log_prob(&x));
}

#[test]
fn networks_that_know_shapes_come_back_from_files() {
    flow! {
        #[allow(deprecated, reason = "one element, of which some dimensions stay")]
        struct Waves<f64, [2, 8]> = Glow(wavenet(4, layers = 2));
        #[allow(deprecated, reason = "one element, whose patches are independent inside")]
        struct Tokens<f64, [1, 4, 4]> = MAF(attention(8, layers = 1, heads = 2), patch = 2);
    }
    comes_back(Glowing::new(&mut rng()));
    comes_back(Waves::new(&mut rng()));
    comes_back(Tokens::new(&mut rng()));
    let pictures = Glowing::new(&mut rng()).to_bytes().expect("bytes");
    let error = Squares::from_bytes(&pictures).expect_err("another flow");
    assert!(error.to_string().contains("[2, 4, 4]"), "{error}");
}
