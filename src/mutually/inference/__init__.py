"""Standard errors and intervals of estimates, from closed forms and without resampling."""
