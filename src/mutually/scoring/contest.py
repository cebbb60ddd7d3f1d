"""What one feature tells about the target: the step that a ranking repeats for every column."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.inference import diagnostics
from mutually.inference.false_discovery import family_wise, q_values
from mutually.inference.ranks import rank_intervals
from mutually.inference.significance import repetitions
from mutually.inference.testing import Testing
from mutually.inference.uncertainty import PairUncertainty
from mutually.pairs import conditional_entropy_of_labels
from mutually.results.ranked import RankedFeature
from mutually.results.result import normalize
from mutually.variables import Variable
from mutually.vectors import AnyVariable, Rows, all_known, in_one_form, numeric
from mutually.weighting.weighted_entropies import entropy_of_weighted_labels
from mutually.weighting.weighted_pairs import estimate_of, estimated
from mutually.weighting.weights import Weighting
from mutually.wording import some


@dataclass(frozen=True)
class Contest:
    """The target and the condition that all features are scored against, and how.

    Attributes
    ----------
    target : Variable
        On all rows of the table.
    condition : Variable, Vector or None
        On all rows of the table.
    nats : float
        The nats in the unit of the scores.
    options : dict
        Of :func:`mutually.pairs.estimate_pair`.
    testing : Testing or None
        How p-values and errors are found, for all rows of the table; None without inference.
    family_wise : bool
        Whether to repeat all statistics with the same pairings of the rows.
    weighting : Weighting or None
        The weights of all rows of the table.
    worth : dict
        Feature -> what share of independent rows its rows are worth, filled by :meth:`score`.
    repeated : dict
        Feature -> its statistic and the repetitions, filled by :meth:`score`.
    """

    target: Variable
    condition: AnyVariable | None
    nats: float
    options: dict[str, Any]
    testing: Testing | None = None
    family_wise: bool = False
    weighting: Weighting | None = None
    worth: dict[Hashable, float] = field(default_factory=dict)
    repeated: dict[Hashable, tuple[float, NDArray[np.float64]]] = field(default_factory=dict)

    @cached_property
    def keep(self) -> Rows:
        """The rows in which target and condition are known; None where all are."""
        return all_known(self._all_rows)

    @cached_property
    def _all_rows(self) -> list[AnyVariable]:
        return in_one_form(
            [self.target] if self.condition is None else [self.target, self.condition]
        )

    @cached_property
    def _known_rows(self) -> list[AnyVariable]:
        return [_on(variable, self.keep) for variable in self._all_rows]

    @cached_property
    def entropy(self) -> float | None:
        """The entropy of the target, given the condition, where it is known; None of numbers."""
        return self._entropy_of(self._known_rows, self.own(self.keep))

    @property
    def n(self) -> int:
        """The number of rows in which target and condition are known."""
        return self._known_rows[0].n

    def own(self, keep: Rows) -> NDArray[np.float64] | None:
        """Return the shares of the kept rows where they weigh differently."""
        return None if self.weighting is None else self.weighting.own(keep)

    def prepare(self) -> None:
        """Do once what all features share, before threads share it."""
        for variable in self._known_rows:
            for column in numeric(variable):
                column.sorted  # noqa: B018  It is kept once it is sorted.
        self.entropy  # noqa: B018

    def score(self, x: AnyVariable, workers: int) -> RankedFeature | str:
        """Return what a feature tells, or why it cannot be said."""
        # Rows that stand for several may have to be spelled out for the sake of x.
        repeated = self.weighting is not None and self.weighting.are_frequencies
        everywhere = x.known is None and not repeated
        if everywhere:
            keep = self.keep
            one, others = _on(x, keep), self._known_rows
        else:
            whole = in_one_form([x, *self._all_rows])
            keep = all_known(whole)
            one, *others = (_on(v, keep) for v in whole)
        what = "both it and the target" if len(others) == 1 else "it, the target and the condition"
        known = f"rows in which {what} are known"
        if one.n == 0:
            return f"no {known.replace('rows', 'row', 1)}"
        least = self.options["n_neighbors"]
        if (numeric(one) or numeric(others[0])) and one.n <= least:
            return f"{one.n} {known}, too few for {least} neighbours"
        options = {**self.options, "workers": workers}
        given = others[1] if len(others) > 1 else None
        own = self.own(keep)
        inferred: dict[str, Any] = {}
        if self.testing is None:
            found = estimate_of(one, others[0], given, own, options)
        else:
            testing = self.testing.take(keep)
            found, uncertainty = estimated(one, others[0], given, own, options, testing)
            inferred = self.inferred(uncertainty)
            if self.family_wise:
                # The target's rows move, and in the same way for every feature.
                self.repeated[x.name] = repetitions(
                    others[0], one, given, options, self.testing.take(keep)
                )
            unweighted = self.weighting is None
            if unweighted and self.testing.independent_rows and self.options["estimator"] == "auto":
                self.worth[x.name] = diagnostics.worth_of_rows(one, others[0])
        entropy = self.entropy if everywhere else self._entropy_of(others, own)
        if self.weighting is not None:
            inferred["n_effective"] = self.weighting.taken(keep).n_effective
        return RankedFeature(
            feature=x.name,
            kind=x.kind,
            mi=found.value / self.nats,
            normalized=normalize(found.value, entropy),
            n=one.n,
            estimator=found.method,
            warning="; ".join(
                (*found.warnings, *_one_valued(others[0]), *inferred.pop("warnings", ()))
            ),
            reason=x.reason,
            **inferred,
        )

    def order_notes(self) -> tuple[str, ...]:
        """Say for which features rows depend on the rows before them."""
        dependent = {name: w for name, w in self.worth.items() if w < diagnostics.LEAST_WORTH}
        if not dependent:
            return ()
        names = some(sorted(map(str, dependent)), 4)
        where = f"the target and in {names}"
        return diagnostics.of_order(min(dependent.values()), self._known_rows[0].n, where)

    def compared(self, rows: Sequence[RankedFeature]) -> list[RankedFeature]:
        """Add what takes all features: q-values, and the places that each may truly have."""
        assert self.testing is not None
        added: list[NDArray[Any]] = [q_values([row.pvalue for row in rows])]
        if self.family_wise and rows:
            found = [self.repeated[row.feature] for row in rows]
            added.append(
                family_wise([z for z, _ in found], np.stack([b for _, b in found], axis=1))
            )
        else:
            added.append(np.full(len(rows), np.nan))
        values = np.array([row.mi for row in rows])
        errors = np.array([row.standard_error for row in rows])
        added += rank_intervals(values, errors, self.testing.alpha)
        names = ("qvalue", "family_wise_pvalue", "rank_low", "rank_high")
        columns = zip(*(column.tolist() for column in added), strict=True)
        return [
            replace(row, **dict(zip(names, column, strict=True)))
            for row, column in zip(rows, columns, strict=True)
        ]

    def inferred(self, uncertainty: PairUncertainty) -> dict[str, Any]:
        """Return what inference adds to a feature, but for what takes all features."""
        assert self.testing is not None
        found = uncertainty.significance
        low, high = uncertainty.interval(1 - self.testing.alpha)
        return {
            "standard_error": uncertainty.spread.standard_error / self.nats,
            "low": low / self.nats,
            "high": high / self.nats,
            "pvalue": found.pvalue,
            "noise_floor": found.floor / self.nats,
            "pvalue_method": found.method,
            "warnings": uncertainty.notes(),
        }

    def _entropy_of(
        self, target_and_condition: list[AnyVariable], own: NDArray[np.float64] | None
    ) -> float | None:
        target, *condition = target_and_condition
        given = condition[0] if condition else None
        if own is not None:
            return entropy_of_weighted_labels(target, given, own, **self.options)
        return conditional_entropy_of_labels(target, given, **self.options)


def _on(variable: AnyVariable, keep: Rows) -> AnyVariable:
    return variable if keep is None else variable.take(keep)


def _one_valued(target: AnyVariable) -> tuple[str, ...]:
    if target.labels is None or numeric(target) or np.count_nonzero(target.labels.counts) > 1:
        return ()
    return ("the target has one value in the rows where the feature is known",)
