//! Names in place of the number of dimensions, of the data, of the context, or of both.

#![deny(warnings)]

use flow_runtime::prelude::*;

flow! {
    pub struct Wine<alcohol, ash, magnesium> = 2 * (NSF(8) >> Reverse) >> Standardize;
    pub struct People<f64, income, age, height | region, year> = 2 * (MAF(8) >> Reverse);
    pub struct Data<alcohol, ash | 3> = 2 * (MAF(8) >> Reverse);
    pub struct Context<2 | year,> = 2 * (MAF(8) >> Reverse);
    /// Words that Rust keeps to itself, or that the generated code uses.
    pub struct Odd<r#type, f, x, z, rt, rng, str, größe> = 2 * (MAF(8) >> Reverse);
}

const _: () = assert!(Wine::DIM == 3 && People::CONTEXT == 2 && Odd::NAMES.len() == 8);

fn main() {
    assert_eq!(Wine::NAMES, ["alcohol", "ash", "magnesium"]);
    assert_eq!(People::CONTEXT_NAMES, ["region", "year"]);
    assert_eq!((Data::CONTEXT, Data::CONTEXT_NAMES), (3, ["c0", "c1", "c2"]));
    assert_eq!((Context::NAMES, Context::CONTEXT_NAMES), (["x0", "x1"], ["year"]));
    assert_eq!(Odd::NAMES[0], "type");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let flow = flow!(<alcohol, ash> = MAF(8) >> Reverse >> MAF(8)).init(&mut rng);
    let _: f32 = flow.log_prob(&SVector::<f32, 2>::zeros());
}
