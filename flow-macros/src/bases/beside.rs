//! `On[0, 2](Circle) >> …`: a base for some of the dimensions, beside others.

use super::Base;
use crate::formula::Interval;
use crate::labels::ranges;
use crate::rules::{BaseRules, Symmetry, list};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Independent densities, each of some of the dimensions.
#[derive(Debug)]
pub(crate) struct Beside {
    parts: Vec<(Vec<usize>, Base)>,
    /// The part of each dimension.
    part_of: Vec<usize>,
}

impl Beside {
    /// Bases that are the same in each of their dimensions; none of these is without one.
    pub(crate) fn new(parts: Vec<(Vec<usize>, Base)>, dim: usize) -> Self {
        let of = |i: usize| parts.iter().position(|(columns, _)| columns.contains(&i));
        let part_of = (0..dim).map(|i| of(i).unwrap_or(0)).collect();
        Self { parts, part_of }
    }

    fn base(&self, i: usize) -> &Base {
        &self.parts[self.part_of[i]].1
    }
}

impl BaseRules for Beside {
    fn spec(&self) -> Option<String> {
        let parts = self.parts.iter().filter_map(|(columns, base)| {
            let columns = ranges(columns);
            base.spec().map(|base| format!("On[{columns}]({base})"))
        });
        Some(parts.collect::<Vec<_>>().join(" >> "))
    }

    fn name(&self, i: usize) -> &'static str {
        self.base(i).name(i)
    }

    fn support(&self, i: usize) -> Interval {
        self.base(i).support(i)
    }

    /// Dimensions of one base are alike.
    fn symmetry(&self, dim: usize) -> Symmetry {
        let own = |i: usize| self.base(i).symmetry(1).center(0).ok();
        match (0..dim).map(own).collect::<Option<Vec<f64>>>() {
            Some(centers) => Symmetry::independent(&centers, &self.part_of, "the base"),
            None => Symmetry::none(dim, "the base"),
        }
    }

    fn runtime(&self) -> TokenStream {
        let all: Vec<usize> = (0..self.part_of.len()).collect();
        runtime(&self.parts, &all)
    }
}

/// The bases of these dimensions, the first beside all others.
fn runtime(parts: &[(Vec<usize>, Base)], dims: &[usize]) -> TokenStream {
    match parts {
        [] => quote!(rt::Normal::STANDARD),
        [(_, only)] => only.runtime(),
        [(columns, first), rest @ ..] => {
            let (own, others): (Vec<usize>, Vec<usize>) =
                (0..dims.len()).partition(|&i| columns.contains(&dims[i]));
            let left: Vec<usize> = others.iter().map(|&i| dims[i]).collect();
            let count = Literal::usize_unsuffixed(own.len());
            let order = list(&[own, others].concat());
            let (first, rest) = (first.runtime(), runtime(rest, &left));
            quote!(rt::Beside::new(#order, #count, #first, #rest))
        }
    }
}
