"""The scopes of one JavaScript function and what each declares, read from its source.

Only statements matter: an expression declares nothing outside the functions and classes in it, so expressions are skipped bracket
by bracket.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .js_tokens import PUNCTUATOR, WORD, SourceError, Token, Tokens, ends_operand
from .nested_functions import nested_functions

LEXICAL = ('let', 'const')
CONTINUES_A_LINE = frozenset(('in', 'instanceof', 'of', 'as'))
NO_VALUE = range(0)
STARTS_A_STATEMENT = frozenset(('{', '++', '--', '!', '~', '}'))


@dataclass(frozen=True)
class Declaration:
    """`is_hidden`: a register that V8 takes without a name of the program's. `at`: where the name stands in the script. `ready_at`: from
    where on the variable has a value; before, its register holds anything. `value`: where the value stands that it is declared with."""

    name: str
    at: int
    is_hidden: bool = False
    may_be_unused: bool = False
    ready_at: int = 0
    value: range = NO_VALUE


@dataclass
class Scope:
    """`start` and `end` say where in the script the names are in force."""

    start: int
    end: int
    own: list[Declaration] = field(default_factory=list)
    inner: list[Scope] = field(default_factory=list)

    def open(self, start: int, end: int) -> Scope:
        scope = Scope(start, end)
        self.inner.append(scope)
        return scope

    def declare(self, names: list[Token], may_be_unused: bool = False, ready_at: int = 0, value: range = NO_VALUE) -> None:
        self.own += [Declaration(token.text, token.start, False, may_be_unused, ready_at, value) for token in names]


class StatementReader:
    """Walks the statements of a body and fills scopes. Raises SourceError at what it does not model."""

    def __init__(self, tokens: Tokens, function: Scope, is_strict: bool = False) -> None:
        """`body` is where `var` goes; a scope of its own in a function whose parameters are not plain names."""
        self.tokens = tokens
        self.function = function
        self.body = function
        self.is_strict = is_strict
        self.nested = nested_functions(tokens)

    def statements(self, index: int, end: int, scope: Scope) -> None:
        while index < end:
            following = self._statement(index, end, scope)
            if following <= index:
                raise SourceError(f'stuck at {self.tokens[index].start}')
            index = following

    def _statement(self, index: int, end: int, scope: Scope) -> int:
        token = self.tokens[index]
        if token.text == '{':
            return self._block(index, scope)
        if token.kind != WORD:
            return self._skip_expression(index, end) if token.text != ';' else index + 1
        following = self.tokens[index + 1] if index + 1 < end else None
        if following is not None and following.text == ':' and token.text not in ('default', 'case'):
            return index + 2
        handler = getattr(self, f'_{token.text}_statement', None)
        return handler(index, end, scope) if handler else self._other(index, end, scope)

    def _other(self, index: int, end: int, scope: Scope) -> int:
        text = self.tokens[index].text
        following = self.tokens[index + 1] if index + 1 < end else None
        # `let` alone is a name like any other.
        declares = text == 'let' and following is not None and (following.kind == WORD or following.text in '[{')
        if declares or text in ('var', 'const'):
            return self._declarations(index, end, scope)
        if text == 'async' and following is not None and following.text == 'function' and not following.after_newline:
            return self._function_statement(index + 1, end, scope)
        if text == 'using' and following is not None and following.kind == WORD and not following.after_newline:
            raise SourceError('`using` takes registers of its own')
        if text in ('if', 'while', 'with'):
            if text == 'with':
                raise SourceError('`with` puts names where only running code finds them')
            return self._statement(self._after(index + 1, '('), end, scope)
        if text in ('else', 'do', 'try', 'finally'):
            return index + 1
        return self._skip_expression(index, end)

    def _block(self, index: int, scope: Scope) -> int:
        close = self.tokens.partner[index]
        inner = scope.open(self.tokens[index].start, self.tokens[close].end)
        self.statements(index + 1, close, inner)
        return close + 1

    def _function_statement(self, index: int, end: int, scope: Scope) -> int:
        at = index + (2 if self.tokens[index + 1].text == '*' else 1)
        if scope is not self.body and not self.is_strict:
            raise SourceError('a function in a block has a second variable outside of it')
        scope.declare([self.tokens[at]], may_be_unused=True)
        return self._after(self._after(at + 1, '('), '{')

    def _class_statement(self, index: int, end: int, scope: Scope) -> int:
        at = index + 2
        while self.tokens[at].text != '{':
            at = self.tokens.partner.get(at, at) + 1
        close = self.tokens.partner[at]
        scope.declare([self.tokens[index + 1]], ready_at=self.tokens[close].end)
        return close + 1

    def _export_statement(self, index: int, end: int, scope: Scope) -> int:
        """What a module exports is declared here like anything else; that it lies in a cell, V8 says."""
        following = self.tokens[index + 1].text
        if following in ('{', '*'):
            return self._skip_expression(index + 1, end)
        if following != 'default':
            return index + 1
        is_named = self.tokens[index + 2].text in ('function', 'class') and self.tokens[index + 3].kind == WORD
        return index + 2 if is_named else self._skip_expression(index + 2, end)

    def _catch_statement(self, index: int, end: int, scope: Scope) -> int:
        """A caught value always lies in a context; the names of a pattern are in a block of their own."""
        body = index + 1
        inner = scope
        if self.tokens[body].text == '(':
            close = self.tokens.partner[body]
            inner = scope.open(self.tokens[body].start, self.tokens[self.tokens.partner[close + 1]].end)
            if self.tokens[body + 1].text in '[{':
                inner.declare(self.pattern_names(body + 1))
            body = close + 1
        return self._block(body, inner)

    def _switch_statement(self, index: int, end: int, scope: Scope) -> int:
        body = self._after(index + 1, '(')
        close = self.tokens.partner[body]
        inner = scope.open(self.tokens[body].start, self.tokens[close].end)
        at = body + 1
        while at < close:
            if self.tokens[at].text in ('case', 'default'):
                at = self._after_case(at, close)
            else:
                at = self._statement(at, close, inner)
        if inner.own:
            # The value that the cases are compared with is kept where the names of the cases cannot be meant.
            self.function.own.append(Declaration('.switch_tag', inner.start, is_hidden=True))
        return close + 1

    def _after_case(self, index: int, end: int) -> int:
        questions = 0
        while index < end:
            text = self.tokens[index].text
            questions += (text == '?') - (text == ':')
            if questions < 0:
                return index + 1
            index = self.tokens.partner[index] + 1 if self._opens(index) else index + 1
        raise SourceError('a case without a colon')

    def _for_statement(self, index: int, end: int, scope: Scope) -> int:
        head = index + (2 if self.tokens[index + 1].text == 'await' else 1)
        close = self.tokens.partner[head]
        # The body is one statement; its end is not known yet, so the scope is closed below.
        outer = scope.open(self.tokens[index].start, self.tokens[index].end)
        word = self.tokens[head + 1].text
        separator = self._of_or_in(head + 1, close)
        names: list[Token] = []
        inner = outer
        if separator is not None and word in ('var', *LEXICAL):
            names = self.pattern_names(head + 2)
            (outer if word in LEXICAL else self.body).declare(names)
            inner = outer.open(outer.start, outer.end)
            if word in LEXICAL:
                # V8 declares the names twice: outside, so that the iterated expression finds them not initialised, and inside.
                outer.own = [Declaration(d.name, d.at, is_hidden=True) for d in outer.own]
                inner.declare(names)
        elif word in ('var', *LEXICAL):
            self._declarations(head + 1, close, outer)
            names = [token for token in map(self._token_at, (d.at for d in outer.own)) if token]
        following = self._statement(close + 1, end, inner)
        outer.end = inner.end = self.tokens[following - 1].end
        if names and separator is not None:
            self.function.own.append(Declaration('.for', outer.start, is_hidden=True))
        elif names and word in LEXICAL and any(head < at < following for at in self.nested.starts):
            self._copied_per_turn(names, self.tokens[close - 1].text != ';', outer)
        return following

    def _copied_per_turn(self, names: list[Token], has_step: bool, loop: Scope) -> None:
        """A loop with closures gets fresh variables for each turn, and temporaries of the function to carry the values over:
        one for each variable, one that tells the first turn when there is a step, one that tells a `break`."""
        for _ in range(len(names) + (2 if has_step else 1)):
            self.function.own.append(Declaration('.for', loop.start, is_hidden=True))
        copies = Scope(loop.start, loop.end, loop.own, loop.inner)
        loop.own = [Declaration(d.name, d.at, is_hidden=True) for d in loop.own]
        loop.inner = [copies]

    def _of_or_in(self, index: int, close: int) -> int | None:
        while index < close:
            text = self.tokens[index].text
            if text == ';':
                return None
            if self.tokens[index].kind == WORD and text in ('of', 'in') and ends_operand(self.tokens[index - 1]):
                return index
            index = self.tokens.partner[index] + 1 if self._opens(index) else index + 1
        return None

    def _declarations(self, index: int, end: int, scope: Scope) -> int:
        word = self.tokens[index].text
        index += 1
        while True:
            names = self.pattern_names(index)
            after = self.tokens.partner[index] + 1 if self._opens(index) else index + 1
            has_value = after < end and self.tokens[after].text == '='
            is_pattern = self._opens(index)
            index = self._skip_expression(after, end, stop_at_comma=True)
            ready_at = self.tokens[index - 1].end
            # A pattern takes its value apart.
            value = range(self.tokens[after + 1].start, ready_at) if has_value and not is_pattern else NO_VALUE
            if word == 'var':
                self.body.declare(names, not has_value, 0, value)
            else:
                scope.declare(names, False, ready_at, value)
            if index >= end or self.tokens[index - 1].text != ',':
                return index
            # `_skip_expression` stops behind the comma.

    def pattern_names(self, index: int) -> list[Token]:
        """The names that a binding pattern declares, in order."""
        token = self.tokens[index]
        if token.kind == WORD:
            return [token]
        if token.text not in ('{', '['):
            raise SourceError(f'no name at {token.start}')
        return self.names_in(index, self.tokens.partner[index], token.text == '{')

    def names_in(self, opener: int, close: int, is_object: bool) -> list[Token]:
        """The names between the brackets of a pattern, or of a list of parameters."""
        names: list[Token] = []
        at = opener + 1
        while at < close:
            token = self.tokens[at]
            if token.text in (',', '...'):
                at += 1
                continue
            if is_object:
                key_end = self.tokens.partner[at] + 1 if token.text == '[' else at + 1
                if key_end < close and self.tokens[key_end].text == ':':
                    at = key_end + 1
            names += self.pattern_names(at)
            at = self.tokens.partner[at] + 1 if self._opens(at) else at + 1
            while at < close and self.tokens[at].text != ',':
                at = self.tokens.partner[at] + 1 if self._opens(at) else at + 1
        return names

    def _skip_expression(self, index: int, end: int, stop_at_comma: bool = False) -> int:
        """The index behind the expression and what ends it: `;`, a comma if wanted, or a line that cannot go on."""
        start = index
        while index < end:
            token = self.tokens[index]
            if token.text == ';' or (stop_at_comma and token.text == ','):
                return index + 1
            if index > start and token.after_newline and self._starts_a_statement(index):
                return index
            index = self.tokens.partner[index] + 1 if self._opens(index) else index + 1
        return index

    def _starts_a_statement(self, index: int) -> bool:
        token = self.tokens[index]
        if not ends_operand(self.tokens[index - 1]):
            return False
        if token.kind == PUNCTUATOR:
            return token.text in STARTS_A_STATEMENT
        return token.text not in CONTINUES_A_LINE and not token.text.startswith('`')

    def _after(self, index: int, opener: str) -> int:
        if self.tokens[index].text != opener:
            raise SourceError(f'`{opener}` expected at {self.tokens[index].start}')
        return self.tokens.partner[index] + 1

    def _opens(self, index: int) -> bool:
        return self.tokens[index].text in ('(', '[', '{', '${')

    def _token_at(self, position: int) -> Token | None:
        return next((token for token in self.tokens.tokens if token.start == position), None)
