"""Which parts of a function's source run in another function: closures, methods, class bodies."""

from __future__ import annotations

from dataclasses import dataclass, field

from .js_tokens import PUNCTUATOR, WORD, Tokens, ends_operand

NOT_A_METHOD = frozenset(('if', 'for', 'while', 'switch', 'with', 'catch', 'await', 'function'))


@dataclass
class Nested:
    """Token indexes: where nested functions start, and which tokens lie in one."""

    starts: list[int] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)
    arrows: set[int] = field(default_factory=set)
    """Tokens inside arrow functions alone, which share `arguments` with the function around them."""


def nested_functions(tokens: Tokens) -> Nested:
    """The functions within one whose tokens these are; that one itself starts with its parameters."""
    found = Nested()
    for index in range(len(tokens)):
        extent = _extent(tokens, index)
        if extent is None or (extent[0] <= 1 and extent[1] == len(tokens)):
            continue
        start, end = extent
        found.starts.append(start)
        found.inside.update(range(start, end))
    return found


def mentions(tokens: Tokens, nested: Nested) -> tuple[dict[str, int], set[str]]:
    """How often each name is mentioned, and the names that nested functions mention: those may be captured."""
    counts: dict[str, int] = {}
    captured: set[str] = set()
    for index in range(len(tokens)):
        token = tokens[index]
        if token.kind != WORD or (index > 0 and tokens[index - 1].text in ('.', '?.')):
            continue
        counts[token.text] = counts.get(token.text, 0) + 1
        if index in nested.inside:
            captured.add(token.text)
    return counts, captured


def _extent(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The first token and the token behind the function that this token gives away."""
    token = tokens[index]
    if token.kind == PUNCTUATOR and token.text == '=>':
        return _arrow(tokens, index)
    if token.kind == WORD and token.text == 'class' and (index == 0 or tokens[index - 1].text not in ('.', '?.')):
        at = index + 1
        while at < len(tokens) and tokens[at].text != '{':
            at = tokens.partner.get(at, at) + 1
        return (at, tokens.partner[at] + 1) if at < len(tokens) else None
    if token.text == '{' and index > 0 and tokens[index - 1].text == ')':
        opener = tokens.partner[index - 1]
        before = tokens[opener - 1] if opener > 0 else None
        if before is not None and before.kind == WORD and before.text in NOT_A_METHOD - {'function'}:
            return None
        return (opener, tokens.partner[index] + 1) if before is not None else None
    return None


def _arrow(tokens: Tokens, index: int) -> tuple[int, int]:
    start = tokens.partner[index - 1] if tokens[index - 1].text == ')' else index - 1
    at = index + 1
    if at < len(tokens) and tokens[at].text == '{':
        return start, tokens.partner[at] + 1
    depth_end = at
    while depth_end < len(tokens):
        token = tokens[depth_end]
        if token.text in (',', ';', ')', ']', '}'):
            break
        if depth_end > at and token.after_newline and token.kind == WORD and ends_operand(tokens[depth_end - 1]):
            break
        depth_end = tokens.partner[depth_end] + 1 if token.text in ('(', '[', '{', '${') else depth_end + 1
    return start, depth_end
