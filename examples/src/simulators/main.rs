//! Sequential neural likelihood on a simulator whose posteriors are known.
//!
//! `python3 examples/src/simulators/references.py` fetches the reference posteriors, once; then
//! `cargo run --release --bin simulators -- --help` lists what can be chosen.
//!
//! The mean C2ST over the ten observations of the two moons, with seeds 0 to 2: 0.588 ± 0.010 with 1,000 simulations (0.606, 0.570 and
//! 0.589) and 0.526 ± 0.004 with 10,000 (0.533, 0.519 and 0.525), ± being the standard error over seeds. The benchmark's own runs of the
//! method score 0.657 and 0.571. An observation takes 4 and 11 seconds at most on one core of an AMD EPYC.
//!
//! Of `--task slcp 10000`, seeds 0 to 2: 0.628 ± 0.012 (0.616, 0.617 and 0.651; 0.559 to 0.763 over observations), where the benchmark's own
//! runs score 0.713. An observation takes 25 seconds there at most.

#![forbid(unsafe_code)]

mod args;
mod observation;
mod pictures;
mod slcp;
mod two_moons;

use args::{Args, Task};
use flow_runtime::inference::simulation::{InferenceError, Prior, Snl, c2st};
use flow_runtime::prelude::*;
use observation::Observation;
use pictures::View;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

/// Rounds of simulations.
const ROUNDS: usize = 10;

flow! {
    /// The moons given their parameters.
    struct Moons<f64, 2 | 2> = 2 * (MAF(50, 50, univariate = spline(bins = 10)) >> Reverse) >> Standardize;
    /// Four points given the density that they are of.
    struct Points<f64, 8 | 5> = 5 * (MAF(50, 50, activation = tanh) >> Reverse) >> Standardize;
}

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.task {
        Task::TwoMoons => compare(
            args,
            &Benchmark {
                name: "two_moons",
                prior: two_moons::prior(),
                simulator: two_moons::simulator,
                flow: Moons::new,
                view: View {
                    axes: [(0, "θ₁"), (1, "θ₂")],
                    side: 1.0,
                },
            },
        ),
        Task::Slcp => compare(
            args,
            &Benchmark {
                name: "slcp",
                prior: slcp::prior(),
                simulator: slcp::simulator,
                flow: Points::new,
                view: View {
                    axes: [(2, "θ₃"), (3, "θ₄")],
                    side: 3.0,
                },
            },
        ),
    }
}

/// A simulator whose posteriors are known, and the flow that learns it.
struct Benchmark<F, const P: usize, const D: usize> {
    /// The folder of its references.
    name: &'static str,
    prior: Prior<P>,
    simulator: fn(&SVector<f64, P>, &mut Xoshiro256PlusPlus) -> SVector<f64, D>,
    flow: fn(&mut Xoshiro256PlusPlus) -> F,
    view: View,
}

/// Infers the posteriors of a task, and says how far they can be told from their references.
fn compare<F: Flow<D, P, Scalar = f64>, const P: usize, const D: usize>(
    args: &Args,
    task: &Benchmark<F, P, D>,
) -> Result<(), Box<dyn Error>> {
    let numbers = 1..=args.observations as usize;
    let observations = numbers
        .map(|number| Observation::read(&args.references, task.name, number))
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
            let samples = infer(task, observation, simulations as usize, args.seed)?;
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
    let path = pictures::posteriors(&args.out, task.view, &observations[0].posterior, &first)?;
    writeln!(out, "picture      {}", path.display())?;
    Ok(())
}

/// As many samples of an observation's posterior as its reference has.
fn infer<F: Flow<D, P, Scalar = f64>, const P: usize, const D: usize>(
    task: &Benchmark<F, P, D>,
    observation: &Observation<P, D>,
    simulations: usize,
    seed: u64,
) -> Result<Vec<SVector<f64, P>>, InferenceError> {
    let mut flow = (task.flow)(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let trainer = Trainer::new(Adam::new(3e-3))
        .epochs(20)
        .batch_size(100)
        .schedule(Schedule::Cosine)
        .seed(seed);
    let snl = Snl::new(trainer)
        .rounds(ROUNDS)
        .per_round(simulations / ROUNDS)
        .seed(seed);
    let posterior = snl.infer(&mut flow, &task.prior, task.simulator, &[observation.x])?;
    posterior.sample(observation.posterior.len())
}
