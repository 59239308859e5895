//! `Shift[b]`: `x = z + b`.

use super::shift_scale::ShiftScale;
use super::text::listed;
use crate::arguments::{Check, dim_of_constants};
use crate::ast::Call;
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Constants, Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};

pub(crate) const SHIFT: Entry<Shift> = Entry {
    name: "Shift",
    dim: dim_of_constants,
    check,
};

#[derive(Clone, Debug)]
pub(crate) struct Shift(Vec<f64>);

fn check(call: &Call, check: &Check<'_>) -> Option<Shift> {
    let constants = check.constant_per_dim(call)?;
    if check.dim != Some(constants.len()) {
        return None;
    }
    let shift = Shift(constants.iter().map(|at| at.value).collect());
    if shift.is_identity() {
        check.report.warning(call.loc, "a shift by 0 does nothing");
    }
    Some(shift)
}

impl Shift {
    fn as_constants(&self) -> ShiftScale {
        ShiftScale(Constants::shift(self.0.clone()))
    }
}

impl Rules for Shift {
    fn text(&self) -> String {
        format!("Shift[{}]", listed(&self.0))
    }

    fn forward_cost(&self) -> Cost {
        self.as_constants().forward_cost()
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        self.as_constants().image(domain, inverted)
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self(self.0.iter().map(|b| 0.0 - b).collect()))
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Option<Self> {
        Some(Self(p.inverse().apply(&self.0)))
    }

    fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
        Some(Self(self.as_constants().0.widened(columns, dim).shift))
    }

    fn touches(&self) -> Option<Vec<usize>> {
        Some(self.as_constants().0.moved())
    }

    fn is_identity(&self) -> bool {
        self.0.iter().all(|b| *b == 0.0)
    }

    fn constants(&self) -> Option<Constants> {
        Some(self.as_constants().0)
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        self.as_constants().runtime(placement, tables)
    }
}
