//! The inverse of what cannot be solved for its coordinate: a search between two ends, by Newton's steps.
//!
//! It runs over `L` numbers at once, and every one of them takes steps of its own: what a number comes to does not
//! depend on its neighbours. The coordinate is a function of w, which runs over the line, the positive half-line, or
//! (0, 1), and has a bracket there. Steps are Newton's, and on occasion Newton's on a logarithm of the value, which is
//! straight where a map grows like a power or an exponential; every eighth halves the bracket, on a scale that halves
//! exponents first, and so does one that would leave the bracket. The result is the point with the smallest miss, so that
//! rounding noise at the end does no harm.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over lanes, which become vectors, read several arrays"
)]

mod path;

use crate::interval::Interval;
use crate::kernels::Math;
use crate::real::Real;
use path::{Path, digit};

/// Enough to halve a bracket down to where Newton's steps cannot go wrong, in every eighth step.
fn most_steps<T>() -> usize {
    if size_of::<T>() == size_of::<f32>() {
        240
    } else {
        480
    }
}

/// A search for the z in a domain with f(z) = x, for every x of a strip, where f is monotone onto an image:
///
/// ```ignore
/// let mut search = Search::new(m, [domain, image], increasing, &x);
/// while let Some(z) = search.points() {
///     for l in 0..L {
///         search.tell(l, f(z[l]), slope(z[l]));
///     }
/// }
/// let z = search.found();
/// ```
///
/// NaN is found where x is not finite. Else z is found to a digit of x, of z, and of the ends of a bounded domain. An image whose
/// ends are not known may be given as all real numbers: it only guides the steps. Not a function that takes f: a closure is
/// compiled without the vector instructions of the function that it stands in, wherever it is not inlined.
#[derive(Debug)]
pub struct Search<'a, T, M, const L: usize> {
    m: M,
    /// What is to be reached, and the logarithms of that.
    x: &'a [T; L],
    goal: [T; L],
    /// f is known to a digit of this, if that is larger than f.
    size: T,
    path: Path<T>,
    /// The ends of the image, as far as they are finite.
    ends: [Option<T>; 2],
    /// Whether the value rises with w.
    rising: bool,
    low: [T; L],
    high: [T; L],
    /// Where to look next, and how often it was looked.
    w: [T; L],
    asked: usize,
    /// What was found there.
    told: [[T; L]; 2],
    /// Where the miss was smallest, with the value, the miss and the slope there.
    best: [T; L],
    value: [T; L],
    miss: [T; L],
    slope: [T; L],
    /// 1 for a number whose last point was the best so far, else 0.
    gain: [T; L],
    /// 1 for a number that has not arrived, else 0. What has arrived stays, whatever becomes of its neighbours.
    open: [T; L],
    /// 1 for a number whose next point is not chosen, else 0.
    pending: [T; L],
}

impl<'a, T: Real, M: Math<T>, const L: usize> Search<'a, T, M, L> {
    /// Before the first look.
    #[inline(always)]
    pub fn new(m: M, [domain, image]: [Interval; 2], increasing: bool, x: &'a [T; L]) -> Self {
        let path = Path::new(domain);
        let [low, high, start] = path.bracket();
        let end = |end: f64| end.is_finite().then(|| T::from_f64(end));
        let mut search = Self {
            m,
            x,
            goal: [T::ZERO; L],
            size: T::ZERO,
            path,
            ends: [end(image.lower), end(image.upper)],
            rising: increasing == (path.speed > T::ZERO),
            low: [low; L],
            high: [high; L],
            w: [start; L],
            asked: 0,
            told: [[T::ZERO; L]; 2],
            best: [start; L],
            value: [T::ZERO; L],
            miss: [T::from_f64(f64::INFINITY); L],
            slope: [T::ONE; L],
            gain: [T::ZERO; L],
            open: [T::ONE; L],
            pending: [T::ZERO; L],
        };
        for l in 0..L {
            search.goal[l] = search.logarithm(x[l]).0;
        }
        search
    }

    /// For a value that is the difference of numbers of a size: it is known to a digit of these.
    #[inline(always)]
    pub(super) fn of_size(mut self, size: T) -> Self {
        self.size = size;
        self
    }

    /// The points at which f is to be told; none when all are found.
    #[inline(always)]
    pub fn points(&mut self) -> Option<[T; L]> {
        if let Some(step) = self.asked.checked_sub(1) {
            self.learn();
            if self.is_done(step % 2 == 1) || self.asked == most_steps::<T>() {
                return None;
            }
            let points = match step % 8 {
                1 | 5 => self.logarithmic_steps(),
                7 => [T::from_f64(f64::NAN); L],
                _ => self.steps(),
            };
            self.propose(&points);
            self.halve();
        }
        self.asked += 1;
        let mut z = self.w;
        for l in 0..L {
            z[l] = self.path.at(z[l]);
        }
        Some(z)
    }

    /// f and ∂f/∂z at the point of a lane.
    #[inline(always)]
    pub fn tell(&mut self, l: usize, value: T, slope: T) {
        self.told[0][l] = value;
        self.told[1][l] = slope;
    }

