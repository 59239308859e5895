//! Square matrices of constants: exact where their entries are rational and short, else with a bound on the rounding.

use crate::check::show;
use crate::formula::{Bound, Rational};
use std::fmt;

/// A constant: the float nearest to it, and its exact value where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    exact: Option<Rational>,
}

impl Number {
    pub(crate) const ZERO: Self = Self {
        value: 0.0,
        exact: Some(Rational::ZERO),
    };

    pub(crate) fn new(value: f64, exact: Option<Rational>) -> Self {
        Self { value, exact }
    }

    /// The decimal number as which a float is written.
    pub(crate) fn decimal(value: f64) -> Self {
        Self::new(value, Rational::parse(&value.to_string()))
    }

    fn exactly(exact: Rational) -> Self {
        Self::new(exact.to_f64(), Some(exact))
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.value == 0.0
    }

    fn is_one(&self) -> bool {
        self.value == 1.0
    }

    pub(crate) fn bound(&self) -> Bound {
        let float = Bound::Float(self.value);
        self.exact.map_or(float, Bound::rational)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let exact = self.exact.zip(other.exact).and_then(|(a, b)| a.add(b));
        exact.map_or_else(|| Self::new(self.value + other.value, None), Self::exactly)
    }

    fn mul(&self, other: &Self) -> Self {
        let exact = self.exact.zip(other.exact).and_then(|(a, b)| a.mul(b));
        exact.map_or_else(|| Self::new(self.value * other.value, None), Self::exactly)
    }
}

impl fmt::Display for Number {
    /// As the language writes it: a decimal number, or a short fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHORT: i128 = 10_000;
        match self.exact {
            Some(exact)
                if exact.denominator() < SHORT
                    && exact.numerator().abs() < SHORT
                    && Rational::parse(&self.value.to_string()) != Some(exact) =>
            {
                write!(f, "{}/{}", exact.numerator(), exact.denominator())
            }
            _ => f.write_str(&show(self.value)),
        }
    }
}

/// Rows of as many numbers as there are rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square(pub(crate) Vec<Vec<Number>>);

/// A matrix that undoes another one.
#[derive(Clone, Debug)]
pub(crate) struct Inverse {
    pub(crate) matrix: Square,
    /// ln|det| of what it undoes.
    pub(crate) ln_det: f64,
}

/// Why a matrix has no inverse, or none that can be told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// `kernel` is sent to 0, and so is `relation` from the left: both in whole numbers without a common factor.
    Singular {
        kernel: Vec<Rational>,
        relation: Vec<Rational>,
    },
    /// The determinant is 0 up to rounding; this is sent close to 0.
    Doubtful { kernel: Vec<f64> },
}

impl Square {
    pub(crate) fn diagonal(entries: impl IntoIterator<Item = Number>) -> Self {
        let entries: Vec<Number> = entries.into_iter().collect();
        let row = |(i, entry)| {
            let mut row = vec![Number::ZERO; entries.len()];
            row[i] = entry;
            row
        };
        Self(entries.iter().copied().enumerate().map(row).collect())
    }

