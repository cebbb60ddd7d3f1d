"""Estimators for continuous vectors that fit a model, and correct it by neighbours."""
