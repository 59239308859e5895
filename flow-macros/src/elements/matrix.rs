//! `Matrix[[a, b], [c, d]]`: `x = A·z`, constant, with its inverse and log|det| computed while compiling.
//!
//! The rewrites give it a shift too, where constant elements beside it are merged into one affine map.

use super::shift_scale::ShiftScale;
use super::{Arrival, Bijector, Cost, Entry, Refusal, Rules};
use crate::ast::{Argument, At, Call, ExprKind, Scalar};
use crate::check::{Arriving, Check, exact, show};
use crate::errors::Loc;
use crate::formula::{Bound, Interval, Rational};
use crate::lower::{Runtime, Tables};
use crate::matrix::{Fault, Inverse, Number, Square};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

pub(crate) const MATRIX: Entry<Bijector> = Entry {
    name: "Matrix",
    dim,
    check,
};

const EXAMPLE: &str = "help: a matrix is written row by row: `Matrix[[2, 1], [0, 1]]`";

/// Larger matrices are not written out where an element is named.
const SHOWN: usize = 4;

/// `x = matrix·z + shift`
#[derive(Clone, Debug)]
struct Affine {
    matrix: Square,
    shift: Vec<Number>,
}

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

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
    check.no_sizes(call);
    let Some(constants) = &call.constants else {
        if call.sizes.is_none() {
            check.error(call.loc, format!("`Matrix` needs its rows\n{EXAMPLE}"));
        }
        return None;
    };
    let matrix = Square(rows(&constants.list, constants.loc, check)?);
    if check.dim != Some(matrix.dim()) {
        return None;
    }
    let inverse = match matrix.inverse() {
        Ok(inverse) => inverse,
        Err(fault) => {
            check.error(constants.loc, refusal(&fault));
            return None;
        }
    };
    if let Some(message) = beyond(&matrix, &inverse.matrix, check.scalar) {
        check.error(constants.loc, message);
        return None;
    }
    if matrix.is_identity() {
        check
            .report
            .warning(call.loc, "an identity matrix does nothing");
    }
    Some(Matrix::new(matrix, inverse, check.scalar).into())
}

/// The entries, row by row, if there are as many in each as there are rows.
fn rows(list: &[Argument], loc: Loc, check: &Check<'_>) -> Option<Vec<Vec<Number>>> {
    let is_row = |row: &Argument| row.name.is_none() && matches!(row.value.kind, ExprKind::List(_));
    if !list.iter().any(is_row) {
        let broken = |row: &Argument| matches!(row.value.kind, ExprKind::Broken);
        if !list.iter().any(broken) {
            let found = if list.is_empty() {
                "nothing"
            } else {
                "numbers"
            };
            check.error(
                loc,
                format!("expected rows in brackets, found {found}\n{EXAMPLE}"),
            );
        }
        return None;
    }
    let size = list.len();
    let mut rows = Vec::with_capacity(size);
    for (i, row) in list.iter().enumerate() {
        let loc = row.name.as_ref().map_or(row.value.loc, |name| name.loc);
        match &row.value.kind {
            ExprKind::List(entries) if row.name.is_none() => {
                let numbers: Vec<Option<Number>> = entries
                    .iter()
                    .map(|entry| Some(Number::new(check.constant(entry)?.value, exact(entry))))
                    .collect();
                if entries.len() == size {
                    rows.push(numbers.into_iter().collect());
                    continue;
                }
                let entries = counted(entries.len(), "entry", "entries");
                let are = if size == 1 { "is" } else { "are" };
                let all = counted(size, "row", "rows");
                check.error(
                    loc,
                    format!("a matrix is square, but row {i} has {entries}, and there {are} {all}\nhelp: write a row and a column per dimension"),
                );
            }
            ExprKind::Broken => {}
            _ => check.error(loc, format!("expected a row in brackets\n{EXAMPLE}")),
        }
        rows.push(None);
    }
    rows.into_iter().collect()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `(2, -1)`
fn tuple<T>(entries: &[T], text: impl Fn(&T) -> String) -> String {
    let entries: Vec<String> = entries.iter().map(text).collect();
    format!("({})", entries.join(", "))
}

/// Why a matrix cannot be undone: two points with one image, and what is wrong with the rows.
fn refusal(fault: &Fault) -> String {
    match fault {
        Fault::Singular { kernel, relation } => {
            let origin = tuple(kernel, |_| "0".into());
            let point = tuple(kernel, Rational::to_string);
            format!(
                "not invertible, determinant 0: z = {origin} and z = {point} both give {origin}\nhelp: its rows depend on each other: {}, counted from row 0",
                dependence(relation)
            )
        }
        Fault::Doubtful { kernel } => {
            let origin = tuple(kernel, |_| "0".into());
            let point = tuple(kernel, |entry| Bound::Float(*entry).to_string());
            format!(
                "cannot tell whether this matrix is invertible: z = {origin} and z ≈ {point} both give {origin}, up to rounding\nhelp: whole numbers, fractions and short decimal numbers are computed exactly"
            )
        }
    }
}

/// `row 2 = 2 · row 1 − row 0`, of the factors with which all rows add to 0.
fn dependence(relation: &[Rational]) -> String {
    let mut terms = relation
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, r)| !r.is_zero());
    let Some((last, divisor)) = terms.next() else {
        return String::new();
    };
    let mut sum = String::new();
    for (i, factor) in terms {
        let factor = factor.div(divisor.neg()).unwrap_or(*factor);
        sum.push_str(match (sum.is_empty(), factor.is_negative()) {
            (true, false) => "",
            (true, true) => "−",
            (false, false) => " + ",
            (false, true) => " − ",
        });
        let factor = factor.abs();
        if !factor.is_one() {
            sum.push_str(&factor.to_string());
            sum.push_str(" · ");
        }
        sum.push_str("row ");
        sum.push_str(&i.to_string());
    }
    let sum = if sum.is_empty() { "0".into() } else { sum };
    format!("row {last} = {sum}")
}

