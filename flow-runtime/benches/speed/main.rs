//! How much of the machine's peak each direction of each flow reaches.
//!
//! `cargo bench --bench speed` measures all; `cargo bench --bench speed -- moons` the flows whose name contains
//! "moons"; `--threads 1,2,4,8,16`, `--batch`, `--work`, `--scalar` and `--seconds` choose among rows (`settings.rs`), and
//! `cargo bench --features plot --bench speed -- --picture threads.png` draws what threads gain. The program that `cargo bench --no-run` leaves can be carried to another machine.
//!
//! The unit is the multiply-adds of the weights that exist, each at every place where it is used, over the rate of the
//! `gemm` crate at 768³ on one core, in turns with the work (`turns.rs`): 100 % is one core at that rate. A share is
//! the median of pairs, and quartiles say how far they spread. On one thread, the time that this waits for a core is left
//! out. A training step needs three products per weight. "× products" is the time over what these multiply-adds alone
//! would take on one core at that rate. "Handover" is how long a number takes from one core to another: a virtual machine's
//! cores do not always share a cache.

#![allow(missing_docs, reason = "a program")]

mod flows;
#[cfg(feature = "plot")]
mod picture;
mod rows;
mod settings;
mod turns;

use rows::Bench;
use settings::Settings;
use std::fs::read_to_string;
use turns::Gemm;

fn main() {
    let settings = Settings::read();
    let mut gemms = (Gemm::new(), Gemm::new());
    println!(
        "{}; gemm at 768³, one core: {:.1} GFLOP/s in f32, {:.1} in f64\n",
        processor(),
        2e-9 * gemms.0.rate(0.2),
        2e-9 * gemms.1.rate(0.2),
    );
    Bench::head();
    let bench = Bench::new(&settings);
    flows::all(&bench, &mut gemms);
    #[cfg(feature = "plot")]
    if let Some(path) = &settings.picture {
        picture::save(&bench.over_threads(), path).expect("a picture");
    }
}

/// What the system calls it.
fn processor() -> String {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split(": ").nth(1));
    name.unwrap_or("some processor").to_owned()
}
