/// A normalizing flow on 1 dimension.
///
/// ```text
/// <f32, 1> = |z; a, b > 0| sinh(b * asinh(z) + a)
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `|z; a, b > 0| sinh(b * asinh(z) + a)` | 1 | 2 | 9 | 9 |
/// | total | 1 | 2 | 9 | 9 |
///
/// Costs are multiply-adds per sample.
///
/// - Parameters: 2, 8 bytes of f32.
/// - Derived: x = sinh(a + b·asinh(z)); z = sinh((asinh(x) − a)/b); ln|det| = ln b + ln cosh(a + b·asinh(z)) − ln(1 + z²)/2; z ∈ (−∞, ∞) → x ∈ (−∞, ∞): built from monotone parts, increasing.
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
/// | probabilities of one number | [`cdf`](flow_runtime::Cumulative::cdf), [`survival`](flow_runtime::Cumulative::survival), [`quantile`](flow_runtime::Cumulative::quantile) |
/// | parameters | [`params`](flow_runtime::Trainable::params), [`params_mut`](flow_runtime::Trainable::params_mut), [`trained_params`](flow_runtime::Trainable::trained_params) |
/// | files | [`save`](flow_runtime::Trainable::save), [`load`](flow_runtime::Trainable::load), [`to_bytes`](flow_runtime::Trainable::to_bytes), [`from_bytes`](flow_runtime::Trainable::from_bytes) |
#[::core::prelude::v1::derive(::core::clone::Clone, ::core::fmt::Debug)]
struct SinhArcsinh {
    params: ::flow_runtime::__private::Parameters<f32>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    #[derive(Clone, Copy)]
    struct Formula0;
    #[allow(clippy::possible_missing_comma)]
    impl rt::Map<f32, 1, 2> for Formula0 {
        #[inline(always)]
        fn forward<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 2],
            z: [f32; 1],
        ) -> ([f32; 1], f32) {
            let [a, b] = theta;
            let [z] = z;
            let t1 = b + 0.541_324_85_f32;
            let t2 = m.softplus(t1);
            let t3 = a + t2 * m.asinh(z);
            (
                [m.sinh(t3)],
                m.select_lt(t1, -36.0_f32, t1, m.ln(t2)) + m.ln_cosh(t3)
                    - 0.5_f32 * m.ln_1p_square(z),
            )
        }
        #[inline(always)]
        fn inverse<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 2],
            x: [f32; 1],
        ) -> ([f32; 1], f32) {
            let [a, b] = theta;
            let [x] = x;
            let t1 = b + 0.541_324_85_f32;
            let t2 = m.softplus(t1);
            let t3 = m.asinh(x);
            let t4 = (t3 - a) / t2;
            (
                [m.sinh(t4)],
                m.ln_cosh(t4) - m.select_lt(t1, -36.0_f32, t1, m.ln(t2)) - m.ln_cosh(t3),
            )
        }
        #[inline(always)]
        fn forward_pullback<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 2],
            z: [f32; 1],
            dx: [f32; 1],
            dlog_det: f32,
        ) -> ([f32; 1], [f32; 2]) {
            let [a, b] = theta;
            let [z] = z;
            let [dx] = dx;
            let t1 = b + 0.541_324_85_f32;
            let t2 = m.softplus(t1);
            let t3 = m.asinh(z);
            let t4 = a + t2 * t3;
            let t5 = m.cosh(t4);
            let t6 = m.hypot(z, 1.0_f32);
            let t7 = t2 * t5;
            let t8 = m.tanh(t4);
            let t9 = t2 * t8;
            let t10 = (dx * (t7 * t3) + dlog_det * (1.0_f32 + t9 * t3))
                * m.select_lt(t1, -36.0_f32, 1.0_f32, m.sigmoid(t1) / t2);
            (
                [dx * (t7 / t6) + dlog_det * (t9 / t6 - z / (1.0_f32 + z * z))],
                [dx * t5 + dlog_det * t8, t10],
            )
        }
        #[inline(always)]
        fn inverse_pullback<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 2],
            z: [f32; 1],
            dz: [f32; 1],
            dlog_det: f32,
        ) -> ([f32; 1], [f32; 2]) {
            let [a, b] = theta;
            let [z] = z;
            let [dz] = dz;
            let t1 = b + 0.541_324_85_f32;
            let t2 = m.softplus(t1);
            let t3 = m.asinh(z);
            let t4 = a + t2 * t3;
            let t5 = m.tanh(t4);
            let t6 = m.hypot(z, 1.0_f32);
            let t7 = t2 * t5;
            let t8 = m.cosh(t4);
            let t9 = t2 * t8;
            let t10 = (dz - dlog_det * (t7 / t6 - z / (1.0_f32 + z * z))) / (t9 / t6);
            let t11 = (-t10 * (t9 * t3) - dlog_det * (1.0_f32 + t7 * t3))
                * m.select_lt(t1, -36.0_f32, 1.0_f32, m.sigmoid(t1) / t2);
            ([t10], [-t10 * t8 - dlog_det * t5, t11])
        }
    }
    static S0: rt::Formula<Formula0, 1, 2> = rt::Formula::new(Formula0, &[[0]]);
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
        names: &["|z; a, b > 0| sinh(b * asinh(z) + a)"],
        base: &rt::Fixed(rt::Normal::STANDARD),
        dim: 1,
        width: 1,
        columns: 1,
        noise: &[],
        context: 0,
        dims: &[],
        contexts: &[],
        context_scale: ::core::option::Option::None,
        size: SIZE,
        order: &[0],
        support: &SinhArcsinh::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[[0, 0]],
        spec: SinhArcsinh::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl SinhArcsinh {
        /// Number of data dimensions.
        pub const DIM: usize = 1;
        /// Number of context dimensions.
        pub const CONTEXT: usize = 0;
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; 1] = ["x0"];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; 0] = [];
        /// Number of learned parameters.
        pub const PARAMS: usize = SIZE.params;
        /// The flow in the language of `flow!`, normalized; checkpoints store it.
        pub const SPEC: &'static str = "<f32, 1> = |z; a, b > 0| sinh(b * asinh(z) + a)";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 1] = [rt::Interval::REAL; 1];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 1]; 1] = [[true; 1]; 1];
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
            "<f32, 1> = |z; a, b > 0| sinh(b * asinh(z) + a)\n\nelement                               dimensions  parameters  forward  inverse\n|z; a, b > 0| sinh(b * asinh(z) + a)           1           2        9        9\ntotal                                          1           2        9        9\n\nCosts are multiply-adds per sample.\nParameters: 2, 8 bytes of f32.\nDerived: x = sinh(a + b·asinh(z)); z = sinh((asinh(x) − a)/b); ln|det| = ln b + ln cosh(a + b·asinh(z)) − ln(1 + z²)/2; z ∈ (−∞, ∞) → x ∈ (−∞, ∞): built from monotone parts, increasing.\nSupport: all real numbers, in every dimension.\nMixing: every dimension of the data can depend on every dimension of the base."
        }
    }
    const _: () = ::core::assert!(SinhArcsinh::PARAMS == 2);
    #[doc(hidden)]
    impl rt::Trainable<1, 0> for SinhArcsinh {
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
    impl rt::Flow<1, 0> for SinhArcsinh {}
    impl rt::Distribution<rt::SVector<f32, 1>> for SinhArcsinh {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f32, 1> {
            rt::sample(self, rng)
        }
    }
};
