//! The rows of one flow: training steps, densities and samples, on so many threads.

#[cfg(feature = "plot")]
use crate::picture::SpeedUps;
use crate::settings::Settings;
use crate::turns::{Gemm, Measured, Moment, STRETCH, Turns};
use flow_runtime::{Epoch, prelude::*};
use rand_distr::StandardNormal;
use rayon::ThreadPool;
use std::cell::RefCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// The sizes of batches, where no others are asked for.
const STEPS: &[usize] = &[32, 100, 512, 4096];
const DENSITIES: &[usize] = &[1, 100, 10_000, 40_000];
const SAMPLES: &[usize] = &[1, 100, 10_000];

/// What would take longer than so many seconds on one core at its peak is left out.
const LONGEST: f64 = 0.7;

/// What all rows have in common.
pub(crate) struct Bench<'a> {
    settings: &'a Settings,
    pools: Vec<ThreadPool>,
    /// What was measured on one thread and on others: the work, threads, and how many times as fast.
    times: RefCell<Vec<(String, usize, f64)>>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(settings: &'a Settings) -> Self {
        let pool = |&threads: &usize| {
            let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
            builder.build().expect("a thread pool")
        };
        Self {
            settings,
            pools: settings.threads.iter().map(pool).collect(),
            times: RefCell::default(),
        }
    }

    pub(crate) fn wants_flow(&self, name: &str) -> bool {
        self.settings.wants_flow(name)
    }

    /// The head of the table.
    pub(crate) fn head() {
        println!(
            "| flow | scalar | work | batch | threads | time | of peak | quartiles | × products | × one thread | samples/s | handover |\n\
             |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
        );
    }

    /// The rows of a flow of which a sample uses each weight so often.
    pub(crate) fn measure<const D: usize, F>(
        &self,
        label: &str,
        uses: f64,
        mut flow: F,
        gemm: &mut Gemm<F::Scalar>,
    ) where
        F: Flow<D, 0> + Density<F::Scalar, D>,
    {
        if !self.settings.wants_scalar(F::Scalar::NAME) {
            return;
        }
        let products = uses * flow.params().len() as f64;
        let rate = gemm.rate(0.0);
        let batches = |work: &'static str, of_work: f64, usual: &[usize]| {
            let wanted = self.settings.wants_work(work);
            let batches = self.settings.batches(usual).into_iter();
            batches
                .map(move |batch| Row {
                    label,
                    work,
                    batch,
                    multiply_adds: of_work * products * batch as f64,
                })
                .filter(move |row| wanted && row.multiply_adds < LONGEST * rate)
        };
        for row in batches("training step", 3.0, STEPS) {
            self.row(&row, gemm, |turns| steps(&mut flow, row.batch, turns));
        }
        for row in batches("density", 1.0, DENSITIES) {
            let data = points(row.batch);
            self.row(&row, gemm, |turns| {
                turns.repeat(|| match &*data {
                    [x] => {
                        black_box(flow.log_prob(x));
                    }
                    _ => {
                        black_box(flow.log_prob_batch(&data));
                    }
                });
            });
        }
        for row in batches("sample", 1.0, SAMPLES) {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
            self.row(&row, gemm, |turns| {
                turns.repeat(|| {
                    if row.batch == 1 {
                        black_box(flow.sample(&mut rng));
                    } else {
                        black_box(flow.sample_batch(row.batch, &mut rng));
                    }
                });
            });
        }
    }

    /// What all rows on several threads come to.
    #[cfg(feature = "plot")]
    pub(crate) fn over_threads(&self) -> Vec<SpeedUps> {
        let mut works: Vec<SpeedUps> = Vec::new();
        for (work, threads, times) in &*self.times.borrow() {
            let point = [*threads as f64, *times];
            match works.last_mut().filter(|last| last.work == *work) {
                Some(last) => last.points.push(point),
                None => works.push(SpeedUps {
                    work: work.clone(),
                    points: vec![point],
                }),
            }
        }
        works
    }

    /// Measures work on each number of threads.
    fn row<T: Real>(
        &self,
        row: &Row<'_>,
        gemm: &mut Gemm<T>,
        mut work: impl FnMut(&mut Turns<'_, T>) + Send,
    ) {
        let mut of_one = None;
        for pool in &self.pools {
            let threads = pool.current_num_threads();
            let mut turns = Turns::new(gemm, self.settings.patience, threads == 1);
            pool.install(|| work(&mut turns));
            let measured = turns.measured(row.multiply_adds);
            if threads == 1 {
                of_one = Some(measured.seconds);
            }
            row.print(T::NAME, threads, &measured, of_one);
            if let Some(one) = of_one {
                let work = format!("{}, {} of {}, {}", row.label, row.work, row.batch, T::NAME);
                let times = one / measured.seconds;
                self.times.borrow_mut().push((work, threads, times));
            }
        }
    }
}

