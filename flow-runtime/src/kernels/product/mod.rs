//! The three matrix products of a dense panel.
//!
//! Activations are column-major with the samples contiguous; a panel of weights is `inputs × outputs`, row-major, so
//! that the weights of neighbouring inputs stack.
//!
//! All three are one loop, in [`tiles`]. Each number of the result is a sum in the order of the inner dimension, whatever
//! the tiling, and goes on where an earlier product left it. So a sample's results do not depend on the block it is in, nor
//! the gradient of a weight on how a batch is cut.

mod tiles;

use super::buffer::with_scratch;
use super::transpose::transpose;
use crate::real::Real;
use tiles::{Broadcast, Factors, Product};

/// `y (m × n) = x (m × k) · w (k × n)`, or `+=`.
///
/// # Panics
///
/// If the sizes disagree, as all products here.
pub(crate) fn product<T: Real>(m: usize, y: &mut [T], x: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (y.len() / m, x.len() / m);
    assert!(y.len() == m * n && x.len() == m * k && w.len() == k * n);
    let (sizes, stride, x, w) = if m == 1 {
        // One sample: the vectors run along the outputs.
        ([n, 1], n, (w, n), Broadcast::Columns(x, k))
    } else {
        ([m, n], m, (x, m), Broadcast::Rows(w, n))
    };
    let factors = [Factors { inner: k, x, w }];
    Product::new(sizes, (y, stride), accumulate, &factors).run();
}

/// `dx (m × k) = dy (m × n) · wᵀ`, or `+=`: the cotangent of the input.
pub(crate) fn product_dx<T: Real>(m: usize, dx: &mut [T], dy: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (dy.len() / m, dx.len() / m);
    assert!(dx.len() == m * k && dy.len() == m * n && w.len() == k * n);
    let factors = [Factors {
        inner: n,
        x: (dy, m),
        w: Broadcast::Columns(w, n),
    }];
    Product::new([m, k], (dx, m), accumulate, &factors).run();
}

/// A sum of products has at most this many terms.
pub(crate) const MOST_TERMS: usize = 64;

/// `y (m × n) = Σ x (m × k) · w (k × n)` over terms `(x, w)`, each with a k of its own, or `+=`.
///
/// # Panics
///
/// If the sizes disagree, or there are more than [`MOST_TERMS`] terms.
pub(crate) fn sum_of_products<'a, T: Real>(
    m: usize,
    y: &mut [T],
    terms: impl Iterator<Item = (&'a [T], &'a [T])>,
    accumulate: bool,
) {
    let n = y.len() / m;
    assert!(y.len() == m * n);
    let mut factors = [Factors::NONE; MOST_TERMS];
    let mut count = 0;
    for (x, w) in terms {
        let k = x.len() / m;
        assert!(x.len() == m * k && w.len() == k * n);
        let (x, w) = if m == 1 {
            ((w, n), Broadcast::Columns(x, k))
        } else {
            ((x, m), Broadcast::Rows(w, n))
        };
        factors[count] = Factors { inner: k, x, w };
        count += 1;
    }
    let (sizes, stride) = if m == 1 { ([n, 1], n) } else { ([m, n], m) };
    Product::new(sizes, (y, stride), accumulate, &factors[..count]).run();
}

/// `dx (m × k) = Σ dy (m × n) · wᵀ` over terms `(dy, w)`, or `+=`: the cotangent of an input that several products have.
///
/// # Panics
///
/// As for [`sum_of_products`].
pub(crate) fn sum_of_products_dx<'a, T: Real>(
    m: usize,
    dx: &mut [T],
    terms: impl Iterator<Item = (&'a [T], &'a [T])>,
    accumulate: bool,
) {
    let k = dx.len() / m;
    assert!(dx.len() == m * k);
    let mut factors = [Factors::NONE; MOST_TERMS];
    let mut count = 0;
    for (dy, w) in terms {
        let n = dy.len() / m;
        assert!(dy.len() == m * n && w.len() == k * n);
        factors[count] = Factors {
            inner: n,
            x: (dy, m),
            w: Broadcast::Columns(w, n),
        };
        count += 1;
    }
    Product::new([m, k], (dx, m), accumulate, &factors[..count]).run();
}

/// `dw (k × n) = xᵀ · dy`, or `+=`: the gradient of the weights.
pub(crate) fn product_dw<T: Real>(m: usize, dw: &mut [T], x: &[T], dy: &[T], accumulate: bool) {
    let (n, k) = (dy.len() / m, x.len() / m);
    assert!(dw.len() == k * n);
    with_scratch(dy.len(), |turned| {
        transpose(m, dy, turned);
        let share = Share {
            samples: m,
            x,
            dy: turned,
        };
        outer_products(k, n, (dw, n), &[share], accumulate);
    });
}

/// What a block of samples contributes to the gradient of a panel of weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share<'a, T> {
    pub(crate) samples: usize,
    /// `samples × k`, column-major.
    pub(crate) x: &'a [T],
    /// `samples × n`, row-major.
    pub(crate) dy: &'a [T],
}

impl<T> Share<'_, T> {
    /// Nothing at all.
    pub(crate) const NONE: Self = Self {
        samples: 0,
        x: &[],
        dy: &[],
    };
}

/// At most this many blocks contribute at once.
pub(crate) const MOST_SHARES: usize = 16;

/// `dw (k × n) = Σ xᵀ · dy` over all shares, or `+=`, where `dw` has a stride between its rows.
///
/// # Panics
///
/// If the sizes disagree, or there are more than [`MOST_SHARES`] shares.
pub(crate) fn outer_products<T: Real>(
    k: usize,
    n: usize,
    (dw, stride): (&mut [T], usize),
    shares: &[Share<'_, T>],
    accumulate: bool,
) {
    let mut factors = [Factors::NONE; MOST_SHARES];
    for (factors, share) in factors[..shares.len()].iter_mut().zip(shares) {
        let Share { samples, x, dy } = *share;
        assert!(x.len() == k * samples && dy.len() == samples * n);
        *factors = Factors {
            inner: samples,
            x: (dy, n),
            w: Broadcast::Columns(x, samples),
        };
    }
    let factors = &factors[..shares.len()];
    Product::new([n, k], (dw, stride), accumulate, factors).run();
}

#[cfg(test)]
mod tests;
