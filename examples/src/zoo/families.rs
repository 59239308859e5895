//! The families, a line each: a name, a learning rate, a chain of two dimensions, and its figure: how many nats above the
//! entropy it should come, on average over the sets whose entropy is known.

use flow_runtime::prelude::*;

/// What became of a family on a data set.
pub(crate) struct Trained {
    /// Mean of −ln p over points that it was not trained on, in nats.
    pub(crate) held_out: f64,
    /// ln p at the points of the picture.
    pub(crate) log_probs: Vec<f32>,
    pub(crate) seconds: f64,
}

/// A family of flows.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    /// Its canonical text.
    pub(crate) spec: &'static str,
    pub(crate) params: usize,
    /// Nats above the entropy, with the defaults.
    pub(crate) figure: f64,
    pub(crate) train: fn(&Task<'_>) -> Result<Trained, FitError>,
}

/// What a family is trained on, and how.
pub(crate) struct Task<'a> {
    pub(crate) data: &'a [SVector<f32, 2>],
    pub(crate) held_out: &'a [SVector<f32, 2>],
    pub(crate) picture: &'a [SVector<f32, 2>],
    pub(crate) epochs: usize,
    pub(crate) seed: u64,
}

/// Points per step.
const BATCH: usize = 512;

fn train<F>(mut flow: F, rate: f64, task: &Task<'_>) -> Result<Trained, FitError>
where
    F: Flow<2, 0, Scalar = f32> + Density<f32, 2>,
{
    let history = Trainer::new(Adam::new(rate))
        .schedule(Schedule::Cosine)
        .epochs(task.epochs)
        .batch_size(BATCH)
        .seed(task.seed)
        .fit(&mut flow, task.data)?;
    Ok(Trained {
        held_out: flow.nll(task.held_out).into(),
        log_probs: flow.log_prob_batch(task.picture),
        seconds: history.seconds(),
    })
}

macro_rules! families {
    ($($name:literal, $type:ident, rate $rate:literal, figure $figure:literal, [$($chain:tt)*];)*) => {
        $(flow! { struct $type<2> = $($chain)*; })*

        /// All families, in the order of the table.
        pub(crate) const FAMILIES: &[Family] = &[$(Family {
            name: $name,
            spec: $type::SPEC,
            params: $type::PARAMS,
            figure: $figure,
            train: |task| {
                let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
                train($type::new(&mut rng), $rate, task)
            },
        },)*];
    };
}

families! {
    "Mixture", Mixture, rate 1e-2, figure 0.15, [Mixture(32) >> Standardize];
    "MAF", Maf, rate 5e-3, figure 0.45, [6 * (MAF(64, 64, activation = tanh) >> Reverse) >> Standardize];
    "IAF", Iaf, rate 2e-3, figure 0.27, [6 * (IAF(64, 64) >> Reverse) >> Standardize];
    "NICE", Nice, rate 2e-3, figure 0.47, [8 * (NICE(64, 64) >> Reverse) >> Affine >> Standardize];
    "RealNVP", RealNvp, rate 2e-3, figure 0.32, [8 * (RealNVP(64, 64) >> Reverse) >> Standardize];
    "residual", Residual, rate 2e-3, figure 0.45,
        [6 * (RealNVP(64, residual = true) >> Reverse) >> Standardize];
    "Glow", Glow, rate 2e-3, figure 0.36, [8 * (ActNorm >> RealNVP(64, 64) >> Linear) >> Standardize];
    "Orthogonal", Rotations, rate 5e-3, figure 0.65,
        [6 * (MAF(64, 64, activation = tanh) >> Orthogonal) >> Standardize];
    "formula", Bent, rate 5e-3, figure 0.45,
        [6 * (RealNVP(64, 64, activation = tanh) >> |z; a, b > 0| sinh(b * asinh(z) + a) >> Orthogonal) >> Standardize];
    "Spline", Splines, rate 5e-3, figure 0.14, [16 * (Spline(8) >> Orthogonal) >> Standardize];
    "NSF", Nsf, rate 2e-3, figure 0.06, [6 * (NSF(64, 64, bins = 16) >> Reverse) >> Standardize];
    "spline MAF", SplineMaf, rate 2e-3, figure 0.07,
        [3 * (MAF(64, 64, univariate = spline(bins = 16)) >> Reverse) >> Standardize];
    "mixture MAF", MixtureMaf, rate 5e-3, figure 0.22,
        [Mixture(16) >> 4 * (MAF(64, 64, activation = tanh) >> Linear) >> Standardize];
}
