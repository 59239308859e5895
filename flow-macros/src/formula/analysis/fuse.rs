//! Formulas made of formulas: one after another, and the inverse of one. Of one coordinate, the proof is that their parts
//! are bijections; of several, they are proved anew.

use super::{Analysis, Component, Inverse};
use crate::formula::ast::{Extent, Names};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, MAX_VARS, Var};
use crate::formula::image::Image;
use crate::formula::interval::{Bound, Interval};
use crate::formula::map::Map;
use crate::formula::range::{self, Region};
use crate::formula::sign::Strict;
use crate::formula::simplify::simplify_on;
use crate::formula::triangular;
use crate::formula::uncancel::factored;
use proc_macro2::Span;

/// Larger formulas are not worth the time it takes to work on them.
const LARGEST: u32 = 600;

impl Analysis {
    /// `self` and then `next`, as one formula.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let mut pairs = self.image.iter().zip(&next.region.coords);
        if self.dim() != next.dim() || !pairs.all(|(image, domain)| image.is_inside(domain)) {
            return None;
        }
        let (region, names) = self.beside(next)?;
        let shift = self.region.params.len();
        if self.dim() > 1 {
            let after = |ex: &Ex| simplify_on(&behind(ex, shift, &self.forward), &region);
            let forward = next.forward.iter().map(after).collect();
            return Self::anew(names, region, forward);
        }
        let after = |ex: &Ex| behind(ex, shift, &self.forward);
        let f = simplify_on(&after(&next.forward[0]), &region);
        if f.is_larger_than(LARGEST) {
            return None;
        }
        let (first, second) = (&self.components[0], &next.components[0]);
        let increasing = first.increasing == second.increasing;
        let (var, target) = (Var::Coord(0), Var::Image(0));
        let slope = factored(&simplify_on(&derivative(&f, var), &region), &region);
        let map = Map::new(&f, var, &region);
        let image = map.image(increasing)?;
        let whole = map.inverse(target, &image.covering);
        let inverse = match (whole, &first.inverse, &second.inverse) {
            (Some(ex), ..) => Inverse::Closed(ex),
            (None, Inverse::Closed(a), Inverse::Closed(b)) => {
                Inverse::Closed(a.replace_var(target, &behind(b, shift, &[Ex::var(var)])))
            }
            _ => Inverse::Newton,
        };
        // Of the two log-dets, the sum is safe; the derivative of the simplified whole may be shorter.
        let whole = simplify_on(
            &map.log_det(&slope, Strict::positive_if(increasing)),
            &region,
        );
        let parts = simplify_on(&self.log_det.add(&after(&next.log_det)), &region);
        let log_det = if whole.size() <= parts.size() {
            whole
        } else {
            parts
        };
        let component = Component {
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
        Some(Self::single(names, region, f, image, component, log_det))
    }

    /// The parameters of both, those of `next` behind, under names of their own.
    fn beside(&self, next: &Self) -> Option<(Region, Names)> {
        let mut region = self.region.clone();
        region.params.extend(&next.region.params);
        if region.params.len() > MAX_VARS {
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
        Some((region, names))
    }

    /// Of several coordinates, as far as the order and the proof are found.
    fn anew(names: Names, region: Region, forward: Vec<Ex>) -> Option<Self> {
        if forward.iter().map(Ex::size).sum::<u32>() > LARGEST {
            return None;
        }
        let order = triangular::order(&triangular::dependencies(&forward)).ok()?;
        let nowhere = vec![Extent::of(Span::call_site()); forward.len()];
        let whole = Self::solve(names, region, forward, &order, &nowhere).ok()?;
        whole.is_closed().then_some(whole)
    }

    /// Whether no coordinate has to be searched for.
    pub(crate) fn is_closed(&self) -> bool {
        let mut components = self.components.iter();
        components.all(|component| matches!(component.inverse, Inverse::Closed(_)))
    }

    /// Of one coordinate.
    fn single(
        names: Names,
        region: Region,
        forward: Ex,
        image: Image,
        component: Component,
        log_det: Ex,
    ) -> Self {
        Self {
            names,
            region,
            forward: vec![forward],
            image: vec![image.covering],
            image_ends: vec![image.ends],
            components: vec![component],
            log_det,
            dependencies: vec![vec![true]],
        }
    }

    /// Its inverse in closed form, for what arrives. `domain` must lie in the image.
    pub(crate) fn inverted(&self, domain: &[Interval]) -> Option<Self> {
        let ([component], [receives]) = (self.components.as_slice(), domain) else {
            return self.inverted_together(domain);
        };
        let Inverse::Closed(inverse) = &component.inverse else {
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
        let forward = simplify_on(&inverse.replace_var(x, &Ex::var(z)), &region);
        let slope = factored(&simplify_on(&derivative(&forward, z), &region), &region);
        let map = Map::new(&forward, z, &region);
        let image = if *receives == self.image[0] {
            let end = |bound: Bound| {
                let exact = range::from_bound(bound);
                bound.is_finite().then_some(exact).flatten()
            };
            let covering = self.region.coords[0];
            let ends = [end(covering.lo), end(covering.hi)];
            Image { covering, ends }
        } else {
            map.image(component.increasing)?
        };
        let sign = Strict::positive_if(component.increasing);
        let log_det = simplify_on(&map.log_det(&slope, sign), &region);
        let component = Component {
            output: 0,
            coord: 0,
            increasing: component.increasing,
            slope,
            inverse: Inverse::Closed(self.forward[0].replace_var(z, &Ex::var(x))),
            proof: format!("inverse of one that is: {}", component.proof),
        };
        Some(Self::single(
            names, region, forward, image, component, log_det,
        ))
    }

    /// The same of several coordinates.
    fn inverted_together(&self, domain: &[Interval]) -> Option<Self> {
        let mut found: Vec<Option<Ex>> = vec![None; self.dim()];
        for component in &self.components {
            let Inverse::Closed(inverse) = &component.inverse else {
                return None;
            };
            let inverse = inverse.substitute(&|v| match v {
                Var::Coord(j) => found[j].clone(),
                Var::Image(i) => Some(Ex::var(Var::Coord(i))),
                _ => None,
            });
            found[component.coord] = Some(inverse);
        }
        let region = Region {
            coords: domain.to_vec(),
            params: self.region.params.clone(),
        };
        let names = Names {
            coords: (0..self.dim())
                .map(|i| self.names.of(Var::Image(i)))
                .collect(),
            params: self.names.params.clone(),
        };
        let forward: Option<Vec<Ex>> = found
            .into_iter()
            .map(|ex| Some(simplify_on(&ex?, &region)))
            .collect();
        Self::anew(names, region, forward?)
    }
}

/// An expression of a formula behind another one, whose values are its coordinates and whose parameters come before its
/// own.
fn behind(ex: &Ex, shift: usize, values: &[Ex]) -> Ex {
    ex.substitute(&|v| match v {
        Var::Coord(j) => values.get(j).cloned(),
        Var::Param(i) => Some(Ex::var(Var::Param(i + shift))),
        _ => None,
    })
}
