"""The comment at the end of a script that says where its source map is."""

from __future__ import annotations

import re

_COMMENT = re.compile(rb'//[#@] ?sourceMappingURL=(\S+)\s*$')


def map_comment(script: bytes) -> str:
    """The address of the map; '' when the script names none in its last line."""
    start = script.rfind(b'\n//')
    found = _COMMENT.match(script, start + 1) if start >= 0 else None
    return found[1].decode('latin1') if found else ''


def map_comment_of(path: str) -> str:
    """The same of a file; '' when it cannot be read."""
    try:
        with open(path, 'rb') as file:
            return map_comment(file.read())
    except OSError:
        return ''
