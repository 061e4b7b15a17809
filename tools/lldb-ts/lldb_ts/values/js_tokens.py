"""Splits JavaScript source into tokens, with every bracket matched.

It knows just enough of the language to find declarations: what a comment, a string, a template and a regular expression
are, so that brackets inside them do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

WORD, NUMBER, TEXT, PUNCTUATOR = 'word', 'number', 'text', 'punctuator'

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      |(?P<word>\#?[A-Za-z_$\u0080-\uffff\U00010000-\U0010ffff][\w$]*)
      |(?P<number>0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?)
      |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<punctuator>=>|\.\.\.|\?\.|\?\?=?|&&=?|\|\|=?|>>>=?|<<=?|>>=?|[=!]==?|\*\*=?|\+\+|--|[-+*/%&|^<>]=?|[{}()\[\];,~!?:.@=`\#])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGULAR_EXPRESSION = re.compile(r'/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[A-Za-z]*')
_TEMPLATE_CHUNK = re.compile(r'(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)', re.DOTALL)

# Words after which an expression starts, so that `/` opens a regular expression.
OPERATOR_WORDS = frozenset('return typeof instanceof in of new delete void throw case do else await yield extends default'.split())
_OPENERS = {'(': ')', '[': ']', '{': '}', '${': '}'}


class SourceError(ValueError):
    """The text is no JavaScript this tokenizer can follow."""


@dataclass(frozen=True)
class Token:
    """One token; `start` and `end` are offsets in the whole text."""

    kind: str
    text: str
    start: int
    end: int
    after_newline: bool


@dataclass
class Tokens:
    """The tokens of a text, and for every opening bracket the index of the one that closes it, and back."""

    tokens: list[Token] = field(default_factory=list)
    partner: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]


def ends_operand(token: Token) -> bool:
    """Whether an operand can end with this token, so that what follows is an operator or a new statement."""
    if token.kind == WORD:
        return token.text not in OPERATOR_WORDS
    return token.kind in (NUMBER, TEXT) or token.text in (')', ']', '}', '++', '--')


def tokenize(source: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of `source[start:end]`; raises `SourceError` where it cannot follow."""
    limit = len(source) if end is None else end
    found = Tokens()
    open_brackets: list[int] = []
    position, newline = start, False

    def add(kind: str, text: str, stop: int) -> None:
        nonlocal position, newline
        found.tokens.append(Token(kind, text, position, stop, newline))
        position, newline = stop, False

    def template_chunk() -> None:
        chunk = _TEMPLATE_CHUNK.match(source, position, limit)
        if chunk is None:
            raise SourceError(f'a template that does not end, at {position}')
        inserts = chunk.group().endswith('${')
        # With the mark of a template in front, no chunk looks like a bracket.
        add(TEXT, '`' + chunk.group(), chunk.end())
        if inserts:
            open_brackets.append(len(found.tokens))
            add(PUNCTUATOR, '${', position)

    while position < limit:
        previous = found.tokens[-1] if found.tokens else None
        if source[position] == '/' and (previous is None or not ends_operand(previous)):
            literal = _REGULAR_EXPRESSION.match(source, position, limit)
            if literal is not None:
                add(TEXT, literal.group(), literal.end())
                continue
        match = _TOKEN.match(source, position, limit)
        if match is None:
            raise SourceError(f'no token at {position}')
        kind, text = match.lastgroup or '', match.group()
        if kind == 'skip':
            newline = newline or '\n' in text
            position = match.end()
        elif text == '`':
            position += 1
            template_chunk()
        elif text in _OPENERS:
            open_brackets.append(len(found.tokens))
            add(kind, text, match.end())
        elif text in (')', ']', '}'):
            if not open_brackets or _OPENERS[found.tokens[open_brackets[-1]].text] != text:
                raise SourceError(f'`{text}` closes nothing, at {position}')
            opener = open_brackets.pop()
            found.partner[opener], found.partner[len(found.tokens)] = len(found.tokens), opener
            add(kind, text, match.end())
            if found.tokens[opener].text == '${':
                template_chunk()
        else:
            add(kind, text, match.end())
    if open_brackets:
        raise SourceError(f'`{found.tokens[open_brackets[-1]].text}` is never closed')
    return found
