//! The sign of a polynomial on a box, by the signs of its coefficients.
//!
//! What stands in a sum is a polynomial in atoms: symbols, roots, functions, each with the interval of its values. With
//! `x = lo + t` on a half-line and `x = (lo + hi·t)/(1 + t)` on an interval, t runs from 0 to ∞, and coefficients of one
//! sign are a proof: on an interval these are those of Bernstein's form.

use super::Sign;
use crate::formula::expr::{Ex, Node};
use crate::formula::func::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::{Rational, gcd};
use crate::formula::range::{self, Region};
use std::collections::BTreeMap;

/// At most so many atoms, of at most this degree, in at most so many terms.
const ATOMS: usize = 5;
const DEGREE: usize = 14;
const TERMS: usize = 60;

/// Exponents of the atoms, and coefficients.
type Terms<E> = BTreeMap<Vec<E>, Rational>;

/// The strict or weak sign of a sum on a region, where its coefficients show it.
pub(super) fn sign(ex: &Ex, region: &Region) -> Option<Sign> {
    let mut reader = Reader { atoms: Vec::new() };
    let terms = reader.read(ex)?;
    let atoms = reader.atoms;
    let values: Vec<Interval> = atoms.iter().map(|atom| range::eval(atom, region)).collect();
    let terms = whole(&terms, &values)?;
    let degree = |i: usize| terms.keys().map(|list| list[i]).max().unwrap_or(0);
    let degrees: Vec<usize> = (0..values.len()).map(degree).collect();
    on_box(&terms, &degrees, &values, 0)
}

struct Reader {
    atoms: Vec<Ex>,
}

impl Reader {
    fn read(&mut self, ex: &Ex) -> Option<Terms<Rational>> {
        Some(match ex.node() {
            Node::Num(r) => Terms::from([(Vec::new(), *r)]),
            Node::Sum(c, terms) => {
                let mut sum = Terms::from([(Vec::new(), *c)]);
                for (term, k) in terms {
                    let read = self.read(term)?;
                    for (exponents, coefficient) in read {
                        add(&mut sum, exponents, coefficient.mul(*k)?)?;
                    }
                }
                sum
            }
            Node::Product(factors) => {
                let mut product = Terms::from([(Vec::new(), Rational::ONE)]);
                for (base, exponent) in factors {
                    let power = self.power(base, exponent)?;
                    product = times(&product, &power)?;
                }
                product
            }
            Node::Call(Func::Sinh | Func::Cosh, u) => {
                let sign = if matches!(ex.node(), Node::Call(Func::Sinh, _)) {
                    Rational::MINUS_ONE
                } else {
                    Rational::ONE
                };
                let halves = [
                    (u.exp(), Rational::HALF),
                    (u.neg().exp(), Rational::HALF.mul(sign)?),
                ];
                let mut sum = Terms::new();
                for (part, k) in halves {
                    for (exponents, coefficient) in self.read(&part)? {
                        add(&mut sum, exponents, coefficient.mul(k)?)?;
                    }
                }
                sum
            }
            Node::Call(Func::Sigmoid, u) if u.leads_negative() => {
                let mut sum = Terms::from([(Vec::new(), Rational::ONE)]);
                for (exponents, coefficient) in self.read(&Ex::call(Func::Sigmoid, &u.neg()))? {
                    add(&mut sum, exponents, coefficient.neg())?;
                }
                sum
            }
            _ => self.atom(ex, Rational::ONE)?,
        })
    }

