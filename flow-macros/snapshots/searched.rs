/// A normalizing flow on 2 dimensions.
///
/// ```text
/// <f32, 2> = |u, v; a > 0| (u + a * u^3, v + u)
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `|u, v; a > 0| (u + a * u^3, v + u)` | 2 | 1 | 10 | 10 |
/// | total | 2 | 1 | 10 | 10 |
///
/// Costs are multiply-adds per sample.
///
/// - Parameters: 1, 4 bytes of f32.
/// - Derived: u′ = u + u³·a; v′ = u + v; u from u′ by Newton's method, bracketed; v = v′ − u; ln|det| = ln(1 + 3·u²·a); u ∈ (−∞, ∞) → u′ ∈ (−∞, ∞): built from monotone parts, increasing; v ∈ (−∞, ∞) → v′ ∈ (−∞, ∞): built from monotone parts, increasing.
/// - Support: all real numbers, in every dimension.
/// - Mixing: x0 can depend on z0, x1 can depend on z0 z1.
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
struct Cubic {
    params: ::flow_runtime::__private::Parameters<f32>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    #[derive(Clone, Copy)]
    struct Formula0;
    #[allow(clippy::possible_missing_comma)]
    impl rt::Map<f32, 2, 1> for Formula0 {
        const SEARCHES: bool = true;
        #[inline(always)]
        fn forward<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 1],
            z: [f32; 2],
        ) -> ([f32; 2], f32) {
            let [a] = theta;
            let [z0, z1] = z;
            let t1 = z0 * z0;
            let t2 = m.softplus(a + 0.541_324_85_f32);
            ([z0 + t1 * z0 * t2, z0 + z1], m.ln_1p(3.0_f32 * t1 * t2))
        }
        #[inline(always)]
        fn inverse_strip<M: rt::Math<f32>, const L: usize>(
            self,
            m: M,
            theta: &[[f32; L]; 1],
            x: &[[f32; L]; 2],
        ) -> ([[f32; L]; 2], [f32; L]) {
            let [a] = theta;
            let [x0, x1] = x;
            let mut search = rt::Search::new(
                m,
                [rt::Interval::REAL, rt::Interval::REAL],
                true,
                x0,
            );
            while let Some(z0) = search.points() {
                for l in 0..L {
                    let z0 = z0[l];
                    let a = a[l];
                    let t1 = z0 * z0;
                    let t2 = m.softplus(a + 0.541_324_85_f32);
                    search.tell(l, z0 + t1 * z0 * t2, 1.0_f32 + 3.0_f32 * t1 * t2);
                }
            }
            let z0 = search.found();
            let mut z1 = [0.0; L];
            for l in 0..L {
                let z0 = z0[l];
                let x1 = x1[l];
                z1[l] = x1 - z0;
            }
            let mut log_det = [0.0; L];
            for l in 0..L {
                let z0 = z0[l];
                let a = a[l];
                log_det[l] = -m
                    .ln_1p(3.0_f32 * (z0 * z0) * m.softplus(a + 0.541_324_85_f32));
            }
            ([z0, z1], log_det)
        }
        #[inline(always)]
        fn forward_pullback<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 1],
            z: [f32; 2],
            dx: [f32; 2],
            dlog_det: f32,
        ) -> ([f32; 2], [f32; 1]) {
            let [a] = theta;
            let [z0, _] = z;
            let [dx0, dx1] = dx;
            let t1 = z0 * z0;
            let t2 = a + 0.541_324_85_f32;
            let t3 = m.softplus(t2);
            let t4 = 3.0_f32 * t1;
            let t5 = 1.0_f32 + t4 * t3;
            (
                [dx0 * t5 + dx1 + dlog_det * (6.0_f32 * z0 * t3 / t5), dx1],
                [(dx0 * (t1 * z0) + dlog_det * (t4 / t5)) * m.sigmoid(t2)],
            )
        }
        #[inline(always)]
        fn inverse_pullback<M: rt::Math<f32>>(
            self,
            m: M,
            theta: [f32; 1],
            z: [f32; 2],
            dz: [f32; 2],
            dlog_det: f32,
        ) -> ([f32; 2], [f32; 1]) {
            let [a] = theta;
            let [z0, _] = z;
            let [dz0, dz1] = dz;
            let t1 = a + 0.541_324_85_f32;
            let t2 = m.softplus(t1);
            let t3 = z0 * z0;
            let t4 = 3.0_f32 * t3;
            let t5 = 1.0_f32 + t4 * t2;
            let t6 = (dz0 - dlog_det * (6.0_f32 * z0 * t2 / t5) - dz1) / t5;
            ([t6, dz1], [(-t6 * (t3 * z0) - dlog_det * (t4 / t5)) * m.sigmoid(t1)])
        }
    }
    static S0: rt::Formula<Formula0, 2, 1> = rt::Formula::new(Formula0, &[[0, 1]]);
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
        names: &["|u, v; a > 0| (u + a * u^3, v + u)"],
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
        support: &Cubic::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[[0, 0], [1, 1]],
        spec: Cubic::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl Cubic {
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
        pub const SPEC: &'static str = "<f32, 2> = |u, v; a > 0| (u + a * u^3, v + u)";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 2] = [rt::Interval::REAL; 2];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 2]; 2] = [[true, false], [true, true]];
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
            "<f32, 2> = |u, v; a > 0| (u + a * u^3, v + u)\n\nelement                             dimensions  parameters  forward  inverse\n|u, v; a > 0| (u + a * u^3, v + u)           2           1       10       10\ntotal                                        2           1       10       10\n\nCosts are multiply-adds per sample.\nParameters: 1, 4 bytes of f32.\nDerived: u′ = u + u³·a; v′ = u + v; u from u′ by Newton's method, bracketed; v = v′ − u; ln|det| = ln(1 + 3·u²·a); u ∈ (−∞, ∞) → u′ ∈ (−∞, ∞): built from monotone parts, increasing; v ∈ (−∞, ∞) → v′ ∈ (−∞, ∞): built from monotone parts, increasing.\nSupport: all real numbers, in every dimension.\nMixing: x0 can depend on z0, x1 can depend on z0 z1."
        }
    }
    const _: () = ::core::assert!(Cubic::PARAMS == 1);
    #[doc(hidden)]
    impl rt::Trainable<2, 0> for Cubic {
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
    impl rt::Flow<2, 0> for Cubic {}
    impl rt::Distribution<rt::SVector<f32, 2>> for Cubic {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            rng: &mut R,
        ) -> rt::SVector<f32, 2> {
            rt::sample(self, rng)
        }
    }
};
