"""From a machine frame (program counter and frame pointer) to the JavaScript functions that run in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .async_callers import CALLERS_MAX, GENERATOR_RECEIVER, AsyncCallers, Awaiter
from .baseline import Bytecodes, bytecode_offset
from .code_lookup import BASELINE, CodeLookup, JitCode
from .functions import Functions
from .heap import Heap
from .inlining import OptimizedCode
from .names import display_name
from .positions import Position, at, decode_positions
from .scripts import Place, Scripts
from .translation import TranslatedFrame

INTERPRETER, BUILTIN, STUB, ASYNC, CUT = 'interpreter', 'builtin', 'stub', 'async', 'cut'
RECEIVER = 16
ARGUMENT_COUNT = -24


@dataclass(frozen=True)
class JsFrame:
    """One JavaScript function on the stack. `function`, `context` and `fp` belong to the machine frame: inlined functions share them.

    tier: 'interpreter', 'sparkplug', 'maglev', 'turbofan', 'builtin' (a builtin with a function of its own, such as
    Array.prototype.map), 'stub' (V8's glue: entry frames, adaptors; it has no function), 'async' (a suspended function that awaits
    the frames above; `fp` and `pc` are the address of its generator, `generator`, not of a stack. Promise.all and its like have none),
    'cut' (no function: its name says that more of them are not shown).
    """

    pc: int
    fp: int
    tier: str
    name: str
    function: int = 0
    shared: int = 0
    context: int = 0
    bytecode: int = 0
    bytecode_offset: int = -1
    code: JitCode | None = None
    inlined: bool = False
    inline_depth: int = 0
    """0 for the function that owns the machine frame, more for what is inlined into it."""
    script: int = 0
    source: int = -1
    """Character of the script's text; -1 when there is no script."""
    place: Place | None = None
    is_exact: bool = True
    """False: no position is known within the function, `place` is where it starts."""
    argument_count: int = 0
    """Arguments passed, without the receiver."""
    generator: int = 0
    translated: TranslatedFrame | None = None
    """Of optimised code: where its values are."""