    fn power(&mut self, base: &Ex, exponent: &Ex) -> Option<Terms<Rational>> {
        let Some(r) = exponent.as_num() else {
            return self.atom(&base.pow(exponent), Rational::ONE);
        };
        if let Some(number) = base.as_num() {
            // 2/√2 is √2.
            let whole = r.numerator().div_euclid(r.denominator());
            let rest = r.sub(Rational::new(whole, 1)?)?;
            let mut root = if rest.is_zero() {
                Terms::from([(Vec::new(), Rational::ONE)])
            } else {
                self.atom(&base.pow(&Ex::num(rest)), Rational::ONE)?
            };
            for coefficient in root.values_mut() {
                *coefficient = coefficient.mul(number.powi(whole)?)?;
            }
            return Some(root);
        }
        let sum = matches!(
            base.node(),
            Node::Sum(..) | Node::Call(Func::Sinh | Func::Cosh | Func::Sigmoid, _)
        );
        match r.integer().and_then(|n| usize::try_from(n).ok()) {
            Some(n) if sum && n <= DEGREE => {
                let read = self.read(base)?;
                let mut power = Terms::from([(Vec::new(), Rational::ONE)]);
                for _ in 0..n {
                    power = times(&power, &read)?;
                }
                Some(power)
            }
            _ => self.atom(base, r),
        }
    }

    /// atom^exponent; of exponentials of multiples of one thing, powers of one.
    fn atom(&mut self, atom: &Ex, exponent: Rational) -> Option<Terms<Rational>> {
        let (atom, exponent) = match atom.node() {
            Node::Call(Func::Exp, u) => {
                let (k, rest) = u.split_coefficient();
                let flipped = rest.leads_negative();
                let rest = if flipped { rest.neg() } else { rest };
                let k = if flipped { k.neg() } else { k };
                (rest.exp(), exponent.mul(k)?)
            }
            _ => (atom.clone(), exponent),
        };
        let known = self.atoms.iter().position(|known| *known == atom);
        let place = known.unwrap_or(self.atoms.len());
        if known.is_none() {
            self.atoms.push(atom);
        }
        if self.atoms.len() > ATOMS {
            return None;
        }
        let mut exponents = vec![Rational::ZERO; place + 1];
        exponents[place] = exponent;
        Some(Terms::from([(exponents, Rational::ONE)]))
    }
}

fn add<E: Ord>(terms: &mut Terms<E>, exponents: Vec<E>, by: Rational) -> Option<()> {
    let entry = terms.entry(exponents).or_insert(Rational::ZERO);
    *entry = entry.add(by)?;
    Some(())
}

fn times(a: &Terms<Rational>, b: &Terms<Rational>) -> Option<Terms<Rational>> {
    let mut product = Terms::new();
    for (p, j) in a {
        for (q, k) in b {
            let at = |list: &[Rational], i: usize| list.get(i).copied().unwrap_or(Rational::ZERO);
            let length = p.len().max(q.len());
            let sum: Option<Vec<Rational>> = (0..length).map(|i| at(p, i).add(at(q, i))).collect();
            let mut exponents = sum?;
            while exponents.last().is_some_and(|e| e.is_zero()) {
                exponents.pop();
            }
            add(&mut product, exponents, j.mul(*k)?)?;
        }
    }
    (product.len() <= TERMS).then_some(product)
}

/// Exponents as numbers from 0 on: a power of an atom is one itself, and a positive one may be divided by.
fn whole(terms: &Terms<Rational>, values: &[Interval]) -> Option<Terms<usize>> {
    let at = |list: &[Rational], i: usize| list.get(i).copied().unwrap_or(Rational::ZERO);
    let mut scaled: Terms<usize> = Terms::new();
    let mut units = Vec::new();
    for (i, value) in values.iter().enumerate() {
        let exponents = || terms.keys().map(|list| at(list, i));
        let least = exponents().min()?;
        let mut common = 1;
        for e in exponents() {
            common = common / gcd(common, e.denominator()) * e.denominator();
        }
        // Only integers are powers of what may be negative; only what is not zero may be divided by.
        if (common != 1 || least.is_negative()) && !value.is_positive() {
            return None;
        }
        units.push((least.min(Rational::ZERO), common));
    }
    for (list, coefficient) in terms {
        let exponents: Option<Vec<usize>> = units
            .iter()
            .enumerate()
            .map(|(i, (least, common))| {
                let steps = at(list, i).sub(*least)?.mul(Rational::new(*common, 1)?)?;
                usize::try_from(steps.integer()?)
                    .ok()
                    .filter(|n| *n <= DEGREE)
            })
            .collect();
        add(&mut scaled, exponents?, *coefficient)?;
    }
    // The values of a root of an atom are those of the atom only where that is any positive number.
    let rooted = units.iter().zip(values).all(|((_, common), value)| {
        *common == 1 || (value.lo.is_zero() && value.hi == Bound::PosInf)
    });
    scaled.retain(|_, k| !k.is_zero());
    rooted.then_some(scaled)
}

