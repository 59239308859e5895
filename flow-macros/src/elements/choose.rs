//! What of `Split(k, by = likelihood)` runs: the permutation after which the dimensions that leave are the last, which the data
//! set.

use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Placement, Refusal, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

#[derive(Clone, Debug)]
pub(crate) struct Choose {
    dim: usize,
    leaving: usize,
    /// As the `Split` is written.
    text: String,
}

impl Choose {
    pub(crate) fn new(dim: usize, leaving: usize, text: String) -> Self {
        Self { dim, leaving, text }
    }
}

impl Rules for Choose {
    fn text(&self) -> String {
        self.text.clone()
    }

    /// The gain of each dimension, and whether the data have set it.
    fn params(&self) -> usize {
        self.dim + 1
    }

    fn learns(&self) -> bool {
        false
    }

    fn is_set_by_data(&self) -> bool {
        true
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "",
        }
    }

    /// Any dimension may take the place of any other.
    fn image(&self, domain: &Domain, _inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let first = &domain.intervals[0];
        let other = domain.intervals.iter().position(|found| found != first);
        let Some(i) = other else {
            return Ok(domain.intervals.clone());
        };
        let (labels, found) = (&domain.labels, &domain.intervals[i]);
        Err(Refusal {
            message: format!(
                "`{}` may take any dimension for any other, but numbers are in {first} in {}, and in {found} in {}\nhelp: put what gives other intervals behind it, in `On[…](…)`",
                self.text,
                labels.one(0),
                labels.one(i)
            ),
            part: None,
        })
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full {
            dims: Vec::new(),
            places: 1,
        }
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let (columns, leaving) = (placement.list(), Literal::usize_unsuffixed(self.leaving));
        Runtime {
            ty: quote!(rt::Choose),
            value: quote!(rt::Choose::new(#columns, #leaving)),
        }
    }
}
