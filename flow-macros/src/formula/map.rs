//! One coordinate of a formula, with what is derived from its kinks, which is looked for once.

use super::expr::{Ex, Node, Var};
use super::functions::Break;
use super::image::{Image, image};
use super::interval::Interval;
use super::invert;
use super::kinks::Kinked;
use super::logdet::ln_abs_of;
use super::prove::Prover;
use super::range::Region;
use super::sign::Strict;
use super::stable::WithImage;
use std::cell::OnceCell;

/// A function of one symbol on a region.
#[derive(Debug)]
pub(crate) struct Map<'a> {
    pub(crate) f: &'a Ex,
    pub(crate) var: Var,
    pub(crate) region: &'a Region,
    kinked: OnceCell<Option<Kinked>>,
}

impl<'a> Map<'a> {
    pub(crate) fn new(f: &'a Ex, var: Var, region: &'a Region) -> Self {
        Self {
            f,
            var,
            region,
            kinked: OnceCell::new(),
        }
    }

    /// Cut at its kinks, if it has any.
    pub(crate) fn kinked(&self) -> Option<&Kinked> {
        let cut = || Kinked::of(self.f, self.var, self.region);
        self.kinked.get_or_init(cut).as_ref()
    }

    /// Where it ends, if it is monotone.
    pub(crate) fn image(&self, increasing: bool) -> Option<Image> {
        let ends = self.kinked().and_then(Kinked::outermost);
        let (low, high) = ends.unwrap_or((self.f, self.f));
        image(low, high, self.var, increasing, self.region)
    }

    /// ln|∂f/∂var|, where `slope` is ∂f/∂var in factored form, of this sign everywhere.
    ///
    /// What jumps is taken side by side: as it is written it adds up both, of which one is 0 and the other may underflow.
    pub(crate) fn log_det(&self, slope: &Ex, sign: Strict) -> Ex {
        let known = || Prover::new().hasty().sign(slope, self.region).is_strict();
        let by_sides = || jumps(slope) || !known();
        let kinked = self.kinked().filter(|_| by_sides());
        kinked
            .and_then(Kinked::log_det)
            .unwrap_or_else(|| ln_abs_of(slope, sign, self.region))
    }

    /// The symbol in the output, where that can be solved for it, as a whole or on either side of a kink.
    pub(crate) fn inverse(&self, target: Var, image: &Interval) -> Option<Ex> {
        let Self { f, var, region, .. } = *self;
        let right = |inverse: &Ex| invert::undoes(f, var, inverse, target, region);
        let inverse = invert::invert(f, var, &Ex::var(target), region, image)
            .filter(right)
            .or_else(|| self.kinked()?.inverse(target).filter(right))?;
        // The numbers of images before this one do not matter: the coordinate is found in this one alone.
        let mut images = vec![Interval::REAL; region.coords.len()];
        if let Var::Image(i) = target
            && i < images.len()
        {
            images[i] = *image;
        }
        Some(WithImage::new(region, &images).simplify(&inverse))
    }
}

/// Whether a sum has in it what jumps.
fn jumps(ex: &Ex) -> bool {
    match ex.node() {
        Node::Sum(_, terms) => terms.iter().any(|(term, _)| has_jump(term)),
        Node::Product(factors) => factors.iter().any(|(base, _)| jumps(base)),
        Node::Num(_) | Node::Pi | Node::Var(_) | Node::Call(..) => false,
    }
}

fn has_jump(ex: &Ex) -> bool {
    match ex.node() {
        Node::Call(f, u) => f.row().breaks == Break::Jump || has_jump(u),
        Node::Sum(_, terms) => terms.iter().any(|(term, _)| has_jump(term)),
        Node::Product(factors) => factors.iter().any(|(b, e)| has_jump(b) || has_jump(e)),
        Node::Num(_) | Node::Pi | Node::Var(_) => false,
    }
}
