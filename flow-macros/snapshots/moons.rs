/// Two interleaved half circles.
///
/// ```text
/// <f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `MAF(128, 128)` | 2 | 17,028 | 16,768 in sequence | 16,768 in parallel |
/// | `MAF(128, 128), in reverse order` | 2 | 17,028 | 16,768 in sequence | 16,768 in parallel |
/// | `MAF(128, 128)` | 2 | 17,028 | 16,768 in sequence | 16,768 in parallel |
/// | total | 2 | 51,084 | 50,304 | 50,304 |
///
/// Costs are multiply-adds per sample.
///
/// - Simplified: `Permute[1, 0]` folded into the order of the dimensions: no run-time cost.
/// - Parameters: 51,084, 204,336 bytes of f32.
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
pub struct Moons {
    params: ::flow_runtime::__private::Parameters<f32>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    const NET_0: rt::Made<6> = rt::Made::new(2, 0, 2, &[128, 128]);
    static S0: rt::Maf<rt::Masked<6>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_0, rt::Activation::Relu),
        &[1, 0],
        rt::Affine::new(rt::Scale::Softclip),
    );
    static S1: rt::Maf<rt::Masked<6>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_0, rt::Activation::Relu),
        &[0, 1],
        rt::Affine::new(rt::Scale::Softclip),
    );
    static S2: rt::Maf<rt::Masked<6>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_0, rt::Activation::Relu),
        &[1, 0],
        rt::Affine::new(rt::Scale::Softclip),
    );
    const AT: [rt::Slot; 3] = rt::Slot::layout([S0.size(), S1.size(), S2.size()]);
    const SIZE: rt::Size = rt::Slot::total(&AT);
    struct Chain;
    impl rt::Element<f32> for Chain {
        fn size(&self) -> rt::Size {
            SIZE
        }
        fn forward(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[0].forward(&S0, params, block);
            AT[1].forward(&S1, params, block);
            AT[2].forward(&S2, params, block);
        }
        fn inverse(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[2].inverse(&S2, params, block);
            AT[1].inverse(&S1, params, block);
            AT[0].inverse(&S0, params, block);
        }
        fn forward_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[2].forward_pullback(&S2, params, pull);
            AT[1].forward_pullback(&S1, params, pull);
            AT[0].forward_pullback(&S0, params, pull);
        }
        fn inverse_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[0].inverse_pullback(&S0, params, pull);
            AT[1].inverse_pullback(&S1, params, pull);
            AT[2].inverse_pullback(&S2, params, pull);
        }
    }
    static MODEL: rt::Model<f32> = rt::Model {
        chain: &Chain,
        stages: &[(AT[0], &S0), (AT[1], &S1), (AT[2], &S2)],
        names: &["MAF(128, 128)", "MAF(128, 128), in reverse order", "MAF(128, 128)"],
        base: &rt::Fixed(rt::Normal::STANDARD),
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
        support: &Moons::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[],
        spec: Moons::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl Moons {
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
        pub const SPEC: &'static str = "<f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 2] = [rt::Interval::REAL; 2];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 2]; 2] = [[true; 2]; 2];
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
            "<f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))\n\nelement                          dimensions  parameters             forward             inverse\nMAF(128, 128)                             2      17,028  16,768 in sequence  16,768 in parallel\nMAF(128, 128), in reverse order           2      17,028  16,768 in sequence  16,768 in parallel\nMAF(128, 128)                             2      17,028  16,768 in sequence  16,768 in parallel\ntotal                                     2      51,084              50,304              50,304\n\nCosts are multiply-adds per sample.\nSimplified: `Permute[1, 0]` folded into the order of the dimensions: no run-time cost.\nParameters: 51,084, 204,336 bytes of f32.\nSupport: all real numbers, in every dimension.\nMixing: every dimension of the data can depend on every dimension of the base."
        }
    }
    const _: () = ::core::assert!(Moons::PARAMS == 51084);
    #[doc(hidden)]
    impl rt::Trainable<2, 0> for Moons {
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
    impl rt::Flow<2, 0> for Moons {}
    impl rt::Distribution<rt::SVector<f32, 2>> for Moons {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f32, 2> {
            rt::sample(self, rng)
        }
    }
};
