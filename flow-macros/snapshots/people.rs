/// A normalizing flow on `age`, `income` and `type`, given `region` and `year`.
///
/// ```text
/// <f64, age, income, r#type | region, year> = Reverse >> MAF(8, activation = tanh) >> |a, i, t| (a, exp(i), t)
/// ```
///
/// | element | dimensions | parameters | forward | inverse |
/// |---|--:|--:|--:|--:|
/// | `MAF(8, activation = tanh)` | 3 | 71 | 57 in sequence | 57 in parallel |
/// | `|a, i, t| (a, exp(i), t)` | 3 | 0 | 4 | 4 |
/// | total | 3 | 71 | 61 | 61 |
///
/// Costs are multiply-adds per sample.
///
/// - Simplified: `Reverse` folded into the order of the dimensions: no run-time cost.
/// - Parameters: 71, 568 bytes of f64.
/// - Derived: a′ = a; i′ = exp(i); t′ = t; a = a′; i = ln i′; t = t′; ln|det| = i; a ∈ (−∞, ∞) → a′ ∈ (−∞, ∞): built from monotone parts, increasing; i ∈ (−∞, ∞) → i′ ∈ (0, ∞): built from monotone parts, increasing; t ∈ (−∞, ∞) → t′ ∈ (−∞, ∞): built from monotone parts, increasing.
/// - Support: `age` in (−∞, ∞), `income` in (0, ∞), `type` in (−∞, ∞).
/// - Mixing: `age` can depend on z2, `income` can depend on z1 z2, `type` can depend on z0 z1 z2.
///
/// # Methods
///
/// | for | |
/// |---|---|
/// | one context for all samples | [`given`](flow_runtime::Trainable::given) |
/// | a context for each sample | [`log_prob_batch_given`](flow_runtime::Flow::log_prob_batch_given), [`nll_given`](flow_runtime::Flow::nll_given), [`sample_and_log_prob_batch_given`](flow_runtime::Flow::sample_and_log_prob_batch_given), [`context_score_batch_given`](flow_runtime::Flow::context_score_batch_given), [`sample_batch_given`](flow_runtime::Trainable::sample_batch_given) |
/// | training | [`fit_given`](flow_runtime::Trainer::fit_given), [`fit_batches`](flow_runtime::Trainer::fit_batches), [`nll_and_grad_given`](flow_runtime::Flow::nll_and_grad_given), [`weighted_nll_and_grad_given`](flow_runtime::Flow::weighted_nll_and_grad_given), [`forward_vjp_batch_given`](flow_runtime::Vjp::forward_vjp_batch_given), [`inverse_vjp_batch_given`](flow_runtime::Vjp::inverse_vjp_batch_given) |
/// | parameters | [`params`](flow_runtime::Trainable::params), [`params_mut`](flow_runtime::Trainable::params_mut), [`trained_params`](flow_runtime::Trainable::trained_params) |
/// | files | [`save`](flow_runtime::Trainable::save), [`load`](flow_runtime::Trainable::load), [`to_bytes`](flow_runtime::Trainable::to_bytes), [`from_bytes`](flow_runtime::Trainable::from_bytes) |
#[::core::prelude::v1::derive(::core::clone::Clone, ::core::fmt::Debug)]
struct People {
    params: ::flow_runtime::__private::Parameters<f64>,
}
#[allow(clippy::approx_constant)]
const _: () = {
    use ::flow_runtime::__private as rt;
    const NET_0: rt::Made<6> = rt::Made::new(3, 2, 2, &[8]);
    #[derive(Clone, Copy)]
    struct Formula1;
    #[allow(clippy::possible_missing_comma)]
    impl rt::Map<f64, 3, 0> for Formula1 {
        #[inline(always)]
        fn forward<M: rt::Math<f64>>(
            self,
            m: M,
            _theta: [f64; 0],
            z: [f64; 3],
        ) -> ([f64; 3], f64) {
            let [z0, z1, z2] = z;
            ([z0, m.exp(z1), z2], z1)
        }
        #[inline(always)]
        fn inverse<M: rt::Math<f64>>(
            self,
            m: M,
            _theta: [f64; 0],
            x: [f64; 3],
        ) -> ([f64; 3], f64) {
            let [x0, x1, x2] = x;
            let t1 = m.ln(x1);
            ([x0, t1, x2], -t1)
        }
        #[inline(always)]
        fn forward_pullback<M: rt::Math<f64>>(
            self,
            m: M,
            _theta: [f64; 0],
            z: [f64; 3],
            dx: [f64; 3],
            dlog_det: f64,
        ) -> ([f64; 3], [f64; 0]) {
            let [_, z1, _] = z;
            let [dx0, dx1, dx2] = dx;
            ([dx0, dx1 * m.exp(z1) + dlog_det, dx2], [])
        }
        #[inline(always)]
        fn inverse_pullback<M: rt::Math<f64>>(
            self,
            m: M,
            _theta: [f64; 0],
            z: [f64; 3],
            dz: [f64; 3],
            dlog_det: f64,
        ) -> ([f64; 3], [f64; 0]) {
            let [_, z1, _] = z;
            let [dz0, dz1, dz2] = dz;
            ([dz0, (dz1 - dlog_det) / m.exp(z1), dz2], [])
        }
    }
    static S0: rt::Maf<rt::Masked<6>, rt::Affine> = rt::Maf::new(
        rt::Masked::new(NET_0, rt::Activation::Tanh),
        &[2, 1, 0],
        rt::Affine::new(rt::Scale::Softclip),
    );
    static S1: rt::Formula<Formula1, 3, 0> = rt::Formula::new(Formula1, &[[2, 1, 0]]);
    const AT: [rt::Slot; 2] = rt::Slot::layout([S0.size(), S1.size()]);
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
        names: &["MAF(8, activation = tanh)", "|a, i, t| (a, exp(i), t)"],
        base: &rt::Fixed(rt::Normal::STANDARD),
        dim: 3,
        width: 3,
        columns: 3,
        noise: &[],
        context: 2,
        dims: &["age", "income", "type"],
        contexts: &["region", "year"],
        context_scale: ::core::option::Option::None,
        size: SIZE,
        order: &[2, 1, 0],
        support: &People::SUPPORT,
        kinds: &[],
        folds: false,
        triangle: &[[0, 2], [1, 1], [2, 0]],
        spec: People::SPEC,
        parts: rt::OnceLock::new(),
    };
    impl People {
        /// Number of data dimensions.
        pub const DIM: usize = 3;
        /// Number of context dimensions.
        pub const CONTEXT: usize = 2;
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; 3] = ["age", "income", "type"];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; 2] = ["region", "year"];
        /// Number of learned parameters.
        pub const PARAMS: usize = SIZE.params;
        /// The flow in the language of `flow!`, normalized; checkpoints store it.
        pub const SPEC: &'static str = "<f64, age, income, r#type | region, year> = Reverse >> MAF(8, activation = tanh) >> |a, i, t| (a, exp(i), t)";
        /// Outside these intervals the density is 0; one per data dimension.
        pub const SUPPORT: [rt::Interval; 3] = [
            rt::Interval::REAL,
            rt::Interval {
                lower: 0.0,
                upper: f64::INFINITY,
            },
            rt::Interval::REAL,
        ];
        /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
        #[allow(long_running_const_eval)]
        pub const MIXING: [[bool; 3]; 3] = [
            [false, false, true],
            [false, true, true],
            [true, true, true],
        ];
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
            "<f64, age, income, r#type | region, year> = Reverse >> MAF(8, activation = tanh) >> |a, i, t| (a, exp(i), t)\n\nelement                    dimensions  parameters         forward         inverse\nMAF(8, activation = tanh)           3          71  57 in sequence  57 in parallel\n|a, i, t| (a, exp(i), t)            3           0               4               4\ntotal                               3          71              61              61\n\nCosts are multiply-adds per sample.\nSimplified: `Reverse` folded into the order of the dimensions: no run-time cost.\nParameters: 71, 568 bytes of f64.\nDerived: a′ = a; i′ = exp(i); t′ = t; a = a′; i = ln i′; t = t′; ln|det| = i; a ∈ (−∞, ∞) → a′ ∈ (−∞, ∞): built from monotone parts, increasing; i ∈ (−∞, ∞) → i′ ∈ (0, ∞): built from monotone parts, increasing; t ∈ (−∞, ∞) → t′ ∈ (−∞, ∞): built from monotone parts, increasing.\nSupport: `age` in (−∞, ∞), `income` in (0, ∞), `type` in (−∞, ∞).\nMixing: `age` can depend on z2, `income` can depend on z1 z2, `type` can depend on z0 z1 z2."
        }
    }
    const _: () = ::core::assert!(People::PARAMS == 71);
    #[doc(hidden)]
    impl rt::Trainable<3, 2> for People {
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
    impl rt::Flow<3, 2> for People {}
    #[doc(hidden)]
    impl rt::Named<3> for People {
        const NAMES: [&'static str; 3] = ["age", "income", "type"];
    }
    #[doc(hidden)]
    impl rt::Conditional<3, 2> for People {}
};
