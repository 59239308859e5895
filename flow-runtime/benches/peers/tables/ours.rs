//! The chains of `benches/peers/tables`, trained on request: `tables <prefix of a table's files> <dimensions> <chain>
//! <epochs> <seed>` prints a line for each epoch: its seconds, and the NLL of validation and test rows behind it, in nats; then the
//! test NLL at the epoch with the best validation NLL, that epoch, the seconds of training, the number of parameters and that
//! validation NLL. With `ask` in place of a number of epochs, one is trained for every line that is read. `<decay>` and `<rate>` behind
//! all this judge an average of the parameters, and set the learning rate.

#![allow(missing_docs, reason = "a program")]

use flow_runtime::prelude::*;
use rand::seq::SliceRandom;
use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::time::Instant;

const BATCH: usize = 256;
const LEARNING_RATE: f32 = 1e-3;
/// No average.
const DECAY: f32 = 0.0;

/// Declares every chain of a list for some numbers of dimensions, and a function that trains one of them, if there is one of so many.
/// `d5 5 = 3 + 2`: of five columns the first three are modelled given the other two, by chains that are `given`.
macro_rules! chains {
    ($list:ident: $all:tt, given $given:tt; $($module:ident $dim:literal = $left:literal + $right:literal)*) => {
        $(chains!(@module $module $dim $left $right $all $given);)*

        fn $list(run: &Run, dim: usize, chain: &str) -> Option<Result<Outcome, Box<dyn Error>>> {
            match dim {
                $($dim => Some($module::train(run, chain)),)*
                _ => None,
            }
        }
    };
    (
        @module $module:ident $dim:literal $left:literal $right:literal
        { $($label:literal $name:ident = $chain:tt;)* }
        { $($given_label:literal $given_name:ident = $given_chain:tt;)* }
    ) => {
        mod $module {
            use super::{Error, Outcome, Run};
            use flow_runtime::prelude::*;

            $(chains!(@flow $name [$dim] $chain);)*
            $(chains!(@flow $given_name [$left | $right] $given_chain);)*

            pub(super) fn train(run: &Run, chain: &str) -> Result<Outcome, Box<dyn Error>> {
                match chain {
                    $($label => run.train::<$dim, 0, _>($name::new),)*
                    $($given_label => run.train::<$left, $right, _>($given_name::new),)*
                    _ => Err(format!("no chain `{chain}`").into()),
                }
            }
        }
    };
    (@flow $name:ident [$($dims:tt)*] ($($chain:tt)*)) => {
        flow! { struct $name<$($dims)*> = $($chain)*; }
    };
}

