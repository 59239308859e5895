//! What constant shifts and scales become together: `x = scale·z + shift`. It has no name of its own.

use super::{Arrival, Bijector, Rules};
use crate::decimal::show;
use crate::formula::Interval;
use crate::matrix::Number;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Arriving;
use crate::rules::Refusal;
use crate::rules::{Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

#[derive(Clone, Debug)]
pub(crate) struct ShiftScale {
    scale: Vec<f64>,
    shift: Vec<f64>,
}

impl ShiftScale {
    pub(crate) fn new(scale: Vec<f64>, shift: Vec<f64>) -> Self {
        debug_assert_eq!(scale.len(), shift.len());
        Self { scale, shift }
    }

    pub(crate) fn scale(&self) -> &[f64] {
        &self.scale
    }

    pub(crate) fn shift(&self) -> &[f64] {
        &self.shift
    }

    /// `self >> next` as one, unless a constant would leave the numbers of f32: both are then kept.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let pairs = |f: fn(f64, f64, f64) -> f64, own: &[f64]| -> Vec<f64> {
            let outer = next.scale.iter().zip(&next.shift);
            let zipped = own.iter().zip(outer);
            zipped.map(|(&own, (&a, &b))| f(own, a, b)).collect()
        };
        let scale = pairs(|own, a, _| own * a, &self.scale);
        let shift = pairs(|own, a, b| own * a + b, &self.shift);
        let fits = |a: &f64| (*a as f32).is_normal() && (1.0 / *a as f32).is_normal();
        let holds = scale.iter().all(fits) && shift.iter().all(|b| (*b as f32).is_finite());
        holds.then(|| Self::new(scale, shift))
    }
}

/// The values of `scale·z + shift`, for those of z.
pub(super) fn image(values: &Interval, scale: &Number, shift: &Number) -> Interval {
    let scaled = values.mul(&Interval::point(scale.bound()));
    let shifted = scaled.add(&Interval::point(shift.bound()));
    Interval::open(shifted.lo, shifted.hi)
}

impl Rules for ShiftScale {
    /// In the language it takes two elements to say this.
    fn spec(&self) -> String {
        let list = |values: &[f64]| -> String {
            let shown: Vec<String> = values.iter().map(|&value| show(value)).collect();
            shown.join(", ")
        };
        let (scale, shift) = (list(&self.scale), list(&self.shift));
        match (
            self.scale.iter().all(|a| *a == 1.0),
            self.shift.iter().all(|b| *b == 0.0),
        ) {
            (true, _) => format!("Shift[{shift}]"),
            (false, true) => format!("Scale[{scale}]"),
            (false, false) => format!("Scale[{scale}] >> Shift[{shift}]"),
        }
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.scale.len(),
            manner: "",
        }
    }

    fn arrive(&self, arriving: &Arriving) -> Result<Arrival, Refusal> {
        let constants = self.scale.iter().zip(&self.shift);
        let intervals = arriving.intervals.iter().zip(constants);
        let images = intervals.map(|(values, (&scale, &shift))| {
            image(values, &Number::decimal(scale), &Number::decimal(shift))
        });
        Ok(Arrival::unmade(images.collect()))
    }

    fn inverse(&self) -> Bijector {
        let scale = self.scale.iter().map(|a| 1.0 / a).collect();
        let pairs = self.scale.iter().zip(&self.shift);
        let shift = pairs.map(|(a, b)| 0.0 - b / a).collect();
        Self::new(scale, shift).into()
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        let back = p.inverse();
        Self::new(back.apply(&self.scale), back.apply(&self.shift)).into()
    }

    fn is_identity(&self) -> bool {
        self.scale.iter().all(|a| *a == 1.0) && self.shift.iter().all(|b| *b == 0.0)
    }

    fn constants(&self) -> Option<ShiftScale> {
        Some(self.clone())
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let dim = Literal::usize_unsuffixed(self.scale.len());
        let scale = self.scale.iter().map(|&a| Literal::f64_unsuffixed(a));
        let shift = self.shift.iter().map(|&b| Literal::f64_unsuffixed(b));
        Runtime {
            ty: quote!(rt::ShiftScale<#dim>),
            value: quote!(rt::ShiftScale::new([#(#scale),*], [#(#shift),*])),
            size: quote!(.size()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ShiftScale;
    use crate::elements::Rules;

    #[test]
    fn merging_is_composition() {
        let first = ShiftScale::new(vec![2.0, 3.0], vec![1.0, 0.0]);
        let second = ShiftScale::new(vec![0.5, -1.0], vec![0.25, 4.0]);
        let both = first.then(&second).unwrap();
        assert_eq!(both.spec(), "Scale[1, -3] >> Shift[0.75, 4]");
        let back = both.inverse().rules().constants().unwrap();
        assert!(both.then(&back).unwrap().is_identity());
    }

    #[test]
    fn constants_that_would_overflow_stay_apart() {
        let large = ShiftScale::new(vec![1e30], vec![0.0]);
        assert!(large.then(&large).is_none());
    }
}
