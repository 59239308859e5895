//! The `Map` implementation of a formula: value, inverse, log-det and pullbacks as straight-line Rust.

use super::analysis::{Analysis, Inverse, Step};
use super::code::{Code, Id};
use super::derivative::derivative;
use super::expr::{Ex, Var};
use super::func::Func;
use super::interval::{Bound, Interval};
use super::newton;
use super::number::Rational;
use super::range;
use super::settle::settle;
use super::stable::Lowering;
use super::tokens::{Scalar, Writer, ident};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::cell::RefCell;
use std::collections::HashMap;

/// An `impl #rt::Map<scalar, N, P> for #name`, and the unit struct it is for.
pub(crate) fn emit(
    analysis: &Analysis,
    name: &Ident,
    scalar: Scalar,
    rt: &TokenStream,
) -> TokenStream {
    let emitter = Emitter::new(analysis, scalar);
    let n = Literal::usize_unsuffixed(analysis.dim());
    let p = Literal::usize_unsuffixed(analysis.region.params.len());
    let t = scalar.ident();
    let forward = emitter.forward();
    let inverse = emitter.inverse();
    let forward_pullback = emitter.forward_pullback();
    let inverse_pullback = emitter.inverse_pullback();
    let function =
        |title: &str, arguments: &[(&str, TokenStream)], result: TokenStream, body: &Body| {
            let title = ident(title);
            let m = if body.uses_math {
                ident("m")
            } else {
                ident("_m")
            };
            let arguments = arguments.iter().map(|(argument, kind)| {
                let argument = ident(&if body.arguments.contains(argument) {
                    (*argument).to_owned()
                } else {
                    format!("_{argument}")
                });
                quote!(#argument: #kind)
            });
            let body = &body.tokens;
            quote! {
                #[inline(always)]
                fn #title<M: #rt::Math<#t>>(self, #m: M, #(#arguments),*) -> #result {
                    #body
                }
            }
        };
    let (theta, vector) = (quote!([#t; #p]), quote!([#t; #n]));
    let pair = quote!(([#t; #n], [#t; #p]));
    let value = quote!(([#t; #n], #t));
    let functions = [
        function(
            "forward",
            &[("theta", theta.clone()), ("z", vector.clone())],
            value.clone(),
            &forward,
        ),
        function(
            "inverse",
            &[("theta", theta.clone()), ("x", vector.clone())],
            value,
            &inverse,
        ),
        function(
            "forward_pullback",
            &[
                ("theta", theta.clone()),
                ("z", vector.clone()),
                ("dx", vector.clone()),
                ("dlog_det", quote!(#t)),
            ],
            pair.clone(),
            &forward_pullback,
        ),
        function(
            "inverse_pullback",
            &[
                ("theta", theta),
                ("z", vector.clone()),
                ("dz", vector),
                ("dlog_det", quote!(#t)),
            ],
            pair,
            &inverse_pullback,
        ),
    ];
    quote! {
        #[derive(Clone, Copy)]
        struct #name;

        #[allow(clippy::possible_missing_comma)]
        impl #rt::Map<#t, #n, #p> for #name {
            #(#functions)*
        }
    }
}

pub(crate) struct Body {
    tokens: TokenStream,
    uses_math: bool,
    /// The arguments that are read.
    arguments: Vec<&'static str>,
}

/// The parameter as a function of its unconstrained value; 0 is the plain value: 0, 1, or the middle.
pub(crate) fn constrained(index: usize, range: &Interval) -> Ex {
    let raw = Ex::var(Var::Raw(index));
    let number =
        |b: Bound| range::from_bound(b).or_else(|| Rational::from_f64(b.to_f64()).map(Ex::num));
    let shifted = || {
        Ex::call_raw(
            Func::Softplus,
            raw.add(&Ex::one().exp().sub(&Ex::one()).ln()),
        )
    };
    let mapped = match (range.lo, range.hi) {
        (Bound::NegInf, Bound::PosInf) => Some(raw.clone()),
        (lo, Bound::PosInf) => number(lo).map(|lo| lo.add(&shifted())),
        (Bound::NegInf, hi) => number(hi).map(|hi| hi.sub(&shifted())),
        (lo, hi) => match (number(lo), number(hi)) {
            (Some(lo), Some(hi)) => {
                Some(lo.add(&hi.sub(&lo).mul(&Ex::call_raw(Func::Sigmoid, raw.clone()))))
            }
            _ => None,
        },
    };
    mapped.unwrap_or(raw)
}

pub(super) struct Emitter<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) scalar: Scalar,
    params: Vec<Ex>,
    /// Names in generated code, and where they come from.
    symbols: Vec<(Var, Ident)>,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(analysis: &'a Analysis, scalar: Scalar) -> Self {
        let n = analysis.dim();
        let numbered = |letter: &str, i: usize| {
            if n == 1 {
                ident(letter)
            } else {
                ident(&format!("{letter}{i}"))
            }
        };
        let mut symbols = Vec::new();
        for i in 0..n {
            symbols.push((Var::Coord(i), numbered("z", i)));
            symbols.push((Var::Image(i), numbered("x", i)));
            // Cotangents: of outputs, then of coordinates.
            symbols.push((Var::Cotangent(i), numbered("dx", i)));
            symbols.push((Var::Cotangent(n + i), numbered("dz", i)));
        }
        symbols.push((Var::DLogDet, ident("dlog_det")));
        for (i, name) in analysis.names.params.iter().enumerate() {
            symbols.push((Var::Raw(i), parameter_ident(name, i)));
        }
        let params = analysis
            .region
            .params
            .iter()
            .enumerate()
            .map(|(i, range)| constrained(i, range))
            .collect();
        Self {
            analysis,
            scalar,
            params,
            symbols,
        }
    }

    fn names(&self) -> Vec<Ident> {
        self.symbols.iter().map(|(_, name)| name.clone()).collect()
    }

    pub(super) fn name(&self, var: Var) -> Ident {
        self.symbols
            .iter()
            .find(|(v, _)| *v == var)
            .map_or_else(|| ident("z"), |(_, name)| name.clone())
    }

    /// Lowers with parameters mapped onto their ranges, and `bound` symbols given.
    pub(super) fn lowering<R>(
        &self,
        bound: &RefCell<HashMap<Var, Id>>,
        work: impl FnOnce(&mut Lowering<'_>) -> R,
    ) -> (R, super::code::Graph) {
        let symbol = |lowering: &mut Lowering<'_>, var: Var| -> Id {
            if let Some(&id) = bound.borrow().get(&var) {
                return id;
            }
            if let Var::Param(i) = var {
                return lowering.lower(&self.params[i]);
            }
            let index = self
                .symbols
                .iter()
                .position(|(v, _)| *v == var)
                .unwrap_or(0);
            lowering.graph.push(Code::Name(index))
        };
        let mut lowering = Lowering::new(&symbol);
        let result = work(&mut lowering);
        (result, lowering.graph)
    }

    /// Writes a block: destructured arguments, statements, and a result made of the outputs.
    fn body(&self, before: &TokenStream, written: &mut Written, result: &TokenStream) -> Body {
        let n = self.analysis.dim();
        let mut lines = TokenStream::new();
        let mut arguments = Vec::new();
        let kinds: [(&'static str, Vec<Var>); 5] = [
            ("theta", (0..self.params.len()).map(Var::Raw).collect()),
            ("z", (0..n).map(Var::Coord).collect()),
            ("x", (0..n).map(Var::Image).collect()),
            ("dx", (0..n).map(Var::Cotangent).collect()),
            ("dz", (n..2 * n).map(Var::Cotangent).collect()),
        ];
        for (argument, vars) in kinds {
            let is_used = |var: &Var| written.used.contains(var) && !written.defined.contains(var);
            if !vars.iter().any(is_used) {
                continue;
            }
            arguments.push(argument);
            let pattern = vars
                .iter()
                .map(|var| {
                    if is_used(var) {
                        self.name(*var)
                    } else {
                        ident("_")
                    }
                })
                .map(|name| {
                    if name == "_" {
                        quote!(_)
                    } else {
                        quote!(#name)
                    }
                });
            let argument = ident(argument);
            lines.extend(quote!(let [#(#pattern),*] = #argument;));
        }
        if written.used.contains(&Var::DLogDet) {
            arguments.push("dlog_det");
        }
        let statements = &written.statements;
        Body {
            tokens: quote!(#lines #before #statements #result),
            uses_math: written.uses_math,
            arguments,
        }
    }

    /// Writes outputs of one graph.
    pub(super) fn write(
        &self,
        graph: &super::code::Graph,
        outputs: &[Id],
        written: &mut Written,
    ) -> Vec<TokenStream> {
        let names = self.names();
        let mut writer = Writer::new(graph, self.scalar, &names, written.counter);
        let results = writer.write(outputs);
        written.counter = writer.counter;
        written.uses_math |= writer.uses_math;
        for (i, used) in writer.used.iter().enumerate() {
            if *used && !written.used.contains(&self.symbols[i].0) {
                written.used.push(self.symbols[i].0);
            }
        }
        written.statements.extend(writer.statements);
        results
    }

    fn forward(&self) -> Body {
        let none = RefCell::new(HashMap::new());
        let (ids, graph) = self.lowering(&none, |lowering| {
            let mut ids: Vec<Id> = self
                .analysis
                .forward
                .iter()
                .map(|f| lowering.lower(f))
                .collect();
            ids.push(lowering.lower(&self.analysis.log_det));
            ids
        });
        let mut written = Written::default();
        let mut results = self.write(&graph, &ids, &mut written);
        let log_det = results.pop();
        self.body(
            &TokenStream::new(),
            &mut written,
            &quote!(([#(#results),*], #log_det)),
        )
    }

    fn inverse(&self) -> Body {
        let n = self.analysis.dim();
        if self
            .analysis
            .steps
            .iter()
            .any(|s| s.inverse == Inverse::Newton)
        {
            return self.iterated_inverse();
        }
        let bound = RefCell::new(HashMap::new());
        let (ids, graph) = self.lowering(&bound, |lowering| {
            for step in &self.analysis.steps {
                if let Inverse::Closed(ex) = &step.inverse {
                    let id = lowering.lower(ex);
                    bound.borrow_mut().insert(Var::Coord(step.coord), id);
                }
            }
            let mut ids: Vec<Id> = (0..n)
                .filter_map(|j| bound.borrow().get(&Var::Coord(j)).copied())
                .collect();
            let log_det = self.inverse_log_det();
            ids.push(lowering.lower(&log_det));
            ids
        });
        let mut written = Written::default();
        let mut results = self.write(&graph, &ids, &mut written);
        let log_det = results.pop();
        self.body(
            &TokenStream::new(),
            &mut written,
            &quote!(([#(#results),*], #log_det)),
        )
    }

    /// −ln|det ∂x/∂z|; of one coordinate in closed form in x, where that is shorter.
    fn inverse_log_det(&self) -> Ex {
        let by_coordinate = self.analysis.log_det.neg();
        if let [
            Step {
                inverse: Inverse::Closed(ex),
                ..
            },
        ] = self.analysis.steps.as_slice()
        {
            let mut region = self.analysis.region.clone();
            region.coords[0] = self.analysis.image[0];
            let moved = |ex: &Ex, to: Var| {
                ex.replace_var(Var::Image(0), &Ex::var(to))
                    .replace_var(Var::Coord(0), &Ex::var(to))
            };
            // Settled with the image as the domain of a coordinate.
            let in_x = by_coordinate.replace_var(Var::Coord(0), &moved(ex, Var::Coord(0)));
            let settled = settle(&in_x, &region);
            if settled.size() <= by_coordinate.size() {
                return settled.replace_var(Var::Coord(0), &Ex::var(Var::Image(0)));
            }
        }
        by_coordinate
    }

    /// Coordinate by coordinate, some of them by iteration.
    fn iterated_inverse(&self) -> Body {
        let mut written = Written::default();
        let none = RefCell::new(HashMap::new());
        for step in &self.analysis.steps {
            let name = self.name(Var::Coord(step.coord));
            match &step.inverse {
                Inverse::Closed(ex) => {
                    let (id, graph) = self.lowering(&none, |lowering| lowering.lower(ex));
                    let value = self.write(&graph, &[id], &mut written);
                    written.statements.extend(quote!(#(let #name = #value;)*));
                }
                Inverse::Newton => newton::write(self, step, &mut written),
            }
            written.defined.push(Var::Coord(step.coord));
        }
        let (id, graph) = self.lowering(&none, |lowering| {
            lowering.lower(&self.analysis.log_det.neg())
        });
        let log_det = self.write(&graph, &[id], &mut written);
        let coords = (0..self.analysis.dim()).map(|j| self.name(Var::Coord(j)));
        self.body(
            &TokenStream::new(),
            &mut written,
            &quote!(([#(#coords),*], #(#log_det)*)),
        )
    }

    /// d/d(raw) of each parameter.
    fn chain(&self, lowering: &mut Lowering<'_>, by_parameter: Vec<Id>) -> Vec<Id> {
        by_parameter
            .into_iter()
            .enumerate()
            .map(|(i, id)| {
                let slope = lowering.lower(&derivative(&self.params[i], Var::Raw(i)));
                lowering.graph.mul(id, slope)
            })
            .collect()
    }

    fn sensitivity(&self, f: &Ex, var: Var) -> Ex {
        super::factor::factor(&settle(&derivative(f, var), &self.analysis.region))
    }

    /// Term by term: over a common denominator it would be longer, and less stable.
    fn log_det_gradient(&self, var: Var) -> Ex {
        settle(
            &derivative(&self.analysis.log_det, var),
            &self.analysis.region,
        )
    }

    /// Σ cotangent·derivative over the outputs and the log-det.
    fn pulled(&self, lowering: &mut Lowering<'_>, outputs: &[Id], log_det: Id, var: Var) -> Id {
        let mut total: Option<Id> = None;
        let mut add = |lowering: &mut Lowering<'_>, cotangent: Id, slope: &Ex| {
            if slope.is_zero() {
                return;
            }
            let slope = lowering.lower(slope);
            let part = lowering.graph.mul(cotangent, slope);
            total = Some(match total {
                None => part,
                Some(sum) => lowering.graph.add(sum, part),
            });
        };
        for (f, cotangent) in self.analysis.forward.iter().zip(outputs) {
            add(lowering, *cotangent, &self.sensitivity(f, var));
        }
        add(lowering, log_det, &self.log_det_gradient(var));
        total.unwrap_or_else(|| lowering.graph.literal(0.0))
    }

    fn forward_pullback(&self) -> Body {
        let (n, p) = (self.analysis.dim(), self.params.len());
        let none = RefCell::new(HashMap::new());
        let (ids, graph) = self.lowering(&none, |lowering| {
            let dx: Vec<Id> = (0..n)
                .map(|i| lowering.lower(&Ex::var(Var::Cotangent(i))))
                .collect();
            let dlog = lowering.lower(&Ex::var(Var::DLogDet));
            let mut ids: Vec<Id> = (0..n)
                .map(|j| self.pulled(lowering, &dx, dlog, Var::Coord(j)))
                .collect();
            let by_parameter: Vec<Id> = (0..p)
                .map(|k| self.pulled(lowering, &dx, dlog, Var::Param(k)))
                .collect();
            ids.extend(self.chain(lowering, by_parameter));
            ids
        });
        let mut written = Written::default();
        let results = self.write(&graph, &ids, &mut written);
        let (dz, dtheta) = results.split_at(n);
        self.body(
            &TokenStream::new(),
            &mut written,
            &quote!(([#(#dz),*], [#(#dtheta),*])),
        )
    }

    /// By the implicit function theorem: Jᵀ·dx = dz − `dlog_det·∇L`, solved in the reverse of the triangular order.
    fn inverse_pullback(&self) -> Body {
        let (n, p) = (self.analysis.dim(), self.params.len());
        let none = RefCell::new(HashMap::new());
        let (ids, graph) = self.lowering(&none, |lowering| {
            let dlog = lowering.lower(&Ex::var(Var::DLogDet));
            let minus_dlog = lowering.graph.neg(dlog);
            let mut solved: HashMap<usize, Id> = HashMap::new();
            let mut later: Vec<usize> = Vec::new();
            for step in self.analysis.steps.iter().rev() {
                let var = Var::Coord(step.coord);
                let mut right = lowering.lower(&Ex::var(Var::Cotangent(n + step.coord)));
                let gradient = self.log_det_gradient(var);
                if !gradient.is_zero() {
                    let gradient = lowering.lower(&gradient);
                    let part = lowering.graph.mul(dlog, gradient);
                    right = lowering.graph.sub(right, part);
                }
                for &i in &later {
                    let slope = self.sensitivity(&self.analysis.forward[i], var);
                    if let Some(&known) = solved.get(&i)
                        && !slope.is_zero()
                    {
                        let slope = lowering.lower(&slope);
                        let part = lowering.graph.mul(slope, known);
                        right = lowering.graph.sub(right, part);
                    }
                }
                let diagonal = lowering.lower(&step.slope);
                let value = match (
                    lowering.graph.value(diagonal),
                    lowering.graph.codes[diagonal],
                ) {
                    (Some(1.0), _) => right,
                    (_, Code::Call1("recip", inverse)) => lowering.graph.mul(right, inverse),
                    _ => lowering.graph.div(right, diagonal),
                };
                solved.insert(step.output, value);
                later.push(step.output);
            }
            let dx: Vec<Id> = (0..n).filter_map(|i| solved.get(&i).copied()).collect();
            let minus: Vec<Id> = dx.iter().map(|id| lowering.graph.neg(*id)).collect();
            let by_parameter: Vec<Id> = (0..p)
                .map(|k| self.pulled(lowering, &minus, minus_dlog, Var::Param(k)))
                .collect();
            let mut ids = dx;
            ids.extend(self.chain(lowering, by_parameter));
            ids
        });
        let mut written = Written::default();
        let results = self.write(&graph, &ids, &mut written);
        let (dx, dtheta) = results.split_at(n);
        self.body(
            &TokenStream::new(),
            &mut written,
            &quote!(([#(#dx),*], [#(#dtheta),*])),
        )
    }
}

/// What has been written of a body so far.
#[derive(Default)]
pub(super) struct Written {
    pub(super) statements: TokenStream,
    pub(super) used: Vec<Var>,
    /// Symbols that statements define rather than arguments.
    pub(super) defined: Vec<Var>,
    pub(super) uses_math: bool,
    pub(super) counter: usize,
}

/// The user's name for a parameter, unless generated code has another use for it.
fn parameter_ident(name: &str, index: usize) -> Ident {
    let reserved = name.starts_with(['z', 'x', 't', 'd', 'm', '_'])
        || matches!(
            name,
            "low"
                | "high"
                | "best"
                | "least"
                | "miss"
                | "slope"
                | "value"
                | "newton"
                | "goal"
                | "w"
                | "at"
                | "f32"
                | "f64"
        );
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !reserved && syn::parse_str::<Ident>(name).is_ok() {
        ident(name)
    } else {
        ident(&format!("p{index}"))
    }
}
