//! The data sets, a line each: a name, how points are drawn, the entropy where it is known, and what a picture shows.

use flow_runtime::datasets;
use flow_runtime::prelude::*;

type Generator = Xoshiro256PlusPlus;

pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) draw: fn(usize, &mut Generator) -> Vec<SVector<f32, 2>>,
    /// In nats.
    pub(crate) entropy: Option<f64>,
    /// The corners of the picture.
    pub(crate) limits: [[f64; 2]; 2],
}

const fn square(side: f64) -> [[f64; 2]; 2] {
    [[-side, side], [-side, side]]
}

macro_rules! sets {
    ($($name:literal, $draw:expr, $entropy:expr, $limits:expr;)*) => {
        pub(crate) const SETS: &[Set] = &[$(Set {
            name: $name,
            draw: $draw,
            entropy: $entropy,
            limits: $limits,
        },)*];
    };
}

sets! {
    "moons", |n, rng| datasets::moons(n, 0.05, rng), Some(0.2892), [[-1.5, 2.5], [-1.75, 2.25]];
    "8 gaussians", datasets::eight_gaussians, Some(2.8319), square(4.5);
    "checkerboard", datasets::checkerboard, Some(3.4657), square(4.5);
    "rings", datasets::rings, Some(2.6232), square(4.0);
    "circles", datasets::circles, Some(3.2681), square(4.0);
    "pinwheel", datasets::pinwheel, None, square(4.0);
    "two spirals", datasets::two_spirals, None, square(4.5);
    "swiss roll", datasets::swiss_roll, Some(2.6696), square(3.5);
    "banana", datasets::banana, Some(3.5310), [[-4.0, 14.0], [-9.0, 9.0]];
}
