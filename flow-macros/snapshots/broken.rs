::core::compile_error! {
    "index `1` appears twice in this permutation\nhelp: index `2` is missing"
}
::core::compile_error! {
    "unknown bijector `MFA`\nhelp: did you mean `MAF`?"
}
#[derive(Clone)]
///A flow that does not compile.
#[::core::prelude::v1::derive(::core::fmt::Debug)]
pub struct Broken {
    params: ::flow_runtime::__private::Parameters<f32>,
}
const _: () = {
    use ::flow_runtime::__private as rt;
    impl Broken {
        /// Number of data dimensions.
        pub const DIM: usize = 3;
        /// Number of context dimensions.
        pub const CONTEXT: usize = 0;
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; 3] = ["x0", "x1", "x2"];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; 0] = [];
        /// Number of learned parameters.
        pub const PARAMS: usize = 0;
        /// The flow in the language of `flow!`.
        pub const SPEC: &'static str = "";
        /// Where the density is not 0.
        pub const SUPPORT: [rt::Interval; 3] = [rt::Interval::REAL; 3];
        /// Which data dimensions depend on which base dimensions.
        pub const MIXING: [[bool; 3]; 3] = [[true; 3]; 3];
        /// A flow with random parameters.
        #[must_use]
        pub fn new<R: rt::Rng + ?::core::marker::Sized>(_rng: &mut R) -> Self {
            ::core::unreachable!()
        }
        /// The table of the flow's elements.
        #[must_use]
        pub fn summary() -> &'static str {
            ""
        }
    }
    impl rt::Trainable<3, 0> for Broken {
        type Scalar = f32;
        fn model() -> &'static rt::Model<f32> {
            ::core::unreachable!()
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
    impl rt::Flow<3, 0> for Broken {}
    impl rt::Distribution<rt::SVector<f32, 3>> for Broken {
        fn sample<R: rt::Rng + ?::core::marker::Sized>(
            &self,
            _rng: &mut R,
        ) -> rt::SVector<f32, 3> {
            ::core::unreachable!()
        }
    }
};
