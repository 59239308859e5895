//! `Abs`: absolute values. `Sort`: numbers in increasing order. Several points become one, and the density there is the sum of
//! theirs, which is known where they are all equal: where the density that arrives has the symmetry.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::formula::{Bound, Interval};
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Symmetric, Tables};
use quote::quote;

pub(crate) const ABS: Entry<Fold> = Entry::new("Abs", |call, check| fold(call, check, Kind::Abs));

pub(crate) const SORT: Entry<Fold> =
    Entry::new("Sort", |call, check| fold(call, check, Kind::Sort));

const OPTIONS: Options = Options { known: &[] };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Abs,
    Sort,
}

#[derive(Clone, Debug)]
pub(crate) struct Fold {
    kind: Kind,
    dim: usize,
}

fn fold(call: &Call, check: &Check<'_>, kind: Kind) -> Option<Fold> {
    check.only_options(call, OPTIONS)?;
    let dim = check.dim?;
    if dim == 1 && kind == Kind::Sort {
        let message = "1 dimension is in order anyway: this does nothing";
        check.report.warning(call.loc, message);
    }
    Some(Fold { kind, dim })
}

impl Rules for Fold {
    fn text(&self) -> String {
        match self.kind {
            Kind::Abs => "Abs".into(),
            Kind::Sort => "Sort".into(),
        }
    }

    fn forward_cost(&self) -> Cost {
        let per_dim = match self.kind {
            Kind::Abs => 1,
            Kind::Sort => self.dim,
        };
        Cost {
            multiply_adds: self.dim * per_dim,
            manner: "",
        }
    }

    fn inverse_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim,
            manner: "",
        }
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let text = self.text();
        if inverted {
            let lost = match self.kind {
                Kind::Abs => "the sign",
                Kind::Sort => "the order",
            };
            return refuse(format!(
                "`{text}` cannot be inverted: {lost} of the numbers is lost\nhelp: it takes numbers of the base towards the data"
            ));
        }
        match self.kind {
            Kind::Abs => (0..self.dim).map(|i| even(domain, i)).collect(),
            Kind::Sort => match domain.symmetry.apart() {
                None => Ok(domain.intervals.clone()),
                Some((i, by)) => {
                    let labels = &domain.labels;
                    let [first, other] = [labels.one(0), labels.one(i)];
                    refuse(format!(
                        "`Sort` needs a density in which dimensions may change places, but `{by}` tells {first} and {other} apart\nhelp: it may stand behind a base, and what does the same to every dimension and learns nothing; `Ordered` makes any numbers increase"
                    ))
                }
            },
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        match self.kind {
            Kind::Abs => Dependence::Elementwise,
            Kind::Sort => Dependence::Full {
                dims: Vec::new(),
                places: 1,
            },
        }
    }

    fn is_nonlinear(&self) -> bool {
        true
    }

    fn is_box(&self) -> bool {
        self.kind == Kind::Abs
    }

    fn folds(&self) -> bool {
        true
    }

    fn symmetric(&self) -> Symmetric {
        Symmetric {
            odd: false,
            alike: self.kind == Kind::Abs,
        }
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let columns = placement.list();
        let name = match self.kind {
            Kind::Abs => quote!(rt::Abs),
            Kind::Sort => quote!(rt::Sort),
        };
        Runtime {
            ty: name.clone(),
            value: quote!(#name::new(#columns)),
        }
    }
}

/// What becomes of dimension `i`, which must be even about 0.
fn even(domain: &Domain, i: usize) -> Result<Interval, Refusal> {
    let (found, producer) = (&domain.intervals[i], &domain.producers[i]);
    let place = domain.labels.one(i);
    if !found.is_real() && found.neg() != *found {
        return refuse(format!(
            "`Abs` needs an interval from −a to a, but `{producer}` produces {found} in {place}"
        ));
    }
    match domain.symmetry.center(i) {
        Ok(0.0) => Ok(Interval::open(Bound::ZERO, found.hi)),
        Ok(center) => refuse(format!(
            "`Abs` needs a density that is even about 0, but that of {place} is so about {center}\nhelp: `Shift[…]` moves it"
        )),
        Err(by) => refuse(format!(
            "`Abs` needs a density that is even about 0, but `{by}` may make that of {place} another\nhelp: it may stand behind a base, constants and odd functions such as `Sinh`; `Exp` and `Softplus` make any number positive"
        )),
    }
}

fn refuse<T>(message: String) -> Result<T, Refusal> {
    Err(Refusal {
        message,
        part: None,
    })
}
