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

    /// What the changes are made to.
    const BASE: Self = Self {
        batch_size: 128,
        epochs: 200,
        validates: true,
        patience: Some(20),
        clip_norm: Some(5.0),
        ..Self::TEXTBOOK
    };

    /// `Trainer::recommended()`, which came of them.
    pub(crate) const RECOMMENDED: Self = Self {
        epochs: 500,
        clip_norm: None,
        average: Some(0.999),
        ..Self::BASE
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

/// A recipe to look at.
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) recipe: Recipe,
}

macro_rules! variants {
    ($($name:literal { $($change:tt)* } of $recipe:ident;)*) => {
        /// The first is what the others are held against.
        pub(crate) const VARIANTS: &[Variant] = &[$(Variant {
            name: $name,
            recipe: Recipe { $($change)* ..Recipe::$recipe },
        },)*];
    };
}

variants! {
    "base" {} of BASE;
    "textbook" {} of TEXTBOOK;
    "recommended" {} of RECOMMENDED;
    "no-validation" { validates: false, patience: None, epochs: 100, } of BASE;
    "patience-5" { patience: Some(5), } of BASE;
    "patience-50" { patience: Some(50), } of BASE;
    "cosine-60" { schedule: Schedule::cosine(), epochs: 60, patience: None, } of BASE;
    "plateau" { schedule: Schedule::plateau(0.3, 7), } of BASE;
    "warm-up" { schedule: Schedule::constant().warm_up(200), } of BASE;
    "no-clip" { clip_norm: None, } of BASE;
    "average-0.99" { average: Some(0.99), } of BASE;
    "average-0.999" { average: Some(0.999), } of BASE;
    "decay-0.1" { weight_decay: 0.1, } of BASE;
    "batch-32" { batch_size: 32, } of BASE;
    "batch-512" { batch_size: 512, } of BASE;
    "rate-3e-3" { rate: 3e-3, } of BASE;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipes_are_those_of_the_library() {
        let ours = |recipe: Recipe| format!("{:?}", recipe.trainer());
        let recommended = format!("{:?}", Trainer::recommended());
        assert_eq!(ours(Recipe::RECOMMENDED), recommended);
        let textbook = Trainer::new(Adam::new(1e-3)).epochs(100);
        assert_eq!(ours(Recipe::TEXTBOOK), format!("{textbook:?}"));
    }
}
