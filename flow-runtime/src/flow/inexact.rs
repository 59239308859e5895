//! What the compiler says where a bound is taken for a density: `flow.log_prob(&x)` on a flow that has none.
//!
//! The methods of densities and bijectors belong to traits that such a flow does not have. So it has a trait of the same
//! methods, with one bound, which no flow meets, and which names the layer: a trait for each layer, for what rustc shows is
//! written in the attribute of a trait. Of the same flow given a context there is a second one.

use super::{Given, Trainable};
use nalgebra::SVector;

type Scalar<F, const D: usize, const C: usize> = <F as Trainable<D, C>>::Scalar;
type Vector<F, const D: usize, const C: usize> = SVector<Scalar<F, D, C>, D>;
type Pair<F, const D: usize, const C: usize> = (Vector<F, D, C>, Scalar<F, D, C>);
type Batch<F, const D: usize, const C: usize> = (Vec<Vector<F, D, C>>, Vec<Scalar<F, D, C>>);

/// Declares methods that take anything.
macro_rules! never {
    (
        $module:ident $message:literal $label:literal $bound:literal $trained:literal
        alone { $($name:ident [$($argument:ident)*] $result:ty;)* }
        given { $($name_given:ident [$($argument_given:ident)*] $result_given:ty;)* }
    ) => {
        /// Of flows with this layer.
        pub mod $module {
            use super::{Batch, Given, Pair, Scalar, Trainable, Vector};
            use nalgebra::SVector;

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
                $(fn $name<$($argument),*>(&self, $(_: $argument),*) -> $result
                where
                    Self: Exact,
                {
                    unreachable!("no flow is exact and is not")
                })*
            }

            /// Those of such a flow given a context.
            #[expect(missing_docs, reason = "each is named like what it stands for")]
            pub trait InexactGiven<F: Inexact<D, C>, const D: usize, const C: usize> {
                $(fn $name_given<$($argument_given),*>(&self, $(_: $argument_given),*) -> $result_given
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

/// Declares the trait of a layer, with all methods.
macro_rules! methods {
    ($module:ident $message:literal $label:literal $bound:literal $trained:literal) => {
        never! {
            $module $message $label $bound $trained
            alone {
                log_prob [X] Scalar<Self, D, C>;
                log_prob_batch [X] Vec<Scalar<Self, D, C>>;
                log_prob_into [X G] ();
                score [X] Vector<Self, D, C>;
                score_batch [X] Vec<Vector<Self, D, C>>;
                nll [X] Scalar<Self, D, C>;
                sample_and_log_prob [R] Pair<Self, D, C>;
                sample_and_log_prob_batch [N R] Batch<Self, D, C>;
                forward [Z] Vector<Self, D, C>;
                inverse [X] Vector<Self, D, C>;
                forward_and_log_det [Z] Pair<Self, D, C>;
                inverse_and_log_det [X] Pair<Self, D, C>;
                forward_batch [Z] Batch<Self, D, C>;
                inverse_batch [X] Batch<Self, D, C>;
                nll_and_grad [X G] Scalar<Self, D, C>;
                weighted_nll_and_grad [X W G] Scalar<Self, D, C>;
                forward_vjp_batch [Z X L G] Vec<Vector<Self, D, C>>;
                inverse_vjp_batch [X Z L G] Vec<Vector<Self, D, C>>;
                log_prob_batch_given [X Y] Vec<Scalar<Self, D, C>>;
                nll_given [X Y] Scalar<Self, D, C>;
                context_score_batch_given [X Y] Vec<SVector<Scalar<Self, D, C>, C>>;
                sample_and_log_prob_batch_given [Y R] Batch<Self, D, C>;
                nll_and_grad_given [X Y G] Scalar<Self, D, C>;
                weighted_nll_and_grad_given [X Y W G] Scalar<Self, D, C>;
                cdf [X] Scalar<Self, D, C>;
                survival [X] Scalar<Self, D, C>;
                quantile [P] Scalar<Self, D, C>;
            }
            given {
                log_prob [X] Scalar<F, D, C>;
                log_prob_batch [X] Vec<Scalar<F, D, C>>;
                log_prob_into [X G] ();
                score [X] Vector<F, D, C>;
                score_batch [X] Vec<Vector<F, D, C>>;
                nll [X] Scalar<F, D, C>;
                sample_and_log_prob [R] Pair<F, D, C>;
                sample_and_log_prob_batch [N R] Batch<F, D, C>;
                forward [Z] Vector<F, D, C>;
                inverse [X] Vector<F, D, C>;
                forward_and_log_det [Z] Pair<F, D, C>;
                inverse_and_log_det [X] Pair<F, D, C>;
                forward_batch [Z] Batch<F, D, C>;
                inverse_batch [X] Batch<F, D, C>;
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
