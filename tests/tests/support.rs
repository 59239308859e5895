//! Where a density ends: samples lie inside, the tails beside the end have a density, and what lies outside has none.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::rng;

/// Calls `$check! { Name [chain]; … }` with flows of one dimension whose samples rounding brings to an end of the support.
macro_rules! for_each_flow {
    ($check:ident) => {
        $check! {
            Cosine [Uniform >> |u| cos(PI * u)];
            Squashed [Scale[3] >> Tanh];
            Quantiles [Scale[2] >> NormalCdf];
            FarAway [Uniform >> Shift[100]];
            Growing [Softplus >> Scale[40] >> |u > 0| 1 - exp(-u)];
        }
    };
}

macro_rules! declare {
    ($($name:ident [$($chain:tt)*];)*) => {
        mod single {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<1> = $($chain)*; })*
        }
        mod given {
            use flow_runtime::prelude::*;
            $(flow! {
                #[allow(deprecated, reason = "nothing in these flows needs the context")]
                pub(crate) struct $name<1 | 1> = $($chain)*;
            })*
        }
    };
}

for_each_flow!(declare);

const SAMPLES: usize = 20_000;

fn inside(name: &str, samples: &[SVector<f32, 1>], support: flow_runtime::Interval) {
    let outside = samples.iter().find(|x| !support.contains(f64::from(x[0])));
    assert_eq!(outside, None, "{name}");
}

#[test]
fn samples_lie_inside() {
    macro_rules! check {
        ($($name:ident [$($chain:tt)*];)*) => {
            $({
                let (name, support) = (stringify!($name), single::$name::SUPPORT[0]);
                let flow = single::$name::new(&mut rng());
                let batch = flow.sample_batch(SAMPLES, &mut rng());
                inside(name, &batch, support);
                assert!(flow.log_prob_batch(&batch).iter().all(|lp| lp.is_finite()), "{name}");
                let mut generator = rng();
                let one_by_one = |_| flow.sample(&mut generator);
                inside(name, &(0..SAMPLES).map(one_by_one).collect::<Vec<_>>(), support);
                let mut generator = rng();
                let with_density = |_| flow.sample_and_log_prob(&mut generator).0;
                inside(name, &(0..SAMPLES).map(with_density).collect::<Vec<_>>(), support);
                let flow = given::$name::new(&mut rng());
                let contexts = vec![SVector::zeros(); SAMPLES];
                inside(name, &flow.sample_batch_given(&contexts, &mut rng()), support);
            })*
        };
    }
    for_each_flow!(check);
}

flow! {
    struct Exponential<1> = Uniform >> |u| -ln(1 - u);
    struct Normal<1> = Uniform >> NormalQuantile;
    struct LogNormal<1> = Exp;
    struct Searched<1> = Exp >> |u > 0| u + ln(1 + u);
}

/// There, what comes back to the base is 1 in single precision.
#[test]
fn tails_of_uniform_numbers_have_a_density() {
    let exponential = Exponential::new(&mut rng());
    let normal = Normal::new(&mut rng());
    for x in [1.0_f32, 16.0, 18.0, 40.0, 1e4] {
        let log_prob = exponential.log_prob(&SVector::from([x]));
        assert!((log_prob + x).abs() < 1e-6 * x, "{log_prob} at {x}");
        let expected = -0.5 * x * x - 0.5 * std::f32::consts::TAU.ln();
        for x in [x, -x] {
            let log_prob = normal.log_prob(&SVector::from([x]));
            let error = (log_prob - expected).abs() / expected.abs();
            assert!(error < 1e-6, "{log_prob} at {x}");
        }
    }
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
