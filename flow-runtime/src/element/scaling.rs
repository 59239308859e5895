//! What becomes of the scale of columns.

/// What becomes of the scale that columns have, on the way from the data to the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scaling {
    /// What arrives is what the element sees, and what leaves is what it has made of that.
    Kept,
    /// The data set it, for good: what leaves has mean 0 and standard deviation 1.
    Standardized,
    /// Noise is drawn for what leaves, and networks that make it see what arrives in a scale of their own.
    Drawn,
    /// What leaves are other columns, mixed or chosen among those that arrive.
    Mixed,
}
