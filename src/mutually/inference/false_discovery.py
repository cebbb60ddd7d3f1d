"""To come."""

import numpy as np


def benjamini_hochberg(p):
    from scipy.stats import false_discovery_control

    out = np.full(len(p), np.nan)
    k = ~np.isnan(p)
    if k.any():
        out[k] = false_discovery_control(p[k])
    return out
