//! `Shift[b]`: `x = z + b`.

use super::shift_scale::ShiftScale;
use super::{Arrival, Bijector, Rules, bracketed, dim_of_constants};
use crate::arguments::Check;
use crate::ast::Call;
use crate::decimal::show;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Arriving;
use crate::rules::{Entry, Refusal};
use crate::rules::{Runtime, Tables};

pub(crate) const SHIFT: Entry<Bijector> = Entry {
    name: "Shift",
    dim: dim_of_constants,
    check,
};

#[derive(Clone, Debug)]
pub(crate) struct Shift(Vec<f64>);

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
    let constants = check.constant_per_dim(call)?;
    if check.dim != Some(constants.len()) {
        return None;
    }
    let shift = Shift(constants.iter().map(|at| at.value).collect());
    if shift.is_identity() {
        check.report.warning(call.loc, "a shift by 0 does nothing");
    }
    Some(shift.into())
}

impl Shift {
    fn as_constants(&self) -> ShiftScale {
        ShiftScale::new(vec![1.0; self.0.len()], self.0.clone())
    }
}

impl Rules for Shift {
    fn spec(&self) -> String {
        bracketed("Shift", self.0.iter().map(|&b| show(b)))
    }

    fn forward_cost(&self) -> Cost {
        self.as_constants().forward_cost()
    }

    fn arrive(&self, arriving: &Arriving) -> Result<Arrival, Refusal> {
        self.as_constants().arrive(arriving)
    }

    fn inverse(&self) -> Bijector {
        Self(self.0.iter().map(|b| 0.0 - b).collect()).into()
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self(p.inverse().apply(&self.0)).into()
    }

    fn is_identity(&self) -> bool {
        self.0.iter().all(|b| *b == 0.0)
    }

    fn constants(&self) -> Option<ShiftScale> {
        Some(self.as_constants())
    }

    fn runtime(&self, tables: &mut Tables) -> Runtime {
        self.as_constants().runtime(tables)
    }
}
