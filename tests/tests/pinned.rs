//! First values for fixed seeds: data sets, samples of the bases, initial weights, and two epochs of training.
//!
//! A change of these is a change for everybody who has a seed: then rewrite `pinned/values.txt` by
//! `UPDATE=1 cargo test --release -p tests --test pinned`, and say so in the changelog.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use std::fmt::Write;
use std::path::Path;
use tests::rng;

/// How closely numbers have to be as they were.
#[derive(Clone, Copy)]
enum Hold {
    /// To the bit: drawn, and computed by what IEEE 754 rounds correctly.
    Drawn,
    /// Nearly: logarithms and sines of the platform's library differ in the last place.
    LibraryFunctions,
    /// Computed by kernels, which multiply and add in one step where the processor can.
    Kernel,
    /// What training has made of such roundings.
    Trained,
}

impl Hold {
    /// In units of the last place of the largest number of a line.
    fn places(self) -> f64 {
        match self {
            Self::Drawn => 0.0,
            Self::LibraryFunctions => 2.0,
            Self::Kernel => 16.0,
            Self::Trained => 64.0,
        }
    }
}

/// A line of the file: some numbers that belong together.
struct Line {
    name: String,
    hold: Hold,
    /// The last place of 1 in their precision.
    epsilon: f64,
    numbers: Vec<f64>,
}

impl Line {
    /// Says how the numbers differ from those of the file, if they do.
    fn change(&self, before: Option<&[f64]>) -> Option<String> {
        let Self { name, numbers, .. } = self;
        let Some(before) = before else {
            return Some(format!("{name} is new"));
        };
        let most = before.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let allowed = self.hold.places() * self.epsilon * most;
        let same = |(now, before): (&f64, &f64)| (now - before).abs() <= allowed;
        let same = before.len() == numbers.len() && numbers.iter().zip(before).all(same);
        (!same).then(|| format!("{name} was {before:?} and is {numbers:?}"))
    }
}

/// The lines of the file, in their order.
#[derive(Default)]
struct Values(Vec<Line>);

impl Values {
    fn add<T: Real>(&mut self, name: &str, hold: Hold, numbers: &[T]) {
        let single = size_of::<T>() == 4;
        self.0.push(Line {
            name: format!("{name} {}", T::NAME),
            hold,
            epsilon: if single {
                f64::from(f32::EPSILON)
            } else {
                f64::EPSILON
            },
            numbers: numbers.iter().map(|x| x.to_f64()).collect(),
        });
    }

    fn points<T: Real, const D: usize>(
        &mut self,
        name: &str,
        hold: Hold,
        points: &[SVector<T, D>],
    ) {
        let numbers: Vec<T> = points.iter().flat_map(|x| x.iter().copied()).collect();
        self.add(name, hold, &numbers);
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "# For fixed seeds. Written by `UPDATE=1 cargo test --release -p tests --test pinned`.\n",
        );
        for Line { name, numbers, .. } in &self.0 {
            let numbers: Vec<String> = numbers.iter().map(|x| format!("{x:?}")).collect();
            writeln!(text, "{name}: {}", numbers.join(" ")).expect("a string");
        }
        text
    }

    /// The lines that are not as they were.
    fn changes(&self, before: &str) -> Vec<String> {
        let number = |word: &str| word.parse().expect("a number");
        let before: Vec<(&str, Vec<f64>)> = before
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, numbers)| (name, numbers.split(' ').map(number).collect()))
            .collect();
        let changed = self.0.iter().filter_map(|line| {
            let found = before.iter().find(|(name, _)| *name == line.name);
            line.change(found.map(|(_, numbers)| numbers.as_slice()))
        });
        let gone = before
            .iter()
            .filter(|(name, _)| self.0.iter().all(|line| line.name != *name))
            .map(|(name, _)| format!("{name} is gone"));
        changed.chain(gone).collect()
    }
}

fn data_sets<T: Real>(values: &mut Values) {
    macro_rules! sets {
        ($($set:ident($($noise:literal)?),)*) => {$(
            let points = datasets::$set::<T, _>(5, $($noise,)? &mut rng());
            values.points(concat!("data ", stringify!($set)), Hold::LibraryFunctions, &points);
        )*};
    }
    sets! {
        moons(0.05), eight_gaussians(), checkerboard(), rings(), circles(), pinwheel(), two_spirals(), swiss_roll(), banana(),
    }
}

/// Flows in both precisions, each with a line that `$add` makes of it as it is new.
macro_rules! table {
    ($module:ident, $add:path { $($name:ident $dim:tt $(| $context:literal)? [$($chain:tt)*];)* }) => {
        mod $module {
            use super::*;

            mod double {
                use flow_runtime::prelude::*;
                $(flow! {
                    #[allow(deprecated, reason = "some elements by themselves do what the compiler warns about")]
                    pub(super) struct $name<f64, $dim $(| $context)?> = $($chain)*;
                })*
            }

            mod single {
                use flow_runtime::prelude::*;
                $(flow! {
                    #[allow(deprecated, reason = "some elements by themselves do what the compiler warns about")]
                    pub(super) struct $name<f32, $dim $(| $context)?> = $($chain)*;
                })*
            }

            pub(super) fn add(values: &mut Values) {
                $($add(values, stringify!($name), &double::$name::new(&mut rng()));)*
                $($add(values, stringify!($name), &single::$name::new(&mut rng()));)*
            }
        }
    };
}

fn samples<const D: usize, F: Flow<D, 0> + Density<F::Scalar, D>>(
    values: &mut Values,
    name: &str,
    flow: &F,
) {
    values.points(
        &format!("sample {name}"),
        Hold::LibraryFunctions,
        &flow.sample_batch(4, &mut rng()),
    );
}

