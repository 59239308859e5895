//! How the arguments of an element are read: constants, whole numbers, names and options, and what is said of wrong ones.

mod check;
mod constant;
mod evaluate;
mod index;
mod names;
mod options;
mod over;
mod passing;
mod per_dim;

pub(crate) use check::Check;
pub(crate) use names::did_you_mean;
pub(crate) use options::Options;
pub(crate) use over::Over;
pub(crate) use passing::Passing;
pub(crate) use per_dim::dim_of_constants;
