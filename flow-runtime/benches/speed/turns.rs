//! Work and `gemm` in turns, so that a share of the machine's peak is one of the peak of that moment.

use flow_runtime::prelude::*;
use std::fs::read_to_string;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long work is measured between two turns of `gemm`, at least.
pub(crate) const STRETCH: f64 = 6e-3;

/// A row has at least so many pairs.
const FEWEST: usize = 3;

/// `gemm` takes at least this part of the time that the work of a pair takes.
const PART: f64 = 0.125;

/// A moment of this thread.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    at: Instant,
    /// How long the thread has waited for a core so far, if that is asked for and the system tells.
    waited: Duration,
    on_core: bool,
}

impl Moment {
    /// Now. With `on_core`, what the thread waits for a core does not count: other processes are left out, as long as the
    /// work is done by this thread alone.
    pub(crate) fn now(on_core: bool) -> Self {
        Self {
            at: Instant::now(),
            waited: if on_core { waited() } else { Duration::ZERO },
            on_core,
        }
    }

    /// Seconds since then.
    pub(crate) fn seconds(self) -> f64 {
        let elapsed = self.at.elapsed();
        let waited = if self.on_core {
            waited().saturating_sub(self.waited)
        } else {
            Duration::ZERO
        };
        elapsed.saturating_sub(waited).as_secs_f64()
    }
}

/// How long this thread has been ready to run while others ran: the second number of Linux's `schedstat`, in nanoseconds.
fn waited() -> Duration {
    let stat = read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let waited = stat.split_whitespace().nth(1);
    let waited = waited.and_then(|number| number.parse().ok());
    Duration::from_nanos(waited.unwrap_or(0))
}

/// The product that all shares are shares of: 768³ on one core.
pub(crate) struct Gemm<T> {
    a: Vec<T>,
    b: Vec<T>,
    c: Vec<T>,
}

impl<T: Real> Gemm<T> {
    const N: usize = 768;

    pub(crate) fn new() -> Self {
        let matrix = |number: f64| vec![T::from_f64(number); Self::N * Self::N];
        let (a, b, c) = (matrix(0.5), matrix(0.25), matrix(0.0));
        Self { a, b, c }
    }

    /// Multiply-adds a second of this core, measured for so long at least.
    pub(crate) fn rate(&mut self, least: f64) -> f64 {
        let (start, mut products) = (Moment::now(true), 0.0);
        loop {
            self.multiply();
            products += (Self::N * Self::N * Self::N) as f64;
            let seconds = start.seconds();
            if seconds >= least {
                return products / seconds;
            }
        }
    }

    fn multiply(&mut self) {
        let (n, stride) = (Self::N, Self::N.cast_signed());
        #[expect(unsafe_code, reason = "gemm takes pointers")]
        // SAFETY: three matrices of n × n numbers with contiguous columns.
        unsafe {
            gemm::gemm(
                n,
                n,
                n,
                self.c.as_mut_ptr(),
                stride,
                1,
                false,
                self.a.as_ptr(),
                stride,
                1,
                self.b.as_ptr(),
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
        black_box(&self.c);
    }
}

/// Pairs of work and `gemm`.
pub(crate) struct Turns<'a, T> {
    gemm: &'a mut Gemm<T>,
    patience: Duration,
    pub(crate) on_core: bool,
    begin: Instant,
    /// Seconds that the work takes, and multiply-adds a second of `gemm` beside it.
    pairs: Vec<[f64; 2]>,
}

impl<'a, T: Real> Turns<'a, T> {
    pub(crate) fn new(gemm: &'a mut Gemm<T>, patience: Duration, on_core: bool) -> Self {
        Self {
            gemm,
            patience,
            on_core,
            begin: Instant::now(),
            pairs: Vec::new(),
        }
    }

    /// Notes that so many times the work took so many seconds, and asks `gemm`.
    pub(crate) fn note(&mut self, times: usize, seconds: f64) {
        let rate = self.gemm.rate(PART * seconds);
        self.pairs.push([seconds / times as f64, rate]);
    }

    /// Whether that is enough.
    pub(crate) fn are_enough(&self) -> bool {
        self.pairs.len() >= FEWEST && self.begin.elapsed() >= self.patience
    }

    /// Measures work that can be repeated as often as one likes.
    pub(crate) fn repeat(&mut self, mut work: impl FnMut()) {
        work();
        let mut times = 1;
        while !self.are_enough() {
            let start = Moment::now(self.on_core);
            (0..times).for_each(|_| work());
            let seconds = start.seconds();
            if seconds < STRETCH {
                let more = (1.2 * STRETCH / seconds.max(1e-9)).min(100.0);
                times = (times as f64 * more).ceil() as usize;
                continue;
            }
            self.note(times, seconds);
        }
    }

    pub(crate) fn measured(self, multiply_adds: f64) -> Measured {
        let mut seconds: Vec<f64> = self.pairs.iter().map(|[seconds, _]| *seconds).collect();
        let mut shares: Vec<f64> = self
            .pairs
            .iter()
            .map(|[seconds, rate]| multiply_adds / seconds / rate)
            .collect();
        Measured {
            seconds: quantile(&mut seconds, 0.5),
            share: [0.25, 0.5, 0.75].map(|q| quantile(&mut shares, q)),
        }
    }
}

/// What pairs come to.
pub(crate) struct Measured {
    /// The median.
    pub(crate) seconds: f64,
    /// Of what `gemm` does on one core in the same time: quartiles and median of the pairs.
    pub(crate) share: [f64; 3],
}

fn quantile(numbers: &mut [f64], q: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[(q * (numbers.len() - 1) as f64).round() as usize]
}
