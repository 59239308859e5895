//! The sign of an expression over a whole region, proved: by its factors, by monotonicity, by subdivision.

use super::derivative::derivative;
use super::eval;
use super::expr::{Ex, Node, Var};
use super::factor::{expand, factor};
use super::func::Func;
use super::interval::Interval;
use super::limit::{Limit, Side, limit};
use super::monotone;
use super::number::Rational;
use super::range::{self, Region};

/// What is certain about a sign, everywhere in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Positive,
    NonNegative,
    Zero,
    NonPositive,
    Negative,
    Unknown,
}

impl Sign {
    fn of(values: &Interval) -> Self {
        if values.is_positive() {
            Self::Positive
        } else if values.is_negative() {
            Self::Negative
        } else if values.is_zero() {
            Self::Zero
        } else if values.is_nonnegative() {
            Self::NonNegative
        } else if values.is_nonpositive() {
            Self::NonPositive
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn neg(self) -> Self {
        match self {
            Self::Positive => Self::Negative,
            Self::Negative => Self::Positive,
            Self::NonNegative => Self::NonPositive,
            Self::NonPositive => Self::NonNegative,
            other => other,
        }
    }

    fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Zero, _) | (_, Self::Zero) => Self::Zero,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Positive, s) | (s, Self::Positive) => s,
            (Self::Negative, s) | (s, Self::Negative) => s.neg(),
            (a, b) if a == b => Self::NonNegative,
            _ => Self::NonPositive,
        }
    }

    /// True on the union of two regions.
    fn either(self, other: Self) -> Self {
        let positive = |s: Self| matches!(s, Self::Positive | Self::NonNegative | Self::Zero);
        let negative = |s: Self| matches!(s, Self::Negative | Self::NonPositive | Self::Zero);
        if self == other {
            self
        } else if positive(self) && positive(other) {
            Self::NonNegative
        } else if negative(self) && negative(other) {
            Self::NonPositive
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn is_strict(self) -> bool {
        matches!(self, Self::Positive | Self::Negative)
    }
}

/// Proves signs until its budget is spent.
#[derive(Debug)]
pub(crate) struct Prover {
    /// Sums that may still be looked at.
    budget: u32,
    /// Calls that are under way.
    nested: u32,
    /// Whether an interval had to be cut.
    pub(crate) subdivided: bool,
}

/// How often a monotone argument may rest on another one.
const DEPTH: u32 = 3;
const CUTS: u32 = 9;
const NESTED: u32 = 40;

impl Prover {
    pub(crate) fn new() -> Self {
        Self {
            budget: 260,
            nested: 0,
            subdivided: false,
        }
    }

    pub(crate) fn sign(&mut self, ex: &Ex, region: &Region) -> Sign {
        self.walk(ex, region, DEPTH, CUTS)
    }

    fn walk(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let quick = Sign::of(&range::eval(ex, region));
        if quick.is_strict() || quick == Sign::Zero || self.nested > NESTED {
            return quick;
        }
        self.nested += 1;
        let deep = match ex.node() {
            Node::Product(factors) => {
                let mut sign = Sign::Positive;
                for (base, exponent) in factors {
                    sign = sign.times(self.power(base, exponent, region, depth, cuts));
                    if sign == Sign::Unknown {
                        break;
                    }
                }
                sign
            }
            Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
                let sign = self.walk(&terms[0].0, region, depth, cuts);
                if terms[0].1.is_negative() {
                    sign.neg()
                } else {
                    sign
                }
            }
            Node::Sum(..) => {
                let factored = factor(ex);
                if matches!(factored.node(), Node::Product(_))
                    || factored.split_coefficient().1.factors().len() > 1
                {
                    self.walk(&factored, region, depth, cuts)
                } else {
                    self.sum(&factored, region, depth, cuts)
                }
            }
            Node::Call(f, u) => self.call(*f, u, region, depth, cuts),
            _ => Sign::Unknown,
        };
        self.nested -= 1;
        if deep == Sign::Unknown { quick } else { deep }
    }

    fn power(&mut self, base: &Ex, exponent: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let Some(r) = exponent.as_num() else {
            return Sign::Positive;
        };
        let Some(n) = r.integer() else {
            // Roots are of positive things, as was checked where they were written; zero may be reached only by a limit.
            return match self.walk(base, region, depth, cuts) {
                Sign::Positive => Sign::Positive,
                _ if r.is_negative() => Sign::Positive,
                _ => Sign::NonNegative,
            };
        };
        let sign = self.walk(base, region, depth, cuts);
        match (n % 2 == 0, sign) {
            (true, Sign::Positive | Sign::Negative) => Sign::Positive,
            // Reciprocals exist, as was checked where they were written.
            (true, _) | (false, Sign::NonNegative) if n < 0 => Sign::Positive,
            (true, _) => Sign::NonNegative,
            (false, Sign::NonPositive) if n < 0 => Sign::Negative,
            (false, sign) => sign,
        }
    }

    fn call(&mut self, f: Func, u: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let zero = match f {
            Func::Sinh
            | Func::Tanh
            | Func::Asinh
            | Func::Atanh
            | Func::Asin
            | Func::Atan
            | Func::Erf
            | Func::Cbrt
            | Func::Sign => Ex::zero(),
            Func::Ln => Ex::one(),
            Func::Logit | Func::Probit => Ex::half(),
            _ => return Sign::Unknown,
        };
        self.walk(&u.sub(&zero), region, depth, cuts)
    }

    fn sum(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        if self.budget == 0 || ex.size() > 1500 {
            return Sign::Unknown;
        }
        self.budget = self.budget.saturating_sub(1 + ex.size() / 40);
        let values = range::eval(ex, region);
        let quick = Sign::of(&values);
        if quick.is_strict() {
            return quick;
        }
        let Some(expected) = sampled_sign(ex, region) else {
            return quick;
        };
        let mut best = quick;
        if let Some(sign) =
            quadratic(self, ex, region, depth).or_else(|| root_dominates(self, ex, region, depth))
        {
            return sign;
        }
        for var in region.vars().filter(|v| ex.has(*v)) {
            if region.get(var).is_point() {
                continue;
            }
            match self.by_monotonicity(ex, var, region, depth, expected) {
                Sign::Unknown => {}
                sign if sign.is_strict() => return sign,
                sign => best = sign,
            }
        }
        if cuts > 0 {
            let sign = self.by_cutting(ex, region, depth, cuts);
            if sign != Sign::Unknown {
                return sign;
            }
        }
        best
    }

    /// A monotone expression is bounded by its limit at one end.
    fn by_monotonicity(
        &mut self,
        ex: &Ex,
        var: Var,
        region: &Region,
        depth: u32,
        expected: i32,
    ) -> Sign {
        let (direction, strict) = match monotone::direction(ex, var, region) {
            Some(known) => (known.sign, true),
            // What jumps is not the integral of its derivative.
            None if depth > 0 && !jumps(ex, var, region) => {
                let slope = factor(&derivative(ex, var));
                match self.walk(&slope, region, depth - 1, 3) {
                    Sign::Positive => (1, true),
                    Sign::Negative => (-1, true),
                    Sign::NonNegative => (1, false),
                    Sign::NonPositive => (-1, false),
                    Sign::Zero | Sign::Unknown => return Sign::Unknown,
                }
            }
            None => return Sign::Unknown,
        };
        let interval = region.get(var);
        let low = direction == expected;
        let (end, open, side) = if low {
            (interval.lo, interval.lo_open, Side::Above)
        } else {
            (interval.hi, interval.hi_open, Side::Below)
        };
        let at_end = match limit(ex, var, end, side, region) {
            Some(Limit::Finite(value)) => {
                self.walk(&value, &region.with(var, Interval::point(end)), depth, 4)
            }
            Some(Limit::PosInf) => Sign::Positive,
            Some(Limit::NegInf) => Sign::Negative,
            None if end.is_finite() => {
                Sign::of(&range::eval(ex, &region.with(var, Interval::point(end))))
            }
            None => Sign::Unknown,
        };
        let at_end = if expected > 0 { at_end } else { at_end.neg() };
        // A strictly monotone function does not reach its limit at an open end.
        let bound = match at_end {
            Sign::Positive => Sign::Positive,
            Sign::NonNegative | Sign::Zero if open && strict => Sign::Positive,
            Sign::NonNegative | Sign::Zero => Sign::NonNegative,
            _ => return Sign::Unknown,
        };
        if expected > 0 { bound } else { bound.neg() }
    }

    fn by_cutting(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        // The symbol whose cut narrows the values most.
        let mut choice: Option<(f64, Region, Region)> = None;
        for var in region.vars().filter(|v| ex.has(*v)) {
            let Some((left, right)) = region.get(var).split() else {
                continue;
            };
            let (left, right) = (region.with(var, left), region.with(var, right));
            let spread = |region: &Region| {
                let values = range::eval(ex, region);
                if Sign::of(&values).is_strict() {
                    return 0.0;
                }
                let (lo, hi) = (values.lo.to_f64(), values.hi.to_f64());
                // Bounded on one side is better than on none.
                (lo.min(0.0).abs()).atan() * (hi.max(0.0)).atan() + 1e-3
            };
            let score = spread(&left) + spread(&right);
            if choice.as_ref().is_none_or(|(best, ..)| score < *best) {
                choice = Some((score, left, right));
            }
        }
        let Some((_, left, right)) = choice else {
            return Sign::Unknown;
        };
        self.subdivided = true;
        // Deep monotone arguments are for large pieces.
        let depth = if cuts < CUTS - 3 { depth.min(1) } else { depth };
        let first = self.sum(ex, &left, depth, cuts - 1);
        if first == Sign::Unknown {
            return Sign::Unknown;
        }
        first.either(self.sum(ex, &right, depth, cuts - 1))
    }
}

