//! Weights of samples, in sums over them and in their gradients.

use crate::rubbish;
use flow_runtime::prelude::*;
use tests::conditional::double::Pair;
use tests::{Property, check_double, perturbed, points, rng};

/// Weights of samples: as if each were there so many times, and its gradient that of the weighted mean.
struct Weighted;

impl Property<f64> for Weighted {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let xs = flow.sample_batch(4, &mut rng());
        let weights = [2.0, 0.0, 1.0, 1.0];
        let repeated = [xs[0], xs[0], xs[2], xs[3]];
        let [mut weighted, mut expected] = [(); 2].map(|()| vec![0.0; flow.params().len()]);
        let nll = flow.weighted_nll_and_grad(&xs, &weights, &mut weighted);
        let expected_nll = flow.nll_and_grad(&repeated, &mut expected);
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
        assert!(close(nll, expected_nll), "{name}: {nll} and {expected_nll}");
        for (i, (&a, &b)) in weighted.iter().zip(&expected).enumerate() {
            assert!(close(a, b), "{name}: {a} and {b} in parameter {i}");
        }
    }
}

#[test]
fn a_sample_of_weight_two_is_there_twice() {
    check_double(&Weighted);
}

flow! { struct Bounded<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Sigmoid; }

/// Samples outside the support, or no numbers at all, whose weight is 0: as if they were not in the sum, though in the number.
#[test]
fn what_has_no_weight_is_not_there() {
    let flow = perturbed(Bounded::new(&mut rng()));
    let inside = flow.sample_batch(40, &mut rng());
    let nowhere = [
        SVector::from([2.0, 0.5]),
        SVector::from([0.0, 1.0]),
        SVector::from([f64::NAN, 0.5]),
        SVector::from([f64::INFINITY, f64::NEG_INFINITY]),
    ];
    let xs: Vec<_> = nowhere.into_iter().chain(inside.iter().copied()).collect();
    let weight = |i: usize| if i < 4 { 0.0 } else { 0.5 + i as f64 / 40.0 };
    let weights: Vec<f64> = (0..44).map(weight).collect();
    let [mut grad, mut expected, mut nothing] = [(); 3].map(|()| rubbish(&flow));
    let nll = flow.weighted_nll_and_grad(&xs, &weights, &mut grad);
    let expected_nll = flow.weighted_nll_and_grad(&inside, &weights[4..], &mut expected);
    let share = 40.0 / 44.0;
    assert!((nll - share * expected_nll).abs() < 1e-12, "{nll}");
    for (g, e) in grad.iter().zip(&expected) {
        assert!(
            (g - share * e).abs() < 1e-12 * (1.0 + e.abs()),
            "{g} and {e}"
        );
    }
    assert_eq!(
        flow.weighted_nll_and_grad(&xs, &[0.0; 44], &mut nothing),
        0.0
    );
    assert!(nothing.iter().all(|g| *g == 0.0));
    let outside = flow.weighted_nll_and_grad(&xs[..2], &[1.0; 2], &mut nothing);
    assert_eq!(outside, f64::INFINITY);
}

#[test]
fn weights_and_contexts_go_together() {
    let flow = perturbed(Pair::new(&mut rng()));
    let (xs, contexts) = (points::<f64, 2>(4, 1.0), points::<f64, 3>(4, 0.7));
    let weights = [2.0, 0.0, 1.0, 1.0];
    let (mut weighted, mut expected) = (rubbish(&flow), rubbish(&flow));
    let nll = flow.weighted_nll_and_grad_given(&xs, &contexts, &weights, &mut weighted);
    let repeat = |i: usize| if i == 1 { 0 } else { i };
    let (xs, contexts): (Vec<_>, Vec<_>) =
        (0..4).map(|i| (xs[repeat(i)], contexts[repeat(i)])).unzip();
    let expected_nll = flow.nll_and_grad_given(&xs, &contexts, &mut expected);
    assert!((nll - expected_nll).abs() < 1e-12);
    for (a, b) in weighted.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} and {b}");
    }
}
