//! What people write after an expression that formulas do not have: methods, casts, other operators, and none at all.

use super::{Parser, found, punct, syntax_error};
use crate::formula::ast::{Ast, Kind, Name};
use crate::formula::expr::Var;
use crate::formula::spelling;
use proc_macro2::{Delimiter, Spacing, TokenTree};
use syn::buffer::Cursor;
use syn::parse::{ParseStream, Result};

impl Parser {
    /// Whether an expression may end here.
    pub(super) fn check_end(&self, input: ParseStream<'_>, left: &Ast) -> Result<()> {
        let cursor = input.cursor();
        match cursor.token_tree() {
            None => Ok(()),
            Some((TokenTree::Punct(p), rest)) => match p.as_char() {
                '|' | ',' | ';' | '>' | '<' | '=' => Ok(()),
                '.' => Err(Self::method(input, rest, left)),
                '%' => Err(syntax_error(
                    input,
                    "there is no remainder in formulas: it is not one-to-one",
                )),
                other => Err(syntax_error(
                    input,
                    format!("unknown operator `{other}`\nhelp: formulas have `+ - * / ^`"),
                )),
            },
            Some((TokenTree::Group(g), _)) if g.delimiter() != Delimiter::Parenthesis => {
                Err(syntax_error(
                    input,
                    format!(
                        "found {} where an operator was expected\nhelp: group with `(` and `)`",
                        found(cursor)
                    ),
                ))
            }
            Some((TokenTree::Ident(i), _)) if i == "as" => Err(syntax_error(
                input,
                "formulas have no casts: every number is of the scalar of the flow\nhelp: leave it out",
            )),
            Some((token, _)) => {
                let right = match &token {
                    TokenTree::Group(_) => "(…)".to_owned(),
                    other => other.to_string(),
                };
                let left = self.brief(left);
                Err(syntax_error(
                    input,
                    format!(
                        "expected an operator, found {}\nhelp: write `{left} * {right}`",
                        found(cursor)
                    ),
                ))
            }
        }
    }

    /// What follows an expression that is whole.
    pub(super) fn stray(&self, input: ParseStream<'_>) -> syn::Error {
        let cursor = input.cursor();
        let name = self.coords.first().map_or("z".to_owned(), Name::text);
        let symbol = symbol(cursor);
        let message = match symbol.as_deref() {
            Some("=" | "==" | "=>") => format!(
                "a formula is one expression, and not an equation, found `{}`\nhelp: write what `{name}` becomes, such as `|{name}| 2 * {name} + 1`",
                symbol.unwrap_or_default()
            ),
            Some("<" | "<=" | ">" | ">=") => format!(
                "a formula is one expression, and not a comparison, found `{}`\nhelp: a range stands between the bars: `|{name} > 0| …`",
                symbol.unwrap_or_default()
            ),
            Some(",") if self.coords.len() == 1 => {
                "a formula of one coordinate is one expression, found `,`\nhelp: name as many coordinates as there are expressions, and put these in parentheses: `|u, v| (…, …)`".to_owned()
            }
            Some(";") => format!(
                "a formula is one expression, found `;`\nhelp: parameters stand between the bars: `|{name}; a| …`"
            ),
            Some("|") => "`|…|` is not the absolute value here\nhelp: write `abs(…)`".to_owned(),
            _ => format!("expected an operator, found {}", found(cursor)),
        };
        syntax_error(input, message)
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
            return syntax_error(input, "unexpected `.`");
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
}

/// The operator of Rust that comes next, of one or two characters.
fn symbol(cursor: Cursor<'_>) -> Option<String> {
    let (first, rest) = cursor.punct()?;
    let mut symbol = first.as_char().to_string();
    if first.spacing() == Spacing::Joint
        && let Some(second @ ('=' | '>')) = punct(rest)
    {
        symbol.push(second);
    }
    Some(symbol)
}
