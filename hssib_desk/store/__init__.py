"""The workbook file: everything that is kept, and the one door to it."""
