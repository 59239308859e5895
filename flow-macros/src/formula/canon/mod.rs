//! The canonical forms of sums, products and calls. Every rule here holds wherever the written formula is defined.
//!
//! None makes code unstable that was stable as it is written:
//!
//! | rule | why |
//! |---|---|
//! | like terms, powers of one base | coefficients and exponents are exact; what cancels does so before it is rounded |
//! | `exp(u)·exp(v) = exp(u + v)` | it is a number where one of both is none. It is as good as its argument: u + v is rounded, which changes it by \|u + v\|/2 last places, 44 in f32 and 354 in f64 at most |
//! | `exp(k·ln v) = v^k`, `ln(exp u) = u`, inverses | two functions less, and what overflowed in between |
//! | `ln(a·b) = ln a + ln b` of positive factors | it is a number where the product is none. Of a quotient near 1 two logarithms are left, which `stable/difference.rs` takes together again |
//! | `1/(1 + exp(u)) = sigmoid(−u)`, `1 − sigmoid(u) = sigmoid(−u)`, with Φ, tanh, erf and softplus likewise | tails are known relative to themselves, not to 1 |
//! | `1 − tanh² = cosh⁻²`, `sin² + cos² = 1`, `sinh/cosh = tanh` | one function for a difference, or for a quotient of what overflows; cosh⁻² is 0 where cosh is ∞, as it should be |
//! | `ln cosh`, `softplus` for `ln(1 + exp)` and `ln(exp − 1)` | functions that do not compute the exponential where it overflows |
//! | odd and even functions without the sign of their arguments | signs are exact |
//! | `u·sign(u) = \|u\|` | exact |
//! | exponentials into powers of sums that grow with them | said there, `product.rs` |

mod product;
mod sum;

use super::expr::{Ex, Node};
use super::functions::Func;
use super::number::Rational;
use super::range;
use product::ProductBuilder;
use std::cell::Cell;
use sum::SumBuilder;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// How deeply rules have called each other. They are meant to shorten; should some ever chase each other, they stop here.
struct Depth;

