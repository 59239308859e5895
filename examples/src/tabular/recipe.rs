//! How a flow is trained, and what else could be done.

use flow_runtime::prelude::*;

/// Settings of a [`Trainer`], and whether the rows that validate choose the epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    rate: f64,
    batch_size: usize,
    pub(crate) epochs: usize,
    pub(crate) seconds: Option<f64>,
    pub(crate) validates: bool,
    patience: Option<usize>,
    schedule: Schedule,
    clip_norm: Option<f64>,
    average: Option<f64>,
    weight_decay: f64,
}

impl Recipe {
    /// What `Trainer::new(Adam::new(1e-3))` does: a fixed number of epochs, and nothing beside.
    const TEXTBOOK: Self = Self {
        rate: 1e-3,
        batch_size: 32,
        epochs: 100,
        seconds: None,
        validates: false,
        patience: None,
        schedule: Schedule::constant(),
        clip_norm: None,
        average: None,
        weight_decay: 0.0,
    };

    /// What the tables are trained with.
    pub(crate) const TABLES: Self = Self {
        rate: 1e-3,
        batch_size: 128,
        epochs: 500,
        validates: true,
        patience: Some(20),
        average: Some(0.999),
        ..Self::TEXTBOOK
    };

    pub(crate) fn trainer(&self) -> Trainer<'static> {
        let mut trainer = Trainer::new(Adam::new(self.rate).weight_decay(self.weight_decay))
            .epochs(self.epochs)
            .batch_size(self.batch_size)
            .schedule(self.schedule);
        if let Some(seconds) = self.seconds {
            trainer = trainer.seconds(seconds);
        }
        if let Some(epochs) = self.patience {
            trainer = trainer.patience(epochs);
        }
        if let Some(norm) = self.clip_norm {
            trainer = trainer.clip_norm(norm);
        }
        if let Some(decay) = self.average {
            trainer = trainer.average(decay);
        }
        trainer
    }
}

/// A change of the recipe for tables.
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) recipe: Recipe,
}

macro_rules! variants {
    ($($name:literal { $($change:tt)* } of $recipe:ident;)*) => {
        /// The recipe itself first; what the others come to is held against it.
        pub(crate) const VARIANTS: &[Variant] = &[$(Variant {
            name: $name,
            recipe: Recipe { $($change)* ..Recipe::$recipe },
        },)*];
    };
}

variants! {
    "recipe" {} of TABLES;
    "textbook" {} of TEXTBOOK;
    "no-validation" { validates: false, patience: None, epochs: 100, } of TABLES;
    "patience-5" { patience: Some(5), } of TABLES;
    "patience-50" { patience: Some(50), } of TABLES;
    "no-average" { average: None, } of TABLES;
    "average-0.99" { average: Some(0.99), } of TABLES;
    "cosine-100" { schedule: Schedule::cosine(), epochs: 100, patience: None, } of TABLES;
    "plateau" { schedule: Schedule::plateau(0.3, 7), } of TABLES;
    "warm-up-200" { schedule: Schedule::constant().warm_up(200), } of TABLES;
    "clip-5" { clip_norm: Some(5.0), } of TABLES;
    "decay-0.1" { weight_decay: 0.1, } of TABLES;
    "batch-32" { batch_size: 32, } of TABLES;
    "batch-512" { batch_size: 512, } of TABLES;
    "rate-3e-4" { rate: 3e-4, } of TABLES;
    "rate-3e-3" { rate: 3e-3, } of TABLES;
}
