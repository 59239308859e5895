//! A context that is not used.

use crate::ast::At;
use crate::errors::Report;
use crate::ir::{Line, Step};

/// A context that no element asks for.
pub(super) fn is_unused(line: &Line, context: Option<At<usize>>, report: &Report) {
    let is_read = |step: &Step| step.rules().reads_context();
    if let Some(At { loc, .. }) = context.filter(|context| context.value > 0)
        && !line.steps.iter().any(is_read)
    {
        report.warning(
            loc,
            "nothing here depends on the context: p(x | c) is the same for every c\nhelp: networks read it, such as that of `MAF(64)`",
        );
    }
}
