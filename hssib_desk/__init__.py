"""HSSIB Desk: a desktop workbook for mental-health mortality reviews."""

__version__ = "1.0.0"
