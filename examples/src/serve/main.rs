//! Scoring from many threads of one process: they share one flow, without locks, and a call allocates nothing.
//!
//! `cargo run --release --bin serve` prints a table: for requests of 1 to 1,000 rows, how long one takes, and how many rows a
//! second all threads have scored.

#![forbid(unsafe_code)]

mod args;

use args::Args;
use flow_runtime::prelude::*;
use std::io::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

flow! {
    /// As large as one for a table of 16 columns.
    struct Rows<16> = 5 * (MAF(64, 64) >> Reverse) >> Standardize;
}

type Row = SVector<f32, { Rows::DIM }>;

/// Rows in a request.
const SIZES: [usize; 4] = [1, 10, 100, 1000];
/// How many latencies a thread keeps: room that is there before it begins.
const KEPT: usize = 1 << 20;

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> std::io::Result<()> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    // In a service: `Rows::load("model.safetensors")`.
    let flow = Rows::new(&mut rng);
    let rows = flow.sample_batch(10_000, &mut rng);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} threads, at most {} s for each line",
        args.threads, args.seconds
    )?;
    writeln!(
        out,
        "rows a request    p50 in µs    p99 in µs    rows a second"
    )?;
    for size in SIZES {
        let start = Instant::now();
        // One request at least, however short the time.
        let mut nanos = serve(&flow, &rows, size, args);
        let rate = (nanos.len() * size) as f64 / start.elapsed().as_secs_f64();
        nanos.sort_unstable();
        let micros = |share: usize| nanos[(nanos.len() - 1) * share / 100] as f64 / 1e3;
        let (p50, p99) = (micros(50), micros(99));
        writeln!(out, "{size:>14}{p50:>13.1}{p99:>13.1}{rate:>17.0}")?;
    }
    Ok(())
}

/// Every thread answers requests for so many seconds; returns how many nanoseconds each took.
fn serve(flow: &Rows, rows: &[Row], size: usize, args: &Args) -> Vec<u64> {
    let duration = Duration::from_secs_f64(args.seconds);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..args.threads)
            .map(|thread| scope.spawn(move || worker(flow, rows, size, thread, duration)))
            .collect();
        let answers = threads.into_iter().filter_map(|thread| thread.join().ok());
        answers.flatten().collect()
    })
}

/// One thread. `log_prob_into` stays on it, and borrows its memory from the thread; the answers have theirs.
fn worker(flow: &Rows, rows: &[Row], size: usize, thread: usize, duration: Duration) -> Vec<u64> {
    let mut nanos = Vec::with_capacity(KEPT);
    let mut answers = vec![0.0; size];
    let begin = Instant::now();
    // Each thread asks for other rows, one request after the other.
    let requests = rows.chunks_exact(size).cycle().skip(7 * thread);
    for request in requests {
        let start = Instant::now();
        flow.log_prob_into(request, &mut answers);
        std::hint::black_box(&answers);
        nanos.push(start.elapsed().as_nanos() as u64);
        if begin.elapsed() >= duration || nanos.len() == KEPT {
            break;
        }
    }
    nanos
}
