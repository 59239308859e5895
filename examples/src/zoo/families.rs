//! The families, a line each: a name, and a chain of two dimensions.

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
    pub(crate) params: usize,
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

/// Steps are long at first and short at the end: so many parts, each with a smaller rate.
const RATES: [f64; 3] = [3e-3, 1e-3, 3e-4];

/// Points per step.
const BATCH: usize = 128;

fn train<F>(mut flow: F, task: &Task<'_>) -> Result<Trained, FitError>
where
    F: Flow<2, 0, Scalar = f32> + Density<f32, 2>,
{
    let mut seconds = 0.0;
    for (part, rate) in RATES.into_iter().enumerate() {
        let history = Trainer::new(Adam::new(rate))
            .epochs(task.epochs.div_ceil(RATES.len()))
            .batch_size(BATCH)
            .seed(task.seed.wrapping_add(part as u64))
            .fit(&mut flow, task.data)?;
        seconds += history.seconds();
    }
    Ok(Trained {
        held_out: flow.nll(task.held_out).into(),
        log_probs: flow.log_prob_batch(task.picture),
        seconds,
    })
}

macro_rules! families {
    ($($name:ident [$($chain:tt)*];)*) => {
        $(flow! { struct $name<2> = $($chain)*; })*

        /// All families, in the order of the table.
        pub(crate) const FAMILIES: &[Family] = &[$(Family {
            name: stringify!($name),
            params: $name::PARAMS,
            train: |task| {
                let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
                train($name::new(&mut rng), task)
            },
        },)*];
    };
}

families! {
    Mixture [Mixture(32) >> Standardize];
    Maf [5 * (MAF(64, 64) >> Reverse) >> Standardize];
    Iaf [5 * (IAF(64, 64) >> Reverse) >> Standardize];
    Glow [5 * (ActNorm >> MAF(64, 64) >> Linear) >> Standardize];
    Turned [5 * (MAF(64, 64, activation = tanh) >> Orthogonal) >> Standardize];
    MixtureMaf [Mixture(16) >> 4 * (MAF(64, 64) >> Linear) >> Standardize];
}
