//! `Matrix[[a, b], [c, d]]`: `x = A·z`, constant, with its inverse and log|det| computed while compiling.
//!
//! The rewrites give it a shift too, where constant elements beside it are merged into one affine map.

mod affine;
mod refusal;
mod rows;

use super::text::bracketed;
use crate::arguments::Check;
use crate::ast::{Argument, At, Call, ExprKind, Scalar};
use crate::formula::Interval;
use crate::labels::Labels;
use crate::matrix::{Inverse, Number, Square};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Constants, Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};
use affine::Affine;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

pub(crate) const MATRIX: Entry<Matrix> = Entry {
    name: "Matrix",
    dim,
    check,
};

/// Larger matrices are not written out where an element is named.
const SHOWN: usize = 4;

#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    forward: Affine,
    inverse: Affine,
    /// ln|det| of the forward direction.
    ln_det: f64,
    /// What it is made for.
    scalar: Scalar,
}

/// A square matrix acts on as many dimensions as it has rows.
fn dim(call: &Call) -> Option<At<usize>> {
    let constants = call.constants.as_ref()?;
    let is_row = |row: &Argument| matches!(row.value.kind, ExprKind::List(_));
    let rows = &constants.list;
    (!rows.is_empty() && rows.iter().all(is_row)).then_some(At {
        value: rows.len(),
        loc: constants.loc,
    })
}

fn check(call: &Call, check: &Check<'_>) -> Option<Matrix> {
    check.no_sizes(call);
    let Some(constants) = &call.constants else {
        if call.sizes.is_none() {
            check.error(
                call.loc,
                format!("`Matrix` needs its rows\n{}", rows::EXAMPLE),
            );
        }
        return None;
    };
    let matrix = Square(rows::read(constants, check)?);
    if check.dim != Some(matrix.dim()) {
        return None;
    }
    let inverse = match matrix.inverse() {
        Ok(inverse) => inverse,
        Err(counterexample) => {
            check.error(constants.loc, refusal::singular(&counterexample));
            return None;
        }
    };
    if let Some(message) = refusal::beyond(&matrix, &inverse.matrix, check.scalar) {
        check.error(constants.loc, message);
        return None;
    }
    if matrix.is_identity() {
        check
            .report
            .warning(call.loc, "an identity matrix does nothing");
    }
    Some(Matrix::new(matrix, inverse, check.scalar))
}

impl Matrix {
    fn new(matrix: Square, inverse: Inverse, scalar: Scalar) -> Self {
        Self {
            forward: Affine::linear(matrix),
            inverse: Affine::linear(inverse.matrix),
            ln_det: inverse.ln_det,
            scalar,
        }
    }

    /// What it is made for.
    pub(crate) fn scalar(&self) -> Scalar {
        self.scalar
    }

    /// Constant shifts and scales as a matrix.
    pub(crate) fn diagonal(forward: &Constants, scalar: Scalar) -> Self {
        Self {
            ln_det: forward.scale.iter().map(|scale| scale.abs().ln()).sum(),
            forward: Affine::diagonal(forward),
            inverse: Affine::diagonal(&forward.inverse()),
            scalar,
        }
    }

    /// `self >> next` as one, if the two together are not close to singular.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let both = Self {
            forward: self.forward.then(&next.forward),
            inverse: next.inverse.then(&self.inverse),
            ln_det: self.ln_det + next.ln_det,
            scalar: self.scalar,
        };
        let scalar = self.scalar;
        let fits = refusal::beyond(&both.forward.matrix, &both.inverse.matrix, scalar).is_none();
        fits.then_some(both)
    }

    /// As a permutation and then shifts and scales, if each row and each column has one entry that is not 0.
    pub(crate) fn monomial(&self) -> Option<(Permutation, Constants)> {
        let Affine { matrix, shift } = &self.forward;
        let sources = (0..matrix.dim()).map(|i| matrix.reads_only(i));
        let sources: Vec<usize> = sources.collect::<Option<_>>()?;
        let scale = sources.iter().zip(&matrix.0).map(|(&j, row)| row[j].value);
        let constants = Constants::new(
            scale.collect(),
            shift.iter().map(|shift| shift.value).collect(),
        );
        Some((Permutation::new(sources), constants))
    }

    fn with_shift(&self, text: String) -> String {
        if self.forward.is_shifted() {
            let shift = self.forward.shift.iter().map(Number::to_string);
            format!("{text} >> {}", bracketed("Shift", shift))
        } else {
            text
        }
    }

    /// Its text, unless that is long.
    fn short(&self) -> String {
        match self.forward.matrix.dim() {
            dim if dim > SHOWN && self.forward.is_shifted() => {
                format!("Matrix of {dim} × {dim} constants >> Shift of {dim}")
            }
            dim if dim > SHOWN => format!("Matrix of {dim} × {dim} constants"),
            _ => self.text(),
        }
    }
}

