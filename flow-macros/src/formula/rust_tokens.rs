//! Rust tokens of straight-line code: one `let` for what is used twice, everything else written where it is used.

use super::code::{Code, Graph, Id};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::BTreeMap;
use std::f64::consts;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    F32,
    F64,
}

impl Scalar {
    pub(crate) fn ident(self) -> Ident {
        ident(match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        })
    }

    /// The shortest literal that is this number in the scalar, with its suffix; famous numbers by name.
    pub(crate) fn literal(self, value: f64) -> TokenStream {
        if let Some((name, _)) = FAMOUS.iter().find(|(_, number)| *number == value) {
            let (scalar, name) = (self.ident(), ident(name));
            return quote!(::core::#scalar::consts::#name);
        }
        let (digits, suffix) = match self {
            Self::F32 => (format!("{:?}", value as f32), "f32"),
            Self::F64 => (format!("{value:?}"), "f64"),
        };
        if !value.is_finite() || digits.contains("inf") {
            let scalar = self.ident();
            return if value.is_nan() {
                quote!(#scalar::NAN)
            } else {
                quote!(#scalar::INFINITY)
            };
        }
        let text = format!("{}_{suffix}", grouped(&digits));
        match text.parse::<Literal>() {
            Ok(literal) => quote!(#literal),
            Err(_) => TokenStream::new(),
        }
    }
}

/// Constants that clippy would rather see by name.
const FAMOUS: [(&str, f64); 16] = [
    ("PI", consts::PI),
    ("TAU", consts::TAU),
    ("E", consts::E),
    ("LN_2", consts::LN_2),
    ("LN_10", consts::LN_10),
    ("LOG2_E", consts::LOG2_E),
    ("LOG10_E", consts::LOG10_E),
    ("SQRT_2", consts::SQRT_2),
    ("FRAC_1_SQRT_2", consts::FRAC_1_SQRT_2),
    ("FRAC_1_PI", consts::FRAC_1_PI),
    ("FRAC_2_PI", consts::FRAC_2_PI),
    ("FRAC_2_SQRT_PI", consts::FRAC_2_SQRT_PI),
    ("FRAC_PI_2", consts::FRAC_PI_2),
    ("FRAC_PI_3", consts::FRAC_PI_3),
    ("FRAC_PI_4", consts::FRAC_PI_4),
    ("FRAC_PI_6", consts::FRAC_PI_6),
];

/// Digits in groups of three, away from the point.
fn grouped(digits: &str) -> String {
    let (mantissa, exponent) = match digits.split_once('e') {
        Some((m, e)) => (m, format!("e{e}")),
        None => (digits, String::new()),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole: Vec<char> = whole.chars().collect();
    let mut out = String::new();
    for (i, c) in whole.iter().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && whole.len() > 4 {
            out.push('_');
        }
        out.push(*c);
    }
    if !fraction.is_empty() {
        out.push('.');
        let long = fraction.len() > 4;
        for (i, c) in fraction.chars().enumerate() {
            if long && i > 0 && i % 3 == 0 {
                out.push('_');
            }
            out.push(c);
        }
    }
    out + &exponent
}

/// An open interval of the runtime.
pub(crate) fn interval(ends: [f64; 2], rt: &TokenStream) -> TokenStream {
    if ends == [f64::NEG_INFINITY, f64::INFINITY] {
        return quote!(#rt::Interval::REAL);
    }
    let [lower, upper] = ends.map(|end| {
        if end.is_finite() {
            Literal::f64_unsuffixed(end).into_token_stream()
        } else if end > 0.0 {
            quote!(f64::INFINITY)
        } else {
            quote!(f64::NEG_INFINITY)
        }
    });
    quote!(#rt::Interval { lower: #lower, upper: #upper })
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Longer expressions are cut into several statements.
const LONGEST: u32 = 9;

/// How the code of a block is written.
pub(crate) struct Writer<'a> {
    graph: &'a Graph,
    scalar: Scalar,
    names: &'a [Ident],
    temporaries: BTreeMap<Id, Ident>,
    pub(crate) statements: TokenStream,
    /// Which of the names occur, and whether `m` does.
    pub(crate) used: Vec<bool>,
    pub(crate) uses_math: bool,
    pub(crate) counter: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sum,
    Product,
    Unary,
    Atom,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        graph: &'a Graph,
        scalar: Scalar,
        names: &'a [Ident],
        counter: usize,
    ) -> Self {
        Self {
            graph,
            scalar,
            names,
            temporaries: BTreeMap::new(),
            statements: TokenStream::new(),
            used: vec![false; names.len()],
            uses_math: false,
            counter,
        }
    }

    /// Writes the statements, and returns an expression for each output.
    pub(crate) fn write(&mut self, outputs: &[Id]) -> Vec<TokenStream> {
        let uses = self.graph.uses(outputs);
        let mut weight = vec![0_u32; self.graph.codes.len()];
        for id in 0..self.graph.codes.len() {
            let code = &self.graph.codes[id];
            if uses[id] == 0 || code.is_leaf() {
                continue;
            }
            let total = 1 + code.inputs().iter().map(|i| weight[*i]).sum::<u32>();
            let negated_leaf = matches!(code, Code::Neg(a) if self.graph.codes[*a].is_leaf());
            if (uses[id] > 1 && !negated_leaf) || total > LONGEST {
                let value = self.text(id).0;
                self.counter += 1;
                let name = ident(&format!("t{}", self.counter));
                self.statements.extend(quote!(let #name = #value;));
                self.temporaries.insert(id, name);
            } else {
                weight[id] = total;
            }
        }
        outputs
            .iter()
            .map(|id| self.operand(*id, Level::Sum))
            .collect()
    }

    fn operand(&mut self, id: Id, around: Level) -> TokenStream {
        if let Some(name) = self.temporaries.get(&id) {
            return quote!(#name);
        }
        let (text, level) = self.text(id);
        if level < around {
            quote!((#text))
        } else {
            text
        }
    }

    fn text(&mut self, id: Id) -> (TokenStream, Level) {
        use Level::{Atom, Product, Sum, Unary};
        let call = |writer: &mut Self, name: &str, arguments: &[Id]| {
            writer.uses_math = true;
            let arguments: Vec<TokenStream> =
                arguments.iter().map(|a| writer.operand(*a, Sum)).collect();
            let method = ident(name);
            (quote!(m.#method(#(#arguments),*)), Atom)
        };
        match self.graph.codes[id] {
            Code::Literal(bits) => (self.scalar.literal(f64::from_bits(bits)), Atom),
            Code::Name(i) => {
                self.used[i] = true;
                let name = &self.names[i];
                (quote!(#name), Atom)
            }
            Code::Neg(a) => {
                // `-a * b` is a product to whatever stands around it.
                let level = match self.graph.codes[a] {
                    Code::Mul(..) | Code::Div(..) if !self.temporaries.contains_key(&a) => Product,
                    _ => Unary,
                };
                let a = self.operand(a, Product);
                (quote!(-#a), level)
            }
            Code::Add(a, b) => {
                let (a, b) = (self.operand(a, Sum), self.operand(b, Product));
                (quote!(#a + #b), Sum)
            }
            Code::Sub(a, b) => {
                let (a, b) = (self.operand(a, Sum), self.operand(b, Product));
                (quote!(#a - #b), Sum)
            }
            Code::Mul(a, b) => {
                let (a, b) = (self.operand(a, Product), self.operand(b, Unary));
                (quote!(#a * #b), Product)
            }
            Code::Div(a, b) => {
                let (a, b) = (self.operand(a, Product), self.operand(b, Unary));
                (quote!(#a / #b), Product)
            }
            Code::Call1("sign", a) => {
                self.uses_math = true;
                let (one, a) = (self.scalar.literal(1.0), self.operand(a, Sum));
                (quote!(m.copysign(#one, #a)), Atom)
            }
            Code::Call1(name, a) => call(self, name, &[a]),
            Code::Call2(name, a, b) => call(self, name, &[a, b]),
            Code::Call3(name, a, b, c) => call(self, name, &[a, b, c]),
            Code::Call4(name, a, b, c, d) => call(self, name, &[a, b, c, d]),
            Code::PowI(a, n) => {
                self.uses_math = true;
                let (a, n) = (self.operand(a, Sum), Literal::i32_unsuffixed(n));
                (quote!(m.powi(#a, #n)), Atom)
            }
        }
    }
}
