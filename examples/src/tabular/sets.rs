//! The tables, by the names of their columns, and the toy sets; on each, every chain.

use crate::methods::{Outcome, Task};
use flow_runtime::datasets;
use flow_runtime::prelude::*;
use flow_runtime::table::Table;
use std::error::Error;
use std::path::Path;

/// Points of a toy set.
const POINTS: usize = 10_000;

type Run = fn(&Task<'_>, &str) -> Result<Outcome, Box<dyn Error>>;

type Draw = fn(&mut Xoshiro256PlusPlus) -> Vec<SVector<f32, 2>>;

/// Rows to learn.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    /// How they are drawn; those of a real table are read.
    pub(crate) draw: Option<Draw>,
    /// In nats, where it is known.
    pub(crate) entropy: Option<f64>,
    /// Learns them by the chain of this name, or by Gaussians.
    pub(crate) run: Run,
}

impl Set {
    /// The rows: from a file of the folder, or drawn.
    pub(crate) fn rows(&self, folder: &Path) -> Result<Table<f32>, Box<dyn Error>> {
        if let Some(draw) = self.draw {
            let points = draw(&mut Xoshiro256PlusPlus::seed_from_u64(0));
            return Ok(Table::of_samples(["x", "y"], &points)?);
        }
        let file = folder.join(self.name).with_extension("csv");
        if file.exists() {
            Ok(Table::read(file)?)
        } else {
            let file = file.display();
            Err(
                format!("there is no `{file}`; `python3 examples/src/tabular/fetch.py` fetches it")
                    .into(),
            )
        }
    }
}

/// Declares every chain with the columns of every table.
macro_rules! tables {
    ($chains:tt $($module:ident $columns:tt;)*) => {
        $(tables!(@module $module $columns $chains);)*
    };
    (@module $module:ident $columns:tt { $($label:literal $flow:ident = $chain:tt;)* }) => {
        mod $module {
            use super::{Error, Outcome, Task};
            use flow_runtime::prelude::*;

            $(tables!(@flow $flow $columns $chain);)*

            pub(super) fn run(task: &Task<'_>, method: &str) -> Result<Outcome, Box<dyn Error>> {
                match method {
                    $($label => task.train::<$flow, { $flow::DIM }>($flow::new),)*
                    _ => task.fit_gaussians(method),
                }
            }
        }
    };
    (@flow $flow:ident [$($column:ident),*] [$($chain:tt)*]) => {
        flow! { struct $flow<$($column),*> = $($chain)*; }
    };
}

tables! {
    {
        "maf" Maf = [5 * (MAF(64, 64) >> Reverse) >> Standardize];
        "nsf" Nsf = [5 * (NSF(64, 64, bins = 8, bound = 5) >> Reverse) >> Standardize];
        "nsf-ar" NsfAr = [5 * (MAF(64, 64, univariate = spline(bins = 8, bound = 5)) >> Reverse) >> Standardize];
        "attention" Attentive = [MAF(attention(32, layers = 2, heads = 4), univariate = mixture(components = 8)) >> Standardize];
        "mixture" Mixed = [2 * (MAF(64, 64, univariate = mixture(components = 8)) >> Reverse) >> Standardize];
    }
    magic [length, width, size, conc, conc1, asym, m3_long, m3_trans, alpha, dist];
    phoneme [aa, ao, dcl, iy, sh];
    segment [
        centroid_col, centroid_row, short_line_5, short_line_2, vedge_mean, vedge_sd,
        hedge_mean, hedge_sd, intensity, red, blue, green, excess_red, excess_blue,
        excess_green, value, saturation, hue
    ];
    twonorm [
        x01, x02, x03, x04, x05, x06, x07, x08, x09, x10, x11, x12, x13, x14, x15, x16, x17,
        x18, x19, x20
    ];
    satimage [
        s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30, s31, s32, s33, s34,
        s35, s36
    ];
    spambase [
        w01, w02, w03, w04, w05, w06, w07, w08, w09, w10, w11, w12, w13, w14, w15, w16, w17,
        w18, w19, w20, w21, w22, w23, w24, w25, w26, w27, w28, w29, w30, w31, w32, w33, w34,
        w35, w36, w37, w38, w39, w40, w41, w42, w43, w44, w45, w46, w47, w48, w49, w50, w51,
        w52, w53, w54, w55, w56, w57
    ];
    optdigits [
        p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15, p16, p17,
        p18, p19, p20, p21, p22, p23, p24, p25, p26, p27, p28, p29, p30, p31, p32, p33, p34,
        p35, p36, p37, p38, p40, p41, p42, p43, p44, p45, p46, p47, p48, p49, p50, p51, p52,
        p53, p54, p55, p56, p57, p58, p59, p60, p61, p62, p63
    ];
    qm9 [rot_a, rot_b, rot_c, dipole, polarizability, homo, lumo, extent, zpve, u0, u, g, cv];
    plane [x, y];
}

macro_rules! sets {
    ($($name:literal $module:ident, $draw:expr, $entropy:expr;)*) => {
        /// The real tables first.
        pub(crate) const SETS: &[Set] = &[$(Set {
            name: $name,
            draw: $draw,
            entropy: $entropy,
            run: $module::run,
        },)*];
    };
}

sets! {
    "magic" magic, None, None;
    "phoneme" phoneme, None, None;
    "segment" segment, None, None;
    "twonorm" twonorm, None, Some(29.0115);
    "satimage" satimage, None, None;
    "spambase" spambase, None, None;
    "optdigits" optdigits, None, None;
    "qm9" qm9, None, None;
    "moons" plane, Some(|rng| datasets::moons(POINTS, 0.05, rng)), Some(0.2892);
    "8-gaussians" plane, Some(|rng| datasets::eight_gaussians(POINTS, rng)), Some(2.8319);
    "checkerboard" plane, Some(|rng| datasets::checkerboard(POINTS, rng)), Some(3.4657);
    "rings" plane, Some(|rng| datasets::rings(POINTS, rng)), Some(2.6232);
    "circles" plane, Some(|rng| datasets::circles(POINTS, rng)), Some(3.2681);
    "pinwheel" plane, Some(|rng| datasets::pinwheel(POINTS, rng)), None;
    "two-spirals" plane, Some(|rng| datasets::two_spirals(POINTS, rng)), None;
    "swiss-roll" plane, Some(|rng| datasets::swiss_roll(POINTS, rng)), Some(2.6696);
    "banana" plane, Some(|rng| datasets::banana(POINTS, rng)), Some(3.5310);
}
