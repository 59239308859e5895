//! Maps with kinks: cut where the argument of an absolute value changes its sign, into pieces that are smooth there.
//!
//! An absolute value is continuous. So a map whose pieces, their ends included, have slopes of one strict sign is
//! strictly monotone as a whole, and its slope is zero nowhere, on neither side of a kink.

mod arguments;
mod glue;

use super::derivative::derivative;
use super::expr::{Ex, Var};
use super::factor::factor;
use super::image::{Image, image};
use super::interval::Interval;
use super::invert::invert;
use super::limit::{Limit, Side};
use super::logdet::ln_abs;
use super::monotone;
use super::prove::{Prover, limit};
use super::range::{self, Region};
use super::sign::Strict;
use super::simplify::simplify_on;
use arguments::{Linear, kinked, one_sign, root_inside, smooth};

/// A map between two neighbouring kinks. Its interval is closed where it ends at a kink.
#[derive(Clone, Debug)]
struct Piece {
    map: Ex,
    region: Region,
}

/// A map as pieces, from low to high.
#[derive(Clone, Debug)]
pub(crate) struct Kinked {
    var: Var,
    pieces: Vec<Piece>,
    /// Where they meet.
    kinks: Vec<Ex>,
    /// Whether these are all the points at which the map has a kink, and it has one at each of them.
    complete: bool,
    /// What the coordinate of the pieces is, in that of the map.
    linear: Linear,
    /// How often it may still be cut.
    cuts: u32,
}

/// Whether a map has a kink, as far as can be seen without looking where.
pub(crate) fn may_have_kinks(f: &Ex, var: Var) -> bool {
    !kinked(f, var).is_empty()
}

impl Kinked {
    /// At least two pieces, or `None` where no kink is found.
    pub(crate) fn of(f: &Ex, var: Var, region: &Region) -> Option<Self> {
        if kinked(f, var).is_empty() {
            return None;
        }
        let linear = Linear::to_kink(f, var, region);
        let straight = f.replace_var(var, &linear.inverse);
        let mut kinked = Self {
            var,
            pieces: Vec::new(),
            kinks: Vec::new(),
            complete: true,
            linear,
            cuts: 7,
        };
        kinked.cut(&straight, region);
        (kinked.pieces.len() > 1).then_some(kinked)
    }

    /// Cuts at one kink after the other, the innermost absolute value first, until none is left.
    fn cut(&mut self, f: &Ex, region: &Region) {
        let map = simplify_on(f, region);
        for u in kinked(&map, self.var) {
            if let Some(sign) = one_sign(&u, region) {
                return self.cut(&smooth(&map, &u, sign), region);
            }
            if self.cuts > 0
                && let Some((kink, [left, right])) = self.halves(&u, region)
            {
                self.cuts -= 1;
                self.complete &= simplify_on(&u.replace_var(self.var, &kink), region).is_zero();
                self.cut(&map, &left);
                self.kinks.push(kink);
                return self.cut(&map, &right);
            }
        }
        self.complete &= kinked(&map, self.var).is_empty();
        let region = region.clone();
        self.pieces.push(Piece { map, region });
    }

    /// Where `u` is zero, and what lies on either side of it.
    fn halves(&self, u: &Ex, region: &Region) -> Option<(Ex, [Region; 2])> {
        let at = root_inside(u, self.var, region)?;
        let (left, right) = region.get(self.var).cut_at(at);
        let halves = [left, right].map(|half| region.with(self.var, half));
        Some((range::from_bound(at)?, halves))
    }

    /// The map below its lowest kink, and above its highest.
    pub(crate) fn outermost(&self) -> Option<(&Ex, &Ex)> {
        let (first, last) = (self.pieces.first()?, self.pieces.last()?);
        Some((&first.map, &last.map))
    }

    /// The strict sign that the slopes of all pieces share.
    pub(crate) fn direction(&self) -> Option<Strict> {
        let mut signs = self.pieces.iter().map(|piece| piece.direction(self.var));
        let first = signs.next()??;
        signs.all(|sign| sign == Some(first)).then_some(first)
    }

    /// ln|slope| with a form of its own for either side, where the only kink is at 0.
    ///
    /// The slope as it is written adds up what it is on both sides, and the logarithm of a sum can underflow.
    pub(crate) fn log_det(&self) -> Option<Ex> {
        let [low, high] = self.sides()?;
        let part = |piece: &Piece| {
            let slope = piece.slope(self.var);
            simplify_on(&ln_abs(&slope, &piece.region), &piece.region)
        };
        let parts = [part(low), part(high)];
        let log_det = glue::at_zero(&parts, self.var, &self.linear.forward);
        Some(log_det.add(&self.linear.slope.ln()))
    }

    /// The coordinate as an expression in `target`, where the only kink is at 0, stays there, and both sides can be
    /// solved.
    pub(crate) fn inverse(&self, target: Var) -> Option<Ex> {
        let sides = self.sides()?;
        let rising = self.direction()?.is_positive();
        let mut parts = Vec::with_capacity(2);
        for piece in sides {
            if !simplify_on(&piece.map.replace_var(self.var, &Ex::zero()), &piece.region).is_zero()
            {
                return None;
            }
            let Image { covering, .. } =
                image(&piece.map, &piece.map, self.var, rising, &piece.region)?;
            let solved = invert(
                &piece.map,
                self.var,
                &Ex::var(target),
                &piece.region,
                &covering,
            )?;
            let simplified = simplify_on(&solved, &piece.region);
            parts.push(simplified);
        }
        if !rising {
            parts.swap(0, 1);
        }
        let parts = <[Ex; 2]>::try_from(parts).ok()?;
        let moved = glue::at_zero(&parts, target, &Ex::var(target));
        Some(self.linear.inverse.replace_var(self.var, &moved))
    }

