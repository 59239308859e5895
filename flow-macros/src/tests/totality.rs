//! Nothing makes the macro panic, and what it writes is Rust: random token streams from the vocabulary
//! of the grammar, and broken variants of flows that are fine.

use crate::pipeline::{self, Rewriting};
use proc_macro2::TokenStream;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

const STREAMS: usize = 20_000;

const VOCABULARY: &[&str] = &[
    "struct",
    "pub",
    "#",
    "A",
    "Moons",
    "MAF",
    "IAF",
    "Permute",
    "Reverse",
    "Shift",
    "Scale",
    "Invert",
    "Normal",
    "Uniform",
    "Coupling",
    "Circle",
    "On[0]",
    "Split",
    "Split(1)",
    "by = likelihood",
    "circular",
    "Abs",
    "Sort",
    "crate",
    "::",
    "Metropolis(crate::E, steps = 2)",
    "Hmc(crate::E, at = 1)",
    "Langevin(::e::E)",
    "|z; a, m| a + exp(m + z)",
    "MAF(attention(8), patch = 2)",
    "f32",
    "f64",
    "<",
    ">",
    ">>",
    "<2>",
    "<f64, 3>",
    "<2 | 1>",
    "=",
    ";",
    ",",
    "|",
    "*",
    "+",
    "-",
    "/",
    "^",
    "3 *",
    "0",
    "1",
    "2",
    "1.5",
    "1e999",
    "0x1f",
    "64",
    "99999999999999999999",
    "-1",
    "PI",
    "sqrt",
    "sin(PI)",
    "acos",
    "activation",
    "scale",
    "loc",
    "tanh",
    "relu",
    "\"text\"",
    "'c'",
    "[doc]",
    "|z| z",
    "|z; a, b > 0| sinh(b * z + a)",
    "|u, v| (v, u)",
    "in (0, 1)",
    "univariate",
    "patch",
    "mlp",
    "attention",
    "layers",
    "heads",
    "Exp",
    "Log",
    "Power",
    "exp(z)",
    ".",
    "!",
    "?",
    "&",
    "[1, 0]",
    "(8)",
    "(8, 8)",
    "[0.5, 2]",
    "[loc = [1, 2]]",
];

const FLOWS: &[&str] = &[
    "pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));",
    "struct A = Normal[loc = [1, 2], scale = [1, 2]] >> Shift[1, PI / 2] >> Invert(Scale[-1, 2^3] >> Reverse);",
    "#[doc = \"x\"] struct B<f64, 3 | 0> = 2 * (IAF(4, 4, activation = tanh) >> Permute[2, 0, 1]); struct C<1> = MAF(3);",
    "MAF(64) >> Permute[2, 0, 1] >> (MAF(64, scale = exp))",
    "<3> = crate::own::Swirl >> Invert(Linear(seed = 1) >> Orthogonal(reflections = 2)) >> RandomPermute(seed = 3)",
    "struct E<f64, 2> = Shift[sin(PI / 3) + 2^0.5, -ln(2)^3] >> Scale[4 * atan(1), 1 / cosh(1)] >> Matrix[[1/3, abs(-2)], [sqrt(2), E]];",
    "struct F<4> = On[0, 2](Circle) >> On[0, 2](MAF(8, univariate = circular(bins = 3))) >> Coupling(8, split = [0]) >> 2 * (Affine >> Split) >> Linear;",
    "struct G<3> = Laplace >> |z; b > 0| sinh(b * z) >> On[0, 1](Abs) >> Split(1, by = likelihood) >> On[2](Sort);",
    "struct D<2> = Uniform >> |u; a > 0| a * tan(PI * (u - 0.5)) >> Invert(|u, v; a| (u, v + a * u^2)) >> MAF(8, univariate = |z; c in (0, 1)| z + c * sin(z));",
];

fn group(rng: &mut Xoshiro256PlusPlus, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..rng.random_range(0..12) {
        let open = ["(", "[", "{"].choose(rng).unwrap();
        match rng.random_range(0..8) {
            0 if depth < 5 => {
                let close =
                    [")", "]", "}"][["(", "[", "{"].iter().position(|o| o == open).unwrap()];
                text.extend([*open, &group(rng, depth + 1), close]);
            }
            _ => text += VOCABULARY.choose(rng).unwrap(),
        }
        text.push(' ');
    }
    text
}

