//! `|coordinates; parameters| expression`: its own grammar over Rust tokens.

mod expression;
mod misplaced;
mod range;

use super::ast::{Ast, Extent, Formula, Name};
use super::expr::{MAX_VARS, Var};
use super::functions::Func;
use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};

/// Reads a formula, from its opening `|` to the end of its body.
pub(crate) fn parse(input: ParseStream<'_>) -> Result<Formula> {
    let start = Extent::of(input.span());
    if input.peek(syn::Token![||]) {
        return Err(syntax_error(
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
        in_range: false,
    };
    parser.names(input, false)?;
    if input.peek(syn::Token![;]) {
        input.parse::<syn::Token![;]>()?;
        parser.names(input, true)?;
    }
    if parser.coords.is_empty() {
        return Err(syntax_error(
            input,
            "a formula needs a coordinate\nhelp: write `|z| …`",
        ));
    }
    bar(
        input,
        "expected `,`, `;` or `|` after a name\nhelp: write `|z; a, b > 0| …`",
    )?;
    let body = parser.body(input).unwrap_or_else(|error| {
        parser.errors.push(error);
        Vec::new()
    });
    if parser.errors.is_empty() {
        if input.is_empty() {
            parser.check_used(&body);
        } else {
            parser.errors.push(parser.stray(input));
        }
    }
    let end = body.last().map_or(start, |ast| ast.extent);
    let all = |mut all: syn::Error, error| {
        all.combine(error);
        all
    };
    match parser.errors.into_iter().reduce(all) {
        Some(errors) => Err(errors),
        None => Ok(Formula {
            coords: parser.coords,
            params: parser.params,
            body,
            extent: start.to(end),
        }),
    }
}

fn bar(input: ParseStream<'_>, message: &str) -> Result<()> {
    if input.peek(syn::Token![|]) && !input.peek(syn::Token![||]) {
        input.parse::<syn::Token![|]>().map(drop)
    } else {
        Err(syntax_error(input, message))
    }
}

/// An error at what stands next, also where nothing does.
fn syntax_error(input: ParseStream<'_>, message: impl std::fmt::Display) -> syn::Error {
    syn::Error::new(input.span(), message)
}

struct Parser {
    coords: Vec<Name>,
    params: Vec<Name>,
    /// Mistakes after which reading could go on.
    errors: Vec<syn::Error>,
    nodes: usize,
    depth: usize,
    /// Whether the end of a range is read, which is a constant.
    in_range: bool,
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
    /// Refuses parameters that nothing could be learned about.
    fn check_used(&mut self, body: &[Ast]) {
        for (i, Name { ident, .. }) in self.params.iter().enumerate() {
            if !body.iter().any(|ast| ast.names(Var::Param(i))) {
                self.errors.push(syn::Error::new(
                    ident.span(),
                    format!("the parameter `{ident}` is not used\nhelp: use `{ident}` in the expression, or leave it out"),
                ));
            }
        }
    }

    fn names(&mut self, input: ParseStream<'_>, params: bool) -> Result<()> {
        let what = if params { "parameter" } else { "coordinate" };
        loop {
            if input.peek(syn::Token![|]) || (!params && input.peek(syn::Token![;])) {
                return Ok(());
            }
            if !input.peek(Ident::peek_any) {
                return Err(syntax_error(
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
        } else if Func::named(&text).is_some() {
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
                return Err(self.stray(&content));
            }
            content.parse::<syn::Token![,]>()?;
        }
        if body.len() != dim {
            return Err(extent.error(arity(body.len())));
        }
        Ok(body)
    }
}
