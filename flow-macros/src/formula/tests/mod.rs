//! Double checks: what is derived symbolically is evaluated and compared with numbers.

mod accepted;
mod algebra;
mod cost;
mod critical;
pub(super) mod derived;
mod everyday;
mod fuse;
mod grammar;
mod limits;
mod numbers;
mod random;
mod rejected;
mod rising;
mod robust;
mod run;
pub(super) mod shapes;
mod signs;
mod stable;

use super::analysis::{Analysis, analyse};
use super::ast::Formula;
use super::interval::Interval;
use super::parse::parse;
use super::reject::Rejection;

pub(super) fn read(text: &str) -> syn::Result<Formula> {
    syn::parse::Parser::parse_str(parse, text)
}

/// Intervals as they are written: `R`, `+`, `01`, or a formula's own ranges.
pub(super) fn interval(text: &str) -> Interval {
    match text {
        "R" => Interval::REAL,
        "+" => Interval::POSITIVE,
        "01" => Interval::UNIT,
        other => {
            let formula = read(&format!("|z {other}| z")).unwrap();
            formula.coords[0].interval()
        }
    }
}

pub(in crate::formula) fn on(text: &str, domain: &str) -> Result<Analysis, Rejection> {
    let formula = read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let parts: Vec<&str> = domain.split(';').collect();
    let domain: Vec<Interval> = (0..formula.dim())
        .map(|i| interval(parts[i.min(parts.len() - 1)].trim()))
        .collect();
    analyse(&formula, &domain)
}
