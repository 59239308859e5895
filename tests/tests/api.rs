//! The program that callers rely on: it must compile and keep compiling.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;

flow! {
    pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
    pub struct Likelihood<f64, 2 | 3> = 3 * (MAF(32, 32, activation = tanh) >> Reverse);
}

const _: () = assert!(Moons::DIM == 2 && Moons::CONTEXT == 0 && Moons::PARAMS == 51_084);
const _: () = assert!(Likelihood::DIM == 2 && Likelihood::CONTEXT == 3);

struct Round;

impl Target<f32, 2> for Round {
    fn log_density(&self, x: &SVector<f32, 2>) -> f32 {
        -0.5 * x.norm_squared()
    }

    fn log_density_and_grad(&self, x: &SVector<f32, 2>) -> (f32, SVector<f32, 2>) {
        (-0.5 * x.norm_squared(), -x)
    }
}

#[test]
fn the_whole_program() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let data: Vec<SVector<f32, 2>> = datasets::moons(1000, 0.05, &mut rng);
    let mut moons = Moons::new(&mut rng);

    let history: History = Trainer::new(Adam::new(1e-3))
        .epochs(3)
        .batch_size(32)
        .seed(0)
        .fit(&mut moons, &data)?;
    let losses: &[f64] = history.train_nll();
    assert_eq!(losses.len(), 3);

    let x: SVector<f32, 2> = moons.sample(&mut rng);
    assert!(x.iter().all(|x| x.is_finite()));
    let (x, lp) = moons.sample_and_log_prob(&mut rng);
    assert!((moons.log_prob(&x) - lp).abs() < 1e-3);
    let lp: f32 = moons.log_prob(&x);
    let (z, log_det) = moons.inverse_and_log_det(&x);
    let (again, back) = moons.forward_and_log_det(&z);
    assert!((again - x).norm() < 1e-3 && (log_det + back).abs() < 1e-3 && lp.is_finite());
    let (x, z) = (moons.forward(&z), moons.inverse(&x));
    let score: SVector<f32, 2> = moons.score(&x);
    assert!(score.iter().chain(z.iter()).all(|s| s.is_finite()));

    let xs: Vec<SVector<f32, 2>> = moons.sample_batch(1000, &mut rng);
    let lps: Vec<f32> = moons.log_prob_batch(&xs);
    let (zs, log_dets) = moons.inverse_batch(&xs);
    let (xs, log_dets_back) = moons.forward_batch(&zs);
    assert_eq!(
        (lps.len(), log_dets.len(), log_dets_back.len()),
        (1000, 1000, 1000)
    );
    let nll: f32 = moons.nll(&xs);
    let mut grad = vec![0.0; Moons::PARAMS];
    let same: f32 = moons.nll_and_grad(&xs, &mut grad);
    assert!((nll - same).abs() < 1e-3 && grad.iter().any(|g| *g != 0.0));
    moons.params_mut()[0] += 0.0;
    let p: &[f32] = moons.params();
    assert_eq!(p.len(), Moons::PARAMS);

    let path = std::env::temp_dir().join(format!("moons-{}.safetensors", std::process::id()));
    moons.save(&path)?;
    let again = Moons::load(&path)?;
    std::fs::remove_file(&path)?;
    assert_eq!(again.params(), moons.params());
    println!("{}\n{}", Moons::SPEC, Moons::summary());

    // Vector-Jacobian products, and what else a density of one's own needs.
    let (dxs, dlog_dets) = (xs.clone(), log_dets_back);
    let dx = moons.forward_vjp_batch(&zs, &dxs, &dlog_dets, &mut grad);
    let dz = moons.inverse_vjp_batch(&xs, &dx, &dlog_dets, &mut grad);
    assert!(dz.len() == 1000 && grad.iter().all(|g| g.is_finite()));
    let (xs, lps) = moons.sample_and_log_prob_batch(1000, &mut rng);
    assert!((moons.log_prob(&xs[0]) - lps[0]).abs() < 1e-3);
    let weights = vec![1.0; 1000];
    let nll = moons.weighted_nll_and_grad(&xs, &weights, &mut grad);
    assert!((nll - moons.nll(&xs)).abs() < 1e-3);

    // A density of one's own.
    let history = Trainer::new(Adam::new(1e-3))
        .steps(30)
        .batch_size(64)
        .fit_target(&mut moons, &Round)?;
    let drawn = Importance::draw(&moons, &Round, 1000, &mut rng);
    let (value, standard_error) = drawn.log_evidence();
    assert!(history.train_nll().len() == 1 && value.is_finite() && standard_error > 0.0);
    assert_eq!(
        (drawn.samples().len(), drawn.log_weights().len()),
        (1000, 1000)
    );
    assert!(drawn.ess() >= 1.0 && drawn.resample(50).len() == 50);

    // Conditional densities.
    let mut q = Likelihood::new(&mut rng);
    let c: SVector<f64, 3> = SVector::zeros();
    let given = q.given(&c);
    let x = given.sample(&mut rng);
    let lp: f64 = given.log_prob(&x);
    let xs = given.sample_batch(100, &mut rng);
    let cs = vec![c; 100];
    let lps: Vec<f64> = q.log_prob_batch_given(&xs, &cs);
    let nll: f64 = q.nll_given(&xs, &cs);
    assert!(lp.is_finite() && (nll + lps.iter().sum::<f64>() / 100.0).abs() < 1e-12);
    let history = Trainer::new(Adam::new(1e-3))
        .epochs(1)
        .batch_size(32)
        .fit_given(&mut q, &xs, &cs)?;
    assert_eq!(history.train_nll().len(), 1);
    Ok(())
}
