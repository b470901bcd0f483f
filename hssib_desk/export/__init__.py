"""Files that leave the workbook: the action log, the data, the review summary; they know the domain only."""
