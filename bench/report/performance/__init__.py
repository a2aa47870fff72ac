"""The document of the performance report."""
