//! A training step allocates nothing after the first.

#![allow(missing_docs, reason = "tests")]
#![expect(unsafe_code, reason = "a global allocator")]

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::{StochasticFlow, prelude::*};
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
    #[allow(deprecated, reason = "one reordering leaves places apart")]
    struct Pictures<[1, 4, 4]> = Glow(conv(8)) >> Unsqueeze >> Coupling(conv(8), split = checkerboard);
    #[allow(deprecated, reason = "one reordering leaves places apart")]
    struct Waves<[1, 16]> = Glow(wavenet(4, layers = 2)) >> Unsqueeze;

    /// Whose noise is drawn where the samples are.
    struct Tally<2> = MAF(16) >> Reverse >> MAF(16) >> Dequantize;
    struct Learned<2> = MAF(16) >> Reverse >> MAF(16) >> Standardize >> Dequantize(8);
    struct Kinds<2> = MAF(16) >> Reverse >> MAF(16) >> Standardize >> Argmax(5, 8);
    struct Beside<2> = MAF(16) >> Reverse >> MAF(16) >> Augment(1) >> Standardize;
    struct Shown<2> = MAF(16) >> Reverse >> MAF(16) >> Augment(2, 8) >> Standardize;

    /// Exact, and no bijection or on no box.
    #[allow(deprecated, reason = "one dimension is left before the split")]
    struct Leaving<2> = MAF(16) >> Split(1, by = likelihood) >> Standardize;
    struct Sizes<2> = |z; b > 0| sinh(b * z) >> Abs >> Reverse >> MAF(16, univariate = |z > 0; s > 0| z^s);
    struct Order<3> = On[0, 1](Sort) >> RealNVP(16, split = [0, 1]);
    struct Angles<2> = Circle >> 2 * (MAF(16, univariate = circular(bins = 4)) >> Reverse);
    struct Shares<2> = MAF(16) >> Reverse >> MAF(16) >> Simplex;
    struct Rising<2> = MAF(16) >> Reverse >> MAF(16) >> Ordered;
    struct Ended<2> = MAF(16) >> |z; a, s > 0| a + exp(s * z);

    /// With a context.
    struct Near<2 | 3> = Mixture(2) >> 2 * (MAF(16, 16) >> Reverse) >> Standardize;
    struct Bent<2 | 3> = NSF(16) >> Reverse >> MAF(attention(8, layers = 1, heads = 2)) >> |z; a, b > 0| sinh(b * asinh(z) + a);

    struct Walk<2> = MAF(16) >> Metropolis(self::DoubleWell, steps = 3) >> Reverse >> MAF(16);
    struct Drift<2> = MAF(16) >> Langevin(self::DoubleWell, steps = 3, scale = 0.01) >> Reverse >> MAF(16);
    struct Orbit<2> = MAF(16) >> Hmc(self::DoubleWell, steps = 3) >> Reverse >> MAF(16);
}

/// Allocations while `work` runs.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// Asserts that 10 epochs of `fit` allocate what 2 do: 8 more are 256 steps more, of 32 samples each.
fn no_step_allocates(name: &str, mut fit: impl FnMut(&Trainer<'_>)) {
    let mut run = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(epochs).batch_size(32);
        allocations(|| fit(&trainer))
    };
    // A thread has room of its own once it has had a block, which on a busy machine may be late.
    let (few, many) = (0..3)
        .map(|_| (run(2), run(10)))
        .min_by_key(|(few, many)| many.saturating_sub(*few))
        .expect("three");
    assert!(
        many <= few + 2,
        "{name}: {few} allocations in 2 epochs, {many} in 10"
    );
}

/// The same of a flow that is trained on samples.
fn learns<const D: usize, F: Trainable<D, 0, Scalar = f32>>(
    name: &str,
    mut flow: F,
    data: &[SVector<f32, D>],
) {
    no_step_allocates(name, |trainer| {
        let history = trainer.fit(&mut flow, data).expect(name);
        assert!(history.train_nll().iter().all(|nll| nll.is_finite()));
    });
}

/// The same of a flow that is trained against its target.
fn follows<F: StochasticFlow<2> + Trainable<2, 0, Scalar = f32>>(name: &str, mut flow: F) {
    no_step_allocates(name, |trainer| {
        drop(trainer.fit_paths(&mut flow).expect(name));
    });
}

