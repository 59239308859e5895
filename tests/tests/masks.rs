//! Exact zeros: what an autoregressive flow must not see, it does not see to the bit.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

flow! {
    struct Ordered<f64, 6> = MAF(13, 8, activation = tanh);
    struct Backwards<f64, 6> = Reverse >> MAF(13, 8, activation = tanh) >> Reverse;
    struct Blocks<f64, 6> = MAF(13, 13, activation = tanh, residual = true);
    struct Sequential<f64, 6> = IAF(13, 8, activation = gelu);
    struct Tokens<f64, 6> = MAF(attention(8, layers = 2, heads = 2));
    #[allow(deprecated, reason = "nothing joins the numbers of the first patch")]
    struct Patches<f64, 6> = Reverse >> IAF(attention(8, layers = 2, heads = 2), patch = 2) >> Reverse;
    #[allow(deprecated, reason = "nothing joins the numbers of the first square")]
    struct Squares<f64, [2, 4, 4]> = MAF(attention(8, layers = 2, heads = 2), patch = 2);
    #[allow(deprecated, reason = "nothing joins the numbers of the first square")]
    struct Squeezed<f64, [2, 4, 4]> = Invert(Unsqueeze) >> MAF(attention(8, layers = 2, heads = 2)) >> Unsqueeze;
}

/// Moves every `x[j]` and looks which `z[i]` follow; `sees(i, j)` says which may, and most of those must.
fn moves<const D: usize>(flow: &impl Bijector<f64, D>, sees: impl Fn(usize, usize) -> bool) {
    let (mut seen, mut visible) = (0, 0);
    for x in points::<f64, D>(20, 1.0) {
        let z = flow.inverse(&x);
        let back = flow.forward(&x);
        for j in 0..D {
            let mut moved = x;
            moved[j] += 0.37;
            let (z_moved, back_moved) = (flow.inverse(&moved), flow.forward(&moved));
            for i in 0..D {
                if sees(i, j) {
                    visible += 2;
                    seen += usize::from(z[i].to_bits() != z_moved[i].to_bits());
                    seen += usize::from(back[i].to_bits() != back_moved[i].to_bits());
                } else {
                    assert_eq!(z[i].to_bits(), z_moved[i].to_bits(), "z[{i}] sees x[{j}]");
                    assert_eq!(
                        back[i].to_bits(),
                        back_moved[i].to_bits(),
                        "x[{i}] sees z[{j}]"
                    );
                }
            }
        }
    }
    assert!(
        seen > visible * 9 / 10,
        "only {seen} of {visible} dependencies are there"
    );
}

#[test]
fn nothing_is_seen_out_of_order() {
    moves(&perturbed(Ordered::new(&mut rng())), |i, j| j <= i);
    moves(&perturbed(Backwards::new(&mut rng())), |i, j| j >= i);
    moves(&perturbed(Blocks::new(&mut rng())), |i, j| j <= i);
    moves(&perturbed(Sequential::new(&mut rng())), |i, j| j <= i);
    moves(&perturbed(Tokens::new(&mut rng())), |i, j| j <= i);
    moves(&perturbed(Patches::new(&mut rng())), |i, j| {
        i == j || j / 2 > i / 2
    });
}

/// Of two channels of 4 × 4, squares of 2 × 2 of both; so are the places of eight channels of 2 × 2.
#[test]
fn squares_see_those_before_them() {
    let square = |i: usize| (i % 16 / 8, i % 4 / 2);
    let sees = |i: usize, j: usize| i == j || square(j) < square(i);
    moves(&perturbed(Squares::new(&mut rng())), sees);
    moves(&perturbed(Squeezed::new(&mut rng())), sees);
    assert_eq!(Squares::PARAMS, Squeezed::PARAMS);
}

flow! {
    struct Maf<f32, 7> = MAF(19, 23) >> Reverse >> MAF(11);
    struct Iaf<f32, 7> = Invert(MAF(19, 23) >> Reverse >> MAF(11));
    struct Last<f32, 7> = MAF(11);
}

#[test]
fn iaf_is_the_inverse_of_maf_to_the_bit() {
    let maf = perturbed(Maf::new(&mut rng()));
    let mut iaf = Iaf::new(&mut rng());
    // Inverting a chain turns its order round, and the parameters come in the chain's order.
    let (first, last) = maf.params().split_at(Maf::PARAMS - Last::PARAMS);
    iaf.params_mut().copy_from_slice(&[last, first].concat());
    for x in points(50, 1.0) {
        assert_eq!(maf.inverse_and_log_det(&x), iaf.forward_and_log_det(&x));
        assert_eq!(maf.forward_and_log_det(&x), iaf.inverse_and_log_det(&x));
    }
}
