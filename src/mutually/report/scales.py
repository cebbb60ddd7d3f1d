"""From values to places in a picture: limits, ticks and their labels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Outliers farther from the central 98 % than so many times the span of these are left out.
_REACH = 1.0


class Tick(NamedTuple):
    """A mark on an axis: where it is, and what stands there."""

    at: float
    text: str


class Scale(NamedTuple):
    """Values from low to high drawn from start to stop."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the places of values."""
        part = (values - self.low) / (self.high - self.low)
        return np.asarray(self.start + part * (self.stop - self.start))

    def at(self, value: float) -> float:
        """Return the place of one value."""
        return float(self(np.array([value]))[0])

    def ticks(self, most: int = 5) -> list[Tick]:
        """Return marks at round values."""
        values = nice_values(self.low, self.high, most)
        return [
            Tick(self.at(value), text) for value, text in zip(values, labels(values), strict=True)
        ]


def limits(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return between which values to draw; far outliers stay beyond them.

    Examples
    --------
    >>> limits(np.array([0.0, 4.0])), limits(np.array([2.0]))
    ((0.0, 4.0), (1.5, 2.5))
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    inner_low, inner_high = (float(v) for v in np.quantile(finite, (0.01, 0.99)))
    # The span of the largest doubles is no double, and leaves nothing out; nor does one of 0.
    reach = _REACH * (inner_high - inner_low) or math.inf
    drawn = finite[(finite >= inner_low - reach) & (finite <= inner_high + reach)]
    low, high = float(drawn.min()), float(drawn.max())
    if not high > low or math.isinf(high - low):
        room = 0.5 if abs(low) < 1e6 else abs(low) / 4
        return low - room, low + room
    return low, high


def nice_values(low: float, high: float, most: int = 5) -> list[float]:
    """Return round values between two, at most so many.

    Examples
    --------
    >>> nice_values(0.0, 0.7), nice_values(172.0, 231.0, 4)
    ([0.0, 0.2, 0.4, 0.6], [180.0, 200.0, 220.0])
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return [low] if math.isfinite(low) else []
    size = 10.0 ** math.floor(math.log10(span / most))
    for step in (size, 2 * size, 5 * size, 10 * size):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            # Of whole multiples, without the dust of repeated sums.
            return [float(f"{k * step:.12g}") for k in range(first, last + 1)]
    return [low]


def labels(values: list[float]) -> list[str]:
    """Write the values of ticks, all in one way.

    Examples
    --------
    >>> labels([0.0, 0.25]), labels([-2e6, 2e6]), labels([10000.0, 20000.0])
    (['0', '0.25'], ['\N{MINUS SIGN}2e6', '2e6'], ['10k', '20k'])
    """
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= 1e6 or 0 < largest < 1e-3:
        texts = [f"{value:g}" if value == 0 else _power(value) for value in values]
    elif largest >= 1e4:
        texts = [f"{value / 1000:g}k" if value else "0" for value in values]
    else:
        texts = [f"{value:.6g}" for value in values]
    return [text.replace("-", "\N{MINUS SIGN}") for text in texts]


def _power(value: float) -> str:
    mantissa, power = f"{value:.3e}".split("e")
    return f"{float(mantissa):g}e{int(power)}"
