//! Samples that are no vectors.

use flow_runtime::prelude::*;

flow! {
    pub struct Waiting<f64, minutes> = Mixture(3) >> Standardize >> Exp;
    pub struct Pair<2> = 2 * (MAF(8) >> Reverse);
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let (mut waiting, mut pair) = (Waiting::new(&mut rng), Pair::new(&mut rng));
    let trainer = Trainer::new(Adam::new(1e-3));
    let times: Vec<f64> = vec![1.0, 2.5];
    let _ = trainer.fit(&mut waiting, &times);
    let _ = trainer.fit(&mut pair, &[[1.0, 2.0], [0.5, 0.0]]);
}
