//! The Adam optimiser.

use super::check::{DECAY, POSITIVE, is_decay, is_positive, require};
use super::error::FitError;
use super::optimizer::Optimizer;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::{Real, are_finite};

/// Adam as Kingma & Ba (2015) state it, Algorithm 1.
///
/// With the gradient g of step t, `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²` and
/// `θ ← θ − α · m̂ / (√v̂ + ε)`, where `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`. With a
/// [weight decay](Self::weight_decay) this is `AdamW` (Loshchilov & Hutter 2019, Algorithm 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
}

impl Default for Adam {
    fn default() -> Self {
        Self::new(1e-3)
    }
}

impl Adam {
    /// Adam with learning rate α, β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
    ///
    /// What makes no sense, a rate of −1 say, is an error of [`Trainer::fit`](super::Trainer::fit), which names it.
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta1: 0.9,
            beta2: 0.999,
            eps: 1e-8,
            weight_decay: 0.0,
        }
    }

    /// β₁, the decay rate of the mean of gradients, in [0, 1).
    #[must_use]
    pub const fn beta1(mut self, beta1: f64) -> Self {
        self.beta1 = beta1;
        self
    }

    /// β₂, the decay rate of the mean of squared gradients, in [0, 1).
    #[must_use]
    pub const fn beta2(mut self, beta2: f64) -> Self {
        self.beta2 = beta2;
        self
    }

    /// ε, which keeps the step finite where gradients vanish; positive.
    #[must_use]
    pub const fn eps(mut self, eps: f64) -> Self {
        self.eps = eps;
        self
    }

    /// λ, the decoupled decay, at least 0: every step also takes `α λ θ` away, with the learning rate α of that step.
    ///
    /// It acts on all learned parameters, biases and those of the base included, as it does elsewhere by default. Those that data
    /// set, the mean of `Standardize` say, have no gradient, and stay.
    #[must_use]
    pub const fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.weight_decay = weight_decay;
        self
    }

    /// The constants of step `t`, from 1, with a part of the learning rate.
    fn constants<T: Real>(&self, t: u64, part: f64) -> Constants<T> {
        let exponent = t as f64;
        let (first, second) = (
            1.0 - self.beta1.powf(exponent),
            (1.0 - self.beta2.powf(exponent)).sqrt(),
        );
        let least = MARGIN * T::MIN_POSITIVE.to_f64();
        Constants {
            beta1: T::from_f64(self.beta1),
            beta2: T::from_f64(self.beta2),
            rest1: T::from_f64(1.0 - self.beta1),
            rest2: T::from_f64(1.0 - self.beta2),
            rate: T::from_f64(part * self.learning_rate * second / first),
            eps: T::from_f64(self.eps * second),
            decay: T::from_f64(part * self.learning_rate * self.weight_decay),
            least: T::from_f64(least),
            least_root: T::from_f64(least.sqrt()),
        }
    }
}

/// Adam keeps the means of the gradient and of its square, m and v.
impl<T: Real> Optimizer<T, 2> for Adam {
    type Step = Constants<T>;

