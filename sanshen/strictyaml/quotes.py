"""全角引号: full-width quotes that stand where YAML wants its own."""

from __future__ import annotations

OPENING = "“”„‘’＂＇"
CLOSING = "“”‘’＂＇\"'"


def is_wrapped(value: str) -> bool:
    """Whether full-width quotes stand around the whole of ``value`` (“甲”, but not “甲”和“乙”)."""
    if len(value) < 2 or value[0] not in OPENING or value[-1] not in CLOSING:
        return False
    return not any(quote in value[1:-1] for quote in {value[0], value[-1]})
