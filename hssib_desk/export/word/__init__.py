"""Word documents: one way to begin, fill and save them, with headings, lists and table heads marked as such.

Reports, letters and minutes share it, so that each opens in Word and LibreOffice with styles that can be
changed in one place, and the same content gives the same bytes.
"""
