//! `Abs` and `Sort`: exact, though several points of the base become one of the data.

use flow_runtime::prelude::*;
use flow_runtime::testing::{self, Ranked, calibration};
use tests::{at_samples, rng};

flow! {
    pub struct HalfNormal<f64, 1> = Abs;
    pub struct HalfNormal32<1> = Abs;
    pub struct Triangle<f64, 2> = Uniform >> Scale[2, 2] >> Shift[-1, -1] >> |z| (z + z^3) / 2 >> Abs;
    pub struct Behind<f64, 2> = |z; b > 0| sinh(b * z) >> Abs >> Log >> MAF(8) >> Reverse >> RealNVP(7);
    pub struct Sorted<f64, 4> = Sort;
    pub struct Sorted32<4> = Sort;
    pub struct Places<f64, 2> = StudentT(dof = 5) >> |z| z + tanh(z) >> Sort;
    #[allow(deprecated, reason = "some dimensions are independent of the others")]
    pub struct Mixed<f64, 5> = Abs >> On[3, 1, 0](Sort) >> Log >> On[4, 2](Linear);
    pub struct Falling<f64, 1> = Abs >> Reciprocal;
}

const _: () = assert!(HalfNormal::SUPPORT[0].lower == 0.0 && Triangle::SUPPORT[0].upper > 0.0);
const _: () = assert!(Sorted::MIXING[0][3] && Mixed::MIXING[3][0] && !Mixed::MIXING[3][2]);

/// The entropy of a standard normal number, in nats.
const NORMAL: f64 = 1.418_938_533_204_672_7;

fn normals<T: Real, const D: usize>(n: usize) -> Vec<SVector<T, D>> {
    tests::points(n, 1.0)
}

/// |N(0, 1)| has ln 2 less than N(0, 1): 0.725791.
#[test]
fn absolute_values_lose_ln_2() {
    let data: Vec<SVector<f64, 1>> = normals(200_000).iter().map(SVector::abs).collect();
    let nll = HalfNormal::new(&mut rng()).nll(&data);
    assert!((nll - 0.725_791).abs() < 0.002, "{nll}");
    let single: Vec<SVector<f32, 1>> = data.iter().map(|x| x.cast()).collect();
    let nll32 = HalfNormal32::new(&mut rng()).nll(&single);
    assert!((f64::from(nll32) - nll).abs() < 1e-5, "{nll32}");
    for x in &data[..100] {
        let exact = std::f64::consts::LN_2 - 0.5 * x[0] * x[0] - 0.5 * std::f64::consts::TAU.ln();
        assert!((HalfNormal::new(&mut rng()).log_prob(x) - exact).abs() < 1e-14);
    }
}

/// ln 4! less than four independent numbers, for every sample.
#[test]
fn sorting_loses_ln_of_the_orders() {
    let sorted = Sorted::new(&mut rng());
    let single = Sorted32::new(&mut rng());
    for mut x in normals::<f64, 4>(1000) {
        let iid: f64 = x.iter().map(|x| -0.5 * x * x - NORMAL + 0.5).sum();
        x.as_mut_slice().sort_by(f64::total_cmp);
        assert!((sorted.log_prob(&x) - iid - 24_f64.ln()).abs() < 1e-13);
        let same = single.log_prob(&x.cast());
        assert!((f64::from(same) - iid - 24_f64.ln()).abs() < 1e-5 * (1.0 + iid.abs()));
        x.as_mut_slice().swap(1, 2);
        assert_eq!(sorted.log_prob(&x), f64::NEG_INFINITY);
        assert!(!sorted.contains(&x));
    }
}

#[test]
fn outside_the_density_is_0() {
    let half = HalfNormal::new(&mut rng());
    assert_eq!(half.log_prob(&SVector::from([-0.5])), f64::NEG_INFINITY);
    assert!(half.log_prob(&SVector::from([f64::NAN])).is_nan());
    let sorted = Sorted::new(&mut rng());
    assert!(
        sorted
            .log_prob(&SVector::from([0.0, f64::NAN, 1.0, 2.0]))
            .is_nan()
    );
    let mixed = Mixed::new(&mut rng());
    let x = mixed.sample(&mut rng());
    assert!(mixed.contains(&x));
    let mut other = x;
    other.as_mut_slice().swap(0, 3);
    assert_eq!(mixed.log_prob(&other), f64::NEG_INFINITY);
}

