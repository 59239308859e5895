//! What was derived, in words: lines for the documentation of a flow.

use super::{Analysis, Inverse};
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::Bound;
use crate::formula::mathematics::show;

impl Analysis {
    /// The mathematics that was derived, a line each.
    pub(crate) fn describe(&self) -> Vec<String> {
        let names = &self.names;
        let mut lines = Vec::new();
        for (i, f) in self.forward.iter().enumerate() {
            lines.push(format!("{} = {}", names.of(Var::Image(i)), show(f, names)));
        }
        for component in &self.components {
            let (x, z) = (
                names.of(Var::Image(component.output)),
                names.of(Var::Coord(component.coord)),
            );
            lines.push(match &component.inverse {
                Inverse::Closed(ex) => format!("{z} = {}", show(ex, names)),
                Inverse::Newton => format!("{z} from {x} by Newton's method, bracketed"),
            });
        }
        lines.push(format!("ln|det| = {}", show(&self.log_det, names)));
        for component in &self.components {
            let (x, z) = (
                names.of(Var::Image(component.output)),
                names.of(Var::Coord(component.coord)),
            );
            let image = self.show_image(component.output);
            let domain = self.region.coords[component.coord];
            lines.push(format!(
                "{z} ∈ {domain} → {x} ∈ {image}: {}",
                component.proof
            ));
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

    /// The images of all outputs, with what they depend on.
    pub(crate) fn show_images(&self) -> String {
        let images: Vec<String> = (0..self.dim()).map(|i| self.show_image(i)).collect();
        images.join(" × ")
    }
}
