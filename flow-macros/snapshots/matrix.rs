/// A normalizing flow on 2 dimensions.
///
/// ```text
/// <f32, 2> = Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]] >> MAF(8)
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `Matrix[[2, 1], [0, 1/3]] >> Shift[2, 0]` | 2 | 0 | 4 | 4 |
/// | `MAF(8)` | 2 | 36 | 24 in sequence | 24 in parallel |
/// | total | 2 | 36 | 28 | 28 |
///
/// Costs are multiply-adds per sample.
///
/// - Simplified: `Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]]` merged into one.
/// - Parameters: 36, 144 bytes of f32.
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
struct Mixed {
    params: ::flow_runtime::__private::Parameters<f32>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    const MATRIX_0: rt::Matrix<f32> = rt::Matrix::new(
        2,
        rt::Side {
            matrix: &[2.0, 0.0, 1.0, 0.33333334],
            shift: &[2.0, 0.0],
        },
        rt::Side {
            matrix: &[0.5, 0.0, -1.5, 3.0],
            shift: &[-1.0, 0.0],
        },
        -0.4054651081081645,
    );
    const NET_1: rt::Made<4> = rt::Made::new(2, 0, 2, &[8]);
    static S0: rt::Matrix<f32> = MATRIX_0;
    static S1: rt::Maf<rt::Masked<4>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_1, rt::Activation::Relu),
        &[0, 1],
        rt::Affine::new(rt::Scale::Softclip),
    );
    const AT: [rt::Slot; 2] = rt::Slot::layout([S0.size(), S1.size()]);
    const SIZE: rt::Size = rt::Slot::total(&AT);
    struct Chain;
    impl rt::Element<f32> for Chain {
        fn size(&self) -> rt::Size {
            SIZE
        }
        fn forward(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[0].forward(&S0, params, block);
            AT[1].forward(&S1, params, block);
        }
        fn inverse(&self, params: &[f32], block: &mut rt::Block<'_, f32>) {
            AT[1].inverse(&S1, params, block);
            AT[0].inverse(&S0, params, block);
        }
        fn forward_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[1].forward_pullback(&S1, params, pull);
            AT[0].forward_pullback(&S0, params, pull);
        }
        fn inverse_pullback(&self, params: &[f32], pull: &mut rt::Pullback<'_, f32>) {
            AT[0].inverse_pullback(&S0, params, pull);
            AT[1].inverse_pullback(&S1, params, pull);
        }
    }
    static MODEL: rt::Model<f32> = rt::Model {
        chain: &Chain,
        stages: &[(AT[0], &S0), (AT[1], &S1)],
        names: &["Matrix[[2, 1], [0, 1/3]] >> Shift[2, 0]", "MAF(8)"],
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
        order: &[0, 1],
        support: &Mixed::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[],
        spec: Mixed::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl Mixed {
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
        pub const SPEC: &'static str = "<f32, 2> = Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]] >> MAF(8)";
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
            "<f32, 2> = Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]] >> MAF(8)\n\nelement                                  dimensions  parameters         forward         inverse\nMatrix[[2, 1], [0, 1/3]] >> Shift[2, 0]           2           0               4               4\nMAF(8)                                            2          36  24 in sequence  24 in parallel\ntotal                                             2          36              28              28\n\nCosts are multiply-adds per sample.\nSimplified: `Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]]` merged into one.\nParameters: 36, 144 bytes of f32.\nSupport: all real numbers, in every dimension.\nMixing: every dimension of the data can depend on every dimension of the base."
        }
    }
    const _: () = ::core::assert!(Mixed::PARAMS == 36);
    #[doc(hidden)]
    impl rt::Trainable<2, 0> for Mixed {
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
    impl rt::Flow<2, 0> for Mixed {}
    impl rt::Distribution<rt::SVector<f32, 2>> for Mixed {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f32, 2> {
            rt::sample(self, rng)
        }
    }
};
