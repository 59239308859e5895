//! `Dequantize`: what leaves the chain is rounded down to whole numbers. It has no inverse, so it is no bijector and no step of
//! the chain; what stands before it keeps its density, and of the whole numbers a lower bound is known.

use crate::arguments::Options;
use crate::rules::{Arriving, Entry, Refusal};

pub(crate) const NAME: &str = "Dequantize";

pub(crate) const DEQUANTIZE: Entry<()> = Entry::new(NAME, |call, check| {
    check.only_options(call, OPTIONS).map(|_| ())
});

const OPTIONS: Options = Options { known: &[] };

/// Whether it takes what arrives: from one whole number to another, so that all that is rounded down to one has a density.
pub(crate) fn arrive(arriving: &Arriving, inverted: bool) -> Result<(), Refusal> {
    if inverted {
        return refuse(format!(
            "`{NAME}` cannot be inverted: many numbers are rounded down to one\nhelp: it stands at the end of a chain"
        ));
    }
    let between = |end: f64| end.is_finite() && end.fract() != 0.0;
    let mut intervals = arriving.intervals.iter();
    let cut = intervals.position(|at| between(at.lo.to_f64()) || between(at.hi.to_f64()));
    let Some(i) = cut else {
        return Ok(());
    };
    let (found, producer) = (&arriving.intervals[i], &arriving.producers[i]);
    let place = arriving.labels.one(i);
    refuse(format!(
        "`{NAME}` needs an interval that ends at whole numbers, but `{producer}` produces {found} in {place}"
    ))
}

/// Nothing but permutations may follow it.
pub(crate) fn refuse_after(spec: &str) -> Result<Vec<bool>, Refusal> {
    refuse(if spec == NAME {
        format!("a second `{NAME}` has nothing to round: what arrives are whole numbers")
    } else {
        format!(
            "`{spec}` stands after `{NAME}`, but whole numbers can only be permuted\nhelp: put it before `{NAME}`"
        )
    })
}

fn refuse<T>(message: String) -> Result<T, Refusal> {
    Err(Refusal {
        message,
        part: None,
    })
}
