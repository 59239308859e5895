//! Items of Rust, comments and attributes where a flow does not have them.

use flow_runtime::prelude::*;

flow! {
    pub struct Commented<2> = MAF(8) /** doc */ >> /** doc */ Reverse >> #[cfg(x)] MAF(8);
    pub struct Semicolons<2> = MAF(8);;
    /// Documented.
    pub struct After<2> = MAF(8) >> Reverse
}

flow! { fn f<2> = MAF(8); }
flow! { pub enum Choice<2> = MAF(8); }
flow! { type Alias<2> = MAF(8); }
flow! { enum A { X } }
flow! { fn f() {} }
flow! { impl Foo {} }
flow! { type T; }
flow! { mod m {} }
flow! { trait Sampled {} }
flow! { use std::fmt; }
flow! { const N: usize = 3; }
flow! { static S: f64 = 3.0; }
flow! { pub fn twice(x: f64) -> f64 { 2.0 * x } pub struct Behind<2> = MAF(8); }

fn main() {
    assert_eq!(Behind::DIM, 2);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let _ = flow!(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((MAF(8)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))).init(&mut rng);
}
