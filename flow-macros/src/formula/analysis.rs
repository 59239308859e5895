//! The whole derivation: from what was written, and the domain that arrives, to all that code and documentation need.

use super::ast::{Extent, Formula, Names};
use super::decide::{Failure, decide};
use super::derivative::derivative;
use super::display::show;
use super::domain;
use super::expr::{Ex, Var};
use super::factor::factor;
use super::image::{Image, image};
use super::interval::{Bound, Interval};
use super::invert;
use super::kinks::Kinked;
use super::logdet;
use super::range::{self, Region};
use super::reject::{Reason, Rejection, Value};
use super::settle::settle;
use super::suggest;
use super::triangular;
use super::witness::{self, Found, Refutation};

/// How a coordinate is recovered from its output, once earlier coordinates are known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Inverse {
    /// In `Image(output)`, parameters, and the coordinates of earlier steps.
    Closed(Ex),
    /// A bracketed Newton iteration.
    Newton,
}

/// One coordinate of the triangular order.
#[derive(Clone, Debug)]
pub(crate) struct Step {
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
    pub(crate) steps: Vec<Step>,
    /// ln|det ∂x/∂z|, in coordinates and parameters.
    pub(crate) log_det: Ex,
    /// `dependencies[i][j]`: output i depends on coordinate j.
    pub(crate) dependencies: Vec<Vec<bool>>,
}

/// Derives everything, or says why the formula cannot be a bijection of this domain.
pub(crate) fn analyse(formula: &Formula, domain: &[Interval]) -> Result<Analysis, Rejection> {
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
    let region = Region {
        coords: domain.to_vec(),
        params: formula
            .params
            .iter()
            .map(super::ast::Name::interval)
            .collect(),
    };
    for ast in &formula.body {
        domain::check(ast, &region)?;
    }
    let forward: Vec<Ex> = formula
        .body
        .iter()
        .map(|ast| settle(&ast.lower(), &region))
        .collect();
    let dependencies = triangular::dependencies(&forward);
    let order = triangular::order(&dependencies, formula)?;
    let extents: Vec<Extent> = formula.body.iter().map(|b| b.extent).collect();
    build(
        formula.names(),
        region,
        forward,
        dependencies,
        &order,
        &extents,
    )
}

fn build(
    names: Names,
    region: Region,
    forward: Vec<Ex>,
    dependencies: Vec<Vec<bool>>,
    order: &[(usize, usize)],
    extents: &[Extent],
) -> Result<Analysis, Rejection> {
    let n = forward.len();
    let mut steps = Vec::with_capacity(n);
    let mut images = vec![Interval::REAL; n];
    let mut image_ends = vec![[None, None]; n];
    let mut log_det = Ex::zero();
    for &(output, coord) in order {
        let (f, var) = (&forward[output], Var::Coord(coord));
        let proof = decide(f, var, &region, &names)
            .map_err(|failure| rejection(f, var, &region, &names, extents[output], failure))?;
        let increasing = proof.direction > 0;
        let Some(Image { covering, ends }) = image(f, var, increasing, &region) else {
            let reason = Reason::Undecided {
                what: "it is monotone, but where its image ends could not be determined".to_owned(),
                help: vec![format!("restrict `{}` to a finite range", names.of(var))],
            };
            return Err(Rejection::new(reason, extents[output]));
        };
        let target = Var::Image(output);
        let closed = closed_inverse(f, var, target, &region, &covering);
        let inverse = closed.map_or(Inverse::Newton, Inverse::Closed);
        log_det = log_det.add(&logdet::log_det(f, var, &proof.slope, &region));
        images[output] = covering;
        image_ends[output] = ends;
        steps.push(Step {
            output,
            coord,
            increasing,
            slope: proof.slope,
            inverse,
            proof: proof.note,
        });
    }
    let log_det = settle(&log_det, &region);
    Ok(Analysis {
        names,
        region,
        forward,
        image: images,
        image_ends,
        steps,
        log_det,
        dependencies,
    })
}

/// The coordinate in the output, where that can be solved for it, as a whole or on either side of a kink.
fn closed_inverse(f: &Ex, var: Var, target: Var, region: &Region, image: &Interval) -> Option<Ex> {
    let right = |inverse: &Ex| invert::undoes(f, var, inverse, target, region);
    invert::invert(f, var, &Ex::var(target), region, image)
        .filter(right)
        .or_else(|| {
            let kinked = Kinked::of(f, var, region)?;
            kinked.inverse(target).filter(right)
        })
        .map(|inverse| settle(&inverse, region))
}

fn value(names: &Names, var: Var, bound: Bound) -> Value {
    let (text, exact) = witness::print(bound);
    Value {
        name: names.of(var),
        text,
        number: bound.to_f64(),
        exact,
    }
}

