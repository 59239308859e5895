//! Square matrices of constants: exact where their entries are rational and short, else with a bound on the rounding.

mod exact;
mod float;
mod inverse;
mod number;
mod square;
#[cfg(test)]
mod tests;

pub(crate) use number::Number;
pub(crate) use square::{Counterexample, Inverse, Square};
