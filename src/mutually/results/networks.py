"""Networks from a matrix of mutual information: which pairs tell each other something directly."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail, require
from mutually.results.edge_weights import WEIGHTS
from mutually.wording import number, readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.paired import Pairwise

_SHOWN = 12


class Edge(NamedTuple):
    """Two columns that a network connects.

    Attributes
    ----------
    x, y : Hashable
        Their names.
    weight : float
        What the method gives: see :func:`network`.
    mi : float
        Their mutual information.
    qvalue : float
        That of the pair; nan without inference.
    """

    x: Hashable
    y: Hashable
    weight: float
    mi: float
    qvalue: float


class Network:
    """Columns and the edges between them, the heaviest first.

    Attributes
    ----------
    names : tuple of Hashable
        All columns, those without an edge as well.
    edges : tuple of Edge
        Heaviest first; of equal weights in the order of the names.
    method : str
        "aracne", "clr", "mrnet" or "relevance".
    unit : str
        Of the mutual information.
    """

    def __init__(
        self,
        names: Sequence[Hashable],
        edges: Sequence[Edge],
        method: str,
        unit: str,
        make_frame: Callable[[Mapping[str, Any]], Any],
    ) -> None:
        self.names, self.method, self.unit = tuple(names), method, unit
        self.edges = tuple(sorted(edges, key=lambda e: (-e.weight, str(e.x), str(e.y))))
        self._make_frame = make_frame

    def __len__(self) -> int:
        return len(self.edges)

    def __iter__(self) -> Iterator[Edge]:
        return iter(self.edges)

    def __contains__(self, pair: object) -> bool:
        """Say whether two names, in either order, are connected."""
        return any(pair in ((e.x, e.y), (e.y, e.x)) for e in self.edges)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        facts = (self.names, self.method, self.unit, self.edges)
        return repr(facts) == repr((other.names, other.method, other.unit, other.edges))

    def __hash__(self) -> int:
        return hash((self.names, self.method, len(self.edges)))

    def neighbors(self, name: Hashable) -> tuple[Hashable, ...]:
        """Return the columns that one is connected with, by the heaviest edge first."""
        if name not in self.names:
            raise KeyError(f"no column {name!r}")
        return tuple(e.y if e.x == name else e.x for e in self.edges if name in (e.x, e.y))

    def to_frame(self) -> Any:
        """Return a dataframe of the caller's kind, one row an edge."""
        columns = zip(*self.edges, strict=True) if self.edges else [()] * len(Edge._fields)
        return self._make_frame(dict(zip(Edge._fields, map(list, columns), strict=True)))

    def to_networkx(self) -> Any:
        """Return a ``networkx.Graph`` with ``weight``, ``mi`` and ``qvalue`` of each edge.

        Raises
        ------
        MutuallyError
            Where networkx is not installed.
        """
        networkx = require("networkx", "network")
        graph = networkx.Graph(method=self.method, unit=self.unit)
        graph.add_nodes_from(self.names)
        for e in self.edges:
            graph.add_edge(e.x, e.y, weight=e.weight, mi=e.mi, qvalue=e.qvalue)
        return graph

    def to_graphml(self, path: str | os.PathLike[str]) -> None:
        """Write the network as GraphML, which Cytoscape, Gephi, igraph and networkx read.

        Nodes have the attribute ``name``, edges ``weight``, ``mi`` and ``qvalue``. Control
        characters of names, which XML cannot hold, are written as Python escapes.
        """
        from xml.etree import ElementTree as ET

        root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
        for key, of, kind in [("name", "node", "string"), *((key, "edge", "double")
                              for key in Edge._fields[2:])]:  # fmt: skip
            ET.SubElement(root, "key", {"id": key, "for": of, "attr.name": key, "attr.type": kind})
        graph = ET.SubElement(root, "graph", id=self.method, edgedefault="undirected")
        ids = {name: f"n{place}" for place, name in enumerate(self.names)}
        for name, own in ids.items():
            node = ET.SubElement(graph, "node", id=own)
            ET.SubElement(node, "data", key="name").text = readable(name)
        for edge in self.edges:
            line = ET.SubElement(graph, "edge", source=ids[edge.x], target=ids[edge.y])
            for key in Edge._fields[2:]:
                value = getattr(edge, key)
                if value == value:
                    ET.SubElement(line, "data", key=key).text = repr(float(value))
        ET.indent(root)
        ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the columns that have an edge, those near that are connected."""
        from mutually.plots.network import plot_network

        return plot_network(self, ax=ax)

    def _repr_html_(self) -> str:
        from mutually.results.html import network_html

        return network_html(self)

    def __repr__(self) -> str:
        alone = len(self.names) - len({name for e in self.edges for name in (e.x, e.y)})
        lines = [
            f"Network of {len(self.names):,} columns, {len(self):,} edges by {self.method}"
            + f"; {alone:,} columns have none" * bool(alone)
        ]
        lines += [
            f"  {readable(e.x, 32)} - {readable(e.y, 32)}  weight {number(e.weight, 3)}, "
            f"{number(e.mi, 3)} {self.unit}"
            for e in self.edges[:_SHOWN]
        ]
        if len(self) > _SHOWN:
            lines.append(f"  ... and {len(self) - _SHOWN:,} more; to_frame() has all")
        return "\n".join(lines)


def network(
    pairs: Pairwise, method: str = "aracne", *, eps: float = 0.1, alpha: float | None = None
) -> Network:
    """Return the pairs that a method takes for connected.

    * "relevance": all pairs that enter, with their information as weight (Butte & Kohane 2000).
    * "aracne": of each three that enter with all three pairs, the one of the least information is
      dropped if it is below (1 - eps) times both others, since along a chain a - b - c the ends
      tell each other less than either tells the middle (Margolin et al. 2006). Weights are the
      information.
    * "clr": the weight is sqrt(z_x^2 + z_y^2), z being by how many standard deviations the
      information is above the mean over all pairs of one column, 0 if below (Faith et al. 2007).
    * "mrnet": for each column others are chosen in turn by their information with it less their
      mean information with those chosen before, until that is below 0; the weight is the larger
      of these scores in the two directions (Meyer et al. 2007).

    Parameters
    ----------
    pairs : Pairwise
        What :func:`mutually.pairwise` returned. "clr" and "mrnet" need all pairs; "relevance" and
        "aracne" take those that are held.
    method : {"aracne", "clr", "mrnet", "relevance"}
        See above.
    eps : float
        The tolerance of "aracne", from 0 (drop always) up to 1 (never).
    alpha : float, optional
        Pairs with a q-value up to this enter; that of ``pairs`` if None, and 1 lets all enter.
        A pair of no positive estimate never enters.

    Returns
    -------
    Network

    Raises
    ------
    MutuallyError
        If a parameter is out of range, or the method needs pairs that are not held.

    References
    ----------
    Butte & Kohane, "Mutual information relevance networks", Pacific Symposium on Biocomputing 5
    (2000), doi:10.1142/9789814447331_0040. Margolin et al., "ARACNE", BMC Bioinformatics 7 (2006),
    doi:10.1186/1471-2105-7-S1-S7. Faith et al., "Large-scale mapping and validation of Escherichia
    coli transcriptional regulation from a compendium of expression profiles", PLoS Biology 5
    (2007), doi:10.1371/journal.pbio.0050008. Meyer, Kontos, Lafitte & Bontempi,
    "Information-theoretic inference of large transcriptional regulatory networks", EURASIP Journal
    on Bioinformatics and Systems Biology 2007, doi:10.1155/2007/79879.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> a = rng.normal(size=1000)
    >>> b = a + 0.5 * rng.normal(size=1000)
    >>> table = {"a": a, "b": b, "c": b + 0.5 * rng.normal(size=1000)}
    >>> [(edge.x, edge.y) for edge in mu.pairwise(table).network("aracne")]
    [('b', 'c'), ('a', 'b')]
    """
    if method not in WEIGHTS:
        fail("method", f"must be one of {', '.join(map(repr, WEIGHTS))}", repr(method))
    if isinstance(eps, bool) or not isinstance(eps, int | float) or not 0 <= eps <= 1:
        fail("eps", "must be from 0 to 1", repr(eps), "eps=0.1")
    level = _level(pairs, alpha)
    if method in ("clr", "mrnet") and len(pairs) < pairs.n_pairs:
        fail("method", f"{method!r} needs all pairs", f"{len(pairs)} held of {pairs.n_pairs}",
             "pairwise(table) without top_k and threshold, or method='aracne'")  # fmt: skip
    held = pairs.held
    with np.errstate(invalid="ignore"):
        enters = held["mi"] > 0
        if level is not None:
            enters &= held["qvalue"] <= level
    taken = held[enters]
    # In the order of the names, so that sums do not depend on the table's.
    by_name = sorted(range(len(pairs.names)), key=lambda at: str(pairs.names[at]))
    place = np.empty(len(by_name), dtype=np.intp)
    place[by_name] = np.arange(len(by_name))
    size = len(by_name)
    weights = WEIGHTS[method](
        _matrix(held, place, size), _matrix(taken, place, size) > 0, float(eps)
    )
    edges = [
        Edge(pairs.names[x], pairs.names[y], weight, mi, qvalue)
        for x, y, mi, qvalue, weight in zip(
            *(taken[name].tolist() for name in ("x", "y", "mi", "qvalue")),
            weights[place[taken["x"]], place[taken["y"]]].tolist(),
            strict=True,
        )
        if weight > 0
    ]
    return Network(pairs.names, edges, method, pairs.unit, pairs.make_frame)


def _level(pairs: Pairwise, alpha: float | None) -> float | None:
    """Return up to which q-value pairs enter; None where all do."""
    if alpha is None:
        if pairs.alpha is None:
            fail("alpha", "must be given for pairs without inference", "None",
                 "alpha=1 lets all pairs enter; or pairwise(table), which tests them")  # fmt: skip
        return pairs.alpha
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not 0 < alpha <= 1:
        fail("alpha", "must be above 0, and 1 at most", repr(alpha), "alpha=0.05")
    if alpha == 1:
        return None
    if pairs.alpha is None:
        fail("alpha", "must be 1 for pairs without inference", repr(alpha), "alpha=1")
    return float(alpha)


def _matrix(entries: NDArray[Any], place: NDArray[np.intp], size: int) -> NDArray[np.float64]:
    """Return the information of pairs as a symmetric matrix; what is not known counts as 0."""
    full = np.zeros((size, size))
    x, y = place[entries["x"]], place[entries["y"]]
    full[x, y] = full[y, x] = np.nan_to_num(entries["mi"])
    return full
