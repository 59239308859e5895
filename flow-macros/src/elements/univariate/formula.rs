//! A formula as the univariate map.

use crate::arguments::Check;
use crate::ast::Expr;
use crate::formula::{self, Analysis, Bound, Formula, Interval, Name, Reason, Rejection};

/// Proves that a formula is a bijection of the range of its coordinate, onto the same numbers whatever its parameters,
/// and has something to learn.
pub(super) fn derive(formula: &Formula, value: &Expr, check: &Check<'_>) -> Option<Analysis> {
    let refuse = |message: String| {
        check.error(value.loc, message);
        None
    };
    let [coordinate] = formula.coords.as_slice() else {
        return refuse(format!(
            "a univariate map has one coordinate, found {}\nhelp: parameters stand after a semicolon: `|z; a, b > 0| …`",
            formula.dim()
        ));
    };
    if formula.params.is_empty() {
        return refuse(
            "this univariate map has no parameters, so the network would have nothing to say\nhelp: parameters stand after a semicolon: `|z; a, b > 0| …`".into(),
        );
    }
    if !check.holds(formula, value.loc) {
        return None;
    }
    match formula::analyse(formula, &[coordinate.interval()]) {
        Ok(analysis) if analysis.image_varies() => refuse(format!(
            "a univariate map must reach the same numbers whatever its parameters, but this one maps onto {}\nhelp: to reach all real numbers, for example `|z; a, b > 0| a + b * sinh(z)`; to reach all above 0, `|z; a| exp(a + z)`",
            analysis.show_images()
        )),
        Ok(analysis) => Some(analysis),
        Err(rejection) => {
            let part = value.loc.part(rejection.extent.start, rejection.extent.end);
            let message = undeclared(formula, coordinate, &rejection);
            check.error(part, message.unwrap_or_else(|| rejection.to_string()));
            None
        }
    }
}

/// What is said where a range of the coordinate is all that is missing: what arrives does not matter, for a univariate
/// map must take all of its range.
fn undeclared(formula: &Formula, coordinate: &Name, rejection: &Rejection) -> Option<String> {
    let Reason::OutsideDomain {
        function,
        needs,
        receives,
        ..
    } = &*rejection.reason
    else {
        return None;
    };
    let name = coordinate.text();
    let helps = |range: &&(&str, Interval)| {
        coordinate.range.is_none() && formula::analyse(formula, &[range.1]).is_ok()
    };
    let ranges = [
        (" > 0", Interval::POSITIVE),
        (" in (0, 1)", Interval::UNIT),
        (" in (-1, 1)", Interval::open(Bound::int(-1), Bound::ONE)),
    ];
    let (range, _) = ranges.iter().find(helps)?;
    Some(format!(
        "`{function}` needs {needs}, but receives {receives}\nhelp: declare which numbers the map takes: `|{name}{range}; …| …`"
    ))
}