/// One token of a good flow left out, doubled, or changed for another.
fn mutated(rng: &mut Xoshiro256PlusPlus) -> String {
    let flow = FLOWS.choose(rng).unwrap();
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut words: Vec<String> = Vec::new();
    for c in flow.chars() {
        match words.last_mut() {
            Some(word) if is_word(c) && word.chars().all(is_word) => word.push(c),
            _ => words.push(c.into()),
        }
    }
    for _ in 0..rng.random_range(1..3) {
        let i = rng.random_range(0..words.len());
        match rng.random_range(0..3) {
            0 => words[i].clear(),
            1 => words[i] = words[i].repeat(2),
            _ => words[i] = (*VOCABULARY.choose(rng).unwrap()).to_owned(),
        }
    }
    words.concat()
}

fn is_rust(tokens: TokenStream) -> bool {
    let as_expression = |tokens| syn::parse2::<syn::Expr>(tokens).is_ok();
    syn::parse2::<syn::File>(tokens.clone()).is_ok() || as_expression(tokens)
}

#[test]
fn random_tokens_never_panic() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let (mut read, mut good) = (0, 0);
    while read < STREAMS {
        let text = if rng.random_bool(0.5) {
            group(&mut rng, 0)
        } else {
            mutated(&mut rng)
        };
        let Ok(tokens) = text.parse::<TokenStream>() else {
            continue;
        };
        read += 1;
        let expansion = pipeline::run(tokens, Rewriting::All);
        // Reading it all back would take most of the time.
        if read % 8 == 0 {
            good += usize::from(!expansion.to_string().contains("compile_error"));
            assert!(is_rust(expansion), "{text}");
        }
    }
    assert!(good > STREAMS / 400, "only {good} streams were flows");
}

#[test]
fn extremes() {
    for text in [
        String::new(),
        "(".repeat(3000) + &")".repeat(3000),
        format!(
            "<1> = {}",
            "Invert(".repeat(60) + "Reverse" + &")".repeat(60)
        ),
        format!("Shift[{}1]", "-".repeat(5000)),
        format!("Shift[{}1]", "1 + ".repeat(5000)),
        format!(
            "<2> = {}MAF(8)",
            "1000 * (".repeat(60) + "Reverse" + &")".repeat(60) + " >> "
        ),
        format!("<1024> = MAF({})", "65536, ".repeat(64)),
        format!("<2> = {}", "Reverse >> ".repeat(3000)),
        "# ! [x] struct".into(),
        "; struct ; struct".into(),
        "|".into(),
        "struct A < 2 > = | z ; a , b".into(),
    ] {
        assert!(
            is_rust(pipeline::run(text.parse().unwrap(), Rewriting::All)),
            "{text:.60}"
        );
    }
}

/// Constants go through the algebra of formulas, which must not take them apart for ever.
#[test]
fn extreme_constants() {
    let nested = |function: &str, times: usize, inner: &str| {
        function.repeat(times) + inner + &")".repeat(times)
    };
    for constant in [
        nested("sin(", 190, "1"),
        nested("sqrt(", 190, "2"),
        nested("sqrt(1 + ", 95, "PI"),
        nested("exp(-", 95, "1"),
        nested("1 / (1 + ", 95, "PI"),
        format!("1{}", " * (1 + PI)".repeat(90)),
        format!("1{}", " * (PI - E)".repeat(90)),
        format!("0{}", " + sqrt(2) * PI^2".repeat(60)),
        format!("1{}", " / 1e30".repeat(150)),
        "(1 + PI)^100 / (1 + E)^100".into(),
        "1.0000001^1000000000".into(),
        "(1/3)^0.123456789 * 12345678901234567890^(1/7)".into(),
        "2^2^2^2 / 2^(2^2)^2".into(),
        "(1 + 2^0.5)^(3 + PI)^1.5".into(),
    ] {
        let start = std::time::Instant::now();
        let text = format!("<f64, 2> = Shift[{constant}, 1]");
        assert!(is_rust(pipeline::run(
            text.parse().unwrap(),
            Rewriting::All
        )));
        let elapsed = start.elapsed().as_secs_f64();
        assert!(elapsed < 20.0, "{elapsed} s for {text}");
    }
}

/// Long repetitions of formulas are answered in reasonable time.
#[test]
fn many_formulas() {
    for text in [
        "<2> = 300 * Sinh",
        "<2> = 100 * (|z; a, b > 0| a + b * z + sinh(z))",
        "<2> = 200 * (MAF(8) >> Softplus >> Log)",
    ] {
        let start = std::time::Instant::now();
        assert!(is_rust(pipeline::run(
            text.parse().unwrap(),
            Rewriting::All
        )));
        let elapsed = start.elapsed().as_secs_f64();
        assert!(elapsed < 60.0, "{elapsed} s for {text}");
    }
}
