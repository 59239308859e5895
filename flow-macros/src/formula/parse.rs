//! `|coordinates; parameters| expression`: its own grammar over Rust tokens.

use super::ast::{Ast, Extent, Formula, Kind, Name, Op};
use super::expr::{MAX_VARS, Var};
use super::func::{Func, NAMES};
use super::interval::{Bound, Interval, Round};
use super::number::Rational;
use super::range::{self, Region};
use super::spelling;
use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};

/// Longer formulas are refused: analysis must stay fast.
const MAX_NODES: usize = 400;
const MAX_DEPTH: usize = 48;

/// Reads a formula, from its opening `|` to the end of its body.
pub(crate) fn parse(input: ParseStream<'_>) -> Result<Formula> {
    let start = Extent::of(input.span());
    if input.peek(syn::Token![||]) {
        return Err(fault(
            input,
            "a formula needs a coordinate\nhelp: write `|z| …`",
        ));
    }
    bar(input, "expected `|` before the coordinates of a formula")?;
    let mut parser = Parser {
        coords: Vec::new(),
        params: Vec::new(),
        errors: Vec::new(),
        nodes: 0,
        depth: 0,
    };
    parser.names(input, false)?;
    if input.peek(syn::Token![;]) {
        input.parse::<syn::Token![;]>()?;
        parser.names(input, true)?;
    }
    if parser.coords.is_empty() {
        return Err(fault(
            input,
            "a formula needs a coordinate\nhelp: write `|z| …`",
        ));
    }
    bar(
        input,
        "expected `,`, `;` or `|` after a name\nhelp: write `|z; a, b > 0| …`",
    )?;
    let body = parser.body(input)?;
    let end = body.last().map_or(start, |b| b.extent);
    let mut errors = parser.errors.into_iter();
    if let Some(mut first) = errors.next() {
        errors.for_each(|e| first.combine(e));
        return Err(first);
    }
    Ok(Formula {
        coords: parser.coords,
        params: parser.params,
        body,
        extent: start.to(end),
    })
}

fn bar(input: ParseStream<'_>, message: &str) -> Result<()> {
    if input.peek(syn::Token![|]) && !input.peek(syn::Token![||]) {
        input.parse::<syn::Token![|]>().map(drop)
    } else {
        Err(fault(input, message))
    }
}

/// An error at what stands next, also where nothing does.
fn fault(input: ParseStream<'_>, message: impl std::fmt::Display) -> syn::Error {
    syn::Error::new(input.span(), message)
}

struct Parser {
    coords: Vec<Name>,
    params: Vec<Name>,
    /// Mistakes after which reading could go on.
    errors: Vec<syn::Error>,
    nodes: usize,
    depth: usize,
}

/// What stands at the cursor, for messages.
fn found(cursor: Cursor<'_>) -> String {
    match cursor.token_tree() {
        None => "the end of the formula".to_owned(),
        Some((TokenTree::Group(g), _)) => match g.delimiter() {
            Delimiter::Parenthesis => "`(`".to_owned(),
            Delimiter::Brace => "`{`".to_owned(),
            Delimiter::Bracket => "`[`".to_owned(),
            Delimiter::None => "a macro fragment".to_owned(),
        },
        Some((token, _)) => format!("`{token}`"),
    }
}

fn punct(cursor: Cursor<'_>) -> Option<char> {
    cursor.punct().map(|(p, _)| p.as_char())
}

impl Parser {
    fn names(&mut self, input: ParseStream<'_>, params: bool) -> Result<()> {
        let what = if params { "parameter" } else { "coordinate" };
        loop {
            if input.peek(syn::Token![|]) || (!params && input.peek(syn::Token![;])) {
                return Ok(());
            }
            if !input.peek(Ident::peek_any) {
                return Err(fault(
                    input,
                    format!(
                        "expected the name of a {what}, found {}",
                        found(input.cursor())
                    ),
                ));
            }
            let ident = input.call(Ident::parse_any)?;
            self.check_name(&ident, what);
            let range = self.range(input, &ident)?;
            let list = if params {
                &mut self.params
            } else {
                &mut self.coords
            };
            if list.len() == MAX_VARS {
                return Err(syn::Error::new(
                    ident.span(),
                    format!("more than {MAX_VARS} {what}s in one formula"),
                ));
            }
            list.push(Name { ident, range });
            if input.peek(syn::Token![,]) {
                input.parse::<syn::Token![,]>()?;
            } else {
                return Ok(());
            }
        }
    }

    fn check_name(&mut self, ident: &Ident, what: &str) {
        let text = ident.to_string();
        let taken = self
            .coords
            .iter()
            .chain(&self.params)
            .any(|n| n.ident == text);
        let message = if taken {
            format!(
                "the name `{text}` is already taken\nhelp: give every coordinate and parameter a name of its own"
            )
        } else if NAMES.iter().any(|(name, _)| *name == text) {
            format!(
                "`{text}` is a function, so it cannot name a {what}\nhelp: choose another name, such as `z`"
            )
        } else if text == "PI" || text == "E" {
            format!(
                "`{text}` is a constant, so it cannot name a {what}\nhelp: choose another name, such as `z`"
            )
        } else if text == "_" || text.starts_with("r#") || syn::parse_str::<Ident>(&text).is_err() {
            format!("`{text}` cannot name a {what}\nhelp: choose another name, such as `z`")
        } else {
            return;
        };
        self.errors.push(syn::Error::new(ident.span(), message));
    }

