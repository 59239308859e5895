use flow_runtime::prelude::*;

flow! {
    pub struct Matrices<3> = Linear(seed = x) >> Linear(4) >> Linear[1, 2, 3] >> Linear(sed = 1);
    pub struct Reflections<3> = Orthogonal(reflections = 5) >> Orthogonal(reflections = 0) >> Orthogonal(2);
    pub struct Diagonal<3> = Affine(3) >> Affine(scale = exp) >> Affine[1, 2, 3];
    pub struct Drawn<3> = RandomPermute >> RandomPermute(3) >> RandomPermute(seed = 1.5);
}

fn main() {}
