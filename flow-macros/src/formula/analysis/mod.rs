//! The whole derivation: from what was written, and the domain that arrives, to all that code and documentation need.

mod describe;
mod ends;
mod fuse;
mod refuse;

use super::ast::{Extent, Formula, Name, Names};
use super::decide::prove;
use super::derivative::derivative;
use super::domain;
use super::expr::{Ex, Var};
use super::image::Image;
use super::interval::Interval;
use super::kinks::may_have_kinks;
use super::map::Map;
use super::prove::Prover;
use super::range::Region;
use super::reject::{Reason, Rejection};
use super::simplify::simplify_on;
use super::suggest;
use super::triangular;
use super::uncancel::{better, factored};
use refuse::Claim;

/// How a coordinate is recovered from its output, once earlier coordinates are known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Inverse {
    /// In `Image(output)`, parameters, and the coordinates of earlier components.
    Closed(Ex),
    /// A bracketed Newton iteration.
    Newton,
}

/// One coordinate of the triangular order.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) output: usize,
    pub(crate) coord: usize,
    pub(crate) increasing: bool,
    /// ∂output/∂coord, factored.
    pub(crate) slope: Ex,
    pub(crate) inverse: Inverse,
    /// How it was proved.
    pub(crate) proof: String,
}

/// A formula that has been proved to be a bijection of its domain onto its image.
#[derive(Clone, Debug)]
pub(crate) struct Analysis {
    pub(crate) names: Names,
    pub(crate) region: Region,
    /// One expression per output.
    pub(crate) forward: Vec<Ex>,
    /// An interval per output; where an end depends on parameters or coordinates, what covers it for all of them.
    pub(crate) image: Vec<Interval>,
    /// The exact ends of the image, in parameters and earlier coordinates; `None` where infinite.
    pub(crate) image_ends: Vec<[Option<Ex>; 2]>,
    pub(crate) components: Vec<Component>,
    /// ln|det ∂x/∂z|, in coordinates and parameters.
    pub(crate) log_det: Ex,
    /// `dependencies[i][j]`: output i depends on coordinate j.
    pub(crate) dependencies: Vec<Vec<bool>>,
}

/// Derives everything, or says why the formula cannot be a bijection of this domain.
pub(crate) fn analyse(formula: &Formula, domain: &[Interval]) -> Result<Analysis, Rejection> {
    receives(formula, domain)?;
    let region = Region {
        coords: domain.to_vec(),
        params: formula.params.iter().map(Name::interval).collect(),
    };
    derive(formula, &region).map_err(|mut rejection| {
        if let Some(help) = rejection.reason.of_domain() {
            *help = suggest::defined(
                &formula.names(),
                &region,
                &|region| is_defined(formula, region),
                &|region| derive(formula, region).is_ok(),
            );
        }
        rejection
    })
}

fn is_defined(formula: &Formula, region: &Region) -> bool {
    let mut body = formula.body.iter();
    body.all(|ast| domain::check(ast, region).is_ok())
}

fn derive(formula: &Formula, region: &Region) -> Result<Analysis, Rejection> {
    for ast in &formula.body {
        domain::check(ast, region)?;
    }
    let lowered = formula
        .body
        .iter()
        .map(|ast| simplify_on(&ast.lower(), region));
    let forward: Vec<Ex> = lowered.collect();
    let dependencies = triangular::dependencies(&forward);
    let order = triangular::order(&dependencies).map_err(|stuck| stuck.rejection(formula))?;
    let extents: Vec<Extent> = formula.body.iter().map(|ast| ast.extent).collect();
    Analysis::solve(formula.names(), region.clone(), forward, &order, &extents)
}