/// Whether a sign in the expression may change along a symbol.
fn jumps(ex: &Ex, var: Var, region: &Region) -> bool {
    if !ex.has(var) {
        return false;
    }
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => false,
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| jumps(t, var, region)),
        Node::Product(factors) => factors
            .iter()
            .any(|(b, e)| jumps(b, var, region) || jumps(e, var, region)),
        Node::Call(Func::Sign, u) if !Sign::of(&range::eval(u, region)).is_strict() => true,
        Node::Call(_, u) => jumps(u, var, region),
    }
}

/// A·s² + B·s + C with a discriminant of known sign, for one sub-expression s.
fn quadratic(prover: &mut Prover, ex: &Ex, region: &Region, depth: u32) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (constant, terms) = ex.terms();
    let two = Rational::int(2);
    let squares = terms.iter().flat_map(|(t, _)| t.factors());
    let s = squares
        .filter(|(b, e)| e.as_num() == Some(two) && b.has_any())
        .map(|(b, _)| b)
        .next()?;
    let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
    for (term, k) in &terms {
        let factors = term.factors();
        let power = factors
            .iter()
            .find(|(b, _)| *b == s)
            .map_or(Some(0), |(_, e)| {
                e.as_num()
                    .and_then(Rational::integer)
                    .and_then(|n| usize::try_from(n).ok())
                    .filter(|n| *n <= 2)
            })?;
        let rest = Ex::product(factors.into_iter().filter(|(b, _)| *b != s)).scale(*k);
        coefficients[power] = coefficients[power].add(&rest);
    }
    let [c, b, a] = coefficients;
    let sign = prover.walk(&a, region, 0, 0);
    let gap = a.mul(&c).scale(Rational::int(4)).sub(&b.powi(2));
    if gap.size() > 200 || !sign.is_strict() {
        return None;
    }
    (Sign::of(&range::eval(&gap, region)) == Sign::Positive).then_some(sign)
}

