//! How the weights of a network start.

/// How the weights of a network start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Hidden units spread over the data, outputs near 0.
    Random,
    /// The same with outputs that are 0.
    ZeroOutputs,
    /// Glorot's range, biases at 0.
    Glorot,
}
