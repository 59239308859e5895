//! The range of a name: `z in (0, PI)`, `z > 0`, `z < 1`. Ranges are open, and their ends are constants.

use super::{Parser, found, syntax_error};
use crate::formula::ast::Extent;
use crate::formula::interval::{Bound, Interval, Round};
use crate::formula::range::{self, Region};
use proc_macro2::{Ident, TokenTree};
use std::cmp::Ordering;
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};

impl Parser {
    /// `in (lo, hi)`, `> lo`, `< hi`, or nothing.
    pub(super) fn range(
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
                return Err(syntax_error(input, help));
            }
            let content;
            syn::parenthesized!(content in input);
            let lo = self.bound(&content, Round::Down)?;
            if !content.peek(syn::Token![,]) {
                return Err(syntax_error(
                    &content,
                    "expected `,` between the ends of a range\nhelp: write `in (0, 1)`",
                ));
            }
            content.parse::<syn::Token![,]>()?;
            let hi = self.bound(&content, Round::Up)?;
            if !content.is_empty() {
                return Err(syntax_error(
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
            return Err(syntax_error(
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
            return Err(syntax_error(
                input,
                format!(
                    "names in a formula carry no types\nhelp: write `{ident}`, or a range such as `{ident} > 0`"
                ),
            ));
        } else {
            return Ok(None);
        };
        let extent = start.to(Extent::of(input.span()));
        let help = match interval.lo.compare(interval.hi) {
            Ordering::Less => return Ok(Some((interval, extent))),
            Ordering::Equal => "ranges are open, so write two different ends",
            Ordering::Greater => "write the smaller end first",
        };
        let message = format!("the range {interval} is empty\nhelp: {help}");
        self.errors.push(start.error(message));
        Ok(None)
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
        self.in_range = true;
        let ast = self.expression(input);
        self.in_range = false;
        let ast = ast?;
        let ex = ast.lower();
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
}
