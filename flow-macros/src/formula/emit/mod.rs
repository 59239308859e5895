//! The `Map` implementation of a formula: value, inverse, log-det and pullbacks as straight-line Rust.

mod pullbacks;
mod search;
mod sweeps;

use super::analysis::Analysis;
use super::code::{Code, Graph, Id};
use super::constrain::constrained;
use super::expr::{Ex, Var};
use super::rust_tokens::{Scalar, Writer, ident};
use super::stable::{Lowering, Setting, WithImage};
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
    let forward_pullback = emitter.forward_pullback();
    let inverse_pullback = emitter.inverse_pullback();
    let function =
        |title: &str, arguments: &[(&str, TokenStream)], result: TokenStream, body: &Body| {
            let lanes = (title == "inverse_strip").then(|| quote!(, const L: usize));
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
                fn #title<M: #rt::Math<#t> #lanes>(self, #m: M, #(#arguments),*) -> #result {
                    #body
                }
            }
        };
    let (theta, vector) = (quote!([#t; #p]), quote!([#t; #n]));
    let pair = quote!(([#t; #n], [#t; #p]));
    let value = quote!(([#t; #n], #t));
    let (inverse, searches) = if emitter.searches() {
        let strips = function(
            "inverse_strip",
            &[
                ("theta", quote!(&[[#t; L]; #p])),
                ("x", quote!(&[[#t; L]; #n])),
            ],
            quote!(([[#t; L]; #n], [#t; L])),
            &emitter.searched_inverse(rt),
        );
        (
            strips,
            Some(quote!(
                const SEARCHES: bool = true;
            )),
        )
    } else {
        let arguments = [("theta", theta.clone()), ("x", vector.clone())];
        let one = function("inverse", &arguments, value.clone(), &emitter.inverse());
        (one, None)
    };
    let functions = [
        function(
            "forward",
            &[("theta", theta.clone()), ("z", vector.clone())],
            value,
            &forward,
        ),
        inverse,
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
            #searches

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

pub(super) struct Emitter<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) scalar: Scalar,
    params: Vec<Ex>,
    region: WithImage,
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
            region: WithImage::new(&analysis.region, &analysis.image),
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

    /// Lowers with parameters mapped onto their ranges.
    fn lowering<R>(&self, work: impl FnOnce(&mut Lowering<'_>) -> R) -> (R, Graph) {
        self.lowering_with(&RefCell::default(), work)
    }

    /// The same with the code of symbols that are `known` already.
    fn lowering_with<R>(
        &self,
        known: &RefCell<HashMap<Var, Id>>,
        work: impl FnOnce(&mut Lowering<'_>) -> R,
    ) -> (R, Graph) {
        let symbol = |lowering: &mut Lowering<'_>, var: Var| -> Id {
            if let Some(&id) = known.borrow().get(&var) {
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
        let setting = Setting::new(&self.region, &self.params);
        let mut lowering = Lowering::new(setting, &symbol);
        let result = work(&mut lowering);
        (result, lowering.graph)
    }

    /// Writes a block: destructured arguments, statements, and a result made of the outputs.
    fn body(&self, written: &Written, result: &TokenStream) -> Body {
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
            tokens: quote!(#lines #statements #result),
            uses_math: written.uses_math,
            arguments,
        }
    }

    /// Writes outputs of one graph.
    pub(super) fn write(
        &self,
        graph: &Graph,
        outputs: &[Id],
        written: &mut Written,
    ) -> Vec<TokenStream> {
        let names = self.names();
        let mut writer = Writer::new(graph, self.scalar, &names, written.counter);
        let results = writer.write(outputs);
        written.counter = writer.counter;
        written.uses_math |= writer.uses_math;
        for (i, used) in writer.used.iter().enumerate() {
            if *used {
                written.note(self.symbols[i].0);
            }
        }
        written.statements.extend(writer.statements);
        results
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

impl Written {
    /// Notes that a symbol is used.
    fn note(&mut self, var: Var) {
        if !self.used.contains(&var) {
            self.used.push(var);
        }
    }
}

/// The user's name for a parameter, unless generated code has another use for it.
fn parameter_ident(name: &str, index: usize) -> Ident {
    let ours = |name: &str| {
        let number = name.strip_prefix('p').unwrap_or_default();
        name.starts_with(['z', 'x', 't', 'd', 'm', '_'])
            || matches!(name, "l" | "f32" | "f64" | "search" | "log_det")
            || (!number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
    };
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !ours(name) && syn::parse_str::<Ident>(name).is_ok() {
        ident(name)
    } else {
        ident(&format!("p{index}"))
    }
}

#[cfg(test)]
mod tests {
    use super::parameter_ident;

    #[test]
    fn generated_code_keeps_its_names() {
        for name in ["search", "log_det", "l", "m", "theta", "p0", "p12"] {
            assert_eq!(parameter_ident(name, 3), "p3", "{name}");
        }
        for name in ["A", "sigmaA", "σ", "fn", "self", "_a", "f32", "x2", "day"] {
            assert_eq!(parameter_ident(name, 0), "p0", "{name}");
        }
        for name in ["a", "p", "power", "scale", "a_1", "scale_b", "b2", "pa1"] {
            assert_eq!(parameter_ident(name, 3), name);
        }
    }
}
