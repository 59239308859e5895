//! A sum as a polynomial in its atoms.

use super::{ATOMS, DEGREE, TERMS, Terms, add};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::{Rational, gcd};

#[derive(Default)]
pub(super) struct Reader {
    pub(super) atoms: Vec<Ex>,
}

impl Reader {
    pub(super) fn read(&mut self, ex: &Ex) -> Option<Terms<Rational>> {
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
pub(super) fn whole(terms: &Terms<Rational>, values: &[Interval]) -> Option<Terms<usize>> {
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
