//! The heads of a layer (Vaswani et al. 2017): what a token gathers from the tokens before it, and itself.
//!
//! All is done by strips of samples, which know nothing of each other.

use super::declared::Attention;
use crate::kernels::strip::{STRIP, store, strip};
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// What the heads read: queries, keys and values of the tokens up to the one that asks, `width` columns of each a token.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a, T> {
    rows: usize,
    width: usize,
    heads: usize,
    tokens: &'a [T],
}

impl Attention {
    /// The queries, keys and values of these tokens.
    pub(super) fn seen<'a, T>(&self, rows: usize, tokens: &'a [T]) -> Seen<'a, T> {
        Seen {
            rows,
            width: self.width,
            heads: self.heads,
            tokens,
        }
    }
}

/// Which of the three a column is of.
#[derive(Clone, Copy)]
enum Of {
    Query,
    Key,
    Value,
}

impl<T: Real> Seen<'_, T> {
    fn count(&self) -> usize {
        self.tokens.len() / (3 * self.width * self.rows)
    }

    /// The numbers of a head.
    fn depth(&self) -> usize {
        self.width / self.heads
    }

    /// What scores are multiplied with, so that they have about the variance of a query's number.
    fn scale(&self) -> T {
        T::from_f64((self.depth() as f64).sqrt().recip())
    }

    /// Where a column begins.
    #[inline(always)]
    fn start(&self, of: Of, token: usize, column: usize) -> usize {
        ((3 * token + of as usize) * self.width + column) * self.rows
    }

    #[inline(always)]
    fn column(&self, of: Of, token: usize, column: usize) -> &[T] {
        let start = self.start(of, token, column);
        &self.tokens[start..start + self.rows]
    }

    /// For each head and token, how much of the token's value is gathered: positive numbers with the sum 1 for each head.
    pub(super) fn attend(self, weights: &mut [T]) {
        dispatch(Attend {
            seen: self,
            weights,
        });
    }

    /// What is gathered, behind a column of ones.
    pub(super) fn gather(self, weights: &[T], gathered: &mut [T]) {
        dispatch(Gather {
            seen: self,
            weights,
            gathered,
        });
    }

    /// Pulls the cotangents of what is gathered back: fills in that of the last token's query, and adds to those of keys and
    /// values. `scratch` has a column for each token.
    pub(super) fn pull(self, weights: &[T], dgathered: &[T], dtokens: &mut [T], scratch: &mut [T]) {
        dispatch(Pull {
            seen: self,
            weights,
            dgathered,
            dtokens,
            scratch,
        });
    }
}

struct Attend<'a, T> {
    seen: Seen<'a, T>,
    weights: &'a mut [T],
}

impl<T: Real> Kernel<T> for Attend<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self { seen, weights } = self;
        let (rows, count, depth, scale) = (seen.rows, seen.count(), seen.depth(), seen.scale());
        for (head, weights) in weights.chunks_exact_mut(count * rows).enumerate() {
            let columns = head * depth..(head + 1) * depth;
            for at in (0..rows).step_by(STRIP) {
                let len = STRIP.min(rows - at);
                let mut most = [T::ZERO; STRIP];
                for (token, weight) in weights.chunks_exact_mut(rows).enumerate() {
                    let mut score = [T::ZERO; STRIP];
                    for j in columns.clone() {
                        let query = strip(seen.column(Of::Query, count - 1, j), at, len);
                        let key = strip(seen.column(Of::Key, token, j), at, len);
                        for i in 0..STRIP {
                            score[i] = m.fma(query[i], key[i], score[i]);
                        }
                    }
                    for i in 0..STRIP {
                        score[i] *= scale;
                        most[i] = if token == 0 {
                            score[i]
                        } else {
                            m.max(most[i], score[i])
                        };
                    }
                    store(&score, weight, at, len);
                }
                let mut sum = [T::ZERO; STRIP];
                for weight in weights.chunks_exact_mut(rows) {
                    let mut score = strip(weight, at, len);
                    for i in 0..STRIP {
                        score[i] = m.exp_normal(score[i] - most[i]);
                        sum[i] += score[i];
                    }
                    store(&score, weight, at, len);
                }
                for sum in &mut sum {
                    *sum = m.recip(*sum);
                }
                for weight in weights.chunks_exact_mut(rows) {
                    let mut part = strip(weight, at, len);
                    for i in 0..STRIP {
                        part[i] *= sum[i];
                    }
                    store(&part, weight, at, len);
                }
            }
        }
    }
}

struct Gather<'a, T> {
    seen: Seen<'a, T>,
    weights: &'a [T],
    gathered: &'a mut [T],
}

