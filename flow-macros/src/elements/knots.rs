//! The shape of a spline, `bins = 8, bound = 3, tails = linear, least_width = 1e-3, least_slope = 1e-3`: of `Spline`, of
//! `NSF`, and of `univariate = spline`.

use crate::arguments::{Check, Options};
use crate::ast::{At, Expr};
use crate::decimal::show;
use crate::formula::Interval;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The shape of a spline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Knots {
    pub(crate) bins: usize,
    bound: f64,
    tails: Tails,
    least_width: f64,
    least_slope: f64,
}

/// What is beyond the ends of the box.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tails {
    /// The identity.
    Linear,
    /// Lines with the slopes at the ends, which are learned.
    Learned,
    /// Nothing: both ends are one point of the circle.
    Circular,
}

/// The first is the default.
const TAILS: [(&str, Tails); 3] = [
    ("linear", Tails::Linear),
    ("learned", Tails::Learned),
    (CIRCULAR, Tails::Circular),
];

/// The tails of a spline on the circle, and such a spline.
pub(super) const CIRCULAR: &str = "circular";

/// Parameters of a circular spline that turn it.
const TURN: usize = 2;

impl Default for Knots {
    fn default() -> Self {
        Self {
            bins: 8,
            bound: 3.0,
            tails: Tails::Linear,
            least_width: 1e-3,
            least_slope: 1e-3,
        }
    }
}

impl Knots {
    /// Of a spline that takes (−1, 1) to itself.
    pub(super) fn on_unit() -> Self {
        Self {
            bound: 1.0,
            ..Self::default()
        }
    }
}

/// The names of the options; [`Check::knots`] takes them in this order.
pub(crate) const KNOTS: [&str; 5] = ["bins", "bound", "tails", "least_width", "least_slope"];

/// The shape of a spline, as options.
pub(crate) const SPLINE_OPTIONS: Options = Options { known: &KNOTS };

/// The same on the circle.
pub(crate) const CIRCULAR_OPTIONS: Options = Options {
    known: &[KNOTS[0], KNOTS[3], KNOTS[4]],
};

/// More bins are taken for a mistake; the least widths of all of them must fit.
const MAX_BINS: usize = 512;

/// Bins that are narrower than this part of the box leave `f32` no digits.
const LEAST_WIDTH: f64 = 1e-5;

/// Between these the bound of a box makes sense in either scalar.
const BOUNDS: [f64; 2] = [1e-3, 1e6];

/// Between these the least slope at a knot makes sense in either scalar.
const LEAST_SLOPES: [f64; 2] = [1e-6, 0.5];

impl Check<'_> {
    /// The shape of a spline, from its options in the order of [`KNOTS`].
    pub(super) fn knots(&self, options: &[Option<&Expr>]) -> Option<Knots> {
        let [bins, bound, tails, width, slope] = *options else {
            unreachable!("as many options as there are names");
        };
        let default = Knots::default();
        let bins = match bins {
            Some(bins) => self.whole(bins, "the number of bins", MAX_BINS),
            None => Some(default.bins),
        };
        let tails = self.choice("tails", tails, &TAILS);
        let bound = match bound {
            Some(bound) if tails == Some(Tails::Circular) => {
                self.error(
                    bound.loc,
                    "the spline of a circle ends at −π and π\nhelp: leave `bound` out",
                );
                None
            }
            Some(bound) => self.bound(bound),
            None => Some(default.bound),
        };
        let least_width = match width {
            Some(width) => self.least_width(width, bins),
            None => Some(default.least_width),
        };
        let least_slope = match slope {
            Some(slope) => self.least_slope(slope),
            None => Some(default.least_slope),
        };
        Some(Knots {
            bins: bins?,
            bound: bound?,
            tails: tails?,
            least_width: least_width?,
            least_slope: least_slope?,
        })
    }

    /// The shape of a spline on the circle, from the options of [`CIRCULAR_OPTIONS`].
    pub(super) fn circular_knots(&self, options: &[Option<&Expr>]) -> Option<Knots> {
        let [bins, width, slope] = *options else {
            unreachable!("as many options as there are names");
        };
        let knots = self.knots(&[bins, None, None, width, slope])?;
        Some(Knots {
            tails: Tails::Circular,
            ..knots
        })
    }

    fn least_width(&self, expr: &Expr, bins: Option<usize>) -> Option<f64> {
        let At { value, loc } = self.constant(expr)?;
        let bins = bins?;
        let most = 1.0 / bins as f64;
        if !(value >= LEAST_WIDTH && value < most) {
            let message = format!(
                "the least width of a bin, a part of the box, must be at least {} and below {}, for {bins} of them must fit; found {}",
                show(LEAST_WIDTH),
                show(most),
                show(value)
            );
            self.error(loc, message);
            return None;
        }
        Some(value)
    }

    fn least_slope(&self, expr: &Expr) -> Option<f64> {
        let help = "slopes are between it and its inverse, and start at 1";
        self.between(expr, LEAST_SLOPES, "the least slope at a knot", help)
    }

    fn bound(&self, expr: &Expr) -> Option<f64> {
        let help = "the spline covers [−bound, bound]; outside it is the identity";
        self.between(expr, BOUNDS, "the bound of a spline", help)
    }

    /// A constant between two numbers; `what` says of what.
    fn between(&self, expr: &Expr, [least, most]: [f64; 2], what: &str, help: &str) -> Option<f64> {
        let At { value, loc } = self.constant(expr)?;
        if !(least..=most).contains(&value) {
            let (least, most, value) = (show(least), show(most), show(value));
            let message =
                format!("{what} must be between {least} and {most}, found {value}\nhelp: {help}");
            self.error(loc, message);
            return None;
        }
        Some(value)
    }
}

