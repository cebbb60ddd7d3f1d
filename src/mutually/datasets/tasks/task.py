"""What a known-answer task is: a sampler, and the mutual information that it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail

Values = NDArray[Any]
Sample = tuple[Values, ...]
Draw = Callable[[int, np.random.Generator], Sample]
LogRatio = Callable[..., NDArray[np.float64]]

CONTINUOUS, DISCRETE, MIXED = "continuous", "discrete", "mixed"


@dataclass(frozen=True, eq=False)
class Task:
    """A joint distribution with known mutual information.

    Attributes
    ----------
    name : str
        Unique among all tasks.
    family : str
        What it tests; tables sum over families.
    x_dim, y_dim, given_dim : int
        Numbers of coordinates; given_dim is 0 where nothing is given.
    truth : float or callable
        The information in nats, or a function without arguments that computes it by quadrature.
    draw : callable
        ``draw(n, rng)`` returns the arrays of :meth:`sample`.
    reference : str
        How the truth is known.
    standard_error : float
        Of the truth; above 0 only where it is a stored result of Monte Carlo integration.
    log_ratio : callable, optional
        Where the density is known, the pointwise information of rows as :meth:`sample` returns
        them: ``log_ratio(x, y)`` or ``log_ratio(x, y, given)``. Its mean is the truth.
    x_kinds, y_kinds, given_kinds : tuple of str
        The kind of each coordinate: "continuous", "discrete" (whole numbers, 0 and up, that name
        levels) or "mixed" (a density and atoms).
    """

    name: str
    family: str
    x_dim: int
    y_dim: int
    truth: float | Callable[[], float]
    draw: Draw
    reference: str
    given_dim: int = 0
    standard_error: float = 0.0
    log_ratio: LogRatio | None = None
    x_kinds: tuple[str, ...] = ()
    y_kinds: tuple[str, ...] = ()
    given_kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for side in ("x", "y", "given"):
            kinds = getattr(self, f"{side}_kinds") or (CONTINUOUS,) * getattr(self, f"{side}_dim")
            # The class is frozen for its users; a default that depends on another field is set
            # here, before anyone has the object.
            object.__setattr__(self, f"{side}_kinds", kinds)

    @cached_property
    def mutual_information(self) -> float:
        """The truth in nats, conditional on what is given; computed on first use."""
        return float(self.truth() if callable(self.truth) else self.truth)

    def sample(self, n: int, rng: int | np.random.Generator = 0) -> Sample:
        """Draw n independent rows.

        Parameters
        ----------
        n : int
            How many rows, at least 1.
        rng : int or Generator
            Seed, or the generator to draw from. The same seed gives the same rows.

        Returns
        -------
        tuple of ndarray
            x of shape (n, x_dim), y of shape (n, y_dim), and, where something is given, its array
            of shape (n, given_dim). An array is of integers where all its coordinates are
            discrete, else of floats.

        Examples
        --------
        >>> from mutually.datasets import tasks
        >>> task = tasks.get("normal-1x1")
        >>> x, y = task.sample(1000, rng=0)
        >>> x.shape, y.shape, round(task.mutual_information, 4)
        ((1000, 1), (1000, 1), 0.4133)
        """
        if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
            fail("n", "must be a whole number from 1 on", repr(n))
        arrays = self.draw(int(n), np.random.default_rng(rng))
        kinds = (self.x_kinds, self.y_kinds, self.given_kinds)
        return tuple(
            _array(values, of) for values, of in zip(arrays, kinds, strict=False) if len(of)
        )


def _array(values: Values, kinds: tuple[str, ...]) -> Values:
    whole = all(kind == DISCRETE for kind in kinds)
    array = np.asarray(values, dtype=np.int64 if whole else np.float64)
    return np.ascontiguousarray(array.reshape(-1, len(kinds)))
