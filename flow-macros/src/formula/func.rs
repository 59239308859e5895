//! The functions of one argument that formulas know.

use super::interval::{Bound, Interval};

/// Declares the functions, and the list that no test over all of them can miss one of.
macro_rules! functions {
    ($($(#[$note:meta])* $name:ident),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Func {
            $($(#[$note])* $name),*
        }

        impl Func {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

functions! {
    Exp,
    Ln,
    Sqrt,
    Cbrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Sigmoid,
    Logit,
    Softplus,
    Erf,
    Phi,
    Abs,
    /// Never written by users, as those below: they arise from inverses and log-dets.
    Sign,
    SoftplusInverse,
    Probit,
    LnCosh,
}

use Func::{
    Abs, Acos, Acosh, Asin, Asinh, Atan, Atanh, Cbrt, Cos, Cosh, Erf, Exp, Ln, LnCosh, Logit, Phi,
    Probit, Sigmoid, Sign, Sin, Sinh, Softplus, SoftplusInverse, Sqrt, Tan, Tanh,
};

/// What users may write.
pub(crate) const NAMES: [(&str, Func); 22] = [
    ("exp", Exp),
    ("ln", Ln),
    ("sqrt", Sqrt),
    ("cbrt", Cbrt),
    ("sin", Sin),
    ("cos", Cos),
    ("tan", Tan),
    ("asin", Asin),
    ("acos", Acos),
    ("atan", Atan),
    ("sinh", Sinh),
    ("cosh", Cosh),
    ("tanh", Tanh),
    ("asinh", Asinh),
    ("acosh", Acosh),
    ("atanh", Atanh),
    ("sigmoid", Sigmoid),
    ("logit", Logit),
    ("softplus", Softplus),
    ("erf", Erf),
    ("Phi", Phi),
    ("abs", Abs),
];

impl Func {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Sign => "sign",
            SoftplusInverse => "softplus⁻¹",
            Probit => "Φ⁻¹",
            LnCosh => "ln cosh",
            Phi => "Φ",
            _ => NAMES
                .iter()
                .find(|(_, f)| *f == self)
                .map_or("?", |(name, _)| name),
        }
    }

    /// The open interval on which the function is smooth; tan is looked at by itself.
    pub(crate) fn natural_domain(self) -> Interval {
        match self {
            Ln | Sqrt | SoftplusInverse => Interval::POSITIVE,
            Asin | Acos | Atanh => Interval::open(Bound::MINUS_ONE, Bound::ONE),
            Acosh => Interval::open(Bound::ONE, Bound::PosInf),
            Logit | Probit => Interval::UNIT,
            Exp | Cbrt | Sin | Cos | Tan | Atan | Sinh | Cosh | Tanh | Asinh | Sigmoid
            | Softplus | Erf | Phi | Abs | Sign | LnCosh => Interval::REAL,
        }
    }

    /// Whether the function is continuous on its natural domain: all are but for the poles of tan and the jump of sign.
    pub(crate) fn is_continuous(self) -> bool {
        match self {
            Tan | Sign => false,
            Exp | Ln | Sqrt | Cbrt | Sin | Cos | Asin | Acos | Atan | Sinh | Cosh | Tanh
            | Asinh | Acosh | Atanh | Sigmoid | Logit | Softplus | Erf | Phi | Abs
            | SoftplusInverse | Probit | LnCosh => true,
        }
    }

    /// The image of the natural domain, open where it is not attained.
    pub(crate) fn range(self) -> Interval {
        match self {
            Exp | Softplus => Interval::POSITIVE,
            Sigmoid | Phi => Interval::UNIT,
            Tanh | Erf => Interval::open(Bound::MINUS_ONE, Bound::ONE),
            Atan => Interval::open(Bound::pi(-1, 2), Bound::pi(1, 2)),
            Sin | Cos | Sign => Interval {
                lo: Bound::MINUS_ONE,
                hi: Bound::ONE,
                lo_open: false,
                hi_open: false,
            },
            Asin => Interval {
                lo: Bound::pi(-1, 2),
                hi: Bound::pi(1, 2),
                lo_open: false,
                hi_open: false,
            },
            Acos => Interval {
                lo: Bound::ZERO,
                hi: Bound::pi(1, 1),
                lo_open: false,
                hi_open: false,
            },
            Cosh => Interval {
                lo: Bound::ONE,
                lo_open: false,
                ..Interval::POSITIVE
            },
            Sqrt | Abs | LnCosh | Acosh => Interval {
                lo_open: false,
                ..Interval::POSITIVE
            },
            Ln | Cbrt | Tan | Sinh | Asinh | Atanh | Logit | SoftplusInverse | Probit => {
                Interval::REAL
            }
        }
    }

    /// Increasing (1) or decreasing (−1) on the whole natural domain.
    pub(crate) fn direction(self) -> Option<i32> {
        match self {
            Acos => Some(-1),
            Sin | Cos | Tan | Cosh | Abs | Sign | LnCosh => None,
            Exp | Ln | Sqrt | Cbrt | Asin | Atan | Sinh | Tanh | Asinh | Acosh | Atanh
            | Sigmoid | Logit | Softplus | Erf | Phi | SoftplusInverse | Probit => Some(1),
        }
    }

    pub(crate) fn is_odd(self) -> bool {
        matches!(
            self,
            Cbrt | Sin | Tan | Asin | Atan | Sinh | Tanh | Asinh | Atanh | Erf | Sign
        )
    }

    pub(crate) fn is_even(self) -> bool {
        matches!(self, Cos | Cosh | Abs | LnCosh)
    }

    /// The function that undoes this one, on its principal branch.
    pub(crate) fn inverse(self) -> Option<Self> {
        let pairs = [
            (Exp, Ln),
            (Sin, Asin),
            (Cos, Acos),
            (Tan, Atan),
            (Sinh, Asinh),
            (Cosh, Acosh),
            (Tanh, Atanh),
            (Sigmoid, Logit),
            (Softplus, SoftplusInverse),
            (Phi, Probit),
        ];
        pairs.iter().find_map(|&(f, g)| {
            if f == self {
                Some(g)
            } else {
                (g == self).then_some(f)
            }
        })
    }
}
