"""Estimates from counts in bins, for columns of more rows than fit in memory."""
