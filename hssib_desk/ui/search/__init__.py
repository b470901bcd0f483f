"""Searching everything, and how what was found is shown."""
