//! Formulas that are refused, and what is said.

use super::derived::{checksum, compare, derived};
use super::shapes::turning;
use super::{on, read};
use crate::formula::reject::Reason;
use std::fmt::Write;

/// Formula, domain that arrives.
const REFUSED: &[(&str, &str)] = &[
    ("|z| z^2", "R"),
    ("|z| cos(z)", "R"),
    ("|u| cos(3.2*u)", "01"),
    ("|z| z^3", "R"),
    ("|z| z^4 - z", "R"),
    ("|z| z*sin(z)", "R"),
    ("|z| sinh(z) - 3*z", "R"),
    ("|z| z*sin(z)", "in (0, 1 + PI)"),
    ("|z| (z - PI)^2", "in (PI - 1, PI + 2)"),
    ("|z| 1/tan(z)", "R"),
    ("|z| 1/tan(z)", "in (0, 2*PI)"),
    ("|z| z/tan(z + 1)", "01"),
    ("|z| z + 2*sin(z)", "R"),
    ("|z| z + sin(z)", "R"),
    ("|z; a| a*z", "R"),
    ("|z; c| z + c*sin(z)", "R"),
    ("|z; a, b| a + b*exp(z)", "R"),
    ("|z| z^3 - z", "R"),
    ("|z| z*exp(z)", "R"),
    ("|z| exp(-z^2)", "R"),
    ("|z| abs(z)", "R"),
    ("|z| tanh(z)^2", "R"),
    ("|z| z/(1 + z^2)", "R"),
    ("|z| cosh(z)", "R"),
    ("|z| sin(z)", "in (0, PI)"),
    ("|z| 5", "R"),
    ("|z; a| a", "R"),
    ("|z| z - z", "R"),
    ("|u| acos(u)", "+"),
    ("|z| ln(z)", "R"),
    ("|z| sqrt(z)", "R"),
    ("|z| 1/z", "R"),
    ("|z| z^(-2)", "R"),
    ("|z| z^0.5", "R"),
    ("|z; p| z^p", "R"),
    ("|z| cbrt(z)", "R"),
    ("|z| tan(z)", "R"),
    ("|z| logit(z)", "R"),
    ("|z| atanh(z)", "R"),
    ("|z > 0| ln(z)", "R"),
    ("|z in (0, PI)| cos(z)", "01;"),
    ("|z| asin(2*z)", "01"),
    ("|z| ln(z - 1)", "+"),
    ("|z| z/(z - 1)", "+"),
    ("|x, y| (x + y, x - y^3)", "R"),
    ("|x, y, w| (x + y, y + x^2, w + x)", "R"),
    ("|u, v| (u, u)", "R"),
    ("|u, v| (u, v*u)", "R"),
    ("|u, v; a| (u, a*v)", "R"),
    ("|u, v| (u^2, v)", "R"),
    ("|z; a > 0| z^3 - a*z", "R"),
    ("|z; a > 0, b > 0| a*z + b*z^2", "R"),
    ("|z| z^10000", "+"),
    // Turning points at and beyond the edge of what is suggested.
    ("|z| (z - 2000000)^2", "R"),
    ("|z| (z + 2000000)^2", "R"),
    ("|z| (z - 0.5)^2", "01"),
    ("|z| (z - 1/3)^2", "01"),
    ("|z| z*(z - 1)*(z - 2)*(z - 3)", "in (0, 2)"),
    ("|z| cos(z)", "in (1, 7)"),
    ("|z| (z^2 - 1)^2", "in (-1, 3)"),
    ("|z| z + 1.5*sin(z) + exp(z)/1000", "R"),
    ("|z; a| z + a*tanh(z)", "R"),
    ("|z| softplus(z) - z/2", "R"),
    // The slope touches zero at a number that is not written exactly.
    ("|z| (z + exp(z))^3", "R"),
    ("|z; a > 0| a*(z^3 + z - 1)^5", "R"),
    // The slope jumps across zero, is zero on one side, or at the kink.
    ("|z| z + abs(z)", "R"),
    ("|z| z + abs(z - 1)", "R"),
    ("|z| z*abs(z)", "R"),
    ("|z| z + 2*abs(z)", "R"),
    ("|z| z - 2.5*abs(z/2 - 1)", "R"),
    ("|z; a| z + a*abs(z)", "R"),
    ("|z| exp(z) + abs(z)", "R"),
    ("|z| exp(z) - 2*abs(z)", "R"),
    ("|z| (z + abs(z))/2 + exp((abs(z) - z)/2) - 1", "R"),
    ("|z| (z + abs(z))/2 + exp((z - abs(z))/2) - abs(z)", "R"),
    ("|z; a| (z + abs(z))/2 + a*(exp((z - abs(z))/2) - 1)", "R"),
    ("|z| exp(10*z - 5)/10 - 2*abs(z - 0.5)", "R"),
    ("|z| exp(10*z - 5.1)/10 - 1.1*abs(z - 0.5)", "R"),
    // Turning points that are nearer to each other than they are shown.
    ("|z| z^3 - 1e-9*z", "R"),
    ("|z| sin(z)^2 + cos(z)^2", "R"),
    ("|z| softplus(z) - softplus(-z) - z", "R"),
    // The slope has another sign only next to an end, where it is infinite.
    ("|z| (z - cbrt(z))^2 - 3*z", "01"),
    ("|z| (z - cbrt(z))^2 - 5*z", "01"),
    ("|z| (z - cbrt(z))^2 - 1e9*z", "01"),
    ("|z| z^1.5 - z - 1e-3*ln(z)^2", "01"),
    ("|z| sqrt(z) - 1e4*z", "01"),
    // The slope is zero or infinite at a kink, and of one sign on either side of it.
    ("|z; k > 0| z*abs(z)^k", "R"),
    ("|z; k > 0| z + abs(z)^k", "R"),
    ("|z| 3*z + abs(z)^1.5*tanh(z) - 3*z", "R"),
];

