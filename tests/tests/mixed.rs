//! Columns of several kinds in one flow: real, positive and whole numbers, and a category, of a distribution that is known.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::rng;

flow! {
    /// Two real columns, a positive one, a whole number, and a category of three codes.
    struct People<height, weight, income, visits, kind> =
        3 * (MAF(64, 64, univariate = spline(bins = 12, bound = 4)) >> Reverse) >> Standardize >> On[kind](Argmax(3))
            >> On[income](Exp) >> On[visits](Softplus >> Dequantize(32));
}

const SHARES: [f64; 3] = [0.5, 0.3, 0.2];
/// Of the height, and of the visits, given the kind.
const HEIGHT: [f64; 3] = [-1.0, 0.5, 2.0];
const VISITS: [f64; 3] = [1.5, 3.0, 6.0];

fn normal(x: f64, loc: f64, scale: f64) -> f64 {
    let u = (x - loc) / scale;
    -0.5 * (u * u + std::f64::consts::TAU.ln()) - scale.ln()
}

/// ln P of a number of visits: Poisson's distribution.
fn poisson(k: f64, mean: f64) -> f64 {
    let factorial: f64 = (1..=k as u32).map(|i| f64::from(i).ln()).sum();
    k * mean.ln() - mean - factorial
}

fn log_prob(x: &SVector<f32, 5>) -> f64 {
    let [height, weight, income, visits, kind] = x.map(f64::from).into();
    let kind = kind as usize;
    SHARES[kind].ln()
        + normal(height, HEIGHT[kind], 0.8)
        + normal(weight, 0.5 * height, 0.6)
        + normal(income.ln(), 1.0 + 0.3 * weight, 0.5)
        - income.ln()
        + poisson(visits, VISITS[kind])
}

fn people(n: usize, seed: u64) -> Vec<SVector<f32, 5>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut person = || {
        let share: f64 = rng.random();
        let kind = usize::from(share > 0.5) + usize::from(share > 0.8);
        let mut around = |loc: f64, scale: f64| {
            let noise: f64 = rng.sample(rand_distr::StandardNormal);
            loc + scale * noise
        };
        let height = around(HEIGHT[kind], 0.8);
        let weight = around(0.5 * height, 0.6);
        let income = around(1.0 + 0.3 * weight, 0.5).exp();
        // Arrivals in a unit of time.
        let (mut visits, mut time) = (-1.0, 0.0);
        while time < VISITS[kind] {
            time -= rng.random::<f64>().max(1e-300).ln();
            visits += 1.0;
        }
        SVector::from([height, weight, income, visits, kind as f64].map(|x| x as f32))
    };
    (0..n).map(|_| person()).collect()
}

#[test]
#[ignore = "trains for a minute; `cargo test --release -p tests --test mixed -- --ignored`"]
fn a_table_of_all_kinds_is_learned_as_one() {
    let mut flow = People::new(&mut rng());
    let (train, test) = (people(30_000, 1), people(1000, 2));
    let rates = Schedule::cosine().warm_up(100);
    let trainer = Trainer::new(Adam::new(5e-3))
        .epochs(40)
        .batch_size(200)
        .average(0.999)
        .schedule(rates);
    trainer.fit(&mut flow, &train).unwrap();
    let mean = |all: &[f32]| all.iter().map(|x| f64::from(*x)).sum::<f64>() / all.len() as f64;
    let exact = test.iter().map(log_prob).sum::<f64>() / test.len() as f64;
    let elbo = mean(&flow.elbo_batch(&test, &mut rng()));
    let bound = mean(&flow.log_prob_bound_batch(&test, 300, &mut rng()));
    println!("ln P {exact}, elbo {elbo}, bound of 300 draws {bound}");
    assert!(
        bound < exact + 0.01 && bound > exact - 0.03,
        "{bound} {exact}"
    );

    let samples = flow.sample_batch(20_000, &mut rng());
    for (kind, share) in SHARES.iter().enumerate() {
        let own: Vec<_> = samples.iter().filter(|x| x[4] == kind as f32).collect();
        let found = own.len() as f64 / 20_000.0;
        assert!((found - share).abs() < 0.02, "{kind}: {found}");
        let of = |column: usize| {
            own.iter().map(|x| f64::from(x[column])).sum::<f64>() / own.len() as f64
        };
        assert!((of(0) - HEIGHT[kind]).abs() < 0.08, "{kind}: {}", of(0));
        assert!((of(3) - VISITS[kind]).abs() < 0.25, "{kind}: {}", of(3));
    }
    assert!(
        samples
            .iter()
            .all(|x| x[2] > 0.0 && x[3] >= 0.0 && x[3].fract() == 0.0)
    );
}
