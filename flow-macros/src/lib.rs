//! The compiler behind [`flow!`]: it reads a chain of bijectors, checks it, rewrites it and writes the
//! type that computes it.
//!
//! ```text
//! tokens ─parse→ ast::Flow ─check→ ir::Flow ─rewrite→ ir::Line ─lower→ plan::Plan ─expand→ tokens
//! ```
//!
//! Use it through `flow-runtime`, which re-exports [`flow!`] together with all that the generated code
//! calls.

#![forbid(unsafe_code)]

mod arguments;
mod ast;
mod bases;
mod check;
mod decimal;
mod elements;
mod errors;
mod expand;
mod formula;
mod ir;
mod labels;
mod lower;
mod matrix;
mod mixing;
mod parse;
mod permutation;
mod pipeline;
mod plan;
mod rewrite;
mod rules;
mod shape;
mod sites;
#[cfg(test)]
mod tests;
mod warnings;

use pipeline::Rewriting;
use proc_macro::TokenStream;

/// Declares normalizing flows, as items or as an expression.
///
/// ```text
/// flow! {
///     /// Two interleaved half circles.
///     pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
/// }
///
/// let flow = flow!(MAF(64) >> Permute[2, 0, 1] >> MAF(64)).init(&mut rng);
/// ```
///
/// A chain reads from the base to the data, in the order in which a sample travels. Whatever is wrong
/// with it is said while the program compiles, at the token that is wrong.
///
#[doc = include_str!("../LANGUAGE.md")]
#[proc_macro]
pub fn flow(input: TokenStream) -> TokenStream {
    pipeline::run(input.into(), Rewriting::All).into()
}

/// [`flow!`] without the rewrites that only save work: tests compare the two.
#[doc(hidden)]
#[proc_macro]
pub fn flow_unsimplified(input: TokenStream) -> TokenStream {
    pipeline::run(input.into(), Rewriting::Needed).into()
}
