"""How long cases are kept, and taking them, or one attached file, out of the workbook for good."""
