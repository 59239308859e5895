//! A category beside a number: `Argmax`, of which a bound is known.

use crate::args::Args;
use flow_runtime::plot::{Color, Curve, Figure, Histogram, Panel, Rule, Scatter};
use flow_runtime::prelude::*;
use std::error::Error;

const DATA: usize = 10_000;
const SHOWN: usize = 1_500;
/// Rows by which the bound is measured, draws of a bound, and of all bounds of so many.
const ROWS: usize = 500;
const DRAWS: [usize; 4] = [1, 10, 100, 1000];
const ALL_DRAWS: usize = 1000;

const SHARES: [f64; 3] = [0.5, 0.3, 0.2];
const PLACES: [f64; 3] = [-2.0, 0.5, 2.5];
const SCALE: f64 = 0.6;
const COLORS: [Color; 3] = [Color::BLUE, Color::ORANGE, Color::rgb(0x1b, 0x9e, 0x77)];

flow! {
    /// A number, and a category of three codes that it depends on.
    struct Kinds<f64, x, kind> = 3 * (MAF(32, 32, univariate = spline(bins = 8)) >> Reverse)
        >> Standardize >> On[kind](Argmax(3));
    /// The three numbers of a category, before the place of the largest is taken.
    struct Numbers<f64, 3> = Normal;
}

/// ln P of a row.
fn log_prob(x: &SVector<f64, 2>) -> f64 {
    let kind = x[1] as usize;
    let u = (x[0] - PLACES[kind]) / SCALE;
    SHARES[kind].ln() - 0.5 * (u * u + std::f64::consts::TAU.ln()) - SCALE.ln()
}

fn rows(n: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<SVector<f64, 2>> {
    let normals = Numbers::new(rng).sample_batch(n, rng);
    let row = |normal: SVector<f64, 3>| {
        let share: f64 = rng.random();
        let kind = usize::from(share > 0.5) + usize::from(share > 0.8);
        SVector::from([PLACES[kind] + SCALE * normal[0], kind as f64])
    };
    normals.into_iter().map(row).collect()
}

/// Fits the flow, compares its bounds with the truth, and draws what it has learned.
pub(crate) fn show(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut rng = args.generator();
    let data = rows(DATA, &mut rng);
    let mut flow = Kinds::new(&mut rng);
    args.trainer(5e-3).fit(&mut flow, &data)?;

    let test = rows(ROWS, &mut rng);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let exact = mean(&test.iter().map(log_prob).collect::<Vec<_>>());
    let mut lost = |draws: usize| {
        let bounds = (0..ALL_DRAWS / draws)
            .map(|_| mean(&flow.log_prob_bound_batch(&test, draws, &mut rng)))
            .collect::<Vec<_>>();
        exact - mean(&bounds)
    };
    let losses = DRAWS.map(|draws| [draws as f64, lost(draws)]);
    let samples = flow.sample_batch(DATA, &mut rng);
    let share = |kind: usize| {
        let own = samples.iter().filter(|x| x[1] as usize == kind).count();
        own as f64 / DATA as f64
    };
    let [with_one, .., with_all] = losses.map(|[_, loss]| loss);
    let lines = [
        format!("lost by one draw   {:.4} nats", with_one - with_all),
        format!("lost by the flow   {with_all:.4} nats"),
        format!(
            "shares             {:.3} {:.3} {:.3}, of 0.5 0.3 0.2",
            share(0),
            share(1),
            share(2)
        ),
    ];
    let of = |xs: &[SVector<f64, 2>], kind: usize| -> Vec<f64> {
        let own = xs.iter().filter(|x| x[1] as usize == kind);
        own.map(|x| x[0]).collect()
    };
    let mut planes = Panel::new().title("Argmax(3): the largest of three numbers");
    let numbers = Numbers::new(&mut rng).sample_batch(SHOWN, &mut rng);
    for (kind, color) in COLORS.into_iter().enumerate() {
        let own = numbers.iter().filter(|v| v.imax() == kind);
        // The plane on which their mean is 0: what is left of them for a category.
        let at = |v: &SVector<f64, 3>| {
            [
                (v[1] - v[0]) / 2.0_f64.sqrt(),
                (2.0 * v[2] - v[0] - v[1]) / 6.0_f64.sqrt(),
            ]
        };
        let points = Scatter::through(own.map(at)).color(color).radius(1.4);
        planes = planes.layer(points.label(format!("code {kind}")));
    }
    let histograms = |xs: &[SVector<f64, 2>], title: &str| {
        let mut panel = Panel::new().title(title).labels("x", "count");
        for (kind, color) in COLORS.into_iter().enumerate() {
            let own = Histogram::new(of(xs, kind))
                .range(-4.5, 5.0)
                .bins(50)
                .counts();
            panel = panel.layer(own.color(color));
        }
        panel
    };
    let figure = Figure::new()
        .panel(histograms(&data, "x by category: data"))
        .panel(histograms(&samples, "x by category: samples"))
        .panel(planes)
        .panel(
            Panel::new()
                .layer(Rule::new(0.0, "ln P"))
                .layer(Curve::through(&losses))
                .log_x()
                .labels("draws", "nats below ln P")
                .title("where the bound is"),
        )
        .columns(2);
    args.report("categories", &lines, &figure)
}
