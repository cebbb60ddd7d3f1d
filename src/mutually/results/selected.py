"""What a selection is: columns in order of choice, with what each adds to those before it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mutually.results.named_rows import NamedRows
from mutually.results.ranked import plain_name
from mutually.units import unit_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("feature", "step", "kind", "gain", "relevance", "redundancy", "joint", "share", "n",
           "warning")  # fmt: skip


@dataclass(frozen=True, eq=False)
class SelectedFeature:
    """One chosen column.

    Attributes
    ----------
    feature : Hashable
        The column's name.
    step : int
        The step that chose it, from 1 on; two columns that were chosen as a unit share it.
    kind : {"discrete", "continuous", "mixed"}
        What it was taken for.
    gain : float
        The criterion's value: what the method maximised at this step (at the first, relevance). For
        a unit of two columns, half of that of the unit. Those of "disr" are ratios without a unit
        after the first step.
    relevance : float
        What it tells about the target alone.
    redundancy : float
        What it shares with a column chosen before it, on average; nan for the first.
    joint : float
        What it and all columns chosen before it tell together about the target, in the rows that
        know them all; nan where more than 8 columns are chosen. See
        :attr:`Selection.joint_method`.
    share : float
        ``joint`` as a part of the target's entropy (a coefficient from 0 to 1 for a target with
        numbers; see :class:`mutually.MutualInformation`).
    n : int
        Rows in which both the feature and the target are known.
    warning : str
        What to know before ``relevance`` is trusted; empty if nothing.
    pvalue : float
        For the method "cmi", the probability that any of the columns left seems to tell as much
        beyond the chosen ones where none does; nan for the other methods.
    """

    feature: Hashable
    step: int
    kind: str
    gain: float
    relevance: float
    redundancy: float
    joint: float
    share: float
    n: int
    warning: str
    pvalue: float = math.nan

    def __eq__(self, other: object) -> bool:
        """Compare what is shown; a value that is nan equals itself."""
        return repr(self) == repr(other) if isinstance(other, SelectedFeature) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.feature, self.step, self.gain))


@dataclass(frozen=True)
class Interaction:
    """Two columns that tell more together than apart.

    Attributes
    ----------
    features : tuple of two Hashable
        The columns.
    synergy : float
        I(X1,X2;Y) - I(X1;Y) - I(X2;Y): what only both together tell.
    together : float
        I(X1,X2;Y).
    pvalue : float
        The probability of as large a synergy where one column says nothing of what the other has
        to do with the target: from pairing its rows anew.
    qvalue : float
        The p-value corrected for the number of pairs that were looked at.
    """

    features: tuple[Hashable, Hashable]
    synergy: float
    together: float
    pvalue: float
    qvalue: float


class Selection(NamedRows[SelectedFeature]):
    """Columns in order of choice; ``features`` are their names.

    ``selection[0]`` was chosen first and ``selection["name"]`` is that of a name.

    Attributes
    ----------
    target : Hashable
        The target's name, and ``target_kind`` what it was taken for.
    method : str
        The criterion, and ``meaning`` what its gains are.
    n_rows : int
        Rows of the table.
    base, unit
        Of the values: None and "nats", 2 and "bits", ...
    interactions : tuple of Interaction
        Pairs of columns with a synergy that is more than chance, the largest first; empty unless
        they were asked for.
    skipped : dict
        Name -> why the column could not be chosen: it names or counts the rows, has one value, ...
    warnings : tuple of str
        What concerns the whole table; why the selection ended early, if it did.
    """

    #: How ``joint`` is estimated.
    joint_method = (
        "the default estimate where all columns are discrete, or all and the target continuous; "
        "else what labels tell, and numbers within them by neighbours, which leans to 0 in many "
        "dimensions"
    )

    _absent = "was not chosen"

    def __init__(
        self,
        rows: Sequence[SelectedFeature],
        *,
        target: Hashable,
        target_kind: str,
        method: str,
        meaning: str,
        n_rows: int,
        base: float | None,
        interactions: Sequence[Interaction],
        skipped: Mapping[Hashable, str],
        warnings: tuple[str, ...],
        make_frame: Callable[[Mapping[str, Any]], Any],
    ) -> None:
        self._rows = tuple(rows)
        self.target = target
        self.target_kind = target_kind
        self.method = method
        self.meaning = meaning
        self.n_rows = n_rows
        self.base = base
        self.interactions = tuple(interactions)
        self.skipped = dict(skipped)
        self.warnings = warnings
        self._make_frame = make_frame

    @property
    def features(self) -> list[Hashable]:
        """The names of the chosen columns, in order of choice: ``table[selection.features]``."""
        return [row.feature for row in self._rows]

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return unit_name(self.base)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is known of each column: the columns of ``to_frame``."""
        return (*COLUMNS[:4], "pvalue", *COLUMNS[4:]) if self.method == "cmi" else COLUMNS

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Selection):
            return NotImplemented
        return repr(self.to_dict()) == repr(other.to_dict())

    def __hash__(self) -> int:
        return hash((self.target, self.method, self._rows))

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain Python objects; names that are none become strings."""
        return {
            "target": plain_name(self.target),
            "target_kind": self.target_kind,
            "method": self.method,
            "n_rows": self.n_rows,
            "base": self.base,
            "unit": self.unit,
            "features": [
                {
                    **{name: getattr(row, name) for name in self.columns},
                    "feature": plain_name(row.feature),
                }
                for row in self._rows
            ],
            "interactions": [
                {
                    "features": [plain_name(name) for name in pair.features],
                    "synergy": pair.synergy,
                    "together": pair.together,
                    "pvalue": pair.pvalue,
                    "qvalue": pair.qvalue,
                }
                for pair in self.interactions
            ],
            "skipped": {plain_name(name): reason for name, reason in self.skipped.items()},
            "warnings": list(self.warnings),
        }

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw gains and joint information; see :func:`mutually.plot_selection`."""
        from mutually.plots import plot_selection

        return plot_selection(self, ax=ax)

    def __repr__(self) -> str:
        from mutually.results.text import selection_text

        return selection_text(self)

    def _repr_html_(self) -> str:
        from mutually.results.html import selection_html

        return selection_html(self)
