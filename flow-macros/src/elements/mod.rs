//! The bijectors of the language, a file each: arguments, checks, laws, and the name of the runtime type.
//!
//! A new bijector is a file with a type that implements [`Rules`] and an [`Entry`] per name, and a line in the registry
//! below. It may use other files of this folder, but not the registry, which knows all of them.

mod alone;
pub(crate) mod choose;
mod coupling;
pub(crate) mod custom;
mod diagonal;
mod elsewhere;
mod fold;
pub(crate) mod formula;
mod glow;
mod knots;
mod library;
mod linear;
mod maf;
pub(crate) mod matrix;
pub(crate) mod network;
mod orthogonal;
pub(crate) mod permute;
mod random;
mod scale;
mod shift;
pub(crate) mod shift_scale;
mod simplex;
mod split;
pub(crate) mod stochastic;
pub(crate) mod surjection;
mod text;
pub(crate) mod univariate;

pub(crate) use elsewhere::elsewhere;

use crate::permutation::Permutation;
use crate::rules::{Domain, Entry, Rules};
use formula::Written;
use glow::Glow;

/// Makes the enum of all bijectors, and the table of their names.
macro_rules! registry {
    ($($module:ident::$bijector:ident [$($entry:ident),*];)*) => {
        /// A bijector that takes what arrives at it.
        #[derive(Clone, Debug)]
        pub(crate) enum Bijector {
            $($bijector($module::$bijector),)*
        }

        impl Bijector {
            pub(crate) fn rules(&self) -> &dyn Rules {
                match self {
                    $(Self::$bijector(bijector) => bijector,)*
                }
            }

            /// See [`Rules::inverse`].
            pub(crate) fn inverse(&self) -> Option<Self> {
                match self {
                    $(Self::$bijector(bijector) => bijector.inverse().map(Self::from),)*
                }
            }

            /// See [`Rules::meeting`].
            pub(crate) fn meeting(&self, domain: &Domain) -> Option<Self> {
                match self {
                    $(Self::$bijector(bijector) => bijector.meeting(domain).map(Self::from),)*
                }
            }

            /// See [`Rules::widened`].
            pub(crate) fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
                match self {
                    $(Self::$bijector(bijector) => bijector.widened(columns, dim).map(Self::from),)*
                }
            }

            /// See [`Rules::permuted`].
            pub(crate) fn permuted(&self, p: &Permutation) -> Option<Self> {
                match self {
                    $(Self::$bijector(bijector) => bijector.permuted(p).map(Self::from),)*
                }
            }
        }

        $(impl From<$module::$bijector> for Bijector {
            fn from(bijector: $module::$bijector) -> Self {
                Self::$bijector(bijector)
            }
        })*

        const ENTRIES: &[Entry<Element>] = &[$($(Entry {
            name: $module::$entry.name,
            dim: $module::$entry.dim,
            check: |call, check| {
                let bijector = ($module::$entry.check)(call, check)?;
                Some(Element::Bijector(bijector.into()))
            },
        },)*)*];
    };
}

registry! {
    formula::Formula [];
    maf::Maf [MAF, IAF];
    coupling::Coupling [COUPLING, REAL_NVP, NICE, NSF];
    alone::Alone [SPLINE, LOGISTIC_MIXTURE];
    permute::Permute [PERMUTE, REVERSE, RANDOM_PERMUTE, UNSQUEEZE];
    linear::Linear [LINEAR];
    matrix::Matrix [MATRIX];
    orthogonal::Orthogonal [ORTHOGONAL];
    simplex::Simplex [SIMPLEX, ORDERED];
    fold::Fold [ABS, SORT];
    diagonal::Diagonal [AFFINE, ACT_NORM, STANDARDIZE];
    custom::Custom [];
    choose::Choose [];
    shift::Shift [SHIFT];
    scale::Scale [SCALE];
    shift_scale::ShiftScale [];
    stochastic::Stochastic [METROPOLIS, LANGEVIN, HMC];
    surjection::Surjection [];
}

/// An element whose arguments have been checked, before it is known what arrives at it.
#[derive(Clone, Debug)]
pub(crate) enum Element {
    /// The same bijector for all that can arrive.
    Bijector(Bijector),
    /// Becomes bijectors when it meets what arrives.
    Formula(Written),
    /// Short for several.
    Glow(Box<Glow>),
    /// No bijector: becomes a step when it is known where it stands.
    Surjection(surjection::Written),
}

impl Element {
    /// The canonical text of one direction.
    pub(crate) fn spec(&self, inverted: bool) -> String {
        match self {
            Self::Bijector(bijector) => bijector.rules().spec(inverted),
            Self::Formula(written) => written.spec(inverted),
            Self::Glow(glow) => glow.spec(inverted),
            Self::Surjection(written) => written.spec(inverted),
        }
    }

    /// Whether its name means the inverse of what is computed forwards.
    pub(crate) fn is_named_inverse(&self) -> bool {
        match self {
            Self::Bijector(bijector) => bijector.rules().is_named_inverse(),
            Self::Formula(written) => written.is_named_inverse(),
            Self::Glow(_) | Self::Surjection(_) => false,
        }
    }
}

macro_rules! surjections {
    ($($entry:ident),*) => {
        const SURJECTIONS: &[Entry<Element>] = &[$(Entry {
            name: surjection::$entry.name,
            dim: surjection::$entry.dim,
            check: |call, check| {
                (surjection::$entry.check)(call, check).map(Element::Surjection)
            },
        },)*];
    };
}

surjections!(DEQUANTIZE, ARGMAX, AUGMENT);

pub(crate) fn find(name: &str) -> Option<Entry<Element>> {
    if name == glow::NAME {
        return Some(Entry::new(glow::NAME, |call, check| {
            (glow::GLOW.check)(call, check).map(|glow| Element::Glow(glow.into()))
        }));
    }
    let mut built = ENTRIES.iter().chain(SURJECTIONS);
    built.find(|entry| entry.name == name).copied().or_else(|| {
        Some(Entry::new(library::name(name)?, |call, check| {
            library::check(call, check).map(Element::Formula)
        }))
    })
}

/// Every name that can be meant.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let built = ENTRIES.iter().chain(SURJECTIONS).map(|entry| entry.name);
    built
        .chain(library::names())
        .chain([glow::NAME, "Invert", "Split"])
}
