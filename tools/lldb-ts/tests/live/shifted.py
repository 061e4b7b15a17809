"""Scripts whose lines are not those of their source: the text of the source, further down, and a map that says so."""

from __future__ import annotations

import base64
import json
from pathlib import Path

SHIFT = 3
HEAD = "'use strict';\n" + '\n' * (SHIFT - 1)


def source_map(source: str, text: str, root: str = '') -> str:
    """The map of one script made of one source."""
    # Each line of the source begins a line of the script: the first after the head, each of the others one further down.
    mappings = ';' * SHIFT + ';'.join(['AAAA', *['AACA'] * text.count('\n')])
    return json.dumps({'version': 3, **({'sourceRoot': root} if root else {}), 'sources': [source], 'names': [], 'mappings': mappings})


def write_shifted(script: Path, source: str, text: str, root: str = '') -> None:
    """Writes the script and, beside it, its map."""
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(f'{HEAD}{text}\n//# sourceMappingURL={script.name}.map\n')
    script.with_name(f'{script.name}.map').write_text(source_map(source, text, root))


def inline(source: str, text: str) -> str:
    """The text of the script, with its map inside."""
    encoded = base64.b64encode(source_map(source, text).encode()).decode()
    return f'{HEAD}{text}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,{encoded}\n'
