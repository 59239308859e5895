//! Layers that narrow, where they meet elements that join dimensions, lose signs or orders, or keep numbers in a part of a box.

use super::{chain_of, said, says};

#[test]
fn what_a_group_fixes_counts_with_those_that_join_behind_it() {
    for text in [
        "<4> = (MAF(8) >> Augment(1) >> Shift[1, 2]) >> Split(2) >> MAF(8)",
        "(MAF(8) >> Augment(1) >> Shift[1, 2]) >> Split(2) >> MAF(8)",
    ] {
        assert_eq!(chain_of(text).0.dim, 4, "{text}");
    }
}

#[test]
fn what_disagrees_before_them_is_said_where_it_stands() {
    for (text, fixed_by) in [
        ("<2> = Shift[1, 2] >> MAF(16) >> Argmax(3)", "`Argmax(3)`"),
        (
            "<2> = Shift[1, 2] >> Split >> MAF(16) >> Argmax(3)",
            "`Split`",
        ),
        (
            "<3> = Shift[1, 2] >> Split(4) >> MAF(16) >> Argmax(3)",
            "`Split(4)`",
        ),
        (
            "<2> = Shift[1, 2] >> Split(2) >> Argmax(5) >> Split(1)",
            "`Split(2)`",
        ),
        (
            "<2> = Normal[loc = [0, 1]] >> MAF(16) >> Argmax(3)",
            "what narrows behind it",
        ),
        (
            "<2> = Normal[loc = [0, 1]] >> MAF(16) >> Split >> MAF(8) >> Argmax(2)",
            "what narrows behind it",
        ),
    ] {
        let said = said(text);
        assert_eq!(said.len(), 2, "{text}: {said:?}");
        assert!(
            said[0].starts_with("error: 2 dimensions here, but "),
            "{said:?}"
        );
        assert!(
            said[0].ends_with(&format!(" were fixed by {fixed_by}")),
            "{said:?}"
        );
        assert!(said[1].ends_with(" dimensions are fixed here"), "{said:?}");
    }
}

#[test]
fn dimensions_before_them_do_not_multiply_beyond_reason() {
    for text in [
        "<2> = Argmax(1024) >> Argmax(1024)",
        "<2> = 100 * (Sinh) >> (Argmax(1024) >> Argmax(1024)) >> Argmax(2)",
        "<4> = On[0, 1](Argmax(1024) >> Argmax(1024)) >> On[2, 3](Argmax(1024))",
        "<4096> = Augment(1)",
        "<5> = Argmax(1024)",
        "<4> = MAF(8) >> Split >> Argmax(1024) >> Augment(1)",
    ] {
        let said = said(text);
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert!(
            said[0].contains("more than the 4096 that a flow may have"),
            "{said:?}"
        );
    }
    chain_of("<4> = Sinh >> Argmax(1024)");
}

#[test]
fn noise_needs_numbers_that_are_free() {
    for text in [
        "<2> = Sort >> Augment(1)",
        "<1> = MAF(8) >> Ordered >> Argmax(3)",
        "<2> = Sort >> Dequantize",
        "<2> = Sort >> Reverse >> MAF(8) >> Dequantize",
    ] {
        says(text, "not free to be any");
    }
    chain_of("<3> = On[0, 1](Sort) >> On[2](Dequantize)");
}

/// Nor does a stochastic layer leave numbers that a layer before it keeps to.
#[test]
fn chains_move_among_all_numbers() {
    for text in [
        "<2> = Sort >> Metropolis(crate::E)",
        "<2> = Ordered >> MAF(8) >> Hmc(::e::E)",
        "<1> = |z; a, m| a + exp(m + z) >> Langevin(crate::E)",
    ] {
        says(text, "moves among all real numbers");
    }
    chain_of("<2> = MAF(8) >> Metropolis(crate::E) >> Sinh");
}

#[test]
fn what_is_only_read_keeps_its_symmetry() {
    chain_of("<2> = Augment(1) >> Abs");
    chain_of("<2> = On[0](Dequantize(32)) >> On[1](Abs)");
    says("<2> = Dequantize >> Abs", "whole numbers");
}

#[test]
fn a_split_in_on_leaves_the_shape_alone() {
    let (flow, _) = chain_of("<[4, 2, 2]> = Glow(conv(8)) >> On[0..16](MAF(16) >> Split)");
    let text = flow.to_string();
    assert_eq!(chain_of(&text).0.to_string(), text);
    assert!(flow.base_shape.is_some());
}

#[test]
fn no_chain_has_more_dimensions_than_a_flow_may_have() {
    says("Shift[1, 2] >> 20 * Split >> Reverse", "more than the 4096");
}

#[test]
fn a_split_names_all_numbers_of_a_category() {
    let split = |list: &str| {
        format!("<age, kind, rate> = RealNVP(8, split = [{list}]) >> On[kind](Argmax(3))")
    };
    let (flow, _) = chain_of(&split("kind, rate"));
    assert!(flow.to_string().contains("split = [1, 2, 3, 4]"), "{flow}");
    says(&split("kind, age, kind"), "`kind.0` appears twice");
    says(&split("age, kind, rate"), "all dimensions stay");
}