    /// What lies below and above the only kink, if that is at 0.
    fn sides(&self) -> Option<[&Piece; 2]> {
        match (self.pieces.as_slice(), self.kinks.as_slice()) {
            ([low, high], [kink]) if kink.is_zero() => Some([low, high]),
            _ => None,
        }
    }

    /// Where the kinks are, in the coordinate of the map; `None` where some are not known.
    pub(crate) fn places(&self) -> Option<Vec<Ex>> {
        let back = |kink| self.linear.inverse.replace_var(self.var, kink);
        self.complete.then(|| self.kinks.iter().map(back).collect())
    }
}

impl Piece {
    fn slope(&self, var: Var) -> Ex {
        factor(&simplify_on(&derivative(&self.map, var), &self.region))
    }

    fn direction(&self, var: Var) -> Option<Strict> {
        if let Some(direction) = monotone::direction(&self.map, var, &self.region)
            && direction.steep
        {
            return Some(direction.sign);
        }
        let slope = self.slope(var);
        let sign = Prover::new().sign(&slope, &self.region).strict()?;
        self.is_smooth(&slope, var, sign).then_some(sign)
    }

    /// Whether the slope is finite, and not zero, at the kinks where the piece ends.
    fn is_smooth(&self, slope: &Ex, var: Var, sign: Strict) -> bool {
        let own = self.region.get(var);
        let ends = [
            (own.lo, own.lo_open, Side::Above),
            (own.hi, own.hi_open, Side::Below),
        ];
        ends.into_iter().all(|(end, open, side)| {
            let there = self.region.with(var, Interval::point(end));
            if open || range::is_defined(slope, &there) {
                return true;
            }
            // What the proof has said of the slope at the kink is then nothing, but there may be a limit.
            match limit(slope, var, end, side, &self.region) {
                Some(Limit::Finite(value)) => {
                    Prover::new().sign(&value, &there).strict() == Some(sign)
                }
                _ => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::functions::Func;
    use crate::formula::number::Rational;

    fn cut(f: &Ex) -> Option<Kinked> {
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::POSITIVE],
        };
        Kinked::of(f, Var::Coord(0), &region)
    }

    fn abs(u: &Ex) -> Ex {
        Ex::call(Func::Abs, u)
    }

    #[test]
    fn kinks_are_found() {
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        let places = |f: &Ex| -> Vec<Ex> { cut(f).unwrap().places().unwrap() };
        let int = |n| Ex::int(n);
        assert_eq!(places(&abs(&z.mul(&a))), [int(0)]);
        assert_eq!(places(&abs(&z.mul(&a).sub(&int(1)))), [a.recip()]);
        assert_eq!(
            places(&abs(&abs(&z).sub(&int(2)))),
            [int(-2), int(0), int(2)]
        );
        let quadratic = z.powi(2).sub(&z.scale(Rational::int(4))).add(&int(3));
        assert_eq!(places(&abs(&quadratic)), [int(1), int(3)]);
        assert_eq!(places(&abs(&z.exp().sub(&int(2)))), [int(2).ln()]);
        assert!(cut(&abs(&z.exp())).is_none());
    }

    #[test]
    fn only_kinks_are_called_so() {
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        // Of two kinks that move only one can be followed: the others are cuts for some value of the parameter.
        let moving = abs(&z.sub(&a)).sub(&abs(&z.add(&a)));
        assert_eq!(cut(&moving).unwrap().places(), None);
        let wave = cut(&abs(&Ex::call(Func::Sin, &z))).unwrap();
        assert!(wave.pieces.len() <= 8);
        assert_eq!(wave.places(), None);
    }

    #[test]
    fn slopes_agree_or_do_not() {
        let z = Ex::var(Var::Coord(0));
        let bent = |k| cut(&z.add(&abs(&z).scale(Rational::new(k, 2).unwrap()))).unwrap();
        assert_eq!(bent(1).direction(), Some(Strict::Positive));
        assert_eq!(bent(2).direction(), None);
        assert_eq!(bent(3).direction(), None);
    }

    #[test]
    fn the_kink_belongs_to_both_sides() {
        let z = Ex::var(Var::Coord(0));
        let side = |sign| z.add(&abs(&z).scale(sign)).scale(Rational::HALF);
        let (above, below) = (side(Rational::ONE), side(Rational::MINUS_ONE));
        // Their squares are strictly monotone, with a slope of 0 at the kink alone.
        let flat_above = cut(&below.add(&above.powi(2))).unwrap();
        let flat_below = cut(&above.sub(&below.powi(2))).unwrap();
        assert_eq!(flat_above.direction(), None);
        assert_eq!(flat_below.direction(), None);
        let steep = cut(&above.add(&below.scale(Rational::int(2)))).unwrap();
        assert_eq!(steep.direction(), Some(Strict::Positive));
    }
}
