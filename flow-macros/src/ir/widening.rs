//! How many dimensions stand before something that narrows a chain.

use super::chain::{Chain, Kind, Node};
use crate::elements::Element;

/// What narrows, from the data to the base: every dimension of the data is some before it, and there may be more behind these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Widening {
    /// How many each dimension is.
    pub(crate) counts: Vec<usize>,
    /// How many follow.
    pub(crate) more: usize,
}

impl Widening {
    fn none(dim: usize) -> Self {
        Self {
            counts: vec![1; dim],
            more: 0,
        }
    }

    /// Whether nothing narrows.
    pub(crate) fn is_none(&self) -> bool {
        self.more == 0 && self.counts.iter().all(|&count| count == 1)
    }

    /// How many dimensions there are before it.
    pub(crate) fn width(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.more
    }

    /// The same of something that stands before this, `next`, too.
    fn then(self, next: &Self) -> Self {
        let mut rest = next.counts.iter();
        let mut sum = |count: usize| rest.by_ref().take(count).sum();
        let counts = self.counts.into_iter().map(&mut sum).collect();
        Self {
            counts,
            more: sum(self.more) + next.more,
        }
    }

    /// The same of these of so many dimensions, where the others stay one each.
    fn of(self, columns: &[usize], dim: usize) -> Self {
        let mut all = Self::none(dim);
        for (&column, &count) in columns.iter().zip(&self.counts) {
            all.counts[column] = count;
        }
        all.more = self.more;
        all
    }

    /// Of something for each of the dimensions, what there is for each before it: `each` is told of which it is, if of any, and
    /// the how many-th.
    pub(crate) fn spread<T>(
        &self,
        all: &[T],
        mut each: impl FnMut(Option<&T>, usize) -> T,
    ) -> Vec<T> {
        let mut spread = Vec::with_capacity(self.width());
        for (of, &count) in all.iter().zip(&self.counts) {
            spread.extend((0..count).map(|i| each(Some(of), i)));
        }
        spread.extend((0..self.more).map(|i| each(None, i)));
        spread
    }
}

impl Chain {
    /// What it is on so many dimensions of the data.
    pub(crate) fn widening(&self, dim: usize) -> Widening {
        let nodes = self.0.iter().rev();
        nodes.fold(Widening::none(dim), |sum, node| {
            let next = node.widening(sum.width());
            sum.then(&next)
        })
    }
}

impl Node {
    /// As that of a chain.
    pub(crate) fn widening(&self, dim: usize) -> Widening {
        match &self.kind {
            Kind::Element(Element::Surjection(written)) => {
                let (count, more) = written.layer.before();
                Widening {
                    counts: vec![count; dim],
                    more,
                }
            }
            // Nothing is repeated, or inverted, that narrows.
            Kind::Element(_) | Kind::Invert(_) => Widening::none(dim),
            Kind::Repeat { chain, .. } => chain.widening(dim),
            Kind::On { columns, chain } => chain.widening(columns.len()).of(columns, dim),
            Kind::Split { kept, chain, .. } => {
                let first: Vec<usize> = (0..*kept).collect();
                chain.widening(*kept).of(&first, dim)
            }
        }
    }
}
