//! Flows against the same flows in other libraries: numbers that `golden/write.py` has asked zuko, nflows, TensorFlow
//! Probability and PyTorch's layers for, in double precision.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use std::fmt::Debug;
use tests::rng;

/// What a library says of a flow.
#[derive(Debug)]
struct Case {
    name: &'static str,
    params: Vec<f64>,
    points: Vec<Point>,
}

#[derive(Debug)]
struct Point {
    z: Vec<f64>,
    x: Vec<f64>,
    log_det: f64,
    log_prob: f64,
    context: Vec<f64>,
}

/// The cases of a topic.
struct Cases(Vec<Case>);

impl Cases {
    fn read(text: &'static str) -> Self {
        let mut cases: Vec<Case> = Vec::new();
        for line in text.lines() {
            let numbers = |text: &str| -> Vec<f64> {
                let number = |word: &str| word.parse().expect("a number");
                text.split_whitespace().map(number).collect()
            };
            if let Some((name, _)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
                cases.push(Case {
                    name,
                    params: Vec::new(),
                    points: Vec::new(),
                });
            } else if let Some(params) = line.strip_prefix("params") {
                cases.last_mut().expect("a name").params = numbers(params);
            } else if !line.is_empty() && !line.starts_with('#') {
                let fields: Vec<_> = line.split('|').map(numbers).collect();
                cases.last_mut().expect("a name").points.push(Point {
                    z: fields[0].clone(),
                    x: fields[1].clone(),
                    log_det: fields[2][0],
                    log_prob: fields[3][0],
                    context: fields.get(4).cloned().unwrap_or_default(),
                });
            }
        }
        Self(cases)
    }

    /// Takes a case, and gives the flow its parameters.
    fn take<F: Flow<D, C>, const D: usize, const C: usize>(
        &mut self,
        name: &str,
        flow: &mut F,
    ) -> Vec<Point> {
        let at = self.0.iter().position(|case| case.name == name);
        let case = self
            .0
            .swap_remove(at.unwrap_or_else(|| panic!("no numbers of {name}")));
        assert_eq!(flow.params().len(), case.params.len(), "{name}");
        for (p, value) in flow.params_mut().iter_mut().zip(case.params) {
            *p = F::Scalar::from_f64(value);
        }
        assert!(case.points.len() > 2, "{name}");
        case.points
    }

    fn check<F, const D: usize>(&mut self, name: &str, mut flow: F, tolerance: f64)
    where
        F: Flow<D, 0> + Bijector<F::Scalar, D> + Density<F::Scalar, D>,
    {
        for point in self.take(name, &mut flow) {
            point.check(name, &flow, tolerance);
        }
    }

    fn check_given<F: Flow<D, C>, const D: usize, const C: usize>(
        &mut self,
        name: &str,
        mut flow: F,
        tolerance: f64,
    ) {
        for point in self.take(name, &mut flow) {
            point.check(name, &flow.given(&vector(&point.context)), tolerance);
        }
    }

    /// Panics where a case has not been taken.
    fn finish(self) {
        let names: Vec<_> = self.0.iter().map(|case| case.name).collect();
        assert!(names.is_empty(), "no flows for {names:?}");
    }
}

fn vector<T: Real, const D: usize>(numbers: &[f64]) -> SVector<T, D> {
    assert_eq!(numbers.len(), D);
    SVector::from_fn(|i, _| T::from_f64(numbers[i]))
}

