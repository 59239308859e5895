//! Whether an inverse undoes the map at points all over the region: a guard against our own mistakes.

use crate::formula::derivative::derivative;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::prove::inside;
use crate::formula::range::Region;
use std::collections::HashMap;

pub(crate) fn undoes(f: &Ex, var: Var, inverse: &Ex, target: Var, region: &Region) -> bool {
    let used: Vec<Var> = region.vars().collect();
    let mut checked = 0;
    for i in 0..12_u32 {
        let at: HashMap<Var, f64> = used
            .iter()
            .enumerate()
            .map(|(j, v)| {
                let share = (0.07 + 0.083 * f64::from(i) + 0.31 * j as f64)
                    .fract()
                    .clamp(0.02, 0.98);
                (*v, inside(&region.get(*v), share))
            })
            .collect();
        let x = eval::with(f, &at);
        let slope = eval::with(&derivative(f, var), &at);
        if !x.is_finite() || !slope.is_finite() || slope.abs() < 1e-8 || x.abs() > 1e8 {
            continue;
        }
        let mut table = at.clone();
        let z = table.remove(&var).unwrap_or(f64::NAN);
        table.insert(target, x);
        let back = eval::with(inverse, &table);
        let tolerance = 1e-6 * (1.0 + z.abs()) + 1e-12 * (1.0 + x.abs()) / slope.abs();
        if !((back - z).abs() <= tolerance) {
            return false;
        }
        checked += 1;
    }
    checked > 0
}
