//! Sequential neural likelihood on a simulator whose posteriors are known.
//!
//! `python3 examples/src/simulators/references.py` fetches the reference posteriors, once; then
//! `cargo run --release --bin simulators -- --help` lists what can be chosen.
//!
//! The mean C2ST over the ten observations, with seed 0: 0.606 with 1,000 simulations, in 8 seconds an observation at most, and
//! 0.533 with 10,000, in 25, on two cores that others used too. The benchmark's own runs of the method score 0.657 and 0.571.

#![forbid(unsafe_code)]

mod args;
mod pictures;
mod two_moons;

use args::Args;
use flow_runtime::inference::simulation::{InferenceError, Snl, c2st};
use flow_runtime::prelude::*;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;
use two_moons::{Observation, Point, prior, simulator};

/// Rounds of simulations.
const ROUNDS: usize = 10;

flow! {
    /// The data given the parameters.
    struct Likelihood<f64, 2 | 2> = 2 * (MAF(50, 50, univariate = spline(bins = 10)) >> Reverse) >> Standardize;
}

fn main() -> ExitCode {
    let args = match examples::read::<Args>() {
        Ok(args) => args,
        Err(code) => return code,
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let numbers = 1..=args.observations as usize;
    let observations = numbers
        .map(|number| Observation::read(&args.references, number))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("{error}; `references.py` fetches the reference posteriors"))?;
    let mut out = std::io::stdout();
    let mut first = Vec::new();
    for &simulations in &args.simulations {
        writeln!(
            out,
            "{simulations} simulations\nobservation  C2ST   seconds"
        )?;
        let (mut sum, mut slowest) = (0.0, 0.0);
        for (i, observation) in observations.iter().enumerate() {
            let start = Instant::now();
            let samples = infer(observation, simulations as usize, args.seed)?;
            let seconds = start.elapsed().as_secs_f64();
            let accuracy = c2st(&observation.posterior, &samples, args.seed);
            writeln!(out, "{:>11}  {accuracy:.3}  {seconds:7.1}", i + 1)?;
            sum += accuracy;
            slowest = f64::max(slowest, seconds);
            if i == 0 {
                first.push((simulations, samples));
            }
        }
        let mean = sum / observations.len() as f64;
        writeln!(out, "{:>11}  {mean:.3}  {slowest:7.1} at most\n", "mean")?;
    }
    let path = pictures::posteriors(&args.out, &observations[0].posterior, &first)?;
    writeln!(out, "picture      {}", path.display())?;
    Ok(())
}

/// As many samples of an observation's posterior as its reference has.
fn infer(
    observation: &Observation,
    simulations: usize,
    seed: u64,
) -> Result<Vec<Point>, InferenceError> {
    let mut flow = Likelihood::new(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let trainer = Trainer::new(Adam::new(3e-3))
        .epochs(20)
        .batch_size(100)
        .schedule(Schedule::Cosine)
        .seed(seed);
    let snl = Snl::new(trainer)
        .rounds(ROUNDS)
        .per_round(simulations / ROUNDS)
        .seed(seed);
    let posterior = snl.infer(&mut flow, &prior(), simulator, &[observation.x])?;
    posterior.sample(observation.posterior.len())
}
