//! ln|det| as a sum of logarithms of factors: never the logarithm of a product that can overflow.

use super::canon::is_positive;
use super::expr::{Ex, Node};
use super::functions::Func;
use super::number::Rational;
use super::prove::Prover;
use super::range::{self, Region};
use super::sign::{Sign, Strict};

/// ln|ex|, for an expression in factored form whose sign is known.
pub(crate) fn ln_abs_of(ex: &Ex, sign: Strict, region: &Region) -> Ex {
    match ex.node() {
        Node::Product(factors) => {
            let known = |(base, e): &(Ex, Ex)| Strict::of(&range::eval(&base.pow(e), region));
            let signs: Vec<_> = factors.iter().map(known).collect();
            let mut open = (0..factors.len()).filter(|&i| signs[i].is_none());
            let (Some(last), None) = (open.next(), open.next()) else {
                return ln_abs(ex, region);
            };
            // The others leave it one sign, of which nothing is to be proved again.
            let own = signs.iter().flatten().fold(sign, |own, s| own.times(*s));
            let logs = factors.iter().enumerate().map(|(i, (base, e))| {
                let log = if i == last && e.is_one() {
                    ln_abs_of(base, own, region)
                } else {
                    ln_abs(base, region)
                };
                (log.mul(e), Rational::ONE)
            });
            Ex::sum(logs.collect::<Vec<_>>())
        }
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
            let (term, k) = &terms[0];
            let own = sign.times(Strict::positive_if(k.is_positive()));
            Ex::num(k.abs()).ln().add(&ln_abs_of(term, own, region))
        }
        _ if sign.is_positive() => ex.ln(),
        _ => ex.neg().ln(),
    }
}

/// ln|ex|, for an expression in factored form.
pub(crate) fn ln_abs(ex: &Ex, region: &Region) -> Ex {
    match ex.node() {
        Node::Product(factors) => {
            let logs: Vec<_> = factors
                .iter()
                .map(|(b, e)| (ln_abs(b, region).mul(e), Rational::ONE))
                .collect();
            Ex::sum(logs)
        }
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => Ex::num(terms[0].1.abs())
            .ln()
            .add(&ln_abs(&terms[0].0, region)),
        _ if is_positive(ex) => ex.ln(),
        _ => match Prover::new().sign(ex, region) {
            Sign::Positive | Sign::NonNegative => ex.ln(),
            Sign::Negative | Sign::NonPositive => ex.neg().ln(),
            _ => Ex::call(Func::Abs, ex).ln(),
        },
    }
}
