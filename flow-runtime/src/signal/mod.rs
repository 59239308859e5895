//! Pictures and sound in files, as samples: IDX and PNG (feature `image`), WAV (feature `sound`).
//!
//! Samples have the shape of their flow: a picture `<[C, H, W]>` is channel by channel, row by row; a window of sound `<[C, T]>` is
//! channel by channel. Numbers are those of the file, whole, so that a chain ends with `Dequantize`.
//!
#![cfg_attr(feature = "image", doc = "```")]
#![cfg_attr(not(feature = "image"), doc = "```ignore")]
//! use flow_runtime::prelude::*;
//! use flow_runtime::signal::Images;
//!
//! flow! { struct Tiny<[1, 2, 2]> = MAF(8) >> Reverse >> MAF(8) >> Sigmoid >> Scale[256; 4] >> Dequantize; }
//!
//! # let file = std::env::temp_dir().join(format!("flow-signal-doc-{}", std::process::id()));
//! // Bytes, three axes: 2 pictures, 2 rows, 2 columns; and their numbers.
//! std::fs::write(&file, [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 255, 255, 0, 9, 9, 9, 9])?;
//! let images = Images::read(&file)?;
//! assert_eq!((images.len(), images.shape()), (2, [1, 2, 2]));
//!
//! let xs: Vec<SVector<f32, 4>> = images.samples()?;
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let mut tiny = Tiny::new(&mut rng);
//! Trainer::new(Adam::new(1e-3)).epochs(2).fit(&mut tiny, &xs)?;
//! println!("{} bits a dimension", tiny.bits_per_dim(&xs, 10, &mut rng));
//! # std::fs::remove_file(&file)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod folder;
#[cfg(feature = "image")]
mod idx;
#[cfg(feature = "image")]
mod images;
#[cfg(feature = "image")]
mod picture;
#[cfg(feature = "sound")]
mod sound;

#[cfg(test)]
mod tests;

pub use error::{SignalError, SignalErrorKind};
#[cfg(feature = "image")]
pub use idx::labels;
#[cfg(feature = "image")]
pub use images::Images;
#[cfg(feature = "sound")]
pub use sound::Sound;
