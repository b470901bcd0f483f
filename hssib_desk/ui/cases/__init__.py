"""The case list, and the import that fills it."""
