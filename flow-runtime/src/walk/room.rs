//! What a walk works in.

use crate::real::Real;
use nalgebra::SVector;

/// Three vectors and three numbers for every point, with any values in them.
#[derive(Debug)]
pub(crate) struct Room<'a, T, const D: usize> {
    pub(super) vectors: [&'a mut [SVector<T, D>]; 3],
    pub(super) numbers: [&'a mut [f64]; 3],
}

impl<'a, T: Real, const D: usize> Room<'a, T, D> {
    /// Cuts it out of three times as many vectors and numbers as there are points.
    pub(crate) fn cut(vectors: &'a mut [SVector<T, D>], numbers: &'a mut [f64]) -> Self {
        let points = numbers.len() / 3;
        Self {
            vectors: thirds(vectors, points),
            numbers: thirds(numbers, points),
        }
    }
}

fn thirds<V>(all: &mut [V], each: usize) -> [&mut [V]; 3] {
    let (first, rest) = all.split_at_mut(each);
    let (second, third) = rest.split_at_mut(each);
    [first, second, third]
}

/// The room of one point, where nothing is to be allocated.
#[derive(Debug)]
pub(crate) struct Single<T, const D: usize> {
    vectors: [SVector<T, D>; 3],
    numbers: [f64; 3],
}

impl<T: Real, const D: usize> Single<T, D> {
    pub(crate) fn new() -> Self {
        Self {
            vectors: [SVector::from([T::ZERO; D]); 3],
            numbers: [0.0; 3],
        }
    }

    pub(crate) fn room(&mut self) -> Room<'_, T, D> {
        Room::cut(&mut self.vectors, &mut self.numbers)
    }
}
