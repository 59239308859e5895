//! The activations of hidden layers and their derivatives.

use super::{Kernel, Math, dispatch};
use crate::real::Real;

/// The nonlinearity of a hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activation {
    /// `max(a, 0)`
    Relu,
    /// `tanh a`
    Tanh,
    /// `a` where positive, else `exp(a) − 1`
    Elu,
    /// `a · sigmoid(a)` (Hendrycks & Gimpel 2016; Ramachandran et al. 2017)
    Silu,
    /// `a · Φ(a)` with the normal distribution function Φ (Hendrycks & Gimpel 2016)
    Gelu,
}

impl Activation {
    /// Whether the derivative is computed from the input; else the output is enough.
    pub(crate) const fn keeps_input(self) -> bool {
        matches!(self, Self::Silu | Self::Gelu)
    }

    /// Replaces every `a` by its activation.
    pub(crate) fn apply<T: Real>(self, a: &mut [T]) {
        match self {
            Self::Relu => dispatch(Apply::<_, Relu>::new(a)),
            Self::Tanh => dispatch(Apply::<_, Tanh>::new(a)),
            Self::Elu => dispatch(Apply::<_, Elu>::new(a)),
            Self::Silu => dispatch(Apply::<_, Silu>::new(a)),
            Self::Gelu => dispatch(Apply::<_, Gelu>::new(a)),
        }
    }

    /// Multiplies every `d` by the derivative, where `kept` is the input for activations that
    /// [keep it](Self::keeps_input), else the output.
    pub(crate) fn pull<T: Real>(self, d: &mut [T], kept: &[T]) {
        match self {
            Self::Relu => dispatch(Pull::<_, Relu>::new(d, kept)),
            Self::Tanh => dispatch(Pull::<_, Tanh>::new(d, kept)),
            Self::Elu => dispatch(Pull::<_, Elu>::new(d, kept)),
            Self::Silu => dispatch(Pull::<_, Silu>::new(d, kept)),
            Self::Gelu => dispatch(Pull::<_, Gelu>::new(d, kept)),
        }
    }
}

/// An activation on one number.
trait Pointwise {
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T;
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T;
}

struct Relu;
struct Tanh;
struct Elu;
struct Silu;
struct Gelu;

impl Pointwise for Relu {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T {
        m.select_lt(a, T::ZERO, T::ZERO, a)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T {
        m.select_lt(T::ZERO, kept, T::ONE, T::ZERO)
    }
}

impl Pointwise for Tanh {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T {
        m.tanh(a)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T {
        m.fma(-kept, kept, T::ONE)
    }
}

impl Pointwise for Elu {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T {
        m.select_lt(a, T::ZERO, m.exp_m1(m.min(a, T::ZERO)), a)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T {
        m.select_lt(kept, T::ZERO, kept + T::ONE, T::ONE)
    }
}

impl Pointwise for Silu {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T {
        a * m.sigmoid(a)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T {
        let sigmoid = m.sigmoid(kept);
        sigmoid * m.fma(kept, T::ONE - sigmoid, T::ONE)
    }
}

impl Pointwise for Gelu {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, a: T) -> T {
        a * m.normal_cdf(a)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, kept: T) -> T {
        let half = T::from_f64(-0.5);
        let density = T::from_f64(FRAC_1_SQRT_2PI) * m.exp(half * kept * kept);
        m.fma(kept, density, m.normal_cdf(kept))
    }
}

/// 1 / √(2π), the normal density at 0.
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

struct Apply<'a, T, F> {
    a: &'a mut [T],
    activation: std::marker::PhantomData<F>,
}

impl<'a, T, F> Apply<'a, T, F> {
    fn new(a: &'a mut [T]) -> Self {
        let activation = std::marker::PhantomData;
        Self { a, activation }
    }
}

impl<T: Real, F: Pointwise> Kernel<T> for Apply<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        for a in self.a {
            *a = F::value(m, *a);
        }
    }
}

struct Pull<'a, T, F> {
    d: &'a mut [T],
    kept: &'a [T],
    activation: std::marker::PhantomData<F>,
}

impl<'a, T, F> Pull<'a, T, F> {
    fn new(d: &'a mut [T], kept: &'a [T]) -> Self {
        let activation = std::marker::PhantomData;
        Self {
            d,
            kept,
            activation,
        }
    }
}

impl<T: Real, F: Pointwise> Kernel<T> for Pull<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        for (d, &kept) in self.d.iter_mut().zip(self.kept) {
            *d *= F::derivative(m, kept);
        }
    }
}
