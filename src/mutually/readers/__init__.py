"""One module for each kind of column data; all of them make a :class:`~mutually.columns.Column`."""
