"""How far estimates are from the truth: variances and intervals, calibrated."""
