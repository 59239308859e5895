//! Normalizing flows declared in Rust source, checked and compiled by [`flow!`].
//!
//! A normalizing flow is a probability density built by sending a simple base density through invertible maps
//! (bijectors) to the data: `log p(x) = log p_base(z) + log|det ∂z/∂x|`, in nats. It is trained by maximum likelihood,
//! can be sampled, and gives the density of any point.
//!
//! ```
//! use flow_runtime::prelude::*;
//!
//! flow! {
//!     /// Two interleaved half circles.
//!     pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(32, 32));
//! }
//!
//! const _: () = assert!(Moons::DIM == 2);
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let data: Vec<SVector<f32, 2>> = datasets::moons(500, 0.05, &mut rng);
//! let mut moons = Moons::new(&mut rng);
//! let history = Trainer::new(Adam::new(1e-3)).epochs(3).fit(&mut moons, &data)?;
//!
//! let (x, log_prob) = moons.sample_and_log_prob(&mut rng);
//! let (z, log_det) = moons.inverse_and_log_det(&x);
//! println!("{x} has density {} and came from {z}", log_prob.exp());
//! println!("{}", Moons::summary());
//! # Ok::<(), FitError>(())
//! ```
//!
//! [`flow!`] has the whole language, and every flow's own page a table of its methods.
//!
//! # Directions
//!
//! A chain reads from the base to the data, in the order in which a sample travels: `A >> B` sends z to B(A(z)).
//!
//! | here | arrow | used for | elsewhere |
//! |---|---|---|---|
//! | `forward` | base z → data x | sampling | `forward` in TensorFlow Probability and distrax, `inverse` in nflows and zuko |
//! | `inverse` | data x → base z | density, training | `inverse` in TensorFlow Probability and distrax, `forward` in nflows and zuko |
//! | `A >> B` | A first | | `Chain([B, A])` in TensorFlow Probability and distrax |
//!
//! # Vectors and random numbers
//!
//! Samples are vectors of [`nalgebra`] 0.35, and generators and distributions those of [`rand`] 0.10, which are re-exported
//! here: `flow_runtime::nalgebra`, `flow_runtime::rand`. A program that names them in its own `Cargo.toml` needs the same
//! versions.
//!
//! # Threads
//!
//! Training and the methods on batches use all cores, those on single samples one. The threads are rayon's: the environment
//! variable `RAYON_NUM_THREADS` says how many, or a pool of the program's own, within which it calls
//! (`rayon::ThreadPool::install`). The same inputs give the same bits with any number of them.
//!
//! # Cargo features
//!
//! - `nuts`: the No-U-Turn sampler of the crate nuts-rs, [`inference::samplers`].
//! - `progress`: a progress bar for training, `Progress`.
//! - `plot`: pictures of samples, densities and curves as PNG files, the module `plot`.
//! - `mpi`: training on several processes and machines by MPI, which has to be installed, and libclang: `ranks::World`.
//! - `image`: pictures in files (IDX, PNG), and `sound`: WAV files, the module `signal`.
//! - `table`: tables in files (CSV, TSV, NPY, NPZ, safetensors), the module `table`.

mod angles;
mod attention;
mod base;
mod bijector;
mod bijectors;
mod bound;
mod calibration;
mod conditioner;
mod conv;
mod custom;
mod density;
mod element;
mod engine;
mod flow;
pub mod inference;
mod interval;
mod io;
mod kernels;
mod kind;
mod made;
mod model;
mod named;
mod noise;
mod parameters;
mod parts;
#[cfg(feature = "plot")]
pub mod plot;
pub mod ranks;
mod real;
mod said;
#[cfg(any(feature = "image", feature = "sound"))]
pub mod signal;
mod special;
#[cfg(feature = "table")]
pub mod table;
mod target;
pub mod testing;
mod threads;
mod train;
mod univariate;
mod walk;

#[path = "data/mod.rs"]
pub mod datasets;

pub use nalgebra;
pub use rand;

