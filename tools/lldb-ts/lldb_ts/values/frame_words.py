"""The words of a JavaScript frame, wherever it keeps them: on the stack, in a generator, or where a translation says."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..decode.decoder import Decoder
from ..decode.js_frames import ASYNC, RECEIVER, JsFrame
from .layout_values import ValueLayout
from .translated_values import TranslatedValues

FIRST_ARGUMENT, FIRST_REGISTER = 24, -56
IN_REGISTERS = ('interpreter', 'sparkplug')
REGISTERS_MAX = 512
EXTRA_ARGUMENTS_MAX = 32


@dataclass
class FrameWords:
    """`receiver` is None, and `has_registers` False, where nothing tells. Registers are those of the interpreter."""

    context: int
    receiver: int | None = None
    arguments: list[int] = field(default_factory=list)
    registers: list[int] = field(default_factory=list)
    has_registers: bool = True


def frame_words(decoder: Decoder, offsets: ValueLayout, frame: JsFrame) -> FrameWords:
    if frame.tier == ASYNC:
        return _suspended(decoder, offsets, frame)
    if frame.tier in IN_REGISTERS:
        return _on_stack(decoder, frame)
    return _translated(decoder, offsets, frame) or _optimised(decoder, frame)


def _on_stack(decoder: Decoder, frame: JsFrame) -> FrameWords:
    heap = decoder.heap
    size = _register_count(decoder, frame)
    registers = [heap.u64(frame.fp + FIRST_REGISTER - 8 * index) for index in range(size)]
    return FrameWords(frame.context, heap.u64(frame.fp + RECEIVER), _passed(decoder, frame), registers)


def _passed(decoder: Decoder, frame: JsFrame) -> list[int]:
    """Missing arguments are pushed too, as undefined."""
    declared = decoder.functions.parameter_count(frame.shared)
    count = min(max(frame.argument_count, declared), declared + EXTRA_ARGUMENTS_MAX)
    return [decoder.heap.u64(frame.fp + FIRST_ARGUMENT + 8 * index) for index in range(count)]


def _suspended(decoder: Decoder, offsets: ValueLayout, frame: JsFrame) -> FrameWords:
    """A suspended function keeps its parameters and then its registers in one array."""
    heap, generator = decoder.heap, frame.generator
    array = heap.field(generator, offsets.generator_registers)
    saved = heap.elements(array, REGISTERS_MAX) if heap.type_name(array) == 'FIXED_ARRAY_TYPE' else []
    declared = decoder.functions.parameter_count(frame.shared)
    context, receiver = heap.field(generator, offsets.generator_context), heap.field(generator, offsets.generator_receiver)
    return FrameWords(context, receiver, saved[:declared], saved[declared:])


def _translated(decoder: Decoder, offsets: ValueLayout, frame: JsFrame) -> FrameWords | None:
    if not frame.translated or not frame.code:
        return None
    functions = decoder.functions
    words = TranslatedValues(decoder.heap, offsets, frame, functions.parameter_count(functions.shared(frame.function))).words()
    declared, size = functions.parameter_count(frame.shared), _register_count(decoder, frame)
    # A check of the translation: function, receiver, parameters, context, registers, accumulator.
    if len(words) != 2 + declared + 1 + size + 1:
        return None
    # What was passed beyond the parameters is on the stack; of an inlined function it is nowhere.
    extra = [] if frame.inlined else _passed(decoder, frame)[declared:]
    return FrameWords(words[2 + declared], words[1], words[2 : 2 + declared] + extra, words[3 + declared : -1])


def _optimised(decoder: Decoder, frame: JsFrame) -> FrameWords:
    """Code without a translation for this place: the arguments as they were passed, the context that the function came from."""
    context = decoder.heap.named_field(frame.function, 'JSFunction__context__Context')
    if frame.inlined:
        return FrameWords(context, has_registers=False)
    return FrameWords(context, decoder.heap.u64(frame.fp + RECEIVER), _passed(decoder, frame), has_registers=False)


def _register_count(decoder: Decoder, frame: JsFrame) -> int:
    heap = decoder.heap
    return min(heap.u32(frame.bytecode - 1 + heap.layout.unexported.bytecode_frame_size) // 8, REGISTERS_MAX) if frame.bytecode else 0
