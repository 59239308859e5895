//! How much of the machine's peak each direction of each flow reaches.
//!
//! `cargo bench --bench speed` measures all; `cargo bench --bench speed -- moons` the flows whose name contains
//! "moons". The unit is the multiply-adds of the weights that exist, over the rate of the `gemm` crate at 768³ on one
//! core in the same run: 100 % is one core at that rate. A training step needs three products per weight. "× products" is
//! the time over what these multiply-adds alone would take on one core at that rate. "Handover" is how long a number takes
//! from one core to another: a virtual machine's cores do not always share a cache.

#![allow(missing_docs, reason = "a program")]
#![expect(unsafe_code, reason = "gemm takes pointers")]

use flow_runtime::prelude::*;
use rand_distr::StandardNormal;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long each figure is measured.
const PATIENCE: Duration = Duration::from_millis(250);

macro_rules! flows {
    ($($name:ident $label:literal $dim:literal [$($chain:tt)*];)*) => {
        mod single {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f32, $dim> = $($chain)*; })*
        }
        mod double {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f64, $dim> = $($chain)*; })*
        }

        fn all(wanted: impl Fn(&str) -> bool, threads: &Threads) {
            let peaks = (peak::<f32>(), peak::<f64>());
            println!(
                "gemm at 768³, one core: {:.1} GFLOP/s in f32, {:.1} in f64\n",
                2e-9 * peaks.0,
                2e-9 * peaks.1
            );
            println!(
                "| flow | scalar | work | batch | one core | of peak | × products | {} cores | × products | samples/s | handover |\n\
                 |---|---|---|---|---|---|---|---|---|---|---|",
                threads.many.current_num_threads()
            );
            $(if wanted($label) {
                suite(single::$name::new(&mut rng()), $label, peaks.0, threads);
                suite(double::$name::new(&mut rng()), $label, peaks.1, threads);
            })*
        }
    };
}

