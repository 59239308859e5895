//! Whether an inverse undoes the map at points all over the region: a guard against our own mistakes.

use crate::formula::derivative::derivative;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::prove::inside;
use crate::formula::range::Region;
use std::collections::HashMap;

pub(crate) fn undoes(f: &Ex, var: Var, inverse: &Ex, target: Var, region: &Region) -> bool {
    let used: Vec<Var> = region.vars().collect();
    let mut checked = 0;
    for i in 0..12_u32 {
        let at: HashMap<Var, f64> = used
            .iter()
            .enumerate()
            .map(|(j, v)| {
                let share = (0.07 + 0.083 * f64::from(i) + 0.31 * j as f64)
                    .fract()
                    .clamp(0.02, 0.98);
                (*v, inside(&region.get(*v), share))
            })
            .collect();
        let x = eval::with(f, &at);
        let slope = eval::with(&derivative(f, var), &at);
        // Too far out, or too flat, for the coordinate to be seen in the value; or there is none.
        if !(x.abs() <= 1e8 && slope.abs() >= 1e-8) {
            continue;
        }
        let mut table = at.clone();
        let z = table.remove(&var).unwrap_or(f64::NAN);
        table.insert(target, x);
        let back = eval::with(inverse, &table);
        let tolerance = 1e-6 * (1.0 + z.abs()) + 1e-12 * x.abs() / slope.abs();
        if !((back - z).abs() <= tolerance) {
            return false;
        }
        checked += 1;
    }
    checked > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::interval::Interval;
    use crate::formula::number::Rational;

    const Z: Var = Var::Coord(0);
    const X: Var = Var::Image(0);

    fn accepts(f: &Ex, inverse: &Ex, lo: i64, hi: i64) -> bool {
        let end = |n| crate::formula::range::as_bound(&Ex::int(n)).unwrap();
        let region = Region {
            coords: vec![Interval::open(end(lo), end(hi))],
            params: vec![],
        };
        undoes(f, Z, inverse, X, &region)
    }

    /// x·(1 + share) + share
    fn off(ex: &Ex, parts: i128, of: i128) -> Ex {
        let share = Rational::new(parts, of).unwrap();
        ex.scale(Rational::ONE.add(share).unwrap())
            .add(&Ex::num(share))
    }

    #[test]
    fn what_is_off_by_a_little_is_refused() {
        let (z, x) = (Ex::var(Z), Ex::var(X));
        for (lo, hi) in [(-1, 1), (0, 100_000), (-100_000, 0)] {
            assert!(accepts(&z, &x, lo, hi));
            assert!(accepts(&z, &off(&x, 1, 2_000_000), lo, hi));
            assert!(!accepts(&z, &off(&x, 1, 100_000), lo, hi));
            assert!(!accepts(&z, &off(&x, -1, 100_000), lo, hi));
        }
    }

    #[test]
    fn flat_maps_know_less_of_their_coordinates() {
        let (z, x) = (Ex::var(Z), Ex::var(X));
        // x = 10⁷ + z/10⁵: of x are known 2·10⁻⁹, of z some 2·10⁻⁴.
        let ten = |n| Ex::int(10).powi(n);
        let flat = ten(7).add(&z.mul(&ten(-5)));
        let inverse = x.sub(&ten(7)).mul(&ten(5));
        assert!(accepts(&flat, &inverse, -1, 1));
        assert!(!accepts(&flat, &inverse.add(&ten(1)), -1, 1));
    }

    #[test]
    fn where_nothing_can_be_seen_nothing_is_accepted() {
        let z = Ex::var(Z);
        let steepest = Ex::int(10).powi(9);
        assert!(!accepts(
            &z.add(&steepest),
            &Ex::var(X).sub(&steepest),
            -1,
            1
        ));
        assert!(!accepts(
            &z.div(&steepest),
            &Ex::var(X).mul(&steepest),
            -1,
            1
        ));
    }
}
