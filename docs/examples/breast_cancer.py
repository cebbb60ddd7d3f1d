"""
Thirty columns, how many are needed?
====================================

The breast cancer table of scikit-learn holds 30 measurements of 569 tumours, and whether each was
malignant. Many of the measurements repeat each other. Which can go?
"""

# %%
# What each column tells alone
# ----------------------------
#
# The diagnosis is 0 or 1 in the table; as words it reads better.

from textwrap import fill

import numpy as np
from matplotlib import pyplot as plt
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

import mutually as mu

measured, benign = load_breast_cancer(return_X_y=True, as_frame=True)
table = measured.assign(diagnosis=np.where(benign == 1, "benign", "malignant"))
ranking = mu.rank(table, target="diagnosis")
ranking

# %%
# The best column explains 71 % of the entropy of the diagnosis. 26 of the 30 tell something. But
# look at the names at the top: radius, perimeter and area are one thing, measured three times.

axes = ranking.plot()

# %%
# What columns tell about each other
# ----------------------------------
#
# All 435 pairs, columns that tell alike side by side. The dark blocks are families.

pairs = mu.pairwise(measured)
axes = pairs.plot()

# %%
# To prune is now a few lines: go through the ranking from the best column down, and drop each that
# shares more than 1 nat with one that is kept. (Two normal variables share 1 nat at a correlation
# of 0.93.) Columns that are not among the discoveries go as well.

kept = []
for row in ranking.discoveries:
    if all(pairs[row.feature, other].mi < 1.0 for other in kept):
        kept.append(row.feature)
print(f"{len(kept)} of {measured.shape[1]} columns are kept:")
print(fill(", ".join(kept), 80))

# %%
# What columns tell together
# --------------------------
#
# Pruning drops repetition and does not ask whether what is left is needed. A selection does: at
# each step it takes the column that adds most to those chosen before. ``share`` is what all so
# far tell of the diagnosis.

selection = mu.select(table, target="diagnosis", k=8, method="cmim")
selection

# %%

axes = selection.plot()

# %%
# After two columns the joint information hardly rises. ``method="cmi"`` asks at each step whether
# what a column adds is more than chance, and ends by itself.

few = mu.select(table, target="diagnosis", k=10, method="cmi")
few

# %%
# Is it enough?
# -------------
#
# A forest on all columns, on the pruned ones, on the first five of the selection, on the two of
# "cmi", and on the first five of the ranking. (The columns were chosen from all rows here, so these
# figures flatter a little. In earnest, choose inside of the folds: the page about scikit-learn
# shows how.)

chosen = {
    "all": list(measured.columns),
    "pruned": kept,
    "cmim, 5": selection.features[:5],
    "cmi": few.features,
    "ranking, 5": [row.feature for row in ranking[:5]],
}
scores = {}
for name, columns in chosen.items():
    forest = RandomForestClassifier(300, random_state=0, n_jobs=2)
    scores[name] = cross_val_score(forest, measured[columns], benign, cv=5)
    print(f"{name:<12} {len(columns):>2} columns  accuracy {scores[name].mean():.3f}")

# %%
# Three of the first five of the ranking are the size of the tumour over again. Five columns that
# were chosen together do as well as all that pruning left, and two are not far behind.
#
# One more look at the two columns of "cmi": what each tells, and what both tell. A table of two
# columns is a vector, and this is the information of the vector. (It is another estimate than the
# selection's, which has to be quick; how far the two differ is what 569 rows leave open.)

together = mu.mutual_information(measured[few.features], table["diagnosis"])
for name in few.features:
    alone = mu.mutual_information(measured[name], table["diagnosis"])
    print(f"{name}: {alone.normalized:.0%}")
print(f"both: {together.normalized:.0%}")

figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
for word, mark in (("benign", "o"), ("malignant", "x")):
    rows = table[table["diagnosis"] == word]
    axes.plot(rows[few.features[0]], rows[few.features[1]], mark, markersize=4, label=word)
labels = axes.set(xlabel=few.features[0], ylabel=few.features[1])
key = axes.legend()
# sphinx_gallery_thumbnail_number = 2
