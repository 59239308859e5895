use flow_runtime::prelude::*;

flow! {
    pub struct Space<2> = MAF(64) > > Reverse;
    pub struct Single<2> = MAF(64) > Reverse;
    pub struct Third<2> = MAF(64) >>> Reverse;
    pub struct Trailing<2> = MAF(64) >>;
    pub struct Leading<2> = >> MAF(64);
    pub struct Juxtaposed<2> = MAF(64) Reverse;
    pub struct Empty<2> = ;
    pub struct Group<2> = MAF(64) >> () >> Invert();
    pub struct CountBehind<2> = (MAF(64) >> Reverse) * 3;
    pub struct CountAlone<2> = 3 (MAF(64) >> Reverse);
    pub struct Counts<2> = 0 * Reverse >> 1.5 * Reverse >> 2 * 3 * Reverse >> 2 *;
    pub struct TooLong<2> = 100 * (100 * (MAF(64) >> Reverse));
}

fn main() {}
