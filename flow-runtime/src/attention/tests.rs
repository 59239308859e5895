use super::Attention;
use crate::conditioner::{Conditioner, Pass, Position, Sequential};
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::cell::Cell;
use std::time::{Duration, Instant};

thread_local! {
    /// Of all products of tokens with matrices so far, each sample's.
    pub(super) static MULTIPLY_ADDS: Cell<usize> = const { Cell::new(0) };
}

const ROWS: usize = 21;

/// 12 numbers in patches of 2, given a context of 3.
const NETWORK: Attention = Attention::new((12, 2), 3, 2, 24, 2, 3);

struct Block<T> {
    rows: usize,
    params: Vec<T>,
    condition: Vec<T>,
    noise: Vec<T>,
}

impl<T: Real> Block<T> {
    fn new(network: &Attention, rows: usize) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut uniform = |count: usize, bound: f64| -> Vec<T> {
            let number = || T::from_f64(rng.random_range(-bound..bound));
            std::iter::repeat_with(number).take(count).collect()
        };
        let params = uniform(network.size().params, 0.3);
        let mut condition = vec![T::ONE; rows];
        condition.extend(uniform(network.context * rows, 1.0));
        let noise = uniform(network.dim * rows, 2.0);
        Self {
            rows,
            params,
            condition,
            noise,
        }
    }

    /// The outputs of a pass.
    fn parallel(&self, network: &Attention, inputs: &[T]) -> Vec<T> {
        let (size, rows) = (network.size(), self.rows);
        let mut tape = vec![T::from_f64(f64::NAN); size.tape * rows];
        let mut outputs = vec![T::ZERO; size.outputs * rows];
        let pass = Pass {
            rows,
            condition: &self.condition,
            tape: &mut tape,
            outputs: &mut outputs,
        };
        network.parallel(&self.params, inputs, pass);
        outputs
    }

    /// What the sweep makes of the noise, each number being shifted by its first output and scaled by the second.
    fn swept(&self, network: &Attention) -> (Vec<T>, Vec<T>) {
        let (size, rows) = (network.size(), self.rows);
        let mut tape = vec![T::from_f64(f64::NAN); size.tape * rows];
        let mut outputs = vec![T::ZERO; size.outputs * rows];
        let mut inputs = vec![T::from_f64(f64::NAN); size.inputs * rows];
        let pass = Pass {
            rows,
            condition: &self.condition,
            tape: &mut tape,
            outputs: &mut outputs,
        };
        let next = |at: &Position, outputs: &[T], inputs: &mut [T]| {
            let noise = &self.noise[at.inputs.start * rows..at.inputs.end * rows];
            moved(rows, noise, outputs, inputs);
        };
        network.sequential(&self.params, &mut inputs, pass, next);
        (inputs, outputs)
    }

    /// The same without what was kept: a whole pass for every patch, of which the outputs there are taken.
    fn recomputed(&self, network: &Attention) -> Vec<T> {
        let mut inputs = vec![T::ZERO; network.dim * self.rows];
        for t in 0..network.tokens() {
            let outputs = self.parallel(network, &inputs);
            let [own, given] = [network.patches(), network.given()].map(|p| p.of(t, self.rows));
            moved(
                self.rows,
                &self.noise[own.clone()],
                &outputs[given],
                &mut inputs[own],
            );
        }
        inputs
    }
}

fn moved<T: Real>(rows: usize, noise: &[T], outputs: &[T], inputs: &mut [T]) {
    for (i, (x, &z)) in inputs.iter_mut().zip(noise).enumerate() {
        let (number, row) = (i / rows, i % rows);
        let output = |o: usize| outputs[(2 * number + o) * rows + row];
        *x = output(0) + z * output(1);
    }
}

fn counted<R>(work: impl FnOnce() -> R) -> (R, usize) {
    MULTIPLY_ADDS.with(|count| count.set(0));
    let result = work();
    (result, MULTIPLY_ADDS.with(Cell::get))
}

fn the_sweep_is_the_recomputed_one<T: Real>() {
    let block = Block::<T>::new(&NETWORK, ROWS);
    let ((swept, outputs), cached) = counted(|| block.swept(&NETWORK));
    let (inputs, uncached) = counted(|| block.recomputed(&NETWORK));
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

/// Of 1,000 pictures of 8 × 8, in blocks on one core.
#[test]
#[ignore = "measures time"]
fn keeping_keys_and_values_saves_most_of_the_time() {
    for patch in [4, 1] {
        let network = Attention::new((64, patch), 0, 2, 64, 2, 4);
        let block = Block::<f32>::new(&network, 50);
        let [mut cached, mut uncached] = [Duration::ZERO; 2];
        for _ in 0..20 {
            let start = Instant::now();
            let (swept, _) = block.swept(&network);
            let middle = Instant::now();
            assert!(swept == block.recomputed(&network));
            cached += middle - start;
            uncached += middle.elapsed();
        }
        let times = uncached.as_secs_f64() / cached.as_secs_f64();
        println!(
            "{} tokens: {cached:.1?} with kept keys and values, {uncached:.1?} without, {times:.1} times",
            network.tokens()
        );
        assert!(3.0 * times >= network.tokens() as f64);
    }
}

/// Outputs of a patch depend on every number of all patches before it, and on no other; all depend on the context.
#[test]
fn outputs_depend_on_earlier_patches_alone() {
    let mut block = Block::<f64>::new(&NETWORK, ROWS);
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
    let block = Block::<f64>::new(&NETWORK, ROWS);
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