/// `a + k·√b` has the sign of k where k²·b > a².
fn root_dominates(prover: &mut Prover, ex: &Ex, region: &Region, depth: u32) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (constant, terms) = ex.terms();
    let is_root = |t: &Ex| {
        t.factors()
            .iter()
            .any(|(_, e)| e.as_num() == Some(Rational::HALF))
    };
    let i = terms.iter().position(|(t, _)| is_root(t))?;
    let root = terms[i].0.scale(terms[i].1);
    let others = terms
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != i)
        .map(|(_, t)| t.clone());
    let others = Ex::sum(others.chain([(Ex::num(constant), Rational::ONE)]));
    let gap = expand(&root.powi(2).sub(&others.powi(2)));
    if gap.size() > 200 || prover.walk(&gap, region, 0, 2) != Sign::Positive {
        return None;
    }
    let sign = Sign::of(&range::eval(&root, region));
    sign.is_strict().then_some(sign)
}

/// One sign at all points of a coarse grid, or `None` where two were met: then nothing is to be proved.
fn sampled_sign(ex: &Ex, region: &Region) -> Option<i32> {
    let grid = |interval: &Interval| -> Vec<f64> {
        if interval.is_point() {
            return vec![interval.lo.to_f64()];
        }
        [0.03, 0.25, 0.5, 0.75, 0.97]
            .iter()
            .map(|&s| inside(interval, s))
            .collect()
    };
    let mut seen = 0;
    let coords: Vec<Vec<f64>> = region.coords.iter().map(grid).collect();
    let params: Vec<Vec<f64>> = region.params.iter().map(grid).collect();
    for i in 0..25 {
        // A Latin design: each symbol runs through its own values at its own pace.
        let pick = |lists: &[Vec<f64>], salt: usize| -> Vec<f64> {
            lists
                .iter()
                .enumerate()
                .map(|(j, l)| l[(i * (1 + j + salt) + i / 5 * (j + 2)) % l.len()])
                .collect()
        };
        let value = eval::at_point(ex, &pick(&coords, 0), &pick(&params, coords.len()));
        let sign = i32::from(value > 1e-12) - i32::from(value < -1e-12);
        if sign != 0 {
            if seen != 0 && seen != sign {
                return None;
            }
            seen = sign;
        }
    }
    (seen != 0).then_some(seen)
}

