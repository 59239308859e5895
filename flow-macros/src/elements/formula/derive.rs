//! A formula meets what arrives: it is proved to be a bijection of that, or refused.

use super::{Derived, Formula};
use crate::formula::{self, Analysis, Interval, Reason, Rejection, Var};
use crate::rules::Arriving;
use crate::rules::Refusal;
use std::rc::Rc;

impl Formula {
    /// The groups that receive the same in each coordinate, and what they receive.
    pub(super) fn parts(&self, arriving: &Arriving) -> Vec<(Vec<Vec<usize>>, Vec<Interval>)> {
        let mut parts: Vec<(Vec<Vec<usize>>, Vec<Interval>)> = Vec::new();
        for group in &self.groups {
            let receives = group.iter().map(|&i| arriving.intervals[i]).collect();
            match parts.iter_mut().find(|(_, other)| *other == receives) {
                Some((groups, _)) => groups.push(group.clone()),
                None => parts.push((vec![group.clone()], receives)),
            }
        }
        parts
    }

    /// Derives what it does to what arrives in each coordinate, and what that produces.
    pub(super) fn derive(
        &self,
        written: &formula::Formula,
        receives: &[Interval],
        arriving: &Arriving,
    ) -> Result<(Derived, Vec<Interval>), Refusal> {
        if self.inverted {
            return self.derive_inverted(written, receives, arriving);
        }
        let analysis = formula::analyse(written, receives)
            .map_err(|rejection| self.refusal(&rejection, arriving, true))?;
        Self::fixed_image(&analysis)?;
        let image = analysis.image.clone();
        Ok((Derived::along(analysis), image))
    }

    /// Runs against what was written: what arrives must be in the image of the formula on its own domain.
    fn derive_inverted(
        &self,
        written: &formula::Formula,
        receives: &[Interval],
        arriving: &Arriving,
    ) -> Result<(Derived, Vec<Interval>), Refusal> {
        let own: Vec<Interval> = written.coords.iter().map(formula::Name::interval).collect();
        let analysis = formula::analyse(written, &own)
            .map_err(|rejection| self.refusal(&rejection, arriving, false))?;
        Self::fixed_image(&analysis)?;
        let mut pairs = analysis.image.iter().zip(receives);
        if let Some(k) = pairs.position(|(needs, found)| !found.is_inside(needs)) {
            let needs = &analysis.image[k];
            let i = self.groups[0][k];
            return Err(Refusal::of_domain(&self.text(), needs, arriving, i));
        }
        if let Some(inverse) = analysis.inverted(receives) {
            let image = inverse.image.clone();
            return Ok((Derived::along(inverse), image));
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
        let derived = Derived {
            analysis: Rc::new(analysis),
            against: true,
        };
        Ok((derived, image))
    }

    /// Refuses an image that is not the same for all parameters and coordinates.
    fn fixed_image(analysis: &Analysis) -> Result<(), Refusal> {
        let ends = analysis.image_ends.iter().flatten().flatten();
        let moves = |var: &Var| ends.clone().any(|end| end.has(*var));
        let movers: Vec<Var> = analysis.region.vars().filter(moves).collect();
        let Some(first) = movers.first() else {
            return Ok(());
        };
        let by = match first {
            Var::Coord(_) => "another coordinate",
            _ => "a parameter",
        };
        let name = analysis.names.of(*first);
        let movers: Vec<String> = movers
            .iter()
            .map(|var| format!("`{}`", analysis.names.of(*var)))
            .collect();
        let bounded = analysis.image_ends.iter();
        let bounded = bounded.clone().any(|ends| ends.iter().all(Option::is_some));
        let (inside, outside) = if bounded {
            (format!("tanh({name} * z)"), format!("{name} * tanh(z)"))
        } else {
            (format!("exp({name} + z)"), format!("{name} + exp(z)"))
        };
        Err(Refusal {
            message: format!(
                "the image of this formula moves with {}: it is {}, but where the density of a flow is 0 is fixed while compiling\nhelp: let {by} act before the function that bounds the image, as in `{inside}` in place of `{outside}`; an image that moves is for a bijector of your own, a `CustomBijector`",
                movers.join(" and "),
                analysis.show_images()
            ),
            part: None,
        })
    }

    /// The words for a rejection; what arrives at the groups of `self` is the same for each.
    fn refusal(&self, rejection: &Rejection, arriving: &Arriving, forward: bool) -> Refusal {
        // The dimension in which this arrives, if it is what arrives and not what the formula has made of it.
        let receiving = |receives: &Interval| {
            let mut dims = self.groups[0].iter().copied().filter(|_| forward);
            dims.find(|&i| arriving.intervals[i] == *receives)
        };
        let refused = |claim: String, needs: &Interval, receives: &Interval| {
            let i = receiving(receives)?;
            Some(Refusal::unmet(&claim, needs, arriving, i).message)
        };
        let message = match &*rejection.reason {
            Reason::OutsideRange {
                coordinate,
                declared,
                receives,
            } => {
                let claim = if self.name.is_some() {
                    format!("`{}` needs {declared}", self.text())
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
            if self.coordinates == 1 && !arriving.is_uniform() {
                let end = message.find('\n').unwrap_or(message.len());
                message.insert_str(end, &format!(", in dimension {}", self.groups[0][0]));
            }
            message
        });
        Refusal {
            message,
            part: self.name.is_none().then_some(rejection.extent),
        }
    }
}
