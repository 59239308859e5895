//! `fit` says which columns stand where a flow learns them badly, and says nothing of others.

use flow_runtime::Note;
use flow_runtime::prelude::*;
use tests::{points, rng};

flow! {
    pub struct Raw<f64, age, income> = 3 * (MAF(16) >> Reverse);
    pub struct Standard<f64, age, income> = 3 * (MAF(16) >> Reverse) >> Standardize;
    pub struct Prepared<f64, age, income> = 2 * (Reverse >> MAF(16)) >> ActNorm;
    pub struct Positive<f64, age, income> = 2 * (Reverse >> MAF(16)) >> On[income](Exp);
    pub struct StandardPositive<f64, age, income> = 2 * (Reverse >> MAF(16)) >> Standardize >> On[income](Exp);
    pub struct Tamed<f64, age, income> = MAF(16) >> On[income](|z; a| a + sinh(z));
    /// Bases that are far out, or heavy, as their data are.
    #[allow(deprecated, reason = "its dimensions are independent")]
    pub struct Elsewhere<f64, 2> = Normal[loc = [170, 1e4], scale = [10, 20]] >> Affine;
    pub struct Heavy<f64, 2> = StudentT(dof = 1) >> MAF(16);
    pub struct Kinds<f64, age, visits, plan> = MAF(16) >> Standardize >> On[plan](Argmax(3)) >> On[visits](Dequantize);
    pub struct Counts<f64, 2> = 2 * (MAF(16) >> Reverse) >> Dequantize(8);
    pub struct Turned<2> = 2 * (Permute[1, 0] >> NSF(16)) >> Permute[1, 0];
    pub struct Both<f64, 1 | year, size> = MAF(16) >> Standardize;
    pub struct BothStandard<f64, 1 | year, size> = MAF(16) >> Standardize >> Standardize(context);
}

/// An age near 0, and an income elsewhere.
fn people(mean: f64, deviation: f64) -> Vec<SVector<f64, 2>> {
    let people = points::<f64, 2>(400, 1.0).into_iter();
    people
        .map(|z| SVector::from([z[0], mean + deviation * z[1]]))
        .collect()
}

fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-3)).steps(1).batch_size(100)
}

/// What is noted of a new flow.
macro_rules! notes {
    ($flow:ident, $samples:expr) => {{
        let mut flow = $flow::new(&mut rng());
        let history = trainer().fit(&mut flow, $samples).expect("a step");
        history.notes().to_vec()
    }};
}

#[test]
fn columns_around_50_000_are_named() {
    let data = people(50_000.0, 5_000.0);
    let found = notes!(Raw, &data);
    let [Note::FarData { columns, .. }] = found.as_slice() else {
        panic!("{found:?}");
    };
    let [income] = columns.as_slice() else {
        panic!("{columns:?}");
    };
    assert_eq!((income.column, income.name), (1, Some("income")));
    assert!((income.mean / 50_000.0 - 1.0).abs() < 0.02, "{income:?}");
    assert!((income.deviation / 5_000.0 - 1.0).abs() < 0.2, "{income:?}");
    let text = found[0].to_string();
    let help = "help: write `>> Standardize` behind `MAF(16)";
    assert!(text.contains("`income`") && text.contains(help), "{text}");
}

#[test]
fn data_that_a_new_flow_brings_to_its_base_are_not() {
    let far = people(50_000.0, 5_000.0);
    assert_eq!(notes!(Standard, &far), []);
    assert_eq!(notes!(Prepared, &far), []);
    assert_eq!(notes!(Raw, &people(3.0, 2.0)), []);
    assert_eq!(notes!(Tamed, &people(0.0, 1_000.0)), []);
}

/// What counts is where the logarithms are.
#[test]
fn positive_columns_stand_where_their_logarithms_do() {
    let logarithms = |mean| {
        let mut people = people(mean, 0.5);
        for x in &mut people {
            x[1] = x[1].exp();
        }
        people
    };
    assert_eq!(notes!(Positive, &logarithms(3.0)), []);
    assert_eq!(notes!(StandardPositive, &logarithms(20.0)), []);
    let found = notes!(Positive, &logarithms(20.0));
    let [Note::FarData { columns, .. }] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(columns[0].name, Some("income"));
    assert!((columns[0].mean - 20.0).abs() < 0.1, "{columns:?}");
}

#[test]
fn columns_keep_their_numbers_through_permutations() {
    let far = |place: usize| {
        let mut data = points::<f32, 2>(100, 1.0);
        for x in &mut data {
            x[place] += 1e3;
        }
        data
    };
    for place in [0, 1] {
        let found = notes!(Turned, &far(place));
        let [Note::FarData { columns, .. }] = found.as_slice() else {
            panic!("{found:?}");
        };
        let numbers: Vec<usize> = columns.iter().map(|column| column.column).collect();
        assert_eq!(numbers, [place]);
    }
}

#[test]
fn contexts_in_the_thousands_are_named() {
    let (xs, cs): (Vec<SVector<f64, 1>>, Vec<SVector<f64, 2>>) = points::<f64, 3>(300, 1.0)
        .into_iter()
        .map(|z| (SVector::from([z[0]]), SVector::from([2000.0 + z[1], z[2]])))
        .unzip();
    let samples = || Samples::of(&xs).contexts(&cs);
    let found = notes!(Both, samples());
    let [Note::FarContexts { columns, .. }] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(columns.len(), 1);
    assert_eq!((columns[0].column, columns[0].name), (0, Some("year")));
    assert!(found[0].to_string().contains("`>> Standardize(context)`"));
    assert_eq!(notes!(BothStandard, samples()), []);
}