/// Why the scalar of a flow cannot hold a matrix and its inverse, if so.
fn beyond(matrix: &Square, inverse: &Square, scalar: Scalar) -> Option<String> {
    let (least, most, epsilon, help) = match scalar {
        Scalar::F32 => (
            f64::from(f32::MIN_POSITIVE),
            f64::from(f32::MAX),
            f64::from(f32::EPSILON),
            "\nhelp: declare the flow with `f64`",
        ),
        Scalar::F64 => (f64::MIN_POSITIVE, f64::MAX, f64::EPSILON, ""),
    };
    let name = scalar.name();
    let entries = matrix.0.iter().chain(&inverse.0).flatten();
    let beyond = |entry: &&Number| {
        let size = entry.value.abs();
        !(entry.is_zero() || (least..=most).contains(&size))
    };
    if let Some(entry) = entries.clone().find(beyond) {
        let entry = show(entry.value);
        return Some(format!(
            "this matrix cannot be inverted in {name}: the entry {entry}, of it or of its inverse, is beyond {name}{help}"
        ));
    }
    let condition = matrix.condition(inverse);
    (condition * epsilon >= 1.0 / (matrix.dim() + 4) as f64).then(|| {
        let condition = Bound::Float(condition);
        format!(
            "this matrix cannot be inverted in {name}: rounding is multiplied by up to {condition}, its condition number{help}"
        )
    })
}

impl Affine {
    fn constant(shift: &[f64]) -> Vec<Number> {
        shift.iter().map(|&value| Number::decimal(value)).collect()
    }

    /// `self` and then `next`.
    fn then(&self, next: &Self) -> Self {
        let mut shift = next.matrix.apply(&self.shift);
        for (own, outer) in shift.iter_mut().zip(&next.shift) {
            *own = own.add(outer);
        }
        Self {
            matrix: next.matrix.times(&self.matrix),
            shift,
        }
    }

    /// On permuted columns: `x[p[i]] = Σⱼ aᵢⱼ·z[p[j]] + bᵢ`.
    fn permuted(&self, p: &Permutation) -> Self {
        let back = p.inverse();
        let rows = back.apply(&self.matrix.0);
        Self {
            matrix: Square(rows.iter().map(|row| back.apply(row)).collect()),
            shift: back.apply(&self.shift),
        }
    }
}

impl Matrix {
    fn new(matrix: Square, inverse: Inverse, scalar: Scalar) -> Self {
        let zero = vec![Number::ZERO; matrix.dim()];
        Self {
            forward: Affine {
                matrix,
                shift: zero.clone(),
            },
            inverse: Affine {
                matrix: inverse.matrix,
                shift: zero,
            },
            ln_det: inverse.ln_det,
            scalar,
        }
    }

    /// `first >> second` as one, if they are constant, one of them is a matrix, and the two together are not close to
    /// singular.
    pub(crate) fn merged(first: &Bijector, second: &Bijector) -> Option<Self> {
        let scalar = match (first, second) {
            (Bijector::Matrix(matrix), _) | (_, Bijector::Matrix(matrix)) => matrix.scalar,
            _ => return None,
        };
        let (first, second) = (Self::of(first, scalar)?, Self::of(second, scalar)?);
        let both = Self {
            forward: first.forward.then(&second.forward),
            inverse: second.inverse.then(&first.inverse),
            ln_det: first.ln_det + second.ln_det,
            scalar,
        };
        let fits = beyond(&both.forward.matrix, &both.inverse.matrix, scalar).is_none();
        fits.then_some(both)
    }

