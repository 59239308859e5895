use flow_runtime::prelude::*;

flow! {
    pub struct Unknown<2> = MAF(8, activaton = relu) >> Reverse >> MAF(8, dropout = 0.1);
    pub struct Value<2> = MAF(8, activation = ReLU) >> Reverse >> MAF(8, activation = swish, scale = 3);
    pub struct Twice<2> = MAF(8, scale = exp, scale = exp);
    pub struct Start<2> = MAF(8, univariate = |z; a, b > 0, c > 0| a + b * sinh(c * z) / c, init = identity);
    pub struct Base<2> = Normal[mean = [0, 0], scale = [1, 0]] >> Reverse;
    pub struct BaseList<2> = Normal[loc = 3];
    pub struct BaseAlone<2> = Normal(64) >> MAF(8);
    pub struct BaseGiven<2 | 3> = Normal(0, layers = 2) >> MAF(8);
    pub struct BaseTwice<2 | 3> = Normal(64)[loc = [1, 2]];
}

fn main() {}
