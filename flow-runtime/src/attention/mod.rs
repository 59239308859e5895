//! A causal transformer as the network of an autoregressive flow (Vaswani et al. 2017; for flows on pictures Zhai et al.
//! 2024, `TarFlow`; for tables Fakoor et al. 2020, `TraDE`).
//!
//! The dimensions are cut into patches, in the order of the element. Token `t` reads the patch before its own and attends to
//! the tokens before it and itself, so what it gives, the parameters of patch `t`, depends on patches before `t` alone. The
//! first token reads the context, if there is one, and stands for a start else:
//!
//! ```text
//!   h₀ = (1, c) C          hₜ = pₜ + xₜ₋₁ E
//!   h ← h + attend(norm(h) Q) O
//!   h ← h + gelu(norm(h) W) W′          as many times as there are layers
//!   θₜ = norm(hₜ) Y
//! ```
//!
//! Every matrix but the first two terms' has a row for a column of ones, which is its bias. Layers are normalised before they
//! read (Xiong et al. 2020). A norm has no gain and no bias of its own: the matrix behind it has them.
//!
//! What a token makes in a layer is one function, [`token`], of what the tokens before it have left there: keys and values. The
//! pass goes layer by layer, the sweep token by token, through the same calls; so keys and values are never computed twice,
//! both cost the same, and agree to the bit. The pullbacks are the same calls backwards.

mod declared;
mod heads;
mod init;
mod linear;
mod network;
mod norm;
mod places;
mod pullback;
mod token;
mod weights;

pub use declared::Attention;

#[cfg(test)]
mod tests;
