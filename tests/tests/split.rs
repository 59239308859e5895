//! `Split`: dimensions that come straight from the base, and what stands before it on the others.

use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::{perturbed, rng};

flow! {
    pub struct Alone<f64, 3 | 1> = MAF(8) >> Reverse >> RealNVP(7) >> |z; a, b > 0| sinh(b * z + a);
    #[allow(deprecated, reason = "some dimensions are independent of the others")]
    pub struct Beside<f64, 6 | 1> = MAF(8) >> Reverse >> RealNVP(7) >> |z; a, b > 0| sinh(b * z + a) >> Split;
    pub struct Joined<f64, a, b, c, d, e | 1> = MAF(8) >> Split(2) >> RealNVP(9) >> Reverse >> MAF(7);
    pub struct ByOn<f64, 5 | 1> = On[..3](MAF(8)) >> RealNVP(9) >> Reverse >> MAF(7);

    /// A spiral on all scales.
    pub struct TwoScales<f64, 4> = 2 * (MAF(16) >> Reverse) >> Split >> 2 * (MAF(24) >> Reverse);
    /// The same elements, all of them on all dimensions.
    pub struct Deep<8> = 4 * (MAF(64) >> Reverse) >> Split >> 4 * (MAF(64) >> Reverse) >> Split >> 4 * (MAF(64) >> Reverse);
    /// The data choose the three dimensions that go on.
    #[allow(deprecated, reason = "seven dimensions are independent of the others")]
    pub struct Chosen<f64, 10> = 3 * (MAF(24) >> Reverse) >> Split(7, by = likelihood);
    #[allow(deprecated, reason = "seven dimensions are independent of the others")]
    pub struct First<f64, 10> = 3 * (MAF(24) >> Reverse) >> Split(7);
    pub struct ChosenTwice<f64, 5 | 1> = MAF(8) >> Split(1, by = likelihood) >> Reverse >> RealNVP(7) >> Split(2, by = likelihood) >> Standardize;
    pub struct Flat<8> = 12 * (MAF(64) >> Reverse);
}

const _: () = assert!(Beside::PARAMS == Alone::PARAMS && Joined::PARAMS == ByOn::PARAMS);
const _: () = assert!(Beside::MIXING[2][0] && !Beside::MIXING[3][0] && Beside::MIXING[3][3]);

fn normal(x: f64) -> f64 {
    -0.5 * (x * x + (2.0 * std::f64::consts::PI).ln())
}

/// Beside the identity, what comes straight from the base adds its own density and nothing else.
#[test]
fn beside_the_identity_nothing_changes() {
    let alone = perturbed(Alone::new(&mut rng()));
    let mut beside = Beside::new(&mut rng());
    beside.params_mut().copy_from_slice(alone.params());
    let c = SVector::from([0.4]);
    for z in tests::points::<f64, 6>(50, 1.0) {
        let x = beside.given(&c).forward(&z);
        assert_eq!(x.fixed_rows::<3>(3), z.fixed_rows::<3>(3));
        let own = SVector::from([x[0], x[1], x[2]]);
        let rest: f64 = (3..6).map(|i| normal(x[i])).sum();
        let apart = alone.given(&c).log_prob(&own) + rest;
        let together = beside.given(&c).log_prob(&x);
        assert!(
            (together - apart).abs() < 1e-12 * (1.0 + apart.abs()),
            "{together} and {apart}"
        );
    }
}

/// It is `On` of what stands before, to the bit.
#[test]
fn it_is_on_of_what_stands_before() {
    let joined = perturbed(Joined::new(&mut rng()));
    let mut by_on = ByOn::new(&mut rng());
    by_on.params_mut().copy_from_slice(joined.params());
    let c = SVector::from([-0.2]);
    let xs = by_on.given(&c).sample_batch(64, &mut rng());
    assert_eq!(xs, joined.given(&c).sample_batch(64, &mut rng()));
    let cs = vec![c; xs.len()];
    let mut grads = [0, 1].map(|_| vec![0.0; Joined::PARAMS]);
    let a = joined.nll_and_grad_given(&xs, &cs, &mut grads[0]);
    let b = by_on.nll_and_grad_given(&xs, &cs, &mut grads[1]);
    assert_eq!((a, &grads[0]), (b, &grads[1]));
    assert!(grads[0].iter().any(|g| *g != 0.0));
}

