"""The editors a form is made of; each has value(), set_value(), set_read_only() and `edited`."""

from hssib_desk.ui.kit.fields.editor_choice import ChoicesField, Option, Segmented, TickBox, as_options
from hssib_desk.ui.kit.fields.editor_date import DateField
from hssib_desk.ui.kit.fields.editor_list import ChoiceField
from hssib_desk.ui.kit.fields.editor_text import GrowingText, LineField, finish_typing
from hssib_desk.ui.kit.fields.field import Editor, ErrorLine, FieldBox

__all__ = [
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "Editor",
    "ErrorLine",
    "FieldBox",
    "GrowingText",
    "LineField",
    "Option",
    "Segmented",
    "TickBox",
    "as_options",
    "finish_typing",
]