impl Depth {
    fn enter() -> Option<Self> {
        DEPTH.with(|depth| {
            (depth.get() < 40).then(|| {
                depth.set(depth.get() + 1);
                Self
            })
        })
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

/// Positive whatever its symbols are.
pub(crate) fn is_positive(ex: &Ex) -> bool {
    match ex.node() {
        Node::Num(r) => r.is_positive(),
        Node::Pi => true,
        Node::Var(_) => false,
        Node::Call(f, _) => f.range().is_positive(),
        Node::Product(factors) => factors.iter().all(|(b, _)| is_positive(b)),
        Node::Sum(c, terms) => {
            !c.is_negative()
                && terms
                    .iter()
                    .all(|(t, k)| k.is_positive() && is_nonnegative(t))
                && (c.is_positive() || terms.iter().any(|(t, _)| is_positive(t)))
        }
    }
}

fn is_nonnegative(ex: &Ex) -> bool {
    match ex.node() {
        Node::Call(f, _) => f.range().is_nonnegative(),
        Node::Product(factors) => factors
            .iter()
            .all(|(b, e)| is_nonnegative(b) || e.as_num().is_some_and(Rational::is_even_integer)),
        _ => is_positive(ex),
    }
}

impl Ex {
    pub(crate) fn sum(terms: impl IntoIterator<Item = (Ex, Rational)>) -> Ex {
        let mut builder = SumBuilder {
            constant: Rational::ZERO,
            terms: Vec::new(),
        };
        for (term, by) in terms {
            builder.push(&term, by);
        }
        builder.finish()
    }

    /// A sum without the terms of these numbers.
    pub(crate) fn sum_without(c: Rational, terms: &[(Ex, Rational)], out: &[usize]) -> Ex {
        let kept = terms.iter().enumerate().filter(|(i, _)| !out.contains(i));
        let constant = [(Ex::num(c), Rational::ONE)];
        Ex::sum(kept.map(|(_, term)| term.clone()).chain(constant))
    }

    pub(crate) fn product(factors: impl IntoIterator<Item = (Ex, Ex)>) -> Ex {
        let mut builder = ProductBuilder {
            coefficient: Rational::ONE,
            factors: Vec::new(),
            exponent: Vec::new(),
        };
        for (base, exponent) in factors {
            builder.push(&base, &exponent);
        }
        builder.finish()
    }

    pub(crate) fn call(func: Func, u: &Ex) -> Ex {
        if let Some(value) = range::exact_value(func, u) {
            return value;
        }
        // What is not monotone is undone on its principal branch only.
        if let Node::Call(inner, v) = u.node()
            && func.inverse() == Some(*inner)
            && inner.direction().is_some()
        {
            return v.clone();
        }
        if u.leads_negative() {
            if func.is_odd() {
                return Ex::call(func, &u.neg()).neg();
            }
            if func.is_even() {
                return Ex::call(func, &u.neg());
            }
        }
        match func {
            Func::Exp => u.exp(),
            Func::Sqrt => u.sqrt(),
            Func::Ln => ln(u),
            Func::Abs if is_nonnegative(u) => u.clone(),
            Func::Sign if is_positive(u) => Ex::one(),
            Func::Abs | Func::Sign => {
                let (magnitude, direction) = polar(u);
                let value = Ex::call_raw(func, direction);
                if func == Func::Abs {
                    value.mul(&magnitude)
                } else {
                    value
                }
            }
            Func::Softplus => match u.node() {
                Node::Num(r) if r.is_zero() => Ex::int(2).ln(),
                Node::Call(Func::Ln, v) => Ex::one().add(v).ln(),
                _ => Ex::call_raw(func, u.clone()),
            },
            Func::Sigmoid => match u.split_coefficient() {
                (k, ln) if k.abs().is_one() => match ln.node() {
                    Node::Call(Func::Ln, v) if k.is_one() => v.div(&Ex::one().add(v)),
                    Node::Call(Func::Ln, v) => Ex::one().add(v).recip(),
                    Node::Call(Func::Logit, v) => Ex::one().sub(v),
                    _ => Ex::call_raw(func, u.clone()),
                },
                _ => Ex::call_raw(func, u.clone()),
            },
            _ => Ex::call_raw(func, u.clone()),
        }
    }
}

/// `u` as something positive times what has its sign: |u| and sign(u) depend on the one and on the other.
fn polar(u: &Ex) -> (Ex, Ex) {
    let scale = match u.node() {
        Node::Sum(_, terms) => terms[0].1.abs(),
        _ => Rational::ONE,
    };
    let scaled = scale.recip().map_or_else(|| u.clone(), |by| u.scale(by));
    let (positive, rest): (Vec<_>, Vec<_>) = scaled
        .factors()
        .into_iter()
        .partition(|(b, _)| is_positive(b));
    if positive.is_empty() {
        (Ex::num(scale), scaled)
    } else {
        (Ex::product(positive).scale(scale), Ex::product(rest))
    }
}

fn ln(u: &Ex) -> Ex {
    match u.node() {
        Node::Call(Func::Exp, v) => v.clone(),
        Node::Call(Func::Sigmoid, v) => Ex::call(Func::Softplus, &v.neg()).neg(),
        Node::Call(Func::Cosh, v) => Ex::call(Func::LnCosh, v),
        Node::Product(factors) if factors.iter().all(|(b, _)| is_positive(b)) => {
            let logs: Vec<_> = factors
                .iter()
                .map(|(b, e)| (b.ln().mul(e), Rational::ONE))
                .collect();
            Ex::sum(logs)
        }
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 && terms[0].1.is_positive() => {
            Ex::num(terms[0].1).ln().add(&terms[0].0.ln())
        }
        Node::Sum(c, terms) if terms.len() == 1 && terms[0].1.is_one() => match terms[0].0.node() {
            Node::Call(Func::Exp, v) if c.is_one() => Ex::call(Func::Softplus, v),
            Node::Call(Func::Exp, v) if *c == Rational::MINUS_ONE => {
                Ex::call(Func::SoftplusInverse, v)
            }
            _ => Ex::call_raw(Func::Ln, u.clone()),
        },
        Node::Num(r) if r.is_positive() && r.numerator() == 1 && !r.is_one() => match r.recip() {
            Some(r) => Ex::num(r).ln().neg(),
            None => Ex::call_raw(Func::Ln, u.clone()),
        },
        _ => Ex::call_raw(Func::Ln, u.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expr::Var;
    use super::*;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    #[test]
    fn like_things_are_collected() {
        let a = Ex::int(2)
            .mul(&z())
            .mul(&z())
            .mul(&z().powi(2).scale(Rational::new(1, 20).unwrap()).exp());
        let b = z()
            .powi(2)
            .mul(&z().powi(2).div(&Ex::int(20)).exp())
            .scale(Rational::int(2));
        assert_eq!(a, b);
        assert!(z().sub(&z()).is_zero());
        assert!(z().div(&z()).is_one());
    }

    #[test]
    fn opposites_are_one_base() {
        let (less, more) = (Ex::one().sub(&z()), z().sub(&Ex::one()));
        assert_eq!(less.div(&more), Ex::int(-1));
        assert_eq!(more.div(&less), Ex::int(-1));
        assert_eq!(less.mul(&more), less.powi(2).neg());
        assert!(less.powi(2).div(&more.powi(2)).is_one());
        assert_eq!(less.powi(3).div(&more.powi(2)), less);
        assert_eq!(less.powi(2).div(&more.powi(3)), less.recip().neg());
        // Roots are of one sign only.
        assert!(less.sqrt().div(&more).factors().len() == 2);
        assert!(less.div(&more.sqrt()).factors().len() == 2);
        // What differs in one term, or in the constant.
        let other = z().add(&Ex::one());
        assert!(less.div(&other).factors().len() == 2);
        let two = Ex::int(2).sub(&z());
        assert!(two.div(&more).factors().len() == 2);
        let longer = Ex::one().sub(&z()).sub(&z().powi(2));
        assert!(longer.div(&more).factors().len() == 2);
    }

    #[test]
    fn inverse_functions_cancel() {
        assert_eq!(z().exp().ln(), z());
        assert_eq!(z().ln().exp(), z());
        assert_eq!(Ex::call(Func::Logit, &Ex::call(Func::Sigmoid, &z())), z());
        assert_eq!(
            Ex::one().add(&z().exp()).ln(),
            Ex::call(Func::Softplus, &z())
        );
        assert_eq!(
            z().exp().div(&Ex::one().add(&z().exp())),
            Ex::call(Func::Sigmoid, &z())
        );
        assert_eq!(
            Ex::one().add(&z().neg().exp()).recip(),
            Ex::call(Func::Sigmoid, &z())
        );
        assert_eq!(z().ln().mul(&z()).exp(), z().pow(&z()));
        let cosh = Ex::call(Func::Cosh, &z());
        assert_eq!(Ex::call(Func::LnCosh, &z()).exp(), cosh);
        assert_eq!(cosh.ln().scale(Rational::int(-2)).exp(), cosh.powi(-2));
        let softplus = Ex::call(Func::Softplus, &z());
        assert_eq!(softplus.exp(), Ex::one().add(&z().exp()));
    }

    #[test]
    fn sigmoids_of_logarithms_are_fractions_only_without_a_factor() {
        let sigmoid = |u: &Ex| Ex::call(Func::Sigmoid, u);
        let above = Ex::one().add(&z());
        assert_eq!(sigmoid(&z().ln()), z().div(&above));
        assert_eq!(sigmoid(&z().ln().neg()), above.recip());
        for k in [2, -2] {
            let scaled = z().ln().scale(Rational::int(k));
            let kept = Ex::call_raw(Func::Sigmoid, scaled.clone());
            assert_eq!(sigmoid(&scaled), kept);
            let logit = Ex::call(Func::Logit, &z()).scale(Rational::int(k));
            assert_eq!(sigmoid(&logit), Ex::call_raw(Func::Sigmoid, logit.clone()));
        }
        let logit = Ex::call(Func::Logit, &z());
        assert_eq!(sigmoid(&logit), z());
        assert_eq!(sigmoid(&logit.neg()), Ex::one().sub(&z()));
    }

    #[test]
    fn pythagoras_finds_squares() {
        let t = Ex::call(Func::Tanh, &z()).powi(2);
        assert_eq!(Ex::one().sub(&t), Ex::call(Func::Cosh, &z()).powi(-2));
        let (s, c) = (
            Ex::call(Func::Sin, &z()).powi(2),
            Ex::call(Func::Cos, &z()).powi(2),
        );
        assert!(s.add(&c).is_one());
    }

    #[test]
    fn roots_of_squares_stay() {
        assert_ne!(z().powi(2).sqrt(), z());
        assert_eq!(Ex::int(8).sqrt().mul(&Ex::int(8).sqrt()), Ex::int(8));
        assert_eq!(
            z().mul(&Ex::call(Func::Sign, &z())),
            Ex::call(Func::Abs, &z())
        );
    }

    /// What forms are made of that rules know.
    fn pieces() -> Vec<Ex> {
        let less = Ex::one().sub(&z());
        let mut all = vec![z(), less.clone(), less.neg(), z().powi(2).add(&Ex::one())];
        all.extend([z().exp(), z().neg().exp(), z().mul(&z().exp()), Ex::int(-2)]);
        all.extend([
            z().scale(Rational::int(2)).exp(),
            Ex::int(8).sqrt(),
            Ex::pi(),
        ]);
        for f in [
            Func::Sinh,
            Func::Cosh,
            Func::Tanh,
            Func::Sin,
            Func::Cos,
            Func::Tan,
            Func::Abs,
            Func::Sign,
            Func::Sigmoid,
            Func::Softplus,
        ] {
            all.push(Ex::call(f, &z()));
        }
        all.push(Ex::call(Func::Sigmoid, &z().neg()));
        all
    }

    fn at(ex: &Ex, z: f64) -> f64 {
        crate::formula::eval::at_point(ex, &[z], &[])
    }

    fn check(found: &Ex, wanted: impl Fn(f64) -> f64, written: &dyn Fn() -> String) {
        for z in [-1.3, -0.4, 0.6, 1.7] {
            let (got, want) = (at(found, z), wanted(z));
            let near = (got - want).abs() <= 1e-11 * (1.0 + want.abs());
            assert!(
                near || !want.is_finite(),
                "{} at {z}: {got}, not {want}",
                written()
            );
        }
    }

    #[test]
    fn products_have_the_values_of_their_factors() {
        let all = pieces();
        for (i, a) in all.iter().enumerate() {
            for b in &all[i..] {
                for (m, n) in [
                    (1, 1),
                    (2, 1),
                    (1, 2),
                    (3, -1),
                    (-1, 3),
                    (2, -2),
                    (-1, 2),
                    (-2, -1),
                    (3, 3),
                ] {
                    let found = Ex::product([(a.clone(), Ex::int(m)), (b.clone(), Ex::int(n))]);
                    let (m, n) = (i32::try_from(m).unwrap(), i32::try_from(n).unwrap());
                    let wanted = |z: f64| at(a, z).powi(m) * at(b, z).powi(n);
                    check(&found, wanted, &|| format!("{a:?}^{m} · {b:?}^{n}"));
                    // In any order it is the same.
                    let turned = Ex::product([
                        (b.clone(), Ex::int(n.into())),
                        (a.clone(), Ex::int(m.into())),
                    ]);
                    assert_eq!(found, turned);
                }
                for c in &all[..all.len() / 2] {
                    let found = a.mul(b).div(c);
                    let wanted = |z: f64| at(a, z) * at(b, z) / at(c, z);
                    check(&found, wanted, &|| format!("{a:?} · {b:?} / {c:?}"));
                }
            }
        }
    }

    #[test]
    fn sums_have_the_values_of_their_terms() {
        let all = pieces();
        for (i, a) in all.iter().enumerate() {
            for b in &all[i..] {
                for (m, n) in [(1, 1), (2, 1), (1, 2), (2, 2), (-1, 2), (2, -2)] {
                    let (first, second) = (a.powi(m), b.powi(n));
                    for k in [Rational::ONE, Rational::MINUS_ONE, Rational::HALF] {
                        for c in [-1, 0, 1] {
                            let found = Ex::sum([
                                (first.clone(), Rational::ONE),
                                (second.clone(), k),
                                (Ex::one(), Rational::int(c)),
                            ]);
                            let wanted =
                                |z: f64| at(&first, z) + k.to_f64() * at(&second, z) + c as f64;
                            check(&found, wanted, &|| {
                                format!("{first:?} + {k}·{second:?} + {c}")
                            });
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn calls_have_the_values_of_what_they_are_of() {
        let mut arguments = pieces();
        let inner: Vec<Ex> = Func::ALL.iter().map(|f| Ex::call_raw(*f, z())).collect();
        for ex in inner {
            arguments.extend([ex.neg(), ex.add(&Ex::one()), ex.scale(Rational::HALF), ex]);
        }
        for &f in Func::ALL {
            for u in &arguments {
                let found = Ex::call(f, u);
                let wanted = |z: f64| match at(u, z) {
                    x if x.is_nan() => x,
                    x => f.evaluate(x),
                };
                check(&found, wanted, &|| format!("{f:?} of {u:?}"));
            }
        }
    }

    #[test]
    fn logarithms_in_an_exponent_are_powers() {
        let product = z().mul(&z().exp());
        let square = product.ln().scale(Rational::int(2)).exp();
        assert_eq!(square, z().powi(2).mul(&z().scale(Rational::int(2)).exp()));
    }

    #[test]
    fn rules_call_each_other_so_deeply_and_no_deeper() {
        let all: Vec<Depth> = std::iter::from_fn(Depth::enter).collect();
        assert_eq!(all.len(), 40);
        drop(all);
        let again: Vec<Depth> = std::iter::from_fn(Depth::enter).collect();
        assert_eq!(again.len(), 40);
    }
}
