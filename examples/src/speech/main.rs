//! A flow on windows of speech (`FloWaveNet`: Kim et al. 2019), against linear prediction.
//!
//! `python3 examples/src/speech/fetch.py` fetches the sound, once; then `cargo run --release --bin speech -- --help` lists what can
//! be chosen. Windows of files that were held out are compared by nats a number, whole numbers of 16 bits: of the flow a bound, of
//! linear prediction, a Gaussian process, the density of the same numbers with noise.

#![forbid(unsafe_code)]

mod args;
mod linear;
mod spectrogram;

use args::Args;
use flow_runtime::prelude::*;
use flow_runtime::signal::Sound;
use linear::Linear;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Numbers of a window.
const WINDOW: usize = 128;

flow! {
    /// 16 ms of sound. The scale is about linear for small numbers and logarithmic for large ones, as ears are.
    struct Speech<[1, 128]> = 4 * Glow(wavenet(24, layers = 3)) >> Unsqueeze >> 4 * Glow(wavenet(24, layers = 4)) >> Unsqueeze
        >> Standardize(over = channels) >> Sinh >> Scale[20; 128] >> Dequantize;
}

type Window = SVector<f32, WINDOW>;

/// Of so many files, one is for the test and one for validation.
const OF: usize = 10;
/// From a window to the next, in training.
const HOP: usize = 64;
/// Seconds of sound that are drawn to measure how long it takes, and that are written.
const DRAWN: usize = 60;
const WRITTEN: usize = 4;

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let sounds = Sound::read_folder(&args.sounds)
        .map_err(|error| format!("{error}; `fetch.py` fetches the sound"))?;
    let rate = sounds[0].rate();
    let other = |sound: &&Sound| (sound.channels(), sound.rate()) != (1, rate);
    if let Some(sound) = sounds.iter().find(other) {
        return Err(format!(
            "`{}`: expected files of one channel and {rate} numbers a second, found {} and {}",
            args.sounds.display(),
            sound.channels(),
            sound.rate()
        )
        .into());
    }
    let part = |keep: fn(usize) -> bool, hop: usize| -> Result<Vec<Window>, Box<dyn Error>> {
        let files = sounds.iter().enumerate().filter(|(place, _)| keep(*place));
        let windows = files.map(|(_, sound)| sound.windows(hop));
        Ok(windows.collect::<Result<Vec<_>, _>>()?.concat())
    };
    let train = part(|place| place % OF > 1, HOP)?;
    let valid = part(|place| place % OF == 1, WINDOW)?;
    let test = part(|place| place % OF == 0, WINDOW)?;
    if train.is_empty() || valid.is_empty() || test.is_empty() {
        return Err(format!("`{}` has too little sound", args.sounds.display()).into());
    }
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} files, {rate} numbers a second; windows of {WINDOW}: {} to train on, {} to validate, {} for the test",
        sounds.len(),
        train.len(),
        valid.len(),
        test.len()
    )?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);
    let linear = Linear::fit(&train);
    let of_linear = linear.nll(&test, &mut rng);

    let mut speech = Speech::new(&mut rng);
    let nats = |nats: f64| nats / WINDOW as f64;
    let history = Trainer::new(Adam::new(1e-3))
        .epochs(args.epochs)
        .seconds(args.seconds as f64)
        .batch_size(128)
        .clip_norm(100.0)
        .average(0.999)
        .schedule(Schedule::cosine().warm_up(200))
        .seed(args.seed)
        .on_epoch(|epoch| {
            let valid = epoch.valid_nll.map_or(f64::NAN, nats);
            println!(
                "epoch {:>3} after {:5.0} s: {:.4} train, {valid:.4} validation",
                epoch.epoch,
                epoch.seconds,
                nats(epoch.train_nll)
            );
        })
        .fit(&mut speech, Samples::of(&train).validation(&valid))?;
    let mean = |values: &[f32]| {
        -values.iter().map(|v| f64::from(*v)).sum::<f64>() / (values.len() * WINDOW) as f64
    };
    let elbo = mean(&speech.elbo_batch(&test, &mut rng));
    writeln!(out, "test, nats a number")?;
    writeln!(out, "  linear prediction of order 16   {of_linear:.4}")?;
    writeln!(out, "  flow, mean of −ELBO             {elbo:.4}")?;
    writeln!(
        out,
        "  gained                          {:.4}",
        of_linear - elbo
    )?;
    writeln!(
        out,
        "trained {:.0} s, {} parameters",
        history.seconds(),
        speech.params().len()
    )?;

    let count = (DRAWN * rate as usize).div_ceil(WINDOW);
    let start = Instant::now();
    let drawn = speech.sample_batch(count, &mut rng);
    let seconds = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "{DRAWN} seconds of sound drawn in {seconds:.3} s: {:.0} times faster than real time",
        DRAWN as f64 / seconds
    )?;
    write(&args.out, rate, [&test, &drawn], &linear, &mut rng)
}

/// Writes a few seconds of speech, of what the flow has drawn, and of linear prediction; as sound and as a picture.
fn write(
    folder: &Path,
    rate: u32,
    [test, drawn]: [&[Window]; 2],
    linear: &Linear,
    rng: &mut impl Rng,
) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    examples::make_folder(folder)?;
    let written = WRITTEN * rate as usize;
    let flat = |windows: &[Window]| -> Vec<f64> {
        let numbers = windows
            .iter()
            .flat_map(|window| window.iter().map(|x| f64::from(*x)));
        numbers.take(written).collect()
    };
    let shown = [
        ("speech that was held out", flat(test)),
        ("the flow, window by window", flat(drawn)),
        ("linear prediction", linear.sample(written, rng)),
    ];
    for (name, (_, sound)) in ["held_out", "flow", "linear"].into_iter().zip(&shown) {
        let numbers = sound.iter().map(|x| x.round() as i16).collect();
        let path = folder.join(format!("speech_{name}.wav"));
        Sound::new(rate, 1, numbers).write(&path)?;
        writeln!(out, "sound      {}", path.display())?;
    }
    let path = folder.join("speech.png");
    spectrogram::draw(&path, f64::from(rate), &shown)?;
    writeln!(out, "picture    {}", path.display())?;
    Ok(())
}
