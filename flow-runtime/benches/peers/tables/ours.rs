//! The chains of `benches/peers/tables`, trained on request: `tables <prefix of a table's files> <dimensions> <chain>
//! <epochs> <seed>` prints the test NLL, in nats, at the epoch with the best validation NLL, that epoch, the seconds of
//! training and the number of parameters.

#![allow(missing_docs, reason = "a program")]

use flow_runtime::prelude::*;
use rand::seq::SliceRandom;
use std::error::Error;
use std::io::{Write, stdout};
use std::time::Instant;

const BATCH: usize = 256;
const LEARNING_RATE: f32 = 1e-3;

/// Declares every chain for every number of dimensions, and finds one of them.
macro_rules! chains {
    ($chains:tt; $($module:ident $dim:literal)*) => {
        $(chains!(@module $module $dim $chains);)*

        fn train(run: &Run, dim: usize, chain: &str) -> Result<Outcome, Box<dyn Error>> {
            match dim {
                $($dim => $module::train(run, chain),)*
                _ => Err(format!("no chain has {dim} dimensions").into()),
            }
        }
    };
    (@module $module:ident $dim:literal { $($label:literal $name:ident = $chain:tt;)* }) => {
        mod $module {
            use super::{Error, Outcome, Run};
            use flow_runtime::prelude::*;

            $(chains!(@flow $name $dim $chain);)*

            pub(super) fn train(run: &Run, chain: &str) -> Result<Outcome, Box<dyn Error>> {
                match chain {
                    $($label => run.train($name::new),)*
                    _ => Err(format!("no chain `{chain}`").into()),
                }
            }
        }
    };
    (@flow $name:ident $dim:literal ($($chain:tt)*)) => {
        flow! { struct $name<$dim> = $($chain)*; }
    };
}

chains! {
    {
        "maf" Maf = (5 * (MAF(64, 64) >> Reverse));
        "nsf" Nsf = (5 * (NSF(64, 64, bins = 8, bound = 5) >> Reverse));
        "nsfar" Nsfar = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5)) >> Reverse));
        "maf-small" MafSmall = (3 * (MAF(40, 40) >> Reverse));
        "maf-glorot" MafGlorot = (5 * (MAF(64, 64, init = glorot) >> Reverse));
        "maf-tanh" MafTanh = (5 * (MAF(64, 64, activation = tanh) >> Reverse));
        "maf-tanh-glorot" MafTanhGlorot = (5 * (MAF(64, 64, activation = tanh, init = glorot) >> Reverse));
        "maf-residual" MafResidual = (5 * (MAF(64, residual = true) >> Reverse));
        "maf-residual-glorot" MafResidualGlorot = (5 * (MAF(64, residual = true, init = glorot) >> Reverse));
        "nsfar-learned" NsfarLearned = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, tails = learned)) >> Reverse));
        "nsf-learned" NsfLearned = (5 * (NSF(64, 64, bins = 8, bound = 5, tails = learned) >> Reverse));
        "nsf-narrow" NsfNarrow = (5 * (NSF(64, 64, bins = 8, bound = 3) >> Reverse));
        "nsfar-narrow" NsfarNarrow = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 3)) >> Reverse));
    };
    d5 5 d10 10 d13 13 d16 16 d18 18 d20 20 d36 36
}

/// What is trained on, and how.
struct Run {
    prefix: String,
    epochs: usize,
    seed: u64,
}

struct Outcome {
    test_nll: f64,
    epoch: usize,
    seconds: f64,
    params: usize,
}

impl Run {
    fn read<const D: usize>(&self, part: &str) -> Result<Vec<SVector<f32, D>>, Box<dyn Error>> {
        let bytes = std::fs::read(format!("{}.{part}.f32", self.prefix))?;
        let (numbers, _) = bytes.as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|&n| f32::from_le_bytes(n)).collect();
        Ok(numbers
            .chunks_exact(D)
            .map(SVector::from_column_slice)
            .collect())
    }

    fn train<const D: usize, F>(
        &self,
        new: impl Fn(&mut Xoshiro256PlusPlus) -> F,
    ) -> Result<Outcome, Box<dyn Error>>
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D>,
    {
        let [train, valid, test] = ["train", "valid", "test"].map(|part| self.read::<D>(part));
        let (mut train, valid, test) = (train?, valid?, test?);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut flow = new(&mut rng);
        let mut adam = Moments::new(flow.params().len());
        let mut outcome = Outcome {
            test_nll: f64::NAN,
            epoch: 0,
            seconds: 0.0,
            params: flow.params().len(),
        };
        let mut best = f64::INFINITY;
        for epoch in 1..=self.epochs {
            let start = Instant::now();
            train.shuffle(&mut rng);
            for batch in train.chunks(BATCH) {
                flow.nll_and_grad(batch, &mut adam.grad);
                adam.step(flow.params_mut());
            }
            outcome.seconds += start.elapsed().as_secs_f64();
            let here = nll(&flow, &valid);
            if here < best {
                best = here;
                (outcome.epoch, outcome.test_nll) = (epoch, nll(&flow, &test));
            }
        }
        Ok(outcome)
    }
}

fn nll<const D: usize>(flow: &impl Density<f32, D>, data: &[SVector<f32, D>]) -> f64 {
    let log_probs = flow.log_prob_batch(data);
    -log_probs.iter().map(|&lp| f64::from(lp)).sum::<f64>() / data.len() as f64
}

/// Adam (Kingma & Ba 2015), step by step: between epochs the other libraries' training is looked into as well.
struct Moments {
    steps: i32,
    first: Vec<f32>,
    second: Vec<f32>,
    grad: Vec<f32>,
}

impl Moments {
    fn new(params: usize) -> Self {
        let [first, second, grad] = [(); 3].map(|()| vec![0.0; params]);
        Self {
            steps: 0,
            first,
            second,
            grad,
        }
    }

    fn step(&mut self, params: &mut [f32]) {
        self.steps += 1;
        let root = (1.0 - 0.999_f32.powi(self.steps)).sqrt();
        let rate = LEARNING_RATE * root / (1.0 - 0.9_f32.powi(self.steps));
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((p, &g), (m, v)) in params.iter_mut().zip(&self.grad).zip(moments) {
            // Where gradients stay 0, what decays must not become subnormal.
            *m = if m.abs() < 1e-30 {
                0.1 * g
            } else {
                0.9 * *m + 0.1 * g
            };
            *v = 0.999 * *v + 0.001 * g * g;
            *p -= rate * *m / (v.sqrt() + 1e-8 * root);
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` runs every benchmark: then nobody asks.
    let [prefix, dim, chain, epochs, seed] = args.as_slice() else {
        return Ok(());
    };
    let run = Run {
        prefix: prefix.clone(),
        epochs: epochs.parse()?,
        seed: seed.parse()?,
    };
    let Outcome {
        test_nll,
        epoch,
        seconds,
        params,
    } = train(&run, dim.parse()?, chain)?;
    writeln!(stdout(), "RESULT {test_nll} {epoch} {seconds} {params}")?;
    Ok(())
}
