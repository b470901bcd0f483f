"""Protecting a workbook: from a passphrase or recovery key to the key of the file; changing, losing them."""