/// One atom after the other, from where each is to t from 0 to ∞.
fn on_box(
    terms: &Terms<usize>,
    degrees: &[usize],
    values: &[Interval],
    place: usize,
) -> Option<Sign> {
    let Some(value) = values.get(place) else {
        return of_coefficients(terms, degrees, values);
    };
    let (lo, hi) = (value.lo.as_rational(), value.hi.as_rational());
    let moved = match (lo, hi) {
        (Some(lo), Some(hi)) if lo == hi => at_point(terms, place, lo)?,
        (Some(lo), Some(hi)) => between(terms, place, degrees[place], [lo, hi])?,
        (Some(lo), None) if value.hi == Bound::PosInf => shifted(terms, place, lo, Rational::ONE)?,
        (None, Some(hi)) if value.lo == Bound::NegInf => {
            let turned = |values: &Interval| Interval {
                lo_open: values.hi_open,
                hi_open: true,
                ..*values
            };
            let moved = shifted(terms, place, hi, Rational::MINUS_ONE)?;
            let mut values = values.to_vec();
            values[place] = turned(value);
            return on_box(&moved, degrees, &values, place + 1);
        }
        _ if value.is_positive() => {
            let mut values = values.to_vec();
            values[place] = Interval::POSITIVE;
            return on_box(terms, degrees, &values, place + 1);
        }
        _ => {
            // Both sides of 0, where both belong to.
            let mut sides = Vec::new();
            for by in [Rational::ONE, Rational::MINUS_ONE] {
                let mut values = values.to_vec();
                values[place] = Interval {
                    lo_open: false,
                    ..Interval::POSITIVE
                };
                let moved = shifted(terms, place, Rational::ZERO, by)?;
                sides.push(on_box(&moved, degrees, &values, place + 1)?);
            }
            return match sides[0].either(sides[1]) {
                Sign::Unknown => None,
                sign => Some(sign),
            };
        }
    };
    on_box(&moved, degrees, values, place + 1)
}

/// With `lo + by·t` for an atom.
fn shifted(terms: &Terms<usize>, place: usize, lo: Rational, by: Rational) -> Option<Terms<usize>> {
    replaced(terms, place, |n| power_of_sum(lo, by, n))
}

/// With `(lo + hi·t)/(1 + t)` for an atom, times a power of `1 + t`.
fn between(
    terms: &Terms<usize>,
    place: usize,
    degree: usize,
    [lo, hi]: [Rational; 2],
) -> Option<Terms<usize>> {
    replaced(terms, place, |n| {
        let (first, second) = (
            power_of_sum(lo, hi, n)?,
            power_of_sum(Rational::ONE, Rational::ONE, degree - n)?,
        );
        let mut product = vec![Rational::ZERO; degree + 1];
        for (i, a) in first.iter().enumerate() {
            for (j, b) in second.iter().enumerate() {
                product[i + j] = product[i + j].add(a.mul(*b)?)?;
            }
        }
        Some(product)
    })
}

fn at_point(terms: &Terms<usize>, place: usize, at: Rational) -> Option<Terms<usize>> {
    replaced(terms, place, |n| {
        Some(vec![at.powi(i128::try_from(n).ok()?)?])
    })
}

/// The coefficients of (a + b·t)^n.
fn power_of_sum(a: Rational, b: Rational, n: usize) -> Option<Vec<Rational>> {
    let mut power = vec![Rational::ONE];
    for _ in 0..n {
        let mut next = vec![Rational::ZERO; power.len() + 1];
        for (i, c) in power.iter().enumerate() {
            next[i] = next[i].add(c.mul(a)?)?;
            next[i + 1] = next[i + 1].add(c.mul(b)?)?;
        }
        power = next;
    }
    Some(power)
}

