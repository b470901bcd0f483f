"""The editors a form is made of; each has value(), set_value(), set_read_only() and `edited`."""

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.editor_chips import ChipsField
from hssib_desk.ui.kit.fields.editor_choice import ChoicesField, Segmented, TickBox
from hssib_desk.ui.kit.fields.editor_date import DateField
from hssib_desk.ui.kit.fields.editor_list import ChoiceField
from hssib_desk.ui.kit.fields.editor_text import GrowingText, LineField, finish_typing
from hssib_desk.ui.kit.fields.field import ErrorLine, FieldBox
from hssib_desk.ui.kit.fields.options import Option, as_options

__all__ = [
    "ChipsField",
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
