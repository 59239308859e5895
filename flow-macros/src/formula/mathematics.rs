//! Expressions as people write them: superscripts, `·`, `√`, `−`, fractions.

use super::ast::Names;
use super::expr::{Ex, Node};
use super::functions::{Func, Notation};
use super::number::Rational;

const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const POWER: u8 = 3;
const ATOM: u8 = 4;

/// Readable mathematics.
pub(crate) fn show(ex: &Ex, names: &Names) -> String {
    text(ex, names, 0)
}

fn wrap(text: String, level: u8, around: u8) -> String {
    if level < around {
        format!("({text})")
    } else {
        text
    }
}

/// Of a whole number that is not negative: what is, stands below a fraction line.
fn superscript(text: &str) -> Option<String> {
    const DIGITS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let digit = |c: char| DIGITS.chars().nth(c.to_digit(10)? as usize);
    text.chars().map(digit).collect()
}

fn text(ex: &Ex, names: &Names, around: u8) -> String {
    match ex.node() {
        Node::Num(r) => {
            let level = if r.is_negative() {
                SUM
            } else if r.denominator() == 1 || !r.to_string().contains('/') {
                ATOM
            } else {
                PRODUCT
            };
            wrap(r.to_string(), level, around)
        }
        Node::Pi => "π".to_owned(),
        Node::Var(v) => names.of(*v),
        Node::Sum(c, terms) => sum(*c, terms, names, around),
        Node::Product(factors) => product(Rational::ONE, factors, names, around),
        Node::Call(Func::Exp, u) if u.is_one() => "e".to_owned(),
        Node::Call(f, u) => match f.row().notation {
            Notation::Bars => format!("|{}|", text(u, names, 0)),
            Notation::Bare
                if matches!(u.node(), Node::Var(_) | Node::Pi)
                    || (*f == Func::Ln && u.as_num().is_some_and(|r| r.integer().is_some())) =>
            {
                // `ln z` binds like a product.
                wrap(
                    format!("{} {}", f.name(), text(u, names, ATOM)),
                    PRODUCT,
                    around,
                )
            }
            Notation::Words => wrap(call(*f, u, names), PRODUCT, around),
            Notation::Call | Notation::Bare | Notation::Inverted => call(*f, u, names),
        },
    }
}

fn call(f: Func, u: &Ex, names: &Names) -> String {
    format!("{}({})", f.name(), text(u, names, 0))
}

fn sum(c: Rational, terms: &[(Ex, Rational)], names: &Names, around: u8) -> String {
    if c.is_zero() && terms.len() == 1 {
        let (term, k) = &terms[0];
        return product(*k, &term.factors(), names, around);
    }
    // High powers and positive terms first, the constant where it reads best.
    let mut parts: Vec<(bool, String)> = Vec::new();
    let mut ordered: Vec<&(Ex, Rational)> = terms.iter().collect();
    ordered.sort_by_key(|(_, k)| k.is_negative());
    for (term, k) in ordered {
        let negative = k.is_negative();
        parts.push((negative, product(k.abs(), &term.factors(), names, PRODUCT)));
    }
    if !c.is_zero() {
        let part = (c.is_negative(), c.abs().to_string());
        let one_plus = !c.is_negative();
        if one_plus {
            parts.insert(0, part);
        } else {
            parts.push(part);
        }
        if one_plus
            && parts.len() == 2
            && !parts[1].0
            && matches!(terms[0].0.node(), Node::Var(_) | Node::Pi)
        {
            parts.swap(0, 1);
        }
    }
    let mut out = String::new();
    for (i, (negative, part)) in parts.iter().enumerate() {
        out.push_str(match (i, negative) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        });
        out.push_str(part);
    }
    wrap(out, SUM, around)
}

fn product(k: Rational, factors: &[(Ex, Ex)], names: &Names, around: u8) -> String {
    let mut over: Vec<String> = Vec::new();
    let mut under: Vec<String> = Vec::new();
    let magnitude = k.abs();
    let whole_decimal = !magnitude.to_string().contains('/');
    if whole_decimal {
        if !magnitude.is_one() {
            over.push(magnitude.to_string());
        }
    } else {
        if magnitude.numerator() != 1 {
            over.push(magnitude.numerator().to_string());
        }
        under.push(magnitude.denominator().to_string());
    }
    let many = factors.len() > 1 || !magnitude.is_one();
    for (base, exponent) in factors {
        if base.is_one() {
            continue;
        }
        let negative = exponent.leads_negative()
            && (exponent.as_num().is_some() || exponent.terms().1.len() == 1);
        if negative {
            under.push(power(base, &exponent.neg(), names, ATOM));
        } else {
            over.push(power(
                base,
                exponent,
                names,
                if many { PRODUCT + 1 } else { PRODUCT },
            ));
        }
    }
    let lone = over.len() < 2 && under.is_empty();
    let level = if lone { POWER } else { PRODUCT };
    let above = if over.is_empty() {
        "1".to_owned()
    } else {
        over.join("·")
    };
    let body = match under.len() {
        0 => above,
        1 => format!("{above}/{}", under[0]),
        _ => format!("{above}/({})", under.join("·")),
    };
    if k.is_negative() {
        return wrap(format!("−{body}"), SUM, around);
    }
    if lone && factors.len() == 1 && magnitude.is_one() {
        return power(&factors[0].0, &factors[0].1, names, around);
    }
    wrap(body, level, around)
}

fn power(base: &Ex, exponent: &Ex, names: &Names, around: u8) -> String {
    if exponent.is_one() {
        return text(base, names, around);
    }
    if let Some(r) = exponent.as_num() {
        if r == Rational::HALF {
            return format!(
                "√{}",
                if matches!(base.node(), Node::Var(_) | Node::Pi)
                    || base.as_num().is_some_and(|r| r.integer().is_some())
                {
                    text(base, names, ATOM)
                } else {
                    format!("({})", text(base, names, 0))
                }
            );
        }
        if let (Some(_), Some(raised)) = (r.integer(), superscript(&r.to_string())) {
            if let Node::Call(f, u) = base.node()
                && matches!(f.row().notation, Notation::Call | Notation::Bare)
                && !(*f == Func::Exp && u.is_one())
            {
                return format!("{}{raised}({})", f.name(), text(u, names, 0));
            }
            return wrap(
                format!("{}{raised}", text(base, names, ATOM)),
                POWER,
                around,
            );
        }
    }
    wrap(
        format!(
            "{}^{}",
            text(base, names, ATOM),
            text(exponent, names, ATOM)
        ),
        POWER,
        around,
    )
}
