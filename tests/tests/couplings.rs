//! Exact relations of couplings, splines and the options of networks.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

/// A coupling of two dimensions is an autoregressive flow whose first dimension nothing moves.
#[test]
fn a_coupling_is_an_order_of_two_positions() {
    const PER_DIM: usize = 2;
    flow! {
        struct Coupled<f64, 2> = RealNVP(9, 7, activation = silu);
        struct Masked<f64, 2> = MAF(9, 7, activation = silu);
    }
    let coupled = perturbed(Coupled::new(&mut rng()));
    let mut masked = Masked::new(&mut rng());
    let (hidden, output) = coupled
        .params()
        .split_at(Coupled::PARAMS - PER_DIM * (7 + 1));
    let padded = [hidden, &[0.0; PER_DIM], output].concat();
    masked.params_mut().copy_from_slice(&padded);
    for x in points::<f64, 2>(100, 2.0) {
        let (z, log_det) = coupled.inverse_and_log_det(&x);
        let (same, same_log_det) = masked.inverse_and_log_det(&x);
        assert!((z - same).norm() < 1e-12 && (log_det - same_log_det).abs() < 1e-12);
        let (x, log_det) = coupled.forward_and_log_det(&z);
        let (same, same_log_det) = masked.forward_and_log_det(&z);
        assert!((x - same).norm() < 1e-12 && (log_det - same_log_det).abs() < 1e-12);
    }
}

/// A dense layer, biases first, then a row of weights for every input.
fn dense(params: &mut &[f64], inputs: &[f64], outputs: usize) -> Vec<f64> {
    let (layer, rest) = params.split_at((inputs.len() + 1) * outputs);
    *params = rest;
    let (biases, weights) = layer.split_at(outputs);
    let mut sums = biases.to_vec();
    for (weights, input) in weights.chunks_exact(outputs).zip(inputs) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += input * weight;
        }
    }
    sums
}

fn tanh(values: Vec<f64>) -> Vec<f64> {
    values.into_iter().map(f64::tanh).collect()
}

flow! {
    #[allow(deprecated, reason = "what stays is independent of each other")]
    struct Listed<f64, 5> = Coupling(7, 6, split = [1, 4], activation = tanh);
    #[allow(deprecated, reason = "what stays is independent of each other")]
    struct Context<f64, 5 | 2> = Coupling(7, 6, split = [1, 4], activation = tanh);
    #[allow(deprecated, reason = "what stays is independent of each other")]
    struct Blocks<f64, 5> = RealNVP(6, 6, split = [1, 4], activation = tanh, residual = true);
}

/// x from z, with the network's output for the dimensions 0, 2 and 3.
fn moved(z: &SVector<f64, 5>, theta: &[f64]) -> (SVector<f64, 5>, f64) {
    let (mut x, mut log_det) = (*z, 0.0);
    for (i, theta) in [0, 2, 3].into_iter().zip(theta.chunks_exact(2)) {
        let s = theta[1] / (1.0 + theta[1].abs() / 1000_f64.ln());
        x[i] = z[i] * s.exp() + theta[0];
        log_det += s;
    }
    (x, log_det)
}

fn agrees(flow: &impl Bijector<f64, 5>, z: &SVector<f64, 5>, (x, log_det): (SVector<f64, 5>, f64)) {
    let (own, own_log_det) = flow.forward_and_log_det(z);
    assert!((own - x).norm() < 1e-12 && (own_log_det - log_det).abs() < 1e-12);
    assert_eq!((own[1], own[4]), (z[1], z[4]), "these stay, to the bit");
    let (back, back_log_det) = flow.inverse_and_log_det(&x);
    assert!((back - z).norm() < 1e-12 && (back_log_det + log_det).abs() < 1e-12);
}

#[test]
fn a_coupling_is_its_formula() {
    let flow = perturbed(Listed::new(&mut rng()));
    let given = perturbed(Context::new(&mut rng()));
    let c = SVector::from([0.3, -0.9]);
    for z in points::<f64, 5>(50, 1.0) {
        let mut params = flow.params();
        let hidden = tanh(dense(&mut params, &[z[1], z[4]], 7));
        let hidden = tanh(dense(&mut params, &hidden, 6));
        let theta = dense(&mut params, &hidden, 6);
        assert!(params.is_empty());
        agrees(&flow, &z, moved(&z, &theta));

        let mut params = given.params();
        let hidden = tanh(dense(&mut params, &[c[0], c[1], z[1], z[4]], 7));
        let hidden = tanh(dense(&mut params, &hidden, 6));
        let theta = dense(&mut params, &hidden, 6);
        agrees(&given.given(&c), &z, moved(&z, &theta));
    }
}

#[test]
fn residual_blocks_are_their_formula() {
    let flow = perturbed(Blocks::new(&mut rng()));
    for z in points::<f64, 5>(50, 1.0) {
        let mut params = flow.params();
        let mut h = dense(&mut params, &[z[1], z[4]], 6);
        for _ in 0..2 {
            let inner = tanh(dense(&mut params, &tanh(h.clone()), 6));
            let block = dense(&mut params, &inner, 6);
            h = h.iter().zip(block).map(|(h, block)| h + block).collect();
        }
        let theta = dense(&mut params, &h, 6);
        assert!(params.is_empty());
        agrees(&flow, &z, moved(&z, &theta));
    }
}

