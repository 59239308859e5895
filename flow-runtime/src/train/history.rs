//! What a training run was like.

/// The course of a training run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub(super) train_nll: Vec<f64>,
    pub(super) seconds: f64,
}

impl History {
    /// Mean of −ln p over the samples of each epoch, in nats.
    pub fn train_nll(&self) -> &[f64] {
        &self.train_nll
    }

    /// Seconds that the training took.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }
}
