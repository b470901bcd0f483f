"""Making a sound workbook of a damaged one, from its pages, its history and its newest good backup."""