#[test]
fn an_additive_coupling_keeps_volumes() {
    flow! { struct Additive<3> = 3 * (NICE(8, 8) >> Reverse) >> MAF(6, univariate = additive); }
    let flow = perturbed(Additive::new(&mut rng()));
    for z in points::<f32, 3>(50, 2.0) {
        let (x, log_det) = flow.forward_and_log_det(&z);
        assert_eq!(log_det.to_bits(), 0);
        assert_eq!(flow.inverse_and_log_det(&x).1.to_bits(), 0);
        assert!((x - z).norm() > 0.0);
    }
}

#[test]
fn what_starts_at_the_identity_is_the_identity() {
    flow! {
        struct Silent<f64, 3> = MAF(8, init = identity) >> Reverse >> IAF(8, residual = true, init = identity)
            >> NSF(8, init = identity) >> NICE(7, init = identity) >> Spline(8)
            >> MAF(8, init = identity, univariate = |z; a, b > 0| sinh(b * asinh(z) + a))
            >> Coupling(8, init = identity, univariate = |z; a, c in (-1, 1)| z + a + c * tanh(z)) >> Reverse;
        struct OneBin<f64, 3> = NSF(8, bins = 1) >> Reverse >> MAF(8, univariate = spline(bins = 1)) >> Reverse;
    }
    let (silent, one_bin) = (Silent::new(&mut rng()), perturbed(OneBin::new(&mut rng())));
    for z in points::<f64, 3>(100, 2.0) {
        for (x, log_det) in [
            silent.forward_and_log_det(&z),
            one_bin.forward_and_log_det(&z),
        ] {
            assert!((x - z).norm() < 1e-13 && log_det.abs() < 1e-13, "{x} {z}");
        }
    }
    // It learns all the same.
    let mut grad = vec![0.0; Silent::PARAMS];
    let mut silent = silent;
    silent.nll_and_grad(&points(100, 2.0), &mut grad);
    for (p, g) in silent.params_mut().iter_mut().zip(&grad) {
        *p -= 1e-2 * g;
    }
    silent.nll_and_grad(&points(100, 2.0), &mut grad);
    let moving = grad.iter().filter(|g| **g != 0.0).count();
    assert!(moving > grad.len() / 2, "{moving} of {}", grad.len());
}

#[test]
fn a_transformer_starts_at_the_identity_and_all_of_it_learns() {
    flow! {
        #[allow(deprecated, reason = "one element, whose patches are independent inside")]
        struct Tokens<f64, 6> = MAF(attention(8, layers = 2, heads = 2), patch = 2) >> Reverse;
    }
    let mut tokens = Tokens::new(&mut rng());
    for z in points::<f64, 6>(20, 2.0) {
        let (x, log_det) = tokens.forward_and_log_det(&z);
        let mirrored = SVector::from_fn(|i, _| z[5 - i]);
        assert_eq!((x, log_det), (mirrored, 0.0));
    }
    // Of the first gradient, only the weights and biases of the outputs have a part; of the second, nearly all.
    let outputs = 2 * 2 * (8 + 1);
    let mut moving = [0; 2];
    let mut grad = vec![0.0; Tokens::PARAMS];
    for moving in &mut moving {
        tokens.nll_and_grad(&points(100, 2.0), &mut grad);
        *moving = grad.iter().filter(|g| **g != 0.0).count();
        for (p, g) in tokens.params_mut().iter_mut().zip(&grad) {
            *p -= 1e-2 * g;
        }
    }
    assert_eq!(moving[0], outputs);
    assert!(moving[1] > grad.len() / 10 * 9, "{moving:?}");
}

/// Far outside every box, on its edge and on a knot: values and gradients are numbers.
#[test]
fn splines_are_finite_everywhere() {
    flow! { struct Wild<2> = 2 * (NSF(8) >> Reverse >> MAF(8, univariate = spline)) >> Spline(8); }
    let mut wild = Wild::new(&mut rng());
    for p in wild.params_mut() {
        *p *= 20.0;
    }
    for a in [0.0, 3.0, -3.0, 1e6, -1e6, 3.0_f32.next_down(), 0.75] {
        for b in [0.0, 3.0, -3.0, 1e6, -1e6, 2.999_999_8] {
            let x = SVector::from([a, b]);
            let mut grad = vec![0.0; Wild::PARAMS];
            assert!(wild.nll_and_grad(&[x], &mut grad).is_finite(), "{x}");
            assert!(grad.iter().all(|g| g.is_finite()), "{x}");
            assert!(wild.score(&x).iter().all(|s| s.is_finite()), "{x}");
            let (z, log_det) = wild.inverse_and_log_det(&x);
            assert!(
                z.iter().all(|z| z.is_finite()) && log_det.is_finite(),
                "{x}"
            );
        }
    }
}
