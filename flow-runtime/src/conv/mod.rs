//! Networks that know where a number is: convolutions.
//!
//! An *image* has a few channels at every place of a [`Grid`]: of a picture, or of a stretch of sound, which is a picture of
//! height 1. As columns of a block, the channels of a place stand together:
//!
//! ```text
//!   place 0        place 1        place 2
//!   c₀ c₁ c₂ …     c₀ c₁ c₂ …     c₀ c₁ c₂ …        a column of samples each
//! ```
//!
//! So what a convolution makes of the places around one is a sum of products, one for each row of its kernel: neighbours in a
//! row of the grid are neighbours in the block, and their weights follow each other. The sum stays in registers, and nothing
//! is copied. Where the kernel reaches beyond the grid there is nothing, so those products are shorter, or left out.
//!
//! Where kernels have three by three taps and channels are many, places are taken sixteen at a time and combined before they are
//! multiplied, which takes fewer products, of large images a quarter: [`winograd`].
//!
//! The weights are the same at every place, so their gradient is a sum over places and samples. A product over the places
//! adds it up at once, block by block; the other networks, which have one dense panel of weights after the other, let it
//! wait until all samples are through.

mod gate;
mod grid;
mod init;
mod layer;
mod sites;
mod stack;
mod transform;
mod wavenet;
mod winograd;

pub use sites::Sites;
pub use stack::Conv;
pub use wavenet::Wavenet;

#[cfg(test)]
mod tests;
