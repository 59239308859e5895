//! Trains a flow for an epoch of some steps of 32 samples, for `benches/instructions` to count: what is done once an epoch is
//! in no step. `step <flow> <steps>`; without arguments the flows' names.

#![allow(missing_docs, reason = "a program")]

use flow_runtime::prelude::*;
use rand_distr::StandardNormal;

flow! {
    /// The notebook's.
    struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
    /// What costs is the curves, of which there are as many as dimensions.
    struct Splines<16> = 2 * (MAF(16, univariate = spline(bins = 8)) >> Reverse);
    struct Mixtures<16> = 2 * (MAF(16, univariate = mixture(components = 8)) >> Reverse);
    /// The inverse is found by a search.
    struct Searched<16> = 2 * (|z; a > 0| z + a * tanh(z) >> MAF(16) >> Reverse);
    struct Formula<16> = 2 * (|z; a, b > 0| sinh(b * z + a) >> MAF(16) >> Reverse);
    /// The same elements on all dimensions, and on two ranges of them: what `On` costs by itself.
    struct Whole<16> = 4 * Spline(8) >> Orthogonal;
    struct Ranges<16> = 4 * (On[0..8](Spline(8)) >> On[8..16](Spline(8))) >> Orthogonal;
    /// The same networks on neighbours, and on dimensions that are gathered and put back.
    struct Neighbours<16> = On[0..8](3 * (MAF(64, 64) >> Reverse)) >> Orthogonal;
    struct Scattered<16> = On[0, 2, 4, 6, 8, 10, 12, 14](3 * (MAF(64, 64) >> Reverse)) >> Orthogonal;
}

/// Steps of 32 samples, each once.
const BATCH: usize = 32;

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

fn epoch<const D: usize, F>(mut flow: F, data: &[SVector<f32, D>])
where
    F: Flow<D, 0, Scalar = f32> + Density<f32, D>,
{
    let history = Trainer::new(Adam::new(1e-3)).epochs(1).fit(&mut flow, data);
    history.expect("training");
}

fn normal<const D: usize>(steps: usize) -> Vec<SVector<f32, D>> {
    let mut rng = rng();
    let row = |_| SVector::from_fn(|_, _| rng.sample(StandardNormal));
    (0..BATCH * steps).map(row).collect()
}

type Train = fn(usize);

/// The flows by name, each with what trains it for some steps.
const FLOWS: [(&str, Train); 9] = [
    ("moons", |steps| {
        let data = datasets::moons(BATCH * steps, 0.05, &mut rng());
        epoch(Moons::new(&mut rng()), &data);
    }),
    ("splines", |steps| {
        epoch(Splines::new(&mut rng()), &normal(steps));
    }),
    ("mixtures", |steps| {
        epoch(Mixtures::new(&mut rng()), &normal(steps));
    }),
    ("searched", |steps| {
        epoch(Searched::new(&mut rng()), &normal(steps));
    }),
    ("formula", |steps| {
        epoch(Formula::new(&mut rng()), &normal(steps));
    }),
    ("whole", |steps| {
        epoch(Whole::new(&mut rng()), &normal(steps));
    }),
    ("ranges", |steps| {
        epoch(Ranges::new(&mut rng()), &normal(steps));
    }),
    ("neighbours", |steps| {
        epoch(Neighbours::new(&mut rng()), &normal(steps));
    }),
    ("scattered", |steps| {
        epoch(Scattered::new(&mut rng()), &normal(steps));
    }),
];

fn main() {
    // `cargo bench` runs every benchmark without a number: then there is nothing to count.
    let args: Vec<String> = std::env::args().collect();
    let Some(steps) = args.iter().find_map(|arg| arg.parse::<usize>().ok()) else {
        for (name, _) in FLOWS {
            println!("{name}");
        }
        return;
    };
    for (name, train) in FLOWS {
        if args.iter().any(|arg| arg == name) {
            train(steps);
        }
    }
}
