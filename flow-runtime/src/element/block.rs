//! What travels through a chain: blocks of samples, and back again their cotangents.

/// `rows` samples on their way through a chain.
#[derive(Debug)]
pub struct Block<'a, T> {
    /// Number of samples.
    pub rows: usize,
    /// The samples, `rows × D`, column-major; transformed in place.
    pub x: &'a mut [T],
    /// Log-determinants so far, one per sample; elements add theirs.
    pub log_det: &'a mut [T],
    /// What the samples are conditioned on, `rows × (1 + C)`: a column of ones, then the context.
    pub condition: &'a [T],
    /// What the pullback will want to know.
    pub tape: &'a mut [T],
    /// Whether a pullback will follow: then each element keeps a tape of its own, else all share one.
    pub keep: bool,
    /// Set to the first element that leaves a number behind that is not finite, if somebody asks.
    pub watch: Option<&'a mut Option<usize>>,
}

/// Cotangents of `rows` samples on their way back through a chain.
#[derive(Debug)]
pub struct Pullback<'a, T> {
    /// Number of samples.
    pub rows: usize,
    /// Cotangent of the direction's output on entry, of its input on return; `rows × D`, column-major.
    pub dx: &'a mut [T],
    /// Cotangent of the direction's log-determinant, one per sample.
    pub dlog_det: &'a [T],
    /// What the samples are conditioned on, as in [`Block`].
    pub condition: &'a [T],
    /// Cotangent of the condition, if it is wanted; elements add to it.
    pub dcondition: Option<&'a mut [T]>,
    /// What the sweep kept; the pullback may overwrite it.
    pub tape: &'a mut [T],
    /// Room to work in.
    pub scratch: &'a mut [T],
    /// Gradient with respect to the parameters, if it is wanted; elements add to it, unless they keep its factors.
    pub grad: Option<&'a mut [T]>,
    /// What the gradient will be gathered from, if it is wanted.
    pub kept: Option<&'a mut [T]>,
}
