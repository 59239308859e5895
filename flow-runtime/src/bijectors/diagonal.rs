//! A shift and a scale of each dimension, learned or set by the data.

use super::columns::Columns;
use super::moments::moments;
use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size, touch};
use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// A shift and a scale of every dimension: `Affine`, `ActNorm` (Kingma & Dhariwal 2018, "Glow", §3.1) and `Standardize`.
///
/// **Forward** `xᵢ = zᵢ · exp sᵢ + tᵢ`. **Inverse** `zᵢ = (xᵢ − tᵢ) · exp(−sᵢ)`. **Log-determinant** `Σᵢ sᵢ`.
///
/// **Parameters** t, then s, D each; both 0 at the start. Where the data sets them, one more number tells whether it has.
///
/// **Cost** D multiply-adds in either direction.
///
/// [Over](Self::over) channels, each channel has a shift and a scale, the same at every place.
#[derive(Clone, Copy, Debug)]
pub struct Diagonal {
    columns: Columns,
    set_by: SetBy,
    /// The columns of a channel, which share a shift and a scale.
    places: usize,
}

/// What sets shift and scale, before a flow's first training, so that what arrives has mean 0 and variance 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// Nothing; both are learned: `Affine`.
    Nothing,
    /// The first batch; from there on both are learned: `ActNorm`.
    FirstBatch,
    /// All data, for good: `Standardize`.
    AllData,
}

/// One column, and what happens to it.
struct Column<T> {
    /// Its number among those of the element.
    index: usize,
    /// Its place in a block.
    place: usize,
    /// The number of its shift, and of its scale.
    param: usize,
    shift: T,
    log_scale: T,
}

impl Diagonal {
    /// The shift and scale of the columns in this order.
    pub const fn new(order: &'static [usize], set_by: SetBy) -> Self {
        Self {
            columns: Columns::of(order),
            set_by,
            places: 1,
        }
    }

    /// A shift and a scale for each channel, at each of so many places; the columns of a channel stand together.
    ///
    /// # Panics
    ///
    /// If the columns are not as many for each channel.
    #[must_use]
    pub const fn over(self, places: usize) -> Self {
        assert!(self.columns.len().is_multiple_of(places));
        Self { places, ..self }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            params: 2 * self.dim() + !matches!(self.set_by, SetBy::Nothing) as usize,
            tape: self.columns.len(),
            ..Size::NONE
        }
    }

    /// How many shifts there are.
    const fn dim(&self) -> usize {
        self.columns.len() / self.places
    }

    /// The gradient of what is learned, if it is wanted.
    fn grad<'g, T>(&self, grad: Option<&'g mut [T]>) -> Option<&'g mut [T]> {
        grad.filter(|_| self.set_by != SetBy::AllData)
    }

    /// Column by column.
    fn each<'p, T: Real>(&self, params: &'p [T]) -> impl Iterator<Item = Column<T>> + use<'p, T> {
        let (shift, log_scale) = params.split_at(self.dim());
        let places = self.places;
        let of = move |(index, column): (usize, usize)| Column {
            index,
            place: column,
            param: index / places,
            shift: shift[index / places],
            log_scale: log_scale[index / places],
        };
        self.columns.iter().enumerate().map(of)
    }
}

impl<T: Real> Element<T> for Diagonal {
    fn size(&self) -> Size {
        self.size()
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let (dim, places) = (self.dim(), self.places);
        let samples = match self.set_by {
            SetBy::Nothing => return,
            SetBy::FirstBatch => data.batch,
            SetBy::AllData => data.samples,
        };
        let [shift @ .., is_set] = params else {
            return;
        };
        if is_set.to_f64() > 0.5 {
            return;
        }
        *is_set = T::ONE;
        let (shift, log_scale) = shift.split_at_mut(dim);
        let parts = shift.iter_mut().zip(log_scale);
        for (channel, (shift, log_scale)) in parts.enumerate() {
            let columns = (channel * places..(channel + 1) * places).map(|i| self.columns.get(i));
            let numbers = columns.flat_map(|column| data.column(column, samples));
            let (mean, log_deviation) = moments(numbers.copied());
            if data.inverted {
                *shift = T::from_f64(-mean * (-log_deviation).exp());
                *log_scale = T::from_f64(-log_deviation);
            } else {
                *shift = T::from_f64(mean);
                *log_scale = T::from_f64(log_deviation);
            }
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        match self.set_by {
            SetBy::Nothing => {}
            SetBy::FirstBatch => trained[2 * self.dim()] = false,
            SetBy::AllData => trained.fill(false),
        }
    }

    fn scaling(&self) -> Scaling {
        match self.set_by {
            SetBy::Nothing | SetBy::FirstBatch => Scaling::Kept,
            SetBy::AllData => Scaling::Standardized,
        }
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for Column {
            index,
            place: column,
            shift,
            log_scale,
            ..
        } in self.each(params)
        {
            let scale = exp(log_scale);
            let x = &mut block.x[column * rows..][..rows];
            block.tape[index * rows..][..rows].copy_from_slice(x);
            for x in x.iter_mut() {
                *x = scale * *x + shift;
            }
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum += log_det);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for Column {
            index,
            place: column,
            shift,
            log_scale,
            ..
        } in self.each(params)
        {
            let scale = exp(-log_scale);
            let x = &mut block.x[column * rows..][..rows];
            for x in x.iter_mut() {
                *x = (*x - shift) * scale;
            }
            block.tape[index * rows..][..rows].copy_from_slice(x);
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum -= log_det);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.dim());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for Column {
            index,
            place: column,
            param,
            log_scale,
            ..
        } in self.each(params)
        {
            let dx = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[index * rows..][..rows];
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[param] += dx.iter().copied().sum();
            }
            let scale = exp(log_scale);
            for dx in dx.iter_mut() {
                *dx = scale * *dx;
            }
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[dim + param] += dispatch(Dot(dx, z)) + dlog_det;
            }
        }
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.dim());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for Column {
            index,
            place: column,
            param,
            log_scale,
            ..
        } in self.each(params)
        {
            let dz = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[index * rows..][..rows];
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[dim + param] -= dispatch(Dot(dz, z)) + dlog_det;
            }
            let scale = exp(-log_scale);
            for dz in dz.iter_mut() {
                *dz = scale * *dz;
            }
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[param] -= dz.iter().copied().sum();
            }
        }
    }
}

fn exp<T: Real>(x: T) -> T {
    T::from_f64(x.to_f64().exp())
}

/// Σ aᵢ bᵢ
struct Dot<'a, T>(&'a [T], &'a [T]);

impl<T: Real> Kernel<T> for Dot<'_, T> {
    type Output = T;

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) -> T {
        dot(math, self.0, self.1)
    }
}
