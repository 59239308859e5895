//! What a chain with a `Split` becomes, and what is said about one that cannot be.

use super::{chain_of, said, says, simplified};

fn same(text: &str, by_on: &str) {
    assert_eq!(simplified(text).0, simplified(by_on).0, "{text}");
}

#[test]
fn it_is_on_of_what_stands_before() {
    same(
        "<6> = MAF(8) >> Split >> MAF(9)",
        "<6> = On[0..3](MAF(8)) >> MAF(9)",
    );
    same(
        "<6> = MAF(8) >> Split(2) >> Linear",
        "<6> = On[0..4](MAF(8)) >> Linear",
    );
    same("<4> = MAF(8) >> Split(1)", "<4> = On[0..3](MAF(8))");
    same(
        "<8> = Linear >> Split >> MAF(8) >> Reverse >> Split >> MAF(9)",
        "<8> = On[0, 1](Linear) >> On[0..4](MAF(8) >> Reverse) >> MAF(9)",
    );
    same(
        "<8> = On[3, 5, 0, 2](MAF(8) >> Split >> MAF(9)) >> MAF(10)",
        "<8> = On[3, 5](MAF(8)) >> On[3, 5, 0, 2](MAF(9)) >> MAF(10)",
    );
    same(
        "<a, b, c, d> = On[a](Exp) >> Split >> On[d](Exp)",
        "<4> = On[0](Exp) >> On[3](Exp)",
    );
}

#[test]
fn groups_and_copies_are_written_out() {
    same(
        "<8> = (MAF(8) >> Split) >> MAF(9)",
        "<8> = MAF(8) >> Split >> MAF(9)",
    );
    same(
        "<8> = 2 * (2 * Linear >> Split >> MAF(8))",
        "<8> = On[0, 1](2 * Linear) >> On[0..4](MAF(8) >> 2 * Linear) >> MAF(8)",
    );
    same("<8> = MAF(8) >> 2 * Split(3)", "<8> = On[0, 1](MAF(8))");
    assert_eq!(
        chain_of("<9> = 2 * (MAF(8) >> Split) >> (Reverse >> Split(1) >> Linear)")
            .0
            .to_string(),
        "<f32, 9> = MAF(8) >> Split >> MAF(8) >> Split >> Reverse >> Split(1) >> Linear"
    );
}

#[test]
fn the_number_of_dimensions_is_found_through_it() {
    for (text, dim) in [
        ("Permute[1, 2, 0] >> Split", 6),
        ("Permute[1, 2, 0] >> Split(2) >> MAF(8) >> Split", 10),
        ("MAF(8) >> Split(2) >> Permute[3, 1, 2, 0]", 4),
        ("Normal[loc = [1, 2, 3, 4]] >> Shift[1, 2] >> Split", 4),
        ("On[0](Exp) >> Split >> Scale[2, 2]", 2),
    ] {
        assert_eq!(chain_of(text).0.dim, dim, "{text}");
    }
    let said = said("<8> = Permute[1, 2, 0] >> Split >> MAF(8)");
    assert_eq!(
        said,
        [
            "error: 8 dimensions are fixed here",
            "error: 3 dimensions here, and 6 with those that join by `Split`, but 8 were fixed by the declaration",
        ]
    );
}

#[test]
fn what_cannot_be_split_is_said_once() {
    says(
        "<4> = Split >> MAF(8)",
        "nothing stands before this `Split`",
    );
    says("<4> = Uniform >> Split >> Logit", "nothing stands before");
    says(
        "<4> = MAF(8) >> On[0, 1](Split >> Linear)",
        "nothing stands before",
    );
    says(
        "<3> = MAF(8) >> Split >> MAF(8)",
        "3 dimensions have no half\nhelp: say how many come straight from the base: `Split(1)`",
    );
    says("<1> = Affine >> Split", "1 dimension has no half");
    says(
        "<4> = MAF(8) >> Split(4)",
        "`Split(4)` leaves none of 4 dimensions for what stands before it",
    );
    says("<4> = MAF(8) >> Split(0)", "must be at least 1");
    says("<4> = MAF(8) >> Split(1, 2)", "takes one number");
    says("<4> = MAF(8) >> Split[2]", "no constants");
    says(
        "<4> = Invert(MAF(8) >> Split >> MAF(8))",
        "`Split` stands in `Invert`",
    );
    says(
        "<8> = 2 * (MAF(8) >> Split) >> MFA(8)",
        "unknown bijector `MFA`",
    );
    says(
        "<8> = 2 * (MFA(8) >> Split >> MAF(8))",
        "unknown bijector `MFA`",
    );
    says("<4> = MAF(8) >> Splt >> MAF(8)", "did you mean `Split`?");
    says("<6> = 2 * (MAF(8) >> Split)", "3 dimensions have no half");
    assert!(
        said("<4> = 100000000 * (MAF(8) >> 100000000 * Split)")[0].contains("but may have 1000")
    );
}

#[test]
fn what_the_data_choose_runs() {
    assert_eq!(
        simplified("<6> = MAF(8) >> Split(2, by = likelihood) >> MAF(9)").0,
        "On[0..4](MAF(8)) >> Split(2, by = likelihood) >> MAF(9)"
    );
    assert_eq!(
        chain_of("<6> = MAF(8) >> Split(by = likelihood) >> MAF(8) >> Split(2, by = place)")
            .0
            .to_string(),
        "<f32, 6> = MAF(8) >> Split(by = likelihood) >> MAF(8) >> Split(2)"
    );
    says(
        "<4> = On[0](Exp) >> Split(1, by = likelihood)",
        "`Split(1, by = likelihood)` may take any dimension for any other, but numbers are in (0, ∞) in dimension 0, and in (−∞, ∞) in dimension 1",
    );
    says(
        "<4> = MAF(8) >> Split(by = entropy)",
        "unknown by `entropy`",
    );
}
