//! Layers that make one number of several, where they cannot stand, and a bound that is taken for a density.

use flow_runtime::prelude::*;

flow! {
    pub struct Kind<f64, price, kind> = MAF(8) >> Reverse >> MAF(8) >> On[kind](Argmax(3));
    pub struct Bare<1> = Affine >> Argmax;
    pub struct Single<1> = Affine >> Argmax(1);
    pub struct Many<2> = MAF(8) >> 2 * Argmax(3);
    pub struct Back<2> = MAF(8) >> Invert(MAF(8) >> On[0](Argmax(3)));
    pub struct Narrow<2> = Permute[1, 0] >> On[1](Argmax(3));
    pub struct Beside<2> = Permute[1, 0, 2] >> Augment(2) >> Affine;
    pub struct Positive<2> = MAF(8) >> Exp >> On[1](Argmax(3));
    pub struct Behind<2> = MAF(8) >> On[1](Argmax(3)) >> Affine;
    pub struct Again<2> = MAF(8) >> Argmax(2) >> On[1](Dequantize);
    pub struct Options<2> = MAF(8) >> Dequantize(activation = tanh);
    pub struct Names<price, kind> = MAF(8) >> On[kind](Affine) >> On[kind](Argmax(3));
}

fn main() {
    let kind = Kind::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let lp: f64 = kind.log_prob(&SVector::from([1.0, 2.0]));
    println!("{lp}");
}
