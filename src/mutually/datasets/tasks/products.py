"""Products, ratios, volumes, and noise whose size the other side sets."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import maps, quadrature
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel, normal_nodes
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "products"
NOISE = 0.3
OUTPUT = "quadrature of the density of y"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    return [
        Task("product-2x1", FAMILY, 2, 1, product_information, product, OUTPUT,
             log_ratio=_product_log_ratio),
        Task("multiplicative-1x1", FAMILY, 1, 1, _multiplicative_information, _multiplicative,
             OUTPUT, log_ratio=_multiplicative_log_ratio),
        Task("common-scale-3x3", FAMILY, 3, 3, _common_scale_information, _common_scale,
             "quadrature of the density of log |y|"),
        Task("ratio-2x1", FAMILY, 2, 1, _ratio_information, _ratio, OUTPUT,
             log_ratio=_ratio_log_ratio),
        Task("volume-3x1", FAMILY, 3, 1, _volume_information, _volume,
             "log 2 for the sign, quadrature of the density of log |y|"),
        Task("gamma-noise-3x3", FAMILY, 3, 3, _gamma_information, maps.beside(*[_gamma] * 3),
             "three times the quadrature of the density of log y"),
    ]  # fmt: skip


def product_channel() -> Channel:
    """Return y = x1 x2 + noise: given x2 a normal number of variance x2^2 + noise^2.

    The deviations here are of y given one factor; the noise alone is left after both.
    """
    z, weights = normal_nodes()
    return Channel(np.zeros_like(z), np.hypot(z, NOISE), weights)


def product_information() -> float:
    """Return I(x1, x2; x1 x2 + noise)."""
    channel = product_channel()
    y = np.linspace(-60, 60, 24_001)
    whole = quadrature.entropy(np.exp(channel.log_density(y)), float(y[1] - y[0]))
    return whole - quadrature.NORMAL_ENTROPY - math.log(NOISE)


def product(n: int, rng: np.random.Generator) -> Sample:
    """Draw two normal numbers and their product with noise."""
    x = rng.normal(size=(n, 2))
    return x, x[:, :1] * x[:, 1:] + NOISE * rng.normal(size=(n, 1))


def _product_log_ratio(x: Array, y: Array) -> Array:
    return product_channel().log_ratio(y[:, 0], x[:, 0] * x[:, 1], NOISE)


def _multiplicative_channel() -> Channel:
    z, weights = normal_nodes()
    return Channel(np.zeros_like(z), np.hypot(z, 0.1), weights)


def _multiplicative_information() -> float:
    return _multiplicative_channel().information(40_001)


def _multiplicative(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, np.hypot(x, 0.1) * rng.normal(size=(n, 1))


def _multiplicative_log_ratio(x: Array, y: Array) -> Array:
    return _multiplicative_channel().log_ratio(y[:, 0], np.zeros(len(y)), np.hypot(x[:, 0], 0.1))


def _common_scale_information() -> float:
    return quadrature.scale_information(1.0, 3)


def _common_scale(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 3))
    log_scale = x @ np.full((3, 1), 1 / math.sqrt(3))
    return x, np.exp(log_scale) * rng.normal(size=(n, 3))


def _ratio_information() -> float:
    # A ratio of normal numbers is a Cauchy number, and with normal noise a Voigt number; with
    # y = sinh(s) both tails, which fall like y^-2, end on the grid.
    s, step = np.linspace(-32, 32, 200_001, retstep=True)
    whole = quadrature.entropy(_voigt(np.sinh(s)), float(step) * np.cosh(s))
    return whole - quadrature.NORMAL_ENTROPY - math.log(NOISE)


def _voigt(y: Array) -> Array:
    from scipy.special import voigt_profile

    return np.asarray(voigt_profile(y, NOISE, 1.0))


def _ratio(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 2))
    return x, x[:, :1] / x[:, 1:] + NOISE * rng.normal(size=(n, 1))


def _ratio_log_ratio(x: Array, y: Array) -> Array:
    z = (y[:, 0] - x[:, 0] / x[:, 1]) / NOISE
    given = -0.5 * z * z - quadrature.HALF_LOG_2_PI - math.log(NOISE)
    return np.asarray(given - np.log(_voigt(y[:, 0])))


def _volume_information() -> float:
    step = 0.002
    t = np.arange(-40.0, 3.0, step)
    # The density of the log of a normal number's size, for the sum of three.
    one = np.exp(t - 0.5 * np.exp(2 * t)) * math.sqrt(2 / math.pi)
    three = _convolved(_convolved(one, one, step), one, step)
    s = np.arange(-4.5, 4.5, step)
    normal = np.exp(-0.5 * (s / 0.5) ** 2 - quadrature.HALF_LOG_2_PI) / 0.5
    return math.log(2) + quadrature.sum_information(three, normal, step)


def _convolved(one: Array, other: Array, step: float) -> Array:
    from scipy.signal import fftconvolve

    return np.asarray(np.maximum(fftconvolve(one, other) * step, 0))


def _volume(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 3))
    return x, x.prod(axis=1, keepdims=True) * np.exp(0.5 * rng.normal(size=(n, 1)))


def _gamma_information() -> float:
    step = 0.002
    t = np.arange(-40.0, 5.0, step)
    signal = np.exp(t - np.exp(t))  # the log of an exponential number
    noise = np.exp(3 * t - np.exp(t)) / 2  # the log of a gamma number of shape 3
    return 3 * quadrature.sum_information(signal, noise, step)


def _gamma(n: int, rng: np.random.Generator) -> Sample:
    x = rng.exponential(size=(n, 1))
    return x, x * rng.gamma(3, size=(n, 1))
