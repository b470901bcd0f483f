"""The board report's figures: F00 to F36 counted from a plain description of deaths, and their sentences.

Nothing here knows a workbook, a window or a file: `people` says what is known of a death, `figures` counts
it, and `definitions` reads what each figure is called from `forms/board.toml`.
"""
