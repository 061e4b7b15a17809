"""The variables of a JavaScript frame by their names: `this`, arguments, locals in registers and contexts, and what is captured."""

from __future__ import annotations

from dataclasses import dataclass

from ..decoder import Decoder
from ..js_frames import ASYNC, JsFrame
from .contexts import Contexts
from .function_source import ARROWS, MODULES, Parameter, read_function, read_parameters
from .js_tokens import SourceError
from .object_kinds import ObjectKinds
from .register_names import names_at, register_names

RECEIVER, FIRST_ARGUMENT, FIRST_REGISTER = 16, 24, -56
UNSPEAKABLE = ('.', '#')
"""Variables of V8's own, and the keys behind private names."""

IN_REGISTERS = ('interpreter', 'sparkplug')
REGISTERS_MAX = 512
EXTRA_ARGUMENTS_MAX = 32

THIS, ARGUMENT, LOCAL, REGISTER, CLOSURE = 'this', 'argument', 'local', 'register', 'closure'


@dataclass(frozen=True)
class Variable:
    """`is_guess`: the name comes from a model of V8's registers, not from V8."""

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
        own, outer = self._context_variables(frame)
        taken = {variable.name for variable in own}
        found = self._this(frame, own + outer)
        found += [variable for variable in self._arguments(frame) if variable.name not in taken]
        found += [variable for variable in own if variable.name != 'this']
        found += self._registers(frame, taken)
        return found + _without_hidden(outer, {variable.name for variable in found})

    def why_missing(self, frame: JsFrame) -> str:
        """What a person must know about variables that are not shown; '' when all are."""
        if frame.inlined:
            return 'inlined: its variables are in no frame of their own'
        if frame.tier not in (*IN_REGISTERS, ASYNC):
            return f'optimised ({frame.tier}): locals that no closure captured are not in memory'
        return ''

    def _this(self, frame: JsFrame, contexts: list[Variable]) -> list[Variable]:
        captured = next((variable for variable in contexts if variable.name == 'this'), None)
        if frame.inlined or self.kinds.classes.kind_of(frame.shared) in ARROWS:
            # An arrow function has no receiver of its own.
            return [Variable('this', captured.word, THIS)] if captured else []
        if frame.tier == ASYNC:
            return [Variable('this', self.heap.field(frame.generator, self.kinds.offsets.generator_receiver), THIS)]
        return [Variable('this', self.heap.u64(frame.fp + RECEIVER), THIS)]

    def _saved(self, frame: JsFrame) -> list[int]:
        """What a suspended function keeps: its parameters, then its registers."""
        array = self.heap.field(frame.generator, self.kinds.offsets.generator_registers)
        return self.heap.elements(array, REGISTERS_MAX) if self.heap.type_name(array) == 'FIXED_ARRAY_TYPE' else []

    def _arguments(self, frame: JsFrame) -> list[Variable]:
        if frame.inlined:
            return []
        names = [parameter.name for parameter in self._parameters(frame)]
        if frame.tier == ASYNC:
            return [Variable(name, word, ARGUMENT) for name, word in zip(names, self._saved(frame))]
        # Missing arguments are pushed too, as undefined.
        count = max(frame.argument_count, len(names) if frame.argument_count or names else 0)
        found = []
        for index in range(min(count, len(names) + EXTRA_ARGUMENTS_MAX)):
            name = names[index] if index < len(names) and names[index] else f'arguments[{index}]'
            found.append(Variable(name, self.heap.u64(frame.fp + FIRST_ARGUMENT + 8 * index), ARGUMENT))
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

    def _context_variables(self, frame: JsFrame) -> tuple[list[Variable], list[Variable]]:
        """Of this function and its blocks, and of the functions around it."""
        start, end = self.functions.range(frame.shared)
        scope = self.functions.scope_info(frame.shared)
        own: list[Variable] = []
        outer: list[Variable] = []
        context = frame.context
        if frame.inlined or frame.tier not in IN_REGISTERS:
            context = self.heap.named_field(frame.function, 'JSFunction__context__Context')
        if frame.tier == ASYNC:
            context = self.heap.field(frame.generator, self.kinds.offsets.generator_context)
        inside = not frame.inlined
        for found in self.contexts.chain(context):
            inside = inside and (found.scope_info == scope or start <= found.start and 0 < found.end <= end)
            into, group = (own, LOCAL) if inside else (outer, CLOSURE)
            named = [variable for variable in found.variables if not variable.name.startswith(UNSPEAKABLE)]
            into += [Variable(variable.name, variable.word, group) for variable in named]
        return own, outer

    def _registers(self, frame: JsFrame, taken: set[str]) -> list[Variable]:
        if frame.tier not in (*IN_REGISTERS, ASYNC) or not frame.bytecode:
            return []
        size = self.heap.u32(frame.bytecode - 1 + self.heap.layout.unexported.bytecode_frame_size) // 8
        words = [self.heap.u64(frame.fp + FIRST_REGISTER - 8 * index) for index in range(min(size, REGISTERS_MAX))]
        if frame.tier == ASYNC:
            words = self._saved(frame)[self.functions.parameter_count(frame.shared) :]
        names = self._names(frame)
        if names is None:
            return [Variable(f'r{index}', word, LOCAL) for index, word in enumerate(words)]
        named = [Variable(names[i], words[i], LOCAL, True) for i in sorted(names) if i < len(words) and names[i] not in taken]
        rest = [Variable(f'r{index}', word, REGISTER) for index, word in enumerate(words) if index not in names]
        return named + rest

    def _names(self, frame: JsFrame) -> dict[int, str] | None:
        """None where the model of the registers does not hold."""
        start, end = self.functions.range(frame.shared)
        scope = self.functions.scope_info(frame.shared)
        kind = self.kinds.classes.kind_of(frame.shared)
        try:
            source = read_function(self._text(frame), start, end, kind)
        except SourceError:
            return None
        if kind in MODULES:
            elsewhere = [*self.contexts.names(scope, True), *(name for name, _ in self.contexts.module_names(scope))]
        else:
            elsewhere = self.functions.context_locals(scope) if scope else []
        return names_at(register_names(source, set(elsewhere)), frame.source)


def _without_hidden(captured: list[Variable], seen: set[str]) -> list[Variable]:
    """Captured variables that the source at this place can name: those of an outer function may be hidden by nearer ones."""
    found = []
    for variable in captured:
        if variable.name not in seen and variable.name != 'this':
            found.append(variable)
        seen.add(variable.name)
    return found
