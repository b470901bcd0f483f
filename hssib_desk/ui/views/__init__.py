"""Views of a list that the workbook keeps: chosen, saved under a name, and taken out again."""