/// What a row is about.
struct Row<'a> {
    label: &'a str,
    work: &'a str,
    batch: usize,
    multiply_adds: f64,
}

impl Row<'_> {
    fn print(&self, scalar: &str, threads: usize, measured: &Measured, of_one: Option<f64>) {
        let Measured { seconds, share } = measured;
        let [low, median, high] = share.map(|share| 100.0 * share);
        let speed_up = of_one.map_or("–".to_owned(), |one| format!("{:.2}", one / seconds));
        let handover = if threads == 1 {
            "–".to_owned()
        } else {
            format!("{:.0} ns", 1e9 * handover())
        };
        println!(
            "| {} | {scalar} | {} | {} | {threads} | {} | {median:.0} % | {low:.0} to {high:.0} % | {:.2} | {speed_up} | {:.3e} | {handover} |",
            self.label,
            self.work,
            self.batch,
            time(*seconds),
            100.0 / median,
            self.batch as f64 / seconds,
        );
    }
}

/// Training steps, Adam included, epoch by epoch in one run: what `fit` does once is in none of them, and what it does once an
/// epoch counts for little, for epochs have many steps unless these are long.
fn steps<const D: usize, F: Flow<D, 0>>(
    flow: &mut F,
    batch: usize,
    turns: &mut Turns<'_, F::Scalar>,
) {
    let mut steps = 2;
    loop {
        let data = points(steps * batch);
        let seconds = epochs(flow, batch, &data, turns);
        if seconds >= STRETCH {
            return;
        }
        let more = (1.5 * STRETCH / seconds).clamp(1.5, 30.0);
        steps = (more * steps as f64).ceil() as usize;
    }
}

/// Epochs until there are enough pairs; only two where they are short, of which the second's seconds are returned.
fn epochs<const D: usize, F: Flow<D, 0>>(
    flow: &mut F,
    batch: usize,
    data: &[SVector<F::Scalar, D>],
    turns: &mut Turns<'_, F::Scalar>,
) -> f64 {
    // `fit` needs some steps to settle on a number of threads.
    let settles = match rayon::current_num_threads() {
        1 => 0,
        threads => 15 * u64::from(threads.ilog2() + 1),
    };
    let (mut start, mut seconds) = (Moment::now(turns.on_core), 0.0);
    let tell = |epoch: &Epoch| {
        if epoch.epoch > 1 {
            seconds = start.seconds();
            if seconds >= STRETCH && epoch.steps >= settles {
                turns.note(data.len() / batch, seconds);
            }
        }
        start = Moment::now(turns.on_core);
        if epoch.epoch > 1 && (seconds < STRETCH || turns.are_enough()) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    // A rate so small that the flow stays what it is.
    Trainer::new(Adam::new(1e-12))
        .batch_size(batch)
        .epochs(usize::MAX)
        .on_epoch(tell)
        .fit(flow, data)
        .expect("training");
    seconds
}

/// Normal points. What an untrained flow draws can lie so far out that it overflows on its way back.
fn points<T: Real, const D: usize>(n: usize) -> Vec<SVector<T, D>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
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
