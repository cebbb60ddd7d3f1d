"""Rows that count differently: what weights mean, and pairs and entropies with them."""
