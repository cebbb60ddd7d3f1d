"""What all results share: a value with its unit, error and warnings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.estimate import CellValues
from mutually.inference.uncertainty import Interval, Uncertainty
from mutually.units import nats_per_unit, unit_name
from mutually.weighting.weights import Weighting


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """A value in a stated unit, with what was done to get it.

    Attributes
    ----------
    value : float
        The estimate. It can be slightly negative where the truth is zero; it is never clipped.
    base : float or None
        Base of the logarithm; None for nats.
    n : int
        Rows that the estimate is from.
    n_missing : int
        Rows left out because a value was missing.
    estimator : str
        What was done, as one would name it.
    warnings : tuple of str
        What to know before the value is trusted.
    """

    value: float
    base: float | None
    n: int
    n_missing: int
    estimator: str
    warnings: tuple[str, ...]
    local_nats: NDArray[np.float64] | CellValues
    uncertainty: Uncertainty
    weighting: Weighting | None = field(default=None, kw_only=True)

    @property
    def weights(self) -> NDArray[Any] | None:
        """The weights of the rows that were used, in their order; None without."""
        return None if self.weighting is None else self.weighting.values

    @property
    def n_effective(self) -> float:
        """How many rows of equal weight have means as sure: (sum w)^2 / sum w^2; else n.

        Of frequencies, which count equal rows, it is n.
        """
        return float(self.n) if self.weighting is None else self.weighting.n_effective

    @property
    def unit(self) -> str:
        """The unit of the value: "nats", "bits", "hartleys" or "base b units"."""
        return unit_name(self.base)

    @property
    def local(self) -> NDArray[np.float64]:
        """The pointwise value of each row that was used, in the order of the rows.

        Their mean, with the ``weights`` if there are any, is the value.
        """
        nats = self.local_nats
        rows = nats.rows() if isinstance(nats, CellValues) else nats
        return rows / nats_per_unit(self.base)

    @property
    def standard_error(self) -> float:
        """The standard deviation that the value would have over samples like this one.

        From a calibrated formula for two scalars, which costs nothing, and for tables; else from
        estimates of 12 subsamples, found when it is first asked for.
        """
        return self.uncertainty.spread.standard_error / nats_per_unit(self.base)

    def confidence_interval(self, level: float = 0.95, *, method: str = "auto") -> Interval:
        """Return low and high, between which the true value lies with this probability.

        Both are nan where there are too few rows to say: for a table fewer than 8 for each degree
        of freedom, for subsamples fewer than parts of them need.

        Parameters
        ----------
        level : float
            Between 0 and 1.
        method : {"auto", "subsampling"}
            "auto" takes the calibrated formula where there is one; "subsampling" draws rows.

        Raises
        ------
        MutuallyError
            If the level or the method is none.

        Examples
        --------
        >>> import numpy as np
        >>> import mutually as mu
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=1000)
        >>> y = 0.6 * x + 0.8 * rng.normal(size=1000)  # the truth is 0.223 nats
        >>> low, high = mu.mutual_information(x, y).confidence_interval()
        >>> print(f"{low:.2f} to {high:.2f}")
        0.16 to 0.28
        """
        if not isinstance(level, int | float) or not 0 < level < 1:
            fail("level", "must be between 0 and 1", repr(level), "level=0.95")
        if method not in ("auto", "subsampling"):
            fail("method", "must be 'auto' or 'subsampling'", repr(method))
        nats = nats_per_unit(self.base)
        low, high = self.uncertainty.interval(level, method)
        return Interval(low / nats, high / nats)

    def __float__(self) -> float:
        return self.value

    def __eq__(self, other: object) -> bool:
        """Compare all that is shown; results of the same data and call are equal."""
        if type(other) is not type(self):
            return NotImplemented
        return repr(self.shown()) == repr(other.shown())

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.value, self.n, self.estimator))

    def to_dict(self) -> dict[str, Any]:
        """Return all but the local values as plain Python objects.

        With the standard error and the 95 % interval, which are found if they are not known yet.
        """
        low, high = self.confidence_interval()
        return {**self.shown(), "standard_error": self.standard_error, "low": low, "high": high}

    def shown(self) -> dict[str, Any]:
        """Return what there is without further estimates."""
        hidden = ("local_nats", "y", "uncertainty", "weighting")
        names = [f.name for f in fields(self) if f.name not in hidden]
        found = {name: getattr(self, name) for name in names}
        if self.weighting is not None:
            found |= {"weight_type": self.weighting.kind, "n_effective": self.n_effective}
        return {**found, "warnings": list(self.warnings), "unit": self.unit}

    def known(self) -> dict[str, Any]:
        """Return what is shown, with the errors where they cost nothing."""
        if not self.uncertainty.has_formula:
            return self.shown()
        low, high = self.confidence_interval()
        return {**self.shown(), "standard_error": self.standard_error, "low": low, "high": high}

    def _lines(self) -> list[str]:
        lines = [f"n = {self.n}" + (f" ({self.n_missing} rows left out)" * bool(self.n_missing))]
        if self.weighting is not None:
            lines[0] += f", {self.weighting}"
        if self.uncertainty.has_formula:
            low, high = self.confidence_interval()
            known = math.isfinite(low) and math.isfinite(high)
            within = f", 95 % interval {low:.3g} to {high:.3g}" * known
            lines.insert(0, f"standard error {self.standard_error:.2g}{within}")
        return [*lines, f"estimator: {self.estimator}", *(f"warning: {w}" for w in self.warnings)]

    def __repr__(self) -> str:
        return "\n  ".join([f"{type(self).__name__}: {self.value:.4g} {self.unit}", *self._lines()])

    def _repr_html_(self) -> str:
        from mutually.results.html import result_html

        return result_html(self)


def normalize(value: float, target_entropy: float | None, nats: float = 1.0) -> float:
    """Return a value on the scale from 0 to 1 that fits the target (see MutualInformation)."""
    if target_entropy is None:
        return math.copysign(math.sqrt(-math.expm1(-2 * abs(value) * nats)), value)
    return value / target_entropy if target_entropy > 0 else math.nan
