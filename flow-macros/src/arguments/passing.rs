//! The shape of what passes between the elements, followed from the data to the base while these are checked.

use crate::shape::Shape;
use std::cell::RefCell;

/// What shape the dimensions have where an element is checked: at its data side, or, where directions are swapped, at its
/// base side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// They have none.
    Flat,
    Shape(Shape),
    /// They had one, until an element took a part of it away.
    Broken,
    /// After a mistake nobody knows.
    Lost,
}

impl Passing {
    /// As it is declared.
    pub(crate) fn of(shape: Option<&Shape>) -> Self {
        shape.map_or(Self::Flat, |shape| Self::Shape(shape.clone()))
    }

    /// Of some of the dimensions.
    pub(crate) fn part(&self, dims: &[usize]) -> Self {
        match self {
            Self::Lost => Self::Lost,
            Self::Flat | Self::Broken => self.clone(),
            Self::Shape(shape) => shape.part(dims).map_or(Self::Broken, Self::Shape),
        }
    }

    /// Without a shape from here on.
    pub(crate) fn broken(&self) -> Self {
        match self {
            Self::Shape(_) => Self::Broken,
            Self::Flat | Self::Broken | Self::Lost => self.clone(),
        }
    }

    pub(crate) fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Shape(shape) => Some(shape),
            Self::Flat | Self::Broken | Self::Lost => None,
        }
    }
}

/// Where the shape is kept that all elements of a flow look at and some of them change.
pub(crate) type Followed = RefCell<Passing>;
