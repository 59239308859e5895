use flow_runtime::prelude::*;

flow! {
    Nothing<2> = MAF(64);
    pub struct <2> = MAF(64);
    pub struct fn<2> = MAF(64);
    pub struct Colon<2>: MAF(64);
    pub struct NoChain<2>;
    pub(nowhere else) struct Hidden<2> = MAF(64);
    pub struct NoSemicolon<2> = MAF(64)
    pub struct Next<2> = MAF(64)
}

fn main() {}
