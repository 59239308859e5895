//! The sign of an expression over a whole region, proved: by its factors, by monotonicity, by subdivision.

#[cfg(test)]
mod alone;
mod boxes;
mod cleared;
mod compound;
mod cutting;
mod doubled;
mod ends;
mod exponentials;
mod forms;
mod isolated;
mod limits;
mod parts;
mod polynomial;
mod sample;
mod shifted;
mod tails;
mod waves;

use super::derivative::derivative;
use super::expr::{Ex, Node, Var};
use super::factor::factor;
use super::range::{self, Region};
use super::sign::{Sign, Strict};
use cleared::cleared;
use compound::in_compound;
pub(crate) use doubled::doubled;
pub(crate) use ends::jumps;
use exponentials::in_exponentials;
use forms::{
    affine, expanded, ordered, quadratic, root_dominates, spread, swinging, without_power,
};
pub(crate) use limits::{limit, thorough_limit};
pub(crate) use sample::inside;
use sample::sampled_sign;
use std::collections::HashMap;

/// Larger sums, counted as trees, would spend the budget on one look at them.
const LARGEST: u32 = 1500;

/// Proves signs until its budget is spent.
#[derive(Debug)]
pub(crate) struct Prover {
    /// Sums that may still be looked at.
    budget: u32,
    /// Calls that are under way.
    nested: u32,
    /// Whether limits may be asked for, and intervals be cut.
    deep: bool,
    /// Whether much may be spent on what nothing else decides.
    thorough: bool,
    slopes: HashMap<(Ex, Var), Ex>,
    /// Whether an interval had to be cut.
    pub(crate) subdivided: bool,
}

/// How often a monotone argument may rest on another one.
const DEPTH: u32 = 3;
/// How often a region is cut in two.
const CUTS: u32 = 9;
/// How deeply calls are nested.
const NESTED: u32 = 40;

impl Prover {
    pub(crate) fn new() -> Self {
        Self {
            budget: 260,
            nested: 0,
            deep: true,
            thorough: true,
            slopes: HashMap::new(),
            subdivided: false,
        }
    }

    pub(crate) fn brief() -> Self {
        Self {
            budget: 40,
            ..Self::new().hasty()
        }
    }

    /// Without what is done at last.
    pub(crate) fn hasty(self) -> Self {
        Self {
            thorough: false,
            ..self
        }
    }

    /// By forms alone: for what limits themselves rest on.
    pub(crate) fn shallow() -> Self {
        Self {
            deep: false,
            ..Self::new()
        }
    }

    pub(crate) fn sign(&mut self, ex: &Ex, region: &Region) -> Sign {
        let quick = Sign::of(&range::eval(ex, region));
        if quick.is_strict() || !self.deep {
            return self.walk(ex, region, DEPTH, CUTS);
        }
        // Of one symbol a few boxes often show at once what is long to be thought out.
        let mut vars = region.vars().filter(|v| ex.has(*v));
        if let (Some(_), None) = (vars.next(), vars.next()) {
            let by_form = Self::shallow().sign(ex, region);
            if by_form.is_strict() {
                return by_form;
            }
            if let Some(sign) = self.on_few_boxes(ex, region) {
                return sign.into();
            }
        }
        match self.walk(ex, region, DEPTH, CUTS) {
            Sign::Unknown if self.thorough => {
                let sign = self.on_many_boxes(ex, region);
                sign.map_or(Sign::Unknown, Sign::from)
            }
            sign => sign,
        }
    }

