"""The polynomials of `flow-runtime/src/kernels/math`, by the exchange algorithm of Remez, beside those in the source.

`python3 polynomials.py` prints for each table how far it is from its function, and how far the best polynomial of that
degree is, before and after its coefficients are rounded to the format; names of files or functions choose tables, and
`--coefficients` prints those rounded ones. Needs mpmath.

Errors are relative ones of what the kernel returns, by the polynomial alone: 2^-24 and 2^-53 are half a last place.
Most tables have more terms than need be for their own error to count, and what is left is that of rounding coefficients.

`--check` fails where the largest error is above 1.1 times that of the best polynomial, its coefficients rounded, unless it
is below a tenth of half a last place; and where constants that come in parts do not add up to what they are parts of.
"""

from __future__ import annotations

import re
import struct
import sys
from pathlib import Path
from typing import Callable, NamedTuple

from mpmath import asin, asinh, atan, atanh, cos, cosh, erf, exp, expm1, findroot, log, log1p, matrix, mp, mpf, ncdf, pi, sin, sinh, sqrt, tanh

mp.dps = 60
MATH = Path(__file__).resolve().parents[2] / "flow-runtime/src/kernels/math"
POINTS = 1200


class Table(NamedTuple):
    """A table: `function` as a polynomial in `variable`, both of t in `interval`, which may depend on the format.

    An error of the polynomial makes one of `weight` times that in what is returned, in relative terms.
    """

    file: str
    within: str
    interval: Callable[[bool], tuple]
    variable: Callable
    function: Callable
    weight: Callable
    index: int = 0
    formats: tuple = (True, False)


def near_zero(file, within, limit, function, relative, index=0):
    """A polynomial in x² for 0 < x up to the limit."""
    return Table(file, within, lambda _: (mpf(0), mpf(limit)), lambda x, _: x * x, lambda x, _: function(x), lambda x, _: relative(x), index)


HALF_LN_2 = log(2) / 2
ROOT = sqrt(mpf(2))
S = (ROOT - 1) / (ROOT + 1)


def tail_end(single):
    return mpf(15) if single else mpf(39)


def center(single):
    return mpf(3) if single else mpf(5)


def scaled_tail(y):
    """exp(y²/2)·Φ(-y)."""
    return exp(y * y / 2) * ncdf(-y)


def quantile(p):
    """Of a small p."""
    start = sqrt(-2 * log(p))
    return -findroot(lambda y: log(ncdf(y)) - log(p), -start + 1 if start > 3 else -start)


def tail_variable(y, single):
    w = -log(ncdf(-y))
    r = sqrt(w) if single else sqrt(sqrt(w))
    return (r - mpf("4.625")) / (r + 2) if single else (r - mpf("2.65625")) / (r + 1)


def slope_variable(y, _):
    q = ncdf(y) - mpf("0.5")
    return -log(1 - 4 * q * q) - mpf("2.5")


SMALLEST = {True: mpf(2) ** -149, False: mpf(2) ** -1074}

