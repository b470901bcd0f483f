"""The action log of the whole workbook: find, follow and change what was agreed."""
