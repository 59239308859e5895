//! What is exact without being a bijection of a box, in single precision: gradients of all kinds are those of double precision.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

/// Calls `$check! { Name D [chain]; … }`.
macro_rules! for_each_flow {
    ($check:ident) => {
        $check! {
            Sizes 2 [|z; b > 0| sinh(b * z) >> Abs >> Log >> MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh)];
            InOrder 3 [Sort >> MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh)];
            Shares 3 [MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh) >> Simplex];
            Increasing 3 [MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh) >> Ordered];
            Angles 2 [Circle >> 2 * (MAF(8, activation = tanh, univariate = circular(bins = 4)) >> Reverse)];
            Late 2 [MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh) >> |z; a, m, s > 0| a + exp(m + s * z)];
            Early 2 [MAF(8, activation = tanh) >> |u, v; a, b| (a + exp(u), b - exp(v + u))];
        }
    };
}

macro_rules! declare {
    ($($name:ident $dim:literal [$($chain:tt)*];)*) => {
        mod double {
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f64, $dim> = $($chain)*; })*
        }
        mod single {
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f32, $dim> = $($chain)*; })*
        }
    };
}

for_each_flow!(declare);

/// How many samples.
const N: usize = 50;

/// Numbers are rounded to 6e-8 of themselves, some hundred times on the way through a chain and back. Relative to 1 and the largest
/// derivative of its kind.
const ALLOWED: f64 = 1e-4;

/// Cotangents that are all different.
fn cotangent(i: usize) -> f64 {
    ((i * 37 + 11) % 19) as f64 / 19.0 - 0.4
}

/// What is asked of a flow at points of the base and at samples: the mean of −ln p, its gradient, and what comes back to points and
/// parameters in both directions.
fn asked<T: Real, F, const D: usize>(
    flow: &F,
    zs: &[SVector<f64, D>],
    xs: &[SVector<f64, D>],
) -> [(&'static str, Vec<f64>); 6]
where
    F: Flow<D, 0, Scalar = T>,
{
    let of = |points: &[SVector<f64, D>]| -> Vec<SVector<T, D>> {
        points.iter().map(|x| x.map(T::from_f64)).collect()
    };
    let (zs, xs) = (of(zs), of(xs));
    let back: Vec<SVector<T, D>> = (0..N)
        .map(|n| SVector::from_fn(|i, _| T::from_f64(cotangent(n * D + i))))
        .collect();
    let log_dets: Vec<T> = (0..N).map(|n| T::from_f64(cotangent(7 * n + 3))).collect();
    let mut grads = [(); 3].map(|()| vec![T::ZERO; flow.params().len()]);
    let [grad, up, down] = &mut grads;
    let nll = flow.nll_and_grad(&xs, grad);
    let dz = flow.forward_vjp_batch(&zs, &back, &log_dets, up);
    let dx = flow.inverse_vjp_batch(&xs, &back, &log_dets, down);
    let wide = |numbers: &[T]| numbers.iter().map(|x| x.to_f64()).collect();
    let flat = |points: &[SVector<T, D>]| points.iter().flatten().map(|x| x.to_f64()).collect();
    let [grad, up, down] = grads;
    [
        ("nll", vec![nll.to_f64()]),
        ("gradient", wide(&grad)),
        ("point of the base", flat(&dz)),
        ("parameter, forwards", wide(&up)),
        ("sample", flat(&dx)),
        ("parameter, backwards", wide(&down)),
    ]
}

/// Of the same parameters at the same points.
fn same<const D: usize, F, G>(name: &str, mut double: F, single: &G)
where
    F: Flow<D, 0, Scalar = f64>,
    G: Flow<D, 0, Scalar = f32> + Density<f32, D>,
{
    for (double, single) in double.params_mut().iter_mut().zip(single.params()) {
        *double = f64::from(*single);
    }
    let zs: Vec<SVector<f64, D>> = points::<f32, D>(N, 1.0)
        .iter()
        .map(|z| z.map(f64::from))
        .collect();
    let xs = single.sample_batch(N, &mut rng());
    let xs: Vec<SVector<f64, D>> = xs.iter().map(|x| x.map(f64::from)).collect();
    let both = asked(&double, &zs, &xs)
        .into_iter()
        .zip(asked(single, &zs, &xs));
    for ((of, double), (_, single)) in both {
        assert_eq!(double.len(), single.len(), "{name}: {of}");
        assert!(double.iter().any(|d| *d != 0.0), "{name}: {of}");
        let allowed = ALLOWED * double.iter().fold(1.0, |most: f64, d| most.max(d.abs()));
        for (i, (a, b)) in double.iter().zip(&single).enumerate() {
            assert!((a - b).abs() < allowed, "{name}: {a} and {b} in {of} {i}");
        }
    }
}

#[test]
fn gradients_are_those_of_double_precision() {
    macro_rules! check {
        ($($name:ident $dim:literal [$($chain:tt)*];)*) => {
            $(same(
                stringify!($name),
                double::$name::new(&mut rng()),
                &perturbed(single::$name::new(&mut rng())),
            );)*
        };
    }
    for_each_flow!(check);
}