fn rejection(
    f: &Ex,
    var: Var,
    region: &Region,
    names: &Names,
    extent: Extent,
    failure: Failure,
) -> Rejection {
    let values = |found: &Found| -> Vec<Value> {
        found
            .others
            .iter()
            .map(|(v, b)| value(names, *v, *b))
            .collect()
    };
    // Where the derivative is zero, only what stands in it matters.
    let slope = derivative(f, var);
    let relevant = |found: &Found| -> Vec<Value> {
        found
            .others
            .iter()
            .filter(|(v, _)| slope.has(*v))
            .map(|(v, b)| value(names, *v, *b))
            .collect()
    };
    let reason = match failure {
        Failure::Refuted(found) => match &found.kind {
            Refutation::Pair {
                points: [a, b],
                image,
            } => {
                // All turning points near by, to propose what lies between them.
                let turns = turning_points(f, var, region, &found);
                Reason::NotInjective {
                    domain: region.get(var),
                    points: [value(names, var, *a), value(names, var, *b)],
                    image: image.clone(),
                    others: values(&found),
                    help: suggest::lines(f, var, region, names, &turns),
                }
            }
            Refutation::Vanishes { at, exact } => {
                let mut at = value(names, var, *at);
                at.exact &= exact;
                let help = suggest::lines(f, var, region, names, &[at.number, -at.number]);
                Reason::DerivativeVanishes {
                    at,
                    others: relevant(&found),
                    help,
                }
            }
            Refutation::Flat => Reason::Degenerate {
                coordinate: names.of(var),
                others: relevant(&found),
                help: suggest::lines(f, var, region, names, &[]),
            },
        },
        Failure::Undecided { slope } => {
            let text = show(&slope, names);
            let what = if text.chars().count() <= 80 {
                format!("could not show that {text} keeps one sign")
            } else {
                format!(
                    "could not show that the derivative in {} keeps one sign",
                    names.of(var)
                )
            };
            let mut help = suggest::lines(f, var, region, names, &[]);
            if help.is_empty() {
                help.push(
                    "give coordinates or parameters a range, such as `z > 0` or `a in (0, 1)`"
                        .to_owned(),
                );
            }
            Reason::Undecided { what, help }
        }
    };
    Rejection::new(reason, extent)
}