    fn check(&self) -> Result<(), FitError> {
        let Self {
            learning_rate,
            beta1,
            beta2,
            eps,
            weight_decay,
        } = *self;
        let positive = |name, value| require(is_positive(value), name, value, POSITIVE);
        let decay = |name, value| require(is_decay(value), name, value, DECAY);
        positive("learning rate", learning_rate)?;
        decay("beta1", beta1)?;
        decay("beta2", beta2)?;
        positive("eps", eps)?;
        let holds = weight_decay.is_finite() && weight_decay >= 0.0;
        let expected = "a finite number of at least 0";
        require(holds, "weight decay", weight_decay, expected)?;
        let shrinks = learning_rate * weight_decay < 1.0;
        let expected = "less than 1 over the learning rate";
        require(shrinks, "weight decay", weight_decay, expected)?;
        // The bias corrections are those of the first step, where they are largest.
        let step = self.constants::<T>(1, 1.0);
        let [number, decays] = match size_of::<T>() {
            4 => ["neither 0 nor infinite in f32", "below 1 in f32"],
            _ => ["neither 0 nor infinite in f64", "below 1 in f64"],
        };
        let within = |x: f64, corrected: T| {
            is_positive(T::from_f64(x).to_f64()) && is_positive(corrected.to_f64())
        };
        let holds = within(learning_rate, step.rate);
        require(holds, "learning rate", learning_rate, number)?;
        require(step.beta1 < T::ONE, "beta1", beta1, decays)?;
        require(step.beta2 < T::ONE, "beta2", beta2, decays)?;
        require(within(eps, step.eps), "eps", eps, number)
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn step(&self, t: u64, part: f64) -> Constants<T> {
        self.constants(t, part)
    }

    fn apply(step: Constants<T>, params: &mut [T], [m, v]: [&mut [T]; 2], grad: &[T]) {
        if step.decay != T::ZERO {
            dispatch(Decay {
                part: step.decay,
                params: &mut *params,
                v: &*v,
                grad,
            });
        }
        dispatch(Update {
            step,
            params,
            m,
            v,
            grad,
        });
    }

    fn is_lost([_, v]: [&[T]; 2]) -> bool {
        !are_finite(v)
    }
}

/// One step's constants, bias corrections included: α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) and ε·√(1 − β₂ᵗ).
#[derive(Clone, Copy, Debug)]
pub(super) struct Constants<T> {
    beta1: T,
    beta2: T,
    rest1: T,
    rest2: T,
    rate: T,
    eps: T,
    /// What part of a parameter is taken away.
    decay: T,
    /// Moments below this are 0, and gradients below its root have no square. Where gradients have become 0, moments decay
    /// without end: at the bottom of the scalar's range they would stay for good, as subnormal numbers, with which some
    /// processors are a hundred times slower. What is taken away would have moved no parameter.
    least: T,
    least_root: T,
}

/// How far above the smallest normal number moments end: products with a learning rate shall be normal too.
const MARGIN: f64 = 16_777_216.0;

struct Update<'a, T> {
    step: Constants<T>,
    params: &'a mut [T],
    m: &'a mut [T],
    v: &'a mut [T],
    grad: &'a [T],
}

impl<T: Real> Kernel<T> for Update<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let step = self.step;
        let unless_below = |least: T, x: T| math.select_lt(math.abs(x), least, T::ZERO, x);
        let moments = self.m.iter_mut().zip(self.v);
        for ((p, &g), (m, v)) in self.params.iter_mut().zip(self.grad).zip(moments) {
            let mean = math.fma(step.beta1, *m, step.rest1 * g);
            let square = unless_below(step.least_root, g);
            let square = math.fma(step.beta2, *v, step.rest2 * square * square);
            *m = unless_below(step.least, mean);
            *v = unless_below(step.least, square);
            *p -= step.rate * *m / (math.sqrt(*v) + step.eps);
        }
    }
}

/// The decay of weights, before the rest of the step. What has never had a gradient has been set by data.
struct Decay<'a, T> {
    part: T,
    params: &'a mut [T],
    v: &'a [T],
    grad: &'a [T],
}

