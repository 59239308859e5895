//! Maps that are curves over the data: the loops over strips, in both directions, and the pullback of either.

use super::strip::{LANES, Span, Strip};
use super::{Sides, Univariate};
use crate::kernels::buffer::with_scratch;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// A map that is a curve from the data to the base, as a density reads it: forward is its inverse.
pub(super) trait Curved: Sync {
    /// The curve, in a scalar.
    type Curve<T: Real>: Curve<T>;

    /// The curve, in a scalar.
    fn curve<T: Real>(&self) -> Self::Curve<T>;
}

/// A monotone curve over the data, on strips.
pub(super) trait Curve<T: Real>: Copy {
    /// How many strips it makes of the parameters.
    fn room(self) -> usize;

    /// z and ln dz/dx.
    fn value<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, x: &Strip<T>) -> [Strip<T>; 2];

    /// x and ln dx/dz.
    fn solve<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, z: &Strip<T>) -> [Strip<T>; 2];

    /// The cotangent of what goes in, at the data's `x`, given those of what comes out and of the logarithm of its slope; and
    /// into the columns of `dtheta` those of the parameters. What comes out is x if `FORWARD`, else z.
    fn pull<M: Math<T>, const FORWARD: bool>(
        self,
        m: M,
        parameters: Parameters<'_, T>,
        x: &Strip<T>,
        cotangents: [&Strip<T>; 2],
        dtheta: &mut [T],
    ) -> Strip<T>;
}

/// The parameters of a strip of numbers.
pub(super) struct Parameters<'a, T> {
    /// Those of all columns.
    pub(super) theta: &'a [T],
    /// Where the strip is.
    pub(super) span: Span,
    /// Room for what the curve makes of them.
    pub(super) room: &'a mut [Strip<T>],
}

impl<T> Parameters<'_, T> {
    /// The same, lent.
    #[inline(always)]
    pub(super) fn reborrow(&mut self) -> Parameters<'_, T> {
        Parameters {
            room: self.room,
            ..*self
        }
    }
}

/// The strips of all columns. Not a function that takes what is done with them: a closure is compiled without the
/// instructions that [`dispatch`] has chosen, wherever it is not inlined.
#[inline(always)]
fn spans(numbers: usize, rows: usize) -> impl Iterator<Item = Span> {
    let columns = numbers / rows;
    (0..columns)
        .step_by(Span::columns(rows))
        .flat_map(move |column| (0..rows).step_by(LANES).map(move |start| (column, start)))
        .map(move |(column, start)| Span::new((column, columns), (start, rows)))
}

/// Lends the room that a curve needs.
fn with_room<T: Real>(curve: impl Curve<T>, work: impl FnOnce(&mut [Strip<T>])) {
    with_scratch(curve.room() * LANES, |scratch| {
        work(scratch.as_chunks_mut().0);
    });
}

/// Either direction.
struct Sweep<'a, T, C, const FORWARD: bool> {
    curve: C,
    theta: &'a [T],
    from: &'a [T],
    to: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real, C: Curve<T>, const FORWARD: bool> Sweep<'_, T, C, FORWARD> {
    fn run(self) {
        with_room(self.curve, |room| dispatch(Lent { work: self, room }));
    }
}

/// What is to be done, and the room for it.
struct Lent<'a, W, T> {
    work: W,
    room: &'a mut [Strip<T>],
}

impl<T: Real, C: Curve<T>, const FORWARD: bool> Kernel<T>
    for Lent<'_, Sweep<'_, T, C, FORWARD>, T>
{
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self { work, room } = self;
        for span in spans(work.from.len(), work.log_det.len()) {
            let from = span.load(work.from, 1, 0);
            let parameters = Parameters {
                theta: work.theta,
                span,
                room: &mut *room,
            };
            let [to, log_det] = if FORWARD {
                work.curve.solve(m, parameters, &from)
            } else {
                work.curve.value(m, parameters, &from)
            };
            span.store(work.to, 1, 0, &to);
            span.add(work.log_det, &log_det);
        }
    }
}

/// The pullback of either direction, given the data's side.
struct Pull<'a, T, C, const FORWARD: bool> {
    curve: C,
    theta: &'a [T],
    x: &'a [T],
    dto: &'a [T],
    dlog_det: &'a [T],
    dfrom: &'a mut [T],
    dtheta: &'a mut [T],
}

impl<T: Real, C: Curve<T>, const FORWARD: bool> Pull<'_, T, C, FORWARD> {
    fn run(self) {
        with_room(self.curve, |room| dispatch(Lent { work: self, room }));
    }
}

impl<T: Real, C: Curve<T>, const FORWARD: bool> Kernel<T> for Lent<'_, Pull<'_, T, C, FORWARD>, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self { work, room } = self;
        for span in spans(work.x.len(), work.dlog_det.len()) {
            let x = span.load(work.x, 1, 0);
            let (dto, dlog_det) = (span.load(work.dto, 1, 0), span.load(work.dlog_det, 0, 0));
            let parameters = Parameters {
                theta: work.theta,
                span,
                room: &mut *room,
            };
            let cotangents = [&dto, &dlog_det];
            let curve = work.curve;
            let dfrom = curve.pull::<M, FORWARD>(m, parameters, &x, cotangents, work.dtheta);
            span.store(work.dfrom, 1, 0, &dfrom);
        }
    }
}

impl<T: Real, C: Curved> Univariate<T> for C {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        let sweep = Sweep::<_, _, true> {
            curve: self.curve(),
            theta,
            from: z,
            to: x,
            log_det,
        };
        sweep.run();
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        let sweep = Sweep::<_, _, false> {
            curve: self.curve(),
            theta,
            from: x,
            to: z,
            log_det,
        };
        sweep.run();
    }

    fn forward_pullback(
        &self,
        theta: &[T],
        Sides { x, .. }: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        let pull = Pull::<_, _, true> {
            curve: self.curve(),
            theta,
            x,
            dto: dx,
            dlog_det,
            dfrom: dz,
            dtheta,
        };
        pull.run();
    }

    fn inverse_pullback(
        &self,
        theta: &[T],
        Sides { x, .. }: Sides<'_, T>,
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        let pull = Pull::<_, _, false> {
            curve: self.curve(),
            theta,
            x,
            dto: dz,
            dlog_det,
            dfrom: dx,
            dtheta,
        };
        pull.run();
    }
}
