/// A normalizing flow on 2 dimensions.
///
/// ```text
/// <f32, 2> = Normal[loc = [1, 0], scale = [1, 2]] >> Scale[1, 0.5] >> Reverse >> Shift[0.5, 0.7071067811865476]
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `Scale[0.5, 1] >> Shift[0.5, 0.7071067811865476]` | 2 | 0 | 2 | 2 |
/// | total | 2 | 0 | 2 | 2 |
///
/// Costs are multiply-adds per sample.
///
/// - Simplified: `Reverse` folded into the order of the dimensions: no run-time cost.
/// - Simplified: `Scale[0.5, 1] >> Shift[0.5, 0.7071067811865476]` merged into one.
/// - Parameters: 0, 0 bytes of f32.
/// - Support: all real numbers, in every dimension.
/// - Mixing: x0 can depend on z1, x1 can depend on z0.
///
/// # Methods
///
/// | for | |
/// |---|---|
/// | density | [`log_prob`](flow_runtime::Density::log_prob), [`contains`](flow_runtime::Density::contains), [`score`](flow_runtime::Density::score), [`score_batch`](flow_runtime::Density::score_batch), [`log_prob_batch`](flow_runtime::Density::log_prob_batch), [`log_prob_into`](flow_runtime::Density::log_prob_into), [`nll`](flow_runtime::Density::nll), [`bits_per_dim`](flow_runtime::Density::bits_per_dim) |
/// | samples | [`sample`](flow_runtime::rand::distr::Distribution::sample), [`sample_batch`](flow_runtime::Density::sample_batch), [`sample_and_log_prob`](flow_runtime::Density::sample_and_log_prob), [`sample_and_log_prob_batch`](flow_runtime::Density::sample_and_log_prob_batch) |
/// | base to data | [`forward`](flow_runtime::Bijector::forward), [`forward_and_log_det`](flow_runtime::Bijector::forward_and_log_det), [`forward_batch`](flow_runtime::Bijector::forward_batch) |
/// | data to base | [`inverse`](flow_runtime::Bijector::inverse), [`inverse_and_log_det`](flow_runtime::Bijector::inverse_and_log_det), [`inverse_batch`](flow_runtime::Bijector::inverse_batch) |
/// | training | [`fit`](flow_runtime::Trainer::fit), [`fit_batches`](flow_runtime::Trainer::fit_batches), [`fit_target`](flow_runtime::Trainer::fit_target), [`fit_scores`](flow_runtime::Trainer::fit_scores), [`nll_and_grad`](flow_runtime::Flow::nll_and_grad), [`weighted_nll_and_grad`](flow_runtime::Flow::weighted_nll_and_grad), [`forward_vjp_batch`](flow_runtime::Vjp::forward_vjp_batch), [`inverse_vjp_batch`](flow_runtime::Vjp::inverse_vjp_batch) |
/// | parameters | [`params`](flow_runtime::Trainable::params), [`params_mut`](flow_runtime::Trainable::params_mut), [`trained_params`](flow_runtime::Trainable::trained_params) |
/// | files | [`save`](flow_runtime::Trainable::save), [`load`](flow_runtime::Trainable::load), [`to_bytes`](flow_runtime::Trainable::to_bytes), [`from_bytes`](flow_runtime::Trainable::from_bytes) |
#[::core::prelude::v1::derive(::core::clone::Clone, ::core::fmt::Debug)]
pub(crate) struct Affine {
    params: ::flow_runtime::__private::Parameters<f32>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    static S0: rt::ShiftScale<2> = rt::ShiftScale::new(
        [1.0, 0.5],
        [0.7071067811865476, 0.5],
    );
    const AT: [rt::Slot; 1] = rt::Slot::layout([S0.size()]);
    const SIZE: rt::Size = rt::Slot::total(&AT);
    struct Chain;
    impl rt::Element<f32> for Chain {
        fn size(&self) -> rt::Size {
            SIZE
        }
        fn forward(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[0].forward(&S0, params, block);
        }
        fn inverse(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[0].inverse(&S0, params, block);
        }
        fn forward_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[0].forward_pullback(&S0, params, pull);
        }
        fn inverse_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[0].inverse_pullback(&S0, params, pull);
        }
    }
    static MODEL: rt::Model<f32> = rt::Model {
        chain: &Chain,
        stages: &[(AT[0], &S0)],
        names: &["Scale[0.5, 1] >> Shift[0.5, 0.7071067811865476]"],
        base: &rt::Fixed(rt::Normal::new(&[1.0, 0.0], &[1.0, 2.0])),
        dim: 2,
        width: 2,
        columns: 2,
        noise: &[],
        context: 0,
        dims: &[],
        contexts: &[],
        context_scale: ::core::option::Option::None,
        size: SIZE,
        order: &[1, 0],
        support: &Affine::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[[0, 1], [1, 0]],
        spec: Affine::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl Affine {
        /// Number of data dimensions.
        pub const DIM: usize = 2;
        /// Number of context dimensions.
        pub const CONTEXT: usize = 0;
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; 2] = ["x0", "x1"];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; 0] = [];
        /// Number of learned parameters.
        pub const PARAMS: usize = SIZE.params;
        /// The flow in the language of `flow!`, normalized; checkpoints store it.
        pub const SPEC: &'static str = "<f32, 2> = Normal[loc = [1, 0], scale = [1, 2]] >> Scale[1, 0.5] >> Reverse >> Shift[0.5, 0.7071067811865476]";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 2] = [rt::Interval::REAL; 2];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 2]; 2] = [[false, true], [true, false]];
        /// A flow with random parameters.
        #[must_use]
        pub fn new<R: rt::Rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
            Self {
                params: rt::Parameters::init(&MODEL, rng),
            }
        }
        /// The table of the flow's elements, their parameters and their costs.
        #[must_use]
        pub fn summary() -> &'static str {
            "<f32, 2> = Normal[loc = [1, 0], scale = [1, 2]] >> Scale[1, 0.5] >> Reverse >> Shift[0.5, 0.7071067811865476]\n\nelement                                          dimensions  parameters  forward  inverse\nScale[0.5, 1] >> Shift[0.5, 0.7071067811865476]           2           0        2        2\ntotal                                                     2           0        2        2\n\nCosts are multiply-adds per sample.\nSimplified: `Reverse` folded into the order of the dimensions: no run-time cost.\nSimplified: `Scale[0.5, 1] >> Shift[0.5, 0.7071067811865476]` merged into one.\nParameters: 0, 0 bytes of f32.\nSupport: all real numbers, in every dimension.\nMixing: x0 can depend on z1, x1 can depend on z0."
        }
    }
    const _: () = ::core::assert!(Affine::PARAMS == 0);
    #[doc(hidden)]
    impl rt::Trainable<2, 0> for Affine {
        type Scalar = f32;
        fn model() -> &'static rt::Model<f32> {
            &MODEL
        }
        fn parameters(&self) -> &rt::Parameters<f32> {
            &self.params
        }
        fn parameters_mut(&mut self) -> &mut rt::Parameters<f32> {
            &mut self.params
        }
        fn from_parameters(params: rt::Parameters<f32>) -> Self {
            Self { params }
        }
    }
    #[doc(hidden)]
    impl rt::Flow<2, 0> for Affine {}
    impl rt::Distribution<rt::SVector<f32, 2>> for Affine {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f32, 2> {
            rt::sample(self, rng)
        }
    }
};