    pub(crate) fn dim(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_identity(&self) -> bool {
        let mut rows = self.0.iter().enumerate();
        rows.all(|(i, row)| {
            let mut row = row.iter().enumerate();
            row.all(|(j, entry)| {
                if i == j {
                    entry.is_one()
                } else {
                    entry.is_zero()
                }
            })
        })
    }

    /// The places of the entries of row `i` that are not 0.
    pub(crate) fn reads(&self, i: usize) -> impl Iterator<Item = usize> {
        let row = self.0[i].iter().enumerate();
        row.filter(|(_, entry)| !entry.is_zero()).map(|(j, _)| j)
    }

    pub(crate) fn column_major(&self) -> impl Iterator<Item = f64> {
        let dim = self.dim();
        (0..dim).flat_map(move |j| (0..dim).map(move |i| self.0[i][j].value))
    }

    pub(crate) fn apply(&self, x: &[Number]) -> Vec<Number> {
        let dot = |row: &Vec<Number>| {
            let terms = row.iter().zip(x).map(|(a, b)| a.mul(b));
            terms.fold(Number::ZERO, |sum, term| sum.add(&term))
        };
        self.0.iter().map(dot).collect()
    }

    /// The product `self · other`.
    pub(crate) fn times(&self, other: &Self) -> Self {
        let columns = other.transposed();
        let row = |row: &Vec<Number>| columns.apply(row);
        Self(self.0.iter().map(row).collect())
    }

    fn transposed(&self) -> Self {
        let column = |j| self.0.iter().map(|row| row[j]).collect();
        Self((0..self.dim()).map(column).collect())
    }

    /// How much larger than the rounding of its entries the relative error of a solution can be (Skeel 1979):
    /// ‖|A⁻¹|·|A|‖ in the maximum norm. Scaling rows or exchanging them changes nothing.
    pub(crate) fn condition(&self, inverse: &Self) -> f64 {
        let reach = |row: &Vec<Number>| -> f64 {
            let terms = row.iter().zip(&self.0);
            let terms = terms
                .map(|(x, row)| x.value.abs() * row.iter().map(|a| a.value.abs()).sum::<f64>());
            terms.sum()
        };
        inverse.0.iter().map(reach).fold(0.0, f64::max)
    }

    /// The inverse: by rational arithmetic where that stays within 128 bits, else in floating point with a proof that
    /// no matrix within rounding is singular.
    pub(crate) fn inverse(&self) -> Result<Inverse, Fault> {
        let exact = |row: &Vec<Number>| row.iter().map(|entry| entry.exact).collect();
        let rows: Option<Vec<Vec<Rational>>> = self.0.iter().map(exact).collect();
        match rows.and_then(|rows| inverse_of_rationals(&rows)) {
            Some(result) => result,
            None => self.inverse_of_floats(),
        }
    }

    /// With X the computed inverse, |1 − X A| bounded including its own rounding, and an error in every entry of A:
    /// where the rows of that sum to less than 1, A is invertible.
    fn inverse_of_floats(&self) -> Result<Inverse, Fault> {
        let dim = self.dim();
        let a: Vec<Vec<f64>> = self
            .0
            .iter()
            .map(|row| row.iter().map(|n| n.value).collect())
            .collect();
        let (x, ln_det) = solve(&a);
        // The entries themselves are rounded, some in several steps.
        let rounding = (dim + 8) as f64 * f64::EPSILON;
        let mut entries = x.clone();
        let mut worst: f64 = 0.0;
        for i in 0..dim {
            let mut defect = 0.0;
            let mut reach = vec![0.0; dim];
            for j in 0..dim {
                let unit = if i == j { 1.0 } else { 0.0 };
                let product: f64 = (0..dim).map(|k| x[i][k] * a[k][j]).sum();
                reach[j] = (0..dim).map(|k| (x[i][k] * a[k][j]).abs()).sum::<f64>();
                defect += (unit - product).abs() + rounding * reach[j];
            }
            worst = if defect.is_nan() {
                f64::INFINITY
            } else {
                worst.max(defect)
            };
            // What is rounding alone is 0.
            for j in 0..dim {
                let bound: f64 = (0..dim).map(|k| reach[k] * x[k][j].abs()).sum();
                if x[i][j].abs() <= rounding * bound {
                    entries[i][j] = 0.0;
                }
            }
        }
        if worst < 1.0 {
            let numbers = |row: Vec<f64>| {
                row.into_iter()
                    .map(|value| Number::new(value, None))
                    .collect()
            };
            return Ok(Inverse {
                matrix: Self(entries.into_iter().map(numbers).collect()),
                ln_det,
            });
        }
        let size = |j: usize| x.iter().map(|row| row[j].abs()).fold(0.0, f64::max);
        let longest = (0..dim)
            .max_by(|&i, &j| size(i).total_cmp(&size(j)))
            .unwrap_or(0);
        let kernel = x.iter().map(|row| row[longest] / size(longest)).collect();
        Err(Fault::Doubtful { kernel })
    }
}

/// The inverse or the kernel of a rational matrix; none if a number gets too long.
fn inverse_of_rationals(rows: &[Vec<Rational>]) -> Option<Result<Inverse, Fault>> {
    Some(match eliminate(rows)? {
        Eliminated::Inverse { rows, det } => {
            let numbers = |row: Vec<Rational>| row.into_iter().map(Number::exactly).collect();
            let ln = |n: i128| (n.abs() as f64).ln();
            Ok(Inverse {
                matrix: Square(rows.into_iter().map(numbers).collect()),
                ln_det: ln(det.numerator()) - ln(det.denominator()),
            })
        }
        Eliminated::Kernel(kernel) => {
            let column = |j| rows.iter().map(|row| row[j]).collect();
            let transposed: Vec<Vec<Rational>> = (0..rows.len()).map(column).collect();
            let Eliminated::Kernel(relation) = eliminate(&transposed)? else {
                return None;
            };
            Err(Fault::Singular {
                kernel: whole(&kernel)?,
                relation: whole(&relation)?,
            })
        }
    })
}

/// What elimination ends with.
enum Eliminated {
    Inverse {
        rows: Vec<Vec<Rational>>,
        det: Rational,
    },
    Kernel(Vec<Rational>),
}

/// Gauß–Jordan elimination; none if a number gets too long.
fn eliminate(rows: &[Vec<Rational>]) -> Option<Eliminated> {
    let dim = rows.len();
    let mut left = rows.to_vec();
    let mut right: Vec<Vec<Rational>> = (0..dim)
        .map(|i| {
            (0..dim)
                .map(|j| {
                    if i == j {
                        Rational::ONE
                    } else {
                        Rational::ZERO
                    }
                })
                .collect()
        })
        .collect();
    let mut det = Rational::ONE;
    for c in 0..dim {
        // Short pivots keep the numbers short.
        let length = |r: Rational| r.numerator().abs().max(r.denominator());
        let candidates = (c..dim).filter(|&i| !left[i][c].is_zero());
        let Some(pivot) = candidates.min_by_key(|&i| length(left[i][c])) else {
            let mut kernel = vec![Rational::ZERO; dim];
            for (k, entry) in kernel.iter_mut().enumerate().take(c) {
                *entry = left[k][c].neg();
            }
            kernel[c] = Rational::ONE;
            return Some(Eliminated::Kernel(kernel));
        };
        if pivot != c {
            left.swap(pivot, c);
            right.swap(pivot, c);
            det = det.neg();
        }
        let scale = left[c][c].recip()?;
        det = det.mul(left[c][c])?;
        for rows in [&mut left, &mut right] {
            for entry in &mut rows[c] {
                *entry = entry.mul(scale)?;
            }
        }
        for i in (0..dim).filter(|&i| i != c) {
            let factor = left[i][c];
            if factor.is_zero() {
                continue;
            }
            for rows in [&mut left, &mut right] {
                let pivot = rows[c].clone();
                for (entry, pivot) in rows[i].iter_mut().zip(pivot) {
                    *entry = entry.sub(factor.mul(pivot)?)?;
                }
            }
        }
    }
    Some(Eliminated::Inverse { rows: right, det })
}

/// A multiple of a vector in whole numbers without a common factor.
fn whole(vector: &[Rational]) -> Option<Vec<Rational>> {
    let gcd = |mut a: i128, mut b: i128| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a.abs()
    };
    let mut common = 1_i128;
    for entry in vector {
        let denominator = entry.denominator();
        common = common.checked_mul(denominator / gcd(common, denominator))?;
    }
    let scaled: Option<Vec<Rational>> = vector
        .iter()
        .map(|entry| entry.mul(Rational::new(common, 1)?))
        .collect();
    let scaled = scaled?;
    let factor = scaled
        .iter()
        .fold(0, |factor, entry| gcd(factor, entry.numerator()));
    let first = scaled.iter().find(|entry| !entry.is_zero())?;
    let factor = Rational::new(if first.is_negative() { -factor } else { factor }, 1)?;
    scaled.into_iter().map(|entry| entry.div(factor)).collect()
}

