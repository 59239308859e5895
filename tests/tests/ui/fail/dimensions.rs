use flow_runtime::prelude::*;

flow! {
    pub struct Inferred = Permute[1, 0] >> Shift[1, 2, 3] >> MAF(8) >> Scale[2];
    pub struct Declared<2> = MAF(8) >> Invert(Permute[1, 0, 2]);
    pub struct Base = Normal[loc = [0, 0], scale = [1, 2, 3]] >> Reverse;
    pub struct Unknown = 3 * (MAF(64) >> Reverse);
    pub struct None<0> = MAF(8);
    pub struct Many<100000> = MAF(8);
    pub struct Generic<D> = MAF(8);
    pub struct Half<f16, 2> = MAF(8);
    pub struct Comma<2, 3> = MAF(8);
}

fn main() {}
