//! ln|det| as a sum of logarithms of factors: never the logarithm of a product that can overflow.

use super::canon::is_positive;
use super::expr::{Ex, Node, Var};
use super::functions::Func;
use super::kinks::Kinked;
use super::number::Rational;
use super::prove::{Prover, Sign};
use super::range::Region;

/// ln|∂f/∂var|, where `slope` is ∂f/∂var in factored form, of one sign everywhere.
///
/// What jumps is taken side by side: as it is written it adds up both, of which one is 0 and the other may underflow.
pub(crate) fn log_det(f: &Ex, var: Var, slope: &Ex, region: &Region) -> Ex {
    Kinked::of(f, var, region)
        .filter(|_| jumps(slope) || !Prover::new().sign(slope, region).is_strict())
        .and_then(|kinked| kinked.log_det())
        .unwrap_or_else(|| ln_abs(slope, region))
}

/// Whether a sum has the sign of something in it.
fn jumps(ex: &Ex) -> bool {
    match ex.node() {
        Node::Sum(_, terms) => terms.iter().any(|(term, _)| has_sign(term)),
        Node::Product(factors) => factors.iter().any(|(base, _)| jumps(base)),
        _ => false,
    }
}

fn has_sign(ex: &Ex) -> bool {
    match ex.node() {
        Node::Call(f, u) => *f == Func::Sign || has_sign(u),
        Node::Sum(_, terms) => terms.iter().any(|(term, _)| has_sign(term)),
        Node::Product(factors) => factors.iter().any(|(b, e)| has_sign(b) || has_sign(e)),
        _ => false,
    }
}

/// ln|ex|, for an expression in factored form.
pub(crate) fn ln_abs(ex: &Ex, region: &Region) -> Ex {
    match ex.node() {
        Node::Num(r) => Ex::num(r.abs()).ln(),
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
