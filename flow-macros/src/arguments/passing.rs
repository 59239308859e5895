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
    /// They had one; what has become of it, and what would help.
    Broken(String),
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
        let Self::Shape(shape) = self else {
            return self.clone();
        };
        shape.part(dims).map_or_else(
            || {
                Self::Broken(format!(
                    "`On[…]` lists others than whole channels that stand together\nhelp: the shape around it is {shape}, so the first channel is `On[0..{}]`",
                    shape.places()
                ))
            },
            Self::Shape,
        )
    }

    /// Without a shape from here on, because of what is said, with what would help.
    pub(crate) fn broken(&self, why: impl Into<String>) -> Self {
        match self {
            Self::Shape(_) => Self::Broken(why.into()),
            Self::Flat | Self::Broken(_) | Self::Lost => self.clone(),
        }
    }

    pub(crate) fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Shape(shape) => Some(shape),
            Self::Flat | Self::Broken(_) | Self::Lost => None,
        }
    }
}

/// Where the shape is kept that all elements of a flow look at and some of them change.
pub(crate) type Followed = RefCell<Passing>;
