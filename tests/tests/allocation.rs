//! A training step allocates nothing after the first.

#![allow(missing_docs, reason = "tests")]
#![expect(unsafe_code, reason = "a global allocator")]

use flow_runtime::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::{points, rng};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

flow! {
    struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
    struct Tokens<4> = 2 * (MAF(attention(16, layers = 2, heads = 2), patch = 2) >> Reverse);
    struct Tally<2> = MAF(16) >> Reverse >> MAF(16) >> Dequantize;
}

/// Allocations while `work` runs.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// One test, since other threads' allocations would be counted too.
#[test]
fn nothing_allocates_once_warm() {
    let mut moons = Moons::new(&mut rng());
    let data: Vec<SVector<f32, 2>> = points(1000, 1.0);
    let mut fit = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(epochs).batch_size(32);
        allocations(|| drop(trainer.fit(&mut moons, &data)))
    };
    fit(2);
    let (few, many) = (fit(2), fit(20));
    // 18 epochs more are 576 steps more.
    assert!(
        many <= few + 2,
        "{few} allocations in 64 steps, {many} in 640"
    );

    let mut tokens = Tokens::new(&mut rng());
    let rows: Vec<SVector<f32, 4>> = points(1000, 1.0);
    let mut fit = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(epochs).batch_size(32);
        allocations(|| drop(trainer.fit(&mut tokens, &rows)))
    };
    fit(2);
    let (few, many) = (fit(2), fit(20));
    assert!(many <= few + 2, "{few} allocations, then {many}");

    // The noise of whole numbers is drawn where the samples are.
    let mut tally = Tally::new(&mut rng());
    let counts: Vec<SVector<f32, 2>> = data.iter().map(|x| x.map(f32::round)).collect();
    let mut fit = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(epochs).batch_size(32);
        allocations(|| drop(trainer.fit(&mut tally, &counts)))
    };
    fit(2);
    let (few, many) = (fit(2), fit(20));
    assert!(many <= few + 2, "{few} allocations, then {many}");

    let mut x = moons.sample(&mut rng());
    let mut generator = rng();
    let warm = moons.log_prob(&x);
    moons.score(&x);
    let single = allocations(|| {
        for _ in 0..100 {
            x = moons.sample(&mut generator);
            assert!(moons.log_prob(&x).is_finite() && warm.is_finite());
            assert!(moons.score(&x).iter().all(|s| s.is_finite()));
        }
    });
    assert_eq!(single, 0, "single samples, densities and scores");

    let mut scores = vec![0.0; data.len()];
    moons.log_prob_into(&data, &mut scores);
    let here = allocations(|| moons.log_prob_into(&data, &mut scores));
    assert_eq!(here, 0, "densities on this thread");
    assert_eq!(scores, moons.log_prob_batch(&data));

    let mut grad = vec![0.0; Moons::PARAMS];
    let mut step = || {
        moons.nll_and_grad(&data[..32], &mut grad);
    };
    step();
    let gradients = rayon::scope(|_| allocations(|| (0..100).for_each(|_| step())));
    assert!(gradients <= 200, "{gradients} allocations in 100 gradients");
}
