//! The bijectors of the language, a file each: arguments, checks, laws, and the name of the runtime type.
//!
//! A new bijector is a file with a type that implements [`Rules`](crate::rules::Rules) and an
//! [`Entry`](crate::rules::Entry) per name, and a line in the registry.

pub(crate) mod conditioner;
mod coupling;
pub(crate) mod custom;
mod diagonal;
mod elsewhere;
pub(crate) mod formula;
mod knots;
mod library;
mod linear;
mod maf;
pub(crate) mod matrix;
mod orthogonal;
pub(crate) mod permute;
mod random;
mod registry;
mod scale;
mod shift;
pub(crate) mod shift_scale;
mod spline;
mod split;
mod text;
pub(crate) mod univariate;

pub(crate) use elsewhere::elsewhere;
pub(crate) use registry::{Bijector, Element, find, names};
