"""The running program: the only place that knows all the others."""
