//! `Standardize(context)`: contexts of any size train a flow as those near 1 do.

use flow_runtime::prelude::*;
use tests::rng;

flow! {
    pub struct Raw<f64, 2 | 2> = 2 * (MAF(16, activation = tanh) >> Reverse) >> Standardize;
    pub struct Scaled<f64, 2 | 2> = 2 * (MAF(16, activation = tanh) >> Reverse) >> Standardize(context) >> Standardize;
    pub struct Anywhere<f64, 2 | 2> = Normal(8) >> Standardize(context) >> Invert(RealNVP(8, activation = tanh));
}

const _: () = assert!(Scaled::PARAMS == Raw::PARAMS + 5);

/// Data around what its context says, and the context in other units.
fn data(size: f64, from: f64) -> (Vec<SVector<f64, 2>>, Vec<SVector<f64, 2>>) {
    let mut rng = rng();
    let mut uniform = || rng.random_range(-1.0..1.0);
    (0..2000)
        .map(|_| {
            let c = SVector::<f64, 2>::from([uniform(), uniform()]);
            let x = SVector::from([c[0] + 0.1 * uniform(), c[0] * c[1] + 0.1 * uniform()]);
            (x, c.map(|c| from + size * c))
        })
        .unzip()
}

fn trainer() -> Trainer<'static> {
    Trainer::new(Adam::new(1e-2))
        .epochs(12)
        .batch_size(100)
        .seed(1)
}

#[test]
fn contexts_in_the_thousands_train_as_those_near_1() {
    let ((xs, near), (_, far)) = (data(1.0, 0.0), data(1000.0, 5000.0));
    let mut raw = Raw::new(&mut rng());
    trainer().fit_given(&mut raw, &xs, &near).unwrap();
    let mut scaled = Scaled::new(&mut rng());
    trainer().fit_given(&mut scaled, &xs, &far).unwrap();
    let (near, far) = (raw.nll_given(&xs, &near), scaled.nll_given(&xs, &far));
    assert!((near - far).abs() < 0.1, "{near} and {far}");
    // A flow that ignores its context would be above 1.
    assert!(far < 0.0, "{far}");
}

/// What the data has set is mean and deviation, stays, and is in the checkpoint.
#[test]
fn the_data_sets_it_once() {
    let (xs, cs) = data(1000.0, 5000.0);
    let mut flow = Scaled::new(&mut rng());
    trainer().fit_given(&mut flow, &xs, &cs).unwrap();
    let trained = Scaled::trained_params();
    let fixed = |flow: &Scaled| -> Vec<f64> {
        let both = flow.params().iter().zip(&trained);
        both.filter(|(_, trained)| !**trained)
            .map(|(p, _)| *p)
            .collect()
    };
    let set = fixed(&flow);
    assert_eq!(set.len(), 5 + 5);
    for j in 0..2 {
        let mean = cs.iter().map(|c| c[j]).sum::<f64>() / 2000.0;
        let variance = cs.iter().map(|c| (c[j] - mean).powi(2)).sum::<f64>() / 2000.0;
        assert!((set[j] - mean).abs() < 1e-8 && (set[2 + j] - variance.sqrt().ln()).abs() < 1e-8);
    }
    let other = data(1.0, 0.0).1;
    trainer().fit_given(&mut flow, &xs, &other).unwrap();
    assert_eq!(fixed(&flow), set);
    let again = Scaled::from_bytes(&flow.to_bytes().unwrap()).unwrap();
    let c = cs[3];
    assert_eq!(
        again.given(&c).log_prob(&xs[3]).to_bits(),
        flow.given(&c).log_prob(&xs[3]).to_bits()
    );
    let mut grad = vec![1.0; Scaled::PARAMS];
    flow.nll_and_grad_given(&xs, &cs, &mut grad);
    let both = grad.iter().zip(&trained);
    assert!(
        both.filter(|(_, trained)| !**trained)
            .all(|(g, _)| *g == 0.0)
    );
}

/// The gradient by the context is that by the context as it is given.
#[test]
fn the_score_of_the_context_is_a_derivative() {
    let (xs, cs) = data(1000.0, 5000.0);
    let mut flow = Anywhere::new(&mut rng());
    trainer().fit_given(&mut flow, &xs, &cs).unwrap();
    let scores = flow.context_score_batch_given(&xs[..5], &cs[..5]);
    let mut largest = 0.0_f64;
    for ((x, c), score) in xs.iter().zip(&cs).zip(&scores) {
        for j in 0..2 {
            let at = |h: f64| {
                let mut c = *c;
                c[j] += h;
                flow.given(&c).log_prob(x)
            };
            let slope = (at(0.05) - at(-0.05)) / 0.1;
            assert!((slope - score[j]).abs() < 1e-8, "{slope} and {}", score[j]);
            largest = largest.max(score[j].abs());
        }
    }
    assert!(largest > 1e-4, "{largest}");
}
