//! `Coupling(widths…, split = …)`: some dimensions stay as they are, and tell a network how to move the others,
//! `x_i = f(z_i; θ_i(z_stay))`. `RealNVP`, `NICE` and `NSF` are its cases with an affine, an additive and a spline map.

use super::knots::KNOTS;
use super::network::{Network, Owner, Role, Task};
use super::split::{PLACES, Split};
use super::univariate::Univariate;
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr};
use crate::formula::Interval;
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables, list};
use quote::quote;
use std::mem::swap;

pub(crate) const COUPLING: Entry<Coupling> = Entry::new("Coupling", |call, check| {
    const OPTIONS: Options = options(&[
        "split",
        "activation",
        "residual",
        "init",
        "univariate",
        "scale",
    ]);
    coupling("Coupling", OPTIONS, call, check, |check, options| {
        check.univariate(options[0], options[1])
    })
});

pub(crate) const REAL_NVP: Entry<Coupling> = Entry::new("RealNVP", |call, check| {
    const OPTIONS: Options = options(&["split", "activation", "residual", "init", "scale"]);
    coupling("RealNVP", OPTIONS, call, check, |check, options| {
        check.univariate(None, options[0])
    })
});

pub(crate) const NICE: Entry<Coupling> = Entry::new("NICE", |call, check| {
    const OPTIONS: Options = options(&["split", "activation", "residual", "init"]);
    coupling("NICE", OPTIONS, call, check, |_, _| {
        Some(Univariate::Additive)
    })
});

pub(crate) const NSF: Entry<Coupling> = Entry::new("NSF", |call, check| {
    const OPTIONS: Options = options(&[
        "split",
        "activation",
        "residual",
        "init",
        KNOTS[0],
        KNOTS[1],
        KNOTS[2],
        KNOTS[3],
        KNOTS[4],
    ]);
    coupling("NSF", OPTIONS, call, check, |check, options| {
        check.knots(options).map(Univariate::Spline)
    })
});

/// The name of a step of Glow, which has such a coupling.
pub(super) const GLOW: &str = "Glow";

/// The coupling of a step of Glow.
pub(super) fn glow(call: &Call, check: &Check<'_>) -> Option<Coupling> {
    const OPTIONS: Options = options(&["activation", "residual", "init", "scale"]);
    let coupling = coupling(GLOW, OPTIONS, call, check, |check, options| {
        check.univariate(None, options[0])
    })?;
    Some(Coupling {
        name: REAL_NVP.name,
        ..coupling
    })
}

const fn options(known: &'static [&'static str]) -> Options {
    Options { known }
}

/// Options that every coupling has; those of its univariate map follow.
const SHARED: usize = 4;

#[derive(Clone, Debug)]
pub(crate) struct Coupling {
    /// As written.
    name: &'static str,
    context: usize,
    network: Network,
    univariate: Univariate,
    split: Split,
    /// The dimensions that stay, then those that move.
    order: Vec<usize>,
    staying: usize,
    /// Which of those that stay are angles; none where that is not known, or none is.
    angles: Vec<bool>,
}

