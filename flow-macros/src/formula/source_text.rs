//! The canonical text of a formula: what was written, with one spacing.

use super::ast::{Ast, Formula, Kind, Name, Op};
use super::expr::Var;
use super::interval::{Bound, Interval};
use super::number::Rational;
use std::fmt;

const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const NEGATION: u8 = 3;
const POWER: u8 = 4;
const ATOM: u8 = 5;

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &[Name]| -> String {
            let names: Vec<String> = names.iter().map(declared).collect();
            names.join(", ")
        };
        write!(f, "|{}", list(&self.coords))?;
        if !self.params.is_empty() {
            write!(f, "; {}", list(&self.params))?;
        }
        f.write_str("| ")?;
        let body: Vec<String> = self.body.iter().map(|ast| self.text(ast, 0)).collect();
        match body.as_slice() {
            [one] => f.write_str(one),
            several => write!(f, "({})", several.join(", ")),
        }
    }
}

impl Formula {
    fn text(&self, ast: &Ast, around: u8) -> String {
        let (text, level) = match &ast.kind {
            Kind::Number(number) => (rational(*number), ATOM),
            Kind::Pi => ("PI".into(), ATOM),
            Kind::E => ("E".into(), ATOM),
            Kind::Name(Var::Param(i)) => (self.params[*i].text(), ATOM),
            Kind::Name(var) => (self.names().of(*var), ATOM),
            Kind::Neg(inner) => (format!("-{}", self.text(inner, NEGATION)), NEGATION),
            Kind::Call(func, inner) => {
                let name = func.row().written.unwrap_or("");
                (format!("{name}({})", self.text(inner, 0)), ATOM)
            }
            Kind::Binary(op, left, right) => {
                let (symbol, level, first, second) = match op {
                    Op::Add => (" + ", SUM, SUM, PRODUCT),
                    Op::Sub => (" - ", SUM, SUM, PRODUCT),
                    Op::Mul => (" * ", PRODUCT, PRODUCT, NEGATION),
                    Op::Div => (" / ", PRODUCT, PRODUCT, NEGATION),
                    Op::Pow => ("^", POWER, ATOM, NEGATION),
                };
                let text = self.text(left, first) + symbol + &self.text(right, second);
                (text, level)
            }
        };
        if level < around {
            format!("({text})")
        } else {
            text
        }
    }
}

/// As a decimal where it is one; what was written always is.
fn rational(number: Rational) -> String {
    let places = (0..=30).find(|&places| {
        10_i128
            .checked_pow(places)
            .is_some_and(|scale| scale % number.denominator() == 0)
    });
    let (sign, magnitude) = (if number.is_negative() { "-" } else { "" }, number.abs());
    let scaled = |places: u32| {
        let scale = 10_i128.checked_pow(places)? / magnitude.denominator();
        magnitude.numerator().checked_mul(scale)
    };
    match places.and_then(|places| Some((places, scaled(places)?))) {
        Some((0, whole)) => format!("{sign}{whole}"),
        Some((places, scaled)) => {
            let scale = 10_i128.pow(places);
            let width = places as usize;
            format!("{sign}{}.{:0width$}", scaled / scale, scaled % scale)
        }
        None => format!(
            "{sign}{} / {}",
            magnitude.numerator(),
            magnitude.denominator()
        ),
    }
}

fn declared(name: &Name) -> String {
    match &name.range {
        None => name.text(),
        Some((range, _)) => within(&name.text(), range),
    }
}

/// A name and its range, as they are written.
fn within(name: &str, range: &Interval) -> String {
    match (range.lo, range.hi) {
        (Bound::NegInf, Bound::PosInf) => name.to_owned(),
        (lo, Bound::PosInf) => format!("{name} > {}", end(lo)),
        (Bound::NegInf, hi) => format!("{name} < {}", end(hi)),
        (lo, hi) => format!("{name} in ({}, {})", end(lo), end(hi)),
    }
}

fn end(bound: Bound) -> String {
    match bound {
        Bound::Exact(plain, turns) if turns.is_zero() => rational(plain),
        Bound::Exact(plain, turns) => {
            let sign = if turns.is_negative() { "-" } else { "" };
            let mut text = match turns.numerator().abs() {
                1 => format!("{sign}PI"),
                many => format!("{sign}{many} * PI"),
            };
            if turns.denominator() > 1 {
                text = format!("{text} / {}", turns.denominator());
            }
            if plain.is_zero() {
                text
            } else {
                format!("{} + {text}", rational(plain))
            }
        }
        other => other.to_f64().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn the_text_reads_back_as_itself() {
        for (written, canonical) in [
            ("|z|exp( 0.5*z+1 )", "|z| exp(0.5 * z + 1)"),
            ("|u,v;a|(u,v+a*u^2)", "|u, v; a| (u, v + a * u^2)"),
            (
                "|z; b>0| -(z - (1 - b))/(2/b)",
                "|z; b > 0| -(z - (1 - b)) / (2 / b)",
            ),
            (
                "|z in (-PI/2, PI)| (z^2)^3 + 2^-z^2 - -z",
                "|z in (-PI / 2, PI)| (z^2)^3 + 2^-z^2 - -z",
            ),
            (
                "|z; c in (0.125, 1e3)| (-z)^3 * 1e-7 * c",
                "|z; c in (0.125, 1000)| (-z)^3 * 0.0000001 * c",
            ),
        ] {
            let text = read(written).unwrap().to_string();
            assert_eq!(text, canonical);
            assert_eq!(read(&text).unwrap().to_string(), canonical);
        }
    }
}
