//! Angles: which elements take them, and which bases stand beside each other.

use super::{chain_of, says, simplified, support};

#[test]
fn angles_stay_angles() {
    for text in [
        "<2> = Circle",
        "<2> = Circle >> 2 * (MAF(8, univariate = circular) >> Reverse)",
        "<2> = Circle >> Invert(MAF(8, univariate = circular(bins = 4)))",
        "<2> = Circle >> NSF(8, tails = circular) >> Spline(8, tails = circular)",
    ] {
        assert_eq!(support(text), ["[−π, π]"; 2], "{text}");
    }
    assert_eq!(support("<1> = Circle >> |u| u / (2 * PI)"), ["(−1/2, 1/2)"]);
}

#[test]
fn the_text_is_the_shortest() {
    for (written, canonical) in [
        (
            "<2> = Circle >> MAF(8, univariate = spline(bins = 5, tails = circular))",
            "<f32, 2> = Circle >> MAF(8, univariate = circular(bins = 5))",
        ),
        (
            "<2> = Circle >> NSF(8, tails = circular, least_slope = 0.125) >> Coupling(8, univariate = circular(bins = 8))",
            "<f32, 2> = Circle >> NSF(8, tails = circular, least_slope = 0.125) >> Coupling(8, univariate = circular)",
        ),
        (
            "<4> = On[2](Circle) >> On[0, 1](Uniform) >> On[2](Spline(4, tails = circular))",
            "<f32, 4> = On[2](Circle) >> On[0, 1](Uniform) >> On[2](Spline(4, tails = circular))",
        ),
        ("<2> = On[1, 0](Circle)", "<f32, 2> = Circle"),
    ] {
        assert_eq!(chain_of(written).0.to_string(), canonical);
        assert_eq!(chain_of(canonical).0.to_string(), canonical);
    }
}

#[test]
fn bases_stand_beside_each_other() {
    assert_eq!(
        support("<a, b, c, d> = On[c](Circle) >> On[a](Uniform) >> On[b](Exp)"),
        ["(0, 1)", "(0, ∞)", "[−π, π]", "(−∞, ∞)"]
    );
    support("<4> = On[0, 2](Laplace) >> On[2, 0](Sort)");
    says(
        "<2> = On[0](Circle) >> On[0](Uniform)",
        "dimension 0 has a base already",
    );
    says(
        "<2> = On[0](Mixture(3)) >> MAF(8)",
        "this `Mixture` is not the same in every dimension",
    );
    says("<2> = 2 * On[0](Circle)", "a base cannot be repeated");
    says(
        "<2> = MAF(8) >> On[0](Circle)",
        "`Circle` is a base, and a base stands at the start",
    );
    says(
        "<3> = On[0](Circle) >> On[0, 1](Sort)",
        "but `the base` tells dimension 0 and dimension 1 apart",
    );
}

/// A network sees an angle as two numbers, wherever it stands.
#[test]
fn angles_are_two_inputs() {
    let params = |text: &str| -> usize {
        let (flow, _) = chain_of(text);
        flow.steps().iter().map(|step| step.rules().params()).sum()
    };
    // One input with 7 units, and their biases; two with another 7 weights.
    let linear = params("<3> = NICE(7, split = [0])");
    assert_eq!(
        params("<3> = On[0](Circle) >> NICE(7, split = [0])"),
        linear + 7
    );
    assert_eq!(
        params("<3> = On[2, 0](Circle) >> Reverse >> NICE(7, split = [0, 2])"),
        params("<3> = NICE(7, split = [0, 2])") + 14
    );
    // 26 numbers for each of two angles, of which the second sees the first.
    assert_eq!(
        params("<2> = Circle >> MAF(7, univariate = circular)"),
        2 * 7 + 7 + 26 * 7 + 2 * 26
    );
}

#[test]
fn what_does_not_take_angles_says_so() {
    says(
        "<2> = Circle >> MAF(8)",
        "`MAF(8)` needs (−∞, ∞), but `Circle` produces [−π, π]\nhelp: `univariate = circular` turns and bends angles",
    );
    says(
        "<2> = MAF(8, univariate = circular)",
        "needs [−π, π], but `Normal` produces (−∞, ∞)\nhelp: angles start at the base `Circle`",
    );
    says(
        "<2> = On[0](Circle) >> MAF(8, univariate = circular)",
        "produces (−∞, ∞) in dimension 1",
    );
    says(
        "<2> = Circle >> Spline(8, tails = circular, bound = 2)",
        "the spline of a circle ends at −π and π",
    );
    says(
        "<2> = Circle >> MAF(8, univariate = circular(8))",
        "the size of a spline has a name",
    );
    says(
        "<2> = Circle >> MAF(8, univariate = circular(bound = 8))",
        "`circular` has no option `bound`",
    );
}

#[test]
fn permutations_pass() {
    assert_eq!(
        simplified("<3> = On[2](Circle) >> Permute[2, 0, 1] >> NICE(7, split = [0]) >> Reverse").0,
        "NICE(7, split = [0]), moving 0 1 >> order [1, 0, 2]"
    );
}
