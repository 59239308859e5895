//! The body of a formula: operators by precedence, calls, names and numbers, and what is said where something else stands.

use super::{Parser, fault, found, punct};
use crate::formula::ast::{Ast, Extent, Kind, Name, Op};
use crate::formula::expr::Var;
use crate::formula::func::{Func, NAMES};
use crate::formula::number::Rational;
use crate::formula::spelling;
use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};

/// Longer formulas are refused: analysis must stay fast.
const MAX_NODES: usize = 400;
const MAX_DEPTH: usize = 48;

impl Parser {
    fn node(&mut self, kind: Kind, extent: Extent) -> Result<Ast> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(extent.error(format!(
                "this formula is too long: it has more than {MAX_NODES} operations"
            )));
        }
        Ok(Ast { kind, extent })
    }

    fn binary(&mut self, op: Op, a: Ast, b: Ast) -> Result<Ast> {
        let extent = a.extent.to(b.extent);
        self.node(Kind::Binary(op, Box::new(a), Box::new(b)), extent)
    }

    pub(super) fn expression(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(fault(input, "this formula is nested too deeply"));
        }
        let mut sum = self.product(input)?;
        loop {
            let op = match punct(input.cursor()) {
                Some('+') => Op::Add,
                Some('-') => Op::Sub,
                _ => break,
            };
            input.parse::<TokenTree>()?;
            let right = self.product(input)?;
            sum = self.binary(op, sum, right)?;
        }
        self.check_end(input, &sum)?;
        self.depth -= 1;
        Ok(sum)
    }

    /// After a complete expression: what is often written there, and is not an operator.
    fn check_end(&self, input: ParseStream<'_>, left: &Ast) -> Result<()> {
        let cursor = input.cursor();
        match cursor.token_tree() {
            None => Ok(()),
            Some((TokenTree::Punct(p), rest)) => match p.as_char() {
                '|' | ',' | ';' | '>' | '<' | '=' => Ok(()),
                '.' => Err(Self::method(input, rest, left)),
                '%' => Err(fault(
                    input,
                    "there is no remainder in formulas: it is not one-to-one",
                )),
                other => Err(fault(
                    input,
                    format!("unknown operator `{other}`\nhelp: formulas have `+ - * / ^`"),
                )),
            },
            Some((TokenTree::Group(g), _)) if g.delimiter() != Delimiter::Parenthesis => {
                Err(fault(
                    input,
                    format!(
                        "found {} where an operator was expected\nhelp: group with `(` and `)`",
                        found(cursor)
                    ),
                ))
            }
            Some((TokenTree::Ident(i), _)) if i == "as" => Err(fault(
                input,
                "formulas have no casts: every number is of the scalar of the flow\nhelp: leave it out",
            )),
            Some((token, _)) => {
                let right = match &token {
                    TokenTree::Group(_) => "(…)".to_owned(),
                    other => other.to_string(),
                };
                let left = self.brief(left);
                Err(fault(
                    input,
                    format!(
                        "expected an operator, found {}\nhelp: write `{left} * {right}`",
                        found(cursor)
                    ),
                ))
            }
        }
    }

    /// Text of a short expression.
    fn brief(&self, ast: &Ast) -> String {
        match &ast.kind {
            Kind::Name(Var::Coord(i)) => self.coords[*i].text(),
            Kind::Name(Var::Param(i)) => self.params[*i].text(),
            Kind::Number(r) => r.to_string().replace('−', "-"),
            Kind::Pi => "PI".to_owned(),
            Kind::E => "E".to_owned(),
            _ => "…".to_owned(),
        }
    }

    /// `z.exp()` and `z.powi(2)` as they are written here.
    fn method(input: ParseStream<'_>, rest: Cursor<'_>, left: &Ast) -> syn::Error {
        let object = match &left.kind {
            Kind::Name(_) => "z",
            _ => "…",
        };
        let Some((name, rest)) = rest.ident() else {
            return fault(input, "unexpected `.`");
        };
        let text = name.to_string();
        let argument = rest
            .group(Delimiter::Parenthesis)
            .map(|(inside, _, _)| inside);
        let argument = argument
            .and_then(Cursor::literal)
            .map_or("n".to_owned(), |(l, _)| l.to_string());
        let help = match text.as_str() {
            "powi" | "powf" | "pow" => format!("`{object} ^ {argument}`"),
            "recip" => format!("`1 / {object}`"),
            "ln_1p" => format!("`ln(1 + {object})`"),
            "exp_m1" => format!("`exp({object}) - 1`"),
            "exp2" => format!("`2 ^ {object}`"),
            "mul_add" => "`z * a + b`".to_owned(),
            _ => match spelling::function(&text) {
                Some(known) => format!("`{known}({object})`"),
                None => format!("`f({object})`, where `f` is a function of formulas"),
            },
        };
        syn::Error::new(
            name.span(),
            format!(
                "formulas are mathematics and have no methods, found `.{text}`\nhelp: write {help}"
            ),
        )
    }

    fn product(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let mut product = self.unary(input)?;
        loop {
            let op = match input.cursor().punct() {
                Some((p, rest)) if p.as_char() == '*' => {
                    if p.spacing() == Spacing::Joint && punct(rest) == Some('*') {
                        return Err(fault(
                            input,
                            "`**` is not an operator\nhelp: the power is written `^`",
                        ));
                    }
                    Op::Mul
                }
                Some((p, _)) if p.as_char() == '/' => Op::Div,
                _ => return Ok(product),
            };
            input.parse::<TokenTree>()?;
            let right = self.unary(input)?;
            product = self.binary(op, product, right)?;
        }
    }

    fn unary(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let start = Extent::of(input.span());
        let mut minus = false;
        let mut signs = 0;
        while let Some(sign @ ('-' | '+')) = punct(input.cursor()) {
            input.parse::<TokenTree>()?;
            minus ^= sign == '-';
            signs += 1;
        }
        let inner = self.power(input)?;
        if signs == 0 {
            return Ok(inner);
        }
        let extent = start.to(inner.extent);
        if minus {
            self.node(Kind::Neg(Box::new(inner)), extent)
        } else {
            Ok(Ast { extent, ..inner })
        }
    }

    fn power(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let base = self.atom(input)?;
        if punct(input.cursor()) != Some('^') {
            return Ok(base);
        }
        input.parse::<TokenTree>()?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(fault(input, "this formula is nested too deeply"));
        }
        let exponent = self.unary(input)?;
        self.depth -= 1;
        self.binary(Op::Pow, base, exponent)
    }

    fn atom(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let extent = Extent::of(input.span());
        match input.cursor().token_tree() {
            Some((TokenTree::Literal(_), _)) => self.literal(input),
            Some((TokenTree::Ident(_), _)) => self.name(input),
            Some((TokenTree::Group(g), _)) if g.delimiter() == Delimiter::Parenthesis => {
                let content;
                let parentheses = syn::parenthesized!(content in input);
                let extent = extent.to(Extent::of(parentheses.span.close()));
                if content.is_empty() {
                    return Err(extent.error("expected an expression between `(` and `)`"));
                }
                let inner = self.expression(&content)?;
                if content.peek(syn::Token![,]) && self.coords.len() == 1 {
                    return Err(fault(
                        &content,
                        "a formula of one coordinate is one expression, found a tuple\nhelp: name as many coordinates as the tuple has expressions: `|u, v| (…, …)`",
                    ));
                }
                if !content.is_empty() {
                    return Err(fault(
                        &content,
                        format!("unexpected {}", found(content.cursor())),
                    ));
                }
                Ok(Ast { extent, ..inner })
            }
            Some((TokenTree::Group(g), _)) if g.delimiter() == Delimiter::None => {
                // What a `macro_rules!` fragment leaves behind reads like parentheses.
                input.parse::<TokenTree>()?;
                let inner = syn::parse::Parser::parse2(
                    |inner: ParseStream<'_>| self.expression(inner),
                    g.stream(),
                )?;
                Ok(Ast { extent, ..inner })
            }
            Some((TokenTree::Punct(p), _)) if p.as_char() == '|' => Err(fault(
                input,
                "`|…|` is not the absolute value here\nhelp: write `abs(z)`",
            )),
            _ => Err(fault(
                input,
                format!("expected an expression, found {}", found(input.cursor())),
            )),
        }
    }

    fn literal(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let literal: syn::Lit = input.parse()?;
        let extent = Extent::of(literal.span());
        let (digits, suffix) = match &literal {
            syn::Lit::Int(n) => (n.base10_digits().to_owned(), n.suffix().to_owned()),
            syn::Lit::Float(x) => (x.base10_digits().to_owned(), x.suffix().to_owned()),
            _ => return Err(extent.error("expected a number")),
        };
        if matches!(suffix.as_str(), "f32" | "f64") || suffix.parse::<u8>().is_ok() {
            self.errors.push(extent.error(format!(
                "numbers in formulas have no type\nhelp: write `{digits}`"
            )));
        } else if !suffix.is_empty() {
            self.errors.push(extent.error(format!(
                "expected an operator, found `{suffix}`\nhelp: write `{digits} * {suffix}`"
            )));
        }
        match Rational::parse(&digits) {
            Some(r) => self.node(Kind::Number(r), extent),
            None => Err(extent.error("this number is too long or too large to be exact\nhelp: at most 30 digits, between 1e-30 and 1e30")),
        }
    }

    fn name(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let ident = input.call(Ident::parse_any)?;
        let (text, extent) = (ident.to_string(), Extent::of(ident.span()));
        let called = input.peek(syn::token::Paren);
        if let Some(var) = self.lookup(&text) {
            if called {
                self.errors.push(extent.error(format!(
                    "`{text}` is not a function\nhelp: write `{text} * (…)`"
                )));
                input.parse::<TokenTree>()?;
            }
            return self.node(Kind::Name(var), extent);
        }
        match text.as_str() {
            "PI" => return self.node(Kind::Pi, extent),
            "E" => return self.node(Kind::E, extent),
            _ => {}
        }
        let func = NAMES
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, f)| *f);
        match (func, called) {
            (Some(func), true) => self.call(input, func, &text, extent),
            (Some(_), false) => Err(extent.error(format!(
                "`{text}` needs an argument in parentheses\nhelp: write `{text}(z)`"
            ))),
            (None, _) => {
                let names = self
                    .coords
                    .iter()
                    .chain(&self.params)
                    .map(Name::text)
                    .collect::<Vec<_>>();
                self.errors
                    .push(extent.error(spelling::unknown(&text, called, &names)));
                if called {
                    input.parse::<TokenTree>()?;
                }
                // Reading goes on, so that later mistakes are reported with this one.
                self.node(Kind::Number(Rational::ONE), extent)
            }
        }
    }

    fn call(
        &mut self,
        input: ParseStream<'_>,
        func: Func,
        text: &str,
        extent: Extent,
    ) -> Result<Ast> {
        let content;
        let parentheses = syn::parenthesized!(content in input);
        let end = Extent::of(parentheses.span.close());
        if content.is_empty() {
            return Err(extent.to(end).error(format!(
                "`{text}` needs an argument\nhelp: write `{text}(z)`"
            )));
        }
        let argument = self.expression(&content)?;
        if !content.is_empty() {
            return Err(fault(
                &content,
                format!(
                    "`{text}` takes one argument, found {} after it",
                    found(content.cursor())
                ),
            ));
        }
        self.node(Kind::Call(func, Box::new(argument)), extent.to(end))
    }

    fn lookup(&self, text: &str) -> Option<Var> {
        let at = |list: &[Name]| list.iter().position(|n| n.ident == text);
        at(&self.coords)
            .map(Var::Coord)
            .or_else(|| at(&self.params).map(Var::Param))
    }
}
