//! What stands where a number must.

use flow_runtime::prelude::*;

const WIDTH: usize = 64;

flow! {
    struct Constants<2> = MAF(WIDTH) >> Shift[WIDTH, π] >> Linear(seed = SEED) >> NSF(8, bins = BINS);
    struct Lists<2> = MAF(64, 64, relu) >> MAF([64, 64]) >> MAF(2 * 32) >> MAF("64");
    struct Late<2> = MAF(8, activation = relu, 8) >> Spline(bound = 3, 8);
    struct Nothing<2> = Uniform() >> Logit() >> Reverse() >> Affine() >> Linear() >> Exp(2);
    struct Generic<N> = MAF(8);
    struct Both<f64, N | M> = MAF(8);
    struct Lifetime<'a, 2> = MAF(8);
    struct Array<2; 5> = MAF(8);
}

fn main() {
    let _ = WIDTH;
}