#[test]
fn the_summary_shows_the_dimensions_of_every_element() {
    let summary = Joined::summary();
    let row = |of: &str| -> Vec<String> {
        let line = summary.lines().skip(2).find(|line| line.contains(of));
        let line = line.unwrap_or_else(|| panic!("no `{of}` in\n{summary}"));
        let cells = line.split("  ").map(|cell| cell.trim().to_owned());
        cells.filter(|cell| !cell.is_empty()).collect()
    };
    assert_eq!(row("MAF(8)")[1], "3", "{summary}");
    assert_eq!(row("RealNVP(9)")[1], "5", "{summary}");
    assert_eq!(row("total")[1], "5", "{summary}");
    assert!(summary.starts_with("<f64, a, b, c, d, e | 1> = MAF(8) >> Split(2) >> RealNVP(9) >>"));
}

/// Parameters and multiply-adds, which are what a step is made of.
#[test]
fn two_scales_cost_less_than_all_at_once() {
    let total = |summary: &str| -> Vec<f64> {
        let line = summary.lines().find(|line| line.starts_with("total"));
        let numbers = line.expect("a total").split_whitespace().skip(2);
        let numbers = numbers.map(|number| number.replace(',', "").parse());
        numbers.map(|number| number.expect("a number")).collect()
    };
    let (deep, flat) = (total(Deep::summary()), total(Flat::summary()));
    for (deep, flat) in deep.iter().zip(&flat) {
        assert!(1.4 * deep < *flat, "{deep} and {flat}");
    }
    assert_eq!(deep[0], Deep::PARAMS as f64);
}

/// Two dimensions on a ring, and two that follow them: far from independent of each other.
fn ring(n: usize) -> Vec<SVector<f64, 4>> {
    use rand::RngExt;
    let mut rng = rng();
    let mut draw = || -> f64 { rng.sample(rand_distr::StandardNormal) };
    (0..n)
        .map(|_| {
            let angle = 3.0 * draw();
            let (sin, cos) = angle.sin_cos();
            let noise: [f64; 4] = std::array::from_fn(|_| draw());
            SVector::from([
                2.0 * cos + 0.1 * noise[0],
                2.0 * sin + 0.1 * noise[1],
                cos * cos + 0.2 * noise[2],
                sin + 0.2 * noise[3],
            ])
        })
        .collect()
}

#[test]
fn a_multi_scale_flow_is_trained() {
    let (xs, held_out) = (ring(3000), ring(3500).split_off(3000));
    let mut flow = TwoScales::new(&mut rng());
    let before = flow.nll(&held_out);
    Trainer::new(Adam::new(5e-3))
        .epochs(30)
        .batch_size(100)
        .fit(&mut flow, &xs)
        .unwrap();
    let after = flow.nll(&held_out);
    let gaussian = gaussian_nll(&xs, &held_out);
    assert!(
        after < gaussian - 0.5,
        "{before} to {after}, a Gaussian has {gaussian}"
    );
}

/// The NLL under the normal distribution with the moments of the data.
fn gaussian_nll(xs: &[SVector<f64, 4>], held_out: &[SVector<f64, 4>]) -> f64 {
    let n = xs.len() as f64;
    let mean = xs.iter().sum::<SVector<f64, 4>>() / n;
    let covariance = xs
        .iter()
        .map(|x| (x - mean) * (x - mean).transpose())
        .sum::<nalgebra::SMatrix<f64, 4, 4>>()
        / n;
    let inverse = covariance.try_inverse().expect("a covariance");
    let norm = 0.5 * (covariance.determinant().ln() + 4.0 * (2.0 * std::f64::consts::PI).ln());
    let mean_square = held_out
        .iter()
        .map(|x| (x - mean).dot(&(inverse * (x - mean))))
        .sum::<f64>()
        / held_out.len() as f64;
    norm + 0.5 * mean_square
}

/// Two numbers on a ring and one that follows from them, at `places`, among normal numbers.
fn hidden(n: usize, places: [usize; 3]) -> Vec<SVector<f64, 10>> {
    use rand::RngExt;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    ring(n)
        .into_iter()
        .map(|x| {
            let mut all = SVector::from_fn(|_, _| rng.sample(rand_distr::StandardNormal));
            for (place, i) in places.into_iter().zip([0, 1, 3]) {
                all[place] = x[i];
            }
            all
        })
        .collect()
}

