//! ln|det| as a sum of logarithms of factors: never the logarithm of a product that can overflow.

use super::canon::is_positive;
use super::expr::{Ex, Node};
use super::functions::Func;
use super::number::Rational;
use super::prove::Prover;
use super::range::Region;
use super::sign::Sign;

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
