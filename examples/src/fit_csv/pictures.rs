//! The course of the training.

use flow_runtime::plot::{Color, Curve, Figure, Panel};
use flow_runtime::prelude::*;

pub(crate) fn history(history: &History) -> Figure {
    let train = Curve::new(history.train_nll()).label("training");
    let valid = Curve::new(history.valid_nll())
        .color(Color::ORANGE)
        .label("validation");
    let panel = Panel::new()
        .layer(train)
        .layer(valid)
        .labels("epoch", "NLL in nats")
        .title("training");
    Figure::new().panel(panel)
}
