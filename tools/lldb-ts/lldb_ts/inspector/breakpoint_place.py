"""What a person writes to say where a breakpoint shall be."""

from __future__ import annotations

import re


def parse_place(text: str) -> tuple[str, int, str | None] | None:
    """File, line and condition of `FILE:LINE [-c CONDITION]`; None when it is not that."""
    place, _, condition = text.strip().partition(' -c ')
    match = re.fullmatch(r'(.+):(\d+)', place.strip().strip('"\''))
    if not match or int(match[2]) < 1:
        return None
    return match[1], int(match[2]), _unquoted(condition.strip()) or None


def _unquoted(text: str) -> str:
    """Without the quotes around all of it, which people write out of habit; `'a' + 'b'` keeps its own."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in '"\'' and text[0] not in text[1:-1]:
        return text[1:-1]
    return text