table!(bases, samples {
    Normal 2 [Normal];
    Located 2 [Normal[loc = [1, -2], scale = [0.5, 3]]];
    Learned 2 [Normal(learned)];
    Mixture 2 [Mixture(3)];
    Uniform 2 [Uniform];
    Logistic 2 [Logistic];
    Laplace 2 [Laplace];
    StudentT 2 [StudentT(dof = 5)];
    Circle 2 [Circle];
});

fn start<const D: usize, const C: usize, F: Flow<D, C>>(values: &mut Values, name: &str, flow: &F) {
    values.add(&format!("start {name}"), Hold::Drawn, flow.params());
}

table!(starts, start {
    Maf 3 [MAF(5, 4)];
    MafGlorot 3 [MAF(5, 4, init = glorot)];
    MafIdentity 3 [MAF(5, 4, init = identity)];
    MafResidual 3 [MAF(4, 4, residual = true)];
    MafResidualGlorot 3 [MAF(4, 4, residual = true, init = glorot)];
    MafResidualIdentity 3 [MAF(4, 4, residual = true, init = identity)];
    MafAttention 4 [MAF(attention(4, layers = 1, heads = 2), patch = 2)];
    MafAttentionGlorot 4 [MAF(attention(4, layers = 1, heads = 2), patch = 2, init = glorot)];
    MafAttentionIdentity 4 [MAF(attention(4, layers = 1, heads = 2), patch = 2, init = identity)];
    MafTanh 3 [MAF(5, 4, activation = tanh)];
    MafSpline 3 [MAF(5, univariate = spline(bins = 3))];
    MafFormula 3 [MAF(5, univariate = |z; a, b > 0| a + b * z)];
    MafGiven 2 | 2 [MAF(4, 3)];
    Iaf 3 [IAF(5, 4)];
    RealNvp 3 [RealNVP(5, 4)];
    RealNvpGlorot 3 [RealNVP(5, 4, init = glorot)];
    RealNvpIdentity 3 [RealNVP(5, 4, init = identity)];
    RealNvpResidual 3 [RealNVP(4, 4, residual = true)];
    RealNvpGiven 2 | 2 [RealNVP(4)];
    Nice 3 [NICE(5)];
    Nsf 3 [NSF(5, bins = 3)];
    Conv [2, 2, 3] [RealNVP(conv(3, 2))];
    ConvGiven [2, 2, 2] | 2 [RealNVP(conv(2))];
    ConvGlorot [2, 2, 3] [RealNVP(conv(3, 2), init = glorot)];
    Wavenet [2, 4] [RealNVP(wavenet(2, layers = 2))];
    WavenetGiven [2, 4] | 2 [RealNVP(wavenet(2, layers = 1))];
    LogisticMixture 2 [Logistic >> LogisticMixture(3)];
    Splines 2 [Spline(3)];
    Affine 2 [Affine];
    Formula 2 [|z; a, b > 0| sinh(b * z + a)];
    Orthogonal 3 [Orthogonal(reflections = 2)];
    Mixture 2 [Mixture(3)];
    NormalGiven 2 | 2 [Normal(4)];
    Chain 2 [2 * (MAF(3) >> Reverse) >> ActNorm >> Standardize];
});

fn decomposed<const D: usize, F: Flow<D, 0>>(values: &mut Values, name: &str, flow: &F) {
    values.add(
        &format!("start {name}"),
        Hold::LibraryFunctions,
        flow.params(),
    );
}

table!(matrices, decomposed {
    Linear 3 [Linear];
    LinearSeeded 4 [Linear(seed = 2)];
    Glow [2, 2, 2] [Glow(conv(2))];
    GlowWavenet [2, 3] [Glow(wavenet(2, layers = 2))];
});

/// The losses of two epochs, which depend on the order of the samples too, and the density at the end.
fn trained<F: Flow<2, 0> + Density<F::Scalar, 2> + Clone>(
    values: &mut Values,
    name: &str,
    flow: &F,
) {
    let mut flow = flow.clone();
    let data = datasets::moons(200, 0.05, &mut rng());
    values.add(
        &format!("density {name}"),
        Hold::Kernel,
        &flow.log_prob_batch(&data[..4]),
    );
    let trainer = Trainer::new(Adam::new(1e-3))
        .epochs(2)
        .batch_size(32)
        .seed(3);
    let trainer = trainer.schedule(Schedule::Cosine);
    let history = trainer.fit(&mut flow, &data).expect("training");
    let losses: Vec<_> = history
        .train_nll()
        .iter()
        .map(|&loss| F::Scalar::from_f64(loss))
        .collect();
    values.add(&format!("losses {name}"), Hold::Trained, &losses);
    values.add(
        &format!("trained {name}"),
        Hold::Trained,
        &flow.log_prob_batch(&data[..4]),
    );
}

table!(fits, trained {
    Moons 2 [3 * (Permute[1, 0] >> MAF(16, 16))];
    Splines 2 [2 * (NSF(16) >> Reverse)];
    Dense 2 [Mixture(3) >> Linear >> RealNVP(16) >> Standardize];
});

#[test]
fn values_are_as_they_were() {
    let mut values = Values::default();
    data_sets::<f64>(&mut values);
    data_sets::<f32>(&mut values);
    bases::add(&mut values);
    starts::add(&mut values);
    matrices::add(&mut values);
    fits::add(&mut values);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pinned/values.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, values.text()).expect("writing the values");
    }
    let before = std::fs::read_to_string(&path).expect("values to compare with");
    let changes = values.changes(&before);
    assert!(
        changes.is_empty(),
        "the same seeds give other numbers:\n{}\nIf that is meant, mark it **Value-breaking** in CHANGELOG.md, and run \
         `UPDATE=1 cargo test --release -p tests --test pinned`",
        changes.join("\n")
    );
}
