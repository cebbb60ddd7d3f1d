"""Networks: known small ones, plain twins of the formulas, and files."""

from __future__ import annotations

import itertools
import math
import pickle
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import mutually as mu
from mutually.plots.network import layout
from mutually.results import edge_weights


@pytest.fixture(autouse=True)
def _closed():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def chain(n=1000, names="abc"):
    """Each column is the one before with noise."""
    rng = np.random.default_rng(0)
    table, last = {}, rng.normal(size=n)
    for name in names:
        table[name] = last
        last = last + 0.5 * rng.normal(size=n)
    return table


def pairs_of(network):
    return {tuple(sorted((str(e.x), str(e.y)))) for e in network}


def drawn_matrix(size, seed=0):
    information = np.random.default_rng(seed).random((size, size))
    information = np.minimum(information, information.T)
    np.fill_diagonal(information, 0)
    return information


def test_aracne_drops_the_ends_of_a_chain():
    pairs = mu.pairwise(chain(names="abcde"))
    assert pairs_of(pairs.network("relevance")) == set(itertools.combinations("abcde", 2))
    assert pairs_of(pairs.network("aracne")) == {("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")}
    assert pairs_of(pairs.network("aracne", eps=1)) == set(itertools.combinations("abcde", 2))


def test_aracne_drops_the_leaves_of_a_star():
    rng = np.random.default_rng(0)
    hub = rng.normal(size=1000)
    table = {"hub": hub} | {f"leaf {i}": hub + rng.normal(size=1000) for i in range(4)}
    network = mu.pairwise(table).network("aracne")
    assert set(network.neighbors("hub")) == {f"leaf {i}" for i in range(4)}
    assert len(network) == 4
    assert ("leaf 1", "hub") in network
    assert ("leaf 1", "leaf 2") not in network


@pytest.mark.parametrize("eps", [0.0, 0.1, 0.5])
def test_aracne_equals_a_loop_over_triangles(eps):
    information = drawn_matrix(12)
    enters = information > 0.3
    expected = np.where(enters, information, 0)
    for i, j, k in itertools.permutations(range(12), 3):
        if enters[i, j] and enters[j, k] and enters[i, k]:
            least = (1 - eps) * min(information[i, k], information[j, k])
            if information[i, j] < least:
                expected[i, j] = 0
    assert np.array_equal(edge_weights.aracne(information, enters, eps), expected)


def test_clr_equals_the_formula():
    information = drawn_matrix(9)
    enters = information > 0.2
    found = edge_weights.clr(information, enters, 0)
    for i, j in itertools.permutations(range(9), 2):
        z = []
        for row in (i, j):
            others = [information[row, at] for at in range(9) if at != row]
            z.append(max(0, (information[i, j] - np.mean(others)) / np.std(others, ddof=1)))
        assert found[i, j] == pytest.approx(math.hypot(*z) * enters[i, j], abs=1e-12)


def test_mrnet_equals_the_formula():
    information = drawn_matrix(9)
    enters = np.ones((9, 9), dtype=bool) & ~np.eye(9, dtype=bool)
    scores = np.zeros((9, 9))
    for target in range(9):
        chosen, left = [], [at for at in range(9) if at != target]
        while left:
            rated = {
                at: information[at, target]
                - (np.mean([information[at, c] for c in chosen]) if chosen else 0)
                for at in left
            }
            best = max(rated, key=rated.get)
            if rated[best] <= 0:
                break
            scores[target, best] = rated[best]
            chosen.append(best)
            left.remove(best)
    expected = np.maximum(scores, scores.T)
    assert edge_weights.mrnet(information, enters, 0) == pytest.approx(expected, abs=1e-12)


def test_only_significant_pairs_enter_by_default():
    table = {**chain(300), "noise": np.random.default_rng(5).normal(size=300)}
    pairs = mu.pairwise(table)
    for method in ("relevance", "aracne", "clr", "mrnet"):
        assert all(e.qvalue <= 0.05 for e in pairs.network(method))
    everything = pairs.network("relevance", alpha=1)
    assert len(everything) == sum(row.mi > 0 for row in pairs)
    assert len(pairs.network("relevance", alpha=1e-300)) <= 3
    quick = mu.pairwise(table, inference=False)
    assert pairs_of(quick.network("aracne", alpha=1)) == pairs_of(pairs.network("aracne", alpha=1))


def test_the_order_of_the_columns_changes_nothing():
    table = chain(300, "dbace")
    for method in ("relevance", "aracne", "clr", "mrnet"):
        one = mu.pairwise(table).network(method)
        other = mu.pairwise(dict(reversed(table.items()))).network(method)
        known = [{frozenset(e[:2]): e[2:] for e in network} for network in (one, other)]
        assert known[0] == known[1]


def test_pairs_that_are_held_are_enough_for_aracne():
    pairs = mu.pairwise(chain(), top_k=1)
    assert pairs_of(pairs.network("aracne")) == {("a", "b"), ("b", "c")}
    for method in ("clr", "mrnet"):
        with pytest.raises(mu.MutuallyError, match=f"method: '{method}' needs all pairs"):
            pairs.network(method)


