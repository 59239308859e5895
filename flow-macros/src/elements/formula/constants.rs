//! What a formula is made of must be numbers of the flow's scalar, each by itself and together.

use super::emitted::number;
use crate::arguments::Check;
use crate::ast::Scalar;
use crate::decimal::show;
use crate::errors::Loc;
use crate::formula::{Beyond, Formula};

impl Check<'_> {
    /// Whether the scalar of the flow holds every constant of a formula that stands at `loc`; if not, that is reported.
    pub(crate) fn holds(&self, formula: &Formula, loc: Loc) -> bool {
        let Some(beyond) = formula.beyond(number(self.scalar)) else {
            return true;
        };
        let part = loc.part(beyond.extent.start, beyond.extent.end);
        self.error(part, self.too_far(formula, &beyond));
        false
    }

    /// The same of a formula of the library, called at `loc`: what is made of its constants stands there.
    pub(crate) fn holds_called(&self, formula: &Formula, loc: Loc) -> bool {
        let Some(beyond) = formula.beyond(number(self.scalar)) else {
            return true;
        };
        self.error(loc, self.too_far(formula, &beyond));
        false
    }

    fn too_far(&self, formula: &Formula, beyond: &Beyond) -> String {
        let what = if beyond.value.is_finite() && beyond.value != 0.0 {
            // Its last digits are those of an enclosure.
            let digits = format!("{:.11e}", beyond.value);
            format!("`{}`", show(digits.parse().unwrap_or(beyond.value)))
        } else {
            "this constant".to_owned()
        };
        let size = if beyond.value.abs() > 1.0 {
            "large"
        } else {
            "small"
        };
        let fits = self.scalar == Scalar::F32 && formula.beyond(number(Scalar::F64)).is_none();
        let help = if fits {
            "\nhelp: declare the flow with `f64`"
        } else {
            ""
        };
        format!("{what} is too {size} for {}{help}", self.scalar.name())
    }
}
