//! Angles: densities on the circle and on the torus, without a seam.

use crate::args::Args;
use flow_runtime::plot::{Color, Curve, Figure, Grid, Panel, Rule, Scatter};
use flow_runtime::prelude::*;
use std::error::Error;
use std::f64::consts::PI;

const DATA: usize = 10_000;
const SHOWN: usize = 3_000;

flow! {
    /// One angle.
    #[allow(deprecated, reason = "one number alone")]
    struct Angle<f64, 1> = Circle >> Spline(6, tails = circular);
    /// Two angles, such as those of a protein's backbone.
    struct Backbone<f64, phi, psi> = Circle >> 3 * (MAF(32, 32, univariate = circular(bins = 8)) >> Reverse);
    /// Noise.
    struct Noise<f64, 2> = Normal;
}

/// Heaps on the torus: middle, scales, share. Two of them lie across a seam.
const HEAPS: [([f64; 2], [f64; 2], f64); 3] = [
    ([-1.2, 2.9], [0.5, 0.35], 0.5),
    ([-1.1, -0.7], [0.3, 0.4], 0.35),
    ([3.0, 0.8], [0.35, 0.25], 0.15),
];

fn wrapped(angle: f64) -> f64 {
    angle - 2.0 * PI * (angle / (2.0 * PI)).round()
}

fn backbones(n: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<SVector<f64, 2>> {
    let noise = Noise::new(rng).sample_batch(n, rng);
    let heap = |noise: SVector<f64, 2>| {
        let mut share: f64 = rng.random();
        let mut heaps = HEAPS.iter();
        let (middle, scales, _) = heaps
            .find(|(.., own)| {
                share -= own;
                share < 0.0
            })
            .unwrap_or(&HEAPS[0]);
        SVector::from([0, 1].map(|i| wrapped(middle[i] + scales[i] * noise[i])))
    };
    noise.into_iter().map(heap).collect()
}

/// Fits one angle centred on the seam, and two, and draws both.
pub(crate) fn show(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut rng = args.generator();
    let noise = Noise::new(&mut rng).sample_batch(DATA, &mut rng);
    let ones: Vec<SVector<f64, 1>> = noise
        .iter()
        .map(|noise| SVector::from([wrapped(PI + noise[0])]))
        .collect();
    let mut angle = Angle::new(&mut rng);
    args.trainer(1e-2).fit(&mut angle, &ones)?;
    let at = |x: f64| angle.log_prob(&SVector::from([wrapped(x)])).exp();
    let steps = || (-300..=300).map(|i| PI + PI * f64::from(i) / 300.0);
    let fitted: Vec<[f64; 2]> = steps().map(|x| [x, at(x)]).collect();
    let wrapped_normal = |x: f64| {
        let terms = (-3..=3).map(|k| x - PI + 2.0 * PI * f64::from(k));
        terms.map(|u| (-0.5 * u * u).exp()).sum::<f64>() / (2.0 * PI).sqrt()
    };
    let exact: Vec<[f64; 2]> = steps().map(|x| [x, wrapped_normal(x)]).collect();

    let data = backbones(DATA, &mut rng);
    let mut backbone = Backbone::new(&mut rng);
    args.trainer(5e-3).fit(&mut backbone, &data)?;
    let grid = Grid::square(-PI, PI, 300);
    let log_probs = backbone.log_prob_batch(&grid.points());
    let field = grid.field(log_probs.into_iter().map(f64::exp));
    let samples = backbone.sample_batch(SHOWN, &mut rng);

    let side = |x: f64| angle.log_prob(&SVector::from([x]));
    let lines = [
        format!(
            "Circle: ln p on both sides of the seam {:.4} and {:.4}; exactly {:.4}",
            side(-PI + 1e-6),
            side(PI - 1e-6),
            wrapped_normal(PI).ln()
        ),
        format!(
            "torus:  NLL {:.3}, integral {:.4}",
            backbone.nll(&data),
            field.integral()
        ),
    ];
    let plane = |xs: &[SVector<f64, 2>], title: &str| {
        Panel::new()
            .layer(Scatter::new(xs).radius(0.8))
            .limits([-PI, PI], [-PI, PI])
            .labels("φ", "ψ")
            .title(title)
    };
    let figure = Figure::new()
        .panel(plane(&data[..SHOWN], "two angles: data"))
        .panel(plane(&samples, "samples of the flow"))
        .panel(
            Panel::density(&field)
                .labels("φ", "ψ")
                .title("density of the flow"),
        )
        .panel(
            Panel::new()
                .layer(Curve::through(&fitted).label("flow"))
                .layer(
                    Curve::through(&exact)
                        .color(Color::ORANGE)
                        .dashed()
                        .label("wrapped normal"),
                )
                .layer(Rule::vertical(PI, "seam"))
                .limits([0.0, 2.0 * PI], [0.0, 0.5])
                .labels("angle", "density")
                .title("one angle, across the seam"),
        )
        .columns(2);
    args.report("circles", &lines, &figure)
}
