//! The sign of a power from that of its base, and of a function from where its argument lies.

use super::{Prover, Sign};
use crate::formula::expr::Ex;
use crate::formula::functions::Func;
use crate::formula::range::{self, Region};

impl Prover {
    pub(super) fn power(
        &mut self,
        base: &Ex,
        exponent: &Ex,
        region: &Region,
        depth: u32,
        cuts: u32,
    ) -> Sign {
        let Some(r) = exponent.as_num() else {
            // Of what may be 0, as |z| is, only where the exponent was seen to be positive.
            return match self.walk(base, region, depth, cuts) {
                Sign::Positive => Sign::Positive,
                _ => Sign::NonNegative,
            };
        };
        let Some(n) = r.integer() else {
            // Roots are of positive things, as was checked where they were written; zero may be reached only by a limit.
            return match self.walk(base, region, depth, cuts) {
                Sign::Positive => Sign::Positive,
                _ if r.is_negative() => Sign::Positive,
                _ => Sign::NonNegative,
            };
        };
        let sign = self.walk(base, region, depth, cuts);
        match (n % 2 == 0, sign) {
            (true, Sign::Positive | Sign::Negative) => Sign::Positive,
            // Reciprocals exist, as was checked where they were written.
            (true, _) | (false, Sign::NonNegative) if r.is_negative() => Sign::Positive,
            (true, _) => Sign::NonNegative,
            (false, Sign::NonPositive) if r.is_negative() => Sign::Negative,
            (false, sign) => sign,
        }
    }

    pub(super) fn call(&mut self, f: Func, u: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let Some(zero) = f.root().and_then(range::from_bound) else {
            return Sign::Unknown;
        };
        self.walk(&u.sub(&zero), region, depth, cuts)
    }
}
