"""Networks of simulated gene expression: how well each method finds the edges that are there."""

from __future__ import annotations

import numpy as np
from report import write

import mutually as mu

METHODS = ("relevance", "aracne", "clr", "mrnet")
GENES, ROWS, DRAWS = 50, (100, 300, 1000), 3


def simulated(genes, rows, seed):
    """Expression of genes of which each is regulated by up to three earlier ones, and the edges.

    Regulators are drawn with more weight on those that regulate much already, so that a few hubs
    stand out as they do in cells. A gene is the tanh of a weighted sum of its regulators plus
    noise, and what is measured is its exponential with 10 % noise.
    """
    rng = np.random.default_rng(seed)
    expression = np.empty((rows, genes))
    targets = np.ones(genes)
    edges = set()
    for gene in range(genes):
        count = min(gene, int(rng.choice([0, 1, 2, 3], p=[0.1, 0.5, 0.25, 0.15])))
        share = targets[:gene] / targets[:gene].sum()
        regulators = rng.choice(gene, count, replace=False, p=share) if count else []
        signal = np.zeros(rows)
        for regulator in regulators:
            strength = rng.choice([-1, 1]) * rng.uniform(0.8, 1.6)
            signal += strength * expression[:, regulator]
            targets[regulator] += 1
            edges.add((int(regulator), gene))
        expression[:, gene] = np.tanh(signal) + rng.normal(size=rows) * (0.5 if count else 1.0)
    measured = np.exp(expression) * np.exp(0.1 * rng.normal(size=expression.shape))
    return measured, edges


def precision_and_recall(network, edges):
    found = [tuple(sorted(edge[:2])) in edges for edge in network]
    return sum(found) / max(len(found), 1), sum(found) / len(edges)


def average_precision(network, edges):
    """The area under precision against recall, edges by falling weight; missed ones count as 0."""
    hits, total = 0, 0.0
    for place, edge in enumerate(network, start=1):
        if tuple(sorted(edge[:2])) in edges:
            hits += 1
            total += hits / place
    return total / len(edges)


def main():
    header = ("rows", "method", "area", "precision", "recall", "edges", "true edges")
    lines = []
    for rows in ROWS:
        found = {method: [] for method in METHODS}
        for seed in range(DRAWS):
            table, edges = simulated(GENES, rows, seed)
            pairs = mu.pairwise(table, progress=False)
            for method in METHODS:
                default = pairs.network(method)
                area = average_precision(pairs.network(method, alpha=1), edges)
                facts = (*precision_and_recall(default, edges), len(default), len(edges))
                found[method].append((area, *facts))
        for method in METHODS:
            *shares, size, true = np.mean(found[method], axis=0)
            shown = [f"{share:.2f}" for share in shares]
            lines.append([str(rows), method, *shown, f"{size:.0f}", f"{true:.0f}"])
    text = f"""
{GENES} genes, each regulated by up to three others through tanh, measured on an exponential scale
with noise; means of {DRAWS} networks. The area is that under precision against recall (average
precision) of the edges by falling weight, where all pairs of a positive estimate may be edges.
Precision and recall are of the edges that the default gives, whose pairs have a q-value of at most
5 %. Edges in random order have an area of about {chance():.2f}.
"""
    write(__file__, "Networks of simulated gene expression", text, header, lines)


def chance():
    edges = [len(simulated(GENES, 10, seed)[1]) for seed in range(DRAWS)]
    return np.mean(edges) / (GENES * (GENES - 1) / 2)


if __name__ == "__main__":
    main()
