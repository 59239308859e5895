//! A step of a typed chain: a bijector, on which columns it acts, and in which direction.

use crate::elements::Bijector;
use crate::errors::Loc;
use crate::formula::Interval;
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Domain, Placement, Refusal, Rules, Symmetry};
use crate::shape::Shape;

/// One bijector of a typed chain, and where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) bijector: Bijector,
    pub(crate) placement: Placement,
    pub(crate) loc: Loc,
    /// Of all columns as they leave it towards the data, if they have one.
    pub(crate) shape: Option<Shape>,
}

impl Step {
    /// A bijector as it is written, on `dim` columns.
    pub(crate) fn new(bijector: Bijector, dim: usize, loc: Loc) -> Self {
        Self {
            bijector,
            placement: Placement::of(dim),
            loc,
            shape: None,
        }
    }

    /// The same where what leaves it towards the data has this shape.
    pub(crate) fn shaped(self, shape: Option<&Shape>) -> Self {
        Self {
            shape: shape.cloned(),
            ..self
        }
    }

    pub(crate) fn rules(&self) -> &dyn Rules {
        self.bijector.rules()
    }

    /// Whether it runs against what its bijector computes forwards.
    pub(crate) fn is_inverted(&self) -> bool {
        self.placement.inverted
    }

    /// With its directions swapped.
    pub(crate) fn inverse(&self) -> Self {
        let mut inverse = self.clone();
        match self.bijector.inverse() {
            Some(bijector) => inverse.bijector = bijector,
            None => inverse.placement.inverted = !self.placement.inverted,
        }
        inverse
    }

    /// The `self′` of `Permute p >> self = self′ >> Permute p`: the same on permuted columns.
    pub(crate) fn permuted(&self, p: &Permutation) -> Self {
        let mut permuted = self.clone();
        let own = self.placement.is_whole().then(|| self.bijector.permuted(p));
        match own.flatten() {
            Some(bijector) => permuted.bijector = bijector,
            None => permuted.placement = self.placement.permuted(p),
        }
        permuted
    }

    /// A step on as many dimensions as there are `columns`, on these columns of `dim`.
    pub(crate) fn on(&self, columns: &[usize], dim: usize) -> Self {
        if columns.len() == dim {
            return if columns.is_sorted() {
                self.clone()
            } else {
                self.permuted(&Permutation::new(columns.to_vec()))
            };
        }
        let mut placed = self.clone();
        if let Some(bijector) = self.bijector.widened(columns, dim) {
            placed.bijector = bijector;
            placed.placement.columns = (0..dim).collect();
        } else {
            let own = &self.placement.columns;
            placed.placement.columns = own.iter().map(|&i| columns[i]).collect();
        }
        placed.placement.dim = dim;
        placed
    }

    /// What it leaves of the symmetries of what arrives.
    pub(crate) fn carry(&self, symmetry: &mut Symmetry, by: &str) {
        let (rules, columns) = (self.rules(), self.columns());
        let placed = &self.placement.columns;
        match self.dependence() {
            Dependence::Permuted(p) => symmetry.permute(p),
            _ if rules.scales_context() => {}
            Dependence::Elementwise if let Some(constants) = rules.constants() => {
                symmetry.scale(placed, &constants, by);
            }
            Dependence::Elementwise => symmetry.map(&columns, rules.symmetric(), by),
            _ => symmetry.mix(&columns, by),
        }
    }

    /// The columns that it reads or changes.
    fn columns(&self) -> Vec<usize> {
        let own = self.rules().touches();
        own.unwrap_or_else(|| self.placement.columns.clone())
    }

    /// Whether both may change places, since no column is touched by both.
    pub(crate) fn is_apart(&self, other: &Self) -> bool {
        let mut touched = vec![false; other.placement.dim];
        for column in other.columns() {
            touched[column] = true;
        }
        !self.columns().iter().any(|&column| touched[column])
    }

    /// Its canonical text, and on which columns it acts, where that is not plain.
    pub(crate) fn spec(&self, labels: &Labels) -> String {
        self.at(self.rules().spec(self.is_inverted()), labels)
    }

    /// How the summary speaks of it.
    pub(crate) fn describe(&self, labels: &Labels) -> String {
        if self.placement.is_whole() {
            self.at(self.rules().describe(&self.placement, labels), labels)
        } else {
            self.spec(labels)
        }
    }

    fn at(&self, text: String, labels: &Labels) -> String {
        let own = self.rules().acts_on();
        let columns = &self.placement.columns;
        let placed = match self.rules().speaks_of() {
            Some(0) => None,
            Some(count) => Some(columns[..count].to_vec()),
            None => (!self.placement.is_whole()).then(|| columns.clone()),
        };
        match own.or(placed) {
            Some(columns) => format!("On[{}]({text})", labels.list(&columns)),
            None => text,
        }
    }

    /// What it makes of what arrives.
    pub(crate) fn image(&self, domain: &Domain) -> Result<Vec<Interval>, Refusal> {
        self.rules().image(domain, self.is_inverted())
    }

    /// The same with what its bijector must know of what arrives.
    pub(crate) fn meeting(&self, domain: &Domain) -> Self {
        let mut met = self.clone();
        if let Some(bijector) = self.bijector.meeting(domain) {
            met.bijector = bijector;
        }
        met
    }

    /// How the columns that leave it depend on those that enter.
    pub(crate) fn dependence(&self) -> Dependence<'_> {
        let Placement {
            columns, inverted, ..
        } = &self.placement;
        self.rules().dependence().placed(columns, *inverted)
    }

    /// From the base to the data, and back.
    pub(crate) fn costs(&self) -> [Cost; 2] {
        let costs = [self.rules().forward_cost(), self.rules().inverse_cost()];
        if self.is_inverted() {
            let [forward, inverse] = costs;
            [inverse, forward]
        } else {
            costs
        }
    }

    /// Where only the runtime knows the image: for every column, which of the intervals that it states is that column's.
    pub(crate) fn states_image(&self) -> Option<Vec<Option<usize>>> {
        let states = self.rules().states_image() && !self.is_inverted();
        let Placement { columns, dim, .. } = &self.placement;
        let own = |column| columns.iter().position(|&own| own == column);
        states.then(|| (0..*dim).map(own).collect())
    }
}
