use flow_runtime::prelude::*;

flow! {
    pub struct Misspelled = MFA(64) >> Permute[1, 0] >> permutation[1, 0] >> Invrt(Reverse) >> Foo;
    pub struct Elsewhere<2> = BatchNorm >> Flip >> LULinear >> Inverse(MAF(8));
    pub struct LaterBase<2> = Uniform >> MAF(8);
    pub struct BaseAtTheEnd<2> = MAF(8) >> Normal;
}

fn main() {}
