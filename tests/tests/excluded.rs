//! Samples that have no density, whatever is learned, are found before the first step, though every number lies in the support.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::__private::flow_unsimplified;
use flow_runtime::prelude::*;
use flow_runtime::{Batches, FitError};
use tests::{File, points, rng};

flow! {
    pub struct Shares<f64, 2> = MAF(8) >> Simplex;
    pub struct Percent<3> = MAF(8) >> Simplex >> Permute[2, 0, 1] >> Scale[100, 100, 100];
    pub struct Increasing<f64, 3> = MAF(8) >> Ordered;
    #[allow(deprecated, reason = "nothing depends on the context")]
    pub struct Sorted<f64, low, high | year> = Sort >> Standardize(context);
    pub struct Beside<f64, 3> = MAF(8) >> On[2, 0](Ordered) >> On[1](Exp);
    pub struct Bound<f64, 3> = MAF(8) >> On[0, 1](Simplex) >> On[2](Dequantize);
    pub struct Drawn<f64, 3> = MAF(8) >> On[2](Dequantize) >> On[0, 1](Simplex);
    pub struct Times<f64, short, long> = MAF(8) >> Ordered >> Standardize;
    pub struct Ratios<f64, 2> = MAF(8) >> Simplex >> Logit >> Standardize;
    pub struct Learned<f64, 3> = MAF(8) >> On[0, 1](Simplex) >> On[2](Spline(4) >> Affine);
    pub struct Kinds<f64, 5> = MAF(8) >> On[0, 1](Ordered) >> On[2](Dequantize(8)) >> On[3](Argmax(3, 8)) >> On[4](ActNorm >> Exp);
    pub struct Twice<f64, 4> = MAF(8) >> On[0, 1](Simplex) >> On[2, 3](MAF(8));
    pub struct Mixed<f64, 5> = MAF(8) >> On[0, 1](Ordered) >> On[2, 3](RealNVP(8) >> Linear) >> On[4, 2](Matrix[[1, 1], [0, 1]]);
    /// What is learned on one of its columns decides which rows it gives.
    pub struct Share<f64, 2> = MAF(8) >> Simplex >> On[1](Logit >> Affine);
    pub struct Curved<f64, 2> = MAF(8) >> Ordered >> On[0](Spline(4));
    pub struct Normed<f64, 2> = MAF(8) >> Ordered >> On[1](ActNorm);
    /// What is learned behind it decides which rows it gives.
    pub struct Moved<f64, 2> = MAF(8) >> Simplex >> Logit >> Affine;
}

fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-3)).steps(2).batch_size(50)
}

/// Rows that a flow gives, and one in their midst.
macro_rules! with {
    ($flow:ident, $odd:expr) => {{
        let mut rows = $flow.sample_batch(1000, &mut rng());
        for (number, odd) in rows[701].iter_mut().zip($odd) {
            *number = odd;
        }
        rows
    }};
}

/// A flow whose `Standardize` earlier data have set: as if they had mean 0 and variance 1.
macro_rules! set {
    ($flow:ident) => {{
        let mut flow = $flow::new(&mut rng());
        *flow.params_mut().last_mut().expect("whether it is set") = 1.0;
        flow
    }};
}

#[track_caller]
fn refused<T>(result: Result<T, FitError>, by: &str) {
    match result.map(|_| ()) {
        Err(FitError::NoSuchSample { row, element, .. }) => assert_eq!((row, element), (701, by)),
        other => panic!("{other:?}"),
    }
}

/// Tries a row in a flow whose parameters must stay as they are, and the others without it.
macro_rules! refuses {
    ($flow:ident, $odd:expr, $by:literal) => {{
        let mut flow = $flow::new(&mut rng());
        let before = flow.params().to_vec();
        let rows = with!(flow, $odd);
        refused(trainer().fit(&mut flow, &rows), $by);
        assert_eq!(flow.params(), before);
        // A row without weight is not looked at.
        let weights: Vec<_> = (0..rows.len())
            .map(|i| f32::from(u8::from(i != 701)).into())
            .collect();
        trainer()
            .fit(&mut flow, Samples::of(&rows).weights(&weights))
            .expect("the others");
    }};
}

#[test]
fn rows_without_a_density_are_refused_before_the_first_step() {
    refuses!(Shares, [0.6, 0.5], "Simplex");
    refuses!(Percent, [40.0, 30.0, 31.0], "Simplex");
    refuses!(Increasing, [0.0, 2.0, 1.0], "Ordered");
    refuses!(Beside, [3.0, 1.0, 4.0], "On[2, 0](Ordered)");
}

