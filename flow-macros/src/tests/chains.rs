//! Chains of elements that are written rightly, whatever they do to each other: they are flows, or are refused where they stand.

use crate::elements;
use crate::pipeline::{self, Rewriting};
use proc_macro2::TokenStream;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

const CHAINS: usize = 6_000;

/// Of every element at least one call.
const CALLS: &[&str] = &[
    "MAF(3)",
    "MAF(3, univariate = mixture(components = 2))",
    "MAF(3, univariate = |z; c > 0| c * z)",
    "MAF(attention(4, layers = 1, heads = 1), patch = 1)",
    "MAF(attention(4, layers = 1, heads = 1), patch = 2)",
    "IAF(3, scale = exp)",
    "Coupling(3)",
    "Coupling(3, split = checkerboard)",
    "Coupling(conv(2, kernel = 3), split = channels)",
    "Coupling(wavenet(2, layers = 1, kernel = 3), split = [0])",
    "Coupling(3, univariate = circular(bins = 2))",
    "RealNVP(3)",
    "NICE(3)",
    "NSF(3, bins = 3)",
    "Spline(bins = 2)",
    "LogisticMixture(2)",
    "Permute[1, 0]",
    "Reverse",
    "RandomPermute(seed = 1)",
    "RandomPermute(seed = 1, over = channels)",
    "Unsqueeze",
    "Linear",
    "Linear(over = channels)",
    "Matrix[[1, 2], [0, 1]]",
    "Orthogonal",
    "Simplex",
    "Ordered",
    "Abs",
    "Sort",
    "Affine",
    "ActNorm",
    "ActNorm(over = channels)",
    "Standardize",
    "Standardize(context)",
    "Shift[1, 2]",
    "Scale[1, -2]",
    "Metropolis(crate::E, steps = 2)",
    "Langevin(crate::E, steps = 2, at = 0.5)",
    "Hmc(crate::E, steps = 2)",
    "Dequantize",
    "Dequantize(3)",
    "Argmax(3)",
    "Argmax(2, 4)",
    "Augment(1)",
    "Augment(2, 3)",
    "Split",
    "Split(1)",
    "Split(1, by = likelihood)",
    "Glow(conv(2, kernel = 3))",
    "Glow(3)",
    "crate::own::Swirl",
    "Invert(crate::own::Swirl)",
    "Circle",
    "Exp",
    "Log",
    "Softplus",
    "Sigmoid",
    "Logit",
    "Tanh",
    "Atanh",
    "Sinh",
    "Asinh",
    "Cos",
    "Acos",
    "Reciprocal",
    "NormalCdf",
    "NormalQuantile",
    "Power(3)",
    "LeakyReLU(0.1)",
    "|u, v; a| (u, v + a * u^2)",
    "|z; a > 0| a * z + tanh(z)",
];

const BASES: &[&str] = &[
    "Uniform",
    "Laplace",
    "StudentT(dof = 3)",
    "Normal[loc = [1, 2], scale = [1, 2]]",
];

const HEADS: &[&str] = &[
    "",
    "<1>",
    "<2>",
    "<f64, 2 | 1>",
    "<3>",
    "<4>",
    "<f64, age, income>",
    "<a, b | c>",
    "<[2, 2, 2]>",
    "<[1, 4, 4]>",
    "<[2, 4]>",
];

fn element(rng: &mut Xoshiro256PlusPlus, depth: usize) -> String {
    match rng.random_range(0..12) {
        0 if depth < 3 => format!("Invert({})", chain(rng, depth + 1)),
        1 if depth < 3 => {
            let columns = ["0", "1", "0, 1", "1, 0", "2", "0, 2", "age", "b"].choose(rng);
            format!("On[{}]({})", columns.unwrap(), chain(rng, depth + 1))
        }
        2 if depth < 3 => format!("2 * ({})", chain(rng, depth + 1)),
        _ => (*CALLS.choose(rng).unwrap()).to_owned(),
    }
}

fn chain(rng: &mut Xoshiro256PlusPlus, depth: usize) -> String {
    let most = if depth == 0 { 5 } else { 3 };
    let elements: Vec<String> = (0..rng.random_range(1..most))
        .map(|_| element(rng, depth))
        .collect();
    elements.join(" >> ")
}

#[test]
fn chains_are_flows_or_refused() {
    for name in elements::names() {
        assert!(
            CALLS.iter().any(|call| call.starts_with(name)) || name == "Invert",
            "no chain has `{name}`"
        );
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut flows = 0;
    for _ in 0..CHAINS {
        let mut text = chain(&mut rng, 0);
        if rng.random_bool(0.2) {
            text = format!("{} >> {text}", BASES.choose(&mut rng).unwrap());
        }
        let head = HEADS.choose(&mut rng).unwrap();
        if !head.is_empty() {
            text = format!("{head} = {text}");
        }
        let tokens: TokenStream = text.parse().unwrap();
        let expansion =
            std::panic::catch_unwind(|| pipeline::run(tokens, Rewriting::All).to_string());
        let Ok(expansion) = expansion else {
            panic!("of {text}");
        };
        flows += usize::from(!expansion.contains("compile_error"));
    }
    assert!(flows > CHAINS / 20, "only {flows} chains were flows");
}
