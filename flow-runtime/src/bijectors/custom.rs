//! A user's bijector as an element of a chain.

use crate::custom::CustomBijector;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::interval::Interval;
use crate::kernels::buffer::with_scratch;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use std::fmt;
use std::marker::PhantomData;

/// A user's bijector with its type forgotten, so that generated code names that in one place, and rustc says in one place
/// what is wrong with it.
#[derive(Clone, Copy)]
pub struct Custom<T: Real> {
    element: &'static dyn Element<T>,
    size: Size,
    image: &'static [Interval],
}

impl<T: Real> Custom<T> {
    /// The element that applies `B` to columns.
    pub const fn new<B: CustomBijector<T, D>, const D: usize>(
        columns: &'static Columns<B, D>,
    ) -> Self {
        Self {
            element: columns,
            size: Size {
                params: B::PARAMS,
                tape: D,
                ..Size::NONE
            },
            image: const { &B::IMAGE },
        }
    }

    /// The same, to be used in the other direction, where anything may arrive.
    ///
    /// # Panics
    ///
    /// If its image is not all real numbers.
    #[must_use]
    pub const fn onto_all(self) -> Self {
        assert!(
            is_real(self.image),
            "`Invert` needs a bijector onto all real numbers: the `IMAGE` of this one is less"
        );
        self
    }

    /// The same, with a layer of a Markov chain behind it, whose density is that of all numbers.
    ///
    /// # Panics
    ///
    /// If its image is not all real numbers.
    #[must_use]
    pub const fn before_walk(self) -> Self {
        assert!(
            is_real(self.image),
            "`Metropolis`, `Langevin` and `Hmc` need a bijector onto all real numbers before them: the `IMAGE` of this one is less"
        );
        self
    }

    /// The images of some of its numbers.
    pub const fn image<const N: usize>(&self, numbers: [usize; N]) -> [Interval; N] {
        let mut image = [Interval::REAL; N];
        let mut i = 0;
        while i < N {
            image[i] = self.image[numbers[i]];
            i += 1;
        }
        image
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        self.size
    }
}

impl<T: Real> fmt::Debug for Custom<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Custom").field(&self.size).finish()
    }
}

compiled! { S => [] Custom<S>: dyn Element<S> = |custom| custom.element }

/// Whether these are all real numbers.
const fn is_real(image: &[Interval]) -> bool {
    let mut i = 0;
    while i < image.len() {
        if image[i].lower > f64::NEG_INFINITY || image[i].upper < f64::INFINITY {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether a bijector has nothing to be outside of.
fn is_onto<T: Real, B: CustomBijector<T, D>, const D: usize>() -> bool {
    const { is_real(&B::IMAGE) }
}

fn is_outside<T: Real, B: CustomBijector<T, D>, const D: usize>(x: &SVector<T, D>) -> bool {
    let mut sides = x.iter().zip(&B::IMAGE);
    !is_onto::<T, B, D>() && !sides.all(|(x, side)| side.contains(x.to_f64()))
}

/// The columns of a block that a user's bijector is applied to, in its own order.
#[derive(Debug)]
pub struct Columns<B, const D: usize> {
    order: &'static [usize; D],
    bijector: PhantomData<fn() -> B>,
}

impl<B, const D: usize> Columns<B, D> {
    /// Number i of a vector is column `order[i]`.
    pub const fn new(order: &'static [usize; D]) -> Self {
        Self {
            order,
            bijector: PhantomData,
        }
    }

    fn read<T: Real>(&self, rows: usize, row: usize, block: &[T]) -> SVector<T, D> {
        SVector::from(self.order.map(|column| block[column * rows + row]))
    }

    fn write<T: Real>(&self, rows: usize, row: usize, vector: &SVector<T, D>, block: &mut [T]) {
        for (&column, &value) in self.order.iter().zip(vector.iter()) {
            block[column * rows + row] = value;
        }
    }

    /// Applies a direction to every sample; what went in stays on the tape.
    fn each<T: Real>(
        &self,
        block: &mut Block<'_, T>,
        direction: impl Fn(&SVector<T, D>) -> (SVector<T, D>, T),
    ) {
        for row in 0..block.rows {
            let input = self.read(block.rows, row, block.x);
            let (output, log_det) = direction(&input);
            block.tape[row * D..][..D].copy_from_slice(input.as_slice());
            self.write(block.rows, row, &output, block.x);
            block.log_det[row] += log_det;
        }
    }

    /// Pulls the cotangents of every sample back through a direction.
    fn pull<T: Real>(
        &self,
        params: usize,
        pull: &mut Pullback<'_, T>,
        direction: impl Fn(&SVector<T, D>, &SVector<T, D>, T, &mut [T]) -> SVector<T, D>,
    ) {
        with_scratch(params, |unwanted| {
            unwanted.fill(T::ZERO);
            for row in 0..pull.rows {
                let input = SVector::from(std::array::from_fn(|i| pull.tape[row * D + i]));
                let doutput = self.read(pull.rows, row, pull.dx);
                let grad = pull.grad.as_deref_mut().unwrap_or(&mut *unwanted);
                let dinput = direction(&input, &doutput, pull.dlog_det[row], grad);
                self.write(pull.rows, row, &dinput, pull.dx);
            }
        });
    }
}

impl<T: Real, B: CustomBijector<T, D>, const D: usize> Element<T> for Columns<B, D> {
    fn size(&self) -> Size {
        Size {
            params: B::PARAMS,
            tape: D,
            ..Size::NONE
        }
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        B::init(params, rng);
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, *self.order);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.each(block, |z| {
            let (mut x, log_det) = B::forward_and_log_det(params, z);
            if !is_onto::<T, B, D>() {
                for (x, side) in x.iter_mut().zip(&B::IMAGE) {
                    *x = side.nearest(*x);
                }
            }
            (x, log_det)
        });
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        self.each(block, |x| {
            if is_outside::<T, B, D>(x) {
                let nowhere = T::from_f64(f64::NEG_INFINITY);
                return (SVector::from([T::ZERO; D]), nowhere);
            }
            B::inverse_and_log_det(params, x)
        });
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(B::PARAMS, pull, |z, dx, dlog_det, grad| {
            B::forward_pullback(params, z, dx, dlog_det, grad)
        });
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(B::PARAMS, pull, |x, dz, dlog_det, grad| {
            if is_outside::<T, B, D>(x) {
                return SVector::from([T::ZERO; D]);
            }
            B::inverse_pullback(params, x, dz, dlog_det, grad)
        });
    }
}