/// The inverse in floating point and ln|det|, by elimination with the largest pivot of each column; rows are compared
/// after they have been brought to one size. A pivot of 0 is replaced by one that is tiny.
fn solve(a: &[Vec<f64>]) -> (Vec<Vec<f64>>, f64) {
    let dim = a.len();
    let size = |row: &[f64]| {
        row.iter()
            .fold(f64::MIN_POSITIVE, |most, x| most.max(x.abs()))
    };
    let mut ln_det = 0.0;
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(dim);
    for (i, row) in a.iter().enumerate() {
        let scale = size(row);
        ln_det += scale.ln();
        let mut row: Vec<f64> = row.iter().map(|x| x / scale).collect();
        row.extend((0..dim).map(|j| if i == j { 1.0 / scale } else { 0.0 }));
        rows.push(row);
    }
    for c in 0..dim {
        let pivot = (c..dim).max_by(|&i, &j| rows[i][c].abs().total_cmp(&rows[j][c].abs()));
        rows.swap(c, pivot.unwrap_or(c));
        if rows[c][c] == 0.0 {
            rows[c][c] = f64::EPSILON / 4.0;
        }
        let pivot = rows[c][c];
        ln_det += pivot.abs().ln();
        for entry in &mut rows[c] {
            *entry /= pivot;
        }
        let row = rows[c].clone();
        for other in rows
            .iter_mut()
            .enumerate()
            .filter(|(i, _)| *i != c)
            .map(|(_, other)| other)
        {
            let factor = other[c];
            for (entry, x) in other.iter_mut().zip(&row) {
                *entry -= factor * x;
            }
        }
    }
    let inverse = rows.into_iter().map(|mut row| row.split_off(dim));
    (inverse.collect(), ln_det)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Number, Rational, Square};
    use std::f64::consts::PI;

    fn square(rows: &[&[f64]]) -> Square {
        let numbers = |row: &&[f64]| row.iter().map(|&value| Number::decimal(value)).collect();
        Square(rows.iter().map(numbers).collect())
    }

    /// The same without exact values.
    fn rounded(rows: &[&[f64]]) -> Square {
        let numbers = |row: &&[f64]| row.iter().map(|&value| Number::new(value, None)).collect();
        Square(rows.iter().map(numbers).collect())
    }

    #[test]
    fn inverses_are_exact() {
        let matrix = square(&[&[2.0, 1.0, 0.0], &[0.5, 3.0, 0.1], &[0.0, 0.0, -7.0]]);
        let inverse = matrix.inverse().unwrap();
        assert!(matrix.times(&inverse.matrix).is_identity());
        assert!((inverse.ln_det - 38.5_f64.ln()).abs() < 1e-15);
        assert_eq!(inverse.matrix.0[0][0].to_string(), "6/11");
        assert_eq!(inverse.matrix.inverse().unwrap().matrix, matrix);
    }

    #[test]
    fn floats_agree_with_rationals() {
        let rows: [&[f64]; 3] = [&[0.0, 1.0, 2.0], &[1.0, 0.0, 3.0], &[4.0, -3.0, 8.0]];
        let (exact, float) = (
            square(&rows).inverse().unwrap(),
            rounded(&rows).inverse().unwrap(),
        );
        for (a, b) in exact
            .matrix
            .0
            .iter()
            .flatten()
            .zip(float.matrix.0.iter().flatten())
        {
            assert!((a.value - b.value).abs() < 1e-14, "{a} and {b}");
        }
        assert!((exact.ln_det - float.ln_det).abs() < 1e-14);
    }

    #[test]
    fn what_is_singular_has_a_kernel() {
        let int = Rational::int;
        assert_eq!(
            square(&[&[1.0, 2.0], &[2.0, 4.0]]).inverse().unwrap_err(),
            Fault::Singular {
                kernel: vec![int(2), int(-1)],
                relation: vec![int(2), int(-1)],
            }
        );
        // 0.1 + 0.2 = 0.3, which floats do not know.
        assert_eq!(
            square(&[&[0.1, 1.0, 0.0], &[0.2, 1.0, 1.0], &[0.3, 2.0, 1.0]])
                .inverse()
                .unwrap_err(),
            Fault::Singular {
                kernel: vec![int(10), int(-1), int(-1)],
                relation: vec![int(1), int(1), int(-1)],
            }
        );
    }

    #[test]
    fn what_may_be_singular_is_not_inverted() {
        let doubtful = rounded(&[&[PI, 2.0 * PI], &[1.0, 2.0]])
            .inverse()
            .unwrap_err();
        let Fault::Doubtful { kernel } = doubtful else {
            panic!("{doubtful:?}");
        };
        assert!((kernel[0] + 2.0 * kernel[1]).abs() < 1e-9, "{kernel:?}");
        assert!(
            rounded(&[&[PI, 2.0 * PI], &[1.0, 2.0 + 1e-9]])
                .inverse()
                .is_ok()
        );
        // Rows of any size are equally far from singular.
        assert!(rounded(&[&[1e-300, 0.0], &[0.0, 1e300]]).inverse().is_ok());
        assert!(rounded(&[&[0.0, 0.0], &[0.0, PI]]).inverse().is_err());
    }

    #[test]
    fn a_condition_knows_no_scale() {
        let matrix = square(&[&[1e-6, 0.0], &[0.0, 1e6]]);
        let inverse = matrix.inverse().unwrap().matrix;
        assert!((matrix.condition(&inverse) - 1.0).abs() < 1e-12);
        let close = square(&[&[1.0, 1.0], &[1.0, 1.000_001]]);
        assert!(close.condition(&close.inverse().unwrap().matrix) > 1e6);
    }
}
