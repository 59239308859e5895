fn f() {
    let _ = {
        /// A normalizing flow on 2 dimensions.
        ///
        /// ```text
        /// <f32, 2> = MAF(4) >> Permute[1, 0] >> MAF(4)
        /// ```
        ///
        /// | element | dimensions | parameters | forward | inverse |
        /// |---|--:|--:|--:|--:|
        /// | `MAF(4), in reverse order` | 2 | 20 | 12 in sequence | 12 in parallel |
        /// | `MAF(4)` | 2 | 20 | 12 in sequence | 12 in parallel |
        /// | total | 2 | 40 | 24 | 24 |
        ///
        /// Costs are multiply-adds per sample.
        ///
        /// - Simplified: `Permute[1, 0]` folded into the order of the dimensions: no run-time cost.
        /// - Parameters: 40, 160 bytes of f32.
        /// - Support: all real numbers, in every dimension.
        /// - Mixing: every dimension of the data can depend on every dimension of the base.
        #[::core::prelude::v1::derive(::core::clone::Clone, ::core::fmt::Debug)]
        struct Anonymous {
            params: ::flow_runtime::__private::Parameters<f32>,
        }
        #[allow(clippy::approx_constant)]
        const _: () = {
            use ::flow_runtime::__private as rt;
            const NET_0: rt::Made<4> = rt::Made::new(2, 0, 2, &[4]);
            static S0: rt::Maf<rt::Masked<4>, rt::Affine> = rt::Maf::new(
                rt::Masked::new(NET_0, rt::Activation::Relu),
                &[0, 1],
                rt::Affine::new(rt::Scale::Softclip),
            );
            static S1: rt::Maf<rt::Masked<4>, rt::Affine> = rt::Maf::new(
                rt::Masked::new(NET_0, rt::Activation::Relu),
                &[1, 0],
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
                fn forward_pullback(
                    &self,
                    params: &[f32],
                    pull: &mut rt::Pullback<'_, f32>,
                ) {
                    AT[1].forward_pullback(&S1, params, pull);
                    AT[0].forward_pullback(&S0, params, pull);
                }
                fn inverse_pullback(
                    &self,
                    params: &[f32],
                    pull: &mut rt::Pullback<'_, f32>,
                ) {
                    AT[0].inverse_pullback(&S0, params, pull);
                    AT[1].inverse_pullback(&S1, params, pull);
                }
            }
            static MODEL: rt::Model<f32> = rt::Model {
                chain: &Chain,
                stages: &[(AT[0], &S0), (AT[1], &S1)],
                names: &["MAF(4), in reverse order", "MAF(4)"],
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
                support: &Anonymous::SUPPORT,
                kinds: &[],
                folds: false,
                triangle: &[],
                spec: Anonymous::SPEC,
                parts: rt::OnceLock::new(),
            };
            impl Anonymous {
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
                pub const SPEC: &'static str = "<f32, 2> = MAF(4) >> Permute[1, 0] >> MAF(4)";
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
                    "<f32, 2> = MAF(4) >> Permute[1, 0] >> MAF(4)\n\nelement                   dimensions  parameters         forward         inverse\nMAF(4), in reverse order           2          20  12 in sequence  12 in parallel\nMAF(4)                             2          20  12 in sequence  12 in parallel\ntotal                              2          40              24              24\n\nCosts are multiply-adds per sample.\nSimplified: `Permute[1, 0]` folded into the order of the dimensions: no run-time cost.\nParameters: 40, 160 bytes of f32.\nSupport: all real numbers, in every dimension.\nMixing: every dimension of the data can depend on every dimension of the base."
                }
            }
            const _: () = ::core::assert!(Anonymous::PARAMS == 40);
            #[doc(hidden)]
            impl rt::Trainable<2, 0> for Anonymous {
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
            impl rt::Flow<2, 0> for Anonymous {}
            impl rt::Distribution<rt::SVector<f32, 2>> for Anonymous {
                fn sample<R: rt::Rng + ?::core::marker::Sized>(
                    &self,
                    rng: &mut R,
                ) -> rt::SVector<f32, 2> {
                    rt::sample(self, rng)
                }
            }
        };
        /// The flow, as soon as `init` has drawn its parameters.
        struct Unborn;
        impl Unborn {
            fn init<R: ::flow_runtime::__private::Rng + ?::core::marker::Sized>(
                self,
                rng: &mut R,
            ) -> Anonymous {
                Anonymous::new(rng)
            }
        }
        Unborn
    };
}
