//! How much room an element needs.

/// How much room an element needs, in scalars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Learned parameters.
    pub params: usize,
    /// Kept per sample between a sweep and its pullback.
    pub tape: usize,
    /// Used per sample during a pullback only.
    pub scratch: usize,
    /// Kept per sample until the gradient is gathered, by elements whose gradient is a product over all samples.
    pub kept: usize,
}

impl Size {
    /// No room at all.
    pub const NONE: Self = Self {
        params: 0,
        tape: 0,
        scratch: 0,
        kept: 0,
    };

    /// The same with the parameters of a base after those of the chain.
    #[must_use]
    pub const fn with_base(self, params: usize) -> Self {
        Self {
            params: self.params + params,
            ..self
        }
    }
}
