"""Choose columns of a table that together tell about a target, without repeating each other."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any

import numpy as np

from mutually import estimators
from mutually.circles import read_periods
from mutually.engines.limits import read_memory
from mutually.engines.ranked_in_shards import check_target
from mutually.engines.selected_in_shards import select_in_shards
from mutually.engines.settings import Settings, refuse_in_shards
from mutually.engines.sources import open_table
from mutually.errors import MutuallyError, fail
from mutually.exchange import check_testing
from mutually.inference.testing import Testing
from mutually.parameters import check_parameters, resolve_seed
from mutually.progress import Progress, track
from mutually.results.ranked import RankedFeature
from mutually.results.selected import Selection
from mutually.scoring.contest import Contest
from mutually.scoring.roles import (
    Feature,
    read_exchange,
    read_feature,
    read_features,
    read_kinds,
    read_target,
    read_weights,
)
from mutually.selecting.choosing import Plan, choose_columns, enough, make_selection
from mutually.selecting.criteria import GIVEN_ALL, MEANINGS, METHODS
from mutually.selecting.term_estimates import TOO_FEW, TermEstimates, on_rows
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.threads import map_in_order, resolve_workers
from mutually.units import check_base
from mutually.vectors import AnyVariable
from mutually.weighting.weights import refuse_with_weights
from mutually.wording import some


def select(
    table: Any,
    target: Any,
    *,
    k: int = 10,
    method: str = "jmi",
    features: Iterable[Any] | None = None,
    discrete: Collection[Hashable] | Mapping[Hashable, bool] | None = None,
    circular: Mapping[Hashable, float] | None = None,
    missing: str = "drop",
    alpha: float | None = None,
    beta: float | None = None,
    interactions: bool = False,
    blocks: Any = None,
    time: Any = None,
    memory: int | float | str | None = None,
    checkpoint: Any = None,
    on_error: str = "raise",
    engine: Any = None,
    estimator: str = "auto",
    n_neighbors: int = 3,
    base: float | None = None,
    weights: Any = None,
    weight_type: str = "importance",
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Progress = "auto",
) -> Selection:
    """Choose k columns of a table that together tell about a target.

    A ranking puts ten copies of the best column in the first ten places. A selection chooses step
    by step the column that adds most to those chosen already, in the sense of a criterion. All
    criteria are sums of estimated informations of any kinds of columns; nothing is cut into bins.

    Parameters
    ----------
    table, target
        As for :func:`mutually.rank`.
    k : int
        How many columns to choose.
    method : str
        The criterion; X is a candidate, Y the target, Xj a column chosen before:

        - "jmi" (default): the mean of I(X;Y|Xj); it weighs relevance, redundancy and what columns
          tell only together.
        - "cmim": the least I(X;Y|Xj); the strictest on redundancy.
        - "jmim": the least I(X,Xj;Y).
        - "mrmr": I(X;Y) less the mean of I(X;Xj).
        - "mifs": I(X;Y) less ``beta`` times the sum of I(X;Xj).
        - "cife": I(X;Y) less the sum of I(X;Xj) - I(X;Xj|Y).
        - "icap": as "cife", without the terms below 0.
        - "disr": the mean of I(X,Xj;Y) / H(X,Xj,Y), numbers cut into tenths in H.
        - "mim": I(X;Y) alone: the first k of a ranking.
        - "cmi": I(X;Y|S) with S all that is chosen; it ends before k columns where chance would
          show as much. Of numbers it sees less with each column in S.

        A column that a chosen one determines (a copy, an increasing map of it, a coarser label)
        adds nothing; in all methods but "mim" it waits until no other is left, and in "jmi" until
        none is left that shows more than noise does.
    features : collection of names, optional
        The columns to choose from; all but the target if None.
    discrete, circular, missing
        As for :func:`mutually.rank`. With ``missing="drop"`` each term is estimated in the rows
        that its own columns know.
    alpha : float, optional
        The level at which "cmi" goes on, and at which pairs are listed as interactions; 0.05 if
        None.
    beta : float, optional
        The weight of redundancy in "mifs", 1 if None.
    interactions : bool
        Whether to look for pairs that tell together what neither tells alone, as the two halves of
        an exclusive or. Pairs with a q-value of at most alpha are listed in ``interactions`` of the
        result, and are chosen as a unit where half of what the criterion gives the unit is more
        than it gives any column. All pairs are looked at: with 60 columns or fewer in all rows,
        else in some rows, and the best hundred tested in others. The 20 largest synergies at most
        are tested by permutations, which takes the time. Columns that act in sum are a pair too:
        of x1 + x2 neither tells alone what x1 tells once x2 is known.
    blocks, time : Hashable or array-like, optional
        As for :func:`mutually.rank`, for the tests of "cmi" and of interactions: rows are exchanged
        within blocks alone, or shifted in a circle. The values do not depend on them. A series has
        fewer shifts than rows, so that with more than alpha n pairs none can be significant. A
        column that says so is not chosen unless it is asked for.
    memory, checkpoint, on_error, engine
        As for :func:`mutually.rank`. Of a table that is read in shards, terms of labels are counted
        in all rows, in one pass a step; those with numbers, interactions and "cmi" are estimated
        in a sample of up to 100,000 rows, as ``warnings`` of the selection say. See
        docs/big-tables.md.
    estimator : str
        As for :func:`mutually.mutual_information`; by name it must serve every term. "auto" is the
        default of two scalars, and the neighbour estimate (Frenzel and Pompe) where numbers stand
        in a condition.
    n_neighbors, base, rng
        As for :func:`mutually.mutual_information`.
    weights, weight_type
        As for :func:`mutually.rank`; of frequencies alone so far.
    n_jobs : int, optional
        Threads over the candidates; None takes the cores that this process may use. The selection
        has the same bits for any number, and for any order of the columns.
    progress : {"auto"}, bool or callable
        A bar on stderr for long work on a terminal; or a function of (done, total).

    Returns
    -------
    Selection
        In order of choice. ``skipped`` says which columns were set aside, and why.

    Raises
    ------
    MutuallyError
        If the table, the target or a parameter cannot be used, or fewer than k columns can be
        chosen.

    References
    ----------
    Brown, Pocock, Zhao & Luján, "Conditional likelihood maximisation: a unifying framework for
    information theoretic feature selection", Journal of Machine Learning Research 13 (2012); the
    papers of the criteria stand in ``mutually/selecting/criteria.py``.

    Examples
    --------
    >>> import mutually as mu
    >>> selection = mu.select("penguins", "species", k=3)
    >>> selection.features
    ['flipper_length_mm', 'bill_length_mm', 'island']
    >>> f"{selection[-1].share:.0%} of the entropy of species"
    '97% of the entropy of species'
    """
    base = check_base(base)
    weight = _check_method(method, beta)
    level = _check_alpha(alpha, method, interactions)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    _check_estimator(estimator, method, interactions)
    _check_k(k)
    plan = Plan(k, method, weight, level, interactions, base)
    seed, workers = resolve_seed(rng), resolve_workers(n_jobs)

    def check(names: Table) -> None:
        refuse_in_shards(estimator=estimator, blocks=blocks, time=time, weights=weights,
                         circular=circular)  # fmt: skip
        check_target(names, target)

    source = open_table(
        table, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=engine, check=check
    )
    if isinstance(source, RowGroups):
        settings = Settings(
            read_memory(memory), checkpoint, on_error == "skip", missing, n_neighbors, seed,
            workers, progress=progress, engine=source.engine,
        )  # fmt: skip
        return select_in_shards(source, target, features, discrete, plan, settings)
    weighting, weights_name = read_weights(source, weights, weight_type)
    refuse_with_weights(weighting, blocks=blocks, time=time)
    if weighting is not None:
        if not weighting.are_frequencies:
            fail("weight_type", 'must be "frequency" to select', repr(weight_type),
                 "rank and pairwise take importance weights")  # fmt: skip
        source = weighting.table(source, spelled_out=True)
        target = weighting.applied_to(target, "target", spelled_out=True)
    target_name, y = read_target(source, target, discrete, missing, estimator, circular)
    kinds = read_kinds(discrete, {*source.names, target_name})
    testing, row_names = read_exchange(source, Testing(), blocks, time)
    _check_rows(testing, target_name in row_names, method, interactions)
    periods = read_periods(circular, {*source.names, target_name})
    if target_name in weights_name:
        fail("weights", "must not name the target", repr(target_name))
    not_by_default = (target_name, *weights_name, *row_names)
    asked_for = read_features(source, (target_name,), features, not_by_default)
    for feature in asked_for:
        if len(feature.columns) > 1:
            rule = "must be names of columns, which are chosen one by one"
            fail("features", rule, repr(list(feature.columns)))
    # Of equal scores the first name wins, so that the order of the columns changes nothing.
    asked_for.sort(key=lambda feature: (str(feature.name), type(feature.name).__name__))
    options = {"estimator": estimator, "n_neighbors": n_neighbors, "seed": seed}
    contest = Contest(y, None, 1.0, options)
    contest.prepare()
    keep = contest.keep
    lock = Lock()
    asked = features is not None

    with track(progress, len(asked_for) * (1 + k), f"columns for {target_name}") as advance:

        def relevance(feature: Feature) -> tuple[RankedFeature, AnyVariable] | str:
            try:
                found = read_feature(source, feature, kinds, missing=missing, estimator=estimator,
                                     asked=asked, lock=lock, periods=periods)  # fmt: skip
                row = found if isinstance(found, str) else contest.score(found, 1)
                advance()
                if isinstance(found, str) or isinstance(row, str):
                    return str(row)
                return row, found if keep is None else on_rows(found, keep)
            except MutuallyError:
                raise
            except Exception as error:
                error.add_note(f"while estimating column {feature.name!r}")
                raise

        outcomes = map_in_order(relevance, asked_for, workers)
        scored = [outcome for outcome in outcomes if not isinstance(outcome, str)]
        skipped = {
            feature.name: why
            for feature, why in zip(asked_for, outcomes, strict=True)
            if isinstance(why, str)
        }
        enough(k, len(scored), skipped)
        estimates = TermEstimates(y if keep is None else y.take(keep), options, contest.entropy)
        chosen = choose_columns(
            scored, plan, estimates, testing.take(keep), workers=workers,
            after_each=lambda: advance(len(asked_for)),
        )  # fmt: skip
        advance((k - chosen.n_steps) * len(asked_for))
    notes = list(chosen.notes)
    if keep is not None:
        left = y.n - int(np.count_nonzero(keep))
        notes.append(f"{left:,} of {y.n:,} rows are left out: the target is missing there")
    if estimates.thin:
        notes.append(f"{some(sorted(estimates.thin), 4)} {TOO_FEW}")
    return make_selection(
        chosen, plan, target=target_name, target_kind=y.kind, n_rows=source.n_rows,
        skipped=skipped, warnings=notes, source_kind=source.kind,
    )  # fmt: skip


def _check_method(method: Any, beta: Any) -> float:
    if not isinstance(method, str) or method not in MEANINGS:
        fail("method", f"must be one of {', '.join(map(repr, sorted(MEANINGS)))}", repr(method),
             'method="jmi"')  # fmt: skip
    if beta is None:
        return 1.0
    if method != "mifs":
        fail("beta", 'must be None but for method="mifs"', f"{beta!r} with method={method!r}")
    number = isinstance(beta, int | float | np.number) and not isinstance(beta, bool)
    if not number or not 0 <= beta < math.inf:
        fail("beta", "must be a number from 0 on", repr(beta), "beta=0.5")
    return float(beta)


def _check_alpha(alpha: Any, method: str, interactions: Any) -> float:
    if not isinstance(interactions, bool):
        fail("interactions", "must be True or False", repr(interactions))
    if alpha is None:
        return 0.05
    if method != GIVEN_ALL and not interactions:
        fail("alpha", 'must be None but for method="cmi" and with interactions=True',
             f"{alpha!r} with method={method!r}")  # fmt: skip
    return check_testing("auto", 1, alpha).alpha


def _check_rows(testing: Testing, names_target: bool, method: str, interactions: bool) -> None:
    if names_target:
        fail("blocks and time", "must not name the target")
    if testing.independent_rows:
        return
    if method != GIVEN_ALL and not interactions:
        fail("blocks and time", 'must be None but for method="cmi" and with interactions=True, the '
             "selections that test", f"method={method!r}",
             'method="cmi", blocks=...; rank(table, target, time=...) tests columns')  # fmt: skip
    if method == GIVEN_ALL and testing.in_time:
        fail("time", 'must be None for method="cmi": shifts in time would also part a column from '
             "those chosen", "both", "blocks= of stretches of time, such as days")  # fmt: skip


def _check_estimator(estimator: str, method: str, interactions: bool) -> None:
    entry = estimators.INFORMATION[estimator]
    conditional = interactions or method == GIVEN_ALL or "beyond" in METHODS[method].needs
    if conditional and not entry.given:
        what = "interactions=True" if interactions else f"method={method!r}"
        fail("estimator", f"must take a condition for {what}", repr(estimator),
             'estimator="auto" serves all methods')  # fmt: skip
    if entry.serves == "one discrete" and method != "mim":
        fail("estimator", "must serve two columns of one kind", repr(estimator),
             'estimator="auto" serves all kinds')  # fmt: skip


def _check_k(k: Any) -> None:
    if not isinstance(k, int | np.integer) or isinstance(k, bool) or k < 1:
        fail("k", "must be a whole number from 1 on", repr(k), "k=10")
