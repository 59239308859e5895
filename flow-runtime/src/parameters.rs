//! The parameters of a flow.

use crate::model::Model;
use crate::real::Real;
use rand::Rng;
use std::fmt;

/// All learned numbers of a flow, one after the other on the heap.
#[derive(Clone, PartialEq)]
pub struct Parameters<T> {
    values: Box<[T]>,
}

impl<T: Real> Parameters<T> {
    /// Draws initial parameters.
    pub fn init<R: Rng + ?Sized>(model: &Model<T>, mut rng: &mut R) -> Self {
        let mut values = vec![T::ZERO; model.size.params].into_boxed_slice();
        model.init(&mut values, &mut rng);
        Self { values }
    }

    /// The numbers.
    pub fn as_slice(&self) -> &[T] {
        &self.values
    }

    /// The numbers, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.values
    }

    pub(crate) fn from_values(values: Vec<T>) -> Self {
        Self {
            values: values.into_boxed_slice(),
        }
    }
}

impl<T> fmt::Debug for Parameters<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} parameters", self.values.len())
    }
}
