"""What the functions return: values with their errors, rankings, matrices, selections, networks."""
