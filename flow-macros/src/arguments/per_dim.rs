//! Elements that take one constant per dimension.

use super::check::Check;
use crate::ast::{Argument, At, Call, ExprKind};

/// Elements with a constant per dimension say the dimension by their number.
pub(crate) fn dim_of_constants(call: &Call) -> Option<At<usize>> {
    let constants = call.constants.as_ref()?;
    let value = constants.list.len();
    let is_broken = |constant: &Argument| matches!(constant.value.kind, ExprKind::Broken);
    (value > 0 && !constants.list.iter().any(is_broken)).then_some(At {
        value,
        loc: constants.loc,
    })
}

impl Check<'_> {
    /// The constants of an element that takes one per dimension, and nothing else. Whether there are as
    /// many as the flow has dimensions is for the caller, who may have more to say about each.
    pub(crate) fn constant_per_dim(&self, call: &Call) -> Option<Vec<At<f64>>> {
        self.no_sizes(call);
        let name = &call.name.value;
        match &call.constants {
            Some(constants) if !constants.list.is_empty() => self.constants(constants),
            Some(empty) => {
                self.error(
                    empty.loc,
                    format!("`{name}` needs one constant per dimension"),
                );
                None
            }
            // With parentheses instead of brackets, that has just been said.
            None if call.sizes.is_some() => None,
            None => {
                self.error(
                    call.loc,
                    format!("`{name}` needs one constant per dimension: `{name}[…]`"),
                );
                None
            }
        }
    }
}
