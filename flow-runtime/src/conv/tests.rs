//! Against loops written out, place by place and number by number.

use super::grid::{Grid, Kernel};
use super::layer::Convolution;
use super::{Conv, Sites, Wavenet};
use crate::conditioner::{Conditioner, Pass, PullPass};
use crate::kernels::activation::Activation;

/// Numbers without a pattern, between −1 and 1.
fn numbers(count: usize, seed: usize) -> Vec<f64> {
    let wave = |i: usize| ((i * 7919 + seed * 104_729) as f64 * 0.618).sin();
    (0..count).map(wave).collect()
}

/// Whether numbers are sums up to rounding, which goes by the sum of what is added without its signs.
fn close(found: &[f64], sums: &[[f64; 2]]) -> bool {
    let near = |(a, [b, size]): (&f64, &[f64; 2])| (a - b).abs() <= 1e-14 * size;
    found.len() == sums.len() && found.iter().zip(sums).all(near)
}

/// Adds to a sum, and to that without signs.
fn add(sum: &mut [f64; 2], number: f64) {
    sum[0] += number;
    sum[1] += number.abs();
}

/// Every weight of a convolution with what it multiplies: calls `each(weight, output column, input column)`, the input None
/// where it is a column of the condition.
fn written_out(
    c: &Convolution,
    size: usize,
    dilation: usize,
    mut each: impl FnMut(usize, usize, Result<usize, usize>),
) {
    let Grid { height, width } = c.grid;
    let high = if height == 1 { 1 } else { size };
    for (i, j) in (0..height).flat_map(|i| (0..width).map(move |j| (i, j))) {
        let output = |o: usize| (i * width + j) * c.outputs + o;
        for (k, o) in (0..c.conditions).flat_map(|k| (0..c.outputs).map(move |o| (k, o))) {
            each(k * c.outputs + o, output(o), Err(k));
        }
        for (a, b) in (0..high).flat_map(|a| (0..size).map(move |b| (a, b))) {
            let row = (i + a * dilation).checked_sub(high / 2 * dilation);
            let column = (j + b * dilation).checked_sub(size / 2 * dilation);
            let (Some(row), Some(column)) = (row, column) else {
                continue;
            };
            if row >= height || column >= width {
                continue;
            }
            for (k, o) in (0..c.inputs).flat_map(|k| (0..c.outputs).map(move |o| (k, o))) {
                let panel = c.conditions + (a * size + b) * c.inputs;
                let input = (row * width + column) * c.inputs + k;
                each((panel + k) * c.outputs + o, output(o), Ok(input));
            }
        }
    }
}

#[test]
fn a_convolution_is_that_written_out() {
    for (height, width, size, dilation) in [
        (1, 1, 3, 1),
        (1, 7, 3, 1),
        (1, 9, 3, 4),
        (1, 6, 5, 2),
        (4, 5, 3, 1),
        (7, 8, 3, 1),
        (5, 3, 5, 1),
        (9, 8, 1, 1),
    ] {
        for (conditions, inputs, outputs, rows) in [
            (1, 2, 3, 1),
            (3, 1, 5, 2),
            (2, 4, 1, 17),
            (2, 13, 17, 3),
            (1, 16, 12, 40),
            // Strips of several tiles, the last of which has fewer; and more samples than a strip has.
            (2, 12, 13, 27),
            (1, 12, 12, 101),
        ] {
            let grid = Grid { height, width };
            let c = Convolution {
                grid,
                kernel: Kernel::new(grid, size, dilation),
                conditions,
                inputs,
                outputs,
            };
            let by_tiles = height > 1 && size == 3 && inputs.min(outputs) >= 12;
            assert_eq!(c.tiled().is_some(), by_tiles);
            let places = grid.places();
            let params = numbers(c.params(), 1);
            let condition = numbers(conditions * rows, 2);
            let x = numbers(places * inputs * rows, 3);
            let dy = numbers(places * outputs * rows, 4);
            let mut expected = [
                vec![[0.0; 2]; dy.len()],
                vec![[0.0; 2]; x.len()],
                vec![[0.5; 2]; condition.len()],
                vec![[0.5; 2]; params.len()],
            ];
            let [y, dx, dcondition, grad] = &mut expected;
            written_out(&c, size, dilation, |weight, output, input| {
                for r in 0..rows {
                    let at = output * rows + r;
                    match input {
                        Ok(input) => {
                            add(&mut y[at], params[weight] * x[input * rows + r]);
                            add(&mut dx[input * rows + r], params[weight] * dy[at]);
                            add(&mut grad[weight], dy[at] * x[input * rows + r]);
                        }
                        Err(input) => {
                            add(&mut y[at], params[weight] * condition[input * rows + r]);
                            add(&mut grad[weight], dy[at] * condition[input * rows + r]);
                            // Ones stay what they are.
                            if input > 0 {
                                add(&mut dcondition[input * rows + r], params[weight] * dy[at]);
                            }
                        }
                    }
                }
            });
            let mut found = [
                vec![7.0; dy.len()],
                vec![7.0; x.len()],
                vec![0.5; condition.len()],
                vec![0.5; params.len()],
            ];
            let [y, dx, dcondition, grad] = &mut found;
            c.pass(rows, &params, &condition, &x, y, false);
            dx.fill(0.0);
            c.pull(rows, &params, [&x, &dy], dx, Some(grad));
            c.pull_condition(rows, &params, &dy, dcondition);
            c.condition_gradient(rows, &condition, &dy, grad);
            let mut alone = vec![0.0; dx.len()];
            c.pull(rows, &params, [&x, &dy], &mut alone, None);
            assert_eq!(alone, *dx);
            for (what, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let case = (
                    height, width, size, dilation, conditions, inputs, outputs, rows,
                );
                assert!(close(found, expected), "{what} of {case:?}");
            }
        }
    }
}