/// On batches, and in what validates, it is said where.
#[test]
fn of_batches_and_of_what_validates_it_is_said_which() {
    let mut flow = Shares::new(&mut rng());
    let rows = with!(flow, [0.6, 0.5]);
    let fine = &rows[..500];
    let error = trainer().fit(&mut flow, Samples::of(fine).validation(&rows));
    let Err(FitError::Validation(error)) = error else {
        panic!("{error:?}");
    };
    refused::<()>(Err(*error), "Simplex");
    let batches = move || [rows[..600].to_vec(), rows[600..].to_vec()];
    let Err(FitError::Batch {
        batch: 2, reason, ..
    }) = trainer().steps(9).fit_batches(&mut flow, batches)
    else {
        panic!("a row of the second batch");
    };
    assert!(
        reason.contains("in row 101, column 1 (both counted from 0): `Simplex`"),
        "{reason}"
    );
    let error = |column, value| FitError::NoSuchSample {
        row: 701,
        column,
        name: None,
        value,
        element: "Simplex",
        scalar: "f64",
        set_by_data: false,
        scaled_by: None,
    };
    assert_eq!(
        error(None, None).to_string(),
        "the data has a sample without a density, row 701 (counted from 0): `Simplex` gives no such numbers in f64"
    );
    assert_eq!(
        error(Some(1), Some(0.5)).to_string(),
        "the data has 0.5 in row 701, column 1 (both counted from 0): `Simplex` gives no such numbers in f64"
    );
}

/// A context in the chain is no matter, nor is one that is missing.
#[test]
fn contexts_are_no_matter() {
    let mut flow = Sorted::new(&mut rng());
    let mut rows = points::<f64, 2>(1000, 1.0);
    for row in &mut rows {
        row.as_mut_slice().sort_by(f64::total_cmp);
    }
    let years: Vec<SVector<f64, 1>> = points(1000, 30.0);
    rows[701] = [1.0, 0.5].into();
    refused(trainer().fit_given(&mut flow, &rows, &years), "Sort");
    rows[701] = [0.5, 1.0].into();
    trainer()
        .fit_given(&mut flow, &rows, &years)
        .expect("rows in their order");
}

/// Noise has columns of its own, and so has what it is drawn for.
#[test]
fn noise_of_other_columns_is_passed_by() {
    refuses!(Bound, [0.6, 0.5, 1.0], "On[0, 1](Simplex)");
    refuses!(Drawn, [0.6, 0.5, 1.0], "On[0, 1](Simplex)");
}

/// What is learned between an element and the data decides.
#[test]
fn what_training_decides_is_not_refused() {
    let mut flow = Moved::new(&mut rng());
    let rows = vec![SVector::from([0.1, 0.2]), SVector::from([2.0, 3.0])];
    let result = trainer().fit(&mut flow, &rows);
    assert!(
        matches!(result, Ok(_) | Err(FitError::Diverged { .. })),
        "{result:?}"
    );
}

/// Rows that only training could exclude are trained on.
#[test]
fn rows_that_training_can_reach_are_not_refused() {
    macro_rules! trains {
        ($flow:ident, $row:expr) => {{
            let flow = $flow::new(&mut rng());
            let good = flow.sample_batch(1000, &mut rng());
            for rows in [good, with!(flow, $row)] {
                let result = trainer().fit(&mut flow.clone(), &rows);
                assert!(
                    matches!(result, Ok(_) | Err(FitError::Diverged { .. })),
                    "{result:?}"
                );
            }
        }};
    }
    trains!(Share, [0.6, 0.5]);
    trains!(Curved, [2.0, 1.0]);
    trains!(Normed, [2.0, 1.0]);
}

/// What validates batches that are read is looked at before them.
#[test]
fn of_batches_what_validates_is_looked_at() {
    let mut flow = set!(Times);
    let rows = with!(flow, [2.0, 1.0]);
    let batches = || rows[..500].chunks(100).map(<[_]>::to_vec);
    let opened = Batches::of(batches).validation(&rows);
    let Err(FitError::Validation(error)) = trainer().fit_batches(&mut flow, opened) else {
        panic!("what validates is looked at");
    };
    refused::<()>(Err(*error), "Ordered");
}

/// Steps that may be left out need no rows that all have a density.
#[test]
fn bad_steps_that_may_be_skipped_are() {
    let mut flow = set!(Times);
    let rows = with!(flow, [2.0, 1.0]);
    let whole = || trainer().steps(20).batch_size(50);
    refused(whole().fit(&mut flow, &rows), "Ordered");
    let history = whole()
        .skip_bad_steps(1)
        .fit(&mut flow, &rows)
        .expect("the other batches");
    assert_eq!(history.skipped_steps(), 1);
    let held = Samples::of(&rows[..500]).validation(&rows);
    let result = whole().skip_bad_steps(1).fit(&mut flow, held);
    assert!(matches!(result, Err(FitError::Validation(_))), "{result:?}");
}

