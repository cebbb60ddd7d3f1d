"""What a column is in a call (target, feature, condition), and its row in a ranking."""