    /// The best of all points, NaN where x is not finite.
    #[inline(always)]
    pub fn found(self) -> [T; L] {
        let m = self.m;
        let mut z = [T::ZERO; L];
        for l in 0..L {
            let [infinite, none] = [f64::INFINITY, f64::NAN].map(T::from_f64);
            z[l] = m.select_lt(m.abs(self.x[l]), infinite, self.path.at(self.best[l]), none);
        }
        z
    }

    /// Takes in what was found at `w`.
    #[inline(always)]
    fn learn(&mut self) {
        let m = self.m;
        for l in 0..L {
            let (value, slope) = (self.told[0][l], self.told[1][l] * self.path.speed);
            let (w, miss) = (self.w[l], value - self.x[l]);
            let beyond = if self.rising { miss } else { -miss };
            self.low[l] = m.select_lt(beyond, T::ZERO, w, self.low[l]);
            self.high[l] = m.select_lt(beyond, T::ZERO, self.high[l], w);
            let [is, was] = [m.abs(miss), m.abs(self.miss[l])];
            let better = |new, old| m.select_lt(is, was, new, old);
            self.best[l] = better(w, self.best[l]);
            self.value[l] = better(value, self.value[l]);
            self.slope[l] = better(slope, self.slope[l]);
            self.miss[l] = better(miss, self.miss[l]);
            self.gain[l] = better(T::ONE, T::ZERO);
        }
    }

    /// Whether all have arrived: half a digit of x or of w is missing, or a few where a step of Newton's was in vain. Those
    /// that have stay there.
    #[inline(always)]
    fn is_done(&mut self, newton: bool) -> bool {
        let m = self.m;
        let digit = digit::<T>();
        let few = if newton { 4.0 } else { 0.5 };
        let [half, few] = [0.5 * digit, few * digit].map(T::from_f64);
        let mut open = T::ZERO;
        for l in 0..L {
            let [x, best] = [m.abs(self.x[l]), m.abs(self.best[l])];
            let [miss, slope] = [m.abs(self.miss[l]), m.abs(self.slope[l])];
            let digits = m.select_lt(self.gain[l], T::ONE, few, half);
            let by_value = m.select_lt(digits * (x + self.size), miss, T::ONE, T::ZERO);
            let by_step = m.select_lt(digits * best, miss / slope, T::ONE, T::ZERO);
            let by_step = m.select_lt(slope, T::from_f64(f64::INFINITY), by_step, T::ONE);
            self.open[l] = self.open[l] * by_value * by_step;
            self.pending[l] = self.open[l];
            open += self.open[l];
        }
        open == T::ZERO
    }

    /// Looks next at these points, where they are inside the bracket.
    #[inline(always)]
    fn propose(&mut self, points: &[T; L]) {
        let m = self.m;
        for l in 0..L {
            let (low, high, best) = (self.low[l], self.high[l], self.best[l]);
            let point = points[l];
            let inside = |yes, no| m.select_lt(low, point, m.select_lt(point, high, yes, no), no);
            let open = self.pending[l];
            self.w[l] = m.select_lt(T::ZERO, open, inside(point, best), best);
            self.pending[l] = inside(T::ZERO, open);
        }
    }

    /// Looks next in the middle where nothing better is known.
    #[inline(always)]
    fn halve(&mut self) {
        let m = self.m;
        if self.pending.iter().copied().sum::<T>() == T::ZERO {
            return;
        }
        for l in 0..L {
            let middle = self.path.middle(m, self.low[l], self.high[l]);
            self.w[l] = m.select_lt(T::ZERO, self.pending[l], middle, self.w[l]);
        }
    }

    /// Newton's steps from the best points.
    #[inline(always)]
    fn steps(&self) -> [T; L] {
        let mut points = self.best;
        for l in 0..L {
            points[l] -= self.miss[l] / self.slope[l];
        }
        points
    }

    /// The same on ψ(f) − ψ(x).
    #[inline(always)]
    fn logarithmic_steps(&self) -> [T; L] {
        let mut points = self.best;
        for l in 0..L {
            let (ln, rate) = self.logarithm(self.value[l]);
            points[l] -= (ln - self.goal[l]) / (rate * self.slope[l]);
        }
        points
    }

    /// ψ and its derivative, where ψ is logarithmic towards the ends of the image.
    #[inline(always)]
    fn logarithm(&self, value: T) -> (T, T) {
        let m = self.m;
        match self.ends {
            [Some(lower), None] => (m.ln(value - lower), T::ONE / (value - lower)),
            [None, Some(upper)] => (-m.ln(upper - value), T::ONE / (upper - value)),
            [Some(lower), Some(upper)] => {
                let (a, b) = (value - lower, upper - value);
                (m.ln(a / b), (upper - lower) / (a * b))
            }
            [None, None] => {
                let size = m.abs(value);
                (m.copysign(m.ln_1p(size), value), T::ONE / (T::ONE + size))
            }
        }
    }
}

#[cfg(test)]
mod tests;
