//! What the posterior of a layer sees of the data.

use crate::bijectors::moments::moments;
use crate::element::{Block, Element, Preparation, Pullback, Size};
use crate::kind::code;
use crate::parts::Parts;
use crate::real::Real;

/// How a column is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As a number, which is brought to mean 0 and variance 1.
    Number,
    /// As one of so many codes: a column for each, with 1 for the code and 0 for the others.
    Code(usize),
}

/// Columns as a network sees them, copied to columns of their own.
///
/// **Parameters** the shift and the log-scale of every number, set by all data, and one that tells whether they have.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    columns: &'static [(usize, Shown)],
    /// The first of their copies.
    start: usize,
}

impl Seen {
    /// These columns, seen from column `start` on.
    pub const fn new(columns: &'static [(usize, Shown)], start: usize) -> Self {
        Self { columns, start }
    }

    const fn numbers(&self) -> usize {
        let (mut count, mut i) = (0, 0);
        while i < self.columns.len() {
            count += matches!(self.columns[i].1, Shown::Number) as usize;
            i += 1;
        }
        count
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let numbers = self.numbers();
        Size {
            params: if numbers == 0 { 0 } else { 2 * numbers + 1 },
            ..Size::NONE
        }
    }

    /// Column by column, where it is and where its copies begin; and, of numbers, which they are.
    fn each(&self) -> impl Iterator<Item = (usize, usize, Result<usize, usize>)> {
        let (mut next, mut number) = (self.start, 0);
        self.columns.iter().map(move |&(column, sort)| {
            let start = next;
            match sort {
                Shown::Number => {
                    (next, number) = (next + 1, number + 1);
                    (column, start, Ok(number - 1))
                }
                Shown::Code(codes) => {
                    next += codes;
                    (column, start, Err(codes))
                }
            }
        })
    }

    fn scale<T: Real>(&self, params: &[T], number: usize) -> T {
        T::from_f64((-params[self.numbers() + number].to_f64()).exp())
    }
}

impl<T: Real> Element<T> for Seen {
    fn size(&self) -> Size {
        self.size()
    }

    fn parts(&self, parts: &mut Parts) {
        parts.summed(self.size().params);
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let count = self.numbers();
        match params.last_mut() {
            Some(is_set) if is_set.to_f64() < 0.5 => *is_set = T::ONE,
            _ => return,
        }
        for (column, _, number) in self.each() {
            if let Ok(number) = number {
                let (mean, log_deviation) =
                    moments(data.column(column, data.samples).iter().copied());
                params[number] = T::from_f64(mean);
                params[count + number] = T::from_f64(log_deviation);
            }
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        trained.fill(false);
    }

    fn forward(&self, _: &[T], _: &mut Block<'_, T>) {}

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        for (column, start, number) in self.each() {
            let width = number.err().unwrap_or(1);
            let (data, copies) = block.x.split_at_mut(start * rows);
            let (data, copies) = (&data[column * rows..][..rows], &mut copies[..width * rows]);
            match number {
                Ok(number) => {
                    let (shift, scale) = (params[number], self.scale(params, number));
                    for (copy, &x) in copies.iter_mut().zip(data) {
                        *copy = (x - shift) * scale;
                    }
                }
                Err(codes) => {
                    copies.fill(T::ZERO);
                    for (row, &x) in data.iter().enumerate() {
                        copies[code(x, codes) * rows + row] = T::ONE;
                    }
                }
            }
        }
    }

    fn forward_pullback(&self, _: &[T], _: &mut Pullback<'_, T>) {}

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        for (column, start, number) in self.each() {
            if let Ok(number) = number {
                let scale = self.scale(params, number);
                for row in 0..rows {
                    let dcopy = pull.dx[start * rows + row];
                    pull.dx[column * rows + row] += scale * dcopy;
                }
            }
        }
    }
}
