//! Trains the notebook's flow for an epoch of some steps of 32 samples, for `benches/instructions` to count: what is done
//! once an epoch is in no step.

#![allow(missing_docs, reason = "a program")]

use flow_runtime::prelude::*;

flow! { struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128)); }

fn main() {
    // `cargo bench` runs every benchmark without a number: then there is nothing to count.
    let Some(steps) = std::env::args().find_map(|arg| arg.parse::<usize>().ok()) else {
        return;
    };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let data: Vec<SVector<f32, 2>> = datasets::moons(32 * steps, 0.05, &mut rng);
    let mut moons = Moons::new(&mut rng);
    let history = Trainer::new(Adam::new(1e-3))
        .epochs(1)
        .fit(&mut moons, &data);
    history.expect("training");
}
