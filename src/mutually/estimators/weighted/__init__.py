"""Estimates for rows of unequal weight: of the distribution in which a row has mass w / sum w."""
