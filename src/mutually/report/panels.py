"""What is shown of one feature when its panel is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mutually.report import meaning
from mutually.report.again import Again
from mutually.report.columns import Levels, Numbers, look
from mutually.report.correlations import correlations
from mutually.report.diagram import Diagram, diagram
from mutually.report.pairs import Partner, Repeats
from mutually.report.relation import Relation, relation
from mutually.report.rows import MOST_ROWS, drawn_rows
from mutually.report.words import Name, Sentence, name_of
from mutually.wording import decimals, number, probability, readable, share

if TYPE_CHECKING:
    from mutually.results.mutual_information import MutualInformation
    from mutually.results.ranked import RankedFeature, Ranking


class Panel(NamedTuple):
    """One feature: its line, its pictures and its sentences."""

    place: int
    name: Name
    brief: Name
    kind: str
    value: str
    share: str
    q: str
    found: bool | None
    warning: str
    relation: Relation | None
    diagram: Diagram | None
    sentences: list[Sentence]
    partners: list[Partner] | None


class Looker:
    """Makes panels of features; without the table, of what the ranking holds."""

    def __init__(self, ranking: Ranking, again: Again | None, repeats: Repeats | None) -> None:
        self.ranking, self.again, self.repeats = ranking, again, repeats
        if again is not None:
            self.rows = drawn_rows(ranking.n_rows, MOST_ROWS, again.seed)
            self.target = look(again.target, ranking.target_kind, self.rows, again.missing)

    def seen(self, row: RankedFeature) -> Levels | Numbers | None:
        """Return what is drawn of a feature; None of a joint one."""
        if self.again is None or len(self.again.parts(row.feature)) != 1:
            return None
        (name,) = self.again.parts(row.feature)
        return look(self.again.column(name), row.kind, self.rows, self.again.missing)

    def panel(self, place: int, row: RankedFeature) -> Panel:
        """Return the panel of a feature."""
        ranking, again = self.ranking, self.again
        places = decimals(r.mi for r in ranking)
        sentences = [meaning.in_short(row, ranking), *meaning.how_sure(row, ranking)]
        drawn, areas, partners = None, None, None
        if again is not None:
            seen = self.seen(row)
            result = again.estimate(row)
            areas = diagram(row, result)
            if seen is not None:
                names = (row.feature, ranking.target)
                drawn = relation(seen, self.target, names, ranking.n_rows)
            sentences += self._more(row, again, result)
            if self.repeats is not None:
                partners = self.repeats.partners.get(row.feature)
        sentences.append(meaning.how_it_was_found(row))
        return Panel(
            place, name_of(row.feature, 120), name_of(row.feature), row.kind,
            number(row.mi, places).replace("-", "\N{MINUS SIGN}"),
            share(row.normalized, ranking.target_kind).replace("-", "\N{MINUS SIGN}"),
            probability(row.qvalue) if ranking.alpha is not None else "",
            meaning.found(row, ranking), readable(row.warning), drawn, areas, sentences, partners,
        )  # fmt: skip

    def _more(self, row: RankedFeature, again: Again, result: MutualInformation) -> list[Sentence]:
        """Say what correlation sees, and what is bounded; means and lines are none on a circle."""
        (name, *others), target = again.parts(row.feature), again.target
        found: list[Sentence | None] = []
        if not others and not {name, target.name} & again.periods.keys():
            known = correlations(again.column(name), target)
            found.append(meaning.beside_correlation(row, self.ranking, known))
        if target.name not in again.periods:
            found.append(meaning.for_a_prediction(row, self.ranking, result, target))
        return [sentence for sentence in found if sentence is not None]