#[test]
fn densities_and_gradients_are_those_of_the_samples() {
    at_samples(HalfNormal::new(&mut rng()));
    at_samples(Triangle::new(&mut rng()));
    at_samples(Behind::new(&mut rng()));
    at_samples(Sorted::new(&mut rng()));
    at_samples(Mixed::new(&mut rng()));
}

#[test]
fn densities_integrate_to_one() {
    let one = |integral: f64| assert!((integral - 1.0).abs() < 2e-3, "{integral}");
    let half = HalfNormal::new(&mut rng());
    one(testing::integral(&half, [-1.0], [9.0], 5000));
    let triangle = Triangle::new(&mut rng());
    let end = Triangle::SUPPORT.map(|side| side.upper.min(10.0));
    one(testing::integral(&triangle, [0.0; 2], end, 1000));
    let behind = Behind::new(&mut rng());
    one(testing::integral(&behind, [-14.0; 2], [6.0; 2], 1500));
    let places = Places::new(&mut rng());
    one(testing::integral(
        &places,
        [-30.0, -30.01],
        [30.0, 29.99],
        3000,
    ));
}

/// A cotangent goes back to where its number came from, with its sign.
#[test]
fn cotangents_go_back_through_both() {
    let mixed = Mixed::new(&mut rng());
    let z = SVector::from([0.7, -1.2, 0.3, -0.4, 2.0]);
    let mut out = vec![0.0; Mixed::PARAMS];
    let dx = SVector::from([1.0, 2.0, 3.0, 4.0, 5.0]);
    let dz = mixed.forward_vjp_batch(&[z], &[dx], &[0.3], &mut out)[0];
    for i in 0..5 {
        let h = 1e-6;
        let at = |step: f64| {
            let mut z = z;
            z[i] += step;
            let (x, log_det) = mixed.forward_and_log_det(&z);
            x.dot(&dx) + 0.3 * log_det
        };
        let numeric = (at(h) - at(-h)) / (2.0 * h);
        assert!(
            (dz[i] - numeric).abs() < 1e-7,
            "{i}: {} and {numeric}",
            dz[i]
        );
    }
}

/// Behind `Abs` distribution functions are those of the distance from the middle.
#[test]
fn distribution_functions_are_folded() {
    let half = HalfNormal::new(&mut rng());
    for (x, cdf) in [
        (0.5, 0.382_924_922_548_026),
        (1.0, 0.682_689_492_137_086),
        (3.0, 0.997_300_203_936_740),
    ] {
        assert!((half.cdf(x) - cdf).abs() < 1e-12);
        assert!((half.survival(x) - (1.0 - cdf)).abs() < 1e-12);
        assert!((half.quantile(cdf) - x).abs() < 1e-9);
    }
    assert_eq!((half.cdf(-1.0), half.survival(-1.0)), (0.0, 1.0));
    let falling = Falling::new(&mut rng());
    assert!((falling.cdf(2.0) - (1.0 - 0.382_924_922_548_026)).abs() < 1e-12);
    assert!((falling.quantile(0.317_310_507_862_914) - 1.0).abs() < 1e-9);
}

/// What comes back through a fold is not distributed as the base, so nothing is said about that.
#[test]
fn ranks_are_those_of_the_data() {
    let flow = Mixed::new(&mut rng());
    let rows = flow.sample_batch(2000, &mut Xoshiro256PlusPlus::seed_from_u64(5));
    let report = calibration(&flow, &rows);
    assert!(
        report
            .ranks()
            .iter()
            .all(|ranks| ranks.ranked() == Ranked::Marginal)
    );
    assert!(report.p_value() > 1e-3, "{}", report.p_value());
}
