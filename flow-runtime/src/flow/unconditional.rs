//! Which flows are densities as they stand, or have a bound.

/// A flow without a context: every [`Flow<D, 0>`](crate::Flow), but where it is not met, this says what to do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a density without a context, and none is given",
    label = "a context is missing",
    note = "with one context for all samples: `flow.given(&context)`, which has `log_prob`, `sample` and the rest",
    note = "with a context for each sample: `flow.log_prob_batch_given(&xs, &contexts)` and its like; to train, `fit_given`"
)]
pub trait Unconditional<const D: usize> {}

/// A flow without a context: every [`BoundedFlow<D, 0>`](crate::BoundedFlow), but where it is not met, this says what to do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no bound without a context, and none is given",
    label = "a context is missing",
    note = "with one context for all samples: `flow.given(&context)`, which has `contains`, `elbo`, `sample` and the rest",
    note = "with a context for each sample: `flow.log_prob_bound_batch_given(&xs, &contexts, 100, &mut rng)` and its like; to train, `fit_given`"
)]
pub trait BoundedAlone<const D: usize> {}
