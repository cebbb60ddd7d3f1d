"""Pairs of columns: one at a time, or many at once where their kinds allow it."""
