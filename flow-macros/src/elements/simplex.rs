//! `Simplex`: real numbers to shares of a whole. `Ordered`: real numbers to increasing ones. Their images are no boxes.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};
use quote::quote;

pub(crate) const SIMPLEX: Entry<Simplex> =
    Entry::new("Simplex", |call, check| image(call, check, Kind::Simplex));

pub(crate) const ORDERED: Entry<Simplex> =
    Entry::new("Ordered", |call, check| image(call, check, Kind::Ordered));

const OPTIONS: Options = Options { known: &[] };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Simplex,
    Ordered,
}

#[derive(Clone, Debug)]
pub(crate) struct Simplex {
    kind: Kind,
    dim: usize,
}

fn image(call: &Call, check: &Check<'_>, kind: Kind) -> Option<Simplex> {
    check.only_options(call, OPTIONS)?;
    let dim = check.dim?;
    if dim == 1 {
        let message = match kind {
            Kind::Simplex => {
                "two shares of a whole, of which one is written: `Sigmoid` says the same"
            }
            Kind::Ordered => "1 dimension is in order anyway: this does nothing",
        };
        check.report.warning(call.loc, message);
    }
    Some(Simplex { kind, dim })
}

impl Rules for Simplex {
    fn text(&self) -> String {
        match self.kind {
            Kind::Simplex => "Simplex".into(),
            Kind::Ordered => "Ordered".into(),
        }
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim,
            manner: "",
        }
    }

    /// No box is the image, so none can be sent back whole.
    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let spec = self.spec(inverted);
        let (needs, gives) = match self.kind {
            Kind::Simplex => ("shares with a sum below 1", Interval::UNIT),
            Kind::Ordered => ("numbers that increase", Interval::REAL),
        };
        if inverted {
            let producer = &domain.producers[0];
            return Err(Refusal {
                message: format!("`{spec}` needs {needs}, and `{producer}` produces others too"),
                part: None,
            });
        }
        let mut intervals = domain.intervals.iter();
        match intervals.position(|found| !found.is_real()) {
            None => Ok(vec![gives; self.dim]),
            Some(i) => Err(Refusal::of_domain(&spec, &Interval::REAL, domain, i)),
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Triangular {
            order: (0..self.dim).collect(),
            patch: 1,
            affine: false,
        }
    }

    fn is_box(&self) -> bool {
        false
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let order = placement.list();
        let name = match self.kind {
            Kind::Simplex => quote!(rt::Simplex),
            Kind::Ordered => quote!(rt::Ordered),
        };
        Runtime {
            ty: name.clone(),
            value: quote!(#name::new(#order)),
        }
    }
}
