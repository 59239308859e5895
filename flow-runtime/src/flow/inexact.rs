//! What the compiler says where a bound is taken for a density: `flow.log_prob(&x)` on a flow that has none.
//!
//! The methods of densities and bijectors belong to traits that such a flow does not have. So it has a trait of the same
//! methods, with one bound, which no flow meets, and which names the layer: a trait for each layer, for what rustc shows is
//! written in the attribute of a trait. Of the same flow given a context there is a second one.

use super::{Given, Trainable};
use nalgebra::SVector;

type Scalar<F, const D: usize, const C: usize> = <F as Trainable<D, C>>::Scalar;
type Scalars<F, const D: usize, const C: usize> = Vec<Scalar<F, D, C>>;
type Vector<F, const D: usize, const C: usize> = SVector<Scalar<F, D, C>, D>;
type Vectors<F, const D: usize, const C: usize> = Vec<Vector<F, D, C>>;
type Contexts<F, const D: usize, const C: usize> = Vec<SVector<Scalar<F, D, C>, C>>;
type Pair<F, const D: usize, const C: usize> = (Vector<F, D, C>, Scalar<F, D, C>);
type Batch<F, const D: usize, const C: usize> = (Vectors<F, D, C>, Scalars<F, D, C>);

/// Declares the traits of a layer: methods that take anything.
macro_rules! never {
    (
        $module:ident $message:literal $label:literal $bound:literal $trained:literal
        both { $($name:ident [$($argument:ident)*] $($result:ident)?;)* }
        alone { $($own:ident [$($own_argument:ident)*] $($own_result:ident)?;)* }
    ) => {
        /// Of flows with this layer.
        pub mod $module {
            use super::*;

            /// Flows whose density is exact; where it is not, this says which layer is to blame.
            #[diagnostic::on_unimplemented(
                message = $message,
                label = $label,
                note = $bound,
                note = $trained
            )]
            pub trait Exact {}

            /// The methods that a flow has only if its density is exact. None can be called.
            #[expect(missing_docs, reason = "each is named like what it stands for")]
            pub trait Inexact<const D: usize, const C: usize>: Trainable<D, C> {
                $(fn $name<$($argument),*>(&self, $(_: $argument),*) $(-> $result<Self, D, C>)?
                where
                    Self: Exact,
                {
                    unreachable!("no flow is exact and is not")
                })*
                $(fn $own<$($own_argument),*>(&self, $(_: $own_argument),*) $(-> $own_result<Self, D, C>)?
                where
                    Self: Exact,
                {
                    unreachable!("no flow is exact and is not")
                })*
            }

            /// Those of such a flow given a context.
            #[expect(missing_docs, reason = "each is named like what it stands for")]
            pub trait InexactGiven<F: Inexact<D, C>, const D: usize, const C: usize> {
                $(fn $name<$($argument),*>(&self, $(_: $argument),*) $(-> $result<F, D, C>)?
                where
                    F: Exact,
                {
                    unreachable!("no flow is exact and is not")
                })*
            }

            impl<T, F, const D: usize, const C: usize> InexactGiven<F, D, C> for Given<'_, F, T, C> where
                F: Inexact<D, C, Scalar = T>
            {
            }
        }
    };
}

/// Lists all methods: those that a flow has alone and given a context, and those that it has alone.
macro_rules! methods {
    ($module:ident $message:literal $label:literal $bound:literal $trained:literal) => {
        never! {
            $module $message $label $bound $trained
            both {
                log_prob [X] Scalar;
                log_prob_batch [X] Scalars;
                log_prob_into [X G];
                score [X] Vector;
                score_batch [X] Vectors;
                nll [X] Scalar;
                sample_and_log_prob [R] Pair;
                sample_and_log_prob_batch [N R] Batch;
                forward [Z] Vector;
                inverse [X] Vector;
                forward_and_log_det [Z] Pair;
                inverse_and_log_det [X] Pair;
                forward_batch [Z] Batch;
                inverse_batch [X] Batch;
            }
            alone {
                nll_and_grad [X G] Scalar;
                weighted_nll_and_grad [X W G] Scalar;
                forward_vjp_batch [Z X L G] Vectors;
                inverse_vjp_batch [X Z L G] Vectors;
                log_prob_batch_given [X Y] Scalars;
                nll_given [X Y] Scalar;
                context_score_batch_given [X Y] Contexts;
                sample_and_log_prob_batch_given [Y R] Batch;
                nll_and_grad_given [X Y G] Scalar;
                weighted_nll_and_grad_given [X Y W G] Scalar;
                cdf [X] Scalar;
                survival [X] Scalar;
                quantile [P] Scalar;
            }
        }
    };
}

/// A layer that narrows what goes to the data.
macro_rules! layer {
    ($module:ident $message:literal $label:literal) => {
        methods! {
            $module $message $label
            "`flow.elbo(&x, &mut rng)` is the bound, and `flow.log_prob_bound(&x, 100, &mut rng)` a closer one; both are of the trait `LowerBound`"
            "`fit` and `fit_given` train on the bound, and `sample` and `sample_batch` are as ever"
        }
    };
}

/// A layer that is random in both directions.
macro_rules! stochastic {
    ($module:ident $message:literal $label:literal) => {
        methods! {
            $module $message $label
            "without a context a sample comes with the weight of its path, by `flow.draw(n, &mut rng)` of the trait `StochasticFlow`; of ln p(x), `flow.log_prob_bound(&x, 100, &mut rng)` is a lower bound"
            "`fit_paths` trains against the target of the layer, `fit` and `fit_given` on samples, and `sample` and `sample_batch` are as ever"
        }
    };
}

layer! {
    dequantize
    "`{Self}` has no exact log-probability: its layer `Dequantize` gives a lower bound only"
    "this needs a chain without `Dequantize`"
}

layer! {
    argmax
    "`{Self}` has no exact log-probability: its layer `Argmax` gives a lower bound only"
    "this needs a chain without `Argmax`"
}

layer! {
    augment
    "`{Self}` has no exact log-probability: its layer `Augment` gives a lower bound only"
    "this needs a chain without `Augment`"
}

stochastic! {
    metropolis
    "`{Self}` has no exact log-probability: its layer `Metropolis` is a Markov chain, and leads to a point by many paths"
    "this needs a chain without `Metropolis`"
}

stochastic! {
    langevin
    "`{Self}` has no exact log-probability: its layer `Langevin` is a Markov chain, and leads to a point by many paths"
    "this needs a chain without `Langevin`"
}

stochastic! {
    hmc
    "`{Self}` has no exact log-probability: its layer `Hmc` is a Markov chain, and leads to a point by many paths"
    "this needs a chain without `Hmc`"
}