/// Slopes that are above 0 everywhere, if only just: these may be left undecided, but not refuted.
const STEEP: &[(&str, &str)] = &[
    ("|z| z^5 - 2*z^3 + 1.8000000000001*z", "R"),
    ("|z| z*0.3989422804014327 - Phi(z)", "R"),
    ("|z| z*1.1283791670955126 - erf(z)", "R"),
    ("|z| z^3 - 3*z^2 + 3.0000000000001*z", "R"),
    ("|z| 1.0000000000001*z + sin(z)", "R"),
    ("|z| exp(z) - 2.718281828459045*z^2/2", "R"),
    ("|z| cosh(z)*1.0000000000001 - cosh(z) + 1e-13*sinh(z)", "R"),
    // Only at an end that is none of its points.
    ("|z; a > 0| z^a*(3 - 3*z^a + z^(2*a))", "01"),
    ("|z| (z - 1)^3*(1 + sin(9*z)/99)", "01"),
];

#[test]
fn what_is_steep_is_not_refuted() {
    for (text, domain) in STEEP {
        if let Err(e) = on(text, domain) {
            assert!(
                matches!(&*e.reason, Reason::Undecided { .. }),
                "{text}: {e}"
            );
        }
    }
}

/// What cannot even be read.
const UNREADABLE: &[&str] = &[
    "|z| 2 z",
    "|z| 2z",
    "|z| exp z",
    "|z| foo(z)",
    "|z| log(z)",
    "|z| max(z, z/10)",
    "|z| gelu(z) + z",
    "|z| epx(z)",
    "|z| z + q",
    "|mean, scale| (meen, scale)",
    "|z| z.exp()",
    "|z| z.powi(2)",
    "|z| z**2",
    "|z| z % 2",
    "|z, z| (z, z)",
    "|exp| exp",
    "|PI| PI",
    "|u, v| u + v",
    "|u, v| (u, v, u)",
    "|z| (z, z)",
    "|z >= 0| z",
    "|z in 0..1| z",
    "|z in (1, 0)| z",
    "|z: f32| z",
    "|z| z +",
    "|z| ",
    "|| 3",
    "|z; a > z| z",
    "|z| exp()",
    "|z| exp(z, 1)",
    "|z| z(2)",
    "|z| pi*z",
    "|z| e^z",
    "|z| 2.5f32*z",
    "|z| [z]",
    "|z| |z|",
    "|z| 2*z|",
    "|z; a| a | z",
    "|u, v| (u, v(2))",
    "|z; | z; z",
    "|z; a; b| z",
    "|; a| a",
    "|z in (0 1)| z",
    "|z in (0)| z",
    "|z in ()| z",
    "|z in (0, 1, 2)| z",
    "|z in 0, 1| z",
    "|z| +-+z +",
    "|z| async*z",
    "|z| self*z",
    "|z| type(z)",
    "|z| loop",
    "|z| z as f64",
    "|z| \"a\"",
    "|z| 1e400*z",
    "z * 2",
    "|z| z == 1",
    "|z| z < 1",
    "|z| z = 1",
    "|z| z, 1",
    "|z| (z >= 1)",
    "|u, v| (u, v = 1)",
    "|z| z; 1",
    "|z; unused| 2*z",
    "|z; a, unused > 0, b| a + exp(b)*z",
    "|z; a > b, b| z + a + b",
    "|z in (0, PI*a); a| z",
    "|z| if z > 0 { z } else { 2*z }",
    "|z| let y = 2*z; y",
    "|z| π*z",
    "|z; in| in + z",
    "|z| PI z",
    "|z| E z",
    "|z; a| a z",
    "|z| z.mul_add(2, 1)",
    "|z| z.ln_1p()",
    "|z| z.exp_m1()",
    "|z| z.recip()",
    "|z| z.exp2()",
    "|z| z.powf(1.5)",
    "|z| z.swirl()",
    "|z| (z + 1).tanh()",
    "|z| z [2]",
    "|z| z {2}",
    "|z| 1/2 (z + 1)",
    "|z| z.5",
    "|z| z ? 1",
    "|z| sin(z) z",
];

