//! Images that are no boxes, `Simplex` and `Ordered`: exact inside, a density of 0 outside.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::{at_samples, exact, perturbed, rng};

/// Calls `$check! { Name D [chain]; … }`.
macro_rules! for_each_flow {
    ($check:ident) => {
        $check! {
            Shares 2 [Simplex];
            ManyShares 5 [MAF(8) >> Reverse >> Simplex];
            Percent 3 [IAF(7) >> Simplex >> Permute[2, 0, 1] >> Scale[100, 100, 100]];
            LogShares 3 [Affine >> Simplex >> Log];
            Increasing 4 [MAF(8) >> Ordered];
            Decreasing 3 [Orthogonal >> Ordered >> Permute[2, 1, 0] >> MAF(6)];
            OrderedInUnit 3 [RealNVP(8) >> Scale[0.3, 0.3, 0.3] >> Ordered >> Sigmoid];
        }
    };
}

macro_rules! declare {
    ($($name:ident $dim:literal [$($chain:tt)*];)*) => {
        mod double {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f64, $dim> = $($chain)*; })*
        }
        mod single {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f32, $dim> = $($chain)*; })*
        }
    };
}

for_each_flow!(declare);

/// Single precision says what double precision says, of the same points and parameters.
fn same_in_single<const D: usize>(
    name: &str,
    double: &(impl Flow<D, 0, Scalar = f64> + Density<f64, D>),
    mut single: impl Flow<D, 0, Scalar = f32> + Density<f32, D>,
) {
    for (single, &double) in single.params_mut().iter_mut().zip(double.params()) {
        *single = double as f32;
    }
    for x in double.sample_batch(60, &mut rng()) {
        let rounded = x.map(|x| x as f32);
        let exact = double.log_prob(&rounded.map(f64::from));
        let near = f64::from(single.log_prob(&rounded));
        // What has been rounded may no longer increase.
        assert!(
            near == exact || (near - exact).abs() < 2e-3 * (1.0 + exact.abs()),
            "{name}: {near}, {exact}"
        );
    }
}

#[test]
fn images_that_are_no_boxes_are_exact() {
    macro_rules! check {
        ($($name:ident $dim:literal [$($chain:tt)*];)*) => {
            $({
                let double = perturbed(double::$name::new(&mut rng()));
                same_in_single(stringify!($name), &double, single::$name::new(&mut rng()));
                exact(stringify!($name), double);
            })*
        };
    }
    for_each_flow!(check);
}

// A box around the image: the sums and the order in it are not the compiler's.
const _: () = {
    let [first, last] = double::Shares::SUPPORT;
    assert!(first.lower == 0.0 && first.upper == 1.0 && last.lower == 0.0 && last.upper == 1.0);
    assert!(!first.contains(0.0) && !last.contains(1.0));
    let [least, .., most] = double::Increasing::SUPPORT;
    assert!(least.contains(-1e300) && most.contains(1e300));
    let [lowest, _, highest] = double::OrderedInUnit::SUPPORT;
    assert!(lowest.lower == 0.0 && highest.upper == 1.0);
};

#[test]
fn all_of_it_at_samples_on_any_number_of_threads() {
    at_samples(double::ManyShares::new(&mut rng()));
    at_samples(double::Percent::new(&mut rng()));
    at_samples(double::Increasing::new(&mut rng()));
    at_samples(double::OrderedInUnit::new(&mut rng()));
}

#[test]
fn outside_there_is_no_density() {
    let shares = double::Shares::new(&mut rng());
    for x in [[0.6, 0.4], [0.7, 0.5], [-0.1, 0.5], [0.0, 0.5], [1.5, -1.0]] {
        assert_eq!(shares.log_prob(&x.into()), f64::NEG_INFINITY, "{x:?}");
        assert!(!shares.contains(&x.into()), "{x:?}");
    }
    assert!(shares.log_prob(&[f64::NAN, 0.5].into()).is_nan());
    assert!(shares.contains(&[0.1, 0.2].into()));
    let increasing = double::Increasing::new(&mut rng());
    for x in [[0.0, 1.0, 1.0, 2.0], [0.0, 1.0, 0.5, 2.0]] {
        assert_eq!(increasing.log_prob(&x.into()), f64::NEG_INFINITY, "{x:?}");
    }
}