impl Point {
    /// Both directions, both determinants and the density.
    fn check<T: Real + Debug, const D: usize>(
        &self,
        name: &str,
        flow: &(impl Bijector<T, D> + Density<T, D>),
        tolerance: f64,
    ) {
        let holds = |what: &str, got: T, want: f64| {
            let error = (got.to_f64() - want).abs();
            assert!(
                error <= tolerance * (1.0 + want.abs()),
                "{name}: {what} is {got:?} instead of {want:?}, {error:.1e} off, at {self:?}"
            );
        };
        let (z, x) = (vector(&self.z), vector(&self.x));
        let (forward, log_det) = flow.forward_and_log_det(&z);
        let (inverse, back) = flow.inverse_and_log_det(&x);
        for i in 0..D {
            holds("x", forward[i], self.x[i]);
            holds("z", inverse[i], self.z[i]);
        }
        holds("ln |dx/dz|", log_det, self.log_det);
        holds("ln |dz/dx|", back, -self.log_det);
        holds("ln p(x)", flow.log_prob(&x), self.log_prob);
        holds(
            "ln p(x) in a batch",
            flow.log_prob_batch(&[x, x])[1],
            self.log_prob,
        );
    }
}

/// A topic: its flows in both precisions, each with the numbers of its name.
macro_rules! topic {
    ($topic:ident { $($name:ident $dim:tt $(| $context:literal)? [$($chain:tt)*];)* }) => {
        mod $topic {
            use super::*;

            const NUMBERS: &str = include_str!(concat!("../golden/", stringify!($topic), ".txt"));

            mod double {
                use flow_runtime::prelude::*;
                $(flow! {
                    #[allow(deprecated, reason = "some elements by themselves do what the compiler warns about")]
                    pub(super) struct $name<f64, $dim $(| $context)?> = $($chain)*;
                })*
            }

            mod single {
                use flow_runtime::prelude::*;
                $(flow! {
                    #[allow(deprecated, reason = "some elements by themselves do what the compiler warns about")]
                    pub(super) struct $name<f32, $dim $(| $context)?> = $($chain)*;
                })*
            }

            #[test]
            fn in_double_precision() {
                let mut cases = Cases::read(NUMBERS);
                $(topic!(@check cases double $name 1e-12 $(| $context)?);)*
                cases.finish();
            }

            #[test]
            fn in_single_precision() {
                let mut cases = Cases::read(NUMBERS);
                $(topic!(@check cases single $name 1e-5 $(| $context)?);)*
                cases.finish();
            }
        }
    };
    (@check $cases:ident $module:ident $name:ident $tolerance:literal) => {
        $cases.check(stringify!($name), $module::$name::new(&mut rng()), $tolerance)
    };
    (@check $cases:ident $module:ident $name:ident $tolerance:literal | $context:literal) => {
        $cases.check_given(stringify!($name), $module::$name::new(&mut rng()), $tolerance)
    };
}

topic!(splines {
    EightZuko 1 [Spline(8)];
    EightNflows 1 [Spline(8)];
    EightTfp 1 [Spline(8)];
    FiveZuko 1 [Spline(5, bound = 2)];
    FiveNflows 1 [Spline(5, bound = 2)];
    FiveTfp 1 [Spline(5, bound = 2)];
    OneZuko 1 [Spline(1, bound = 1)];
    OneNflows 1 [Spline(1, bound = 1)];
    OneTfp 1 [Spline(1, bound = 1)];
});

topic!(networks {
    Relu 4 [MAF(9, 8)];
    Tanh 4 [MAF(9, 8, activation = tanh)];
    Elu 4 [MAF(9, 8, activation = elu)];
    Silu 4 [MAF(9, 8, activation = silu)];
    Gelu 4 [MAF(9, 8, activation = gelu)];
    Long 17 [MAF(20, 18, activation = tanh)];
    Wide 5 [MAF(12, 90, activation = tanh)];
    Iaf 4 [IAF(9, 8)];
    Below 4 [MAF(9, 8, scale = sigmoid)];
    Plain 4 [MAF(11, 11, activation = tanh)];
    Residual 4 [MAF(10, 10, activation = tanh, residual = true)];
    Spline 3 [MAF(8, 7, activation = tanh, univariate = spline(bins = 5))];
    Given 3 | 2 [MAF(8, 7, activation = tanh)];
    Unclipped 4 [MAF(9, 6, activation = tanh, scale = exp)];
    Three 4 [3 * (Permute[2, 0, 3, 1] >> MAF(9, 6, activation = tanh))];
    ThreeUnclipped 4 [3 * (Permute[2, 0, 3, 1] >> MAF(9, 6, activation = tanh, scale = exp))];
    RealNvp 5 [Coupling(9, 6, split = alternate, activation = tanh)];
    Nice 5 [NICE(9, 6, split = alternate)];
    Nsf 4 [NSF(9, 6, bins = 4, bound = 2.5, activation = tanh)];
    RealNvpUnclipped 5 [Coupling(9, 6, split = [0, 1], activation = tanh, scale = exp)];
});

