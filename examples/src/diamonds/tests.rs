//! The chains on a few of the rows.

use super::chains::{Categories, Numbers};
use super::{COLUMNS, Row, SHARES, SPLIT};
use flow_runtime::Named;
use flow_runtime::prelude::*;
use flow_runtime::table::{self, Table};
use std::path::Path;

flow! {
    /// What is known of each column by itself.
    #[allow(deprecated, reason = "nothing is to be mixed")]
    struct Apart<carat, cut, color, clarity, depth, table, price, x, y, z> =
        Spline(16, bound = 4) >> Standardize >> On[carat, price, x, y, z](Exp) >> Dequantize;
}

fn rows<F: Named<COLUMNS>>() -> [Vec<Row>; 3] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/diamonds.csv");
    let table = Table::<f32>::read(path).expect("a table");
    table::split(
        &table.of::<F, COLUMNS>().expect("its columns"),
        SHARES,
        SPLIT,
    )
}

/// The bound of 10 draws after some steps, in nats a row, of rows that are not trained on.
fn bound<F>(mut flow: F) -> f64
where
    F: LowerBound<f32, COLUMNS> + Trainable<COLUMNS, 0, Scalar = f32> + Named<COLUMNS>,
{
    let [train, _, test] = rows::<F>();
    let trainer = Trainer::new(Adam::new(2e-3)).epochs(8).batch_size(64);
    trainer.fit(&mut flow, &train).expect("training");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let bounds = flow.log_prob_bound_batch(&test, 10, &mut rng);
    bounds.iter().map(|&bound| f64::from(bound)).sum::<f64>() / bounds.len() as f64
}

#[test]
fn categories_are_read_as_codes() {
    let [train, valid, test] = rows::<Categories>();
    assert_eq!([train.len(), valid.len(), test.len()], [799, 100, 100]);
    let column = |name| Categories::NAMES.iter().position(|own| *own == name);
    for (name, codes) in [("cut", 5), ("color", 7), ("clarity", 8)] {
        let column = column(name).expect(name);
        let found: std::collections::BTreeSet<i64> =
            train.iter().map(|row| row[column] as i64).collect();
        assert!(found.iter().copied().eq(0..codes), "{name}: {found:?}");
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut row = train[0];
    row[column("cut").expect("cut")] = 5.0;
    let refused = Trainer::new(Adam::new(1e-3)).fit(&mut Categories::new(&mut rng), &[row]);
    let message = refused.expect_err("a sixth cut").to_string();
    assert!(message.contains("`cut`"), "{message}");
}

#[test]
fn columns_tell_of_each_other() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let apart = bound(Apart::new(&mut rng));
    let [categories, numbers] = [
        bound(Categories::new(&mut rng)),
        bound(Numbers::new(&mut rng)),
    ];
    println!("apart {apart:.2}, categories {categories:.2}, numbers {numbers:.2}");
    assert!(categories > apart + 3.0, "{categories} and {apart}");
    assert!(numbers > apart + 3.0, "{numbers} and {apart}");
}
