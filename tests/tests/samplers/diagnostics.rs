//! R̂ and effective sample sizes against `reference/diagnostics.txt`, which ArviZ has computed.

use flow_runtime::inference::samplers::diagnostics::{ess_bulk, ess_tail, r_hat};

const REFERENCE: &str = include_str!("../../reference/diagnostics.txt");

/// The chains of `reference/diagnostics.py`.
fn chains(chains: usize, draws: usize, correlation: f64, offset: f64, power: i32) -> Vec<Vec<f64>> {
    let mut state = 1_u64;
    let mut number = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / 2_f64.powi(53) - 0.5
    };
    let chain = |k: usize| {
        let mut x = 0.0;
        let mut draw = || {
            let total = number() + number() + number() + number();
            x = correlation * x + total;
            let value: f64 = x + offset * k as f64;
            (1..power).fold(value, |product, _| product * value)
        };
        (0..draws).map(|_| draw()).collect()
    };
    (0..chains).map(chain).collect()
}

#[test]
fn agree_with_arviz() {
    let mut cases = 0;
    for line in REFERENCE.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(" | ").collect();
        let case: Vec<f64> = fields[0].split(' ').map(|x| x.parse().unwrap()).collect();
        let chains = chains(
            case[0] as usize,
            case[1] as usize,
            case[2],
            case[3],
            case[4] as i32,
        );
        let ours = [r_hat(&chains), ess_bulk(&chains), ess_tail(&chains)];
        for (ours, theirs) in ours.into_iter().zip(&fields[1..]) {
            let theirs: f64 = theirs.parse().unwrap();
            let agree = (ours - theirs).abs() <= 1e-9 * theirs.abs();
            assert!(
                agree || ours.is_nan() && theirs.is_nan(),
                "{ours}, not {line}"
            );
        }
        cases += 1;
    }
    assert!(cases > 8, "{cases} cases");
}

#[test]
fn say_nothing_where_nothing_can_be_said() {
    let nothing: [&[Vec<f64>]; 4] = [
        &[],
        &[vec![1.0, 2.0, 3.0], vec![1.0, 3.0, 2.0]],
        &[vec![1.0; 10], vec![2.0; 9]],
        &[vec![1.0, 2.0, 3.0, f64::NAN], vec![1.0, 2.0, 3.0, 4.0]],
    ];
    for chains in nothing {
        for value in [r_hat(chains), ess_bulk(chains), ess_tail(chains)] {
            assert!(value.is_nan(), "{chains:?}: {value}");
        }
    }
}

/// Constant chains are no disagreement of their tails, and all draws count.
#[test]
fn constant_chains_count_every_draw() {
    let chains = vec![vec![2.5; 10]; 3];
    assert_eq!((ess_bulk(&chains), ess_tail(&chains)), (30.0, 30.0));
}