/// A run goes on with what it had been set to, not with what its data would set in the flow at hand.
#[test]
fn runs_that_go_on_are_looked_at_as_they_are() {
    let mut old = set!(Times);
    let mut rows = old.sample_batch(1000, &mut rng());
    let kept = |file: &File| {
        trainer()
            .steps(20)
            .checkpoint(&file.0, Every::Steps(1))
            .resume()
    };
    // With means and deviations of their own these do not keep their order.
    let mut new = Times::new(&mut rng());
    let error = trainer().fit(&mut new, &rows).map(|_| ());
    assert!(
        matches!(error, Err(FitError::NoSuchSample { .. })),
        "{error:?}"
    );
    let file = File::new("excluded");
    kept(&file)
        .steps(2)
        .fit(&mut old, &rows)
        .expect("two steps");
    let history = kept(&file).fit(&mut new, &rows).expect("the others");
    assert_eq!(history.train_nll().len(), 1);
    // What was let through is refused, whatever the flow at hand makes of it.
    rows[701] = [2.0, 1.0].into();
    let file = File::new("excluded-skips");
    let mut old = set!(Times);
    kept(&file)
        .steps(2)
        .skip_bad_steps(2)
        .fit(&mut old, &rows)
        .expect("two steps");
    refused(kept(&file).fit(&mut set!(Times), &rows), "Ordered");
}

/// Columns that change places on the way are not spoken of.
#[test]
fn columns_that_have_moved_are_not_named() {
    let flow = flow_unsimplified!(<f64, a, b, c> = MAF(8) >> Ordered >> Permute[2, 0, 1]);
    let mut flow = flow.init(&mut rng());
    let rows = with!(flow, [3.0, 2.0, 1.0]);
    let result = trainer().fit(&mut flow, &rows).map(|_| ());
    assert!(
        matches!(
            result,
            Err(FitError::NoSuchSample {
                row: 701,
                column: None,
                value: None,
                ..
            })
        ),
        "{result:?}"
    );
}

/// What the data set, training does not move: what they exclude is known before the first step.
#[test]
fn what_the_data_set_is_known_before_the_first_step() {
    // In units of their deviations, shorter and longer times do not keep their order.
    let mut rows = points::<f64, 2>(1000, 1.0);
    for row in &mut rows {
        row[1] = row[0] + row[1].exp();
    }
    let moment = |column: usize, of: &dyn Fn(f64) -> f64| {
        rows.iter().map(|x| of(x[column])).sum::<f64>() / 1000.0
    };
    let means = [0, 1].map(|column| moment(column, &|x| x));
    let deviations = [0, 1].map(|column| moment(column, &|x| (x - means[column]).powi(2)).sqrt());
    let first = rows.iter().position(|x| {
        let [short, long] = [0, 1].map(|column| (x[column] - means[column]) / deviations[column]);
        short >= long
    });
    let row = first.expect("some of the rows");
    let mut flow = Times::new(&mut rng());
    let before = flow.params().to_vec();
    let error = trainer().fit(&mut flow, &rows).expect_err("some rows");
    assert_eq!(
        error,
        FitError::NoSuchSample {
            row,
            column: Some(1),
            name: Some("long"),
            value: Some(rows[row][1]),
            element: "Ordered",
            scalar: "f64",
            set_by_data: true,
            scaled_by: Some("Standardize"),
        }
    );
    assert_eq!(flow.params(), before);
    let text = error.to_string();
    let end = "(counted from 0), column `long`: `Ordered` gives no such numbers in f64 once `Standardize` has scaled them\n\
               help: write `Standardize` in front of `Ordered`";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn one_row_of_many_is_found_wherever_it_is() {
    let mut flow = set!(Times);
    let rows = with!(flow, [2.0, 1.0]);
    let found = |result: Result<History, FitError>| match result {
        Err(FitError::NoSuchSample {
            row,
            column,
            set_by_data: true,
            ..
        }) => (row, column),
        other => panic!("{other:?}"),
    };
    assert_eq!(found(trainer().fit(&mut flow, &rows)), (701, Some(1)));
    let held = Samples::of(&rows[..500]).validation(&rows);
    let Err(FitError::Validation(error)) = trainer().fit(&mut flow, held) else {
        panic!("what validates is looked at");
    };
    assert_eq!(found(Err(*error)), (701, Some(1)));
    // It is among the nine of ten that validate.
    let split = Samples::of(&rows).validation_split(0.9);
    let Err(FitError::Validation(error)) = trainer().fit(&mut flow, split) else {
        panic!("what is held out is looked at");
    };
    assert_eq!(found(Err(*error)), (701, Some(1)));
    // Shares are noticed at the first of which too little is left.
    let mut flow = set!(Ratios);
    let rows = with!(flow, [3.0, 3.0]);
    let Err(FitError::NoSuchSample {
        row,
        column,
        set_by_data: true,
        ..
    }) = trainer().fit(&mut flow, &rows)
    else {
        panic!("shares whose sum is above 1");
    };
    assert_eq!((row, column), (701, Some(1)));
}

/// What is learned or drawn of other columns has no hand in it.
#[test]
fn what_is_learned_of_other_columns_is_passed_by() {
    refuses!(Learned, [0.6, 0.5, 1.0], "On[0, 1](Simplex)");
    refuses!(Kinds, [1.0, 0.5, 3.0, 1.0, 1.5], "On[0, 1](Ordered)");
    refuses!(Twice, [0.6, 0.5, 1.0, 2.0], "On[0, 1](Simplex)");
    refuses!(Mixed, [1.0, 0.5, 3.0, 1.0, 1.5], "On[0, 1](Ordered)");
}