topic!(shapes {
    Convolved [3, 5, 6] [RealNVP(conv(14, 13))];
    Coloured [2, 4, 3] | 2 [RealNVP(conv(4, kernel = 5), split = checkerboard, activation = tanh)];
    Waves [2, 11] | 2 [RealNVP(wavenet(4, layers = 3), activation = tanh)];
    Attentive 5 [MAF(attention(6, layers = 2, heads = 3))];
    Patches 8 | 3 [MAF(attention(8, layers = 2, heads = 2), patch = 2)];
});

topic!(matrices {
    Linear4Tfp 4 [Linear(seed = 1)];
    Linear4Zuko 4 [Linear(seed = 1)];
    Linear11Tfp 11 [Linear(seed = 1)];
    Linear11Zuko 11 [Linear(seed = 1)];
    Orthogonal 5 [Orthogonal];
    Reflections 4 [Orthogonal(reflections = 3)];
});

topic!(elementwise {
    Softplus 1 [Softplus];
    Sigmoid 1 [Sigmoid];
    Tanh 1 [Tanh];
    Exp 1 [Exp];
    Sinh 1 [Sinh];
    Asinh 1 [Asinh];
    NormalCdf 1 [NormalCdf];
    LeakyRelu 1 [LeakyReLU(0.1)];
    Square 1 [Softplus >> Power(2)];
    Root 1 [Exp >> Power(0.5)];
    Reciprocal 1 [Softplus >> Reciprocal];
    LogSoftplus 1 [Softplus >> Log];
    Softsign 1 [|z| z / (1 + abs(z))];
    SinhArcsinh 1 [|z| 2 * sinh(1.5 * (asinh(z) + 0.25)) / sinh(1.5 * asinh(2))];
    Gumbel 1 [|z| exp(-exp(-(z - 0.5) / 1.25))];
    Weibull 1 [Softplus >> |z| 1 - exp(-(z / 1.5)^2.25)];
    Frechet 1 [Softplus >> |z| exp(-(z / 1.5)^(-2.25))];
    Gompertz 1 [Softplus >> |z| 1 - exp(-0.75 * (exp(0.5 * z) - 1))];
    Kumaraswamy 1 [Sigmoid >> |z| 1 - (1 - z^1.5)^0.75];
    Moyal 1 [|z| 2 * Phi(-exp(-(z - 0.5) / 2.5))];
    Logit 1 [Uniform >> Logit];
    Quantile 1 [Uniform >> NormalQuantile];
    Learned 1 [|z; a, b > 0| sinh(b * asinh(z) + a)];
    Affine 2 [Affine];
    Cosine 1 [Uniform >> |u| -cos(PI * u)];
});

topic!(bases {
    Normal 1 [Normal];
    Located 2 [Normal[loc = [1, -2], scale = [0.5, 3]]];
    StudentT 1 [StudentT(dof = 5)];
    Heavy 1 [StudentT(dof = 1.5)];
    Laplace 1 [Laplace];
    Logistic 1 [Logistic];
    Uniform 1 [Uniform];
    Learned 2 [Normal(learned)];
    Mixture 2 [Mixture(3)];
    Correlated 2 [Mixture(3) >> Matrix[[1.5, -0.5], [0.75, 2]]];
    Given 2 | 3 [Normal(5, activation = tanh)];
});
