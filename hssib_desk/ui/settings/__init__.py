"""What can be set, on this computer and in this workbook."""
