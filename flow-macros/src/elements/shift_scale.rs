//! What constant shifts and scales become together: `x = scale·z + shift`. It has no name of its own.

use super::text::listed;
use crate::formula::Interval;
use crate::matrix::Number;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Constants, Domain, Placement, Refusal, Rules, Runtime, Tables, list};
use proc_macro2::Literal;
use quote::quote;

#[derive(Clone, Debug)]
pub(crate) struct ShiftScale(pub(crate) Constants);

/// The values of `scale·z + shift`, for those of z.
pub(super) fn image(values: &Interval, scale: &Number, shift: &Number) -> Interval {
    let scaled = values.mul(&Interval::point(scale.bound()));
    let shifted = scaled.add(&Interval::point(shift.bound()));
    Interval::open(shifted.lo, shifted.hi)
}

impl Rules for ShiftScale {
    /// In the language it takes two elements to say this.
    fn text(&self) -> String {
        let (scale, shift) = (listed(&self.0.scale), listed(&self.0.shift));
        match (
            self.0.scale.iter().all(|a| *a == 1.0),
            self.0.shift.iter().all(|b| *b == 0.0),
        ) {
            (true, _) => format!("Shift[{shift}]"),
            (false, true) => format!("Scale[{scale}]"),
            (false, false) => format!("Scale[{scale}] >> Shift[{shift}]"),
        }
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.0.scale.len(),
            manner: "",
        }
    }

    fn image(&self, domain: &Domain, _inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let constants = self.0.scale.iter().zip(&self.0.shift);
        let intervals = domain.intervals.iter().zip(constants);
        let images = intervals.map(|(values, (&scale, &shift))| {
            image(values, &Number::decimal(scale), &Number::decimal(shift))
        });
        Ok(images.collect())
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self(self.0.inverse()))
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Option<Self> {
        let back = p.inverse();
        let (scale, shift) = (back.apply(&self.0.scale), back.apply(&self.0.shift));
        Some(Self(Constants::new(scale, shift)))
    }

    fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
        Some(Self(self.0.widened(columns, dim)))
    }

    fn touches(&self) -> Option<Vec<usize>> {
        Some(self.0.moved())
    }

    fn is_identity(&self) -> bool {
        self.0.is_identity()
    }

    fn constants(&self) -> Option<Constants> {
        Some(self.0.clone())
    }

    fn runtime(&self, _placement: &Placement, _tables: &mut Tables) -> Runtime {
        // What stays costs nothing.
        let moved = self.0.moved();
        let constants = self.0.select(&moved);
        let on = (moved.len() < self.0.scale.len()).then(|| {
            let moved = list(&moved);
            quote!(.on(#moved))
        });
        let dim = Literal::usize_unsuffixed(moved.len());
        let scale = constants.scale.iter().map(|&a| Literal::f64_unsuffixed(a));
        let shift = constants.shift.iter().map(|&b| Literal::f64_unsuffixed(b));
        Runtime {
            ty: quote!(rt::ShiftScale<#dim>),
            value: quote!(rt::ShiftScale::new([#(#scale),*], [#(#shift),*]) #on),
        }
    }
}
