"""exp, ln and the normal distribution from + - * / and square roots alone.

The C library's and numpy's versions differ in the last bit from machine to machine (with AVX-512
off, for one), and a last bit can turn into another order of events. Python's float operators and
`math.sqrt` round correctly everywhere, `frexp` and `ldexp` only move bits. All agree with the C
library to 1e-13, relative.
"""

from __future__ import annotations

from math import frexp, inf, ldexp, sqrt

# ln 2 in two parts (fdlibm): a multiple of the first by a small integer is exact.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_HALF = sqrt(0.5)
_SQRT_2PI = 2.5066282746310002
_LARGEST_EXPONENT = 709.0
_SMALLEST_EXPONENT = -745.0


def exp(x: float) -> float:
    """e to the x; `inf` above 709, 0 below -745."""
    if x > _LARGEST_EXPONENT:
        return inf
    if x < _SMALLEST_EXPONENT:
        return 0.0
    twos = round(x / _LN2_HIGH)
    rest = (x - twos * _LN2_HIGH) - twos * _LN2_LOW
    total = 1.0
    # |rest| < 0.35, so the 14th term is below 1e-17
    for n in range(14, 0, -1):
        total = 1.0 + total * rest / n
    return ldexp(total, twos)


def ln(x: float) -> float:
    """Natural logarithm. Raises `ValueError` unless x > 0."""
    if not x > 0.0:
        raise ValueError(f"ln({x}): only a positive number has a logarithm")
    mantissa, twos = frexp(x)
    if mantissa < _SQRT_HALF:
        mantissa, twos = mantissa * 2.0, twos - 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    total = 0.0
    # 2 artanh(s) with |s| < 0.172: the eleventh term is below 1e-17
    for n in range(23, 0, -2):
        total = total * square + 1.0 / n
    return twos * _LN2_HIGH + (2.0 * s * total + twos * _LN2_LOW)


def normal_upper_tail(x: float) -> float:
    """P(Z > x) for a standard normal Z."""
    if x < 0.0:
        return 1.0 - normal_upper_tail(-x)
    density = exp(-0.5 * x * x) / _SQRT_2PI
    if x < 3.0:
        return 0.5 - density * _positive_series(x)
    fraction = x
    # Laplace's continued fraction for the Mills ratio: 40 levels give all bits from x = 3 on
    for n in range(40, 0, -1):
        fraction = x + n / fraction
    return density / fraction


def _positive_series(x: float) -> float:
    """x + x^3/3 + x^5/15 + ...: no term cancels another."""
    term = total = x
    n = 1
    while term > total * 1e-17:
        n += 2
        term = term * x * x / n
        total += term
    return total


# Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics
# 37 (1988), PPND16: relative error about 1e-16. Numerator and denominator, highest power first.
_CENTRE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_SHOULDER = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_FAR = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def normal_quantile(u: float) -> float:
    """The standard normal value that a share u of all lies below; u in (0, 1).

    Below half a 53-bit step u is read as that half step, so that a drawn 0 has a finite quantile.
    Raises `ValueError` outside [0, 1).
    """
    if not 0.0 <= u < 1.0:
        raise ValueError(f"a quantile of {u}: a share in [0, 1) is needed")
    u = max(u, 2.0**-54)
    centred = u - 0.5
    if -0.425 <= centred <= 0.425:
        return centred * _ratio(_CENTRE, 0.180625 - centred * centred)
    r = sqrt(-ln(min(u, 1.0 - u)))
    value = _ratio(_SHOULDER, r - 1.6) if r <= 5.0 else _ratio(_FAR, r - 5.0)
    return value if centred > 0.0 else -value


def _ratio(terms: tuple[tuple[float, ...], tuple[float, ...]], x: float) -> float:
    above, below = 0.0, 0.0
    for a, b in zip(*terms, strict=True):
        above, below = above * x + a, below * x + b
    return above / below
