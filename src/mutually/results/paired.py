"""What all pairs of columns tell: the matrix, its pairs, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.units import nats_per_unit, unit_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.networks import Network

# One entry of the array that holds the pairs: places of the columns, and what is known of both.
NUMBERS = ("mi", "standard_error", "low", "high", "pvalue", "qvalue")
ENTRY = np.dtype(
    [("x", np.int32), ("y", np.int32), *((name, np.float64) for name in NUMBERS),
     ("n", np.int64), ("estimator", object), ("warning", object), ("lag", np.int64)]
)  # fmt: skip
INFERENCE = NUMBERS[1:]
NORMALIZED = ("min", "sqrt", "joint", "correlation")


@dataclass(frozen=True, eq=False)
class PairResult:
    """What two columns tell about each other.

    Attributes
    ----------
    x, y : Hashable
        Their names.
    mi : float
        Their mutual information in the matrix's unit; nan where too few rows know both.
    standard_error, low, high, pvalue, qvalue : float
        As of :class:`mutually.RankedFeature`; q-values are over all pairs. nan without inference.
    n : int
        Rows in which both are known, or all where missing is a level.
    estimator : str
        What was done.
    warning : str
        What to know before the value is trusted; empty if nothing.
    lag : int
        Rows by which x is earlier than y at the lag at which they tell most; below 0, y is earlier.
        Always 0 without lags.
    """

    x: Hashable
    y: Hashable
    mi: float
    standard_error: float
    low: float
    high: float
    pvalue: float
    qvalue: float
    n: int
    estimator: str
    warning: str
    lag: int = 0

    def __eq__(self, other: object) -> bool:
        """Compare what is shown; nan equals itself."""
        return repr(self) == repr(other) if isinstance(other, PairResult) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.x, self.y, self.mi, self.n))

    def turned(self) -> PairResult:
        """Return the same with x and y exchanged."""
        return replace(self, x=self.y, y=self.x, lag=-self.lag)


_FIELDS = tuple(field.name for field in fields(PairResult))


class Pairwise:
    """Mutual information between all columns of a table.

    ``pairs["a", "b"]`` is what is known of two columns, and iteration gives all pairs that are
    held, those with the most information first.

    Attributes
    ----------
    names : tuple of Hashable
        The columns that were compared, in the table's order; ``kinds`` is what they were taken for.
    entropies : ndarray of float, shape (d,)
        The entropy of each discrete column, nan of others.
    n_rows : int
        Rows of the table.
    n_pairs : int
        How many pairs were estimated; ``len(pairs)`` is how many of them are held.
    base, unit
        Of the values: None and "nats", 2 and "bits", ...
    alpha : float or None
        The level of the intervals and discoveries; None without inference.
    lags : tuple of int or None
        The lags that were looked at, in both directions; None without.
    top_k, threshold
        Which pairs are held; None and None for all.
    skipped : dict
        Name -> why the column was set aside.
    warnings : tuple of str
        What concerns the whole table.
    weight_type, n_effective
        What the weights of the rows mean, and how many rows of equal weight they are worth; None
        and None without weights.
    """

    def __init__(
        self,
        names: Sequence[Hashable],
        kinds: Sequence[str],
        entropies: NDArray[np.float64],
        held: NDArray[Any],
        *,
        n_rows: int,
        n_pairs: int,
        base: float | None,
        alpha: float | None,
        skipped: Mapping[Hashable, str],
        warnings: tuple[str, ...],
        make_frame: Callable[[Mapping[str, Any]], Any],
        kind_of_frame: str = "dict",
        top_k: int | None = None,
        threshold: float | None = None,
        lags: Sequence[int] | None = None,
        weight_type: str | None = None,
        n_effective: float | None = None,
    ) -> None:
        self.weight_type, self.n_effective = weight_type, n_effective
        self.names, self.kinds, self.entropies = tuple(names), tuple(kinds), entropies
        self.n_rows, self.n_pairs, self.base, self.alpha = n_rows, n_pairs, base, alpha
        self.skipped, self.warnings = dict(skipped), warnings
        self.top_k, self.threshold = top_k, threshold
        self.lags = None if lags is None else tuple(lags)
        self.make_frame, self._kind_of_frame = make_frame, kind_of_frame
        self._held = held

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return unit_name(self.base)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is known of each pair: the columns of the long frame."""
        hidden = (*INFERENCE * (self.alpha is None), *("lag",) * (self.lags is None))
        return tuple(name for name in _FIELDS if name not in hidden)

    @cached_property
    def places(self) -> dict[Hashable, int]:
        """Name -> row and column of :attr:`values`."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def held(self) -> NDArray[Any]:
        """The pairs as a structured array, best first; x and y are places in ``names``.

        Of equal values the one whose names come first is first, whatever the table's order.
        """
        text = np.array([str(name) for name in self.names], dtype=object)
        by_name = np.argsort(np.argsort(text, kind="stable"), kind="stable")
        first, second = by_name[self._held["x"]], by_name[self._held["y"]]
        order = np.lexsort(
            (np.maximum(first, second), np.minimum(first, second), -self._held["mi"])
        )
        return self._held[order]

    @cached_property
    def _at(self) -> dict[tuple[int, int], int]:
        x, y = self.held["x"].tolist(), self.held["y"].tolist()
        return {pair: place for place, pair in enumerate(zip(x, y, strict=True))}

    def matrix(self, what: str = "mi") -> NDArray[np.float64]:
        """Return what is known of all pairs as a symmetric matrix.

        Parameters
        ----------
        what : {"mi", "standard_error", "low", "high", "pvalue", "qvalue", "n", "lag"}
            The diagonal of "mi" is the entropies; else it is nan. Pairs that are not held are nan.
            "lag" is antisymmetric: by so many rows the column of a row is earlier than that of a
            column.
        """
        known = (*NUMBERS, "n", *("lag",) * (self.lags is not None))
        if what not in known:
            fail("what", f"must be one of {', '.join(map(repr, known))}", repr(what))
        size = len(self.names)
        full = np.full((size, size), np.nan)
        x, y, values = self._held["x"], self._held["y"], self._held[what]
        full[x, y], full[y, x] = values, -values if what == "lag" else values
        if what == "mi":
            np.fill_diagonal(full, self.entropies)
        return full

    @property
    def values(self) -> NDArray[np.float64]:
        """The matrix of mutual information, with entropies on the diagonal."""
        return self.matrix()

    def normalized(self, by: str = "min") -> NDArray[np.float64]:
        """Return the matrix on a scale from 0 to 1.

        Parameters
        ----------
        by : {"min", "sqrt", "joint", "correlation"}
            Over the smaller entropy (for a pair of which one is discrete, over that one's); over
            the geometric mean of both (Strehl & Ghosh 2002); over the joint entropy, which is 1
            less the normalized variation of information (Meila 2007); or sqrt(1 - exp(-2 I)), the
            correlation of two normal variables with this information, for any kinds. Entropies are
            of all rows that a column knows. nan where an entropy is needed and there is none.

        References
        ----------
        Strehl & Ghosh, "Cluster ensembles", JMLR 3 (2002),
        https://www.jmlr.org/papers/v3/strehl02a.html. Meila, "Comparing clusterings: an information
        based distance", Journal of Multivariate Analysis 98 (2007), doi:10.1016/j.jmva.2006.11.013.
        """
        if by not in NORMALIZED:
            fail("by", f"must be one of {', '.join(map(repr, NORMALIZED))}", repr(by))
        information, one = self.matrix(), self.entropies[:, None]
        if by == "correlation":
            nats = information * nats_per_unit(self.base)
            np.fill_diagonal(nats, np.inf)
            return np.asarray(np.copysign(np.sqrt(-np.expm1(-2 * np.abs(nats))), nats))
        if by == "min":
            scale = np.fmin(one, one.T)
        elif by == "sqrt":
            scale = np.sqrt(one * one.T)
        else:
            scale = one + one.T - information
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(scale > 0, information / scale, np.nan)

    def pair(self, x: Hashable, y: Hashable) -> PairResult:
        """Return what is known of two columns, as ``pairs[x, y]`` does.

        Raises
        ------
        KeyError
            If a name is no column, or the pair is not held; it says why.
        """
        one, other = self._place(x), self._place(y)
        if one == other:
            raise KeyError(f"{x!r} and itself are no pair; values has its entropy")
        at = self._at.get((min(one, other), max(one, other)))
        if at is None:
            raise KeyError(f"the pair of {x!r} and {y!r} is not among the {len(self)} that are held"
                           f" ({self._holding()})")  # fmt: skip
        found = self._result(self.held[at])
        return replace(found if one < other else found.turned(), x=x, y=y)

    def _holding(self) -> str:
        rules = {"top_k": self.top_k, "threshold": self.threshold}
        return ", ".join(f"{name}={value}" for name, value in rules.items() if value is not None)

    def _place(self, name: Hashable) -> int:
        place = self.places.get(name)
        if place is None:
            why = self.skipped.get(name)
            raise KeyError(f"{name!r} was set aside: {why}" if why else f"no column {name!r}")
        return place

    def __getitem__(self, key: tuple[Hashable, Hashable]) -> PairResult:
        if not isinstance(key, tuple) or len(key) != 2:
            raise KeyError(f"two names are needed, as in pairs['a', 'b']; got {key!r}")
        return self.pair(*key)

    def partners(self, name: Hashable) -> tuple[PairResult, ...]:
        """Return the pairs of one column that are held, best first, the column as their ``x``."""
        place = self._place(name)
        own = self.held[(self.held["x"] == place) | (self.held["y"] == place)]
        found = map(self._result, own)
        return tuple(row if row.x == name else row.turned() for row in found)

    def best(self, most: int = 10) -> tuple[PairResult, ...]:
        """Return the pairs with the most information, best first."""
        return tuple(map(self._result, self.held[:most]))

    @property
    def discoveries(self) -> tuple[PairResult, ...]:
        """The pairs with a q-value of at most alpha, best first; none without inference."""
        if self.alpha is None:
            return ()
        return tuple(map(self._result, self.held[self.held["qvalue"] <= self.alpha]))

    @property
    def n_discoveries(self) -> int:
        """How many pairs :attr:`discoveries` has."""
        return 0 if self.alpha is None else int(np.sum(self._held["qvalue"] <= self.alpha))

    def _result(self, entry: Any) -> PairResult:
        x, y, *known = entry.item()
        return PairResult(self.names[x], self.names[y], *known)

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[PairResult]:
        return map(self._result, self.held)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pairwise):
            return NotImplemented
        facts = ("names", "kinds", "base", "alpha", "n_rows", "n_pairs", "lags", "skipped",
                 "warnings")  # fmt: skip
        return (
            all(getattr(self, name) == getattr(other, name) for name in facts)
            and np.array_equal(self.entropies, other.entropies, equal_nan=True)
            and len(self) == len(other)
            and all(_same(self.held[name], other.held[name]) for name in ENTRY.names or ())
        )

    def __hash__(self) -> int:
        return hash((self.names, self.n_rows, len(self)))

    def to_frame(self, form: str = "long") -> Any:
        """Return a dataframe of the caller's kind.

        Parameters
        ----------
        form : {"long", "wide"}
            One row a pair, best first; or the matrix, one row and one column a name.
        """
        if form == "long":
            names = np.empty(len(self.names), dtype=object)
            names[:] = self.names
            data = {name: self.held[name].tolist() for name in self.columns}
            data |= {side: names[self.held[side]].tolist() for side in ("x", "y")}
            return self.make_frame(data)
        if form != "wide":
            fail("form", "must be 'long' or 'wide'", repr(form))
        labels: list[Any] = list(self.names)
        if self._kind_of_frame != "pandas":
            labels = [str(name) for name in labels]
            labels = labels if len(set(labels)) == len(labels) else [repr(n) for n in self.names]
        head = "column"
        while head in labels:
            head += "_"
        values = self.values
        return self.make_frame(
            {head: labels, **{name: values[:, at] for at, name in enumerate(labels)}}
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain Python objects; names that are none become strings."""
        names = [n if isinstance(n, str | int | float | bool) else str(n) for n in self.names]
        pairs = []
        for row in self:
            facts = {name: getattr(row, name) for name in self.columns}
            ends = {side: names[self.places[getattr(row, side)]] for side in ("x", "y")}
            pairs.append({**facts, **ends})
        return {
            "names": names,
            "kinds": list(self.kinds),
            "entropies": self.entropies.tolist(),
            "n_rows": self.n_rows,
            "n_pairs": self.n_pairs,
            "base": self.base,
            "unit": self.unit,
            "alpha": self.alpha,
            **({} if self.lags is None else {"lags": list(self.lags)}),
            "top_k": self.top_k,
            "threshold": self.threshold,
            **self._of_weights,
            "pairs": pairs,
            "skipped": {str(name): reason for name, reason in self.skipped.items()},
            "warnings": list(self.warnings),
        }

    @property
    def _of_weights(self) -> dict[str, Any]:
        if self.weight_type is None:
            return {}
        return {"weight_type": self.weight_type, "n_effective": self.n_effective}

    def network(self, method: str = "aracne", **options: Any) -> Network:
        """Return the pairs that are edges of a network; see :func:`.network`."""
        from mutually.results.networks import network

        if self.lags is not None:
            fail("network", "is for pairs of the same rows, where columns between two others part "
                 "them", "pairs at different lags", "pairwise(table, time=True)")  # fmt: skip
        return network(self, method, **options)

    def plot(self, *, ax: Axes | None = None, top: int | None = None) -> Axes:
        """Draw the matrix as a clustered heat map; see :func:`mutually.plot_pairwise`."""
        from mutually.plots import plot_pairwise

        return plot_pairwise(self, ax=ax, top=top)

    def __repr__(self) -> str:
        from mutually.results.text import pairwise_text

        return pairwise_text(self)

    def _repr_html_(self) -> str:
        from mutually.results.html import pairwise_html

        return pairwise_html(self)


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype == np.float64)
