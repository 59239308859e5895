//! Inference of the parameters of simulators.

#![allow(missing_docs, reason = "tests")]

mod c2st;
mod calibrated;
mod failures;
mod gaussian;
mod sequential;