chains! {
    narrow: {
        "maf" Maf = (5 * (MAF(64, 64) >> Reverse));
        "nsf" Nsf = (5 * (NSF(64, 64, bins = 8, bound = 5) >> Reverse));
        "nsfar" Nsfar = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5)) >> Reverse));
        "maf-small" MafSmall = (3 * (MAF(40, 40) >> Reverse));
        "maf-glorot" MafGlorot = (5 * (MAF(64, 64, init = glorot) >> Reverse));
        "maf-tanh" MafTanh = (5 * (MAF(64, 64, activation = tanh) >> Reverse));
        "maf-tanh-glorot" MafTanhGlorot = (5 * (MAF(64, 64, activation = tanh, init = glorot) >> Reverse));
        "maf-residual" MafResidual = (5 * (MAF(64, residual = true) >> Reverse));
        "maf-residual-glorot" MafResidualGlorot = (5 * (MAF(64, residual = true, init = glorot) >> Reverse));
        "realnvp" RealNvp = (5 * (RealNVP(64, 64) >> Reverse));
        "realnvp-glorot" RealNvpGlorot = (5 * (RealNVP(64, 64, init = glorot) >> Reverse));
        "realnvp-first" RealNvpFirst = (5 * (RealNVP(64, 64, split = [0]) >> Reverse));
        "realnvp-first-glorot" RealNvpFirstGlorot = (5 * (RealNVP(64, 64, split = [0], init = glorot) >> Reverse));
        "maf-in-base" MafInBase = (5 * (MAF(64, 64, univariate = |z; a, b > 0| (z - a) / b) >> Reverse));
        "formula" Bent = (5 * (MAF(64, 64, univariate = |z; a, b > 0, c, d > 0| a + b * sinh((asinh(z) + c) * d)) >> Reverse));
        "formula-glorot" BentGlorot = (5 * (MAF(64, 64, univariate = |z; a, b > 0, c, d > 0| a + b * sinh((asinh(z) + c) * d), init = glorot) >> Reverse));
        "mixture" Mixed = (5 * (MAF(64, 64, univariate = mixture(components = 8)) >> Reverse));
        "nsfar-glorot" NsfarGlorot = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5), init = glorot) >> Reverse));
        "nsfar-learned" NsfarLearned = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, tails = learned)) >> Reverse));
        "nsf-inverted" NsfInverted = (5 * (Invert(NSF(64, 64, bins = 8, bound = 5)) >> Reverse));
        "nsf-glorot" NsfGlorot = (5 * (NSF(64, 64, bins = 8, bound = 5, init = glorot) >> Reverse));
        "nsf-learned" NsfLearned = (5 * (NSF(64, 64, bins = 8, bound = 5, tails = learned) >> Reverse));
        "nsf-narrow" NsfNarrow = (5 * (NSF(64, 64, bins = 8, bound = 3) >> Reverse));
        "nsfar-narrow" NsfarNarrow = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 3)) >> Reverse));
        "nsfar-bins-4" NsfarFour = (5 * (MAF(64, 64, univariate = spline(bins = 4, bound = 5)) >> Reverse));
        "nsfar-bins-16" NsfarSixteen = (5 * (MAF(64, 64, univariate = spline(bins = 16, bound = 5)) >> Reverse));
        "nsfar-width-coarse" NsfarWide = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, least_width = 1e-2)) >> Reverse));
        "nsfar-width-fine" NsfarThin = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, least_width = 1e-4)) >> Reverse));
        "nsfar-slope-coarse" NsfarFlat = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, least_slope = 1e-2)) >> Reverse));
        "nsfar-slope-fine" NsfarSteep = (5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5, least_slope = 1e-4)) >> Reverse));
    },
    given {
        "given-maf" GivenMaf = (5 * (MAF(64, 64) >> Reverse));
        "given-maf-glorot" GivenMafGlorot = (5 * (MAF(64, 64, init = glorot) >> Reverse));
        "given-nsf" GivenNsf = (5 * (NSF(64, 64, bins = 8, bound = 5) >> Reverse));
        "given-nsf-glorot" GivenNsfGlorot = (5 * (NSF(64, 64, bins = 8, bound = 5, init = glorot) >> Reverse));
    };
    d5 5 = 3 + 2
    d10 10 = 6 + 4
    d13 13 = 8 + 5
    d16 16 = 10 + 6
    d18 18 = 11 + 7
    d20 20 = 12 + 8
    d36 36 = 22 + 14
    d40 40 = 25 + 15
}

// Columns that networks of 64 units are too narrow for.
chains! {
    wide: {
        "maf" Maf = (5 * (MAF(128, 128) >> Reverse));
        "maf-in-base" MafInBase = (5 * (MAF(128, 128, univariate = |z; a, b > 0| (z - a) / b) >> Reverse));
        "nsf" Nsf = (5 * (NSF(128, 128, bins = 8, bound = 5) >> Reverse));
    },
    given {};
    d62 62 = 38 + 24
}

fn train(run: &Run, dim: usize, chain: &str) -> Result<Outcome, Box<dyn Error>> {
    narrow(run, dim, chain)
        .or_else(|| wide(run, dim, chain))
        .unwrap_or_else(|| Err(format!("no chain has {dim} dimensions").into()))
}

/// What is trained on, and how.
struct Run {
    prefix: String,
    /// None: as many as are asked for.
    epochs: Option<usize>,
    seed: u64,
    decay: f32,
    rate: f32,
}

struct Outcome {
    test_nll: f64,
    epoch: usize,
    seconds: f64,
    params: usize,
    valid_nll: f64,
}

