//! A formula meets what arrives: it is proved to be a bijection of that, or refused.

use crate::formula::{self, Analysis, Ex, Interval, LearnedEnd, Reason, Rejection, Unlearned, Var};
use crate::rules::{Domain, Refusal};

/// A formula and the groups of dimensions at which the same arrives.
pub(super) struct Part<'a> {
    pub(super) formula: &'a formula::Formula,
    /// How the element is written, in the direction in which it runs.
    pub(super) text: String,
    /// Whether it is the library's.
    pub(super) is_named: bool,
    /// Each the dimensions that are the coordinates of one application.
    pub(super) groups: &'a [Vec<usize>],
    pub(super) domain: &'a Domain,
}

/// A proved bijection.
pub(super) struct Derived {
    pub(super) analysis: Analysis,
    /// Whether it runs backwards.
    pub(super) against: bool,
    /// What it produces, an interval per coordinate.
    pub(super) image: Vec<Interval>,
}

impl Part<'_> {
    /// Derives what it does to what arrives in each coordinate, and what that produces.
    pub(super) fn derive(&self, receives: &[Interval], inverted: bool) -> Result<Derived, Refusal> {
        if inverted {
            return self.derive_inverted(receives);
        }
        let analysis = formula::analyse(self.formula, receives)
            .map_err(|rejection| self.refusal(&rejection, true))?;
        match analysis.learned_ends() {
            Ok(_) => {}
            Err(Unlearned::Bound) => Self::fixed_image(&analysis, false)?,
            Err(Unlearned::Shared(ends)) => return Err(Self::shared_end(&analysis, ends)),
        }
        Ok(Derived::along(analysis))
    }

    /// Runs against what was written: what arrives must be in the image of the formula on its own domain.
    fn derive_inverted(&self, receives: &[Interval]) -> Result<Derived, Refusal> {
        let own: Vec<Interval> = self
            .formula
            .coords
            .iter()
            .map(formula::Name::interval)
            .collect();
        let analysis = formula::analyse(self.formula, &own)
            .map_err(|rejection| self.refusal(&rejection, false))?;
        Self::fixed_image(&analysis, true)?;
        let mut pairs = analysis.image.iter().zip(receives);
        if let Some(k) = pairs.position(|(needs, found)| !found.is_inside(needs)) {
            let needs = &analysis.image[k];
            let i = self.groups[0][k];
            return Err(Refusal::of_domain(&self.text, needs, self.domain, i));
        }
        if let Some(inverse) = analysis.inverted(receives) {
            Self::fixed_image(&inverse, true)?;
            return Ok(Derived::along(inverse));
        }
        let mut pairs = analysis.image.iter().zip(receives);
        if let Some((needs, found)) = pairs.find(|(needs, found)| needs != found) {
            return Err(Refusal {
                message: format!(
                    "the inverse of this formula is found by iteration, and needs all of {needs}, but receives {found}\nhelp: give its coordinate the range that produces {found}"
                ),
                part: None,
            });
        }
        let image = analysis.domain().to_vec();
        Ok(Derived {
            analysis,
            against: true,
            image,
        })
    }

    /// Refuses an image that is not the same for all parameters and coordinates. Ends that are learned are those of a
    /// formula that is not `inverted`.
    fn fixed_image(analysis: &Analysis, inverted: bool) -> Result<(), Refusal> {
        let ends = analysis.image_ends.iter().flatten().flatten();
        let moves = |var: &Var| ends.clone().any(|end| end.has(*var));
        let movers: Vec<Var> = analysis.region.vars().filter(moves).collect();
        let is_coordinate = |var: &&Var| matches!(var, Var::Coord(_));
        let Some(mover) = movers.iter().find(is_coordinate).or(movers.first()) else {
            return Ok(());
        };
        let (example, is_bounded) = Self::image_that_stays(analysis, *mover);
        let (rule, help) = if is_coordinate(&mover) {
            (
                "but must be an interval for each dimension, whatever the others are",
                format!(
                    "{example}; or write a `CustomBijector`, whose inverse gives a log-determinant of −∞ outside"
                ),
            )
        } else if inverted {
            ("but in `Invert` no end can be learned", example)
        } else {
            let learned = if is_bounded {
                ""
            } else {
                "; an end that is learned is `|z; a, m| a + exp(m + z)`"
            };
            (
                "but only an end that is a parameter by itself and without a range can be learned",
                format!("{example}{learned}"),
            )
        };
        let movers: Vec<String> = movers
            .iter()
            .map(|var| format!("`{}`", analysis.names.of(*var)))
            .collect();
        Err(Refusal {
            message: format!(
                "the image of this formula moves with {}: it is {}, {rule}\nhelp: {help}",
                movers.join(" and "),
                analysis.show_images()
            ),
            part: None,
        })
    }

    /// How what moves an image can act without moving it, and whether that is bounded.
    fn image_that_stays(analysis: &Analysis, mover: Var) -> (String, bool) {
        let moved = |ends: &[Option<Ex>; 2]| ends.iter().flatten().any(|end| end.has(mover));
        let mut components = analysis.components.iter();
        let component = components.find(|component| moved(&analysis.image_ends[component.output]));
        let coordinate = component.map_or(0, |component| component.coord);
        let z = analysis.names.of(Var::Coord(coordinate));
        let name = analysis.names.of(mover);
        let ends = component.map(|component| &analysis.image_ends[component.output]);
        let (function, sign) = match ends {
            // An interval that keeps its length is shifted, another one is stretched.
            Some([Some(lo), Some(hi)]) if !hi.sub(lo).has(mover) => ("tanh", '+'),
            Some([Some(_), Some(_)]) => ("tanh", '*'),
            _ => ("exp", '+'),
        };
        let help = format!(
            "let `{name}` act before the function that bounds the image, as in `{function}({name} {sign} {z})` in place of `{name} {sign} {function}({z})`"
        );
        (help, function == "tanh")
    }

    /// Refuses one parameter as two ends: data set each of them by itself.
    fn shared_end(analysis: &Analysis, ends: [LearnedEnd; 2]) -> Refusal {
        let name = analysis.names.of(Var::Param(ends[0].param));
        let [first, second] = ends.map(|end| {
            let side = if end.lower { "lower" } else { "upper" };
            format!("the {side} end of expression {}", end.output + 1)
        });
        Refusal {
            message: format!(
                "`{name}` is two ends of the image of this formula, {first} and {second}: it is {}, but an end that is learned has a parameter of its own\nhelp: let one of them have another parameter, as in `|u, v; a, b| (a + exp(u), b + exp(v))`",
                analysis.show_images()
            ),
            part: None,
        }
    }

    /// The words for a rejection; what arrives at the groups of `self` is the same for each.
    fn refusal(&self, rejection: &Rejection, forward: bool) -> Refusal {
        let domain = self.domain;
        // The dimension in which this arrives, if it is what arrives and not what the formula has made of it.
        let receiving = |receives: &Interval| {
            let mut dims = self.groups[0].iter().copied().filter(|_| forward);
            dims.find(|&i| domain.intervals[i] == *receives)
        };
        let refused = |claim: String, needs: &Interval, receives: &Interval| {
            let i = receiving(receives)?;
            Some(Refusal::unmet(&claim, needs, domain, i).message)
        };
        let message = match &*rejection.reason {
            Reason::OutsideRange {
                coordinate,
                declared,
                receives,
            } => {
                let claim = if self.is_named {
                    format!("`{}` needs {declared}", self.text)
                } else {
                    format!("`{coordinate}` is declared in {declared}")
                };
                refused(claim, declared, receives)
            }
            Reason::OutsideDomain {
                function, needs, ..
            } if !forward => Some(format!(
                "`{function}` needs {needs}, and nothing says that it receives only that\nhelp: give the coordinate a range, such as `|z > 0| …`"
            )),
            Reason::OutsideDomain {
                function,
                needs,
                receives,
                argument,
                ..
            } if argument.is_coordinate() => {
                refused(format!("`{function}` needs {needs}"), needs, receives)
            }
            _ => None,
        };
        let message = message.unwrap_or_else(|| {
            let mut message = rejection.to_string();
            if self.formula.dim() == 1 && !domain.is_uniform() {
                let end = message.find('\n').unwrap_or(message.len());
                message.insert_str(
                    end,
                    &format!(", in {}", domain.labels.one(self.groups[0][0])),
                );
            }
            message
        });
        Refusal {
            message,
            part: (!self.is_named).then_some(rejection.extent),
        }
    }
}

impl Derived {
    fn along(analysis: Analysis) -> Self {
        Self {
            image: analysis.image.clone(),
            against: false,
            analysis,
        }
    }
}
