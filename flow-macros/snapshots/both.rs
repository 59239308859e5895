/// A normalizing flow on 3 dimensions.
///
/// ```text
/// <f64, 3> = MAF(8, activation = tanh) >> Permute[2, 0, 1] >> IAF(8, scale = exp)
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `MAF(8, activation = tanh), in order 1 2 0` | 3 | 50 | 36 in sequence | 36 in parallel |
/// | `IAF(8, scale = exp)` | 3 | 50 | 36 in parallel | 36 in sequence |
/// | total | 3 | 100 | 72 | 72 |
///
/// Costs are multiply-adds per sample.
///
/// - Simplified: `Permute[2, 0, 1]` folded into the order of the dimensions: no run-time cost.
/// - Parameters: 100, 800 bytes of f64.
/// - Support: all real numbers, in every dimension.
/// - Mixing: every dimension of the data can depend on every dimension of the base.
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
struct Both {
    params: ::flow_runtime::__private::Parameters<f64>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    const NET_0: rt::Made<6> = rt::Made::new(3, 0, 2, &[8]);
    static S0: rt::Maf<rt::Masked<6>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_0, rt::Activation::Tanh),
        &[0, 1, 2],
        rt::Affine::new(rt::Scale::Softclip),
    );
    static S1: rt::Invert<rt::Maf<rt::Masked<6>, rt::Affine>> = rt::Invert(
        rt::Maf::new(
            rt::Masked::new(NET_0, rt::Activation::Relu),
            &[2, 0, 1],
            rt::Affine::new(rt::Scale::Exp),
        ),
    );
    const AT: [rt::Slot; 2] = rt::Slot::layout([S0.size(), S1.0.size()]);
    const SIZE: rt::Size = rt::Slot::total(&AT);
    struct Chain;
    impl rt::Element<f64> for Chain {
        fn size(&self) -> rt::Size {
            SIZE
        }
        fn forward(&self, params: &[f64], block: &mut rt::Block<'_, f64>) {
            AT[0].forward(&S0, params, block);
            AT[1].forward(&S1, params, block);
        }
        fn inverse(&self, params: &[f64], block: &mut rt::Block<'_, f64>) {
            AT[1].inverse(&S1, params, block);
            AT[0].inverse(&S0, params, block);
        }
        fn forward_pullback(&self, params: &[f64], pull: &mut rt::Pullback<'_, f64>) {
            AT[1].forward_pullback(&S1, params, pull);
            AT[0].forward_pullback(&S0, params, pull);
        }
        fn inverse_pullback(&self, params: &[f64], pull: &mut rt::Pullback<'_, f64>) {
            AT[0].inverse_pullback(&S0, params, pull);
            AT[1].inverse_pullback(&S1, params, pull);
        }
    }
    static MODEL: rt::Model<f64> = rt::Model {
        chain: &Chain,
        stages: &[(AT[0], &S0), (AT[1], &S1)],
        names: &["MAF(8, activation = tanh), in order 1 2 0", "IAF(8, scale = exp)"],
        base: &rt::Fixed(rt::Normal::STANDARD),
        dim: 3,
        width: 3,
        columns: 3,
        noise: &[],
        context: 0,
        dims: &[],
        contexts: &[],
        context_scale: ::core::option::Option::None,
        size: SIZE,
        order: &[2, 0, 1],
        support: &Both::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[],
        spec: Both::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl Both {
        /// Number of data dimensions.
        pub const DIM: usize = 3;
        /// Number of context dimensions.
        pub const CONTEXT: usize = 0;
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; 3] = ["x0", "x1", "x2"];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; 0] = [];
        /// Number of learned parameters.
        pub const PARAMS: usize = SIZE.params;
        /// The flow in the language of `flow!`, normalized; checkpoints store it.
        pub const SPEC: &'static str = "<f64, 3> = MAF(8, activation = tanh) >> Permute[2, 0, 1] >> IAF(8, scale = exp)";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 3] = [rt::Interval::REAL; 3];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 3]; 3] = [[true; 3]; 3];
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
            "<f64, 3> = MAF(8, activation = tanh) >> Permute[2, 0, 1] >> IAF(8, scale = exp)\n\nelement                                    dimensions  parameters         forward         inverse\nMAF(8, activation = tanh), in order 1 2 0           3          50  36 in sequence  36 in parallel\nIAF(8, scale = exp)                                 3          50  36 in parallel  36 in sequence\ntotal                                               3         100              72              72\n\nCosts are multiply-adds per sample.\nSimplified: `Permute[2, 0, 1]` folded into the order of the dimensions: no run-time cost.\nParameters: 100, 800 bytes of f64.\nSupport: all real numbers, in every dimension.\nMixing: every dimension of the data can depend on every dimension of the base."
        }
    }
    const _: () = ::core::assert!(Both::PARAMS == 100);
    #[doc(hidden)]
    impl rt::Trainable<3, 0> for Both {
        type Scalar = f64;
        fn model() -> &'static rt::Model<f64> {
            &MODEL
        }
        fn parameters(&self) -> &rt::Parameters<f64> {
            &self.params
        }
        fn parameters_mut(&mut self) -> &mut rt::Parameters<f64> {
            &mut self.params
        }
        fn from_parameters(params: rt::Parameters<f64>) -> Self {
            Self { params }
        }
    }
    #[doc(hidden)]
    impl rt::Flow<3, 0> for Both {}
    impl rt::Distribution<rt::SVector<f64, 3>> for Both {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f64, 3> {
            rt::sample(self, rng)
        }
    }
};
