//! Formulas as bijectors: what the compiler derives from their text, and what the densities look like.
//!
//! `cargo run --release --bin formulas` prints both and draws pictures into `out/`.

#![forbid(unsafe_code)]

use flow_runtime::plot::{Field, Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Point = SVector<f32, 2>;

/// How many points are drawn from each density.
const SAMPLES: usize = 10_000;
/// How many points are trained on, and as many are held out.
const TRAINING: usize = 20_000;

flow! {
    /// A Gaussian bent along a parabola.
    struct Banana = |u, v; a| (u, v + (1 + a) * (u^2 - 1) / 2) >> Scale[1.5, 0.75];

    /// A density on the square, which piles up at its edges.
    #[allow(deprecated)]
    struct Squashed<2> = |z; a| 2.5 * z + a >> Sigmoid;

    /// An angle that wraps: the tangent of half of it is Cauchy.
    struct Wrapped<2> = Uniform >> |u| tan(PI * (u - 0.5)) >> |t| 2 * atan(t / 2);

    /// Skewness and tails by two numbers a dimension.
    #[allow(deprecated)]
    struct SinhArcsinh<2> = |z; a, b > 0| sinh((asinh(z) + a) * b);

    /// An affine map of each number, given those before it.
    struct AffineMaf<2> = MAF(64, 64) >> Reverse >> MAF(64, 64);

    /// A map that also bends the tails, given those before it.
    struct BentMaf<2> = MAF(64, 64, univariate = |z; a, b, s in (-2, 2), t in (0.3, 1.7)| a + exp(3 * tanh(b)) * sinh(t * asinh(z) + s))
        >> Reverse
        >> MAF(64, 64, univariate = |z; a, b, s in (-2, 2), t in (0.3, 1.7)| a + exp(3 * tanh(b)) * sinh(t * asinh(z) + s));
}

fn main() -> ExitCode {
    match run(Path::new("out")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let gallery = Gallery {
        folder: folder.into(),
    };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);

    println!("{}\n", Banana::summary());
    let banana = Banana::new(&mut rng);
    gallery.picture(
        "banana",
        &banana,
        Grid::new([-5.0, 5.0], [-3.0, 5.0], 200, 160),
    )?;

    println!("{}\n", Squashed::summary());
    let squashed = Squashed::new(&mut rng);
    gallery.picture("squashed", &squashed, Grid::square(0.0, 1.0, 200))?;

    println!("{}\n", Wrapped::summary());
    let wrapped = Wrapped::new(&mut rng);
    gallery.picture("wrapped", &wrapped, Grid::square(-3.2, 3.2, 200))?;

    println!("{}\n", SinhArcsinh::summary());
    let mut skewed = SinhArcsinh::new(&mut rng);
    // The parameters of both dimensions: a and a, then b and b as raw numbers.
    skewed.params_mut().copy_from_slice(&[0.6, -0.4, 0.3, -0.5]);
    gallery.picture(
        "sinh_arcsinh",
        &skewed,
        Grid::new([-3.0, 7.0], [-3.0, 2.0], 200, 100),
    )?;

    println!("{}\n", BentMaf::summary());
    let data = heavy_tailed(2 * TRAINING, &mut rng);
    let (data, held_out) = data.split_at(TRAINING);
    let mut affine = AffineMaf::new(&mut rng);
    let mut bent = BentMaf::new(&mut rng);
    let trainer = || Trainer::new(Adam::new(1e-3)).epochs(20).batch_size(128);
    trainer().fit(&mut affine, data)?;
    trainer().fit(&mut bent, data)?;
    println!(
        "skewed, heavy-tailed data, held-out NLL: affine MAF {:.4} nats, MAF with a formula {:.4} nats",
        affine.nll(held_out),
        bent.nll(held_out)
    );
    let grid = Grid::new([-6.0, 12.0], [-8.0, 8.0], 200, 180);
    Figure::new()
        .panel(
            Panel::scatter(held_out)
                .title("data")
                .limits([-6.0, 12.0], [-8.0, 8.0]),
        )
        .panel(Panel::density(&log_density(&affine, &grid)).title("affine MAF, ln p + 10"))
        .panel(Panel::density(&log_density(&bent, &grid)).title("MAF with a formula, ln p + 10"))
        .save(folder.join("heavy_tails.png"))?;
    println!("pictures in {}", folder.display());
    Ok(())
}

/// A skewed number, and one whose location and spread follow it, both with heavy tails.
fn heavy_tailed(n: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<Point> {
    flow! { struct Source<2> = StudentT(dof = 3) >> |u, v| (u, v * (0.3 + sigmoid(u)) + 2 * tanh(u)); }
    flow! { struct Skew<2> = |z| sinh(0.8 * asinh(z) + 0.5); }
    let (source, skew) = (Source::new(rng), Skew::new(rng));
    let points = source.sample_batch(n, rng);
    skew.forward_batch(&points).0
}

/// Where the pictures go.
struct Gallery {
    folder: PathBuf,
}

impl Gallery {
    /// Samples and density, side by side.
    fn picture<F>(&self, name: &str, flow: &F, grid: Grid) -> Result<(), Box<dyn Error>>
    where
        F: Density<f32, 2>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let points: Vec<Point> = grid.points();
        let corner = |at: usize| (f64::from(points[at][0]), f64::from(points[at][1]));
        let ((left, bottom), (right, top)) = (corner(0), corner(points.len() - 1));
        let samples = flow.sample_batch(SAMPLES, &mut rng);
        Figure::new()
            .panel(
                Panel::scatter(&samples)
                    .title("samples")
                    .limits([left, right], [bottom, top]),
            )
            .panel(
                Panel::density(&density(flow, &grid))
                    .title("density")
                    .color_bar(),
            )
            .save(self.folder.join(name).with_extension("png"))?;
        Ok(())
    }
}

/// The density at the points of the grid.
fn density(flow: &impl Density<f32, 2>, grid: &Grid) -> Field {
    let log_probs = flow.log_prob_batch(&grid.points());
    grid.field(log_probs.iter().map(|log_prob| log_prob.exp()))
}

/// Its logarithm in nats, from −10 up: colours begin at 0, and below there is next to nothing.
fn log_density(flow: &impl Density<f32, 2>, grid: &Grid) -> Field {
    let log_probs = flow.log_prob_batch(&grid.points());
    grid.field(log_probs.iter().map(|log_prob| (log_prob + 10.0).max(0.0)))
}