fn replaced(
    terms: &Terms<usize>,
    place: usize,
    by: impl Fn(usize) -> Option<Vec<Rational>>,
) -> Option<Terms<usize>> {
    let mut result = Terms::new();
    for (list, coefficient) in terms {
        for (n, c) in by(list[place])?.into_iter().enumerate() {
            let mut exponents = list.clone();
            exponents[place] = n;
            add(&mut result, exponents, c.mul(*coefficient)?)?;
        }
    }
    result.retain(|_, k| !k.is_zero());
    (result.len() <= 3 * TERMS).then_some(result)
}

fn of_coefficients(terms: &Terms<usize>, degrees: &[usize], values: &[Interval]) -> Option<Sign> {
    let negative = terms.values().any(|k| k.is_negative());
    let positive = terms.values().any(|k| k.is_positive());
    let (strict, weak) = match (positive, negative) {
        (true, false) => (Sign::Positive, Sign::NonNegative),
        (false, true) => (Sign::Negative, Sign::NonPositive),
        (true, true) => return None,
        (false, false) => return Some(Sign::Zero),
    };
    // At ends that belong to an interval, t is 0 or ∞: some term has to be left at each corner of such ends.
    let mut corners: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    for (i, value) in values.iter().enumerate() {
        let mut ends = Vec::new();
        if !value.lo_open {
            ends.push(Some(0));
        }
        if !value.hi_open && !value.is_point() {
            ends.push(Some(degrees[i]));
        }
        if ends.is_empty() {
            ends.push(None);
        }
        corners = corners
            .iter()
            .flat_map(|corner| ends.iter().map(|end| [corner.as_slice(), &[*end]].concat()))
            .collect();
    }
    let stays = |corner: &Vec<Option<usize>>| {
        terms.keys().any(|list| {
            let mut exponents = list.iter().zip(corner);
            exponents.all(|(n, end)| end.is_none_or(|end| *n == end))
        })
    };
    Some(if corners.iter().all(stays) {
        strict
    } else {
        weak
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;

    fn on(ex: &Ex, interval: Interval) -> Option<Sign> {
        let region = Region {
            coords: vec![interval],
            params: vec![Interval::UNIT],
        };
        sign(ex, &region)
    }

    #[test]
    fn ends_belong_to_closed_intervals() {
        let z = Ex::var(Var::Coord(0));
        let closed = Interval {
            lo_open: false,
            hi_open: false,
            ..Interval::UNIT
        };
        let down = Ex::one().sub(&z);
        assert_eq!(on(&down, Interval::UNIT), Some(Sign::Positive));
        assert_eq!(on(&down, closed), Some(Sign::NonNegative));
        assert_eq!(on(&z, closed), Some(Sign::NonNegative));
        assert_eq!(on(&down.add(&z.powi(2)), closed), Some(Sign::Positive));
        assert_eq!(on(&down.mul(&z), closed), Some(Sign::NonNegative));
        assert_eq!(on(&down.mul(&z), Interval::UNIT), Some(Sign::Positive));
        assert_eq!(on(&z.sub(&Ex::half()), Interval::UNIT), None);
        assert_eq!(on(&z.powi(2), Interval::REAL), Some(Sign::NonNegative));
    }

    #[test]
    fn roots_and_exponentials_are_powers() {
        let z = Ex::var(Var::Coord(0));
        let a = Ex::var(Var::Param(0));
        let root = z.sqrt();
        let sum = root.powi(3).add(&root).sub(&z.mul(&a));
        assert_eq!(on(&sum, Interval::POSITIVE), None);
        let sum = root.powi(3).add(&root.recip()).add(&z);
        assert_eq!(on(&sum, Interval::POSITIVE), Some(Sign::Positive));
        let twice = z.scale(Rational::int(2)).exp();
        let sum = twice.sub(&z.exp()).add(&z.neg().exp().sub(&Ex::int(5)));
        assert_eq!(on(&sum, Interval::REAL), None);
        let cosh = Ex::call(Func::Cosh, &z);
        let sinh = Ex::call(Func::Sinh, &z);
        assert_eq!(on(&cosh.add(&sinh), Interval::REAL), Some(Sign::Positive));
    }
}
