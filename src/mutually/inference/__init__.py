"""What an estimate is worth: tests by re-pairing rows, errors by subsampling, many tests at once.

These modules work on arrays and callables; what is tested, and how, is decided above them.
"""
