//! Dimensions that join on the way to the data, and signs and orders that are lost: all of it exact.

use crate::args::Args;
use flow_runtime::plot::{Color, Curve, Figure, Grid, Histogram, Panel, Scatter};
use flow_runtime::prelude::*;
use std::error::Error;

const DATA: usize = 10_000;
const SHOWN: usize = 3_000;

flow! {
    /// One dimension is bent alone; then the other joins, and both are bent together.
    #[allow(deprecated, reason = "the first dimension is alone")]
    struct Spiral<f64, 2> = Spline(12, bound = 4) >> Split(1)
        >> 6 * (NSF(64, 64, bins = 8, bound = 4) >> Reverse) >> Standardize;
    /// The sizes of normal numbers.
    struct Sizes<f64, 1> = Abs;
    /// Two of them in their order.
    struct InOrder<f64, 2> = Abs >> Sort;
}

/// Fits the flow that a dimension joins, and draws all three.
pub(crate) fn show(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut rng = args.generator();
    let data = datasets::two_spirals::<f64, _>(DATA, &mut rng);
    let mut spiral = Spiral::new(&mut rng);
    args.trainer(3e-3).fit(&mut spiral, &data)?;
    let ends = spiral.sample_batch(SHOWN, &mut rng);

    let sizes = Sizes::new(&mut rng);
    let drawn = sizes.sample_batch(DATA, &mut rng);
    let density: Vec<[f64; 2]> = (1..=350)
        .map(|i| f64::from(i) / 100.0)
        .map(|x| [x, sizes.log_prob(&SVector::from([x])).exp()])
        .collect();

    let in_order = InOrder::new(&mut rng);
    let grid = Grid::new([-0.2, 3.0], [-0.2, 3.0], 320, 320);
    let log_probs = in_order.log_prob_batch(&grid.points());
    let field = grid.field(log_probs.into_iter().map(f64::exp));

    let lines = [
        format!(
            "Split(1): NLL {:.3} of the spirals, by {} parameters",
            spiral.nll(&data),
            Spiral::PARAMS
        ),
        format!(
            "Abs:      NLL {:.4} of {DATA} normal numbers without their signs; on average 0.7258",
            sizes.nll(&drawn)
        ),
        format!(
            "Sort:     the density in order integrates to {:.3}",
            field.integral()
        ),
    ];
    let points = |xs: &[SVector<f64, 2>], title: &str| {
        let points = Scatter::new(xs).radius(0.8);
        let side = [-3.6, 3.6];
        Panel::new().layer(points).limits(side, side).title(title)
    };
    let histogram = Histogram::new(drawn.iter().map(|x| x[0]))
        .range(0.0, 3.5)
        .bins(50);
    let figure = Figure::new()
        .panel(points(&data[..SHOWN], "data"))
        .panel(points(&ends, "Split(1): a dimension joins"))
        .panel(Panel::density(&field).title("Abs >> Sort: neither signs nor order"))
        .panel(
            Panel::new()
                .layer(histogram.label("samples"))
                .layer(
                    Curve::through(&density)
                        .color(Color::ORANGE)
                        .label("density"),
                )
                .title("Abs: no signs"),
        )
        .columns(2);
    args.report("joined", &lines, &figure)
}