class JsFrames:
    def __init__(self, heap: Heap, code: CodeLookup, functions: Functions, scripts: Scripts, bytecodes: Bytecodes) -> None:
        self.heap = heap
        self.layout = heap.layout
        self.code = code
        self.functions = functions
        self.scripts = scripts
        self.bytecodes = bytecodes
        self.awaiters = AsyncCallers(heap, functions)
        self._tables: dict[tuple[int, int], list[Position]] = {}

    def forget(self) -> None:
        self._tables.clear()

    def decode(self, pc: int, fp: int) -> list[JsFrame]:
        """Innermost function first; [] for a frame that is not V8's."""
        heap, layout = self.heap, self.layout
        builtin = self.code.builtin(pc)
        marker = heap.u64(fp + layout['off_fp_context_or_frame_type'])
        if marker & 1 == 0:
            kind = layout.frame_types.get(marker >> 1) if marker else None
            return [JsFrame(pc, fp, STUB, f'{kind} {builtin or ""}'.strip())] if kind else []
        function = heap.u64(fp + layout['off_fp_function'])
        if not heap.is_function(function):
            return [JsFrame(pc, fp, STUB, builtin)] if builtin else []
        shared = self.functions.shared(function)
        count = heap.u64(fp + ARGUMENT_COUNT)
        frame = JsFrame(pc, fp, STUB, '', function, shared, marker, argument_count=count - 1 if 0 < count < 1 << 16 else 0)
        if builtin and not is_interpreter(builtin):
            return [replace(frame, tier=BUILTIN, name=self.functions.name(shared) or builtin)]
        return self._of_function(frame, in_interpreter=builtin is not None)

    def async_callers(self, frame: JsFrame) -> list[JsFrame]:
        """What waits for the function above this frame; [] unless the frame is one in which V8 goes on with a promise."""
        if frame.tier == BUILTIN and frame.function:
            found = self.awaiters.of_closure(frame.function)
        elif frame.tier == STUB and frame.name.endswith('ReactionJob'):
            found = self.awaiters.of_job(frame.fp)
        else:
            return []
        return [self._of_awaiter(awaiter) for awaiter in found]

    def _of_awaiter(self, awaiter: Awaiter) -> JsFrame:
        address = awaiter.address
        if awaiter.is_cut:
            return JsFrame(address, address, CUT, f'more functions wait: the nearest {CALLERS_MAX:,} are shown')
        if awaiter.combinator:
            return JsFrame(address, address, ASYNC, awaiter.combinator)
        shared = self.functions.shared(awaiter.function)
        caller = JsFrame(address, address, ASYNC, '', awaiter.function, shared, generator=address)
        return self._at_bytecode(caller, awaiter.bytecode, awaiter.bytecode_offset)

    def _of_function(self, frame: JsFrame, in_interpreter: bool) -> list[JsFrame]:
        heap, layout = self.heap, self.layout
        code = None if in_interpreter else self.code.jit(frame.pc)
        bytecode = heap.u64(frame.fp + layout['off_fp_bytecode_array'])
        if code and code.tier != BASELINE:
            return self._of_optimized(replace(frame, code=code, tier=code.tier))
        if not heap.is_type(bytecode, 'BYTECODE_ARRAY_TYPE'):
            return [self._unplaced(frame)]
        if code:
            offset = bytecode_offset(heap, self.bytecodes, code.code, bytecode, frame.pc - code.start)
        else:
            # The interpreter counts from the tagged start of the BytecodeArray, not from its first bytecode.
            word = heap.u64(frame.fp + layout['off_fp_bytecode_offset'])
            offset = heap.smi(word) - (layout['class_BytecodeArray__data__uintptr_t'] - 1)
        tier = BASELINE if code else INTERPRETER
        return [self._at_bytecode(replace(frame, tier=tier, code=code), bytecode, offset)]

    def _of_optimized(self, frame: JsFrame) -> list[JsFrame]:
        assert frame.code
        optimized = OptimizedCode(self.heap, frame.code)
        offset = frame.pc - frame.code.start
        return self._translated(frame, optimized, offset) or self._by_positions(frame, optimized, offset)

    def _translated(self, frame: JsFrame, optimized: OptimizedCode, offset: int) -> list[JsFrame]:
        parts = optimized.translated_frames(offset)
        frames: list[JsFrame] = []
        for number, part in enumerate(parts):
            shared = optimized.literal(part.literal)
            bytecode = self.functions.bytecode(shared)
            if not bytecode:
                return []
            # -1 stands for the entry of the function, before its first bytecode.
            depth = len(parts) - 1 - number
            inlined = replace(frame, shared=shared, inlined=depth > 0, inline_depth=depth, translated=part)
            frames.append(self._at_bytecode(inlined, bytecode, max(0, part.bytecode_offset)))
        return frames

    def _by_positions(self, frame: JsFrame, optimized: OptimizedCode, offset: int) -> list[JsFrame]:
        assert frame.code
        parts = optimized.logical_frames(self.positions_of_code(frame.code.code), offset)
        if not parts:
            return [self._unplaced(frame)]
        frames: list[JsFrame] = []
        for number, part in enumerate(parts):
            depth = len(parts) - 1 - number
            inlined = replace(frame, shared=part.shared or frame.shared, inlined=depth > 0, inline_depth=depth)
            frames.append(self._at_source(inlined, part.source))
        return frames

    def _at_bytecode(self, frame: JsFrame, bytecode: int, offset: int) -> JsFrame:
        position = at(self.positions_of_bytecode(bytecode), offset)
        start, end = self.functions.range(frame.shared)
        # A check of the encoding of positions: a function's are within the function.
        is_exact = position is not None and (start <= position.source <= end or end == 0)
        source = position.source if position and is_exact else start
        return self._at_source(replace(frame, bytecode=bytecode, bytecode_offset=offset, is_exact=is_exact), source)

    def _at_source(self, frame: JsFrame, source: int) -> JsFrame:
        script = self.functions.script(frame.shared)
        place = self.scripts.locate(script, source) if script else None
        name = display_name(self.heap, self.functions, self.scripts, frame.shared, script, self._receiver(frame))
        return replace(frame, script=script, source=source, place=place, name=name)

    def _unplaced(self, frame: JsFrame) -> JsFrame:
        return replace(self._at_source(frame, self.functions.range(frame.shared)[0]), is_exact=False)

    def _receiver(self, frame: JsFrame) -> int:
        """`this`; 0 where it is not kept."""
        if frame.generator:
            return self.heap.field(frame.generator, GENERATOR_RECEIVER)
        if not frame.inlined:
            return self.heap.u64(frame.fp + RECEIVER)
        kind, number = frame.translated.value(1) if frame.translated else ('', 0)
        if kind == 'TAGGED_STACK_SLOT':
            return self.heap.u64(stack_slot(frame.fp, number))
        if kind == 'LITERAL' and frame.code:
            return OptimizedCode(self.heap, frame.code).literal(number)
        return 0

    def positions_of_bytecode(self, bytecode: int) -> list[Position]:
        return self._positions(bytecode, self.layout.unexported.bytecode_positions)

    def positions_of_code(self, code: int) -> list[Position]:
        return self._positions(code, self.layout.unexported.code_positions)

    def _positions(self, owner: int, offset: int) -> list[Position]:
        key = (owner, offset)
        if key not in self._tables:
            data = self.heap.byte_array(self.heap.field(owner, offset)) or b''
            self._tables[key] = decode_positions(data, self.layout.unexported.positions_have_breakable_bit)
        return self._tables[key]


def stack_slot(fp: int, slot: int) -> int:
    """The address of a numbered slot of an optimised frame, as translations count: slot 0 is above the saved frame pointer."""
    return fp + 8 - 8 * slot


def is_interpreter(builtin: str) -> bool:
    return builtin.startswith('Interpreter') or builtin.endswith('Handler')
