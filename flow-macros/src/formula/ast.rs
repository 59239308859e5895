//! What was written: the surface tree of a formula, every node with the tokens it came from.

use super::expr::{Ex, Var};
use super::functions::Func;
use super::interval::Interval;
use super::number::Rational;
use proc_macro2::{Ident, Span, TokenStream};

/// The first and the last token of something, for errors that underline all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl Extent {
    pub(crate) fn of(span: Span) -> Self {
        Self {
            start: span,
            end: span,
        }
    }

    pub(crate) fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end,
        }
    }

    pub(crate) fn error(self, message: impl std::fmt::Display) -> syn::Error {
        let ends = [Ident::new("start", self.start), Ident::new("end", self.end)];
        let tokens: TokenStream = ends
            .into_iter()
            .map(proc_macro2::TokenTree::Ident)
            .collect();
        syn::Error::new_spanned(tokens, message)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Number(Rational),
    Pi,
    E,
    Name(Var),
    Neg(Box<Ast>),
    Binary(Op, Box<Ast>, Box<Ast>),
    Call(Func, Box<Ast>),
}

#[derive(Clone, Debug)]
pub(crate) struct Ast {
    pub(crate) kind: Kind,
    pub(crate) extent: Extent,
}

impl Ast {
    /// The canonical expression.
    pub(crate) fn lower(&self) -> Ex {
        match &self.kind {
            Kind::Number(r) => Ex::num(*r),
            Kind::Pi => Ex::pi(),
            Kind::E => Ex::one().exp(),
            Kind::Name(v) => Ex::var(*v),
            Kind::Neg(a) => a.lower().neg(),
            Kind::Binary(op, a, b) => {
                let (a, b) = (a.lower(), b.lower());
                match op {
                    Op::Add => a.add(&b),
                    Op::Sub => a.sub(&b),
                    Op::Mul => a.mul(&b),
                    Op::Div => a.div(&b),
                    Op::Pow => a.pow(&b),
                }
            }
            Kind::Call(f, a) => Ex::call(*f, &a.lower()),
        }
    }

    /// Whether a coordinate or a parameter is named in it.
    pub(crate) fn names(&self, var: Var) -> bool {
        matches!(self.kind, Kind::Name(named) if named == var)
            || self.children().iter().any(|child| child.names(var))
    }

    pub(crate) fn children(&self) -> Vec<&Ast> {
        match &self.kind {
            Kind::Neg(a) | Kind::Call(_, a) => vec![a],
            Kind::Binary(_, a, b) => vec![a, b],
            _ => Vec::new(),
        }
    }
}

/// A coordinate or a parameter, with the range it was given.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) ident: Ident,
    pub(crate) range: Option<(Interval, Extent)>,
}

impl Name {
    pub(crate) fn text(&self) -> String {
        self.ident.to_string()
    }

    /// The range, the whole line where none was given.
    pub(crate) fn interval(&self) -> Interval {
        self.range.map_or(Interval::REAL, |(interval, _)| interval)
    }
}

/// `|coordinates; parameters| body`
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub(crate) coords: Vec<Name>,
    pub(crate) params: Vec<Name>,
    /// One expression per coordinate.
    pub(crate) body: Vec<Ast>,
    pub(crate) extent: Extent,
}

impl Formula {
    pub(crate) fn dim(&self) -> usize {
        self.coords.len()
    }

    /// The names of coordinates and parameters, for messages and display.
    pub(crate) fn names(&self) -> Names {
        Names {
            coords: self.coords.iter().map(Name::text).collect(),
            params: self.params.iter().map(Name::text).collect(),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) coords: Vec<String>,
    pub(crate) params: Vec<String>,
}

impl Names {
    pub(crate) fn of(&self, var: Var) -> String {
        let (list, i, letter) = match var {
            Var::Coord(i) => (&self.coords, i, "z"),
            Var::Param(i) => (&self.params, i, "a"),
            Var::Image(0) if self.coords.len() == 1 => {
                return if self.coords[0] == "x" {
                    "y".into()
                } else {
                    "x".into()
                };
            }
            Var::Image(i) => {
                return match self.coords.get(i) {
                    Some(name) => format!("{name}′"),
                    None => format!("x{i}"),
                };
            }
            Var::Raw(i) => return format!("raw{i}"),
            Var::Cotangent(i) => return format!("d{i}"),
            Var::DLogDet => return "dlog_det".into(),
        };
        list.get(i)
            .cloned()
            .unwrap_or_else(|| format!("{letter}{i}"))
    }
}
