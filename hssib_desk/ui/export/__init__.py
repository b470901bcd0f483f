"""The page on which an export is chosen, looked at, and written."""