#[test]
fn tiles_know_nothing_of_other_samples() {
    let rows = 37;
    let grid = Grid {
        height: 7,
        width: 8,
    };
    let c = Convolution {
        grid,
        kernel: Kernel::new(grid, 3, 1),
        conditions: 1,
        inputs: 12,
        outputs: 13,
    };
    assert!(c.tiled().is_some());
    let params: Vec<f32> = numbers(c.params(), 1).iter().map(|&p| p as f32).collect();
    let x: Vec<f32> = numbers(grid.places() * c.inputs * rows, 2)
        .iter()
        .map(|&x| x as f32)
        .collect();
    let pass = |rows: usize, x: &[f32]| {
        let mut y = vec![0.0; grid.places() * c.outputs * rows];
        c.pass(rows, &params, &vec![1.0; rows], x, &mut y, false);
        y
    };
    let together = pass(rows, &x);
    for row in [0, 17, rows - 1] {
        let own: Vec<f32> = x.iter().skip(row).step_by(rows).copied().collect();
        let expected: Vec<f32> = together.iter().skip(row).step_by(rows).copied().collect();
        assert_eq!(pass(1, &own), expected);
    }
    // And of places beyond the reach of the taps no more than rounding.
    let mut other = x.clone();
    other[0] += 1.0;
    let changed = pass(rows, &other);
    let apart = |(a, b): (&f32, &f32)| (a - b).abs();
    let most = |of: &mut dyn Iterator<Item = f32>| of.fold(0.0, f32::max);
    let largest = most(&mut together.iter().map(|y| y.abs()));
    let of_place = c.outputs * rows;
    for place in 0..grid.places() {
        let range = place * of_place..(place + 1) * of_place;
        let pairs = changed[range.clone()].iter().zip(&together[range]);
        let change = most(&mut pairs.map(apart)) / largest;
        let reached = place / grid.width <= 1 && place % grid.width <= 1;
        let right = if reached {
            change > 0.1
        } else {
            change < 32.0 * f32::EPSILON
        };
        assert!(right, "{change} at {place}");
    }
}

