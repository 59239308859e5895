//! The lower part of the beta function.

use super::ln_gamma;

/// `I(a, b)` at `r²/(1 + r²)` for a, b > 0 and r ≥ 0, the regularised incomplete beta function: by Lentz's continued fraction, on
/// the side where that is short (Press et al. 2007, §6.4). Small values are accurate, where r² underflows too.
pub(crate) fn lower_beta(a: f64, b: f64, r: f64) -> f64 {
    // x = r²/(1 + r²), y = 1 − x, and their logarithms, without squares that leave the range of numbers.
    let [ln_x, ln_y] = [r.recip(), r].map(|t| {
        let large = t.max(1.0);
        -2.0 * large.ln() - (t.min(1.0).powi(2) - 1.0 + large.powi(-2)).ln_1p()
    });
    let (x, y) = (ln_x.exp(), ln_y.exp());
    if r <= 0.0 {
        return 0.0;
    }
    let ln_front = a * ln_x + b * ln_y + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_front.exp() * fraction(a, b, x) / a
    } else {
        1.0 - ln_front.exp() * fraction(b, a, y) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const LEAST: f64 = 1e-300;
    let least = |value: f64| if value.abs() < LEAST { LEAST } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / least(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for n in 1..100_000 {
        let n = f64::from(n);
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        let odd = -(a + n) * (a + b + n) * x / ((a + 2.0 * n) * (a + 2.0 * n + 1.0));
        let mut change = 1.0;
        for numerator in [even, odd] {
            d = 1.0 / least(1.0 + numerator * d);
            c = least(1.0 + numerator / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 4.0 * f64::EPSILON {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::lower_beta;
    use std::f64::consts::FRAC_2_PI;

    /// I(1, b) = 1 − (1 − x)ᵇ, I(a, 1) = xᵃ, and I(½, ½) = (2/π) atan r.
    #[test]
    fn it_is_what_is_known() {
        for r in [1e-200, 1e-5, 0.3, 1.0, 2.0, 1e4, 1e200_f64] {
            let (x, y) = if r < 1.0 {
                (r * r / (1.0 + r * r), 1.0 / (1.0 + r * r))
            } else {
                let s = r.recip();
                (1.0 / (1.0 + s * s), s * s / (1.0 + s * s))
            };
            assert!((lower_beta(1.0, 3.0, r) - (1.0 - y.powi(3))).abs() < 1e-14);
            let power = x.powf(2.5);
            assert!((lower_beta(2.5, 1.0, r) - power).abs() <= 1e-13 * power);
            let arc = FRAC_2_PI * r.atan();
            assert!((lower_beta(0.5, 0.5, r) - arc).abs() < 1e-13 * arc, "{r}");
        }
        assert_eq!(lower_beta(2.0, 3.0, 0.0), 0.0);
    }
}
