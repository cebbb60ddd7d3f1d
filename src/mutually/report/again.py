"""The columns behind a ranking, read again, and its features, estimated again."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable, Mapping, Sequence
from inspect import signature
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from mutually.errors import MutuallyWarning, fail
from mutually.information import mutual_information
from mutually.parameters import is_name
from mutually.reading import read_columns
from mutually.scoring.roles import read_weights
from mutually.tables import Column, Table, read_table
from mutually.weighting.weights import Weighting

if TYPE_CHECKING:
    from mutually.results.mutual_information import MutualInformation
    from mutually.results.ranked import RankedFeature, Ranking

# Parameters that may name a column where the values of the rows are meant.
_MAY_NAME_A_COLUMN = ("blocks", "time")
_HINT = "ranking.report(path, table=...), or ranking.report(path, pictures=False)"


class Again:
    """Reads the columns of a ranking's features and of its target.

    Attributes
    ----------
    table : Table
        The one that was ranked.
    target : Column
        The target's values.
    weights : ndarray or None
        The importance weights of its rows, if they have any.
    asked : dict
        The parameters of the ranking, among them ``missing``, the ``seed``, and the ``periods`` of
        circular columns.
    """

    def __init__(self, ranking: Ranking, table: Any = None) -> None:
        origin = ranking.origin
        known = origin is not None and origin.table is not None
        if table is None and not known:
            rule = (
                "is needed: a ranking that was unpickled, deep-copied, made by hand, or is of a "
                "table in shards holds none"
            )
            fail("table", rule, None, _HINT)
        self._ranking = ranking
        self.asked: Mapping[str, Any] = {} if origin is None else origin.asked
        self._parts = {} if origin is None else origin.features
        self.missing = str(self.asked.get("missing", "drop"))
        self.seed = int(self.asked.get("rng") or 0)
        self.periods: Mapping[Hashable, float] = self.asked.get("circular") or {}
        self.table: Table
        if table is None:
            assert origin is not None
            assert origin.table is not None
            self.table = origin.table
        else:
            self.table = read_table(table)
        self._weighting = self._read_weighting()
        self.weights: NDArray[Any] | None = None
        if self._weighting is not None:
            # Rows of weight 0 are no rows, and those of frequency w are w rows, as in the ranking.
            self.table = self._weighting.table(self.table, spelled_out=True)
            self.weights = None if self._weighting.are_frequencies else self._weighting.values
        if self.table.n_rows != ranking.n_rows:
            fail("table", f"must have the {ranking.n_rows:,} rows that were ranked",
                 f"{self.table.n_rows:,}")  # fmt: skip
        self.target = self._read_target()
        self._given = self._read_given()
        self._columns: dict[Hashable, Column] = {}

    def parts(self, feature: Hashable) -> tuple[Hashable, ...]:
        """Return the columns that a feature is made of: one, but for joint features."""
        return self._parts.get(feature, (feature,))

    def column(self, name: Hashable) -> Column:
        """Read a column; the last one is kept, since a feature is looked at more than once."""
        if name not in self._columns:
            if name not in self.table.names:
                fail("table", "must have the columns that were ranked", f"none called {name!r}")
            self._columns = {name: self.table.column(name)}
        return self._columns[name]

    def estimate(self, row: RankedFeature) -> MutualInformation:
        """Estimate a feature as it was ranked.

        Raises
        ------
        MutuallyError
            If its value is not the one of the ranking: the table is another, or has changed.
        """
        columns = [self.column(name) for name in self.parts(row.feature)]
        kinds = self.asked.get("discrete") or {}
        with warnings.catch_warnings():
            # They stand in the ranking, and on the page.
            warnings.simplefilter("ignore", MutuallyWarning)
            found = mutual_information(
                columns if len(columns) > 1 else columns[0], self.target,
                given=self._given, discrete=self._each(columns, kinds),
                circular=self._each(columns, self.periods), **self._options(),
            )  # fmt: skip
        if not _same(found.value, row.mi) or found.n != row.n:
            fail("table", f"must hold what was ranked: {row.feature!r} gave {row.mi:.6g}",
                 f"{found.value:.6g}", "rank the table again, then report")  # fmt: skip
        return found

    def _each(self, columns: Sequence[Column], known: Mapping[Hashable, Any]) -> tuple[Any, ...]:
        """Return what is known of the feature's columns, of the target and of the condition."""
        own = [known.get(column.name) for column in columns]
        each = [own if len(own) > 1 else own[0], known.get(self.target.name)]
        if self._given is not None:
            each.append([known.get(column.name) for column in self._given])
        return tuple(each)

    def _options(self) -> dict[str, Any]:
        """Return what the ranking was asked and an estimate of one feature can be asked too."""
        taken = set(signature(mutual_information).parameters) - {"given", "discrete", "circular"}
        options = {name: value for name, value in self.asked.items() if name in taken}
        # Of a ranking made by hand no more is known.
        options.setdefault("base", self._ranking.base)
        options["weights"] = self.weights
        for name in _MAY_NAME_A_COLUMN:
            value = options.get(name)
            if value is not None and not isinstance(value, bool) and is_name(value):
                options[name] = self.table.column(value)
        return options

    def _read_target(self) -> Column:
        ranking = self._ranking
        # Values that are no column of the table are forgotten by a pickle, but their name is not.
        target = self.asked.get("target", ranking.target)
        if not is_name(target):
            if self._weighting is not None:
                target = self._weighting.applied_to(target, "target", spelled_out=True)
            return read_columns(target, ranking.target)[0]._replace(name=ranking.target)
        if target not in self.table.names:
            rule = f"must have a column {target!r}, the target"
            fail("table", rule, "none", "add the target's values as a column")
        return self.table.column(target)

    def _read_weighting(self) -> Weighting | None:
        if self._ranking.weight_type is None:
            return None
        weights = self.asked.get("weights")
        if weights is None:
            rule = "are needed: a pickled ranking keeps them only as the name of a column"
            fail("weights", rule, None, "ranking.report(path, pictures=False), or rank again")
        return read_weights(self.table, weights, self._ranking.weight_type)[0]

    def _read_given(self) -> list[Column] | None:
        names = self._ranking.given
        if not names:
            return None
        given = self.asked.get("given", names)
        if is_name(given) or _are_names(given, self.table):
            for name in names:
                if name not in self.table.names:
                    fail("table", "must have the columns of the condition", f"none called {name!r}")
            return [self.table.column(name) for name in names]
        if self._weighting is not None:
            given = self._weighting.applied_to(given, "given", spelled_out=True)
        return read_columns(given, "given")


def _are_names(given: Any, table: Table) -> bool:
    return isinstance(given, Sequence) and all(is_name(n) and n in table.names for n in given)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (one != one and other != other)
