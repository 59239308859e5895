//! Functions of statistics, of single numbers in double precision.

mod beta;
mod bisect;
mod gamma;
mod normal;

pub(crate) use beta::lower_beta;
pub(crate) use bisect::first;
pub(crate) use gamma::{ln_gamma, upper_gamma};
pub(crate) use normal::{HALF_LN_2PI, normal_cdf, normal_quantile};
