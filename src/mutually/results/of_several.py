"""What the functions of several variables return."""

from __future__ import annotations

from dataclasses import dataclass

from mutually.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class OfSeveral(Result):
    """A value of several variables; see :class:`mutually.results.result.Result`.

    Attributes
    ----------
    kinds : tuple of str
        What the variables were taken for.
    """

    kinds: tuple[str, ...]

    def _lines(self) -> list[str]:
        return [", ".join(self.kinds), *super()._lines()]


class TotalCorrelation(OfSeveral):
    """What several variables tell about each other in all.

    ``kinds`` says what each was taken for; the rest is in
    :class:`mutually.results.result.Result`.
    """


class InteractionInformation(OfSeveral):
    """What two of three variables tell together beyond what they tell apart.

    ``kinds`` says what each was taken for; the rest is in
    :class:`mutually.results.result.Result`.
    """
