"""Values over several lines: what `ts locals` and `ts print` show."""

from __future__ import annotations

from .frame_variables import CLOSURE, REGISTER, Variable
from .object_kinds import ObjectKinds, Part
from .preview import Preview

LINE_MAX = 100
PARTS_MAX = 100
PRINTED_TEXT_MAX = 10_000
NAME_WIDTH_MAX = 24


def variable_lines(variables: list[Variable], kinds: ObjectKinds, everything: bool) -> list[str]:
    """`this`, arguments and locals; then what closures captured. Registers without a name only when everything is asked for."""
    local = [v for v in variables if v.group != CLOSURE and (everything or v.group != REGISTER)]
    closure = [v for v in variables if v.group == CLOSURE]
    lines = _aligned(local, kinds)
    if closure:
        lines += ['captured from around it:', *_aligned(closure, kinds)]
    if not lines:
        return ['no variables']
    if any(variable.is_guess for variable in local):
        lines.append('? the name comes from a model of how V8 gives registers out')
    return lines


def value_lines(word: int, kinds: ObjectKinds) -> list[str]:
    """On one line when it is short, else a line for each part."""
    primitive = kinds.primitive_text(word, PRINTED_TEXT_MAX)
    if primitive is not None:
        return [primitive]
    parts = kinds.parts(word, PARTS_MAX + 1)
    one_line = Preview(kinds).text(word, 3)
    if len(one_line) <= LINE_MAX and len(parts) <= 8 and not any(part.kind == 'stack' for part in parts):
        return [one_line]
    title = kinds.title(word)
    opener, closer = ('', '') if title.alone else (f' {title.brackets[0]}', title.brackets[1])
    lines = [title.text + opener, *(f'  {_part(part, kinds)}' for part in parts[:PARTS_MAX])]
    if len(parts) > PARTS_MAX:
        lines.append('  …')
    return [*lines, closer] if closer else lines


def _part(part: Part, kinds: ObjectKinds) -> str:
    label = part.label or (f'{part.name}: ' if part.kind == 'index' else '')
    return label + (part.text if part.word is None else Preview(kinds).text(part.word, 2))


def _aligned(variables: list[Variable], kinds: ObjectKinds) -> list[str]:
    width = min(NAME_WIDTH_MAX, max((len(v.label) for v in variables), default=0))
    return [f'  {v.label:<{width}} = {Preview(kinds).text(v.word, 2)}' for v in variables]
