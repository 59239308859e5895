//! Densities whose answers are known, to try samplers and flows on.
//!
//! | target | what is hard about it | log evidence, nats |
//! |---|---|---|
//! | [`ManyWell`] | 2 to the D/2 modes of unequal mass, with deep valleys between them | 5.146740 D |
//! | [`GaussianMixture40`] | 40 modes far apart, at random places | 0 |
//! | [`Funnel`] | the scale of nine dimensions depends on the tenth | 0 |
//! | [`DoubleWell`] | a deep valley between two modes of equal mass | 5.2119 |
//! | [`Gaussian`] | nothing: a density to start from | 0 |
//!
//! The first three are those of Midgley et al. and of Neal, the fourth is that of Wu et al. All are computed in double precision.
//!
//! # References
//!
//! - Midgley, Stimper, Simm, Schölkopf, Hernández-Lobato, *Flow Annealed Importance Sampling Bootstrap*, ICLR 2023.
//! - Wu, Köhler, Noé, *Stochastic normalizing flows*, NeurIPS 2020: the double well.
//! - Neal, *Slice sampling*, The Annals of Statistics 31(3), 2003: the funnel.

mod double_well;
mod funnel;
mod gaussian;
mod many_well;
mod mersenne;
mod mixture;
mod rounded;

pub use double_well::DoubleWell;
pub use funnel::Funnel;
pub use gaussian::Gaussian;
pub use many_well::ManyWell;
pub use mixture::GaussianMixture40;
