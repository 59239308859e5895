//! What the compiler must know about a bijector.

use super::constants::Constants;
use super::domain::Domain;
use super::placement::Placement;
use super::refusal::Refusal;
use super::runtime::Runtime;
use super::symmetry::Symmetric;
use super::tables::Tables;
use crate::ast::Path;
use crate::formula::Interval;
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use std::fmt::Debug;

/// What the compiler must know about a bijector by itself: forwards, and on as many columns as it has dimensions. Where it
/// stands in a chain, and in which direction it runs there, is for the step of the chain.
pub(crate) trait Rules: Debug {
    /// Its canonical text, in the direction that its name means.
    fn text(&self) -> String;

    /// The columns that it acts on, where it says these itself and they are not all columns in their order.
    fn acts_on(&self) -> Option<Vec<usize>> {
        None
    }

    /// The columns that it reads or changes, where its constants leave others alone.
    fn touches(&self) -> Option<Vec<usize>> {
        self.acts_on()
    }

    /// Of how many of its dimensions, from the first, its text has to say that it speaks of them.
    fn speaks_of(&self) -> Option<usize> {
        None
    }

    /// The name of the layer, where it is no bijection and of the log-probability only a bound is known.
    fn bounds(&self) -> Option<&'static str> {
        None
    }

    /// The density that samples are weighed for, where it is a stochastic layer.
    fn target(&self) -> Option<&Path> {
        None
    }

    /// Whether that name means the inverse of what is computed forwards.
    fn is_named_inverse(&self) -> bool {
        false
    }

    /// The canonical text of one direction.
    fn spec(&self, inverted: bool) -> String {
        directed(self.text(), inverted != self.is_named_inverse())
    }

    /// How the summary speaks of it, where the rewrites have given it what its text does not show.
    fn describe(&self, placement: &Placement, _labels: &Labels) -> String {
        self.spec(placement.inverted)
    }

    /// The number of learned parameters, as far as the compiler knows.
    fn params(&self) -> usize {
        0
    }

    /// Whether it has, or may have, learned parameters.
    fn learns(&self) -> bool {
        self.params() > 0
    }

    /// Whether only the runtime knows how many parameters there are.
    fn has_params_of_its_own(&self) -> bool {
        false
    }

    /// Whether data sets some of the parameters, before training.
    fn is_set_by_data(&self) -> bool {
        false
    }

    fn forward_cost(&self) -> Cost;

    fn inverse_cost(&self) -> Cost {
        self.forward_cost()
    }

    /// What it makes of what arrives in one direction, an interval per dimension. As it stands: real numbers in, real
    /// numbers out.
    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        real(&self.spec(inverted), domain)
    }

    /// The same with what it must know of what arrives, if that makes a difference.
    fn meeting(&self, _domain: &Domain) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The mathematics that was derived for it, a line each.
    fn derived(&self) -> Vec<String> {
        Vec::new()
    }

    /// Its inverse, if that is one of its own kind, with constants of its own; else its steps run backwards.
    fn inverse(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The `self′` of `Permute p >> self = self′ >> Permute p`, if that is one with constants of its own; else its steps
    /// stand on permuted columns.
    fn permuted(&self, _p: &Permutation) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The same on all of `dim` columns, which leaves those alone that are not `columns`, if that is one of its own kind, with
    /// constants of its own; else its steps stand on these columns.
    fn widened(&self, _columns: &[usize], _dim: usize) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// How its outputs depend on its inputs, forwards.
    fn dependence(&self) -> Dependence<'_>;

    fn is_identity(&self) -> bool {
        false
    }

    /// Whether an elementwise bijector is not affine.
    fn is_nonlinear(&self) -> bool {
        false
    }

    /// Whether what it does depends on the context, where the flow has one.
    fn reads_context(&self) -> bool {
        false
    }

    /// Whether it acts on the context, which it brings to one scale, and on no dimension.
    fn scales_context(&self) -> bool {
        false
    }

    /// The bijector as constants, if it is that.
    fn constants(&self) -> Option<Constants> {
        None
    }

    /// Whether its image is all that its intervals hold, and not a part of that box.
    fn is_box(&self) -> bool {
        true
    }

    /// Whether several points become one, all of which have the same density.
    fn folds(&self) -> bool {
        false
    }

    /// What it keeps of the symmetries of a density. As it stands: none.
    fn symmetric(&self) -> Symmetric {
        Symmetric::default()
    }

    /// Whether only the runtime knows its image forwards, and states an interval per dimension.
    fn states_image(&self) -> bool {
        false
    }

    /// The runtime value that computes it forwards, on these columns.
    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime;
}

/// What an element makes that takes real numbers and gives real numbers.
pub(crate) fn real(spec: &str, domain: &Domain) -> Result<Vec<Interval>, Refusal> {
    let mut intervals = domain.intervals.iter();
    match intervals.position(|found| !found.is_real()) {
        None => Ok(domain.intervals.clone()),
        Some(i) => Err(Refusal::of_domain(spec, &Interval::REAL, domain, i)),
    }
}

/// The text of an element, in `Invert` where its directions are swapped.
pub(crate) fn directed(text: String, inverted: bool) -> String {
    if inverted {
        format!("Invert({text})")
    } else {
        text
    }
}
