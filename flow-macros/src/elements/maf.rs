//! `MAF(widths…)`, the masked autoregressive flow: `x_i = f(z_i; θ_i(x_<i))`, by default `z_i·exp(s_i) + t_i`; and `IAF(widths…)`,
//! which is exactly `Invert(MAF(widths…))`.

use super::network::{Network, Owner, Role, Task};
use super::univariate::Univariate;
use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::formula::Interval;
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables, list};
use quote::quote;
use std::mem::swap;

pub(crate) const MAF: Entry<Maf> =
    Entry::new("MAF", |call, check| autoregressive(call, check, false));

pub(crate) const IAF: Entry<Maf> =
    Entry::new("IAF", |call, check| autoregressive(call, check, true));

const OPTIONS: Options = Options {
    known: &[
        "activation",
        "univariate",
        "scale",
        "residual",
        "init",
        "patch",
    ],
};

#[derive(Clone, Debug)]
pub(crate) struct Maf {
    dim: usize,
    context: usize,
    network: Network,
    univariate: Univariate,
    /// Whether it is called `IAF`, which is inverted by itself.
    is_named_inverse: bool,
}

fn autoregressive(call: &Call, check: &Check<'_>, is_named_inverse: bool) -> Option<Maf> {
    let name = &call.name.value;
    let (network, options) = check.with_network(call, OPTIONS)?;
    let univariate = check.univariate(options[1], options[2]);
    let owner = Owner {
        role: Role::Autoregressive,
        activation: options[0],
        residual: options[3],
        init: options[4],
        patch: options[5],
        univariate: univariate.as_ref(),
    };
    let network = check.network(&network, owner);
    let dim = check.dim?;
    let (network, univariate) = (network?, univariate?);
    if dim == network.rules().patch() && check.context == 0 {
        let does = match univariate {
            Univariate::Affine { .. } => "it only shifts and scales",
            Univariate::Additive => "it only shifts",
            Univariate::Spline(_) => "it is one spline",
            Univariate::Mixture { .. } => "it is the distribution function of one mixture",
            Univariate::Formula { .. } => "its parameters are constants",
        };
        let (on, rest) = match &network {
            Network::Mlp(_) => ("1 dimension".into(), ", and its hidden layers are left out"),
            _ if dim == 1 => ("1 dimension".into(), ""),
            _ => (format!("one patch of {dim} dimensions"), ""),
        };
        let help = match univariate.alone() {
            Some(alone) if dim == 1 && !is_named_inverse => {
                format!("\nhelp: `{alone}` is the same without a network")
            }
            _ => String::new(),
        };
        check.report.warning(
            call.loc,
            format!("`{name}` on {on} has nothing to condition on: {does}{rest}{help}"),
        );
    }
    Some(Maf {
        dim,
        context: check.context,
        network,
        univariate,
        is_named_inverse,
    })
}

impl Maf {
    fn task(&self) -> Task {
        Task {
            role: Role::Autoregressive,
            reads: self.dim,
            context: self.context,
            moves: self.dim,
            angles: if self.univariate.is_circular() {
                vec![true; self.dim]
            } else {
                Vec::new()
            },
            layout: None,
            per_number: self.univariate.params(),
        }
    }

    /// In which the dimensions depend on those before.
    fn order(&self) -> Vec<usize> {
        let own = self.network.rules().order();
        own.map_or_else(|| (0..self.dim).collect(), <[usize]>::to_vec)
    }

    fn sweep(&self, manner: &'static str) -> Cost {
        Cost {
            multiply_adds: self.network.rules().multiply_adds(&self.task()),
            manner,
        }
    }
}

impl Rules for Maf {
    fn text(&self) -> String {
        let network = self.network.rules();
        let mut arguments = vec![network.text()];
        arguments.extend(network.activation_option());
        arguments.extend(self.univariate.option());
        arguments.extend(self.univariate.scale());
        arguments.extend(network.options());
        let name = if self.is_named_inverse { "IAF" } else { "MAF" };
        format!("{name}({})", arguments.join(", "))
    }

    fn is_named_inverse(&self) -> bool {
        self.is_named_inverse
    }

    fn describe(&self, placement: &Placement, labels: &Labels) -> String {
        let (spec, order) = (self.spec(placement.inverted), &placement.columns);
        if placement.is_plain() {
            spec
        } else if order.iter().copied().eq((0..self.dim).rev()) {
            format!("{spec}, in reverse order")
        } else if self.dim <= 8 {
            let order: Vec<&str> = order.iter().map(|&i| labels.bare(i)).collect();
            format!("{spec}, in order {}", order.join(" "))
        } else {
            format!("{spec}, in permuted order")
        }
    }

    fn params(&self) -> usize {
        self.network.rules().params(&self.task())
    }

    fn forward_cost(&self) -> Cost {
        self.sweep("in sequence")
    }

    fn inverse_cost(&self) -> Cost {
        self.sweep("in parallel")
    }

    fn derived(&self) -> Vec<String> {
        self.univariate.derived()
    }

    /// Takes in every dimension exactly what the univariate map takes: of less, the image would not be known.
    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let [mut needs, mut gives] = self.univariate.maps();
        if inverted {
            swap(&mut needs, &mut gives);
        }
        if self.univariate.is_circular() && !self.network.rules().sees_angles() {
            return Err(Refusal::of_angle(&self.spec(inverted), domain, 0));
        }
        let mut intervals = domain.intervals.iter();
        match intervals.position(|found| *found != needs) {
            None => Ok(vec![gives; self.dim]),
            Some(i) => {
                let spec = self.spec(inverted);
                Err(Refusal::of_domain(&spec, &needs, domain, i))
            }
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Triangular {
            order: self.order(),
            patch: self.network.rules().patch(),
            affine: self.univariate.is_affine(),
        }
    }

    fn reads_context(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let network = self.network.rules().runtime(&self.task(), tables);
        let Runtime { ty, value: net } = network;
        let (univariate, value) = self.univariate.runtime(tables);
        let order = list(&placement.sources(&self.order()));
        Runtime {
            ty: quote!(rt::Maf<#ty, #univariate>),
            value: quote!(rt::Maf::new(#net, #order, #value)),
        }
    }
}
