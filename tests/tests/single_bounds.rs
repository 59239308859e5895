//! Flows of which a bound is known in single precision: what double precision computes, and weights whose mean is the evidence.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::{BoundedFlow, StochasticFlow, prelude::*};
use tests::{points, rng};

/// Declares the same flows in both precisions.
macro_rules! both {
    ($($name:ident [$($chain:tt)*];)*) => {
        mod double {
            use flow_runtime::inference::targets::DoubleWell;
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f64, 2> = $($chain)*; })*
        }
        mod single {
            use flow_runtime::inference::targets::DoubleWell;
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f32, 2> = $($chain)*; })*
        }
    };
}

both! {
    Whole [MAF(8) >> Reverse >> MAF(8) >> Standardize >> Dequantize];
    Learned [MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Dequantize(6))];
    Kinds [MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[0](Argmax(4, 6)) >> On[1](Argmax(3, 6))];
    Beside [MAF(8) >> Reverse >> MAF(8) >> Augment(2) >> Affine];
    Shown [MAF(8) >> Reverse >> MAF(8) >> Augment(3, 6) >> Standardize];

    Walk [Affine >> Metropolis(self::DoubleWell, scale = 0.3) >> MAF(8) >> Reverse >> MAF(8)];
    Drift [Affine >> Langevin(self::DoubleWell, scale = 0.01) >> MAF(8) >> Reverse >> MAF(8)];
    Orbit [Affine >> Hmc(self::DoubleWell, steps = 5, scale = 0.1) >> MAF(8) >> Reverse >> MAF(8)];
}

/// Both hold the same numbers.
fn set<T: Real, F: Trainable<2, 0, Scalar = T>>(flow: &mut F) {
    let trained = F::trained_params();
    for (i, (p, trained)) in flow.params_mut().iter_mut().zip(trained).enumerate() {
        if trained {
            *p = T::from_f64(((i * 7919) % 1009) as f64 / 1009.0 - 0.5);
        }
    }
}

/// The bound of these samples, and its gradient.
fn measured<T: Real, F>(mut flow: F, xs: &[SVector<f64, 2>]) -> (f64, Vec<f64>)
where
    F: BoundedFlow<2, 0, Scalar = T> + LowerBound<T, 2>,
{
    set(&mut flow);
    let xs: Vec<SVector<T, 2>> = xs.iter().map(|x| x.map(T::from_f64)).collect();
    let mut grad = vec![T::ZERO; flow.params().len()];
    let nelbo = flow.nelbo_and_grad(&xs, &mut rng(), &mut grad).to_f64();
    (nelbo, grad.into_iter().map(Real::to_f64).collect())
}

/// Holds one precision against the other, of the gradient from a parameter on; and samples have a bound.
fn same<F, G>(name: &str, double: F, single: G, xs: &[SVector<f64, 2>], from: usize)
where
    F: BoundedFlow<2, 0, Scalar = f64> + LowerBound<f64, 2>,
    G: BoundedFlow<2, 0, Scalar = f32> + LowerBound<f32, 2>,
{
    let samples = single.sample_batch(2000, &mut rng());
    let bounds = single.elbo_batch(&samples, &mut rng());
    assert!(bounds.iter().all(|bound| bound.is_finite()), "{name}");
    let (expected, by) = measured(double, xs);
    let (nelbo, grad) = measured(single, xs);
    // A Markov chain is another in the other precision: its seed is rounded.
    if from == 0 {
        assert!(
            (nelbo - expected).abs() < 1e-4 * (1.0 + expected.abs()),
            "{name}: {nelbo} and {expected}"
        );
    }
    let largest = by.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
    assert!(by[from..].iter().any(|by| *by != 0.0), "{name}");
    for (i, (a, b)) in grad.iter().zip(&by).enumerate() {
        let near = if i < from { 0.05 } else { 1e-4 };
        assert!((a - b).abs() < near * largest, "{name}: {a} and {b} at {i}");
    }
}

#[test]
fn gradients_are_those_of_double_precision() {
    macro_rules! check {
        ($($name:ident $xs:ident $from:literal;)*) => {
            $(same(stringify!($name), double::$name::new(&mut rng()), single::$name::new(&mut rng()), &$xs, $from);)*
        };
    }
    let real: Vec<SVector<f64, 2>> = points(4000, 1.0);
    let some = real[..50].to_vec();
    let codes: Vec<SVector<f64, 2>> = (0..50)
        .map(|i| [f64::from(i % 4), f64::from(i % 3)].into())
        .collect();
    // Before a chain stand the 4 parameters of `Affine`: what its samples become is known on average only.
    check! {
        Whole codes 0;
        Learned codes 0;
        Kinds codes 0;
        Beside some 0;
        Shown some 0;
        Walk real 4;
        Drift real 4;
        Orbit real 4;
    }
}

/// E[w], whatever the parameters: within 3 standard errors, which are small.
#[test]
fn weights_have_the_evidence_as_their_mean() {
    fn has(name: &str, mut flow: impl StochasticFlow<2> + Trainable<2, 0, Scalar = f32>) {
        for p in flow.params_mut() {
            *p *= 0.5;
        }
        let (log_evidence, error) = flow.draw(40_000, &mut rng()).log_evidence();
        let off = (log_evidence - DoubleWell::log_evidence()).abs();
        assert!(
            error < 0.05 && off < 3.0 * error,
            "{name}: {log_evidence} ± {error}"
        );
    }
    has("Walk", single::Walk::new(&mut rng()));
    has("Drift", single::Drift::new(&mut rng()));
    has("Orbit", single::Orbit::new(&mut rng()));
}
