"""Meetings of the mortality group in a workbook: planned, decided, and sealed with their minutes."""
