"""A form as a FHIR R4 Questionnaire, and what of the form has no place in one."""

from __future__ import annotations

import re

from hssib_desk.domain.describe.markdown import in_words
from hssib_desk.domain.forms.form import Choice, Condition, Field, Form, Library, Section
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.export.interchange.fhir_json import Json, fhir_text
from hssib_desk.export.interchange.names import HL7, coding, form_id, form_url, section_link
from hssib_desk.export.interchange.rules import enable_when
from hssib_desk.export.text import Notes

_CONTROL = f"{HL7}/questionnaire-itemControl"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"


def questionnaire(form: Form, library: Library, notes: Notes) -> Json:
    """The form as a Questionnaire; rules that FHIR cannot say are listed in the notes."""
    writer = _Writer(form, library, notes)
    found: Json = {
        "resourceType": "Questionnaire",
        "id": form_id(form),
        "language": "en-GB",
        "url": form_url(form),
        "version": str(form.version),
        "name": "".join(word.capitalize() for word in re.findall("[A-Za-z0-9]+", f"form_{form.key}")),
        "title": writer.line(form.title),
        "status": "active",
        "subjectType": ["Patient"],
    }
    if form.note.strip():
        found["description"] = writer.text(form.note)
    if form.sections:
        found["item"] = [writer.section(section) for section in form.sections]
    writer.tell_what_stays_out()
    return found


class _Writer:
    """Turns the parts of one form into items."""

    def __init__(self, form: Form, library: Library, notes: Notes) -> None:
        self._form = form
        self._library = library
        self._notes = notes

    def text(self, text: str) -> str:
        """A text of several lines."""
        return fhir_text(text, self._form.title, self._notes)

    def line(self, text: str) -> str:
        """A text on one line."""
        return " ".join(self.text(text).split())

    def section(self, section: Section) -> Json:
        """A section as a group, with its note as the first thing in it."""
        link = section_link(section.key)
        item: Json = {"linkId": link, "text": self.line(section.title) or link, "type": "group"}
        item |= self._shown_if(section.show_if, section.title)
        notes = [_display(f"{link}.note", self.text(section.note))] if section.note.strip() else []
        item["item"] = notes + [self.question(field, section) for field in section.fields]
        return item if item["item"] else {**_display(link, item["text"])}

    def question(self, field: Field, section: Section) -> Json:
        """A question as an item, with its help inside it."""
        extensions = self._extensions(field)
        item: Json = {"extension": extensions} if extensions else {}
        kind = kind_of(field)
        what, element = kind.fhir
        item |= {"linkId": field.key, "text": self.line(field.label) or field.key, "type": what}
        shown = self._shown_if(field.show_if, field.label)
        item |= shown
        sayable = bool(shown) == bool(field.show_if) and self._sayable(section.show_if)
        if field.asked_if:
            sayable = False
            self._tell(field.asked_if, field.label)
        if field.required and sayable:  # a rule that is lost would demand what was never asked
            item["required"] = True
        if kind.holds_several and (kind.has_choices or field.many):
            item["repeats"] = True
        if field.max_length and what in ("string", "text", "open-choice"):
            item["maxLength"] = field.max_length
        if field.options:
            item["answerOption"] = [self._option(field, choice) for choice in field.options.choices]
        elif field.default is not None and element in ("valueString", "valueInteger"):
            item["initial"] = [{element: field.default}]
        if field.help.strip():
            item["item"] = [_display(f"{field.key}.help", self.text(field.help), "help")]
        return item

    def _sayable(self, condition: Condition | None) -> bool:
        return condition is None or enable_when(condition, self._form) is not None

    def _shown_if(self, condition: Condition | None, label: str) -> Json:
        if condition is None:
            return {}
        said = enable_when(condition, self._form)
        if said is None:
            self._tell(condition, label)
            return {}
        return said.written()

    def _tell(self, condition: Condition, label: str) -> None:
        rule = in_words(condition, self._form, self._library)
        self._notes.add(f"{self._form.title}, “{label}”: enableWhen cannot say “shown when {rule}”.")

    def _option(self, field: Field, choice: Choice) -> Json:
        option: Json = {}
        if choice.points is not None:
            option["extension"] = [{"url": f"{HL7}/ordinalValue", "valueDecimal": choice.points}]
        option["valueCoding"] = coding(self._form, field, choice)
        starts = field.default if isinstance(field.default, list) else [field.default]
        if choice.code in starts:
            option["initialSelected"] = True
        return option

    def _extensions(self, field: Field) -> list[Json]:
        found: list[Json] = []
        if field.placeholder.strip():
            found.append({"url": f"{HL7}/entryFormat", "valueString": self.text(field.placeholder)})
        if field.unit.strip() and kind_of(field).is_number:
            found.append(
                {"url": f"{HL7}/questionnaire-unit", "valueCoding": {"display": self.text(field.unit)}}
            )
        for name, bound in (("minValue", field.min), ("maxValue", field.max)):
            if bound is not None and bound != "today":
                found.append({"url": f"{HL7}/{name}", _bound_value(field, bound): bound})
        return found

    def tell_what_stays_out(self) -> None:
        """Count in one note the rules that no Questionnaire has a place for."""
        form = self._form
        required = sum(field.required_if is not None for field in form.fields)
        fixed = sum(field.fixed_if is not None for field in form.fields)
        remarks = len(form.advice) + sum(len(section.advice) for section in form.sections)
        today = sum("today" in (field.min, field.max) for field in form.fields)
        counts = (
            (today, "that compare a date with today"),
            (required, "on when an answer is required"),
            (fixed, "on when an answer stays as it is"),
            (remarks, "that give a remark"),
        )
        said = [f"{n} {what}" for n, what in counts if n]
        if said:
            self._notes.add(f"{form.title}: a Questionnaire has no place for rules: {', '.join(said)}.")


def _bound_value(field: Field, bound: str | float) -> str:
    element = kind_of(field).fhir[1]
    return "valueDecimal" if element == "valueInteger" and not isinstance(bound, int) else element


def _display(link: str, text: str, control: str = "") -> Json:
    item: Json = {}
    if control:
        coded = {"coding": [{"system": _CONTROLS, "code": control}]}
        item["extension"] = [{"url": _CONTROL, "valueCodeableConcept": coded}]
    return item | {"linkId": link, "text": text, "type": "display"}
