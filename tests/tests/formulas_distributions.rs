//! Distribution functions, the CDF bijectors of TensorFlow Probability among them, and quantile functions, through every
//! gate.

#![allow(missing_docs, reason = "tests")]

tests::gates! {
    // NormalCDF, and those of other distributions on the line.
    1 [Normal >> |z| Phi(z)];
    1 [Normal >> |z| erf(z)];
    1 [Normal >> |z| 0.5 + atan(z)/PI];
    1 [Normal >> |z; w in (0, 1)| w*Phi(z) + (1 - w)*Phi((z - 2)/3)];
    // Laplace.
    1 [Normal >> |z| (exp((z - abs(z))/2) + 1 - exp(-(z + abs(z))/2))/2];
    // Gumbel, Moyal.
    1 [Normal >> |z; m, s > 0| exp(-exp(-(z - m)/s))];
    1 [Uniform >> |u| -ln(-ln(u))];
    1 [Normal >> |z; m, s > 0| 1 - erf(exp(-(z - m)/(2*s))/sqrt(2))];
    // Weibull, Rayleigh, Frechet, the exponential distribution.
    1 [Normal >> Softplus >> |z; k > 0, l > 0| 1 - exp(-(z/l)^k)];
    1 [Uniform >> |u; k > 0, l > 0| l*(-ln(1 - u))^(1/k)];
    1 [Normal >> Softplus >> |z; s > 0| 1 - exp(-z^2/(2*s^2))];
    1 [Normal >> Softplus >> |z; a > 0, s > 0| exp(-(z/s)^(-a))];
    1 [Normal >> Softplus >> |z| 1 - exp(-z)];
    // Gompertz, ShiftedGompertz.
    1 [Normal >> Softplus >> |z; b > 0, e > 0| 1 - exp(-e*(exp(b*z) - 1))];
    1 [Normal >> Softplus >> |z; b > 0, e > 0| (1 - exp(-b*z))*exp(-e*exp(-b*z))];
    // GeneralizedExtremeValue, GeneralizedPareto, Lomax.
    1 [Normal >> Exp >> |z| exp(-z^(-2))];
    1 [Normal >> Softplus >> |z; c > 0| 1 - (1 + c*z)^(-1/c)];
    1 [Normal >> Softplus >> |z; a > 0| 1 - (1 + z)^(-a)];
    // Kumaraswamy, the log-logistic and Burr's distributions, on (0, 1).
    1 [Uniform >> |u; a > 0, b > 0| 1 - (1 - u^a)^b];
    1 [Uniform >> |u| u/(1 - u)];
    1 [Normal >> Softplus >> |z| z/(1 + z)];
    1 [Normal >> Softplus >> |z| z^2/(1 + z^2)];
}
