use flow_runtime::prelude::*;

flow! {
    pub struct Twice = Permute[1, 1, 0];
    pub struct TooFar = Permute[0, 2];
    pub struct NotIndices<2> = Permute[1.0, x] >> Permute(1, 0) >> Permute[] >> Permute;
    pub struct WithArguments<2> = Reverse[1, 0];
}

fn main() {}
