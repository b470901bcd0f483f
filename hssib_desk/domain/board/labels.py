"""What codes are called in print: problems, themes, phases and duties, from the library of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Labels:
    """The words of codes; a code without words is printed as it is."""

    problems: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    duties: Mapping[str, str] = field(default_factory=dict)

    def problem(self, code: str) -> str:
        """A type of problem."""
        return self.problems.get(code, code)

    def theme(self, code: str) -> str:
        """A theme."""
        return self.themes.get(code, code)

    def phase(self, key: str) -> str:
        """A phase of care."""
        return self.phases.get(key, key)

    def duty(self, key: str) -> str:
        """A duty."""
        return self.duties.get(key, key)
