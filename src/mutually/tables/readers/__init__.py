"""One module for each kind of column data; each makes a :class:`~.column.Column`."""
