"""Names of Rust functions as their author wrote them, without the linker's hash and escapes."""

from __future__ import annotations

import re

_HASH = re.compile(r'::h[0-9a-f]{16}$')
_ESCAPE = re.compile(r'\$(LT|GT|LP|RP|RF|BP|SP|C|u[0-9a-f]+)\$')
_ESCAPES = {'LT': '<', 'GT': '>', 'LP': '(', 'RP': ')', 'RF': '&', 'BP': '*', 'SP': '@', 'C': ','}


def readable(name: str) -> str:
    """`_$LT$T$u20$as$u20$a..B$GT$::f::h0123456789abcdef` becomes `<T as a::B>::f`. Other names stay as they are."""
    without_hash = _HASH.sub('', name)
    if without_hash == name and '$' not in name:
        return name
    # An escape cannot start a name, so the compiler puts an underscore before it.
    text = re.sub(r'(^|::)_\$', r'\1$', without_hash)
    text = _ESCAPE.sub(lambda match: _ESCAPES.get(match.group(1)) or chr(int(match.group(1)[1:], 16)), text)
    return text.replace('..', '::')
