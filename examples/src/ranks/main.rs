//! Trains the two moons on as many processes as there are: `mpirun -n 2 target/release/ranks`.
//!
//! ```sh
//! cargo build --release -p examples --features mpi --bin ranks
//! mpirun -n 2 target/release/ranks
//! ```
//!
//! Every process is given the same samples, and calculates the gradient of its part of every batch. The fingerprint of the
//! trained flow is the same with any number of them, and of threads in each.

#![forbid(unsafe_code)]

use clap::Parser;
use examples::count;
use flow_runtime::prelude::*;
use flow_runtime::ranks::{Ranks, World};
use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

flow! {
    /// The flow of the moons.
    struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
}

/// Trains the two moons on the processes that mpirun has started.
#[derive(Debug, Parser)]
struct Args {
    /// Samples to train on
    #[arg(long, default_value_t = 20_000, value_parser = count)]
    points: usize,
    /// How often each is seen
    #[arg(long, default_value_t = 10, value_parser = count)]
    epochs: usize,
    /// Samples of a step
    #[arg(long, default_value_t = 1_000, value_parser = count)]
    batch_size: usize,
}

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let world = World::start()?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let data: Vec<SVector<f32, 2>> = datasets::moons(args.points, 0.05, &mut rng);
    let held: Vec<SVector<f32, 2>> = datasets::moons(args.points, 0.05, &mut rng);
    let mut moons = Moons::new(&mut rng);
    let start = Instant::now();
    let history = Trainer::new(Adam::new(1e-3))
        .epochs(args.epochs)
        .batch_size(args.batch_size)
        .across(&world)
        .fit(&mut moons, &data)?;
    let seconds = start.elapsed().as_secs_f64();
    let log_probs = world.gather(&moons.log_prob_batch(&held[world.share(held.len())]));
    let nll = -log_probs.iter().map(|&lp| f64::from(lp)).sum::<f64>() / held.len() as f64;
    if world.rank() == 0 {
        let ms = 1e3 * seconds / history.train_nll().len() as f64;
        println!("ranks        {}", world.size());
        println!("an epoch     {ms:.1} ms");
        println!("held-out NLL {nll:.6} nats");
        println!("fingerprint  {:016x}", fingerprint(moons.params()));
    }
    Ok(())
}

/// A number that another parameter, in a single bit, would change: FNV-1a.
fn fingerprint(params: &[f32]) -> u64 {
    let bytes = params.iter().flat_map(|p| p.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
