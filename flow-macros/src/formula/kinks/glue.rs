//! Two expressions that hold on either side of 0, as one.

use crate::formula::expr::{Ex, Var};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// One expression in `at` that is f where that is negative, and g where it is positive.
///
/// Each is held at 0 on the side where it does not hold, and what it is there is taken away again:
/// `f(min(z, 0)) + g(max(z, 0)) − (g(0) left of 0, f(0) right of it)`. Neither is ever given what it is not meant for, and
/// `(z ± |z|)/2` is without rounding. What is even or odd is one of them, of |z|.
pub(super) fn at_zero([f, g]: &[Ex; 2], var: Var, at: &Ex) -> Ex {
    let (size, side) = (Ex::call(Func::Abs, at), Ex::call(Func::Sign, at));
    let mirrored = f.replace_var(var, &Ex::var(var).neg());
    if mirrored == *g {
        return g.replace_var(var, &size);
    }
    if mirrored.neg() == *g {
        return g.replace_var(var, &size).mul(&side);
    }
    let (low, high) = (at.sub(&size), at.add(&size));
    let [low, high] = [low, high].map(|held| held.scale(Rational::HALF));
    let [left, right] = [f, g].map(|part| part.replace_var(var, &Ex::zero()));
    Ex::sum([
        (f.replace_var(var, &low), Rational::ONE),
        (g.replace_var(var, &high), Rational::ONE),
        (left.add(&right), Rational::HALF.neg()),
        (left.sub(&right).mul(&side), Rational::HALF.neg()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval::at_point;

    #[test]
    fn symmetry_is_seen() {
        let var = Var::Coord(0);
        let z = Ex::var(var);
        let (left, right) = (Ex::one().add(&z), Ex::one().sub(&z));
        let size = Ex::call(Func::Abs, &z);
        let odd = at_zero(&[z.div(&left), z.div(&right)], var, &z);
        assert_eq!(odd, z.div(&Ex::one().sub(&size)));
        let even = at_zero(&[left.ln(), right.ln()], var, &z);
        assert_eq!(even, Ex::one().sub(&size).ln());
    }

    #[test]
    fn each_side_is_its_own() {
        let var = Var::Coord(0);
        let z = Ex::var(var);
        let (f, g) = (z.exp(), Ex::int(3).add(&z).ln());
        let glued = at_zero(&[f.clone(), g.clone()], var, &z.sub(&Ex::one()));
        for x in [-700.0, -2.0, 0.5, 1.25, 9.0, 1e6] {
            let w: f64 = x - 1.0;
            let want = at_point(if w < 0.0 { &f } else { &g }, &[w], &[]);
            let found = at_point(&glued, &[x], &[]);
            assert!((found - want).abs() < 1e-14 * (1.0 + want.abs()), "{x}");
        }
    }
}