impl<T: Real> Kernel<T> for Gather<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self {
            seen,
            weights,
            gathered,
        } = self;
        let (rows, count, depth) = (seen.rows, seen.count(), seen.depth());
        let (ones, gathered) = gathered.split_at_mut(rows);
        ones.fill(T::ONE);
        for (j, column) in gathered.chunks_exact_mut(rows).enumerate() {
            let weights = &weights[j / depth * count * rows..][..count * rows];
            for at in (0..rows).step_by(STRIP) {
                let len = STRIP.min(rows - at);
                let mut sum = [T::ZERO; STRIP];
                for (token, weight) in weights.chunks_exact(rows).enumerate() {
                    let weight = strip(weight, at, len);
                    let value = strip(seen.column(Of::Value, token, j), at, len);
                    for i in 0..STRIP {
                        sum[i] = m.fma(weight[i], value[i], sum[i]);
                    }
                }
                store(&sum, column, at, len);
            }
        }
    }
}

struct Pull<'a, T> {
    seen: Seen<'a, T>,
    weights: &'a [T],
    dgathered: &'a [T],
    dtokens: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Real> Kernel<T> for Pull<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self {
            seen,
            weights,
            dgathered,
            dtokens,
            scratch,
        } = self;
        let (rows, count, depth) = (seen.rows, seen.count(), seen.depth());
        for (head, weights) in weights.chunks_exact(count * rows).enumerate() {
            let columns = head * depth..(head + 1) * depth;
            for at in (0..rows).step_by(STRIP) {
                let len = STRIP.min(rows - at);
                score_cotangents(m, seen, weights, dgathered, columns.clone(), at, scratch);
                for j in columns.clone() {
                    let query = strip(seen.column(Of::Query, count - 1, j), at, len);
                    let dgathered = strip(&dgathered[j * rows..], at, len);
                    let mut dquery = [T::ZERO; STRIP];
                    for token in 0..count {
                        let weight = strip(&weights[token * rows..], at, len);
                        let dscore = strip(&scratch[token * rows..], at, len);
                        let key = strip(seen.column(Of::Key, token, j), at, len);
                        let own = |of| {
                            let start = seen.start(of, token, j);
                            start..start + rows
                        };
                        let mut dkey = strip(&dtokens[own(Of::Key)], at, len);
                        let mut dvalue = strip(&dtokens[own(Of::Value)], at, len);
                        for i in 0..STRIP {
                            dquery[i] = m.fma(dscore[i], key[i], dquery[i]);
                            dkey[i] = m.fma(dscore[i], query[i], dkey[i]);
                            dvalue[i] = m.fma(weight[i], dgathered[i], dvalue[i]);
                        }
                        store(&dkey, &mut dtokens[own(Of::Key)], at, len);
                        store(&dvalue, &mut dtokens[own(Of::Value)], at, len);
                    }
                    let start = seen.start(Of::Query, count - 1, j);
                    store(&dquery, &mut dtokens[start..start + rows], at, len);
                }
            }
        }
    }
}

/// The cotangents of a head's scores, a column for each token: with `w` the weights, `dsⱼ = wⱼ (dwⱼ − Σₖ wₖ dwₖ)`.
#[inline(always)]
fn score_cotangents<T: Real, M: Math<T>>(
    m: M,
    seen: Seen<'_, T>,
    weights: &[T],
    dgathered: &[T],
    columns: std::ops::Range<usize>,
    at: usize,
    dscores: &mut [T],
) {
    let (rows, count, scale) = (seen.rows, seen.count(), seen.scale());
    let len = STRIP.min(rows - at);
    let mut mean = [T::ZERO; STRIP];
    for token in 0..count {
        let mut dweight = [T::ZERO; STRIP];
        for j in columns.clone() {
            let dgathered = strip(&dgathered[j * rows..], at, len);
            let value = strip(seen.column(Of::Value, token, j), at, len);
            for i in 0..STRIP {
                dweight[i] = m.fma(dgathered[i], value[i], dweight[i]);
            }
        }
        let weight = strip(&weights[token * rows..], at, len);
        for i in 0..STRIP {
            mean[i] = m.fma(weight[i], dweight[i], mean[i]);
        }
        store(&dweight, &mut dscores[token * rows..], at, len);
    }
    for token in 0..count {
        let weight = strip(&weights[token * rows..], at, len);
        let mut dscore = strip(&dscores[token * rows..], at, len);
        for i in 0..STRIP {
            dscore[i] = weight[i] * (dscore[i] - mean[i]) * scale;
        }
        store(&dscore, &mut dscores[token * rows..], at, len);
    }
}
