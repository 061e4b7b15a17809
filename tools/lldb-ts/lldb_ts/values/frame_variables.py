"""The variables of a JavaScript frame by their names: `this`, arguments, locals in registers and contexts, and what is captured."""

from __future__ import annotations

from dataclasses import dataclass

from ..decode.decoder import Decoder
from ..decode.js_frames import JsFrame
from .contexts import Contexts
from .frame_words import EXTRA_ARGUMENTS_MAX, FrameWords, frame_words
from .function_source import ARROWS, MODULES, Parameter, read_function, read_parameters
from .js_tokens import SourceError
from .missing import NOT_INITIALISED, OPTIMISED_AWAY
from .object_kinds import ObjectKinds
from .register_names import RegisterName, names_at, register_names
from .register_stores import RegisterStores

UNSPEAKABLE = ('.', '#')
"""Variables of V8's own, and the keys behind private names."""

THIS, ARGUMENT, LOCAL, REGISTER, CLOSURE = 'this', 'argument', 'local', 'register', 'closure'


@dataclass(frozen=True)
class Variable:
    """`is_guess`: the name comes from a model of V8's registers, and nothing that V8 keeps confirms it."""

    name: str
    word: int
    group: str
    is_guess: bool = False

    @property
    def label(self) -> str:
        return f'{self.name}?' if self.is_guess else self.name


class FrameVariables:
    def __init__(self, decoder: Decoder, kinds: ObjectKinds) -> None:
        self.decoder = decoder
        self.kinds = kinds
        self.heap = decoder.heap
        self.functions = decoder.functions
        self.contexts = Contexts(decoder.heap, decoder.functions)

    def of(self, frame: JsFrame) -> list[Variable]:
        """Innermost first: the first of a name is the one that an expression means."""
        words = frame_words(self.decoder, self.kinds.offsets, frame)
        own, outer = self._context_variables(frame, words)
        taken = {variable.name for variable in own}
        found = self._this(frame, words, own + outer)
        found += [variable for variable in self._arguments(frame, words) if variable.name not in taken]
        found += [variable for variable in own if variable.name != 'this']
        found += self._registers(frame, words, taken)
        return found + _without_hidden(outer, {variable.name for variable in found})

    def source_of(self, frame: JsFrame) -> str:
        """The text of the function; '' when V8 does not say where it is."""
        start, end = self.functions.range(frame.shared)
        return self._text(frame)[start:end]

    def why_missing(self, frame: JsFrame) -> str:
        """What a person must know about variables that are not shown; '' when all are."""
        if frame_words(self.decoder, self.kinds.offsets, frame).has_registers:
            return ''
        if frame.inlined:
            return 'inlined: its variables are in no frame of their own'
        return f'optimised ({frame.tier}): V8 does not tell where the locals are at this place'

    def _this(self, frame: JsFrame, words: FrameWords, contexts: list[Variable]) -> list[Variable]:
        captured = next((variable for variable in contexts if variable.name == 'this'), None)
        if words.receiver is None or self.kinds.classes.kind_of(frame.shared) in ARROWS:
            # An arrow function has no receiver of its own.
            return [Variable('this', captured.word, THIS)] if captured else []
        return [Variable('this', words.receiver, THIS)]

    def _arguments(self, frame: JsFrame, words: FrameWords) -> list[Variable]:
        names = [parameter.name for parameter in self._parameters(frame)]
        # How many were passed, the machine frame knows for the function that owns it.
        passed = 0 if frame.inlined else frame.argument_count
        found = []
        for index, word in enumerate(words.arguments):
            name = names[index] if index < len(names) else ''
            if name or index < passed:
                found.append(Variable(name or f'arguments[{index}]', word, ARGUMENT))
        return found

    def _parameters(self, frame: JsFrame) -> list[Parameter]:
        """Those that are what was passed: in a list with patterns, defaults or a rest, the names are locals."""
        wrapped = self._wrapped_parameters(frame)
        if wrapped:
            return wrapped
        start, end = self.functions.range(frame.shared)
        try:
            return read_parameters(self._text(frame), start, end) or []
        except SourceError:
            return []

    def _wrapped_parameters(self, frame: JsFrame) -> list[Parameter]:
        """A CommonJS module is a function without a head in the source: the script knows its parameters."""
        start, end = self.functions.range(frame.shared)
        if start != 0 or not frame.script or end < len(self._text(frame)):
            return []
        names = self.heap.field(frame.script, self.kinds.offsets.wrapped_arguments)
        if self.heap.type_name(names) != 'FIXED_ARRAY_TYPE':
            return []
        return [Parameter(self.heap.string(name) or '') for name in self.heap.elements(names, EXTRA_ARGUMENTS_MAX)]

    def _text(self, frame: JsFrame) -> str:
        return self.decoder.scripts.of(frame.script).text if frame.script else ''

    def _context_variables(self, frame: JsFrame, words: FrameWords) -> tuple[list[Variable], list[Variable]]:
        """Of this function and its blocks, and of the functions around it."""
        start, end = self.functions.range(frame.shared)
        scope = self.functions.scope_info(frame.shared)
        own: list[Variable] = []
        outer: list[Variable] = []
        # Of an inlined function without a translation, only the context of the function around it is known.
        inside = words.has_registers or not frame.inlined
        for found in self.contexts.chain(words.context):
            inside = inside and (found.scope_info == scope or (start <= found.start and 0 < found.end <= end))
            into, group = (own, LOCAL) if inside else (outer, CLOSURE)
            # An inner variable hides an outer one of the same name.
            seen = {variable.name for variable in own} if inside else set()
            named = [v for v in found.variables if v.name not in seen and not v.name.startswith(UNSPEAKABLE)]
            into += [Variable(variable.name, variable.word, group) for variable in named]
        return own, outer

    def _registers(self, frame: JsFrame, words: FrameWords, taken: set[str]) -> list[Variable]:
        registers = words.registers
        names = self._names(frame) if registers else {}
        if names is None:
            return [Variable(f'r{index}', word, LOCAL) for index, word in enumerate(registers) if word != OPTIMISED_AWAY]
        named = []
        stores = RegisterStores(self.decoder, frame)
        for index in sorted(names):
            name = names[index]
            if index < len(registers) and name.name not in taken:
                word = registers[index] if frame.source >= name.ready_at else NOT_INITIALISED
                named.append(Variable(name.name, word, LOCAL, is_guess=not stores.confirm(name)))
        rest = [Variable(f'r{index}', word, REGISTER) for index, word in enumerate(registers) if index not in names]
        return named + [variable for variable in rest if variable.word != OPTIMISED_AWAY]

    def _names(self, frame: JsFrame) -> dict[int, RegisterName] | None:
        """None where the model of the registers does not hold."""
        start, end = self.functions.range(frame.shared)
        scope = self.functions.scope_info(frame.shared)
        kind = self.kinds.classes.kind_of(frame.shared)
        try:
            functions = self.functions
            source = read_function(
                self._text(frame), start, end, kind, functions.is_strict(scope), functions.self_in_register(scope) if scope else ''
            )
        except SourceError:
            return None
        elsewhere = self.functions.context_locals(scope) if scope else []
        if kind in MODULES:
            elsewhere += [name for name, _ in self.contexts.module_names(scope)]
        return names_at(register_names(source, set(elsewhere)), frame.source)


def _without_hidden(captured: list[Variable], seen: set[str]) -> list[Variable]:
    """Captured variables that the source at this place can name: those of an outer function may be hidden by nearer ones."""
    found = []
    for variable in captured:
        if variable.name not in seen and variable.name != 'this':
            found.append(variable)
        seen.add(variable.name)
    return found