TABLES = [
    Table("exp", "reduced_tail", lambda _: (-HALF_LN_2, HALF_LN_2), lambda r, _: r, lambda r, _: (expm1(r) - r) / r**2, lambda r, _: r**2 / exp(r)),
    Table("ln", "assemble", lambda _: (1 / ROOT - 1, ROOT - 1), lambda f, _: f, lambda f, _: (log1p(f) - f + f * f / 2) / f**3, lambda f, _: f**3 / log1p(f), 0, (True,)),
    Table("ln", "assemble", lambda _: (mpf(0), S), lambda s, _: s * s, lambda s, _: 2 * (atanh(s) - s) / s**3, lambda s, _: s**3 / (2 * atanh(s)), 0, (False,)),
    near_zero("erf", "erf", 1, lambda a: erf(a) / a - 1, lambda a: a / erf(a)),
    Table("erf", "erf", lambda single: (mpf(1), mpf(4 if single else 6)), lambda b, _: b, lambda b, _: log(mp.erfc(b)), lambda b, _: mp.erfc(b) / erf(b), 1),
    near_zero("trig", "sin_cos", pi / 4, lambda r: (sin(r) - r) / r**3, lambda r: r**3 / sin(r)),
    near_zero("trig", "sin_cos", pi / 4, lambda r: (cos(r) - 1 + r * r / 2) / r**4, lambda r: r**4 / cos(r), 1),
    near_zero("arc", "reduce", mpf("0.5"), lambda x: (asin(x) - x) / x**3, lambda x: x**3 / asin(x)),
    near_zero("arc", "atan", 1, lambda t: (atan(t) - t) / t**3, lambda t: t**3 / atan(t)),
    near_zero("departure", "minus_tanh", mpf("0.7"), lambda x: (x - tanh(x)) / x**3, lambda x: x**3 / (x - tanh(x))),
    near_zero("departure", "minus_sin", 1, lambda x: (x - sin(x)) / x**3, lambda x: x**3 / (x - sin(x))),
    near_zero("departure", "minus_atan", mpf("0.6"), lambda x: (x - atan(x)) / x**3, lambda x: x**3 / (x - atan(x))),
    near_zero("departure", "minus_asinh", mpf("0.6"), lambda x: (x - asinh(x)) / x**3, lambda x: x**3 / (x - asinh(x))),
    near_zero("departure", "sinh_minus", 1, lambda x: (sinh(x) - x) / x**3, lambda x: x**3 / (sinh(x) - x)),
    near_zero("departure", "minus_ln_1p", mpf("0.25"), lambda s: (atanh(s) - s) / s**3, lambda s: s**3 / (atanh(s) - s)),
    Table("departure", "exp_m1_minus", lambda _: (mpf("-0.7"), mpf("0.7")), lambda x, _: x, lambda x, _: (expm1(x) - x) / x**2, lambda x, _: x**2 / (expm1(x) - x)),
    near_zero("hyperbolic", "tanh", mpf("0.55"), lambda x: (tanh(x) - x) / x**3, lambda x: x**3 / tanh(x)),
    near_zero("hyperbolic", "near_sinh", 1, lambda x: (sinh(x) - x) / x**3, lambda x: x**3 / sinh(x)),
    near_zero("hyperbolic", "ln_cosh", 1, lambda x: (log(cosh(x)) - x * x / 2) / x**4, lambda x: x**4 / log(cosh(x))),
    near_zero("normal", "center", 1, lambda x: erf(x / ROOT) / (2 * x), lambda x: 2 * x / erf(x / ROOT)),
    Table("normal", "scaled_tail", lambda single: (mpf(1), tail_end(single)), lambda y, single: (y - center(single)) / (y + center(single)),
          lambda y, single: scaled_tail(y) * (y + center(single)), lambda y, single: 1 / (scaled_tail(y) * (y + center(single)))),
    Table("normal", "quantile_slope", lambda _: (mpf(0), quantile(mpf("0.0017"))), slope_variable,
          lambda y, _: y / (ncdf(y) - mpf("0.5")), lambda y, _: (ncdf(y) - mpf("0.5")) / y),
    Table("normal", "normal_quantile", lambda single: (quantile(mpf("0.0017")), quantile(SMALLEST[single])), tail_variable,
          lambda y, _: y / sqrt(-log(ncdf(-y))), lambda y, _: sqrt(-log(ncdf(-y))) / y),
    Table("power", "cbrt", lambda _: (1 / ROOT, ROOT), lambda x, _: x, lambda x, _: mp.cbrt(x), lambda x, _: 1 / mp.cbrt(x)),
    near_zero("power", "ln_series", S, lambda s: (atanh(s) / s - 1 - s * s / 3) / s**4, lambda s: s**5 / atanh(s)),
]


def rounded(x, single: bool):
    """To the format."""
    x = float(x)
    return mpf(struct.unpack("f", struct.pack("f", x))[0] if single else x)


# Tables of f32 (`True`) or f64 (`False`) whose coefficients were rounded with less luck than the best ones, one by one, would
# be, and how many times as large their error may be. None of them reaches half a last place.
UNLUCKY = {
    ("erf::erf 0", True): mpf("8.1"),
    ("erf::erf 0", False): mpf("1.41"),
    ("erf::erf 1", False): mpf("2.31"),
    ("normal::center 0", True): mpf("1.36"),
    ("normal::scaled_tail 0", False): mpf("1.2"),
    ("normal::quantile_slope 0", False): mpf("1.11"),
}

NUMBER = r"-?\d[\d_]*\.[\d_]+(?:e-?\d+)?"


def body(file: str, within: str) -> str:
    """Of a function, or a constant."""
    text = (MATH / f"{file}.rs").read_text()
    text = text[re.search(rf"(?:fn|const) {within}\b", text).start() :]
    return text[: text.index("\n}\n" if text.startswith("fn") else "];\n")]


def numbers(text: str):
    return [mpf(word.replace("_", "")) for word in re.findall(NUMBER, text)]


