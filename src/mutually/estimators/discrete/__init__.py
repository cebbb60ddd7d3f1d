"""Estimators that see counts: tables of labels and their entropies."""
