//! A chain on some of the dimensions is what it is on those alone, and leaves the others.

use flow_runtime::prelude::*;
use tests::{perturbed, rng};

flow! {
    pub struct Inside<f64, 2 | 1> = MAF(8) >> Reverse >> RealNVP(7) >> |z| exp(z);
    #[allow(deprecated, reason = "some dimensions are independent of the others")]
    pub struct Part<f64, 4 | 1> = On[3, 1](MAF(8) >> Reverse >> RealNVP(7) >> |z| exp(z));
    #[allow(deprecated, reason = "some dimensions are independent of the others")]
    pub struct ByName<f64, age, income, height, rent | 1> =
        On[rent, income](MAF(8) >> Reverse >> RealNVP(7) >> |z| exp(z));
    #[allow(deprecated, reason = "some dimensions are independent of the others")]
    pub struct Run<f64, 4 | 1> = On[1..3](MAF(8) >> Reverse >> RealNVP(7) >> |z| exp(z));
    pub struct Data<f64, 3> = MAF(8) >> On[2](Standardize) >> On[0, 2](Exp);
}

const _: () = assert!(Part::PARAMS == Inside::PARAMS);
const _: () = assert!(Part::MIXING[3][1] && Part::MIXING[1][3] && !Part::MIXING[1][0]);
const _: () = assert!(Part::SUPPORT[3].lower == 0.0 && Part::SUPPORT[0].lower < 0.0);

/// The columns come out as from the chain alone, to the bit, in either direction and in the gradient.
#[test]
fn the_chain_sees_its_columns_alone() {
    let inside = perturbed(Inside::new(&mut rng()));
    let mut some = Part::new(&mut rng());
    let mut run = Run::new(&mut rng());
    some.params_mut().copy_from_slice(inside.params());
    run.params_mut().copy_from_slice(inside.params());
    let c = SVector::from([0.3]);
    let z = SVector::<f64, 4>::from([0.5, -1.25, 0.75, 2.0]);
    let own = SVector::from([z[3], z[1]]);
    let (x, log_det) = inside.given(&c).forward_and_log_det(&own);
    let (all, whole) = some.given(&c).forward_and_log_det(&z);
    assert_eq!(all, SVector::from([z[0], x[1], z[2], x[0]]));
    assert_eq!(log_det, whole);

    let own = SVector::from([z[1], z[2]]);
    let (x, log_det) = inside.given(&c).forward_and_log_det(&own);
    let (all, whole) = run.given(&c).forward_and_log_det(&z);
    assert_eq!(all, SVector::from([z[0], x[0], x[1], z[3]]));
    assert_eq!(log_det, whole);

    let mut grads = [0, 1].map(|_| vec![0.0; Inside::PARAMS]);
    let data = [all; 5];
    let part = data.map(|x| SVector::from([x[1], x[2]]));
    run.nll_and_grad_given(&data, &[c; 5], &mut grads[0]);
    inside.nll_and_grad_given(&part, &[c; 5], &mut grads[1]);
    assert_eq!(grads[0], grads[1]);
    assert!(grads[0].iter().any(|g| *g != 0.0));
}

#[test]
fn names_and_numbers_mean_the_same() {
    let (named, numbered) = (ByName::new(&mut rng()), Part::new(&mut rng()));
    assert_eq!(named.params(), numbered.params());
    assert_eq!(
        ByName::SPEC.split_once(" = ").map(|(_, chain)| chain),
        Part::SPEC.split_once(" = ").map(|(_, chain)| chain)
    );
    assert!(Part::from_bytes(&named.to_bytes().unwrap()).is_ok());
    let summary = ByName::summary();
    // The permutation between the two has moved behind them.
    assert!(summary.contains("On[income, rent](MAF(8))"), "{summary}");
    assert!(
        summary.contains("On[rent, income](RealNVP(7))"),
        "{summary}"
    );
    assert!(summary.contains("`rent` in (0, ∞)"), "{summary}");
}

/// What data sets, it sets for these dimensions alone.
#[test]
fn data_sets_what_is_on_its_columns() {
    let mut flow = Data::new(&mut rng());
    let xs: Vec<SVector<f64, 3>> = (0..200)
        .map(f64::from)
        .map(|i| SVector::from([1.0 + i % 7.0, i % 5.0 - 2.0, (3.0 + (i % 11.0) / 5.0).exp()]))
        .collect();
    let before = flow.nll(&xs);
    Trainer::new(Adam::new(1e-9))
        .epochs(1)
        .fit(&mut flow, &xs)
        .unwrap();
    let of_column = &flow.params()[Data::PARAMS - 3..];
    let mean = xs.iter().map(|x| x[2].ln()).sum::<f64>() / 200.0;
    assert!((of_column[0] - mean).abs() < 1e-9, "{of_column:?}");
    assert_eq!(of_column[2], 1.0);
    assert!(flow.nll(&xs) < before);
}
