//! A learned rotation or reflection, as a product of Householder reflections.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// The learned orthogonal map `Orthogonal` (Tomczak & Welling 2016, "Improving Variational Auto-Encoders using
/// Householder Flow").
///
/// **Forward** `x = H_K ⋯ H_1 z` with the reflections `H_k = 1 − 2 v_k v_kᵀ / |v_k|²`. A vector of zeros reflects nothing.
///
/// **Inverse** `z = H_1 ⋯ H_K x`: each reflection undoes itself.
///
/// **Log-determinant** 0.
///
/// **Parameters** the vectors, K × D; D reflections reach every orthogonal matrix whose determinant is (−1)ᴰ.
///
/// **Cost** 2·K·D multiply-adds in either direction.
///
/// [Over](Self::over) channels, D is the number of these, and the same happens at every place.
#[derive(Clone, Copy, Debug)]
pub struct Orthogonal(Householder);

/// The map, whose code is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Householder {
    columns: Columns,
    reflections: usize,
    /// The columns of a channel, which all go through the same reflections.
    places: usize,
}

impl Orthogonal {
    /// A product of this many reflections on the columns in this order.
    ///
    /// # Panics
    ///
    /// If there are no columns.
    pub const fn new(order: &'static [usize], reflections: usize) -> Self {
        assert!(!order.is_empty());
        Self(Householder {
            columns: Columns::of(order),
            reflections,
            places: 1,
        })
    }

    /// The same map of channels at each of so many places; the columns of a channel stand together.
    ///
    /// # Panics
    ///
    /// If the columns are not as many for each channel.
    #[must_use]
    pub const fn over(self, places: usize) -> Self {
        assert!(self.0.columns.len().is_multiple_of(places));
        Self(Householder { places, ..self.0 })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let columns = self.0.columns.len();
        Size {
            params: self.0.reflections * self.0.dim(),
            tape: columns,
            scratch: columns + 2 * self.0.places,
            ..Size::NONE
        }
    }
}

compiled! { S => [] Orthogonal: Householder = |orthogonal| &orthogonal.0 }

impl Householder {
    /// Numbers of a reflection's vector.
    const fn dim(&self) -> usize {
        self.columns.len() / self.places
    }

    /// Sends a block through the reflections `vs`; the result stays on the tape.
    fn through<'p, T: Real>(&self, vs: impl Iterator<Item = &'p [T]>, block: &mut Block<'_, T>) {
        let rows = block.rows;
        let x = &mut block.tape[..self.columns.len() * rows];
        self.columns.gather(rows, block.x, x);
        with_scratch(self.places * rows, |products| {
            for v in vs {
                dispatch(Reflect { v, x, products });
            }
        });
        self.columns.scatter(rows, x, block.x);
    }

    /// Pulls cotangents back through reflections; numbered `vs` come last first.
    fn pull<'p, T: Real>(
        &self,
        vs: impl Iterator<Item = (usize, &'p [T])>,
        pull: &mut Pullback<'_, T>,
    ) {
        let (rows, dim, columns) = (pull.rows, self.dim(), self.columns.len());
        let x = &mut pull.tape[..columns * rows];
        let mut scratch = Cutter::new(pull.scratch);
        let dx = scratch.cut(columns * rows);
        let [a, b] = [(); 2].map(|()| scratch.cut(self.places * rows));
        self.columns.gather(rows, pull.dx, dx);
        for (k, v) in vs {
            let grad = pull.grad.as_deref_mut();
            dispatch(PullReflect {
                v,
                x,
                dx,
                a,
                b,
                grad: grad.map(|grad| &mut grad[k * dim..][..dim]),
            });
        }
        self.columns.scatter(rows, dx, pull.dx);
    }
}

impl<T: Real> Element<T> for Householder {
    fn size(&self) -> Size {
        Orthogonal(*self).size()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        for number in params {
            let standard: f64 = StandardNormal.sample(rng);
            *number = T::from_f64(standard);
        }
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.through(params.chunks_exact(self.dim()), block);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        self.through(params.chunks_exact(self.dim()).rev(), block);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params.chunks_exact(self.dim()).enumerate().rev(), pull);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params.chunks_exact(self.dim()).enumerate(), pull);
    }
}

/// 2 / |v|², or 0.
#[inline(always)]
fn factor<T: Real, M: Math<T>>(math: M, v: &[T]) -> T {
    let square = dot(math, v, v);
    if square > T::ZERO {
        T::from_f64(2.0) / square
    } else {
        T::ZERO
    }
}

/// `products = vᵀ x`, for every sample.
#[inline(always)]
fn project<T: Real, M: Math<T>>(math: M, v: &[T], x: &[T], products: &mut [T]) {
    products.fill(T::ZERO);
    for (&v, x) in v.iter().zip(x.chunks_exact(products.len())) {
        for (product, &x) in products.iter_mut().zip(x) {
            *product = math.fma(v, x, *product);
        }
    }
}

/// `x += factor · v · products`, for every sample.
#[inline(always)]
fn add<T: Real, M: Math<T>>(math: M, factor: T, v: &[T], products: &[T], x: &mut [T]) {
    for (&v, x) in v.iter().zip(x.chunks_exact_mut(products.len())) {
        let v = factor * v;
        for (x, &product) in x.iter_mut().zip(products) {
            *x = math.fma(v, product, *x);
        }
    }
}

/// `x ← H x`
struct Reflect<'a, T> {
    v: &'a [T],
    x: &'a mut [T],
    products: &'a mut [T],
}

impl<T: Real> Kernel<T> for Reflect<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        project(math, self.v, self.x, self.products);
        let factor = factor(math, self.v);
        add(math, -factor, self.v, self.products, self.x);
    }
}

/// Takes `x` and its cotangent back through one reflection, z to x.
///
/// With c = 2/|v|², a = v·z and b = v·dx: `dv = −c Σ (a dx + b z) + c² (Σ a b) v`, sums over samples.
struct PullReflect<'a, T> {
    v: &'a [T],
    x: &'a mut [T],
    dx: &'a mut [T],
    a: &'a mut [T],
    b: &'a mut [T],
    grad: Option<&'a mut [T]>,
}

impl<T: Real> Kernel<T> for PullReflect<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self { v, x, dx, a, b, .. } = self;
        let (rows, factor) = (a.len(), factor(math, v));
        project(math, v, x, a);
        project(math, v, dx, b);
        add(math, -factor, v, a, x);
        for a in a.iter_mut() {
            *a = -*a;
        }
        if let Some(grad) = self.grad {
            let along = factor * factor * dot(math, a, b);
            let columns = x.chunks_exact(rows).zip(dx.chunks_exact(rows));
            for ((grad, &v), (z, dx)) in grad.iter_mut().zip(v).zip(columns) {
                *grad += along * v - factor * (dot(math, a, dx) + dot(math, b, z));
            }
        }
        add(math, -factor, v, b, dx);
    }
}