/// Only what stands in each other is nested.
#[test]
fn what_is_long_is_not_deep() {
    for part in ["z^2", "-z", "(z + 1)", "exp(z)", "z^-2"] {
        let text = format!("|z| {}", vec![part; 80].join(" + "));
        assert!(read(&text).is_ok(), "{part}");
    }
}

#[test]
fn all_are_refused() {
    let mut bad = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for (text, domain) in REFUSED {
        match on(text, domain.trim_end_matches(';')) {
            Ok(a) if *text != "|z in (0, PI)| cos(z)" => {
                bad.push(format!("{text}: accepted, {}", a.components[0].proof));
            }
            Ok(_) => {}
            Err(e) => {
                said.push(format!(
                    "{text}   on {domain}\n    {}\n",
                    e.to_string().replace('\n', "\n    ")
                ));
            }
        }
    }
    for text in UNREADABLE {
        match read(text) {
            Ok(_) => bad.push(format!("{text}: was read")),
            Err(e) => {
                let message = e.to_string().replace('\n', "\n    ");
                said.push(format!("{text}\n    {message}\n"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    compare("rejections.txt", &said.concat());
}

/// What turns, is flat somewhere or has no single direction, as a checksum of what is said.
#[test]
fn what_turns_is_refused_as_before() {
    let mut found = String::new();
    for (text, domain) in turning(71, 350) {
        let lines = derived(&text, domain);
        let all = checksum(&lines.join("\n"));
        writeln!(found, "{all:08x} {text}   on {domain}").unwrap();
    }
    compare("turning.txt", &found);
}

#[test]
fn exponents_end_at_a_thousand_and_nesting_at_its_limit() {
    let is_large = |text: &str| {
        let error = on(text, "+").err();
        error.is_some_and(|e| matches!(*e.reason, Reason::LargeExponent))
    };
    for (exponent, large) in [
        ("1000", false),
        ("1001", true),
        ("(-1000)", false),
        ("(-1001)", true),
    ] {
        assert_eq!(
            is_large(&format!("|z| z + 1/(1 + z^{exponent})*0 + z^{exponent}")),
            large
        );
    }
    let deep = |text: &str| read(text).err().map(|e| e.to_string());
    let said = Some("this formula is nested too deeply".to_owned());
    for (open, close, most) in [
        ("(", ")", 47),
        ("z^(1 + ", ")", 23),
        ("2^", "", 47),
        ("exp(", ")", 47),
    ] {
        let nested = |n| format!("|z| {}z{}", open.repeat(n), close.repeat(n));
        assert_eq!(deep(&nested(most)), None, "{open}");
        assert_eq!(deep(&nested(most + 1)), said, "{open}");
    }
}