impl Run {
    /// The rows of a part: what is modelled, and what is given, which comes after it.
    fn read<const D: usize, const C: usize>(
        &self,
        part: &str,
    ) -> Result<Vec<Row<D, C>>, Box<dyn Error>> {
        let bytes = std::fs::read(format!("{}.{part}.f32", self.prefix))?;
        let (numbers, _) = bytes.as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|&n| f32::from_le_bytes(n)).collect();
        let rows = numbers.chunks_exact(D + C).map(|row| {
            let (x, context) = row.split_at(D);
            (
                SVector::from_column_slice(x),
                SVector::from_column_slice(context),
            )
        });
        Ok(rows.collect())
    }

    fn train<const D: usize, const C: usize, F>(
        &self,
        new: impl Fn(&mut Xoshiro256PlusPlus) -> F,
    ) -> Result<Outcome, Box<dyn Error>>
    where
        F: Flow<D, C, Scalar = f32>,
    {
        let [train, valid, test] = ["train", "valid", "test"].map(|part| self.read::<D, C>(part));
        let (mut train, valid, test) = (train?, valid?, test?);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut flow = new(&mut rng);
        let mut adam = Moments::new(flow.params(), self.decay, self.rate);
        let mut outcome = Outcome {
            test_nll: f64::NAN,
            epoch: 0,
            seconds: 0.0,
            params: flow.params().len(),
            valid_nll: f64::INFINITY,
        };
        for epoch in 1.. {
            if !self.goes_on(epoch)? {
                break;
            }
            let start = Instant::now();
            train.shuffle(&mut rng);
            for batch in train.chunks(BATCH) {
                let (xs, contexts) = columns(batch);
                flow.nll_and_grad_given(&xs, &contexts, &mut adam.grad);
                adam.step(flow.params_mut());
            }
            let seconds = start.elapsed().as_secs_f64();
            outcome.seconds += seconds;
            let own = flow.params().to_vec();
            if self.decay > 0.0 {
                flow.params_mut().copy_from_slice(&adam.average);
            }
            let [valid_nll, test_nll] = [&valid, &test].map(|part| nll(&flow, part));
            flow.params_mut().copy_from_slice(&own);
            writeln!(stdout(), "EPOCH {seconds} {valid_nll} {test_nll}")?;
            if valid_nll < outcome.valid_nll {
                outcome = Outcome {
                    test_nll,
                    epoch,
                    valid_nll,
                    ..outcome
                };
            }
        }
        Ok(outcome)
    }

    /// Whether there is to be an epoch of this number.
    fn goes_on(&self, epoch: usize) -> std::io::Result<bool> {
        match self.epochs {
            Some(epochs) => Ok(epoch <= epochs),
            None => Ok(stdin().read_line(&mut String::new())? > 0),
        }
    }
}

type Row<const D: usize, const C: usize> = (SVector<f32, D>, SVector<f32, C>);

fn columns<const D: usize, const C: usize>(
    rows: &[Row<D, C>],
) -> (Vec<SVector<f32, D>>, Vec<SVector<f32, C>>) {
    rows.iter().copied().unzip()
}

fn nll<const D: usize, const C: usize>(
    flow: &impl Flow<D, C, Scalar = f32>,
    data: &[Row<D, C>],
) -> f64 {
    let (xs, contexts) = columns(data);
    let log_probs = flow.log_prob_batch_given(&xs, &contexts);
    -log_probs.iter().map(|&lp| f64::from(lp)).sum::<f64>() / data.len() as f64
}

/// Adam (Kingma & Ba 2015), step by step: between epochs the other libraries' training is looked into as well.
struct Moments {
    decay: f32,
    rate: f32,
    steps: i32,
    first: Vec<f32>,
    second: Vec<f32>,
    grad: Vec<f32>,
    average: Vec<f32>,
}

impl Moments {
    fn new(params: &[f32], decay: f32, rate: f32) -> Self {
        let [first, second, grad] = [(); 3].map(|()| vec![0.0; params.len()]);
        Self {
            decay,
            rate,
            steps: 0,
            first,
            second,
            grad,
            average: params.to_vec(),
        }
    }

    fn step(&mut self, params: &mut [f32]) {
        self.steps += 1;
        let root = (1.0 - 0.999_f32.powi(self.steps)).sqrt();
        let rate = self.rate * root / (1.0 - 0.9_f32.powi(self.steps));
        // After the first step the average is the parameters.
        let weight = (1.0 - self.decay) / (1.0 - self.decay.powi(self.steps));
        let moments = self.first.iter_mut().zip(&mut self.second);
        let moments = moments.zip(&mut self.average);
        for ((p, &g), ((m, v), a)) in params.iter_mut().zip(&self.grad).zip(moments) {
            // Where gradients stay 0, what decays must not become subnormal.
            *m = if m.abs() < 1e-30 {
                0.1 * g
            } else {
                0.9 * *m + 0.1 * g
            };
            *v = 0.999 * *v + 0.001 * g * g;
            *p -= rate * *m / (v.sqrt() + 1e-8 * root);
            *a += weight * (*p - *a);
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` runs every benchmark: then nobody asks.
    let [prefix, dim, chain, epochs, seed, rest @ ..] = args.as_slice() else {
        return Ok(());
    };
    let number = |place: usize, other: f32| rest.get(place).map_or(Ok(other), |text| text.parse());
    let run = Run {
        prefix: prefix.clone(),
        epochs: (epochs != "ask").then(|| epochs.parse()).transpose()?,
        seed: seed.parse()?,
        decay: number(0, DECAY)?,
        rate: number(1, LEARNING_RATE)?,
    };
    let Outcome {
        test_nll,
        epoch,
        seconds,
        params,
        valid_nll,
    } = train(&run, dim.parse()?, chain)?;
    writeln!(
        stdout(),
        "RESULT {test_nll} {epoch} {seconds} {params} {valid_nll}"
    )?;
    Ok(())
}
