//! The body of a formula: operators by precedence, calls, names and numbers.

use super::{Parser, found, punct, syntax_error};
use crate::formula::ast::{Ast, Extent, Kind, Name, Op};
use crate::formula::expr::Var;
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::spelling;
use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
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

    fn enter(&mut self, input: ParseStream<'_>) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(syntax_error(input, "this formula is nested too deeply"));
        }
        Ok(())
    }

    pub(super) fn expression(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        self.enter(input)?;
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

    fn product(&mut self, input: ParseStream<'_>) -> Result<Ast> {
        let mut product = self.unary(input)?;
        loop {
            let op = match input.cursor().punct() {
                Some((p, rest)) if p.as_char() == '*' => {
                    if p.spacing() == Spacing::Joint && punct(rest) == Some('*') {
                        return Err(syntax_error(
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
        let mut signed = false;
        while let Some(sign @ ('-' | '+')) = punct(input.cursor()) {
            input.parse::<TokenTree>()?;
            minus ^= sign == '-';
            signed = true;
        }
        let inner = self.power(input)?;
        if !signed {
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
        self.enter(input)?;
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
                    return Err(syntax_error(
                        &content,
                        "a formula of one coordinate is one expression, found a tuple\nhelp: name as many coordinates as the tuple has expressions: `|u, v| (…, …)`",
                    ));
                }
                if !content.is_empty() {
                    return Err(self.stray(&content));
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
            Some((TokenTree::Punct(p), _)) if p.as_char() == '|' => Err(syntax_error(
                input,
                "`|…|` is not the absolute value here\nhelp: write `abs(z)`",
            )),
            _ => Err(syntax_error(
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
            _ => {
                let found = quote::quote!(#literal);
                return Err(extent.error(format!("expected a number, found `{found}`\nhelp: numbers and names stand without quotes")));
            }
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
        if let Some(message) = spelling::keyword(&text) {
            return Err(extent.error(message));
        }
        if self.in_range && !called && !matches!(text.as_str(), "PI" | "E") {
            return Err(extent.error(format!(
                "the end of a range must be a constant, found `{text}`\nhelp: write a number, `PI` or `E`; of two parameters in order, learn the first and the distance: `b` and `b + d`, with `d > 0`"
            )));
        }
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
        match (Func::named(&text), called) {
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
            return Err(syntax_error(
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
