//! Two densities side by side.

use super::{Base, Sides};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::real::Real;
use rand::Rng;

/// A density on some of the dimensions, beside another on the rest: `On[0, 2](Circle) >> …`.
///
/// `ln p(z)` is the sum of both, for they are independent.
#[derive(Clone, Copy, Debug)]
pub struct Beside<A, B> {
    /// The dimensions of the first density, then those of the second.
    order: &'static [usize],
    /// How many the first has.
    first: usize,
    own: A,
    rest: B,
}

impl<A, B> Beside<A, B> {
    /// A density on the `first` dimensions of `order`, and one on the others.
    ///
    /// # Panics
    ///
    /// If either has no dimension.
    pub const fn new(order: &'static [usize], first: usize, own: A, rest: B) -> Self {
        assert!(first > 0 && first < order.len());
        Self {
            order,
            first,
            own,
            rest,
        }
    }

    /// Which of both has dimension `i`, and where.
    fn place(&self, i: usize) -> Result<usize, usize> {
        let at = self.order.iter().position(|own| *own == i).unwrap_or(i);
        if at < self.first {
            Ok(at)
        } else {
            Err(at - self.first)
        }
    }

    /// Columns in the order of both densities.
    fn gather<T: Real>(&self, rows: usize, z: &[T], ordered: &mut [T]) {
        for (&i, column) in self.order.iter().zip(ordered.chunks_exact_mut(rows)) {
            column.copy_from_slice(&z[i * rows..][..rows]);
        }
    }
}

impl<T: Real, A: Base<T>, B: Base<T>> Base<T> for Beside<A, B> {
    fn log_prob(&self, z: &[T], out: &mut [T]) {
        let rows = out.len();
        if rows == 0 {
            return;
        }
        with_scratch(z.len(), |ordered| {
            self.gather(rows, z, ordered);
            let (own, rest) = ordered.split_at(self.first * rows);
            self.own.log_prob(own, out);
            self.rest.log_prob(rest, out);
        });
    }

    fn score(&self, z: &[T], weight: &[T], dz: &mut [T]) {
        let rows = weight.len();
        if rows == 0 {
            return;
        }
        with_scratch(2 * z.len(), |scratch| {
            let mut scratch = Cutter::new(scratch);
            let (ordered, dordered) = (scratch.cut(z.len()), scratch.cut(z.len()));
            self.gather(rows, z, ordered);
            dordered.fill(T::ZERO);
            let at = self.first * rows;
            let (own, rest) = ordered.split_at(at);
            let (down, drest) = dordered.split_at_mut(at);
            self.own.score(own, weight, down);
            self.rest.score(rest, weight, drest);
            for (&i, column) in self.order.iter().zip(dordered.chunks_exact(rows)) {
                for (dz, add) in dz[i * rows..][..rows].iter_mut().zip(column) {
                    *dz += *add;
                }
            }
        });
    }

    fn sample(&self, rng: &mut dyn Rng, z: &mut [T]) {
        with_scratch(z.len(), |ordered| {
            let (own, rest) = ordered.split_at_mut(self.first);
            self.own.sample(rng, own);
            self.rest.sample(rng, rest);
            for (&i, value) in self.order.iter().zip(ordered) {
                z[i] = *value;
            }
        });
    }

    fn center(&self, i: usize) -> f64 {
        match self.place(i) {
            Ok(i) => self.own.center(i),
            Err(i) => self.rest.center(i),
        }
    }

    fn sides(&self, i: usize, z: f64) -> Sides {
        match self.place(i) {
            Ok(i) => self.own.sides(i, z),
            Err(i) => self.rest.sides(i, z),
        }
    }

    fn quantile(&self, i: usize, sides: Sides) -> f64 {
        match self.place(i) {
            Ok(i) => self.own.quantile(i, sides),
            Err(i) => self.rest.quantile(i, sides),
        }
    }
}
