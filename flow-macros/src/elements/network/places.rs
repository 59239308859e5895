//! What networks have in common that know where a number is.

use super::contract::{Owner, Role, Written};
use crate::arguments::Check;
use crate::ast::Expr;
use crate::errors::Loc;

/// Larger kernels are taken for mistakes.
const MAX_KERNEL: usize = 7;

impl Check<'_> {
    /// Reports a network of that name where no places are known, or where it would see what it must not.
    pub(super) fn knows_places(
        &self,
        name: &str,
        written: &Written<'_>,
        owner: Owner<'_>,
    ) -> Option<()> {
        let element = written.element;
        match owner.role {
            Role::Coupling => {}
            Role::Autoregressive => {
                self.error(
                    written.loc,
                    format!("`{name}` sees what is on either side of a place, and cannot be the network of `{element}`\nhelp: it is one of couplings: `RealNVP({name}(…))`"),
                );
                return None;
            }
            Role::Given => {
                self.error(
                    written.loc,
                    format!("`{name}` reads places, and a base sees the context alone\nhelp: widths stand here: `{element}(64, 64)`"),
                );
                return None;
            }
        }
        if let Some(residual) = owner.residual {
            self.error(
                residual.loc,
                format!("`{name}` has no option `residual`: its layers are no blocks that could be added to each other"),
            );
        }
        self.shape(&format!("`{name}`"), written.loc)?;
        owner.residual.is_none().then_some(())
    }

    /// The option `kernel`: how many taps there are along each axis.
    pub(super) fn kernel(&self, written: Option<&Expr>) -> Option<usize> {
        let Some(expr) = written else {
            return Some(super::conv::KERNEL);
        };
        let kernel = self.whole(expr, "a kernel", MAX_KERNEL)?;
        if kernel.is_multiple_of(2) {
            self.error(
                expr.loc,
                format!(
                    "a kernel has a middle, and so an odd number of taps, found {kernel}\nhelp: `kernel = {}`",
                    kernel + 1
                ),
            );
            return None;
        }
        Some(kernel)
    }

    /// Warns of taps that are further from the middle than any two places of the shape are apart: they meet zeros alone, and
    /// their weights learn nothing. `help` is given how far apart places are.
    pub(super) fn meets_places(
        &self,
        what: &str,
        reach: usize,
        loc: Loc,
        help: impl FnOnce(usize) -> String,
    ) {
        let passing = self.passing.borrow();
        let Some(shape) = passing.shape() else {
            return;
        };
        let [height, width] = shape.size();
        let far = height.max(width) - 1;
        if reach > far {
            let help = help(far);
            let places = if reach == 1 { "place" } else { "places" };
            self.report.warning(
                loc,
                format!("{what} looks {reach} {places} far at once, and in the shape {shape} they are at most {far} apart, so some of its weights learn nothing\nhelp: {help}"),
            );
        }
    }
}