def test_frame_equality_and_text():
    pairs = mu.pairwise(pd.DataFrame(chain()))
    network = pairs.network()
    frame = network.to_frame()
    assert list(frame.columns) == ["x", "y", "weight", "mi", "qvalue"]
    assert len(frame) == len(network) == 2
    assert pickle.loads(pickle.dumps(network)) == network == pairs.network("aracne")
    assert hash(network) == hash(pairs.network())
    assert network != pairs.network("relevance")
    assert network != 2
    assert repr(network).startswith("Network of 3 columns, 2 edges by aracne\n  b - c  weight")
    assert "... and 3 more" in repr(mu.pairwise(chain(300, "abcdef")).network("relevance"))
    empty = mu.pairwise({"a": chain()["a"], "b": np.random.default_rng(1).random(1000)}).network()
    assert len(empty) == 0
    assert repr(empty).endswith("; 2 columns have none")
    assert list(empty.to_frame().columns) == ["x", "y", "weight", "mi", "qvalue"]
    with pytest.raises(KeyError, match="no column 'z'"):
        network.neighbors("z")


def test_graphml_holds_any_names(tmp_path):
    table = dict(zip(["<a & b>", 'quo"te', "bell\x07", "ä"], chain(names="abcd").values(),
                     strict=True))  # fmt: skip
    network = mu.pairwise(table).network("aracne")
    network.to_graphml(tmp_path / "network.graphml")
    space = "{http://graphml.graphdrawing.org/xmlns}"
    graph = ET.parse(tmp_path / "network.graphml").getroot().find(f"{space}graph")
    names = {node.get("id"): node[0].text for node in graph.iter(f"{space}node")}
    assert list(names.values()) == ["<a & b>", 'quo"te', "bell\\x07", "ä"]
    edges = [
        (names[edge.get("source")], names[edge.get("target")], float(edge[0].text))
        for edge in graph.iter(f"{space}edge")
    ]
    assert [weight for *_, weight in edges] == [e.weight for e in network]
    assert edges[0][0].startswith(str(network.edges[0].x)[:4])


def test_networkx_reads_what_we_write(tmp_path):
    networkx = pytest.importorskip("networkx")
    network = mu.pairwise(chain()).network()
    graph = network.to_networkx()
    assert graph["b"]["c"]["weight"] == network.edges[0].weight
    network.to_graphml(tmp_path / "network.graphml")
    read = networkx.read_graphml(tmp_path / "network.graphml")
    names = networkx.get_node_attributes(read, "name")
    weights = {
        frozenset((names[x], names[y])): facts["weight"] for x, y, facts in read.edges(data=True)
    }
    assert weights == {frozenset(e[:2]): e.weight for e in network}


def test_without_networkx_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "networkx", None)
    with pytest.raises(mu.MutuallyError, match=r"pip install 'mutually\[network\]'"):
        mu.pairwise(chain(100)).network().to_networkx()


def test_plot_places_what_is_connected_nearer():
    ends = np.array([[0, 1], [1, 2], [3, 4], [4, 5]])
    places = layout(6, ends, np.ones(4))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    joined = [distances[x, y] for x, y in ends.tolist()]
    assert max(joined) < np.mean(distances[np.triu_indices(6, 1)])
    assert np.array_equal(places, layout(6, ends, np.ones(4)))
    assert ((places >= 0) & (places <= 1)).all()
    table = {**chain(), "$alone$": np.random.default_rng(3).normal(size=1000)}
    ax = mu.pairwise(table).network().plot()
    ax.figure.canvas.draw()
    texts = {text.get_text() for text in ax.texts}
    assert {"a", "b", "c"} <= texts
    assert any("which are not drawn: 1." in " ".join(text.split()) for text in texts)
    empty = mu.pairwise({"a": table["a"], "b": table["$alone$"]}).network().plot()
    assert any(text.get_text() == "no edges" for text in empty.texts)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "bayes"}, "method: must be one of 'aracne', 'clr', 'mrnet', 'relevance'"),
        ({"eps": -0.1}, "eps: must be from 0 to 1"),
        ({"eps": True}, "eps: must be from 0 to 1"),
        ({"alpha": 0}, "alpha: must be above 0"),
        ({"alpha": "all"}, "alpha: must be above 0"),
    ],
)
def test_arguments_that_are_refused(options, message):
    with pytest.raises(mu.MutuallyError, match=message):
        mu.pairwise(chain(100)).network(**options)


def test_pairs_without_inference_need_a_level():
    pairs = mu.pairwise(chain(100), inference=False)
    with pytest.raises(mu.MutuallyError, match="alpha: must be given for pairs without inference"):
        pairs.network()
    with pytest.raises(mu.MutuallyError, match="alpha: must be 1 for pairs without inference"):
        pairs.network(alpha=0.01)
