//! A small computer algebra: from the text of a formula to a proved bijection and its code.
//!
//! `parse` reads `|coordinates; parameters| expression` into a [`Formula`]. [`analyse`] takes it with the open interval
//! that arrives in each coordinate and returns an [`Analysis`] (domain, image, inverse, log-det, proof), or a
//! [`Rejection`] with its words and the tokens it is about. [`emit`] writes the `Map` implementation.
//!
//! | phase | files |
//! |---|---|
//! | text | `parse`, `spelling`, `ast`, `source_text` |
//! | numbers | `number`, `bound`, `interval`, `range`, `sign`, `eval` |
//! | expressions | `expr`, `canon`, `functions`, `derivative`, `factor`, `simplify`, `mathematics` |
//! | deciding | `beyond`, `domain`, `triangular`, `monotone`, `prove`, `kinks`, `limit`, `growth`, `decide`, `witness`, `suggest`, `reject` |
//! | deriving | `analysis`, `map`, `image`, `settled`, `invert`, `logdet`, `start` |
//! | code | `uncancel`, `stable`, `mixture`, `constrain`, `code`, `rust_tokens`, `emit` |

#![expect(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "what is not a number fails every comparison, and is meant to"
)]

mod analysis;
mod ast;
mod beyond;
mod bound;
mod canon;
mod code;
mod constrain;
mod decide;
mod derivative;
mod domain;
mod emit;
mod eval;
mod expr;
mod factor;
mod functions;
mod growth;
mod image;
mod interval;
mod invert;
mod kinks;
mod limit;
mod logdet;
mod map;
mod mathematics;
mod mixture;
mod monotone;
mod number;
mod parse;
mod prove;
mod range;
mod reject;
mod rust_tokens;
mod settled;
mod sign;
mod simplify;
mod source_text;
mod spelling;
mod stable;
mod start;
mod suggest;
mod triangular;
mod uncancel;
mod witness;

pub(crate) use self::{
    analysis::{Analysis, Component, analyse},
    ast::{Extent, Formula, Name, Op},
    beyond::Beyond,
    emit::emit,
    expr::{Ex, Var},
    functions::Func,
    image::{LearnedEnd, Unlearned},
    interval::{Bound, Interval},
    number::{Rational, gcd},
    parse::parse,
    reject::{Reason, Rejection},
    rust_tokens::{Scalar, interval},
    spelling::{constant, unknown},
};

#[cfg(test)]
mod tests;