/// At z = 0 all shares are equal, and the volume is that of the product of all of them.
#[test]
fn the_middle_of_the_simplex() {
    flow! { struct Quarters<f64, 3> = Simplex; }
    let (x, log_det) = Quarters::new(&mut rng()).forward_and_log_det(&SVector::zeros());
    for share in x.iter() {
        assert!((share - 0.25).abs() < 1e-15, "{x}");
    }
    assert!((log_det - 4.0 * 0.25_f64.ln()).abs() < 1e-14);
}

/// ∫ p = 1 over the unit square, of which a triangle has density.
#[test]
fn densities_integrate_to_one() {
    let shares = perturbed(double::Shares::new(&mut rng()));
    let integral = testing::integral(&shares, [0.0; 2], [1.0; 2], 2000);
    assert!((integral - 1.0).abs() < 2e-3, "∫p = {integral}");
}

flow! {
    struct Dirichlet<2> = NSF(32, 32) >> Reverse >> NSF(32, 32) >> Affine >> Simplex;
    struct OrderStatistics<3> =
        2 * (MAF(32, 32, univariate = mixture) >> Reverse) >> Affine >> Ordered >> Sigmoid;
}

/// The mean of −ln p of samples, by a flow that has been trained on others, less that by the density itself.
fn behind<const D: usize, F>(
    mut flow: F,
    draw: impl Fn(&mut Xoshiro256PlusPlus) -> SVector<f32, D>,
    log_density: impl Fn(&SVector<f32, D>) -> f64,
) -> f64
where
    F: Flow<D, 0, Scalar = f32> + Density<f32, D>,
{
    let mut rng = rng();
    let train: Vec<_> = (0..60_000).map(|_| draw(&mut rng)).collect();
    let trainer = Trainer::new(Adam::new(2e-3)).epochs(20).batch_size(256);
    trainer
        .schedule(Schedule::Cosine)
        .fit(&mut flow, &train)
        .unwrap();
    let test: Vec<_> = (0..20_000).map(|_| draw(&mut rng)).collect();
    let own: f64 = test.iter().map(log_density).sum::<f64>() / test.len() as f64;
    f64::from(flow.nll(&test)) + own
}

/// Two of the three shares of a Dirichlet(2, 3, 4), whose density is Γ(9) / (Γ(2) Γ(3) Γ(4)) x₀ x₁² x₂³.
#[test]
fn a_dirichlet_is_learned() {
    use rand_distr::Gamma;
    let gammas = [2.0, 3.0, 4.0].map(|shape| Gamma::new(shape, 1.0).unwrap());
    let draw = |rng: &mut Xoshiro256PlusPlus| {
        let parts: [f64; 3] = gammas.map(|gamma| gamma.sample(rng));
        let sum: f64 = parts.iter().sum();
        SVector::from([(parts[0] / sum) as f32, (parts[1] / sum) as f32])
    };
    let log_density = |x: &SVector<f32, 2>| {
        let [a, b] = [f64::from(x[0]), f64::from(x[1])];
        (40320.0_f64 / (1.0 * 2.0 * 6.0)).ln() + a.ln() + 2.0 * b.ln() + 3.0 * (1.0 - a - b).ln()
    };
    let behind = behind(Dirichlet::new(&mut rng()), draw, log_density);
    assert!(behind.abs() < 0.01, "{behind} nats");
}

/// Three uniform numbers in their order have density 3! where they increase.
#[test]
fn order_statistics_are_learned() {
    let draw = |rng: &mut Xoshiro256PlusPlus| {
        let mut numbers: [f32; 3] = std::array::from_fn(|_| rng.random_range(f32::EPSILON..1.0));
        numbers.sort_by(f32::total_cmp);
        SVector::from(numbers)
    };
    let distinct = |rng: &mut Xoshiro256PlusPlus| loop {
        let x = draw(rng);
        if x[0] < x[1] && x[1] < x[2] {
            return x;
        }
    };
    let behind = behind(OrderStatistics::new(&mut rng()), distinct, |_| 6.0_f64.ln());
    assert!((0.0..0.01).contains(&behind), "{behind} nats");
}
