"""The first page of a workbook: what needs somebody now."""
