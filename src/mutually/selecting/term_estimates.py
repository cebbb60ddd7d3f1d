"""The terms of criteria of selection, estimated once each: what columns share, and tell beyond."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.chain import chain
from mutually.estimators.conditional import conditional, without
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import separated
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS
from mutually.pairs import estimate_pair
from mutually.threads import map_in_order
from mutually.variables import Labels, Variable, smallest_codes
from mutually.vectors import AnyVariable, Vector, all_known, columns_of, join, join_labels, numeric

# The joint information of more columns than these is not shown: neighbours lose it.
MOST_TOGETHER = 8
# Into so many equal parts numbers are cut where a criterion divides by an entropy.
_PARTS = 10

TOO_FEW = "share too few rows without missing values: terms of theirs count as 0"


class Candidate(NamedTuple):
    """A column that may be chosen, or two that are chosen as a unit.

    Attributes
    ----------
    names : tuple of Hashable
        The columns.
    variable : Variable or Vector
        On the rows in which the target is known.
    relevance : float
        I(X;Y) in nats.
    """

    names: tuple[Hashable, ...]
    variable: AnyVariable
    relevance: float


@dataclass(frozen=True)
class TermEstimates:
    """Estimates of terms in nats, in the rows that all variables of a term know.

    Two scalars are estimated as everywhere in the package. Where numbers stand in a condition, or
    in a vector, the neighbour estimate serves (Frenzel and Pompe) instead of the models of the
    default: it takes milliseconds, and its error is about the same for all candidates.

    Attributes
    ----------
    target : Variable
        All its rows are known.
    options : dict
        ``estimator``, ``n_neighbors`` and ``seed``, as of :func:`mutually.pairs.estimate_pair`.
    entropy : float or None
        That of the target, if it is discrete.
    thin : set
        Names whose terms had too few rows.
    most_orders : int
        How many random orders of ties an estimate by neighbours is averaged over at most.
    """

    target: Variable
    options: dict[str, Any]
    entropy: float | None
    thin: set[str] = field(default_factory=set)
    most_orders: int = ORDERS_FOR_MODELS

    @property
    def _of_neighbours(self) -> dict[str, Any]:
        return {key: self.options[key] for key in ("n_neighbors", "seed")}

    def beside(
        self, new: Candidate, others: Sequence[Candidate], needs: Sequence[str], workers: int
    ) -> NDArray[np.float64]:
        """Return what a step adds: of each of others, whether new determines it, and its terms.

        ``needs`` are of "redundancy", "beyond" and "entropy"; a row for each of others.
        """
        return np.array(map_in_order(lambda x: self.of_pair(x, new, needs), others, workers))

    def of_pair(self, x: Candidate, new: Candidate, needs: Sequence[str]) -> list[float]:
        """Return whether one column determines another, 1 or 0, and the terms of both."""
        one, other = x.variable, new.variable
        return [self.determined(one, other), *(self.term(need)(one, other) for need in needs)]

    def term(self, need: str) -> Callable[[AnyVariable, AnyVariable], float]:
        """Return what estimates "redundancy", "beyond" or "entropy" of two columns."""
        return {
            "redundancy": self.redundancy,
            "beyond": self.beyond,
            "entropy": self.entropy_with,
        }[need]

    def described(
        self, chosen: Sequence[Candidate], workers: int
    ) -> tuple[list[Estimate], list[list[float]]]:
        """Return of each step what all so far tell together, and what it shares with each."""
        steps = range(len(chosen))
        joints = map_in_order(lambda step: self.joint(chosen[: step + 1]), steps, workers)
        pairs = [(i, j) for i in steps for j in range(i)]
        shared = iter(
            map_in_order(lambda pair: self.shared(*(chosen[i] for i in pair)), pairs, workers)
        )
        return joints, [[next(shared) for _ in range(step)] for step in steps]

    def joint(self, chosen: Sequence[Candidate]) -> Estimate:
        """Estimate what columns tell together."""
        return self.together([x.variable for x in chosen])

    def shared(self, x: Candidate, other: Candidate) -> float:
        """Return I(X; Xj)."""
        return self.redundancy(x.variable, other.variable)

    def relevance(self, x: AnyVariable) -> float:
        """Return I(X; Y)."""
        return self.redundancy(x, self.target)

    def redundancy(self, x: AnyVariable, other: AnyVariable) -> float:
        """Return I(X; Xj)."""
        return self._known((x, other), lambda a, b: self._information(a, b)).value

    def beyond(self, x: AnyVariable, given: AnyVariable) -> float:
        """Return I(X; Y | Z)."""
        return self._known((x, self.target, given), self._conditional).value

    def determined(self, x: AnyVariable, given: AnyVariable) -> bool:
        """Say whether Z tells all of X: a copy, an increasing map, or fewer labels of the same."""
        keep = all_known((x, given))
        one, other = (v if keep is None else v.take(keep) for v in (x, given))
        return one.n > 0 and without(one, other) is None

    def entropy_with(self, x: AnyVariable, other: AnyVariable) -> float:
        """Return H(X, Xj, Y), of numbers cut into ten parts with as many rows each."""
        keep = all_known((x, other))
        columns = [*columns_of(x), *columns_of(other), self.target]
        labels = join_labels([_cut(c if keep is None else c.take(keep)) for c in columns])
        assert labels is not None
        name = self.options["estimator"]
        name = "plugin" if name == "plugin" else "auto"
        return entropy_of_counts(CountsOfCounts.of(labels.counts), name)

    def together(self, variables: list[AnyVariable]) -> Estimate:
        """Estimate I(X1, X2, ...; Y); nan of more columns than neighbours serve, or too few rows.

        All continuous, or all discrete, by the default. Of a mixture: with L the labels and atoms
        and N the numbers, I(L;Y) + I(N;Y|L), the second by neighbours of equal labels.
        """
        keep = all_known(variables)
        n = self.target.n if keep is None else int(np.count_nonzero(keep))
        columns = sum(len(columns_of(v)) for v in variables)
        if columns > MOST_TOGETHER or n <= self.options["n_neighbors"] + 1:
            return Estimate(math.nan, np.zeros(0), "none")
        joint, y = join("chosen", variables), self.target
        if keep is not None:
            joint, y = joint.take(keep), y.take(keep)
        if self.options["estimator"] != "auto" or isinstance(joint, Variable):
            return estimate_pair(joint, y, **self.options)
        if joint.labels is None and y.labels is None:
            return chain(joint, y, **self._of_neighbours)
        return self._by_labels_first(joint, y)

    def _information(self, x: AnyVariable, y: AnyVariable) -> Estimate:
        if self.options["estimator"] != "auto":
            return estimate_pair(x, y, **self.options)
        if isinstance(x, Variable) and isinstance(y, Variable):
            return chain(x, y, **self._of_neighbours)
        vector, other = (x, y) if isinstance(x, Vector) else (y, x)
        return self._by_labels_first(vector, other)

    def _conditional(self, x: AnyVariable, y: AnyVariable, given: AnyVariable) -> Estimate:
        if self.options["estimator"] != "auto":
            return estimate_pair(x, y, given, **self.options)
        if isinstance(x, Vector):
            return self._neighbours(x, y, given)
        return conditional(
            x, y, given, models=False, most_orders=self.most_orders, **self._of_neighbours
        )

    def _by_labels_first(self, vector: AnyVariable, y: AnyVariable) -> Estimate:
        """Add what the labels tell to what the numbers tell among rows with the same labels."""
        value, levels = 0.0, None
        if vector.labels is not None:
            levels = Variable("labels", "discrete", "", vector.n, vector.labels)
            of_levels = self._information(levels, y)
            value = of_levels.value
        value += self._neighbours(join("numbers", numeric(vector)), y, levels).value
        return Estimate(value, np.zeros(0), "by neighbours")

    def _neighbours(self, x: AnyVariable, y: AnyVariable, given: AnyVariable | None) -> Estimate:
        """Estimate by neighbours among rows with the same labels, a mean over orders of ties."""
        variables = (x, y) if given is None else (x, y, given)
        draws = separated(variables, "normal_scores", self.options["seed"])
        found = []
        for one, other, *rest in islice(draws, self.most_orders):
            z = rest[0] if rest else None
            local = local_information(one, other, z, [self.options["n_neighbors"]], 1)
            found.append(float(local.mean()))
        return Estimate(math.fsum(found) / len(found), np.zeros(0), "neighbours")

    def _known(
        self, variables: tuple[AnyVariable, ...], estimate: Callable[..., Estimate]
    ) -> Estimate:
        keep = all_known(variables)
        n = self.target.n if keep is None else int(np.count_nonzero(keep))
        if n <= 2 * self.options["n_neighbors"] + 1:
            self.thin.update(str(v.name) for v in variables if v is not self.target)
            return Estimate(0.0, np.zeros(0), "too few rows")
        if keep is not None:
            variables = tuple(v.take(keep) for v in variables)
        return estimate(*variables)


def on_rows(variable: AnyVariable, keep: NDArray[np.bool_]) -> AnyVariable:
    """Return a variable on some rows, in which it may still miss values."""
    columns = []
    for column in columns_of(variable):
        known = None if column.known is None else column.known[keep]
        columns.append(replace(column.take(keep), known=known))
    return join(variable.name, columns)


def _cut(column: Variable) -> Labels:
    """Return labels of a column: its own, and for numbers the part of the rows they are in."""
    if column.values is None:
        assert column.labels is not None
        return column.labels
    ascending, order, _ = column.sorted
    part = np.empty(column.n, dtype=np.int64)
    # Equal values share the part of the first of them.
    first = np.searchsorted(ascending, ascending)
    part[order] = first * _PARTS // column.n
    labels = smallest_codes(part, _PARTS)
    both = labels if column.labels is None else join_labels([column.labels, labels])
    assert both is not None
    return both
