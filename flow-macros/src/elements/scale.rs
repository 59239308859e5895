//! `Scale[a]`: `x = a·z`, with no a zero.

use super::shift_scale::ShiftScale;
use super::text::listed;
use crate::arguments::{Check, dim_of_constants};
use crate::ast::{At, Call, Scalar};
use crate::decimal::show;
use crate::errors::Loc;
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Constants, Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};

pub(crate) const SCALE: Entry<Scale> = Entry {
    name: "Scale",
    dim: dim_of_constants,
    check,
};

#[derive(Clone, Debug)]
pub(crate) struct Scale(Vec<f64>);

fn check(call: &Call, check: &Check<'_>) -> Option<Scale> {
    let constants = check.constant_per_dim(call)?;
    let mut fine = true;
    for &At { value, loc } in &constants {
        fine &= check_factor(value, loc, check);
    }
    if !fine || check.dim != Some(constants.len()) {
        return None;
    }
    let scale = Scale(constants.iter().map(|at| at.value).collect());
    if scale.is_identity() {
        check.report.warning(call.loc, "a scale of 1 does nothing");
    }
    Some(scale)
}

/// The factor and its reciprocal must be numbers of the flow's scalar.
fn check_factor(value: f64, loc: Loc, check: &Check<'_>) -> bool {
    let (least, help) = match check.scalar {
        Scalar::F32 => (
            f64::from(f32::MIN_POSITIVE),
            "\nhelp: declare the flow with `f64`",
        ),
        Scalar::F64 => (f64::MIN_POSITIVE, ""),
    };
    if value == 0.0 {
        check.error(
            loc,
            "a scale of 0 is not invertible: it sends every number to 0",
        );
    } else if value.abs() < least || value.abs() > 1.0 / least {
        let scalar = check.scalar.name();
        let value = show(value);
        check.error(
            loc,
            format!("a scale of {value} cannot be inverted in {scalar}{help}"),
        );
    } else {
        return true;
    }
    false
}

impl Scale {
    fn as_constants(&self) -> ShiftScale {
        ShiftScale(Constants::scale(self.0.clone()))
    }
}

impl Rules for Scale {
    fn text(&self) -> String {
        format!("Scale[{}]", listed(&self.0))
    }

    fn forward_cost(&self) -> Cost {
        self.as_constants().forward_cost()
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        self.as_constants().image(domain, inverted)
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self(self.0.iter().map(|a| 1.0 / a).collect()))
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Option<Self> {
        Some(Self(p.inverse().apply(&self.0)))
    }

    fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
        Some(Self(self.as_constants().0.widened(columns, dim).scale))
    }

    fn touches(&self) -> Option<Vec<usize>> {
        Some(self.as_constants().0.moved())
    }

    fn is_identity(&self) -> bool {
        self.0.iter().all(|a| *a == 1.0)
    }

    fn constants(&self) -> Option<Constants> {
        Some(self.as_constants().0)
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        self.as_constants().runtime(placement, tables)
    }
}
