//! `Dequantize`, `Argmax(k)`, `Augment(k)`: layers that are no bijections. Base to data they narrow what leaves the chain; data
//! to base they are undone by noise, of which a network may learn the distribution. So of the data a lower bound is known.

mod layer;
mod posterior;
mod read;
mod typed;
mod typing;

pub(crate) use layer::{Layer, Written};
pub(crate) use read::{ARGMAX, AUGMENT, DEQUANTIZE, NAMES};
pub(crate) use typed::Surjection;
pub(crate) use typing::{Place, refuse_after};