fn coupling(
    name: &'static str,
    known: Options,
    call: &Call,
    check: &Check<'_>,
    univariate: impl Fn(&Check<'_>, &[Option<&Expr>]) -> Option<Univariate>,
) -> Option<Coupling> {
    let (network, mut options) = check.with_network(call, known)?;
    if name == GLOW {
        // Else its network would say the same again.
        check.shape(&format!("`{name}`"), call.loc)?;
        // It splits the channels, and nothing else can be said.
        options.insert(0, None);
    }
    let univariate = univariate(check, &options[SHARED..]);
    let owner = Owner {
        role: Role::Coupling,
        activation: options[1],
        residual: options[2],
        init: options[3],
        patch: None,
        univariate: univariate.as_ref(),
    };
    let network = check.network(&network, owner);
    let dim = check.dim?;
    if dim == 1 {
        let help = if check.context > 0 {
            "help: `MAF(64)` on 1 dimension reads the context alone"
        } else {
            "help: `Spline(8)` learns a map of 1 dimension"
        };
        check.error(
            call.loc,
            format!("`{name}` needs at least 2 dimensions: one to stay as it is, and one for that to move\n{help}"),
        );
        return None;
    }
    let reach = network.as_ref().and_then(|network| network.rules().reach());
    let split = match options[0] {
        None if reach.is_some() || name == GLOW => {
            let otherwise = if name == GLOW {
                "`RealNVP(…, split = checkerboard)` splits the places"
            } else {
                PLACES
            };
            check.split_channels(&format!("`{name}`"), otherwise, call.loc)
        }
        written => check.split(written, dim),
    };
    if let (Some(written), Some(split), Some(_)) = (options[0], &split, reach)
        && split.layout().is_none()
    {
        let network = network.as_ref().map(|network| network.rules().text());
        let what = split.option().unwrap_or_else(|| "split = half".to_owned());
        let shape = check.passing.borrow().shape().map(ToString::to_string);
        check.error(
            written.loc,
            format!(
                "`{}` reads whole channels or places, but `{what}` lists dimensions of the shape {}\nhelp: `split = channels` where there are several, or `split = checkerboard`",
                network.unwrap_or_default(),
                shape.unwrap_or_default()
            ),
        );
        return None;
    }
    let (network, univariate, split) = (network?, univariate?, split?);
    let (mut order, moved): (Vec<usize>, Vec<usize>) = (0..dim).partition(|&i| split.keeps(i, dim));
    let staying = order.len();
    order.extend(moved);
    Some(Coupling {
        name,
        context: check.context,
        network,
        univariate,
        split,
        order,
        staying,
        angles: Vec::new(),
    })
}

impl Coupling {
    fn stay(&self) -> &[usize] {
        &self.order[..self.staying]
    }

    fn moved(&self) -> &[usize] {
        &self.order[self.staying..]
    }

    /// What stands in its parentheses.
    fn arguments(&self, split: Option<String>) -> String {
        let network = self.network.rules();
        let mut arguments = vec![network.text()];
        arguments.extend(split);
        arguments.extend(network.activation_option());
        match &self.univariate {
            Univariate::Spline(knots) if self.name == NSF.name => arguments.extend(knots.options()),
            univariate if self.name == COUPLING.name => arguments.extend(univariate.option()),
            _ => {}
        }
        arguments.extend(self.univariate.scale());
        arguments.extend(network.options());
        arguments.join(", ")
    }

    /// The text of a step of Glow that has this coupling.
    pub(super) fn as_glow(&self) -> String {
        format!("{GLOW}({})", self.arguments(None))
    }

    fn task(&self) -> Task {
        Task {
            role: Role::Coupling,
            reads: self.staying,
            context: self.context,
            moves: self.moved().len(),
            per_number: self.univariate.params(),
            angles: self.angles.clone(),
            layout: self.split.layout(),
        }
    }
}

impl Rules for Coupling {
    fn text(&self) -> String {
        let arguments = self.arguments(self.split.option());
        format!("{}({arguments})", self.name)
    }

    fn describe(&self, placement: &Placement, labels: &Labels) -> String {
        let spec = self.spec(placement.inverted);
        if placement.is_plain() {
            return spec;
        }
        if self.order.len() > 8 {
            return format!("{spec}, in permuted order");
        }
        let moved = placement.sources(self.moved());
        let moved: Vec<&str> = moved.iter().map(|&i| labels.bare(i)).collect();
        format!("{spec}, moving {}", moved.join(" "))
    }

    fn params(&self) -> usize {
        self.network.rules().params(&self.task())
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.network.rules().multiply_adds(&self.task()),
            manner: "in parallel",
        }
    }

    fn derived(&self) -> Vec<String> {
        self.univariate.derived()
    }

    /// What moves must be exactly what the univariate map takes: of less, the image would not be known. What stays
    /// may be anything.
    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let [mut needs, mut gives] = self.univariate.maps();
        if inverted {
            swap(&mut needs, &mut gives);
        }
        let is_angle = |i: &&usize| domain.intervals[**i] == Interval::CIRCLE;
        let angle = self.stay().iter().find(is_angle);
        if let Some(&i) = angle.filter(|_| !self.network.rules().sees_angles()) {
            return Err(Refusal::of_angle(&self.spec(inverted), domain, i));
        }
        let mut image = domain.intervals.clone();
        for &i in self.moved() {
            if image[i] != needs {
                let spec = self.spec(inverted);
                return Err(Refusal::of_domain(&spec, &needs, domain, i));
            }
            image[i] = gives;
        }
        Ok(image)
    }

    fn meeting(&self, domain: &Domain) -> Option<Self> {
        let is_angle = |&i: &usize| domain.intervals[i] == Interval::CIRCLE;
        let angles: Vec<bool> = self.stay().iter().map(is_angle).collect();
        let meets = angles.contains(&true);
        meets.then(|| Self {
            angles,
            ..self.clone()
        })
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Coupled {
            stay: self.stay().to_vec(),
            moved: self.moved().to_vec(),
            affine: self.univariate.is_affine(),
            near: self.split.layout().zip(self.network.rules().reach()),
        }
    }

    fn reads_context(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let network = self.network.rules().runtime(&self.task(), tables);
        let Runtime { ty, value: net } = network;
        let (univariate, value) = self.univariate.runtime(tables);
        let order = list(&placement.sources(&self.order));
        Runtime {
            ty: quote!(rt::Coupling<#ty, #univariate>),
            value: quote!(rt::Coupling::new(#net, #order, #value)),
        }
    }
}
