"""Work on the workbook's file: making, opening, unlocking, copying, checking, protecting, recovering."""
