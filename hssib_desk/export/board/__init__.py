"""The board report: one description of its sections, and its three forms, PDF, Word and Excel.

`content` says what a section may hold, the modules named after its pages fill P1 to P12 from the figures,
`report` puts them in their order, and `pdf`, `word` and `excel` write what they are given and count nothing.
"""
