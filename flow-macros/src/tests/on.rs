//! What a chain on some of the dimensions becomes.

use super::{chain_of, simplified};

fn becomes(text: &str, line: &str) {
    assert_eq!(simplified(text).0, line, "{text}");
}

#[test]
fn on_all_dimensions_it_is_the_chain() {
    becomes("<3> = On[0..3](MAF(8))", "MAF(8)");
    becomes(
        "<3> = On[..](2 * (MAF(8) >> Shift[1, 2, 3]))",
        "MAF(8) >> Shift[1, 2, 3] >> MAF(8) >> Shift[1, 2, 3]",
    );
    // In another order, permutations stand around it.
    for inside in [
        "MAF(8)",
        "Shift[1, 2, 3]",
        "Matrix[[1, 1, 0], [0, 1, 2], [0, 0, 1]]",
        "|u, v, w| (u, v + u^2, w)",
    ] {
        let on = simplified(&format!("<3> = On[2, 0, 1]({inside})"));
        let around = format!("<3> = Permute[2, 0, 1] >> {inside} >> Permute[1, 2, 0]");
        assert_eq!(on.0, simplified(&around).0, "{inside}");
    }
}

#[test]
fn lists_are_those_of_the_dimensions_outside() {
    becomes("<4> = On[1..4](On[2, 0](MAF(8)))", "On[3, 1](MAF(8))");
    becomes("<4> = Invert(On[2..](MAF(8)))", "On[2, 3](Invert(MAF(8)))");
    becomes(
        "<4> = On[3, 1](MAF(8) >> Reverse >> MAF(8))",
        "On[3, 1](MAF(8)) >> On[1, 3](MAF(8)) >> order [0, 3, 2, 1]",
    );
    becomes(
        "<age, income, height> = On[height, r#income](RealNVP(8, split = [income]))",
        "On[2, 1](RealNVP(8, split = [1]))",
    );
}

#[test]
fn what_shares_no_dimension_changes_places() {
    becomes(
        "<3> = On[1](Exp) >> On[0](Sinh) >> On[1](Log)",
        "On[0](Sinh)",
    );
    becomes(
        "<4> = On[0](Exp) >> On[1, 2](MAF(8)) >> On[0](Log) >> MAF(8)",
        "On[1, 2](MAF(8)) >> MAF(8)",
    );
    becomes(
        "<4> = On[0, 3](Matrix[[1, 1], [0, 1]]) >> On[1, 2](MAF(8)) >> Invert(On[0, 3](Matrix[[1, 1], [0, 1]]))",
        "On[1, 2](MAF(8))",
    );
    // What is between reads the dimension.
    becomes(
        "<2> = On[0](Sinh) >> MAF(8) >> On[0](Asinh)",
        "On[0](Sinh) >> MAF(8) >> On[0](Asinh)",
    );
    // Parameters stay in their order.
    becomes(
        "<2> = On[0](|z; a > 0| a * z) >> On[1](|z; a > 0| a * z) >> On[0](|z; a > 0| a * z)",
        "On[0](|z; a > 0| a * z) >> On[1](|z; a > 0| a * z) >> On[0](|z; a > 0| a * z)",
    );
}

#[test]
fn constants_of_different_dimensions_are_one() {
    becomes(
        "<3> = On[0](Shift[1]) >> On[2](Scale[2])",
        "Scale[1, 1, 2] >> Shift[1, 0, 0]",
    );
    becomes(
        "<4> = On[0](Shift[1]) >> On[1, 2](MAF(8)) >> On[0](Scale[2])",
        "Scale[2, 1, 1, 1] >> Shift[2, 0, 0, 0] >> On[1, 2](MAF(8))",
    );
    becomes(
        "<3> = On[1](Scale[2]) >> On[2, 1](Scale[3, 1/2])",
        "Scale[1, 1, 3]",
    );
}

#[test]
fn matrices_merge_on_the_same_dimensions() {
    becomes(
        "<3> = On[2](Shift[1]) >> On[0, 2](Matrix[[1, 1], [0, 1]] >> Scale[1, 3])",
        "On[0, 2](Matrix[[1, 1], [0, 3]] >> Shift[1, 3])",
    );
    // The shift is of a dimension that the matrix does not have.
    becomes(
        "<3> = On[0, 2](Matrix[[1, 1], [0, 1]]) >> Shift[1, 1, 1]",
        "On[0, 2](Matrix[[1, 1], [0, 1]]) >> Shift[1, 1, 1]",
    );
    becomes(
        "<3> = On[0, 2](Matrix[[0, 1], [2, 0]])",
        "Scale[2, 1, 1] >> order [2, 1, 0]",
    );
}

#[test]
fn what_depends_on_what_is_known() {
    let (flow, _) = chain_of("<4> = On[3, 1](MAF(8)) >> On[0..2](Linear)");
    let mixing = crate::ir::Line::new(flow.steps(), &flow.labels).mixing();
    let depends: Vec<String> = (0..4)
        .map(|x| {
            (0..4)
                .map(|z| if mixing.depends(x, z) { 'x' } else { '.' })
                .collect()
        })
        .collect();
    assert_eq!(depends, ["xx.x", "xx.x", "..x.", "...x"]);
}

#[test]
fn support_is_that_of_each_dimension() {
    let (flow, _) =
        chain_of("<4> = On[1, 3](Exp) >> On[3](|z > 0| 1 / (1 + z)) >> Permute[3, 2, 1, 0]");
    let support: Vec<String> = flow.support.iter().map(ToString::to_string).collect();
    assert_eq!(support, ["(0, 1)", "(−∞, ∞)", "(0, ∞)", "(−∞, ∞)"]);
}
