//! The flows of `benches/peers`, measured on request.
//!
//! With `--worker` it prints `READY` and the names of its works, then answers each line `go <work>` with one line of
//! JSON: the seconds that the work took. `benches/peers/run` asks it and the workers of other libraries in turns.

#![allow(missing_docs, reason = "a program")]
#![expect(
    deprecated,
    reason = "pictures that are larger than what kernels reach"
)]

use flow_runtime::prelude::*;
use rand_distr::StandardNormal;
use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::io::{Write, stdin, stdout};
use std::time::{Duration, Instant};

/// How long an answer is measured, unless the work itself takes longer.
const PATIENCE: Duration = Duration::from_millis(300);

/// Points that a density or a sample is asked of, on the grid of the notebook's picture and otherwise.
const GRID: usize = 40_000;
const POINTS: usize = 10_000;

/// Points and steps of what is called an epoch where a single step is wanted.
const BATCH: usize = 512;
const STEPS: usize = 8;

/// The same of flows of pictures.
const PICTURES: usize = 64;
const PICTURE_STEPS: usize = 128;

/// Samples that a step of reverse KL draws, and how many steps are measured at a time.
const DRAWN: usize = 256;
const REVERSE_STEPS: u64 = 16;

/// The target: a chain of numbers, each about this part of the one before.
const FOLLOWS: f32 = 0.5;

type Work = Box<dyn FnMut() -> Result<f64, FitError>>;
/// A flow's works. They are made when the first is asked for, and all flows but one are forgotten.
type Suite = fn() -> BTreeMap<&'static str, Work>;

macro_rules! flows {
    ($($name:ident $label:literal $dim:tt $works:ident [$($chain:tt)*];)*) => {
        $(flow! { struct $name<$dim> = $($chain)*; })*

        /// The flows by name, each with the names of its works.
        const FLOWS: &[(&str, &[&str], Suite)] = &[$((
            $label,
            $works::NAMES,
            || $works::suite($name::new(&mut rng())),
        ),)*];
    };
}

