"""Whether a workbook is what it was: sound, unaltered, in agreement with its history; mending is recovery."""