impl Rules for Matrix {
    fn text(&self) -> String {
        let row = |row: &Vec<Number>| bracketed("", row.iter().map(Number::to_string));
        let rows = self.forward.matrix.0.iter().map(row);
        self.with_shift(bracketed("Matrix", rows))
    }

    fn describe(&self, _placement: &Placement, _labels: &Labels) -> String {
        self.short()
    }

    fn forward_cost(&self) -> Cost {
        let dim = self.forward.matrix.dim();
        Cost {
            multiply_adds: dim * dim,
            manner: "",
        }
    }

    /// A dimension that is not all real numbers must also leave by itself, as a multiple: whatever it is mixed into
    /// is then all real numbers, since the other dimensions of that are.
    fn image(&self, domain: &Domain, _inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let matrix = &self.forward.matrix;
        let alone: Vec<Option<usize>> = (0..matrix.dim()).map(|i| matrix.reads_only(i)).collect();
        let mut intervals = domain.intervals.iter().enumerate();
        let mixed =
            |(j, interval): (usize, &Interval)| !interval.is_real() && !alone.contains(&Some(j));
        if let Some(j) = intervals.position(mixed) {
            let (what, needs) = (self.short(), Interval::REAL);
            let claim = format!("`{what}` needs {needs} where it mixes dimensions");
            return Err(Refusal::unmet(&claim, &needs, domain, j));
        }
        let image = alone.iter().enumerate().map(|(i, alone)| match alone {
            Some(j) => self.forward.multiple(i, *j, &domain.intervals[*j]),
            None => Interval::REAL,
        });
        Ok(image.collect())
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self {
            forward: self.inverse.clone(),
            inverse: self.forward.clone(),
            ln_det: 0.0 - self.ln_det,
            scalar: self.scalar,
        })
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Entries(&self.forward.matrix, Vec::new())
    }

    fn permuted(&self, p: &Permutation) -> Option<Self> {
        Some(Self {
            forward: self.forward.permuted(p),
            inverse: self.inverse.permuted(p),
            ..*self
        })
    }

    fn is_identity(&self) -> bool {
        self.forward.matrix.is_identity() && !self.forward.is_shifted()
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let number = |value: f64| match tables.scalar {
            Scalar::F32 => Literal::f32_unsuffixed(value as f32),
            Scalar::F64 => Literal::f64_unsuffixed(value),
        };
        let side = |Affine { matrix, shift }: &Affine| -> TokenStream {
            let matrix = matrix.column_major().map(number);
            let shift: Vec<Literal> = if self.forward.is_shifted() {
                shift.iter().map(|shift| number(shift.value)).collect()
            } else {
                Vec::new()
            };
            quote!(rt::Side { matrix: &[#(#matrix),*], shift: &[#(#shift),*] })
        };
        let (forward, inverse) = (side(&self.forward), side(&self.inverse));
        let dim = Literal::usize_unsuffixed(self.forward.matrix.dim());
        let ln_det = Literal::f64_unsuffixed(self.ln_det);
        let scalar = Ident::new(tables.scalar.name(), Span::call_site());
        let ty = quote!(rt::Matrix<#scalar>);
        let table = tables.constant(
            "MATRIX",
            &ty,
            &quote!(rt::Matrix::new(#dim, #forward, #inverse, #ln_det)),
        );
        let on = placement.on();
        Runtime {
            ty,
            value: quote!(#table #on),
        }
    }
}
