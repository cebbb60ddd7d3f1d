"""The tasks, one family or list a file; each has a function ``tasks``."""
