//! Expansions, as people would format them. `UPDATE_SNAPSHOTS=1 cargo test -p flow-macros` rewrites
//! what is stored.

use crate::pipeline::{self, Rewriting};
use std::path::PathBuf;
use std::{env, fs};

pub(super) fn path(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    directory.join("snapshots").join(name)
}

pub(super) fn compare(name: &str, found: &str) {
    let path = path(name);
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, found).unwrap();
        return;
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    let differs = stored.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(
        stored == found,
        "{name} is not as stored; the first line that differs: {differs:#?}\n\
         if the new one is right: UPDATE_SNAPSHOTS=1 cargo test -p flow-macros"
    );
}

/// Compares an expansion with the stored one, and the size of its code with a bound: that is thin.
fn expands(name: &str, text: &str, rewriting: Rewriting, most_lines: usize) {
    let tokens = pipeline::run(text.parse().unwrap(), rewriting);
    let items = syn::parse2(tokens).unwrap();
    let found = prettyplease::unparse(&items);
    let is_code = |line: &&str| !line.trim_start().starts_with("///");
    let lines = found.lines().filter(is_code).count();
    assert!(lines <= most_lines, "{name} has {lines} lines");
    compare(name, &found);
}

#[test]
fn the_two_moons() {
    let text = "/// Two interleaved half circles.
        pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));";
    expands("moons.rs", text, Rewriting::All, 175);
    expands("moons_unsimplified.rs", text, Rewriting::Needed, 190);
}

#[test]
fn constants_and_a_base() {
    let text = "pub(crate) struct Affine = Normal[loc = [1, 0], scale = [1, 2]]
        >> Scale[1, 0.5] >> Reverse >> Shift[0.5, sqrt(2) / 2];";
    expands("constants.rs", text, Rewriting::All, 145);
}

#[test]
fn a_constant_matrix() {
    let text = "struct Mixed = Shift[1, 0] >> Matrix[[2, 1], [0, 1/3]] >> MAF(8);";
    expands("matrix.rs", text, Rewriting::All, 145);
}

#[test]
fn a_formula_in_closed_form() {
    let text = "struct SinhArcsinh<1> = |z; a, b > 0| sinh(b * asinh(z) + a);";
    expands("formula.rs", text, Rewriting::All, 195);
}

#[test]
fn a_formula_that_is_searched() {
    let text = "struct Cubic = |u, v; a > 0| (u + a * u^3, v + u);";
    expands("searched.rs", text, Rewriting::All, 200);
}

#[test]
fn both_directions_in_f64() {
    let text = "struct Both<f64, 3> = MAF(8, activation = tanh) >> Permute[2, 0, 1] >> IAF(8, scale = exp);";
    expands("both.rs", text, Rewriting::All, 175);
}

#[test]
fn dimensions_with_names() {
    let text = "struct People<f64, age, income, r#type | region, year> = Reverse >> MAF(8, activation = tanh)
        >> |a, i, t| (a, exp(i), t);";
    expands("people.rs", text, Rewriting::All, 190);
}

#[test]
fn a_broken_flow() {
    let text = "#[derive(Clone)] pub struct Broken<3> = Permute[1, 1, 0] >> MFA(64);";
    expands("broken.rs", text, Rewriting::All, 105);
}

#[test]
fn an_expression() {
    let text = "fn f() { let _ = ".to_owned()
        + &pipeline::run(
            "MAF(4) >> Permute[1, 0] >> MAF(4)".parse().unwrap(),
            Rewriting::All,
        )
        .to_string()
        + "; }";
    compare(
        "expression.rs",
        &prettyplease::unparse(&syn::parse_str(&text).unwrap()),
    );
}

#[test]
fn a_warning() {
    let text = "#[allow(dead_code)] struct Odd = Permute[0, 1] >> MAF(4);";
    let tokens = pipeline::run(text.parse().unwrap(), Rewriting::All).to_string();
    assert!(tokens.contains("# [allow (dead_code)] const _ : () = { # [deprecated"));
}

/// Copies share their tables, and the code of a chain grows by a line per stage and direction.
#[test]
fn long_chains_stay_thin() {
    let size = |count: usize| {
        let text = format!("struct Long<2> = {count} * (Reverse >> MAF(128, 128));");
        let tokens = pipeline::run(text.parse().unwrap(), Rewriting::All);
        prettyplease::unparse(&syn::parse2(tokens).unwrap())
            .lines()
            .count()
    };
    let per_stage = (size(30) - size(10)) / 20;
    assert!(per_stage <= 14, "{per_stage} lines for a stage");
}