flows! {
    Moons "moons" 2 notebook [3 * (Permute[1, 0] >> MAF(128, 128))];
    Maf8 "maf-8" 8 scaling [5 * (MAF(512, 512) >> Reverse)];
    Maf21 "maf-21" 21 scaling [5 * (MAF(512, 512) >> Reverse)];
    Maf64 "maf-64" 64 scaling_and_target [5 * (MAF(512, 512) >> Reverse)];
    Iaf64 "iaf-64" 64 target [5 * (IAF(512, 512) >> Reverse)];
    RealNvp2 "realnvp-2" 2 scaling [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp16 "realnvp-16" 16 scaling [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp64 "realnvp-64" 64 scaling [8 * (RealNVP(128, 128) >> Reverse)];
    Nsf2 "nsf-2" 2 scaling [8 * (NSF(128, 128, bins = 8, bound = 5) >> Reverse)];
    Nsf16 "nsf-16" 16 scaling [8 * (NSF(128, 128, bins = 8, bound = 5) >> Reverse)];
    Nsf64 "nsf-64" 64 scaling [8 * (NSF(128, 128, bins = 8, bound = 5) >> Reverse)];
    Convolution8 "conv-8" [2, 8, 8] pictures [RealNVP(conv(64, 64, 64))];
    Convolution28 "conv-28" [2, 28, 28] pictures [RealNVP(conv(64, 64, 64))];
}

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` runs every benchmark: then nobody asks.
    if !std::env::args().any(|arg| arg == "--worker") {
        return Ok(());
    }
    let names = FLOWS.iter().flat_map(|(flow, works, _)| {
        let name = move |work| format!("{flow}/{work}");
        works.iter().map(name)
    });
    let names: Vec<String> = names.collect();
    writeln!(stdout(), "READY {}", names.join(" "))?;
    let mut present = (String::new(), BTreeMap::new());
    for line in stdin().lines() {
        let line = line?;
        let work = line.strip_prefix("go ").unwrap_or(&line);
        let (flow, work) = work.split_once('/').ok_or("expected `go <flow>/<work>`")?;
        if present.0 != flow {
            let (_, _, suite) = FLOWS
                .iter()
                .find(|(name, ..)| *name == flow)
                .ok_or_else(|| format!("no flow `{flow}`"))?;
            present = (flow.to_owned(), suite());
        }
        let run = present.1.get_mut(work);
        let run = run.ok_or_else(|| format!("no work `{work}` of `{flow}`"))?;
        writeln!(stdout(), "{{\"seconds\": {}}}", run()?)?;
    }
    Ok(())
}

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

/// What the notebook does: epochs of 10,000 points, the density on a grid, samples.
mod notebook {
    use super::{GRID, POINTS, Work, density, epoch, rng, sample};
    use flow_runtime::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) const NAMES: &[&str] = &["epoch-32", "epoch-256", "epoch-1000", "density", "sample"];

    pub(crate) fn suite<F>(flow: F) -> BTreeMap<&'static str, Work>
    where
        F: Flow<2, 0, Scalar = f32> + Density<f32, 2> + Clone + 'static,
    {
        let data: Vec<SVector<f32, 2>> = datasets::moons(POINTS, 0.05, &mut rng());
        let epochs = [32, 256, 1000].map(|batch| epoch(flow.clone(), data.clone(), batch));
        let [a, b, c] = epochs;
        let works = [a, b, c, density(flow.clone(), GRID), sample(flow)];
        NAMES.iter().copied().zip(works).collect()
    }
}

/// What is compared over dimensions: a training step, densities and samples.
mod scaling {
    use super::{BATCH, POINTS, STEPS, Work, density, epoch, normal, sample};
    use flow_runtime::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) const NAMES: &[&str] = &["step", "density", "sample"];

    pub(crate) fn suite<const D: usize, F>(flow: F) -> BTreeMap<&'static str, Work>
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D> + Clone + 'static,
    {
        let mut steps = epoch(flow.clone(), normal(BATCH * STEPS), BATCH);
        let step: Work = Box::new(move || Ok(steps()? / STEPS as f64));
        let works = [step, density(flow.clone(), POINTS), sample(flow)];
        NAMES.iter().copied().zip(works).collect()
    }
}

/// A training step on pictures.
mod pictures {
    use super::{PICTURE_STEPS, PICTURES, Work, epoch, normal};
    use flow_runtime::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) const NAMES: &[&str] = &["step"];

    pub(crate) fn suite<const D: usize, F>(flow: F) -> BTreeMap<&'static str, Work>
    where
        F: Flow<D, 0, Scalar = f32> + 'static,
    {
        let mut steps = epoch(flow, normal(PICTURES * PICTURE_STEPS), PICTURES);
        let step: Work = Box::new(move || Ok(steps()? / PICTURE_STEPS as f64));
        BTreeMap::from([(NAMES[0], step)])
    }
}

/// A step of reverse KL.
mod target {
    use super::{Work, reverse};
    use flow_runtime::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) const NAMES: &[&str] = &["reverse-kl"];

    pub(crate) fn suite<const D: usize, F>(flow: F) -> BTreeMap<&'static str, Work>
    where
        F: Flow<D, 0, Scalar = f32> + 'static,
    {
        BTreeMap::from([(NAMES[0], reverse(flow))])
    }
}

/// Both.
mod scaling_and_target {
    use super::{Work, scaling, target};
    use flow_runtime::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) const NAMES: &[&str] = &["step", "density", "sample", "reverse-kl"];

    pub(crate) fn suite<const D: usize, F>(flow: F) -> BTreeMap<&'static str, Work>
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D> + Clone + 'static,
    {
        let mut works = scaling::suite(flow.clone());
        works.append(&mut target::suite(flow));
        works
    }
}

/// ln p̃ = −½ Σᵢ (xᵢ − ½ xᵢ₋₁)², with x₋₁ = 0.
struct Chain;

impl<const D: usize> Target<f32, D> for Chain {
    fn log_density(&self, x: &SVector<f32, D>) -> f32 {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &SVector<f32, D>) -> (f32, SVector<f32, D>) {
        let (mut sum, mut grad) = (0.0, SVector::from([0.0; D]));
        for i in 0..D {
            let before = if i > 0 { FOLLOWS * x[i - 1] } else { 0.0 };
            let rest = x[i] - before;
            sum += rest * rest;
            grad[i] -= rest;
            if i > 0 {
                grad[i - 1] += FOLLOWS * rest;
            }
        }
        (-0.5 * sum, grad)
    }
}

/// Seconds that a step of reverse KL takes, by the path gradient.
fn reverse<const D: usize, F>(mut flow: F) -> Work
where
    F: Flow<D, 0, Scalar = f32> + 'static,
{
    Box::new(move || {
        let trainer = Trainer::new(Adam::new(1e-3))
            .batch_size(DRAWN)
            .steps(REVERSE_STEPS);
        let start = Instant::now();
        trainer.fit_target(&mut flow, &Chain)?;
        Ok(start.elapsed().as_secs_f64() / REVERSE_STEPS as f64)
    })
}

/// Standard normal points.
fn normal<const D: usize>(points: usize) -> Vec<SVector<f32, D>> {
    let mut rng = rng();
    let mut number = |_, _| StandardNormal.sample(&mut rng);
    let point = |_| SVector::from_fn(&mut number);
    (0..points).map(point).collect()
}

/// Seconds an epoch of training takes, shuffling and Adam included.
fn epoch<const D: usize, F>(mut flow: F, data: Vec<SVector<f32, D>>, batch: usize) -> Work
where
    F: Flow<D, 0, Scalar = f32> + 'static,
{
    let mut epochs = 1;
    Box::new(move || {
        let trainer = Trainer::new(Adam::new(1e-3))
            .batch_size(batch)
            .epochs(epochs);
        let start = Instant::now();
        trainer.fit(&mut flow, &data)?;
        let seconds = start.elapsed().as_secs_f64() / epochs as f64;
        epochs = (PATIENCE.as_secs_f64() / seconds).ceil() as usize;
        Ok(seconds)
    })
}

/// Seconds that the densities of so many points take.
fn density<const D: usize, F>(flow: F, points: usize) -> Work
where
    F: Density<f32, D> + 'static,
{
    let data = normal::<D>(points);
    Box::new(move || {
        Ok(median(|| {
            black_box(flow.log_prob_batch(&data));
        }))
    })
}

/// Seconds that samples take.
fn sample<const D: usize, F>(flow: F) -> Work
where
    F: Density<f32, D> + 'static,
{
    let mut rng = rng();
    Box::new(move || {
        Ok(median(|| {
            black_box(flow.sample_batch(POINTS, &mut rng));
        }))
    })
}

/// The median time of `work`, in seconds.
fn median(mut work: impl FnMut()) -> f64 {
    let (start, mut times) = (Instant::now(), Vec::new());
    while times.is_empty() || start.elapsed() < PATIENCE {
        let start = Instant::now();
        work();
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
