//! `Metropolis(crate::Energy, steps = 10, scale = 0.1, at = 0.5)`, `Langevin(…)`, `Hmc(…)`: steps of Markov chains that leave a
//! mixture of the base and of a target of the user's own in place, a value that implements `flow_runtime::Target`.

use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr, ExprKind, Path, Scalar};
use crate::decimal::show;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The names of all layers.
pub(crate) const NAMES: [&str; 3] = [METROPOLIS.name, LANGEVIN.name, HMC.name];

/// More steps than this are taken for a mistake.
const MAX_STEPS: usize = 100_000;

const OPTIONS: Options = Options {
    known: &["steps", "scale", "at"],
};

pub(crate) const METROPOLIS: Entry<Stochastic> = Entry::new("Metropolis", |call, check| {
    read(Chain::Metropolis, call, check)
});

pub(crate) const LANGEVIN: Entry<Stochastic> =
    Entry::new("Langevin", |call, check| read(Chain::Langevin, call, check));

pub(crate) const HMC: Entry<Stochastic> =
    Entry::new("Hmc", |call, check| read(Chain::Hmc, call, check));

/// Which Markov chain it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chain {
    Metropolis,
    Langevin,
    Hmc,
}

impl Chain {
    fn name(self) -> &'static str {
        match self {
            Self::Metropolis => METROPOLIS.name,
            Self::Langevin => LANGEVIN.name,
            Self::Hmc => HMC.name,
        }
    }
}

/// What it does, but for the target.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Settings {
    steps: usize,
    scale: f64,
    at: f64,
}

const DEFAULT: Settings = Settings {
    steps: 10,
    scale: 0.1,
    at: 0.5,
};

/// A layer that is random in both directions.
#[derive(Clone, Debug)]
pub(crate) struct Stochastic {
    chain: Chain,
    target: Path,
    settings: Settings,
    scalar: Scalar,
    dim: usize,
}

fn read(chain: Chain, call: &Call, check: &Check<'_>) -> Option<Stochastic> {
    check.no_constants(call);
    let list = call.sizes.as_ref().map_or(&[][..], |sizes| &sizes.list);
    let (values, options) = OPTIONS.sort(list, chain.name(), check);
    check.sizes_first(list);
    let target = target(chain, call, &values, check);
    let settings = settings(&options, check);
    Some(Stochastic {
        chain,
        target: target?,
        settings: settings?,
        scalar: check.scalar,
        dim: check.dim?,
    })
}

fn target(chain: Chain, call: &Call, values: &[&Expr], check: &Check<'_>) -> Option<Path> {
    let name = chain.name();
    let help = format!("help: for example `{name}(crate::Energy, at = 0.5)`");
    let [value] = values else {
        match values.get(1) {
            Some(second) => check.error(
                second.loc,
                format!("`{name}` has one target, and options\nhelp: steps, scale and temperature have names: `{name}(crate::Energy, steps = 10, scale = 0.1, at = 0.5)`"),
            ),
            None if call.constants.is_none() => check.error(
                call.loc,
                format!("`{name}` needs its target, the path of a value that implements `Target`\n{help}"),
            ),
            None => {}
        }
        return None;
    };
    let message = match &value.kind {
        ExprKind::Path(path) => {
            let written = path.text();
            if path.arguments.is_some() {
                format!(
                    "a target is a value, and `{written}` takes no arguments here\nhelp: give the value a name: `static ENERGY: Energy = …;`, and write `self::ENERGY`"
                )
            } else if written.starts_with("rt::") {
                format!(
                    "`rt` is what the generated code calls the runtime\nhelp: say where yours is: `self::{written}`"
                )
            } else {
                return Some(path.clone());
            }
        }
        ExprKind::Name(own) => format!(
            "expected the path of a target, found `{own}`\nhelp: say where it is: `self::{own}` or `crate::{own}`"
        ),
        ExprKind::Broken => return None,
        _ => format!(
            "expected the path of a target, found {}\n{help}",
            value.describe()
        ),
    };
    check.error(value.loc, message);
    None
}

fn settings(options: &[Option<&Expr>], check: &Check<'_>) -> Option<Settings> {
    let steps = match options[0] {
        Some(steps) => check.whole(steps, "the number of steps", MAX_STEPS),
        None => Some(DEFAULT.steps),
    };
    let constant = |value: Option<&Expr>, default: f64, fits: fn(f64) -> bool, what: &str| {
        let Some(value) = value else {
            return Some(default);
        };
        let found = check.constant(value)?.value;
        if !fits(found) {
            let shown = show(found);
            check.error(value.loc, format!("{what}, found {shown}"));
        }
        fits(found).then_some(found)
    };
    let positive = |scale| scale > 0.0;
    let scale = constant(
        options[1],
        DEFAULT.scale,
        positive,
        "the scale of a step must be above 0",
    );
    let between = |at| (0.0..=1.0).contains(&at);
    let at = constant(
        options[2],
        DEFAULT.at,
        between,
        "the temperature `at` must be from 0, where the base is, to 1, where the target is",
    );
    Some(Settings {
        steps: steps?,
        scale: scale?,
        at: at?,
    })
}

/// A reference to the value; whether it is a target is for rustc to say, and where.
pub(crate) fn reference(target: &Path) -> TokenStream {
    let (path, span) = (
        &target.tokens,
        Span::call_site().located_at(target.loc.end()),
    );
    quote_spanned!(span=> &#path)
}

impl Rules for Stochastic {
    fn text(&self) -> String {
        let Settings { steps, scale, at } = self.settings;
        let mut arguments = vec![self.target.text()];
        if steps != DEFAULT.steps {
            arguments.push(format!("steps = {steps}"));
        }
        if scale != DEFAULT.scale {
            arguments.push(format!("scale = {}", show(scale)));
        }
        if at != DEFAULT.at {
            arguments.push(format!("at = {}", show(at)));
        }
        format!("{}({})", self.chain.name(), arguments.join(", "))
    }

    fn bounds(&self) -> Option<&'static str> {
        Some(self.chain.name())
    }

    fn target(&self) -> Option<&Path> {
        Some(&self.target)
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "and its target's",
        }
    }

    /// Nothing is known of the target, so anything is possible.
    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full {
            dims: Vec::new(),
            places: 1,
        }
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let Settings { steps, scale, at } = self.settings;
        let kind = Ident::new(&self.chain.name().to_lowercase(), Span::call_site());
        let seeds = tables.spare(2);
        tables.noise(&seeds, &quote!(rt::Law::Seed));
        let columns = placement.list();
        let [steps, first, second, dim] =
            [steps, seeds[0], seeds[1], self.dim].map(Literal::usize_unsuffixed);
        let [scale, at] = [scale, at].map(Literal::f64_unsuffixed);
        let scalar = Ident::new(self.scalar.name(), Span::call_site());
        let target = reference(&self.target);
        Runtime {
            ty: quote!(rt::Stochastic<#scalar, #dim>),
            value: quote! {
                rt::Stochastic::new(rt::MarkovKernel::#kind(#steps, #scale), #at, BASE, #target, #columns, [#first, #second])
            },
        }
    }
}
