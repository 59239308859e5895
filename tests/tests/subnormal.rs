//! What a run carries from step to step is no subnormal number, with which some processors are a hundred times slower.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::{Batches, prelude::*};
use tests::{points, rng};

flow! { struct Seen<2 | 1> = MAF(8) >> Reverse >> MAF(8); }

const STEPS: usize = 2_000;

/// The numbers at the end of the file of a run that keeps an average: two moments, parameters and average, and four copies of
/// parameters, of which the first are those that were given.
fn carried(file: &[u8], params: usize) -> Vec<&[u8]> {
    let lists = &file[file.len() - 8 * params * size_of::<f32>()..];
    lists.chunks(params * size_of::<f32>()).collect()
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let words = bytes.chunks_exact(4);
    words.map(|word| f32::from_le_bytes(word.try_into().expect("four bytes")))
}

/// The context is 1 in the first batch and 0 in all others, where what its weights get is a gradient of 0.
#[test]
fn moments_of_what_has_no_gradient_any_more_end_as_0() {
    let data: Vec<SVector<f32, 2>> = points(64, 1.0);
    let batch = |i: usize| {
        let seen = if i == 0 { 1.0 } else { 0.0 };
        (
            data.clone(),
            vec![SVector::<f32, 1>::from([seen]); data.len()],
        )
    };
    let mut flow = Seen::new(&mut rng());
    let given = flow.params().to_vec();

    let name = format!("flow-subnormal-{}.run", std::process::id());
    let path = std::env::temp_dir().join(name);
    let trainer = Trainer::new(Adam::new(1e-3).beta2(0.9).weight_decay(1e-2))
        .epochs(1)
        .average(0.9)
        .checkpoint(&path, Every::Epochs(1));
    trainer
        .fit_batches(&mut flow, Batches::of(|| (0..STEPS).map(batch)))
        .expect("training");
    let file = std::fs::read(&path).expect("the file of the run");
    std::fs::remove_file(&path).expect("the file is removed");

    let lists = carried(&file, given.len());
    assert!(numbers(lists[4]).eq(given), "the lists stand elsewhere");
    let names = ["first moments", "second moments", "parameters", "average"];
    for (name, list) in names.iter().zip(&lists) {
        let subnormal = numbers(list).filter(|x| x.is_subnormal()).count();
        assert_eq!(subnormal, 0, "of {} {name}", list.len() / 4);
    }
    // Weights of the context are among them, which have moved and lost their moments since.
    let moved = numbers(lists[2])
        .zip(numbers(lists[4]))
        .map(|(now, then)| now != then);
    let still = moved
        .zip(numbers(lists[0]))
        .filter(|&(moved, m)| moved && m == 0.0);
    assert!(still.count() > 0, "all that moves goes on");
}
