"""Spreadsheets that leave the workbook: the action log, the data and the history, written row by row."""