impl Knots {
    /// Parameters for one number: widths, heights, and the slopes that are not 1, or are shared; and a turn.
    pub(crate) fn params(self) -> usize {
        match self.tails {
            Tails::Linear => 3 * self.bins - 1,
            Tails::Learned => 3 * self.bins + 1,
            Tails::Circular => 3 * self.bins + TURN,
        }
    }

    pub(crate) fn is_circular(self) -> bool {
        self.tails == Tails::Circular
    }

    /// Where it is a map onto itself.
    pub(crate) fn interval(self) -> Interval {
        if self.is_circular() {
            Interval::CIRCLE
        } else {
            Interval::REAL
        }
    }

    /// Whether there is nothing that could bend it.
    pub(crate) fn is_identity(self) -> bool {
        self.bins == 1 && self.tails == Tails::Linear
    }

    /// As a univariate map.
    pub(crate) fn map(self) -> String {
        let name = if self.is_circular() {
            CIRCULAR
        } else {
            "spline"
        };
        let tails = format!("tails = {CIRCULAR}");
        let options: Vec<String> = self
            .options()
            .into_iter()
            .filter(|option| *option != tails)
            .collect();
        if options.is_empty() {
            name.to_owned()
        } else {
            format!("{name}({})", options.join(", "))
        }
    }

    /// The options that are not the default ones.
    pub(crate) fn options(self) -> Vec<String> {
        let bins = self.bins != Self::default().bins;
        let bins = bins.then(|| format!("bins = {}", self.bins));
        bins.into_iter().chain(self.options_but_bins()).collect()
    }

    /// The same without the number of bins.
    pub(crate) fn options_but_bins(self) -> Vec<String> {
        let default = Self::default();
        let changed = |name: &str, value: f64, default: f64| {
            (value != default).then(|| format!("{name} = {}", show(value)))
        };
        let tails = TAILS.iter().skip(1).find(|(_, tails)| *tails == self.tails);
        let tails = tails.map(|(name, _)| format!("tails = {name}"));
        [
            changed("bound", self.bound, default.bound),
            tails,
            changed("least_width", self.least_width, default.least_width),
            changed("least_slope", self.least_slope, default.least_slope),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The runtime's type and value.
    pub(crate) fn runtime(self) -> (TokenStream, TokenStream) {
        let default = Self::default();
        let bins = Literal::usize_unsuffixed(self.bins);
        let bound = Literal::f64_unsuffixed(self.bound);
        let tails = (self.tails == Tails::Learned).then(|| quote!(.learned_tails()));
        let least =
            |value: f64, default: f64| (value != default).then(|| Literal::f64_unsuffixed(value));
        let width = least(self.least_width, default.least_width).map(|w| quote!(.least_width(#w)));
        let slope = least(self.least_slope, default.least_slope).map(|s| quote!(.least_slope(#s)));
        let spline = quote!(rt::Spline::new(#bins, #bound) #tails #width #slope);
        if self.is_circular() {
            (quote!(rt::Circular), quote!(rt::Circular::new(#spline)))
        } else {
            (quote!(rt::Spline), spline)
        }
    }
}