fn turning_points(f: &Ex, var: Var, region: &Region, found: &Found) -> Vec<f64> {
    let fixed = found
        .others
        .iter()
        .fold(region.clone(), |r, (v, b)| r.with(*v, Interval::point(*b)));
    let slope = factor(&derivative(f, var));
    let at = |x: f64| {
        super::eval::eval(&slope, &|v| {
            if v == var { x } else { fixed.get(v).sample() }
        })
    };
    let own = region.get(var);
    let grid: Vec<f64> = (-120..=120)
        .map(|i| {
            if own.lo.is_finite() && own.hi.is_finite() {
                super::prove::inside(&own, f64::from(i + 121) / 242.0)
            } else {
                f64::from(i) * 0.1003
            }
        })
        .filter(|x| own.contains(*x))
        .collect();
    let mut turns = Vec::new();
    for pair in grid.windows(2) {
        let (mut lo, mut hi) = (pair[0], pair[1]);
        let sign = at(lo).signum();
        if !(at(hi).signum() * sign < 0.0) {
            continue;
        }
        for _ in 0..80 {
            let middle = 0.5 * (lo + hi);
            if at(middle).signum() == sign {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        turns.push(0.5 * (lo + hi));
    }
    turns
}

impl Analysis {
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

    /// The mathematics that was derived, a line each.
    pub(crate) fn describe(&self) -> Vec<String> {
        let names = &self.names;
        let mut lines = Vec::new();
        for (i, f) in self.forward.iter().enumerate() {
            lines.push(format!("{} = {}", names.of(Var::Image(i)), show(f, names)));
        }
        for step in &self.steps {
            let (x, z) = (
                names.of(Var::Image(step.output)),
                names.of(Var::Coord(step.coord)),
            );
            lines.push(match &step.inverse {
                Inverse::Closed(ex) => format!("{z} = {}", show(ex, names)),
                Inverse::Newton => format!("{z} from {x} by Newton's method, bracketed"),
            });
        }
        lines.push(format!("ln|det| = {}", show(&self.log_det, names)));
        for step in &self.steps {
            let (x, z) = (
                names.of(Var::Image(step.output)),
                names.of(Var::Coord(step.coord)),
            );
            let image = self.show_image(step.output);
            let domain = self.region.coords[step.coord];
            lines.push(format!("{z} ∈ {domain} → {x} ∈ {image}: {}", step.proof));
        }
        lines
    }

    fn show_image(&self, output: usize) -> String {
        let end = |end: &Option<Ex>, bound: Bound| match end {
            Some(ex) => show(ex, &self.names),
            None => bound.to_string(),
        };
        let [lo, hi] = &self.image_ends[output];
        format!(
            "({}, {})",
            end(lo, self.image[output].lo),
            end(hi, self.image[output].hi)
        )
    }

    /// `self` and then `next`, as one formula: one coordinate each. The proof is that both are bijections.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        if self.dim() != 1 || next.dim() != 1 || !self.image[0].is_inside(&next.region.coords[0]) {
            return None;
        }
        let shift = self.region.params.len();
        let moved = |ex: &Ex, coord: &Ex| {
            ex.substitute(&|v| match v {
                Var::Coord(0) => Some(coord.clone()),
                Var::Param(i) => Some(Ex::var(Var::Param(i + shift))),
                _ => None,
            })
        };
        let mut region = self.region.clone();
        region.params.extend(&next.region.params);
        if region.params.len() > super::expr::MAX_VARS {
            return None;
        }
        let mut names = self.names.clone();
        for name in &next.names.params {
            let mut name = name.clone();
            while names.params.contains(&name) || names.coords.contains(&name) {
                name.push('′');
            }
            names.params.push(name);
        }
        let f = settle(&moved(&next.forward[0], &self.forward[0]), &region);
        if f.size() > 600 {
            return None;
        }
        let (first, second) = (&self.steps[0], &next.steps[0]);
        let increasing = first.increasing == second.increasing;
        let var = Var::Coord(0);
        let slope = factor(&settle(&derivative(&f, var), &region));
        let Image { covering, ends } = image(&f, var, increasing, &region)?;
        let target = Var::Image(0);
        let inverse = closed_inverse(&f, var, target, &region, &covering);
        let inverse = match (inverse, &first.inverse, &second.inverse) {
            (Some(ex), ..) => Inverse::Closed(ex),
            (None, Inverse::Closed(a), Inverse::Closed(b)) => {
                let b = b.substitute(&|v| match v {
                    Var::Param(i) => Some(Ex::var(Var::Param(i + shift))),
                    _ => None,
                });
                Inverse::Closed(a.replace_var(target, &b))
            }
            _ => Inverse::Newton,
        };
        // Of the two log-dets, the sum is safe; the derivative of the simplified whole may be shorter.
        let whole = settle(&logdet::log_det(&f, var, &slope, &region), &region);
        let parts = self.log_det.add(&moved(&next.log_det, &self.forward[0]));
        let parts = settle(&parts, &region);
        let log_det = if whole.size() <= parts.size() {
            whole
        } else {
            parts
        };
        let step = Step {
            output: 0,
            coord: 0,
            increasing,
            slope,
            inverse,
            proof: if first.proof == second.proof {
                first.proof.clone()
            } else {
                format!("{}, then {}", first.proof, second.proof)
            },
        };
        Some(Self {
            names,
            region,
            forward: vec![f],
            image: vec![covering],
            image_ends: vec![ends],
            steps: vec![step],
            log_det,
            dependencies: vec![vec![true]],
        })
    }

    /// Its inverse, for what arrives: one coordinate, in closed form. `domain` must lie in the image.
    pub(crate) fn inverted(&self, domain: &[Interval]) -> Option<Self> {
        let ([step], [receives]) = (self.steps.as_slice(), domain) else {
            return None;
        };
        let Inverse::Closed(inverse) = &step.inverse else {
            return None;
        };
        let (z, x) = (Var::Coord(0), Var::Image(0));
        let region = Region {
            coords: vec![*receives],
            params: self.region.params.clone(),
        };
        let names = Names {
            coords: vec![self.names.of(x)],
            params: self.names.params.clone(),
        };
        let forward = settle(&inverse.replace_var(x, &Ex::var(z)), &region);
        let slope = factor(&settle(&derivative(&forward, z), &region));
        let Image { covering, ends } = if *receives == self.image[0] {
            let end = |bound: Bound| {
                let exact = range::from_bound(bound);
                bound.is_finite().then_some(exact).flatten()
            };
            let covering = self.region.coords[0];
            let ends = [end(covering.lo), end(covering.hi)];
            Image { covering, ends }
        } else {
            image(&forward, z, step.increasing, &region)?
        };
        let log_det = settle(&logdet::log_det(&forward, z, &slope, &region), &region);
        Some(Self {
            names,
            region,
            steps: vec![Step {
                output: 0,
                coord: 0,
                increasing: step.increasing,
                slope,
                inverse: Inverse::Closed(self.forward[0].replace_var(z, &Ex::var(x))),
                proof: format!("inverse of one that is: {}", step.proof),
            }],
            forward: vec![forward],
            image: vec![covering],
            image_ends: vec![ends],
            log_det,
            dependencies: vec![vec![true]],
        })
    }

    /// The images of all outputs, with what they depend on.
    pub(crate) fn show_images(&self) -> String {
        let images: Vec<String> = (0..self.dim()).map(|i| self.show_image(i)).collect();
        images.join(" × ")
    }

    /// Whether this maps every point to itself.
    pub(crate) fn is_identity(&self) -> bool {
        self.forward
            .iter()
            .enumerate()
            .all(|(i, f)| *f == Ex::var(Var::Coord(i)))
    }
}
