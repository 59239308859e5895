//! Maps that several numbers of the base share: signs, or the order of numbers, are lost.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::kernels::buffer::with_scratch;
use crate::real::Real;
use std::f64::consts::LN_2;

/// Absolute values: `Abs` (the surjection of Nielsen et al. 2020, arXiv 2007.02731, from the base to the data).
///
/// **Forward** `xᵢ = |zᵢ|`.
///
/// **Inverse** `zᵢ = xᵢ`, one of the 2ᴰ points that become `x`.
///
/// **Log-determinant** of the inverse, `D ln 2`: the density of `x` is the sum of those of these points, which are equal, as
/// the compiler has seen to. So much is lost of the entropy.
///
/// **Cost** nothing but the numbers.
#[derive(Clone, Copy, Debug)]
pub struct Abs(Fold);

/// Numbers put into increasing order: `Sort` (the same for permutations).
///
/// **Forward** the numbers, the least first.
///
/// **Inverse** `z = x`, one of the D! points that become `x`; not possible where numbers decrease.
///
/// **Log-determinant** of the inverse, `ln D!`, as with [`Abs`].
///
/// **Cost** a sort of the D numbers.
#[derive(Clone, Copy, Debug)]
pub struct Sort(Fold);

/// Either, with code that is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fold {
    columns: Columns,
    sorts: bool,
}

impl Abs {
    /// Of these columns.
    pub const fn new(columns: &'static [usize]) -> Self {
        Self(Fold {
            columns: Columns::of(columns),
            sorts: false,
        })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        self.0.room()
    }
}

impl Sort {
    /// These columns increase in this order.
    pub const fn new(order: &'static [usize]) -> Self {
        Self(Fold {
            columns: Columns::of(order),
            sorts: true,
        })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        self.0.room()
    }
}

compiled! { S => [] Abs: Fold = |abs| &abs.0 }
compiled! { S => [] Sort: Fold = |sort| &sort.0 }

impl Fold {
    /// The tape has the sign of each number, or where it came from.
    const fn room(&self) -> Size {
        Size {
            tape: self.columns.len(),
            ..Size::NONE
        }
    }

    /// ln of how many points become one.
    fn loss(&self) -> f64 {
        let len = self.columns.len();
        if self.sorts {
            (1..=len).map(|i| (i as f64).ln()).sum()
        } else {
            len as f64 * LN_2
        }
    }
}

impl<T: Real> Element<T> for Fold {
    fn size(&self) -> Size {
        self.room()
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _params: &[T], block: &mut Block<'_, T>) {
        let (rows, tape) = (block.rows, &mut *block.tape);
        let loss = T::from_f64(self.loss());
        for sum in block.log_det.iter_mut() {
            *sum -= loss;
        }
        self.columns.lend(rows, block.x, |x| {
            if self.sorts {
                for row in 0..rows {
                    sort(x, tape, row, rows);
                }
            } else {
                for (x, sign) in x.iter_mut().zip(tape) {
                    *sign = if *x < T::ZERO { -T::ONE } else { T::ONE };
                    *x *= *sign;
                }
            }
        });
    }

    fn inverse(&self, _params: &[T], block: &mut Block<'_, T>) {
        let (rows, log_det) = (block.rows, &mut *block.log_det);
        let loss = T::from_f64(self.loss());
        for sum in log_det.iter_mut() {
            *sum += loss;
        }
        let nowhere = T::from_f64(f64::NEG_INFINITY);
        self.columns.lend(rows, block.x, |x| {
            if self.sorts {
                for i in 1..self.columns.len() {
                    let (before, x) = x[(i - 1) * rows..][..2 * rows].split_at(rows);
                    for ((before, x), sum) in before.iter().zip(x).zip(&mut *log_det) {
                        if x < before {
                            *sum = nowhere;
                        }
                    }
                }
            } else {
                for x in x.chunks_exact(rows) {
                    for (x, sum) in x.iter().zip(&mut *log_det) {
                        if *x < T::ZERO {
                            *sum = nowhere;
                        }
                    }
                }
            }
        });
    }

    fn forward_pullback(&self, _params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, tape) = (pull.rows, &*pull.tape);
        self.columns.lend(rows, pull.dx, |dx| {
            if self.sorts {
                with_scratch(dx.len(), |back| {
                    for (at, (&from, &dx)) in tape.iter().zip(&*dx).enumerate() {
                        back[from.to_f64() as usize * rows + at % rows] = dx;
                    }
                    dx.copy_from_slice(back);
                });
            } else {
                for (dx, &sign) in dx.iter_mut().zip(tape) {
                    *dx *= sign;
                }
            }
        });
    }

    fn inverse_pullback(&self, _params: &[T], _pull: &mut Pullback<'_, T>) {}
}

/// Sorts the columns of a row by insertion; `from` has the column that each number came from. NaN stays where it is, and
/// nothing passes it.
fn sort<T: Real>(x: &mut [T], from: &mut [T], row: usize, rows: usize) {
    for i in 0..x.len() / rows {
        let at = |column: usize| column * rows + row;
        let value = x[at(i)];
        let mut place = i;
        while place > 0 && x[at(place - 1)] > value {
            x[at(place)] = x[at(place - 1)];
            from[at(place)] = from[at(place - 1)];
            place -= 1;
        }
        x[at(place)] = value;
        from[at(place)] = T::from_f64(i as f64);
    }
}
