//! Simulators that fail, and threads that are not seen.

use flow_runtime::inference::simulation::{
    InferenceError, LikelihoodPosterior, Prior, Simulations, Snl, Tsnpe,
};
use flow_runtime::prelude::*;
use tests::rng;

type One = SVector<f64, 1>;

flow! {
    struct Line<f64, 1 | 1> = MAF(8) >> Standardize;
}

/// Fails for a third of the parameters in each of two ways.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "simulators are given references"
)]
fn moody(theta: &One, rng: &mut Xoshiro256PlusPlus) -> One {
    assert!(theta[0] < 1.0, "as it is meant to");
    let noise = rng.random::<f64>();
    SVector::from([if theta[0] < -1.0 {
        f64::NAN
    } else {
        theta[0] + noise
    }])
}

fn simulate(thetas: &[One]) -> Simulations<f64, 1, 1> {
    let mut simulations = Simulations::new();
    simulations.run(thetas, moody, 7);
    simulations
}

#[test]
fn failures_are_left_out_and_counted() {
    let thetas: Vec<One> = (0..30)
        .map(|i| SVector::from([f64::from(i % 3) * 1.5 - 1.5]))
        .collect();
    let simulations = simulate(&thetas);
    let counts = [
        simulations.len(),
        simulations.not_finite(),
        simulations.panicked(),
    ];
    assert_eq!(counts, [10; 3]);
    assert!(simulations.thetas().iter().all(|theta| theta[0] == 0.0));
    assert!(simulations.xs().iter().all(|x| (0.0..1.0).contains(&x[0])));

    // A simulation is known by its number: in one go or in two, by one thread or three.
    let mut again = Simulations::new();
    again.run(&thetas[..11], moody, 7);
    again.run(&thetas[11..], moody, 7);
    assert_eq!(again, simulations);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    assert_eq!(pool.install(|| simulate(&thetas)), simulations);
    let mut other = Simulations::new();
    other.run(&thetas, moody, 8);
    assert_ne!(other.xs(), simulations.xs());
}

#[test]
fn what_is_observed_must_be_finite() {
    let prior = Prior::uniform([-3.0], [3.0]);
    let mut flow = Line::new(&mut rng());
    for observed in [vec![], vec![SVector::from([f64::NAN])]] {
        let refused = LikelihoodPosterior::new(&flow, &prior, &observed).unwrap_err();
        assert_eq!(refused, InferenceError::Observation);
    }
    let nan = SVector::from([f64::INFINITY]);
    let tsnpe = Tsnpe::new(Trainer::new(Adam::new(1e-3)));
    let refused = tsnpe.infer(&mut flow, &prior, moody, &nan).unwrap_err();
    assert_eq!(refused, InferenceError::Observation);
}

/// Nothing but failures is nothing to train on.
#[test]
fn a_simulator_that_always_fails_is_an_error() {
    let prior = Prior::uniform([-3.0], [-2.0]);
    let mut flow = Line::new(&mut rng());
    let snl = Snl::new(Trainer::new(Adam::new(1e-3)).epochs(1)).rounds(1);
    let error = snl
        .infer(&mut flow, &prior, moody, &[SVector::from([0.0])])
        .unwrap_err();
    assert_eq!(error, InferenceError::Fit(FitError::Empty));
}

/// What a program would have that had stopped here, and read again what it stored.
fn reloaded(flow: &Line, simulations: &Simulations<f64, 1, 1>) -> (Line, Simulations<f64, 1, 1>) {
    let (thetas, xs) = (simulations.thetas().to_vec(), simulations.xs().to_vec());
    (
        Line::from_bytes(&flow.to_bytes().unwrap()).unwrap(),
        Simulations::of(thetas, xs).with_failures(simulations.not_finite(), simulations.panicked()),
    )
}

/// Rounds one by one are all rounds at once.
#[test]
fn rounds_can_be_resumed() {
    let prior = Prior::uniform([-1.0], [1.0]);
    // Some of which fail.
    let simulator = |theta: &One, rng: &mut Xoshiro256PlusPlus| {
        let noise = rng.random::<f64>();
        let fails = if noise < 0.1 { f64::NAN } else { 0.0 };
        SVector::from([theta[0] + 0.1 * noise + fails])
    };
    let observed = [SVector::from([0.3])];
    let snl = Snl::new(Trainer::new(Adam::new(1e-2)).epochs(3))
        .rounds(3)
        .per_round(40)
        .seed(2);

    let mut at_once = Line::new(&mut rng());
    let expected = snl
        .infer(&mut at_once, &prior, simulator, &observed)
        .unwrap()
        .sample(50)
        .unwrap();

    let mut flow = Line::new(&mut rng());
    let mut simulations = Simulations::new();
    for round in 0..3 {
        (flow, simulations) = reloaded(&flow, &simulations);
        snl.round(
            round,
            &mut flow,
            &prior,
            simulator,
            &observed,
            &mut simulations,
        )
        .unwrap();
        assert_eq!(
            simulations.len() + simulations.not_finite(),
            40 * (round + 1)
        );
    }
    assert!(simulations.not_finite() > 3, "{}", simulations.not_finite());
    assert_eq!(flow.params(), at_once.params());
    let posterior = LikelihoodPosterior::new(&flow, &prior, &observed)
        .unwrap()
        .seed(2);
    assert_eq!(posterior.sample(50).unwrap(), expected);
}

/// The same of a posterior that is truncated: half of the first round fails, which is told neither from the second nor from a file.
#[test]
fn truncated_rounds_can_be_resumed() {
    let prior = Prior::uniform([-1.0], [1.0]);
    let simulator = |theta: &One, rng: &mut Xoshiro256PlusPlus| {
        let noise = rng.random::<f64>();
        let fails = if noise < 0.5 { f64::NAN } else { 0.0 };
        SVector::from([30.0 + theta[0] + 0.1 * noise + fails])
    };
    let observed = SVector::from([30.3]);
    let tsnpe = Tsnpe::new(Trainer::new(Adam::new(1e-2)).epochs(3))
        .rounds(3)
        .per_round(40)
        .seed(2);

    let mut at_once = Line::new(&mut rng());
    let posterior = tsnpe
        .infer(&mut at_once, &prior, simulator, &observed)
        .unwrap();
    let expected = posterior.sample_batch(50, &mut rng());

    let mut flow = Line::new(&mut rng());
    let mut simulations = Simulations::new();
    for round in 0..3 {
        (flow, simulations) = reloaded(&flow, &simulations);
        tsnpe
            .round(
                round,
                &mut flow,
                &prior,
                simulator,
                &observed,
                &mut simulations,
            )
            .unwrap();
        assert_eq!(
            simulations.len() + simulations.not_finite(),
            40 * (round + 1)
        );
    }
    assert!(simulations.not_finite() > 30);
    assert_eq!(flow.params(), at_once.params());
    let again = tsnpe
        .posterior(&flow, &prior, &observed, &simulations)
        .unwrap();
    assert_eq!(again.sample_batch(50, &mut rng()), expected);

    // Those of another run would be shown at another scale.
    let other = Tsnpe::new(Trainer::new(Adam::new(1e-2))).seed(3);
    let refused = other
        .round(3, &mut flow, &prior, simulator, &observed, &mut simulations)
        .unwrap_err();
    assert_eq!(refused, InferenceError::OtherRun);
}
