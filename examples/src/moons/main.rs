//! Normalizing flows on the two moons, step by step, with a picture of each step.
//!
//! `cargo run --release --bin moons -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod args;
mod pictures;

use args::Args;
use flow_runtime::Progress;
use flow_runtime::prelude::*;
use pictures::{Pictures, density};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Standard deviation of the moons around their half circles.
const NOISE: f64 = 0.05;
/// What the true density scores on average, in nats: its entropy.
const ENTROPY: f64 = 0.2892;
/// A flow is called good if it scores at most this; other libraries reach it in some of their runs.
const GOOD: f64 = 0.42;
/// How many points are drawn from each density.
const SAMPLES: usize = 10_000;

flow! {
    /// Where every flow here starts: two independent standard normal numbers.
    struct Base<2> = Normal;

    /// The base, stretched and shifted: a flow with nothing to learn.
    struct Stretched<2> = Scale[1, 0.5] >> Shift[0.5, 0.25];

    /// Two interleaved half circles.
    struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
}

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let pictures = Pictures::new(&args.out)?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);

    // 1. The data.
    let data: Vec<SVector<f32, 2>> = datasets::moons(args.points, NOISE, &mut rng);
    pictures.data(&data)?;

    // 2. The base density, from which all samples start.
    let base = Base::new(&mut rng);
    pictures.base(&base.sample_batch(SAMPLES, &mut rng))?;

    // 3. Two bijectors without parameters: samples, and a density that knows its own normalisation.
    let stretched = Stretched::new(&mut rng);
    pictures.affine(&stretched.sample_batch(SAMPLES, &mut rng), &stretched)?;

    // 4. A flow that can learn, before it has.
    let mut moons = Moons::new(&mut rng);
    pictures.untrained(&moons)?;

    // 5. Training: maximum likelihood.
    let mut progress = Progress::new();
    let history = Trainer::new(Adam::new(args.learning_rate))
        .epochs(args.epochs)
        .batch_size(args.batch_size)
        .seed(args.seed)
        .on_epoch(move |epoch| progress.report(epoch))
        .fit(&mut moons, &data)?;
    pictures.loss(history.train_nll(), ENTROPY)?;

    // 6. The trained density, and samples of it.
    let trained = density(&moons, &pictures::near());
    let samples = moons.sample_batch(SAMPLES, &mut rng);
    pictures.trained(&trained, &samples)?;
    pictures.overview(&data, &trained, &samples)?;

    let mut other = Xoshiro256PlusPlus::seed_from_u64(!args.seed);
    let fresh = datasets::moons(SAMPLES, NOISE, &mut other);
    let (train, held_out) = (moons.nll(&data), f64::from(moons.nll(&fresh)));
    let integral = trained.integral();
    write!(
        std::io::stdout(),
        "train NLL     {train:.4} nats\n\
         held-out NLL  {held_out:.4} nats, on {SAMPLES} fresh points\n\
         integral      {integral:.4} over [−2.5, 2.5]²\n\
         training      {:.1} s, {} epochs\n\
         pictures      {}\n\
         {}\n",
        history.seconds(),
        args.epochs,
        args.out.display(),
        verdict(held_out, integral),
    )?;
    Ok(())
}

/// Whether the flow has learned the moons, in a line.
fn verdict(held_out: f64, integral: f64) -> String {
    let gap = held_out - ENTROPY;
    let distance = format!("{gap:.3} nats above the true density, which scores {ENTROPY:.3}");
    if (integral - 1.0).abs() > 0.02 {
        format!("not good: the density does not integrate to 1; {distance}")
    } else if held_out <= GOOD {
        format!("good: {distance}")
    } else {
        format!("not good yet: {distance}; more epochs or points may help")
    }
}