    /// A constant element as a matrix.
    fn of(bijector: &Bijector, scalar: Scalar) -> Option<Self> {
        if let Bijector::Matrix(matrix) = bijector {
            return Some(matrix.clone());
        }
        let forward = bijector.rules().constants()?;
        let inverse = bijector.rules().inverse().rules().constants()?;
        let affine = |constants: &ShiftScale| Affine {
            matrix: Square::diagonal(Affine::constant(constants.scale())),
            shift: Affine::constant(constants.shift()),
        };
        Some(Self {
            ln_det: forward.scale().iter().map(|scale| scale.abs().ln()).sum(),
            forward: affine(&forward),
            inverse: affine(&inverse),
            scalar,
        })
    }

    /// As a permutation and then shifts and scales, if each row and each column has one entry that is not 0.
    pub(crate) fn monomial(&self) -> Option<(Permutation, ShiftScale)> {
        let Affine { matrix, shift } = &self.forward;
        let mut sources = Vec::with_capacity(matrix.dim());
        for i in 0..matrix.dim() {
            let mut reads = matrix.reads(i);
            sources.push(reads.next()?);
            if reads.next().is_some() {
                return None;
            }
        }
        let scale = sources.iter().zip(&matrix.0).map(|(&j, row)| row[j].value);
        let constants = ShiftScale::new(
            scale.collect(),
            shift.iter().map(|shift| shift.value).collect(),
        );
        Some((Permutation::new(sources), constants))
    }

    fn is_shifted(&self) -> bool {
        !self.forward.shift.iter().all(Number::is_zero)
    }

    fn with_shift(&self, text: String) -> String {
        if self.is_shifted() {
            let shift: Vec<String> = self.forward.shift.iter().map(Number::to_string).collect();
            format!("{text} >> Shift[{}]", shift.join(", "))
        } else {
            text
        }
    }
}

impl Rules for Matrix {
    fn spec(&self) -> String {
        let row = |row: &Vec<Number>| {
            let entries: Vec<String> = row.iter().map(Number::to_string).collect();
            format!("[{}]", entries.join(", "))
        };
        let rows: Vec<String> = self.forward.matrix.0.iter().map(row).collect();
        self.with_shift(format!("Matrix[{}]", rows.join(", ")))
    }

    fn describe(&self) -> String {
        match self.forward.matrix.dim() {
            dim if dim > SHOWN && self.is_shifted() => {
                format!("Matrix of {dim} × {dim} constants >> Shift of {dim}")
            }
            dim if dim > SHOWN => format!("Matrix of {dim} × {dim} constants"),
            _ => self.spec(),
        }
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
    fn arrive(&self, arriving: &Arriving) -> Result<Arrival, Refusal> {
        let Affine { matrix, shift } = &self.forward;
        let alone: Vec<Option<usize>> = (0..matrix.dim())
            .map(|i| {
                let mut reads = matrix.reads(i);
                reads.next().filter(|_| reads.next().is_none())
            })
            .collect();
        let mut intervals = arriving.intervals.iter().enumerate();
        let mixed =
            |(j, interval): (usize, &Interval)| !interval.is_real() && !alone.contains(&Some(j));
        if let Some(j) = intervals.position(mixed) {
            let what = self.describe();
            let mut refusal = Refusal::of_domain(&what, &Interval::REAL, arriving, j);
            let place = format!("`{what}` needs {}", Interval::REAL).len();
            refusal
                .message
                .insert_str(place, " where it mixes dimensions");
            return Err(refusal);
        }
        let image =
            alone
                .iter()
                .zip(&matrix.0)
                .zip(shift)
                .map(|((alone, row), shift)| match alone {
                    Some(j) => {
                        let scaled = arriving.intervals[*j].mul(&Interval::point(row[*j].bound()));
                        let shifted = scaled.add(&Interval::point(shift.bound()));
                        Interval::open(shifted.lo, shifted.hi)
                    }
                    None => Interval::REAL,
                });
        Ok(Arrival::unmade(image.collect()))
    }

    fn inverse(&self) -> Bijector {
        Self {
            forward: self.inverse.clone(),
            inverse: self.forward.clone(),
            ln_det: 0.0 - self.ln_det,
            scalar: self.scalar,
        }
        .into()
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Entries(&self.forward.matrix)
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self {
            forward: self.forward.permuted(p),
            inverse: self.inverse.permuted(p),
            ..*self
        }
        .into()
    }

    fn is_identity(&self) -> bool {
        self.forward.matrix.is_identity() && !self.is_shifted()
    }

    fn runtime(&self, tables: &mut Tables) -> Runtime {
        let number = |value: f64| match tables.scalar {
            Scalar::F32 => Literal::f32_unsuffixed(value as f32),
            Scalar::F64 => Literal::f64_unsuffixed(value),
        };
        let side = |Affine { matrix, shift }: &Affine| -> TokenStream {
            let matrix = matrix.column_major().map(number);
            let shift: Vec<Literal> = if self.is_shifted() {
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
        Runtime {
            ty,
            value: quote!(#table),
            size: quote!(.size()),
        }
    }
}