/// The point at a fraction of the way through an interval, unbounded ones squeezed.
pub(crate) fn inside(interval: &Interval, fraction: f64) -> f64 {
    let logit = (fraction / (1.0 - fraction)).ln();
    let (lo, hi) = (interval.lo.to_f64(), interval.hi.to_f64());
    match (interval.lo.is_finite(), interval.hi.is_finite()) {
        (true, true) => lo + (hi - lo) * fraction,
        (true, false) => lo + logit.exp(),
        (false, true) => hi - (-logit).exp(),
        (false, false) => 2.0 * logit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn on(ex: &Ex, interval: Interval) -> Sign {
        Prover::new().sign(
            ex,
            &Region {
                coords: vec![interval],
                params: vec![Interval::UNIT],
            },
        )
    }

    #[test]
    fn signs_are_proved() {
        let real = Interval::REAL;
        assert_eq!(on(&z().exp().sub(&z()), real), Sign::Positive);
        assert_eq!(
            on(&Ex::call(Func::Sinh, &z()).sub(&z()), Interval::POSITIVE),
            Sign::Positive
        );
        let quadratic = z()
            .powi(2)
            .scale(Rational::int(3))
            .add(&z().scale(Rational::int(2)))
            .add(&Ex::one());
        assert_eq!(on(&quadratic, real), Sign::Positive);
        let c = Ex::var(Var::Param(0));
        let wave = Ex::one().add(&c.mul(&Ex::call(Func::Cos, &z())));
        assert_eq!(on(&wave, real), Sign::Positive);
        assert_eq!(
            on(&z().powi(2).exp().mul(&z().powi(2).add(&Ex::half())), real),
            Sign::Positive
        );
    }

    #[test]
    fn nothing_else_is() {
        let real = Interval::REAL;
        assert_eq!(on(&z(), real), Sign::Unknown);
        assert_eq!(on(&z().powi(2), real), Sign::NonNegative);
        assert_eq!(
            on(&Ex::one().add(&Ex::call(Func::Cos, &z())), real),
            Sign::NonNegative
        );
        assert_eq!(
            on(
                &Ex::call(Func::Sinh, &z()).sub(&z().scale(Rational::int(3))),
                real
            ),
            Sign::Unknown
        );
    }
}
