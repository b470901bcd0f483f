"""Working on a copy on this computer and publishing it where the workbook lies, overwriting nobody."""
