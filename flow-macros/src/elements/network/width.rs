//! Hidden widths.

use super::activation::Activation;
use super::contract::Written;
use crate::arguments::Check;
use crate::ast::{Expr, ExprKind};

/// Layers and widths beyond these are taken for mistakes.
const MAX_LAYERS: usize = 64;
const MAX_WIDTH: usize = 65_536;

impl Check<'_> {
    /// Reports a network without widths, or with too many of them; `name` is what has them.
    pub(super) fn some_widths(&self, name: &str, written: &Written<'_>) {
        if written.values.is_empty() {
            self.error(
                written.loc,
                format!("`{name}` needs at least one hidden width\nhelp: for example `{name}(64)`"),
            );
        }
        if written.values.len() > MAX_LAYERS {
            self.error(
                written.loc,
                format!("`{name}` may have at most {MAX_LAYERS} hidden layers"),
            );
        }
    }

    /// A hidden width, a whole number.
    pub(super) fn hidden_width(&self, value: &Expr) -> Option<usize> {
        let meant = match &value.kind {
            ExprKind::Name(name) if Activation::is_named(name) => {
                format!("an activation is an option: `activation = {name}`")
            }
            ExprKind::List(_) => "widths stand one after the other: `MAF(64, 64)`".into(),
            _ => return self.whole(value, "a hidden width", MAX_WIDTH),
        };
        self.error(
            value.loc,
            format!(
                "expected a hidden width, a whole number, found {}\nhelp: {meant}",
                value.describe()
            ),
        );
        None
    }
}