pub use bijector::Bijector;
pub use bound::LowerBound;
pub use custom::CustomBijector;
pub use density::Density;
pub use flow::{BoundedFlow, Cumulative, Flow, Given, Trainable, Vjp};
pub use flow_macros::flow;
pub use inference::{Evidence, Importance, StochasticFlow, Target};
pub use interval::Interval;
pub use io::{LoadError, SaveError};
pub use named::Named;
pub use real::Real;
#[cfg(feature = "progress")]
pub use train::Progress;
pub use train::{
    Adam, Answer, Batch, Batches, ConstantColumn, Descent, Epoch, Every, FarColumn, FitError,
    History, IntoSamples, Note, Samples, Schedule, Stopped, Trainer,
};

/// What programs import.
///
/// `SVector` is [`nalgebra`]'s; generators and distributions are [`rand`]'s. Both crates are re-exported, so a program need
/// not depend on them, or on the same versions.
pub mod prelude {
    pub use crate::testing::Calibration;
    pub use crate::{
        Adam, Bijector, Cumulative, Density, Every, Evidence, FitError, Flow, Given, History,
        Importance, LowerBound, Real, Samples, Schedule, Target, Trainable, Trainer,
    };
    pub use crate::{datasets, flow, testing};
    pub use nalgebra::SVector;
    pub use rand::distr::Distribution;
    pub use rand::rngs::Xoshiro256PlusPlus;
    pub use rand::{Rng, RngExt, SeedableRng};
    pub use std::ops::ControlFlow;

    // Without names, so that a flow called `Density` hides no methods.
    #[doc(hidden)]
    pub use crate::flow::inexact::{
        argmax::{Inexact as _, InexactGiven as _},
        augment::{Inexact as _, InexactGiven as _},
        dequantize::{Inexact as _, InexactGiven as _},
        hmc::{Inexact as _, InexactGiven as _},
        langevin::{Inexact as _, InexactGiven as _},
        metropolis::{Inexact as _, InexactGiven as _},
    };
    #[doc(hidden)]
    pub use crate::flow::{Conditional as _, ConditionalBound as _, ConditionalNumber as _};
    #[doc(hidden)]
    pub use crate::{
        Bijector as _, BoundedFlow as _, Cumulative as _, Density as _, Flow as _, LowerBound as _,
        StochasticFlow as _, Target as _, Trainable as _, Vjp as _,
    };
    #[doc(hidden)]
    pub use rand::distr::Distribution as _;
    #[doc(hidden)]
    pub use rand::{Rng as _, RngExt as _, SeedableRng as _};
}

/// What generated code calls; not for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::angles::Angles;
    pub use crate::attention::Attention;
    pub use crate::base::*;
    pub use crate::bijectors::*;
    pub use crate::conv::{Conv, Sites, Wavenet};
    pub use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size, Slot};
    pub use crate::engine::{Cotangents, Pulled};
    pub use crate::flow::{
        BoundedFlow, Conditional, ConditionalBound, Flow, Trainable, inexact, sample,
    };
    pub use crate::inference::{StochasticFlow, Target};
    pub use crate::interval::Interval;
    pub use crate::kernels::{Kernel, Math, dispatch};
    pub use crate::kind::{Kind, rounded_support};
    pub use crate::made::{Made, Masked};
    pub use crate::model::{Context, Model};
    pub use crate::named::Named;
    pub use crate::noise::Law;
    pub use crate::parameters::Parameters;
    pub use crate::univariate::{
        Additive, Affine, Circular, Columnwise, Map, Mixture, Scale, Search, Spline,
    };
    pub use crate::walk::Kernel as MarkovKernel;
    pub use flow_macros::flow_unsimplified;
    pub use nalgebra::SVector;
    pub use rand::Rng;
    pub use rand::distr::Distribution;
    pub use std::sync::OnceLock;
}

#[cfg(doctest)]
mod doctests {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../docs/LANGUAGE.md")]
    struct Language;

    #[cfg(all(
        feature = "image",
        feature = "nuts",
        feature = "plot",
        feature = "sound",
        feature = "table"
    ))]
    #[doc = include_str!("../../docs/GUIDE.md")]
    struct Guide;
}
