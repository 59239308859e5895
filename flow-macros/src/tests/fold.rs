//! Which densities `Abs` and `Sort` take: those whose symmetry follows from how the chain is written.

use super::{says, support};

#[test]
fn what_is_even_stays_so() {
    for text in [
        "<2> = Abs",
        "<2> = StudentT(dof = 5) >> Abs",
        "<2> = Normal[scale = [1, 2]] >> Scale[2, -3] >> Reverse >> Abs",
        "<2> = |z; b > 0| sinh(b * z) >> Asinh >> LeakyReLU(1) >> Abs",
        "<2> = Invert(|z; c in (0, 1)| z + c * tanh(z)) >> Abs",
        "<2> = Normal[loc = [1, -2]] >> Shift[-1, 2] >> Abs",
        "<4 | 2> = Standardize(context) >> Scale[1, 2, 3, 4] >> Abs",
    ] {
        assert!(support(text).iter().all(|s| s == "(0, ∞)"), "{text}");
    }
    assert_eq!(
        support("<2> = Uniform >> Scale[2, 4] >> Shift[-1, -2] >> Abs"),
        ["(0, 1)", "(0, 2)"]
    );
    assert_eq!(
        support("<4> = On[2, 3](MAF(8)) >> Reverse >> On[3, 2](Abs)"),
        ["(−∞, ∞)", "(−∞, ∞)", "(0, ∞)", "(0, ∞)"]
    );
}

#[test]
fn what_may_not_be_even_is_refused() {
    says(
        "<2> = MAF(8) >> Abs",
        "`Abs` needs a density that is even about 0, but `MAF(8)` may make that of dimension 0 another",
    );
    says("<2> = Affine >> Abs", "but `Affine` may make");
    says("<2> = |z; a| z + a >> Abs", "but `|z; a| z + a` may make");
    says("<2> = Mixture(3) >> Abs", "but `Mixture` may make");
    says("<2 | 1> = Normal(8) >> Abs", "but `Normal` may make");
    says(
        "<2> = Normal[loc = [0, 1]] >> Abs",
        "is so about 1\nhelp: `Shift[…]` moves it",
    );
    says(
        "<3> = On[0, 1](RealNVP(8)) >> On[0](Abs)",
        "but `RealNVP(8)` may make",
    );
    says(
        "<2> = Uniform >> Abs",
        "`Abs` needs an interval from −a to a, but `Uniform` produces (0, 1)",
    );
    says("<2> = Abs >> Shift[-1, -1] >> Abs", "produces (−1, ∞)");
    says(
        "<2> = Invert(Abs)",
        "`Abs` cannot be inverted: the sign of the numbers is lost",
    );
}

#[test]
fn what_may_change_places_is_sorted() {
    for text in [
        "<3> = Sort",
        "<3> = Laplace >> Scale[-2, -2, -2] >> Exp >> Permute[1, 2, 0] >> Sort",
        "<3> = Abs >> Sort >> Log",
        "<3> = Normal[loc = [1, 2, 1], scale = [3, 1, 3]] >> On[2, 0](Exp >> Sort)",
        "<4> = On[2, 3](Linear) >> On[0, 1](Sinh >> Sort)",
    ] {
        support(text);
    }
}

#[test]
fn what_may_not_change_places_is_refused() {
    says(
        "<2> = Normal[scale = [1, 2]] >> Sort",
        "`Sort` needs a density in which dimensions may change places, but `Normal` tells dimension 0 and dimension 1 apart",
    );
    says("<2> = Scale[1, 2] >> Sort", "but `Scale[1, 2]` tells");
    says(
        "<3> = On[1](Sinh) >> On[0, 1](Sort)",
        "but `Sinh` tells dimension 0 and dimension 1 apart",
    );
    says(
        "<2> = |z; b > 0| b * z >> Sort",
        "but `|z; b > 0| b * z` tells",
    );
    says(
        "<a, b> = MAF(8) >> Sort",
        "but `MAF(8)` tells `a` and `b` apart",
    );
    says("<2> = Sort >> Sort", "but `Sort` tells");
    says(
        "<2> = Invert(Sort)",
        "`Sort` cannot be inverted: the order of the numbers is lost",
    );
}