fn networks() -> Vec<Box<dyn Conditioner<f64>>> {
    const WIDTHS: &[usize] = &[3, 4];
    let new = |grid, sites, context, kernel, activation| -> Box<dyn Conditioner<f64>> {
        Box::new(Conv::new(
            grid, sites, context, 2, WIDTHS, kernel, activation,
        ))
    };
    let sound = |sites, layers, kernel, activation| -> Box<dyn Conditioner<f64>> {
        Box::new(Wavenet::new(
            [1, 9],
            sites,
            2,
            3,
            4,
            layers,
            kernel,
            activation,
        ))
    };
    let halves = [Sites::all(1), Sites::all(2)];
    let colours = |odd| [Sites::checkerboard(2, odd), Sites::checkerboard(2, !odd)];
    vec![
        new([4, 3], halves, 0, 3, Activation::Tanh),
        new([3, 3], colours(false), 2, 3, Activation::Silu),
        new([2, 5], colours(true), 1, 1, Activation::Gelu),
        new([1, 8], halves, 1, 5, Activation::Elu),
        sound(halves, 3, 3, Activation::Silu),
        sound(colours(true), 1, 5, Activation::Tanh),
        sound(colours(false), 2, 3, Activation::Gelu),
    ]
}

const ROWS: usize = 3;

fn run(
    network: &dyn Conditioner<f64>,
    params: &[f64],
    inputs: &[f64],
    condition: &[f64],
) -> [Vec<f64>; 2] {
    let size = network.size();
    let [mut tape, mut outputs] =
        [size.tape, size.outputs].map(|columns| vec![7.0; columns * ROWS]);
    let pass = Pass {
        rows: ROWS,
        condition,
        tape: &mut tape,
        outputs: &mut outputs,
    };
    network.parallel(params, inputs, pass);
    [outputs, tape]
}

#[test]
fn pullbacks_are_derivatives() {
    for (which_network, network) in networks().iter().enumerate() {
        let network = &**network;
        let size = network.size();
        let params = numbers(size.params, 1);
        let inputs = numbers(size.inputs * ROWS, 2);
        let mut condition = numbers(4 * ROWS, 3);
        condition[..ROWS].fill(1.0);
        let weights = numbers(size.outputs * ROWS, 4);
        let [_, tape] = run(network, &params, &inputs, &condition);
        let mut found = [&params, &inputs, &condition].map(|of| vec![0.0; of.len()]);
        let [grad, dinputs, dcondition] = &mut found;
        let pull = PullPass {
            rows: ROWS,
            condition: &condition,
            dcondition: Some(dcondition),
            tape: &tape,
            scratch: &mut vec![7.0; size.scratch * ROWS],
            kept: None,
            grad: Some(grad),
        };
        network.pull_parallel(&params, &weights, dinputs, pull);
        for (which, found) in found.iter().enumerate() {
            for i in 0..found.len() {
                let value = |step: f64| {
                    let mut of = [params.clone(), inputs.clone(), condition.clone()];
                    of[which][i] += step;
                    let [outputs, _] = run(network, &of[0], &of[1], &of[2]);
                    outputs
                        .iter()
                        .zip(&weights)
                        .map(|(y, w)| y * w)
                        .sum::<f64>()
                };
                let expected = (value(1e-5) - value(-1e-5)) / 2e-5;
                let is_one = which == 2 && i < ROWS;
                let near = (found[i] - expected).abs() < 1e-8 * expected.abs().max(1.0);
                assert!(
                    is_one || near,
                    "{which_network}: {} and {expected} at {which}, {i}",
                    found[i]
                );
            }
        }
    }
}

/// Where a number of a stretch of sound changes, outputs change as far away as the network reaches, and no further.
fn reaches(network: &dyn Conditioner<f64>, length: usize, reach: usize) {
    let size = network.size();
    let (params, ones) = (numbers(size.params, 1), [1.0; ROWS]);
    let inputs = numbers(length * ROWS, 2);
    let [before, _] = run(network, &params, &inputs, &ones);
    for changed in 0..length {
        let mut inputs = inputs.clone();
        inputs[changed * ROWS] += 0.5;
        let [after, _] = run(network, &params, &inputs, &ones);
        for place in 0..length {
            let same = before[place * ROWS] == after[place * ROWS];
            assert_eq!(
                same,
                place.abs_diff(changed) > reach,
                "{changed} to {place}"
            );
        }
    }
}

#[test]
fn what_is_out_of_reach_changes_no_bit() {
    let halves = [Sites::all(1), Sites::all(1)];
    let tanh = Activation::Tanh;
    reaches(&Conv::new([1, 12], halves, 0, 1, &[3, 4], 3, tanh), 12, 3);
    reaches(&Wavenet::new([1, 20], halves, 0, 1, 3, 3, 3, tanh), 20, 7);
}
