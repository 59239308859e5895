//! What a flow offers.

use flow_runtime::prelude::*;

flow! {
    /// Two interleaved half circles.
    pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
    pub struct Wide<20> = MAF(64);
    pub struct Normalized < f64 , 2 >=2*( Reverse>>MAF( 0x40 ,activation=relu,scale = exp ) )>>Shift[ 1.50,-PI/2 ];
}

const _: () = assert!(Moons::DIM == 2 && Moons::CONTEXT == 0 && Moons::PARAMS == 51_084);
const _: () = assert!(Moons::MIXING[0][1] && !Wide::MIXING[3][4] && Wide::MIXING[19][0]);
const _: () = assert!(Moons::SUPPORT[1].contains(1e9));

/// A flow may come out of a user's own macro.
macro_rules! layered {
    ($name:ident, $dim:literal, $width:expr) => {
        flow! { pub struct $name<$dim> = MAF($width) >> Reverse >> MAF($width); }
    };
}
layered!(Layered, 3, 16);

fn main() {
    assert_eq!(Moons::SPEC, "<f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))");
    assert_eq!(
        Normalized::SPEC,
        "<f64, 2> = 2 * (Reverse >> MAF(64, scale = exp)) >> Shift[1.5, -1.5707963267948966]"
    );
    assert!(Moons::summary().contains("51,084"));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let layered = Layered::new(&mut rng);
    let _: f32 = layered.log_prob(&layered.sample(&mut rng));
    let flow = flow!(MAF(64) >> Permute[2, 0, 1] >> MAF(64)).init(&mut rng);
    let _: f32 = flow.log_prob(&SVector::<f32, 3>::zeros());
    let flow = flow!(<f64, 2> = MAF(8) >> Reverse).init(&mut rng);
    let _: f64 = flow.log_prob(&SVector::<f64, 2>::zeros());
}
