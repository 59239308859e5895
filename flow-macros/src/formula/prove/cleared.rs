//! Sums of fractions over hyperbolic functions and sums of exponentials: what is above the common denominator has their sign.

use super::Sign;
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};

/// Of how many factors what sums are multiplied by may be: all that they multiply is written out.
const FACTORS: i128 = 6;

/// A sum without hyperbolic functions and sums of exponentials in denominators, and whether that has turned its sign.
pub(super) fn cleared(ex: &Ex, region: &Region) -> Option<(Ex, bool)> {
    let (constant, terms) = ex.terms();
    let terms = terms.into_iter().chain([(Ex::one(), constant)]);
    let fractions: Vec<(Fraction, Rational)> = terms.map(|(t, k)| (Fraction::of(&t), k)).collect();
    let mut common: Vec<(Ex, i128)> = Vec::new();
    for (base, n) in fractions.iter().flat_map(|(fraction, _)| &fraction.below) {
        match common.iter_mut().find(|(b, _)| b == base) {
            Some((_, most)) => *most = (*n).max(*most),
            None => common.push((base.clone(), *n)),
        }
    }
    if common.is_empty() || common.iter().map(|(_, n)| n).sum::<i128>() > FACTORS {
        return None;
    }
    let mut turned = false;
    for (base, n) in &common {
        match Sign::of(&range::eval(base, region)) {
            Sign::Positive => {}
            Sign::Negative => turned ^= n % 2 != 0,
            _ if n % 2 == 0 => {}
            _ => return None,
        }
    }
    let multiplied = fractions.iter().map(|(f, k)| (f.times(&common), *k));
    let sum = Ex::sum(multiplied);
    // What cancels is seen once products of sums are written out.
    let mut bases = common.iter().map(|(base, _)| base.node());
    let has_sums = bases.any(|base| matches!(base, Node::Sum(..)));
    Some((if has_sums { expand(&sum) } else { sum }, turned))
}

/// A term over powers of hyperbolic functions and of sums of exponentials.
struct Fraction {
    above: Ex,
    below: Vec<(Ex, i128)>,
}

impl Fraction {
    fn of(term: &Ex) -> Self {
        let is_exponential = |t: &Ex| matches!(t.node(), Node::Call(Func::Exp, _));
        let clears = |base: &Ex| match base.node() {
            Node::Call(Func::Sinh | Func::Cosh, _) => true,
            Node::Sum(_, terms) => terms.iter().any(|(t, _)| is_exponential(t)),
            _ => false,
        };
        let mut fraction = Self {
            above: Ex::one(),
            below: Vec::new(),
        };
        for (base, e) in term.factors() {
            let n = e.as_num().and_then(Rational::integer).unwrap_or(0);
            match base.node() {
                // exp(u)/(1 + exp(u)), or 1/(1 + exp(−u))
                Node::Call(Func::Sigmoid, u) if n > 0 => {
                    let size = if u.leads_negative() {
                        u.neg()
                    } else {
                        u.clone()
                    };
                    if size == *u {
                        fraction.above = fraction.above.mul(&u.exp().pow(&e));
                    }
                    fraction.divide(Ex::one().add(&size.exp()), n);
                }
                Node::Call(Func::Tanh, u) if n != 0 => {
                    let [sinh, cosh] = [Func::Sinh, Func::Cosh].map(|f| Ex::call(f, u));
                    let (above, below) = if n > 0 { (sinh, cosh) } else { (cosh, sinh) };
                    let size = Ex::num(e.as_num().map_or(Rational::ZERO, Rational::abs));
                    fraction.above = fraction.above.mul(&above.pow(&size));
                    fraction.divide(below, n.abs());
                }
                _ if n < 0 && clears(&base) => fraction.divide(base, -n),
                _ => fraction.above = fraction.above.mul(&base.pow(&e)),
            }
        }
        fraction
    }

    fn divide(&mut self, by: Ex, n: i128) {
        match self.below.iter_mut().find(|(base, _)| *base == by) {
            Some((_, all)) => *all += n,
            None => self.below.push((by, n)),
        }
    }

