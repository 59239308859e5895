//! Where a density ends: what lies outside has none.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Exponential<1> = Uniform >> |u| -ln(1 - u);
    struct LogNormal<1> = Exp;
    struct Searched<1> = Exp >> |u > 0| u + ln(1 + u);
}

/// The mean of −ln p is the same with its gradient and without, also where that is infinite or not a number.
fn agrees<F: Flow<1, 0, Scalar = f32> + Density<f32, 1>>(flow: &F) {
    let mut grad = vec![0.0; flow.params().len()];
    for far in [-1.0, 0.0, f32::INFINITY, f32::NAN] {
        let xs = [SVector::from([0.5]), SVector::from([far])];
        let (nll, with_grad) = (flow.nll(&xs), flow.nll_and_grad(&xs, &mut grad));
        assert!(!nll.is_finite(), "{nll} at {far}");
        assert_eq!(nll.to_string(), with_grad.to_string(), "at {far}");
    }
}

#[test]
fn what_lies_outside_has_an_infinite_loss() {
    agrees(&LogNormal::new(&mut rng()));
    agrees(&Searched::new(&mut rng()));
    agrees(&Exponential::new(&mut rng()));
}
