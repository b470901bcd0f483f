"""The local duties that an organisation does without, each with its reason, as one setting keeps them."""

from __future__ import annotations

from collections.abc import Mapping

SWITCHED_OFF = "duties_off"  # a line for each: its key, a colon, and why


def switched_off(settings: Mapping[str, str]) -> dict[str, str]:
    """Why each duty is switched off, by its key; before there were reasons, keys stood between commas."""
    text = settings.get(SWITCHED_OFF, "")
    lines = text.splitlines() if ":" in text else text.split(",")
    parts = (line.partition(":") for line in lines)
    return {key.strip(): reason.strip() for key, _, reason in parts if key.strip()}


def as_setting(reasons: Mapping[str, str]) -> str:
    """The same as the setting keeps it; a reason is one line."""
    return "\n".join(f"{key}: {' '.join(reason.split())}" for key, reason in reasons.items())