    /// Multiplied by a common denominator.
    fn times(&self, common: &[(Ex, i128)]) -> Ex {
        let left = common.iter().map(|(base, most)| {
            let own = self.below.iter().find(|(b, _)| b == base);
            let n = most - own.map_or(0, |(_, n)| *n);
            (
                base.clone(),
                Rational::new(n, 1).map_or(Ex::zero(), Ex::num),
            )
        });
        Ex::product(left.chain([(self.above.clone(), Ex::one())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval;
    use crate::formula::expr::Var;
    use crate::formula::interval::Interval;
    use crate::formula::prove::inside;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn on(interval: Interval) -> Region {
        Region {
            coords: vec![interval],
            params: Vec::new(),
        }
    }

    fn below(base: &Ex, n: i64) -> Ex {
        base.powi(-n)
    }

    /// What is cleared has the sign of what was there, or the opposite one, as it says.
    #[test]
    fn what_is_cleared_keeps_or_turns_its_sign() {
        let sinh = Ex::call(Func::Sinh, &z());
        let less = z().exp().sub(&Ex::one());
        let more = z().exp().add(&Ex::int(2));
        let number = |n: i64| Ex::int(n);
        let sigmoid = |u: &Ex| Ex::call(Func::Sigmoid, u);
        let (left, right) = (Interval::POSITIVE.neg(), Interval::POSITIVE);
        for (ex, interval, turns) in [
            (below(&sinh, 1).add(&number(2)), right, Some(false)),
            (below(&sinh, 1).add(&number(2)), left, Some(true)),
            (below(&sinh, 3).add(&number(2)), left, Some(true)),
            (below(&sinh, 2).sub(&number(2)), left, Some(false)),
            (below(&sinh, 2).sub(&number(2)), Interval::REAL, Some(false)),
            (below(&sinh, 1).add(&number(2)), Interval::REAL, None),
            (below(&sinh, 1).sub(&below(&sinh, 3)), left, Some(true)),
            (below(&sinh, 1).sub(&below(&sinh, 2)), left, Some(false)),
            (below(&sinh, 2).sub(&below(&sinh, 3)), left, Some(true)),
            (below(&less, 1).add(&number(2)), right, Some(false)),
            (below(&less, 1).add(&number(2)), left, Some(true)),
            (below(&less, 1).add(&number(2)), Interval::REAL, None),
            (below(&less, 4).sub(&number(2)), Interval::REAL, Some(false)),
            (
                below(&more, 1).sub(&Ex::half()),
                Interval::REAL,
                Some(false),
            ),
            // Two that turn are none.
            (
                below(&sinh, 1).add(&below(&less, 1)).add(&number(4)),
                left,
                Some(false),
            ),
            (
                below(&sinh, 1).add(&below(&less, 2)).add(&number(4)),
                left,
                Some(true),
            ),
            (
                below(&sinh, 1).add(&below(&more, 1)).add(&number(1)),
                left,
                Some(true),
            ),
            (
                Ex::call(Func::Tanh, &z()).recip().add(&z()),
                left,
                Some(true),
            ),
            (
                Ex::call(Func::Tanh, &z()).add(&Ex::half()),
                Interval::REAL,
                Some(false),
            ),
            (sinh.add(&z().exp()), Interval::REAL, None),
            (
                sigmoid(&z()).sub(&sigmoid(&z().neg()).powi(2)),
                Interval::REAL,
                Some(false),
            ),
            (
                sigmoid(&z()).sub(&below(&more, 1)),
                Interval::REAL,
                Some(false),
            ),
            (sigmoid(&z()).sub(&below(&less, 1)), left, Some(true)),
            (sigmoid(&z()).powi(7).sub(&Ex::half()), Interval::REAL, None),
        ] {
            let found = cleared(&ex, &on(interval));
            assert_eq!(found.as_ref().map(|(_, turned)| *turned), turns, "{ex:?}");
            let Some((plain, turned)) = found else {
                continue;
            };
            for share in [0.03, 0.2, 0.4, 0.6, 0.8, 0.97] {
                let at = [inside(&interval, share)];
                let [was, is] = [&ex, &plain].map(|ex| eval::at_point(ex, &at, &[]));
                let same = was.signum() == is.signum();
                assert_eq!(same, !turned, "{ex:?} at {at:?}: {was} and {is}");
            }
            let factors = plain.terms().1.into_iter().flat_map(|(t, _)| t.factors());
            let mut exponents = factors.filter_map(|(_, e)| e.as_num());
            assert!(!exponents.any(Rational::is_negative), "{plain:?}");
        }
    }
}
