"""The tables of a workbook and how they came about: columns, the steps from version to version, and triggers.

What is written into the tables belongs elsewhere.
"""
