"""Rows in an order of time: lags, the search for the best one, and pasts as vectors."""