impl<T: Real> Kernel<T> for Decay<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let moments = self.v.iter().zip(self.grad);
        for (p, (&v, &g)) in self.params.iter_mut().zip(moments) {
            let moved = v + math.abs(g);
            let kept = math.fma(-self.part, *p, *p);
            *p = math.select_lt(T::ZERO, moved, kept, *p);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Real>(adam: Adam) -> Result<(), FitError> {
        Optimizer::<T, 2>::check(&adam)
    }

    /// Three steps by hand, from θ = 1, with the gradients 1, −2 and 0.5, at α = 0.1.
    #[test]
    fn follows_the_algorithm() {
        let (mut theta, mut m, mut v) = ([1.0_f64], [0.0], [0.0]);
        let adam = Adam::new(0.1);
        let (mut first, mut second, mut expected) = (0.0, 0.0, 1.0);
        for (t, g) in [1.0, -2.0, 0.5].into_iter().enumerate() {
            first = 0.9 * first + 0.1 * g;
            second = 0.999 * second + 0.001 * g * g;
            let t = t as f64 + 1.0;
            let corrected = second / (1.0 - 0.999_f64.powf(t));
            expected -= 0.1 * (first / (1.0 - 0.9_f64.powf(t))) / (f64::sqrt(corrected) + 1e-8);
            let step = Optimizer::<f64, 2>::step(&adam, t as u64, 1.0);
            Adam::apply(step, &mut theta, [&mut m, &mut v], &[g]);
            assert!((theta[0] - expected).abs() < 1e-14, "step {t}: {theta:?}");
        }
        assert!((theta[0] - 0.950_279_4).abs() < 1e-6, "{theta:?}");
    }

    /// `AdamW` by hand: `θ ← θ − α λ θ` before Adam's own step; what has no gradient stays.
    #[test]
    fn weights_decay_apart_from_the_gradient() {
        let (rate, decay) = (0.1, 0.5);
        let adam = Adam::new(rate).weight_decay(decay);
        let (mut decayed, mut m, mut v) = ([1.0_f64, 3.0], [0.0; 2], [0.0; 2]);
        let (mut plain, mut expected) = ([1.0_f64], 1.0);
        let (mut m1, mut v1) = ([0.0], [0.0]);
        for (t, g) in (1..).zip([1.0, -2.0, 0.0, 0.5]) {
            let step = adam.step(t, 0.5);
            Adam::apply(step, &mut decayed, [&mut m, &mut v], &[g, 0.0]);
            let before = plain[0];
            let step = Adam::new(rate).step(t, 0.5);
            Adam::apply(step, &mut plain, [&mut m1, &mut v1], &[g]);
            expected = expected * (1.0 - 0.5 * rate * decay) + (plain[0] - before);
            assert!(
                (decayed[0] - expected).abs() < 1e-14,
                "{decayed:?} {expected}"
            );
        }
        assert_eq!(decayed[1], 3.0);
    }

    /// Where gradients are 0 moments end as 0, and never are subnormal on the way.
    fn fades<T: Real>() {
        let (mut theta, mut m, mut v) = ([T::ONE; 3], [T::ZERO; 3], [T::ZERO; 3]);
        for t in 1..=200_000 {
            let g = if t == 1 { 1.0 } else { 0.0 };
            let grad = [T::from_f64(g), T::from_f64(1e-3 * g), T::MIN_POSITIVE];
            let step = Adam::new(1e-3).beta2(0.99).step(t, 1.0);
            Adam::apply(step, &mut theta, [&mut m, &mut v], &grad);
            for moment in m.iter().chain(&v) {
                assert!(*moment == T::ZERO || moment.to_f64() >= T::MIN_POSITIVE.to_f64());
            }
        }
        assert!(
            m.iter().chain(&v).all(|moment| *moment == T::ZERO),
            "{m:?} {v:?}"
        );
        assert!(theta.iter().all(|theta| theta.is_finite()));
    }

    #[test]
    fn moments_fade_to_zero() {
        fades::<f32>();
        fades::<f64>();
    }

    #[test]
    fn refuses_settings_that_make_no_sense() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(check::<f64>(Adam::new(rate)).is_err());
        }
        assert!(check::<f64>(Adam::default().beta1(1.0)).is_err());
        assert!(check::<f64>(Adam::default().beta2(-0.1)).is_err());
        assert!(check::<f64>(Adam::default().eps(0.0)).is_err());
        for decay in [-0.1, f64::NAN, f64::INFINITY, 1000.0] {
            assert!(check::<f64>(Adam::default().weight_decay(decay)).is_err());
        }
        assert!(check::<f64>(Adam::default().weight_decay(1e-2)).is_ok());
        assert!(check::<f64>(Adam::default()).is_ok());
    }

    #[test]
    fn refuses_settings_that_the_scalar_rounds_away() {
        let one = 1.0 - 1e-9;
        for adam in [
            Adam::new(1e-46),
            Adam::new(1e39),
            Adam::default().beta1(one),
            Adam::default().beta2(one),
            Adam::default().eps(1e-46),
            // A number of f32, but not with the bias correction of the first step.
            Adam::default().eps(1e-44),
            Adam::default().eps(1e40),
        ] {
            assert!(check::<f32>(adam).is_err(), "{adam:?}");
            assert!(check::<f64>(adam).is_ok(), "{adam:?}");
        }
        assert!(check::<f32>(Adam::default().eps(1e-40)).is_ok());
        assert!(check::<f64>(Adam::default().eps(1e-323)).is_err());
    }
}
