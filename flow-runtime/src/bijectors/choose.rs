//! Which dimensions go on, and which leave: chosen by the data.

use super::columns::Columns;
use super::gains::gains;
use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size, compiled, touch};
use crate::kernels::buffer::with_scratch;
use crate::real::Real;

/// The permutation of `Split(k, by = likelihood)` (Das, Abbeel & Spanos 2019): dimensions that go on come first, in their
/// order, then the `k` that leave, which are those that a first pass gains least from.
///
/// **Log-determinant** 0.
///
/// **Parameters** the gain of every dimension, and one more number that tells whether the data have set these; not for an
/// optimiser. Where all are 0 the last dimensions leave.
#[derive(Clone, Copy, Debug)]
pub struct Choose(Chosen);

/// The permutation, with code that is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen {
    columns: Columns,
    leaving: usize,
}

impl Choose {
    /// So many of these columns leave.
    ///
    /// # Panics
    ///
    /// If none is left.
    pub const fn new(columns: &'static [usize], leaving: usize) -> Self {
        assert!(leaving < columns.len());
        Self(Chosen {
            columns: Columns::of(columns),
            leaving,
        })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            params: self.0.columns.len() + 1,
            ..Size::NONE
        }
    }
}

compiled! { S => [] Choose: Chosen = |choose| &choose.0 }

impl Chosen {
    /// Calls `work(i, place)` for every dimension with its place among those that go on, then those that leave. Whatever the
    /// numbers, no place is taken twice.
    fn each<T: Real>(&self, params: &[T], mut work: impl FnMut(usize, usize)) {
        let dim = self.columns.len();
        let going = dim - self.leaving;
        let gains = &params[..dim];
        let gain = |i: usize| gains[i].to_f64();
        // Of equal gains the first goes on; so does a number before what is none.
        let before = |j: usize, i: usize| {
            gain(j)
                .total_cmp(&gain(i))
                .reverse()
                .then(j.cmp(&i))
                .is_lt()
        };
        let (mut goes, mut leaves) = (0, going);
        for i in 0..dim {
            let place = (0..dim).filter(|&j| before(j, i)).count();
            let next = if place < going {
                &mut goes
            } else {
                &mut leaves
            };
            work(i, *next);
            *next += 1;
        }
    }

    /// Columns to their places, or back.
    fn move_all<T: Real>(&self, params: &[T], rows: usize, block: &mut [T], to_places: bool) {
        with_scratch(self.columns.len() * rows, |source| {
            self.columns.gather(rows, block, source);
            self.each(params, |i, place| {
                let (from, to) = if to_places { (i, place) } else { (place, i) };
                let column = self.columns.get(to) * rows;
                block[column..][..rows].copy_from_slice(&source[from * rows..][..rows]);
            });
        });
    }
}

impl<T: Real> Element<T> for Chosen {
    fn size(&self) -> Size {
        Choose(*self).size()
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let [gained @ .., is_set] = params else {
            return;
        };
        if is_set.to_f64() > 0.5 {
            return;
        }
        *is_set = T::ONE;
        let columns = self.columns.iter();
        let columns: Vec<&[T]> = columns
            .map(|column| data.column(column, data.samples))
            .collect();
        for (param, gain) in gained.iter_mut().zip(gains(&columns)) {
            *param = T::from_f64(gain);
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        trained.fill(false);
    }

    fn scaling(&self) -> Scaling {
        Scaling::Mixed
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.move_all(params, block.rows, block.x, false);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        self.move_all(params, block.rows, block.x, true);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.move_all(params, pull.rows, pull.dx, true);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.move_all(params, pull.rows, pull.dx, false);
    }
}
