"""A selection step by step: criteria, the terms that they are made of, and the greedy loops."""