/// Asserts that densities of rows allocate nothing, where each row is a call, as it comes to a server.
fn rows_one_by_one(
    name: &str,
    data: &[SVector<f32, 2>],
    mut log_prob: impl FnMut(&[SVector<f32, 2>], &mut [f32]),
) {
    let mut out = [0.0];
    log_prob(&data[..1], &mut out);
    let count = allocations(|| {
        for x in data.chunks(1) {
            log_prob(x, &mut out);
            assert!(out[0].is_finite());
        }
    });
    assert_eq!(count, 0, "{name}: rows one by one");
}

/// One test, since other threads' allocations would be counted too.
#[test]
fn nothing_allocates_once_warm() {
    let data: Vec<SVector<f32, 2>> = points(1000, 1.0);
    let of = |change: fn(SVector<f32, 2>) -> SVector<f32, 2>| -> Vec<SVector<f32, 2>> {
        data.iter().map(|x| change(*x)).collect()
    };
    learns("Moons", Moons::new(&mut rng()), &data);
    learns("Tokens", Tokens::new(&mut rng()), &points(1000, 1.0));
    learns("Pictures", Pictures::new(&mut rng()), &points(1000, 1.0));
    learns("Waves", Waves::new(&mut rng()), &points(1000, 1.0));

    let counts = of(|x| x.map(f32::round));
    let kinds = of(|x| x.map(|x| (2.0 + x).clamp(0.0, 4.0).round()));
    let sizes = of(|x| x.abs());
    let order = of(|x| [x[0].min(x[1]), x[0].max(x[1])].into());
    let angles = of(|x| x.map(|x| 3.0 * x.sin()));
    let shares = of(|x| x.map(|x| 0.5 / (1.0 + x.exp())));
    learns("Tally", Tally::new(&mut rng()), &counts);
    learns("Learned", Learned::new(&mut rng()), &counts);
    learns("Kinds", Kinds::new(&mut rng()), &kinds);
    learns("Beside", Beside::new(&mut rng()), &data);
    learns("Shown", Shown::new(&mut rng()), &data);
    learns("Leaving", Leaving::new(&mut rng()), &data);
    learns("Sizes", Sizes::new(&mut rng()), &sizes);
    let three: Vec<SVector<f32, 3>> = order.iter().map(|x| [x[0], x[1], x[0]].into()).collect();
    learns("Order", Order::new(&mut rng()), &three);
    learns("Angles", Angles::new(&mut rng()), &angles);
    learns("Shares", Shares::new(&mut rng()), &shares);
    learns("Rising", Rising::new(&mut rng()), &order);
    learns("Ended", Ended::new(&mut rng()), &sizes);
    learns("Walk", Walk::new(&mut rng()), &data);
    learns("Drift", Drift::new(&mut rng()), &data);
    learns("Orbit", Orbit::new(&mut rng()), &data);
    follows("Walk", Walk::new(&mut rng()));
    follows("Drift", Drift::new(&mut rng()));
    follows("Orbit", Orbit::new(&mut rng()));

    let moons = Moons::new(&mut rng());
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

    let (near, bent) = (Near::new(&mut rng()), Bent::new(&mut rng()));
    let contexts: Vec<SVector<f32, 3>> = points(1000, 1.0);
    rows_one_by_one("alone", &data, |x, out| moons.log_prob_into(x, out));
    let mut own = contexts.iter().cycle();
    rows_one_by_one("given", &data, |x, out| {
        let c = own.next().expect("a context");
        near.given(c).log_prob_into(x, out);
    });
    rows_one_by_one("bent, given", &data, |x, out| {
        bent.given(&contexts[7]).log_prob_into(x, out);
    });
    let given = near.given(&contexts[0]);
    given.log_prob_into(&data, &mut scores);
    let here = allocations(|| given.log_prob_into(&data, &mut scores));
    assert_eq!(here, 0, "densities given a context");
    assert_eq!(scores, given.log_prob_batch(&data));

    let mut grad = vec![0.0; Moons::PARAMS];
    let mut step = || {
        moons.nll_and_grad(&data[..32], &mut grad);
    };
    step();
    let gradients = rayon::scope(|_| allocations(|| (0..100).for_each(|_| step())));
    assert!(gradients <= 200, "{gradients} allocations in 100 gradients");
}
