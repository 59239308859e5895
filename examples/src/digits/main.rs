//! Flows on pictures of handwritten digits: Glow, a causal transformer over patches (`TarFlow`), and the best that the language has.
//!
//! `cargo run --release --bin digits -- --help` lists what can be chosen. The small pictures are in `examples/data`; MNIST is fetched by
//! `python3 examples/src/digits/fetch.py`. What the chains are worth is in `docs/BENCHMARKS.md`.

#![forbid(unsafe_code)]

mod args;
mod chains;
mod data;
mod drawn;
mod sheets;

use args::Args;
use chains::Chain;
use data::Pictures;
use flow_runtime::prelude::*;
use sheets::Sheets;
use std::error::Error;
use std::f64::consts::LN_2;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Draws of the bound, and how many pictures of the test it is taken of, which is all of the small ones.
const DRAWS: usize = 20;
const BOUNDED: usize = 1_000;
/// Pictures that are drawn to measure how long it takes.
const TIMED: usize = 1_000;
/// Pictures in a row of a sheet.
const ACROSS: usize = 10;
/// Pictures of a sheet.
const SHOWN: usize = ACROSS * ACROSS;
/// How much of the base's scale samples have.
const TEMPERATURES: [f64; 3] = [1.0, 0.85, 0.7];

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    examples::make_folder(&args.out)?;
    if let Some(folder) = &args.mnist {
        let pictures = data::mnist(folder, SHOWN)
            .map_err(|error| format!("{error}; `fetch.py` fetches the pictures"))?;
        for name in args.chains_or(&["large-made", "large", "large-glow"])? {
            match name {
                "large-made" => train::<chains::LargeMade, _>(args, &pictures)?,
                "large" => train::<chains::Large, _>(args, &pictures)?,
                _ => train::<chains::LargeGlow, _>(args, &pictures)?,
            }
        }
        return Ok(());
    }
    let pictures = data::small()?;
    for name in args.chains_or(&["glow", "tarflow", "best"])? {
        match name {
            "glow" => train::<chains::Glow, _>(args, &pictures)?,
            "tarflow" => train::<chains::TarFlow, _>(args, &pictures)?,
            _ => train::<chains::Best, _>(args, &pictures)?,
        }
    }
    Ok(())
}

/// Trains a chain, says what it is worth, and draws what it makes.
fn train<C: Chain<D>, const D: usize>(
    args: &Args,
    pictures: &Pictures<D>,
) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);
    let mut chain = C::new(&mut rng);
    let bits = |nats: f64| nats / (D as f64 * LN_2);
    let mut curve = vec![String::from("epoch,seconds,train,validation")];
    let (batch, rate) = pictures.batch;
    let history = Trainer::new(Adam::new(rate).weight_decay(1e-2))
        .batch_size(batch)
        .clip_norm(100.0)
        .average(0.995)
        .patience(60)
        .schedule(Schedule::constant().warm_up(100))
        .epochs(args.epochs)
        .seconds(args.seconds as f64)
        .seed(args.seed)
        .on_epoch(|epoch| {
            let valid = epoch.valid_nll.map_or(f64::NAN, bits);
            let train = bits(epoch.train_nll);
            curve.push(format!(
                "{},{:.1},{train},{valid}",
                epoch.epoch, epoch.seconds
            ));
        })
        .fit(
            &mut chain,
            Samples::of(&pictures.train).validation(&pictures.valid),
        )?;
    let file = |ending: &str| args.out.join(format!("digits_{}.{ending}", C::NAME));
    chain.save(file("safetensors"))?;
    std::fs::write(file("csv"), curve.join("\n") + "\n")?;
    let elbo = chain.bits_per_dim(&pictures.test, 1, &mut rng);
    let some = &pictures.test[..pictures.test.len().min(BOUNDED)];
    let bound = chain.bits_per_dim(some, DRAWS, &mut rng);
    writeln!(
        out,
        "{:<8} test {elbo:.4} bits a dimension (bound of {DRAWS} draws {bound:.4}), best of {} epochs {}, {:.0} s, {} parameters",
        C::NAME,
        history.train_nll().len(),
        history.best_epoch(),
        history.seconds(),
        chain.params().len()
    )?;
    let noisy = C::noisy(&chain);
    let start = Instant::now();
    let samples = noisy.sample_batch(TIMED, &mut rng);
    let drawn = start.elapsed().as_secs_f64();
    let start = Instant::now();
    noisy.log_prob_batch(&samples);
    let weighed = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "         {TIMED} drawn in {drawn:.2} s, and their densities computed in {weighed:.2} s"
    )?;
    draw::<C, D>(&noisy, pictures, &file("png"), &mut rng)?;
    writeln!(out, "picture  {}", file("png").display())?;
    Ok(())
}

fn draw<C: Chain<D>, const D: usize>(
    noisy: &C::Noisy,
    pictures: &Pictures<D>,
    path: &Path,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<(), Box<dyn Error>> {
    let test = &pictures.test;
    let mut drawn = vec![("data".to_owned(), test[..SHOWN].to_vec())];
    for temperature in TEMPERATURES {
        let samples = drawn::at_temperature::<C, D>(noisy, temperature, SHOWN, rng);
        drawn.push((format!("samples at temperature {temperature}"), samples));
    }
    let pairs: Vec<_> = (0..ACROSS)
        .map(|i| [test[i], test[ACROSS + 3 + i]])
        .collect();
    let between = drawn::between::<C, D>(noisy, &pairs, ACROSS);
    drawn.push(("from one digit to another".to_owned(), between));
    let each = test[..ACROSS].iter();
    let again: Vec<_> = each.flat_map(|picture| [*picture; ACROSS]).collect();
    if let Some(halves) = drawn::lower_halves::<C, D>(noisy, &again, rng) {
        drawn.push(("lower halves, given the upper ones".to_owned(), halves));
    }
    let sheets = Sheets {
        across: ACROSS,
        levels: pictures.levels,
    };
    Ok(sheets.draw(path, &drawn)?)
}