#[test]
fn the_first_batch_that_is_read_is_looked_at() {
    let far = people(50_000.0, 5_000.0);
    let batches = || far.chunks(100).map(<[_]>::to_vec);
    let mut raw = Raw::new(&mut rng());
    let history = trainer().fit_batches(&mut raw, batches).expect("a step");
    assert_eq!(history.notes().len(), 1);
    let mut standard = Standard::new(&mut rng());
    let fitted = trainer().fit_batches(&mut standard, batches);
    assert_eq!(fitted.expect("a step").notes(), []);
}

#[test]
fn observers_are_told_how_many_there_are() {
    let told = |data: &[SVector<f64, 2>]| {
        let mut flow = Raw::new(&mut rng());
        let mut told = Vec::new();
        let trainer = trainer().on_epoch(|epoch| told.push(epoch.notes));
        trainer.fit(&mut flow, data).expect("a step");
        drop(trainer);
        told
    };
    assert_eq!(told(&people(50_000.0, 5_000.0)), [1]);
    assert_eq!(told(&people(0.0, 1.0)), [0]);
}

#[test]
fn bases_that_stand_where_their_data_do_are_not_far() {
    let near: Vec<SVector<f64, 2>> = points::<f64, 2>(300, 1.0)
        .into_iter()
        .map(|z| SVector::from([170.0 + 10.0 * z[0], 1e4 + 20.0 * z[1]]))
        .collect();
    assert_eq!(notes!(Elsewhere, &near), []);
    assert_eq!(notes!(Elsewhere, &people(50_000.0, 1.0)).len(), 1);
    // By ratios of normal numbers, which are Cauchy's.
    let heavy: Vec<SVector<f64, 2>> = points::<f64, 3>(300, 1.0)
        .into_iter()
        .map(|z| SVector::from([z[0] / z[2], z[1] / z[2]]))
        .collect();
    assert_eq!(notes!(Heavy, &heavy), []);
}

#[test]
fn what_is_said_can_be_written() {
    let counts: Vec<SVector<f64, 2>> = people(5_000.0, 40.0)
        .iter()
        .map(|x| SVector::from([x[0].round(), x[1].round()]))
        .collect();
    let text = notes!(Counts, &counts)[0].to_string();
    assert!(text.contains("behind `MAF(16)"), "{text}");
    // A flow that other data have set.
    let mut standard = Standard::new(&mut rng());
    let noted = |flow: &mut Standard, data: &[SVector<f64, 2>]| {
        trainer().fit(flow, data).expect("a step").notes().to_vec()
    };
    assert_eq!(noted(&mut standard, &people(0.0, 1.0)), []);
    let text = noted(&mut standard, &people(50_000.0, 1.0))[0].to_string();
    assert!(text.contains("was set by other data"), "{text}");
}

#[test]
fn columns_that_are_always_the_same_are_named() {
    let mut data = people(3.0, 0.0);
    let found = notes!(Standard, &data);
    let [Note::Constant { columns }] = found.as_slice() else {
        panic!("{found:?}");
    };
    let [income] = columns.as_slice() else {
        panic!("{columns:?}");
    };
    assert_eq!(
        (income.column, income.name, income.value),
        (1, Some("income"), 3.0)
    );
    assert_eq!(
        found[0].to_string(),
        "the same in all rows that are trained on, columns of the data: `income` (always 3)\n\
         help: there is no best density of these: the flow learns a spike, and −ln p can fall without bound the longer it is trained. \
         Leave them out. If they hold whole numbers or categories: `>> On[column](Dequantize)`, `>> On[column](Argmax(k))`"
    );
    assert_eq!(notes!(Counts, &[SVector::from([1.0, 2.0]); 9]), []);
    // One row says nothing of others.
    assert_eq!(notes!(Standard, &data[..1]), []);
    // What is always the same and far is named once.
    let far = notes!(Raw, &people(50_000.0, 0.0));
    assert!(matches!(far.as_slice(), [Note::Constant { .. }]), "{far:?}");
    // One row that differs is enough, if it counts.
    data[399][1] = 4.0;
    assert_eq!(notes!(Standard, &data), []);
    let mut weights = vec![1.0; 400];
    weights[399] = 0.0;
    let weighed = Samples::of(&data).weights(&weights);
    assert_eq!(notes!(Standard, weighed).len(), 1);
}

/// Noise makes a density of what is always the same, and a batch is not all there is.
#[test]
fn what_may_be_always_the_same_is_not_named() {
    let kinds: Vec<SVector<f64, 3>> = people(0.0, 1.0)
        .iter()
        .map(|x| SVector::from([x[0], 7.0, 2.0]))
        .collect();
    assert_eq!(notes!(Kinds, &kinds), []);
    let same = people(3.0, 0.0);
    let mut standard = Standard::new(&mut rng());
    let batches = || same.chunks(100).map(<[_]>::to_vec);
    let fitted = trainer().fit_batches(&mut standard, batches);
    assert_eq!(fitted.expect("a step").notes(), []);
}
