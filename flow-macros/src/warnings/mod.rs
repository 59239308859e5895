//! What is allowed and probably not meant.

mod context;
mod identities;
mod independent;
mod layers;
mod neighbours;

use crate::ast;
use crate::errors::Report;
use crate::ir::{Flow, Line};
use crate::mixing::Mixing;

/// Says what looks odd about a flow; `line` is what the rewrites have left of it, which have been made where it
/// `is_simplified`.
pub(crate) fn say(
    written: &ast::Flow,
    flow: &Flow,
    line: &Line,
    mixing: &Mixing,
    is_simplified: bool,
    report: &Report,
) {
    neighbours::undo(flow, report);
    if is_simplified {
        identities::remain(flow, line, &written.chain, report);
        layers::collapse(line, flow.context, report);
    }
    if !flow.base.reads_context() {
        context::is_unused(line, written.event.context, report);
    }
    if flow.base.is_independent() {
        independent::remain(line, (mixing, &flow.labels), &written.chain, report);
    }
}