flows! {
    Moons "moons" 2 [3 * (Permute[1, 0] >> MAF(128, 128))];
    Maf8 "MAF 8" 8 [5 * (MAF(100, 100) >> Reverse)];
    Maf21 "MAF 21" 21 [5 * (MAF(512, 512) >> Reverse)];
    Maf64 "MAF 64" 64 [5 * (MAF(512, 512) >> Reverse)];
    RealNvp2 "RealNVP 2" 2 [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp16 "RealNVP 16" 16 [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp64 "RealNVP 64" 64 [8 * (RealNVP(128, 128) >> Reverse)];
    Nsf2 "NSF 2" 2 [8 * (NSF(128, 128) >> Reverse)];
    Nsf16 "NSF 16" 16 [8 * (NSF(128, 128) >> Reverse)];
    Nsf64 "NSF 64" 64 [8 * (NSF(128, 128) >> Reverse)];
    Iaf8 "IAF 8" 8 [5 * (IAF(100, 100) >> Reverse)];
    Iaf21 "IAF 21" 21 [5 * (IAF(512, 512) >> Reverse)];
    Iaf64 "IAF 64" 64 [5 * (IAF(512, 512) >> Reverse)];
    Nice16 "NICE 16" 16 [8 * (NICE(128, 128) >> Reverse) >> Affine];
    Residual16 "residual 16" 16 [8 * (RealNVP(128, residual = true, init = identity) >> Reverse)];
    Glow16 "Glow 16" 16 [8 * (ActNorm >> RealNVP(128, 128) >> Linear)];
    Orthogonal16 "Orthogonal 16" 16 [5 * (MAF(128, 128) >> Orthogonal)];
    Autoregressive16 "spline MAF 16" 16 [5 * (MAF(128, 128, univariate = spline(bins = 8, bound = 3)) >> Reverse)];
    Formula16 "formula MAF 16" 16 [5 * (MAF(128, 128, univariate = |z; a, b > 0| a + b * sinh(z)) >> Reverse)];
    Mixture16 "Mixture 16" 16 [Mixture(8) >> 5 * (MAF(128, 128) >> Reverse)];
    Spline16 "Spline 16" 16 [8 * (Spline(8) >> Orthogonal)];
}

/// One thread, and all.
struct Threads {
    one: rayon::ThreadPool,
    many: rayon::ThreadPool,
}

fn main() {
    let pool = |threads| {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().expect("a thread pool")
    };
    let threads = Threads {
        one: pool(1),
        many: pool(0),
    };
    let names: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    all(
        |label| names.is_empty() || names.iter().any(|name| label.contains(name.as_str())),
        &threads,
    );
}

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

/// Normal points. What an untrained flow draws can lie so far out that it overflows on its way back.
fn points<T: Real, const D: usize>(n: usize) -> Vec<SVector<T, D>> {
    let mut rng = rng();
    let mut number = || T::from_f64(StandardNormal.sample(&mut rng));
    (0..n).map(|_| SVector::from_fn(|_, _| number())).collect()
}

/// Seconds that a number takes from one core to another.
fn handover() -> f64 {
    const TURNS: usize = 20_000;
    let turn = AtomicUsize::new(0);
    let play = |player: usize| {
        for own in (player..TURNS).step_by(2) {
            while turn.load(Ordering::Acquire) != own {
                std::hint::spin_loop();
            }
            turn.store(own + 1, Ordering::Release);
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| play(1));
        let start = Instant::now();
        play(0);
        other.join().expect("a player that does not panic");
        start.elapsed().as_secs_f64() / TURNS as f64
    })
}

/// Multiply-adds a second of `gemm` at 768³ on one core.
fn peak<T: Real>() -> f64 {
    let n = 768;
    let (a, b) = (
        vec![T::from_f64(0.5); n * n],
        vec![T::from_f64(0.25); n * n],
    );
    let mut c = vec![T::ZERO; n * n];
    let stride = n.cast_signed();
    let seconds = median(|| {
        // SAFETY: three matrices of n × n numbers with contiguous columns.
        unsafe {
            gemm::gemm(
                n,
                n,
                n,
                c.as_mut_ptr(),
                stride,
                1,
                false,
                a.as_ptr(),
                stride,
                1,
                b.as_ptr(),
                stride,
                1,
                T::ONE,
                T::ONE,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
        black_box(&c);
    });
    (n * n * n) as f64 / seconds
}

/// The median time of `work`, in seconds.
fn median(mut work: impl FnMut()) -> f64 {
    work();
    let (start, mut times) = (Instant::now(), Vec::new());
    while times.len() < 5 || start.elapsed() < PATIENCE {
        let start = Instant::now();
        work();
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Training steps, densities and samples of one flow.
fn suite<const D: usize, F>(mut flow: F, label: &str, peak: f64, threads: &Threads)
where
    F: Flow<D, 0> + Density<F::Scalar, D>,
{
    let weights = flow.params().len() as f64;
    let row = |work: &str, batch: usize, products: f64, run: &mut (dyn FnMut() -> f64 + Send)| {
        let needed = products * weights * batch as f64 / peak;
        let one = threads.one.install(&mut *run);
        let many = threads.many.install(&mut *run);
        println!(
            "| {label} | {} | {work} | {batch} | {} | {:.0} % | {:.2} | {} | {:.2} | {:.3e} | {:.0} ns |",
            F::Scalar::NAME,
            time(one),
            100.0 * needed / one,
            one / needed,
            time(many),
            many / needed,
            batch as f64 / many,
            1e9 * handover(),
        );
    };
    for batch in [32, 100, 512, 4096] {
        let data = points(batch * 4);
        row("training step", batch, 3.0, &mut || {
            training_step(&mut flow, &data, batch)
        });
    }
    let data = points(40_000);
    for batch in [1, 100, 10_000, 40_000] {
        row("density", batch, 1.0, &mut || {
            median(|| {
                if batch == 1 {
                    black_box(flow.log_prob(&data[0]));
                } else {
                    black_box(flow.log_prob_batch(&data[..batch]));
                }
            })
        });
    }
    for batch in [1, 100, 10_000] {
        let mut rng = rng();
        row("sample", batch, 1.0, &mut || {
            median(|| {
                if batch == 1 {
                    black_box(flow.sample(&mut rng));
                } else {
                    black_box(flow.sample_batch(batch, &mut rng));
                }
            })
        });
    }
}

/// Seconds per step of a training run, Adam included; the median over runs of at least 20 steps.
fn training_step<const D: usize, F: Flow<D, 0>>(
    flow: &mut F,
    data: &[SVector<F::Scalar, D>],
    batch: usize,
) -> f64 {
    let steps_an_epoch = data.len() / batch;
    let run = |flow: &mut F, epochs: usize| {
        // A rate so small that the flow stays what it is.
        let trainer = Trainer::new(Adam::new(1e-12))
            .batch_size(batch)
            .epochs(epochs);
        let history = trainer.fit(flow, data).expect("training");
        history.seconds() / (epochs * steps_an_epoch) as f64
    };
    let once = run(flow, 2);
    let epochs = ((PATIENCE.as_secs_f64() / 5.0 / once) as usize / steps_an_epoch).max(5);
    let mut times: Vec<f64> = (0..5).map(|_| run(flow, epochs)).collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

/// A time with three digits.
fn time(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 1e-3 => (1e6 * s, "µs"),
        s if s < 1.0 => (1e3 * s, "ms"),
        s => (s, "s"),
    };
    let digits = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    format!("{value:.digits$} {unit}")
}
