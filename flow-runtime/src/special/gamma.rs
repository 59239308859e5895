//! The gamma function and its upper part.

/// ln Γ(x) for x > 0: Stirling's series above 10, reached by Γ(x + 1) = x Γ(x).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0_f64);
    while x < 10.0 {
        product *= x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = (1.0 / 12.0
        - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y * (1.0 / 1188.0)))))
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

/// `Γ(a, x) / Γ(a)` for a > 0, x ≥ 0: with a = ν/2 and x = χ²/2, the probability of more than χ² with ν degrees of freedom. By
/// the power series of the lower part below a + 1, and by Lentz's continued fraction above (Press et al. 2007, §6.2).
pub(crate) fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * f64::EPSILON {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).max(0.0);
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (f64::INFINITY, 1.0 / b);
    let mut fraction = d;
    for n in 1..100_000 {
        let n = f64::from(n);
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    front * fraction
}

#[cfg(test)]
mod tests {
    use super::{ln_gamma, upper_gamma};

    #[test]
    fn the_gamma_function_is_the_factorial() {
        for (x, gamma) in [
            (0.5, std::f64::consts::PI.sqrt()),
            (1.0, 1.0),
            (5.0, 24.0),
            (11.0, 3_628_800.0),
            (0.001, 999.423_772_484_595_4),
        ] {
            assert!((ln_gamma(x) - f64::ln(gamma)).abs() < 1e-13, "{x}");
        }
    }

    /// Γ(1, x) = exp(−x), Γ(n, x)/Γ(n) = exp(−x) Σ xᵏ/k!, and quantiles of χ² from tables.
    #[test]
    fn its_upper_part_is_what_is_known() {
        for x in [0.0, 1e-3, 0.5, 2.0, 30.0, 700.0] {
            assert!((upper_gamma(1.0, x) - f64::exp(-x)).abs() < 1e-13 * f64::exp(-x) + 1e-16);
            let poisson = f64::exp(-x) * (1.0 + x + x * x / 2.0);
            assert!((upper_gamma(3.0, x) - poisson).abs() < 1e-12 * poisson + 1e-15);
        }
        for (dof, chi_squared, p) in [
            (1.0, 3.841_458_820_694_124, 0.05),
            (9.0, 21.665_994_333_461_93, 0.01),
            (19.0, 30.143_527_205_646_16, 0.05),
        ] {
            let found = upper_gamma(dof / 2.0, chi_squared / 2.0);
            assert!((found - p).abs() < 1e-12, "{dof}: {found}");
        }
    }
}