/// Three dimensions have structure and seven are normal: the three go on, wherever they are, and no other choice is better.
#[test]
fn the_data_choose_what_leaves() {
    let trainer = || Trainer::new(Adam::new(5e-3)).epochs(15).batch_size(100);
    let nll_of = |places: [usize; 3]| {
        let data = hidden(2500, places);
        let mut flow = Chosen::new(&mut rng());
        trainer().fit(&mut flow, &data).unwrap();
        (flow, data)
    };
    for places in [[2, 5, 8], [0, 1, 2], [7, 9, 0]] {
        let (flow, data) = nll_of(places);
        let moved = |i: usize| {
            let x = data[7];
            let mut other = x;
            other[i] += 0.1;
            let change = flow.inverse(&other) - flow.inverse(&x);
            // What leaves becomes a number of the base as it is.
            (change.norm() - 0.1).abs() > 1e-9
        };
        for i in 0..10 {
            assert_eq!(moved(i), places.contains(&i), "{i} of {places:?}");
        }
        let again = Chosen::from_bytes(&flow.to_bytes().unwrap()).unwrap();
        assert_eq!(again.log_prob_batch(&data), flow.log_prob_batch(&data));
    }
    let (flow, data) = nll_of([2, 5, 8]);
    let chosen = flow.nll(&data);
    // Others, which go on in place of the first three.
    for others in [[2, 5, 1], [0, 5, 8], [3, 4, 6], [9, 2, 7]] {
        let order = |x: &SVector<f64, 10>| {
            let left = (0..10).filter(|i| !others.contains(i));
            let order: Vec<usize> = others.into_iter().chain(left).collect();
            SVector::<f64, 10>::from_fn(|i, _| x[order[i]])
        };
        let data: Vec<SVector<f64, 10>> = data.iter().map(order).collect();
        let mut flow = First::new(&mut rng());
        trainer().fit(&mut flow, &data).unwrap();
        let nll = flow.nll(&data);
        println!("NLL by likelihood {chosen:.3}, where {others:?} go on {nll:.3}");
        assert!(chosen < nll - 0.1, "{chosen} and {nll} of {others:?}");
    }
}

/// Set once, before the first training; permutations are exact, and gradients go where numbers came from.
#[test]
fn what_has_been_chosen_stays() {
    let mut flow = ChosenTwice::new(&mut rng());
    let contexts: Vec<SVector<f64, 1>> = (0..400)
        .map(|i| [f64::from(i % 7) / 3.0 - 1.0].into())
        .collect();
    // Every number is shifted by the context of its row.
    let of = |data: Vec<SVector<f64, 10>>, places: [usize; 5]| -> Vec<SVector<f64, 5>> {
        let pairs = data.into_iter().zip(&contexts);
        pairs
            .map(|(x, c)| SVector::from(places.map(|i| x[i] + c[0])))
            .collect()
    };
    let xs = of(hidden(400, [0, 2, 4]), [0, 1, 2, 3, 4]);
    let trained = ChosenTwice::trained_params();
    let set: Vec<usize> = (0..trained.len()).filter(|&i| !trained[i]).collect();
    let trainer = || Trainer::new(Adam::new(1e-3)).epochs(1).batch_size(100);
    trainer().fit_given(&mut flow, &xs, &contexts).unwrap();
    let first: Vec<f64> = set.iter().map(|&i| flow.params()[i]).collect();
    let other = of(hidden(400, [1, 3, 5]), [0, 1, 2, 3, 4]);
    trainer().fit_given(&mut flow, &other, &contexts).unwrap();
    let again: Vec<f64> = set.iter().map(|&i| flow.params()[i]).collect();
    assert_eq!(first, again);
    let each = flow.log_prob_batch_given(&xs, &contexts);
    for ((x, c), log_prob) in xs.iter().zip(&contexts).zip(&each).take(20) {
        let given = flow.given(c);
        assert!((given.log_prob(x) - log_prob).abs() < 1e-12);
        let other = SVector::from([c[0] + 1.0]);
        assert!((flow.given(&other).log_prob(x) - log_prob).abs() > 1e-6);
        let (z, log_det) = given.inverse_and_log_det(x);
        let (back, forward) = given.forward_and_log_det(&z);
        assert!((back - x).norm() < 1e-9 && (log_det + forward).abs() < 1e-9);
        let error = testing::score_error(&given, x);
        assert!(error < 1e-6, "{error:e}");
    }
}