    fn walk(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let quick = Sign::of(&range::eval(ex, region));
        if quick.is_strict() || quick == Sign::Zero || self.nested > NESTED {
            return quick;
        }
        self.nested += 1;
        let deep = match ex.node() {
            Node::Product(factors)
                if let Some(sum) = spread(factors)
                    && let sign = Sign::of(&range::eval(&sum, region))
                    && sign.is_strict() =>
            {
                sign
            }
            Node::Product(factors)
                if self.deep
                    && cuts == CUTS
                    && let Some(sum) = spread(factors)
                    && let Some(sign) = self.shifted(&sum, region, (depth, cuts))
                    && sign.is_strict() =>
            {
                sign
            }
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

    /// The derivative, which is asked for on many regions.
    fn slope(&mut self, ex: &Ex, var: Var) -> Ex {
        let known = self.slopes.entry((ex.clone(), var));
        known.or_insert_with(|| derivative(ex, var)).clone()
    }

    fn sum(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        if self.budget == 0 || ex.is_larger_than(LARGEST) {
            return Sign::Unknown;
        }
        self.budget = self.budget.saturating_sub(1 + ex.size() / 20);
        let values = range::eval(ex, region);
        let quick = Sign::of(&values);
        if quick.is_strict() {
            return quick;
        }
        let Some(expected) = sampled_sign(ex, region) else {
            return quick;
        };
        let mut best = quick;
        let squares = quadratic(self, ex, region, depth)
            .or_else(|| quadratic(self, &expanded(ex)?, region, depth));
        if let Some(sign) = squares.or_else(|| root_dominates(self, ex, region, depth)) {
            if sign.is_strict() {
                return sign;
            }
            best = sign;
        }
        // On smaller pieces their center says more for less.
        let whole = cuts == CUTS;
        let large = cuts + 3 > CUTS;
        if large || !self.deep {
            match polynomial::sign(ex, region) {
                Some(sign) if sign.is_strict() => return sign,
                Some(sign) => best = sign,
                None => {}
            }
        }
        if self.deep
            && whole
            && let Some((rest, wider)) = in_compound(ex, region)
            && let sign = self.walk(&rest, &wider, depth, cuts)
            && sign.is_strict()
        {
            return sign;
        }
        if self.deep
            && large
            && let Some(sign) = affine(self, ex, region, (depth, cuts))
                .or_else(|| swinging(self, ex, region, (depth, cuts)))
        {
            if sign.is_strict() {
                return sign;
            }
            best = sign;
        }
        if self.deep && whole {
            if let Some(sign) = ordered(self, ex, region, (depth, cuts)) {
                return sign;
            }
            if let Some((plain, turned)) = cleared(ex, region)
                && let sign = self.walk(&plain, region, depth, cuts)
                && sign.is_strict()
            {
                return if turned { sign.neg() } else { sign };
            }
            if let Some(other) = in_exponentials(ex)
                && let sign = Self::shallow().sign(&other, region)
                && sign.is_strict()
            {
                return sign;
            }
            if let Some(sign) = self.shifted(ex, region, (depth, cuts))
                && sign.is_strict()
            {
                return sign;
            }
            if let Some(sign) = self.isolated(ex, region, depth, expected) {
                return sign.into();
            }
            if let Some(rest) = without_power(ex, region)
                && let sign = self.walk(&rest, region, depth, cuts)
                && sign.is_strict()
            {
                return sign;
            }
        }
        if cuts < CUTS - 1
            && let sign = self.by_center(ex, region)
            && sign.is_strict()
        {
            return sign;
        }
        if self.deep {
            self.at_length(ex, region, (depth, cuts), expected, best)
        } else {
            best
        }
    }

    /// By what takes longer, where no more is known of a sum than this.
    fn at_length(
        &mut self,
        ex: &Ex,
        region: &Region,
        (depth, cuts): (u32, u32),
        expected: Strict,
        mut best: Sign,
    ) -> Sign {
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
        match self.by_waves(ex, region, depth, cuts) {
            Sign::Unknown => {}
            sign if sign.is_strict() => return sign,
            sign => best = sign,
        }
        if cuts < CUTS
            && let sign = self.by_parts(ex, region)
            && sign.is_strict()
        {
            return sign;
        }
        if cuts > 0 {
            let sign = self.by_cutting(ex, region, depth, cuts);
            if sign != Sign::Unknown {
                return sign;
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::functions::Func;
    use crate::formula::interval::Interval;
    use crate::formula::number::Rational;

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
