"""A function as its source tells it: the names of its parameters, its scopes, and what is mentioned where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .js_tokens import WORD, SourceError, Tokens, tokenize
from .nested_functions import mentions
from .scopes import Declaration, Scope, StatementReader

SOURCE_MAX = 200_000
"""LIMIT: characters of a function that are parsed for names; past it registers stay numbered."""

CLASS_FIELDS = 24
MODULES = (1, 2)
ARROWS = (11, 12)
RESUMABLE = range(12, 22)
DERIVED_CONSTRUCTORS = (5, 6)


@dataclass(frozen=True)
class Parameter:
    """`name` is '' for a pattern, whose names are variables of the function."""

    name: str
    is_rest: bool = False


@dataclass
class FunctionSource:
    """`is_simple`: parameters are plain names, so the arguments on the stack are the variables."""

    parameters: list[Parameter]
    is_simple: bool
    scope: Scope
    counts: dict[str, int]
    captured: set[str]


def read_parameters(source: str, start: int, end: int) -> list[Parameter]:
    """The parameters of the function whose source V8 says is `source[start:end]`, when they are plain names; else []."""
    if end - start > SOURCE_MAX:
        raise SourceError('the function is too long to be parsed')
    tokens = tokenize(source, start, end)
    parameters, body = _parameters(tokens)
    return parameters if _are_simple(parameters, tokens, body) else []


def read_function(source: str, start: int, end: int, kind: int, is_strict: bool = False, own_name: str = '') -> FunctionSource:
    """Raises SourceError for what the model does not cover. `kind` is V8's FunctionKind; `own_name` the variable in which a function
    expression keeps itself, when it has a register."""
    if end - start > SOURCE_MAX:
        raise SourceError('the function is too long to be parsed')
    if kind >= CLASS_FIELDS:
        raise SourceError('the fields of a class are no body')
    tokens = tokenize(source, start, end)
    if any(_mentioned(tokens, 'eval')):
        raise SourceError('eval changes where variables live')
    try:
        function = _read(tokens, start, end, kind, is_strict)
    except (IndexError, KeyError):
        raise SourceError('the source is not shaped as expected') from None
    if own_name:
        function.scope.own.append(Declaration(own_name, start))
    return function


def _read(tokens: Tokens, start: int, end: int, kind: int, is_strict: bool) -> FunctionSource:
    reader = StatementReader(tokens, Scope(start, end), is_strict)
    parameters, body = _parameters(tokens)
    function = reader.function
    is_simple = _are_simple(parameters, tokens, body)
    if kind in DERIVED_CONSTRUCTORS:
        function.own += [Declaration(name, start, is_hidden=True) for name in ('.this_function', 'new.target')]
    if not is_simple:
        function.own += _names_of_parameters(tokens, reader)
        function.own += [Declaration('.rest', start, is_hidden=True) for p in parameters if p.is_rest]
    if kind in MODULES or kind in RESUMABLE:
        function.own.append(Declaration('.generator_object', start, is_hidden=True))
    if body < len(tokens) and tokens[body].text == '{' and kind not in MODULES:
        if not is_simple:
            reader.body = function.open(start, end)
        reader.statements(body + 1, tokens.partner[body], reader.body)
    elif kind in MODULES or (not parameters and body == 0):
        reader.statements(0, len(tokens), function)
    if kind in ARROWS:
        # An arrow function gets its temporaries behind its variables.
        function.own.sort(key=lambda declaration: declaration.is_hidden)
    elif kind not in MODULES and any(index not in reader.nested.inside for index in _mentioned(tokens, 'arguments')):
        function.own.append(Declaration('arguments', start))
    counts, captured = mentions(tokens, reader.nested)
    return FunctionSource(parameters, is_simple, function, counts, captured)


def _mentioned(tokens: Tokens, name: str) -> Iterator[int]:
    """The indexes of the tokens that mean a variable of this name, and no property."""
    for index, token in enumerate(tokens.tokens):
        if token.kind != WORD or token.text != name:
            continue
        before, after = tokens[index - 1].text if index else '', tokens[index + 1].text if index + 1 < len(tokens) else ''
        if before not in ('.', '?.') and not (before in ('{', ',') and after == ':'):
            yield index


def _parameters(tokens: Tokens) -> tuple[list[Parameter], int]:
    """The parameters and the index of the first token of the body."""
    if not len(tokens):
        return [], 0
    at = 1 if tokens[0].text == 'async' and len(tokens) > 1 and tokens[1].text != '=>' else 0
    if tokens[at].kind == WORD and len(tokens) > at + 1 and tokens[at + 1].text == '=>':
        return [Parameter(tokens[at].text)], at + 2
    if tokens[at].text != '(':
        return [], at
    close = tokens.partner[at]
    found: list[Parameter] = []
    index, is_rest, is_start = at + 1, False, True
    while index < close:
        token = tokens[index]
        if token.text == ',':
            is_start, is_rest = True, False
        elif token.text == '...' and is_start:
            is_rest = True
        elif is_start:
            found.append(Parameter(token.text if token.kind == WORD else '', is_rest))
            is_start = False
        index = tokens.partner[index] + 1 if token.text in ('(', '[', '{', '${') else index + 1
    body = close + 1
    return found, body + 1 if body < len(tokens) and tokens[body].text == '=>' else body


def _names_of_parameters(tokens: Tokens, reader: StatementReader) -> list[Declaration]:
    """The names that a list with patterns, defaults or a rest declares, in order: a list is read as an array pattern is."""
    opener = 1 if tokens[0].text == 'async' else 0
    names = reader.names_in(opener, tokens.partner[opener], is_object=False)
    return [Declaration(token.text, reader.function.start) for token in names]


def _are_simple(parameters: list[Parameter], tokens: Tokens, body: int) -> bool:
    return all(p.name and not p.is_rest for p in parameters) and not _has_default(tokens, body)


def _has_default(tokens: Tokens, body: int) -> bool:
    opener = next((i for i in range(body) if tokens[i].text == '('), None)
    if opener is None:
        return False
    index, close = opener + 1, tokens.partner[opener]
    while index < close:
        if tokens[index].text == '=':
            return True
        index = tokens.partner[index] + 1 if tokens[index].text in ('(', '[', '{', '${') else index + 1
    return False
