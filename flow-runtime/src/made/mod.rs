//! The masked network (MADE, Germain et al. 2015), without masks.
//!
//! Every input has a position in the autoregressive order, 0…D−1; the parameters of position `e` may see
//! positions before `e` only. Hidden units have a degree: a unit of degree `e` sees positions before `e`
//! and units of degree ≤ `e`. With the units of every layer sorted by degree, each row of a mask is a
//! **prefix** of ones, a staircase:
//!
//! ```text
//!   units of degree  1  2  3  4              1  2 │ 3  4
//!   seen by    1     █  .  .  .        1     n  . │ .  .
//!              2     █  █  .  .        2     n  n │ .  .
//!              3     █  █  █  .        ──────────────────    n: near panel, one per degree
//!              4     █  █  █  █        3     F  F │ n  .     F: far panel, one per group of degrees
//!                                      4     F  F │ n  n
//! ```
//!
//! The staircase is cut into dense [`Panel`](panel::Panel)s and nothing else is stored: no mask, no masked weight. The
//! panels of one layer and one degree are a [`Cell`](panel::Cell). A *parallel* sweep runs through the table of cells
//! layer by layer, a *sequential* sweep degree by degree; either multiplies every weight once.
//!
//! Biases are the weights of a column of ones.
//!
//! A coupling is the same with two positions of several inputs each: those that stay, for which there are no outputs,
//! and those that move. All units have degree 1, and every layer is one dense panel.
//!
//! In a residual network (He et al. 2016; Durkan et al. 2019, appendix B.1) all layers have one width. The first is
//! linear, `h₀`; then blocks of two follow, `hᵢ₊₁ = hᵢ + W′ᵢ σ(Wᵢ σ(hᵢ))`, and what leaves the last goes to the output as
//! it is. Equal layers have equal degrees, so that adding them keeps the order.

mod init;
mod masked;
mod network;
mod panel;
mod pullback;
mod sizes;
mod sweep;
mod table;
mod weights;

pub use masked::Masked;
pub(crate) use network::Network;
pub use table::Made;

#[cfg(test)]
mod tests;
