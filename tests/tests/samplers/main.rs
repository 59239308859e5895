//! Samplers of densities that can only be evaluated.

#![allow(missing_docs, reason = "tests")]

mod diagnostics;
mod fitted;
mod nuts;
mod slice;
mod targets;
mod tempering;
