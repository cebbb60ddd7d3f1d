"""What ``entropy`` and ``relative_entropy`` return."""

from __future__ import annotations

from dataclasses import dataclass

from mutually.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class Entropy(Result):
    """Entropy of a variable; see :class:`mutually.results.result.Result`.

    Attributes
    ----------
    kind : {"discrete", "continuous", "mixed"}
        What the variable was taken for; a continuous one has a differential entropy, which depends
        on its scale and can be negative; a vector of both kinds the sum of one entropy and the
        other given it.
    reason : str
        Why.
    given_kind, given_reason : str or None
        The same of the condition; None without one.
    """

    kind: str
    reason: str
    given_kind: str | None = None
    given_reason: str | None = None

    def _lines(self) -> list[str]:
        given = [f"given: {self.given_kind} ({self.given_reason})"] if self.given_kind else []
        return [f"{self.kind} ({self.reason})", *given, *super()._lines()]


@dataclass(frozen=True, eq=False, repr=False)
class RelativeEntropy(Result):
    """Relative entropy of two samples; see :class:`mutually.results.result.Result`.

    Attributes
    ----------
    n_y : int
        Rows of the second sample that were used; ``n`` is of the first.
    kind : {"discrete", "continuous", "mixed"}
        What the columns were taken for.
    reason : str
        Why.
    """

    n_y: int
    kind: str
    reason: str

    def _lines(self) -> list[str]:
        return [f"{self.kind} ({self.reason}), {self.n_y} rows of y", *super()._lines()]
