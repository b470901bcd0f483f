"""The panel (mortality group) as values: a meeting, the decision on a case, and the minutes.

A meeting is a record of the workbook; each decision is an entry of its case under the number of the meeting.
Python knows both by roles, and what a decision means by the meanings of its choices.
"""
