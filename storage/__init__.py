"""Turns rows, keys and content files into domain values and back."""
