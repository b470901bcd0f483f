"""The timeline as a table: its open last row, its rows, and rows that are pasted."""
