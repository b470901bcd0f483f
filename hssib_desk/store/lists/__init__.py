"""Asking the workbook about many cases at once: lists, pages, counts, figures and search."""
