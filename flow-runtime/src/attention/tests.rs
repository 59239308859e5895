use super::Attention;
use crate::conditioner::{Conditioner, Pass, Position, Sequential};
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::cell::Cell;

thread_local! {
    /// Of all products of tokens with matrices so far, each sample's.
    pub(super) static MULTIPLY_ADDS: Cell<usize> = const { Cell::new(0) };
}

const ROWS: usize = 21;

/// 12 numbers in patches of 2, given a context of 3.
const NETWORK: Attention = Attention::new((12, 2), 3, 2, 24, 2, 3);

struct Block<T> {
    params: Vec<T>,
    condition: Vec<T>,
    noise: Vec<T>,
}

impl<T: Real> Block<T> {
    fn new(network: &Attention) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut uniform = |count: usize, bound: f64| -> Vec<T> {
            let number = || T::from_f64(rng.random_range(-bound..bound));
            std::iter::repeat_with(number).take(count).collect()
        };
        let params = uniform(network.size().params, 0.3);
        let mut condition = vec![T::ONE; ROWS];
        condition.extend(uniform(network.context * ROWS, 1.0));
        let noise = uniform(network.dim * ROWS, 2.0);
        Self {
            params,
            condition,
            noise,
        }
    }

    /// The outputs of a pass.
    fn parallel(&self, network: &Attention, inputs: &[T]) -> Vec<T> {
        let size = network.size();
        let mut tape = vec![T::from_f64(f64::NAN); size.tape * ROWS];
        let mut outputs = vec![T::ZERO; size.outputs * ROWS];
        let pass = Pass {
            rows: ROWS,
            condition: &self.condition,
            tape: &mut tape,
            outputs: &mut outputs,
        };
        network.parallel(&self.params, inputs, pass);
        outputs
    }

    /// What the sweep makes of the noise, each number being shifted by its first output and scaled by the second.
    fn swept(&self, network: &Attention) -> (Vec<T>, Vec<T>) {
        let size = network.size();
        let mut tape = vec![T::from_f64(f64::NAN); size.tape * ROWS];
        let mut outputs = vec![T::ZERO; size.outputs * ROWS];
        let mut inputs = vec![T::from_f64(f64::NAN); size.inputs * ROWS];
        let pass = Pass {
            rows: ROWS,
            condition: &self.condition,
            tape: &mut tape,
            outputs: &mut outputs,
        };
        let next = |at: &Position, outputs: &[T], inputs: &mut [T]| {
            let noise = &self.noise[at.inputs.start * ROWS..at.inputs.end * ROWS];
            moved(noise, outputs, inputs);
        };
        network.sequential(&self.params, &mut inputs, pass, next);
        (inputs, outputs)
    }
}

fn moved<T: Real>(noise: &[T], outputs: &[T], inputs: &mut [T]) {
    for (i, (x, &z)) in inputs.iter_mut().zip(noise).enumerate() {
        let (number, row) = (i / ROWS, i % ROWS);
        let output = |o: usize| outputs[(2 * number + o) * ROWS + row];
        *x = output(0) + z * output(1);
    }
}

fn counted<R>(work: impl FnOnce() -> R) -> (R, usize) {
    MULTIPLY_ADDS.with(|count| count.set(0));
    let result = work();
    (result, MULTIPLY_ADDS.with(Cell::get))
}

fn the_sweep_is_the_recomputed_one<T: Real>() {
    let block = Block::<T>::new(&NETWORK);
    let ((swept, outputs), cached) = counted(|| block.swept(&NETWORK));
    // Without what was kept: a whole pass for every patch, of which the outputs there are taken.
    let mut inputs = vec![T::ZERO; NETWORK.dim * ROWS];
    let ((), uncached) = counted(|| {
        for t in 0..NETWORK.tokens() {
            let outputs = block.parallel(&NETWORK, &inputs);
            let [own, given] = [NETWORK.patches(), NETWORK.given()].map(|p| p.of(t, ROWS));
            moved(&block.noise[own.clone()], &outputs[given], &mut inputs[own]);
        }
    });
    assert!(swept == inputs);
    assert!(outputs == block.parallel(&NETWORK, &inputs));
    assert!(
        3 * uncached >= NETWORK.tokens() * cached,
        "{uncached} {cached}"
    );
}

#[test]
fn the_sweep_with_kept_keys_and_values_is_the_recomputed_one_to_the_bit() {
    the_sweep_is_the_recomputed_one::<f32>();
    the_sweep_is_the_recomputed_one::<f64>();
}

/// Outputs of a patch depend on every number of all patches before it, and on no other; all depend on the context.
#[test]
fn outputs_depend_on_earlier_patches_alone() {
    let mut block = Block::<f64>::new(&NETWORK);
    let inputs = block.noise.clone();
    let outputs = block.parallel(&NETWORK, &inputs);
    let differs = |other: &[f64], t: usize, row: usize| {
        let columns = NETWORK.given().of(t, 1);
        columns
            .map(|column| column * ROWS + row)
            .filter(|&i| other[i] != outputs[i])
            .count()
    };
    let all = NETWORK.given().each;
    for j in 0..NETWORK.dim {
        let mut inputs = inputs.clone();
        inputs[j * ROWS + 4] += 0.5;
        let other = block.parallel(&NETWORK, &inputs);
        for t in 0..NETWORK.tokens() {
            let expected = if t > j / NETWORK.patch { all } else { 0 };
            assert_eq!(differs(&other, t, 4), expected, "{j}, {t}");
            assert_eq!(differs(&other, t, 5), 0, "another sample");
        }
    }
    block.condition[2 * ROWS + 4] += 0.5;
    let other = block.parallel(&NETWORK, &inputs);
    for t in 0..NETWORK.tokens() {
        assert_eq!(differs(&other, t, 4), all);
    }
}

#[test]
fn weights_of_a_head_are_parts_of_a_whole() {
    let block = Block::<f64>::new(&NETWORK);
    let mut tape = vec![0.0; NETWORK.size().tape * ROWS];
    let mut outputs = vec![0.0; NETWORK.size().outputs * ROWS];
    let pass = Pass {
        rows: ROWS,
        condition: &block.condition,
        tape: &mut tape,
        outputs: &mut outputs,
    };
    NETWORK.parallel(&block.params, &block.noise, pass);
    for t in 0..NETWORK.tokens() {
        let weights = &tape[NETWORK.left(1).weights(t, ROWS)];
        for head in weights.chunks(weights.len() / NETWORK.heads) {
            for row in 0..ROWS {
                let own = head.iter().skip(row).step_by(ROWS);
                assert!((own.sum::<f64>() - 1.0).abs() < 1e-12);
            }
        }
        let norm = &tape[NETWORK.left(0).first_norm.of(t, ROWS)];
        let normed = |row: usize| norm[ROWS + row..].iter().step_by(ROWS).take(NETWORK.width);
        for row in 0..ROWS {
            assert!(normed(row).sum::<f64>().abs() < 1e-12);
            let square = normed(row).map(|x| x * x).sum::<f64>() / NETWORK.width as f64;
            assert!((square - 1.0).abs() < 1e-3, "{square}");
        }
    }
}
