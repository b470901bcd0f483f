"""Every export: what it is called, what can be chosen of it, what it would contain, and writing it.

The window's export page and menu and the commands all read `exports.EXPORTS`; a new export is an entry there
and the two functions that it names. Nothing heavy is loaded before one of them is looked at or written.
"""
