"""Units of information: natural by default, any base on request."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from mutually.errors import fail

_NAMES: dict[float, str] = {math.e: "nats", 2: "bits", 10: "hartleys"}


def check_base(base: Any) -> float | None:
    """Return a base as a plain number, None for nats.

    Raises
    ------
    MutuallyError
        Where the base is not a number above 1.
    """
    if base is None:
        return None
    number = float(base) if isinstance(base, Real) else math.nan
    if not 1 < number < math.inf:
        fail("base", "must be None (nats) or a number above 1", repr(base), "base=2 for bits")
    return int(number) if number.is_integer() else number


def nats_per_unit(base: float | None) -> float:
    """Return how many nats make one unit of a base (None or e: nats, 2: bits)."""
    return 1.0 if base is None else math.log(base)


def unit_name(base: float | None) -> str:
    """Return the word for the unit of a base: nats, bits, hartleys, or "base b units"."""
    return "nats" if base is None else _NAMES.get(base, f"base {base:g} units")
