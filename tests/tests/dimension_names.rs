//! What a flow offers by the names of its dimensions, and what is said with them.

use flow_runtime::prelude::*;
use flow_runtime::{LoadError, Named};

flow! {
    pub struct People<f64, age, income, height | region, year> =
        MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[height, age, income];
    pub struct Numbered<f64, 3 | 2> = MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[2, 0, 1];
    pub struct Swapped<f64, income, age, height | region, year> =
        MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[height, income, age];
    pub struct Moved<f64, age, income, height | year, region> =
        MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[2, 0, 1];
    /// Half named.
    pub struct Half<2 | r#type> = MAF(8) >> Reverse >> MAF(8);
}

const _: () = assert!(People::DIM == 3 && People::CONTEXT == 2);

fn rng() -> Xoshiro256PlusPlus {
    tests::rng()
}

#[test]
fn names_are_constants() {
    assert_eq!(People::NAMES, ["age", "income", "height"]);
    assert_eq!(People::CONTEXT_NAMES, ["region", "year"]);
    assert_eq!(<People as Named<3>>::NAMES, People::NAMES);
    assert_eq!(Numbered::NAMES, ["x0", "x1", "x2"]);
    assert_eq!(Numbered::CONTEXT_NAMES, ["c0", "c1"]);
    assert_eq!((Half::NAMES, Half::CONTEXT_NAMES), (["x0", "x1"], ["type"]));
    assert_eq!(
        Half::SPEC,
        "<f32, 2 | r#type> = MAF(8) >> Reverse >> MAF(8)"
    );
}

/// Names are no part of what is computed.
#[test]
fn a_named_flow_is_the_same_flow() {
    let (named, numbered) = (People::new(&mut rng()), Numbered::new(&mut rng()));
    assert_eq!(named.params(), numbered.params());
    let (x, c) = (
        SVector::<f64, 3>::from([0.3, -0.2, 1.7]),
        SVector::from([0.5, -1.0]),
    );
    let densities = [
        named.given(&c).log_prob(&x),
        numbered.given(&c).log_prob(&x),
    ];
    assert!(densities[0].is_finite());
    assert_eq!(densities[0].to_bits(), densities[1].to_bits());
    assert_eq!(People::MIXING, Numbered::MIXING);
}

#[test]
fn the_summary_says_names() {
    let summary = People::summary();
    for part in [
        "<f64, age, income, height | region, year> = ",
        "MAF(8), in order income height age",
        "Support: `age` in (−∞, ∞), `income` in (−∞, ∞), `height` in (0, ∞).",
        "Mixing: `age` can depend on z0 z1 z2, `income` can depend on z0, `height` can depend on z0 z1.",
    ] {
        assert!(summary.contains(part), "{part}\n{summary}");
    }
}

#[test]
fn training_names_the_column() {
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(1);
    let mut people = People::new(&mut rng());
    let xs = vec![SVector::<f64, 3>::from([0.0, 1.0, 2.0]); 3];
    let cs = vec![SVector::<f64, 2>::from([0.0, 1.0]); 3];
    let mut said = |xs: &[SVector<f64, 3>], cs: &[SVector<f64, 2>]| {
        trainer
            .fit_given(&mut people, xs, cs)
            .unwrap_err()
            .to_string()
    };
    let mut wrong = xs.clone();
    wrong[1][1] = f64::NAN;
    assert_eq!(
        said(&wrong, &cs),
        "the data has NaN in row 1 (counted from 0), column `income`"
    );
    wrong[1][1] = 0.0;
    wrong[2][2] = -1.5;
    assert_eq!(
        said(&wrong, &cs),
        "the data has -1.5 in row 2 (counted from 0), column `height`, outside the flow's support (0, inf): `On[income, height, age](|a, i, h| (a, exp(i), h))` gives no such number"
    );
    let mut strange = cs.clone();
    strange[0][1] = f64::INFINITY;
    assert_eq!(
        said(&xs, &strange),
        "the context has inf in row 0 (counted from 0), column `year`"
    );
}

/// A checkpoint goes with names or without, but not from one column to another.
#[test]
fn files_know_names() {
    let people = People::new(&mut rng());
    let bytes = people.to_bytes().unwrap();
    assert_eq!(
        People::from_bytes(&bytes).unwrap().params(),
        people.params()
    );
    assert_eq!(
        Numbered::from_bytes(&bytes).unwrap().params(),
        people.params()
    );
    let nameless = Numbered::new(&mut rng()).to_bytes().unwrap();
    assert!(People::from_bytes(&nameless).is_ok());
    let error = Swapped::from_bytes(&bytes).map(|_| ()).unwrap_err();
    assert!(matches!(error, LoadError::OtherNames { .. }));
    let error = Moved::from_bytes(&bytes).map(|_| ()).unwrap_err();
    assert!(matches!(error, LoadError::OtherNames { .. }));
    assert_eq!(
        error.to_string(),
        "the checkpoint holds this flow for dimensions of other names\n  \
         in the file: <f64, age, income, height | region, year> = MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[2, 0, 1]\n  \
         expected:    <f64, age, income, height | year, region> = MAF(8) >> |a, i, h| (a, exp(i), h) >> Permute[2, 0, 1]"
    );
}