    /// `in (lo, hi)`, `> lo`, `< hi`, or nothing.
    fn range(
        &mut self,
        input: ParseStream<'_>,
        ident: &Ident,
    ) -> Result<Option<(Interval, Extent)>> {
        let start = Extent::of(input.span());
        let interval = if input.peek(syn::Token![in]) {
            input.parse::<syn::Token![in]>()?;
            if !input.peek(syn::token::Paren) {
                let help = format!(
                    "expected `(lo, hi)` after `in`, found {}\nhelp: write `{ident} in (0, 1)`",
                    found(input.cursor())
                );
                return Err(fault(input, help));
            }
            let content;
            syn::parenthesized!(content in input);
            let lo = self.bound(&content, Round::Down)?;
            if content.is_empty() || !content.peek(syn::Token![,]) {
                return Err(fault(
                    &content,
                    "expected `,` between the ends of a range\nhelp: write `in (0, 1)`",
                ));
            }
            content.parse::<syn::Token![,]>()?;
            let hi = self.bound(&content, Round::Up)?;
            if !content.is_empty() {
                return Err(fault(
                    &content,
                    "a range has two ends\nhelp: write `in (0, 1)`",
                ));
            }
            Interval::open(lo, hi)
        } else if input.peek(syn::Token![>=]) || input.peek(syn::Token![<=]) {
            let sign = if input.peek(syn::Token![>=]) {
                '>'
            } else {
                '<'
            };
            return Err(fault(
                input,
                format!(
                    "ranges are open, `{sign}=` has no meaning here\nhelp: write `{ident} {sign} …`"
                ),
            ));
        } else if input.peek(syn::Token![>]) {
            input.parse::<syn::Token![>]>()?;
            Interval::open(self.bound(input, Round::Down)?, Bound::PosInf)
        } else if input.peek(syn::Token![<]) {
            input.parse::<syn::Token![<]>()?;
            Interval::open(Bound::NegInf, self.bound(input, Round::Up)?)
        } else if input.peek(syn::Token![:]) {
            return Err(fault(
                input,
                format!(
                    "names in a formula carry no types\nhelp: write `{ident}`, or a range such as `{ident} > 0`"
                ),
            ));
        } else {
            return Ok(None);
        };
        let extent = start.to(Extent::of(input.span()));
        if interval.lo.compare(interval.hi) != std::cmp::Ordering::Less {
            self.errors.push(start.error(format!(
                "the range {interval} is empty\nhelp: write the smaller end first"
            )));
            return Ok(None);
        }
        Ok(Some((interval, extent)))
    }

    fn bound(&mut self, input: ParseStream<'_>, round: Round) -> Result<Bound> {
        let negative = input.peek(syn::Token![-]) && input.peek2(syn::Ident);
        if (negative || input.peek(syn::Ident))
            && let Some((TokenTree::Ident(name), _)) = {
                let cursor = input.cursor();
                let at = if negative {
                    cursor.token_tree().map(|t| t.1)
                } else {
                    Some(cursor)
                };
                at.and_then(Cursor::token_tree)
            }
            && (name == "inf" || name == "INFINITY")
        {
            if negative {
                input.parse::<syn::Token![-]>()?;
            }
            input.call(Ident::parse_any)?;
            return Ok(if negative {
                Bound::NegInf
            } else {
                Bound::PosInf
            });
        }
        let ast = self.expression(input)?;
        let ex = ast.lower();
        if ex.has_any() {
            return Err(ast.extent.error(
                "the end of a range must be a constant\nhelp: write a number, `PI` or `E`",
            ));
        }
        let value = range::eval(
            &ex,
            &Region {
                coords: Vec::new(),
                params: Vec::new(),
            },
        );
        let bound = if round == Round::Down {
            value.lo
        } else {
            value.hi
        };
        if bound.is_finite() {
            Ok(bound)
        } else {
            Err(ast.extent.error("this is not a finite number"))
        }
    }

    fn body(&mut self, input: ParseStream<'_>) -> Result<Vec<Ast>> {
        let dim = self.coords.len();
        if dim == 1 {
            return Ok(vec![self.expression(input)?]);
        }
        let arity = |n: usize| {
            format!(
                "{dim} coordinates need a tuple of {dim} expressions, found {n}\nhelp: write `({})`",
                vec!["…"; dim].join(", ")
            )
        };
        let after = input
            .cursor()
            .group(Delimiter::Parenthesis)
            .map(|(_, _, rest)| rest);
        if !after.is_some_and(|rest| rest.eof() || matches!(punct(rest), Some('>' | ',' | ';'))) {
            let ast = self.expression(input)?;
            return Err(ast.extent.error(arity(1)));
        }
        let extent = Extent::of(input.span());
        let content;
        syn::parenthesized!(content in input);
        let mut body = Vec::new();
        while !content.is_empty() {
            body.push(self.expression(&content)?);
            if content.is_empty() {
                break;
            }
            if !content.peek(syn::Token![,]) {
                return Err(fault(
                    &content,
                    format!(
                        "expected `,` between the expressions of a tuple, found {}",
                        found(content.cursor())
                    ),
                ));
            }
            content.parse::<syn::Token![,]>()?;
        }
        if body.len() != dim {
            return Err(extent.error(arity(body.len())));
        }
        Ok(body)
    }

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

    fn expression(&mut self, input: ParseStream<'_>) -> Result<Ast> {
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
