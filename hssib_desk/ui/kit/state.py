"""What a widget is in: properties that the style sheet reads, and its end."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget


def let_go(widget: QWidget) -> None:
    """Take a widget off the screen for good.

    Hidden first: a layout shows what was put into it a moment later, and a widget that has lost its parent by
    then comes up as a window of its own.
    """
    widget.hide()
    widget.deleteLater()


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, layouts inside it included, and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            let_go(widget)
        elif inner is not None:
            empty(inner)


def set_plain_text(button: QAbstractButton, text: str) -> None:
    """Say something on a button that draws its own words: an "&" is a letter of them, not a key to press."""
    QAbstractButton.setText(button, text)
    button.setShortcut(QKeySequence())


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a property and let the style sheet look again; without a change nothing happens."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
