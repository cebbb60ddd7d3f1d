"""Results of vectors, conditions and several variables; the public names and their help."""

from __future__ import annotations

import copy
import inspect
import pickle
import pydoc

import numpy as np
import pytest

import mutually as mu

RNG = np.random.default_rng(0)
X, Y, Z = RNG.normal(size=(3, 200))
LABEL = np.where(X + RNG.normal(size=200) > 0, "high", "low")
CODE = np.arange(200) % 3


def results():
    return [
        mu.mutual_information({"x": X, "code": CODE}, LABEL),
        mu.mutual_information(LABEL, {"x": X, "z": Z}, base=2),
        mu.mutual_information(X, LABEL, given=Z),
        mu.mutual_information(X, LABEL, given={"z": Z, "code": CODE}),
        mu.entropy({"x": X, "label": LABEL}),
        mu.entropy(LABEL, given=X),
        mu.relative_entropy(X, Y + 1),
        mu.relative_entropy(LABEL, LABEL[:100], base=2),
        mu.total_correlation(LABEL, CODE, X),
        mu.interaction_information(LABEL, CODE, X, base=10),
    ]


RESULTS = results()


@pytest.mark.parametrize("place", range(len(RESULTS)))
def test_it_pickles_copies_and_compares(place):
    result = RESULTS[place]
    for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
        assert again == result
        assert hash(again) == hash(result)
        np.testing.assert_array_equal(again.local, result.local)
    assert result == results()[place]
    assert result not in [other for i, other in enumerate(RESULTS) if i != place]
    assert result != result.value


@pytest.mark.parametrize("place", range(len(RESULTS)))
def test_repr_html_and_dict_say_what_was_done(place):
    result = RESULTS[place]
    text, html, found = repr(result), result._repr_html_(), result.to_dict()
    for part in (type(result).__name__, result.unit, str(result.n)):
        assert part in text
        assert part in html
    assert result.estimator in text
    assert float(result) == result.value == found["value"]
    assert not {"local_nats", "y"} & found.keys()
    for kind in found.get("kinds", [found.get("kind"), found.get("given_kind")]):
        assert kind is None or kind in text
    assert len(result.local) == result.n == 200
    with pytest.raises(AttributeError):
        result.value = 1.0


def test_bounds_survive_a_pickle():
    found = mu.mutual_information(X, LABEL, given=Z)
    assert pickle.loads(pickle.dumps(found)).error_bounds() == found.error_bounds()
    numbers = mu.mutual_information(LABEL, Y)
    again = pickle.loads(pickle.dumps(numbers))
    assert again.mean_squared_error_bound() == numbers.mean_squared_error_bound()


def test_a_star_import_brings_all_public_names():
    space: dict[str, object] = {}
    exec("from mutually import *", space)
    assert set(mu.__all__) <= space.keys()
    assert {"relative_entropy", "total_correlation", "interaction_information"} <= space.keys()
    assert set(mu.__all__) <= set(dir(mu))


@pytest.mark.parametrize("name", [name for name in mu.__all__ if name != "__version__"])
def test_every_public_name_has_help(name):
    thing = getattr(mu, name)
    assert inspect.getdoc(thing)
    page = pydoc.render_doc(thing, renderer=pydoc.plaintext)
    assert name in page
    if inspect.isfunction(thing):
        for parameter in inspect.signature(thing).parameters:
            assert parameter in inspect.getdoc(thing)
        assert thing.__module__.startswith("mutually.")


def test_the_estimator_of_independent_groups_is_a_phrase():
    rng = np.random.default_rng(0)
    found = mu.mutual_information(rng.normal(size=(1000, 2)), rng.normal(size=1000))
    assert not found.estimator.rstrip().endswith(":")


def test_relative_entropy_of_few_rows_is_a_phrase():
    with pytest.warns(mu.MutuallyWarning):
        found = mu.relative_entropy(X[:7], Y)
    assert not found.estimator.rstrip().endswith(":")