/// Whether what arrives is as much as the formula takes, and lies where its coordinates are declared to be.
fn receives(formula: &Formula, domain: &[Interval]) -> Result<(), Rejection> {
    if domain.len() != formula.dim() {
        let reason = Reason::WrongCount {
            expected: formula.dim(),
            found: domain.len(),
        };
        return Err(Rejection::new(reason, formula.extent));
    }
    for (name, receives) in formula.coords.iter().zip(domain) {
        if let Some((declared, extent)) = name.range
            && !receives.is_inside(&declared)
        {
            let reason = Reason::OutsideRange {
                coordinate: name.text(),
                declared,
                receives: *receives,
            };
            return Err(Rejection::new(reason, extent));
        }
    }
    Ok(())
}

/// ∂f/∂var as it is computed, where its sign is known in that form too.
fn slope_for_code(f: &Ex, var: Var, proved: &Ex, region: &Region) -> Ex {
    let slope = factored(&simplify_on(&derivative(f, var), region), region);
    let slope = better(proved, slope, region);
    let prover = Prover::new();
    let mut prover = if may_have_kinks(f, var) {
        prover.hasty()
    } else {
        prover
    };
    let mut known = || prover.sign(&slope, region).is_strict();
    if slope != *proved && known() {
        slope
    } else {
        proved.clone()
    }
}

impl Analysis {
    /// Coordinate by coordinate, in an order that makes it triangular.
    fn solve(
        names: Names,
        region: Region,
        forward: Vec<Ex>,
        order: &[(usize, usize)],
        extents: &[Extent],
    ) -> Result<Self, Rejection> {
        let n = forward.len();
        let mut analysis = Self {
            names,
            region,
            dependencies: triangular::dependencies(&forward),
            forward,
            image: vec![Interval::REAL; n],
            image_ends: vec![[None, None]; n],
            components: Vec::with_capacity(n),
            log_det: Ex::zero(),
        };
        for &(output, coord) in order {
            analysis.component(output, coord, extents[output])?;
        }
        analysis.log_det = simplify_on(&analysis.log_det, &analysis.region);
        Ok(analysis)
    }

    /// One coordinate: proved, and then its image, its inverse and its part of the log-det.
    fn component(&mut self, output: usize, coord: usize, extent: Extent) -> Result<(), Rejection> {
        let (f, var, region) = (&self.forward[output], Var::Coord(coord), &self.region);
        let names = &self.names;
        let claim = Claim {
            f,
            var,
            region,
            names,
        };
        let map = Map::new(f, var, region);
        let proof =
            prove(&map, names).map_err(|slope| Rejection::new(claim.unproved(&slope), extent))?;
        let increasing = proof.direction.is_positive();
        let Some(Image { covering, ends }) = map.image(increasing) else {
            let reason = Reason::Undecided {
                what: "it is monotone, but where its image ends could not be determined".to_owned(),
                help: claim.of_parameters().into_iter().collect(),
            };
            return Err(Rejection::new(reason, extent));
        };
        let closed = map.inverse(Var::Image(output), &covering);
        let slope = slope_for_code(f, var, &proof.slope, region);
        let log_det = map.log_det(&slope, proof.direction);
        self.log_det = self.log_det.add(&log_det);
        self.image[output] = covering;
        self.image_ends[output] = ends;
        self.components.push(Component {
            output,
            coord,
            increasing,
            slope,
            inverse: closed.map_or(Inverse::Newton, Inverse::Closed),
            proof: proof.note,
        });
        Ok(())
    }

    pub(crate) fn dim(&self) -> usize {
        self.forward.len()
    }

    pub(crate) fn domain(&self) -> &[Interval] {
        &self.region.coords
    }

    /// Whether some end of the image depends on parameters or on other coordinates.
    pub(crate) fn image_varies(&self) -> bool {
        self.image_ends.iter().flatten().flatten().any(Ex::has_any)
    }

    /// Whether this maps every point to itself.
    pub(crate) fn is_identity(&self) -> bool {
        self.forward
            .iter()
            .enumerate()
            .all(|(i, f)| *f == Ex::var(Var::Coord(i)))
    }
}