def source(table: Table, single: bool):
    """The coefficients, ascending: single precision stands before double in every function."""
    calls = re.findall(r"(?:poly|alternating)!\(m, [^;]*;([^()]*)\)", body(table.file, table.within))
    call = calls[table.index + (0 if single else len(calls) // 2)]
    return [rounded(c, single) for c in numbers(call)]


def picked(file: str, within: str, single: bool, which: int = -1):
    """A constant of a format."""
    pair = re.findall(rf"T::pick\(({NUMBER}), ({NUMBER})\)", body(file, within))[which]
    return rounded(numbers(pair[0 if single else 1])[0], single)


def parts():
    """Constants in parts: a name, the parts, how many bits all but the last may have, and what they add up to."""
    for single in (True, False):
        high, low = picked("exp", "ln_2_high", single), picked("exp", "ln_2_low", single)
        yield "ln 2", [high, low], 9 if single else 33, log(mpf(2)), single
        yield "π/2", [rounded(pi / 2, single), picked("arc", "half_pi_rest", single)], 53, pi / 2, single
        yield "π", [rounded(pi, single), picked("turn", "reduce", single)], 53, +pi, single
        third = rounded(mpf(1) / 3, single)
        yield "1/3", [third, picked("power", "ln_series", single)], 53, mpf(1) / 3, single
        yield "ln 2 rounded", [rounded(log(mpf(2)), single), picked("logistic", "softplus_inverse", single, 1)], 53, log(mpf(2)), single
    quarters = [rounded(part, False) for part in numbers(body("trig", "HALF_PI").split("=", 1)[1])]
    yield "π/2 in four", quarters, 33, pi / 2, False


def bits(x) -> int:
    """Of a significand."""
    numerator = float(x).as_integer_ratio()[0]
    return (abs(numerator) // (numerator & -numerator)).bit_length()


def horner(coefficients, x):
    value = mpf(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def rounding(c, single: bool):
    """The most by which the nearest number of the format can be off."""
    return abs(c) * mpf(2) ** (-24 if single else -53)


class Sampled:
    """A table at Chebyshev's points of its interval, its ends left out by as good as nothing."""

    def __init__(self, table: Table, single: bool):
        low, high = table.interval(single)
        middle, half = (low + high) / 2, (high - low) / 2
        ts = [middle - half * cos(pi * (i + mpf("0.5")) / POINTS) for i in range(POINTS)]
        self.x = [table.variable(t, single) for t in ts]
        self.f = [table.function(t, single) for t in ts]
        self.w = [table.weight(t, single) for t in ts]

    def errors(self, coefficients):
        return [w * (horner(coefficients, x) - f) for x, f, w in zip(self.x, self.f, self.w)]

    def worst(self, coefficients):
        return max(map(abs, self.errors(coefficients)))

    def best(self, count: int):
        """The polynomial of this many coefficients whose largest weighted error is least."""
        at = [round(POINTS * (1 - cos(pi * (i + mpf("0.5")) / (count + 1))) / 2) for i in range(count + 1)]
        at = [min(max(int(i), 0), POINTS - 1) for i in at]
        for _ in range(60):
            system, right = matrix(count + 1, count + 1), matrix(count + 1, 1)
            for row, i in enumerate(at):
                power = mpf(1)
                for column in range(count):
                    system[row, column] = power
                    power *= self.x[i]
                system[row, count] = (-1) ** row / self.w[i]
                right[row] = self.f[i]
            solution = mp.lu_solve(system, right)
            coefficients, level = list(solution[:count]), abs(solution[count])
            errors = self.errors(coefficients)
            # The largest error between two changes of its sign, and of these the largest that alternate.
            peaks = []
            for i, e in enumerate(errors):
                if peaks and (e > 0) == (errors[peaks[-1]] > 0):
                    if abs(e) > abs(errors[peaks[-1]]):
                        peaks[-1] = i
                else:
                    peaks.append(i)
            while len(peaks) > count + 1:
                peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
            if len(peaks) < count + 1:
                return coefficients
            at = peaks
            if max(map(abs, errors)) < level * mpf("1.0001"):
                return coefficients
        return coefficients


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    print(f"{'table':34}{'format':8}{'terms':>6}{'source':>12}{'best':>12}{'rounded':>12}{'half places':>13}")
    failures = []
    for table in TABLES:
        if words and table.file not in words and table.within not in words:
            continue
        for single in table.formats:
            ours, sampled = source(table, single), Sampled(table, single)
            best = sampled.best(len(ours))
            nearest = [rounded(c, single) for c in best]
            errors = [sampled.worst(c) for c in (ours, best, nearest)]
            half = errors[0] * mpf(2) ** (24 if single else 53)
            name = f"{table.file}::{table.within} {table.index}"
            columns = "".join(f"{float(e):12.3e}" for e in errors)
            print(f"{name:34}{'f32' if single else 'f64':8}{len(ours):6}{columns}{float(half):13.3g}")
            if "--coefficients" in sys.argv:
                print("    " + ", ".join(mp.nstr(c, 9 if single else 17) for c in nearest))
            if errors[0] > UNLUCKY.get((name, single), mpf("1.1")) * max(errors[1:]) and half > mpf("0.1"):
                failures.append(name)
    for name, values, most, whole, single in parts():
        off = abs(sum(values) - whole)
        if any(bits(v) > most for v in values[:-1]) or off > rounding(values[-1], single) * mpf("1.001"):
            failures.append(name)
    series = [mp.fac2(2 * k - 1) for k in range(8)]
    if source(Table("tail", "tail", None, None, None, None), False) != series:
        failures.append("tail::tail")
    if "--check" in sys.argv and failures:
        sys.exit("worse than they need be: " + ", ".join(failures))


if __name__ == "__main__":
    main()
